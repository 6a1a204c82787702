"""Protocols that judge what visitors do: gestures, one person's characters, symbols, shapes, pens."""

from types import SimpleNamespace

import numpy as np
import pytest

from siamese.data.episodes import Episode
from siamese.data.splits import held_out_symbols
from siamese.evaluation import PROTOCOLS, Bench, CannotRun, Settings
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.pairs import all_distances, called
from siamese.evaluation.pens import MIDDLING, WIDTHS, ink_of_picture
from siamese.evaluation.taught import answers, gesture_episodes, gestures, one_person
from siamese.ink.frame import prepare
from siamese.judging.calibration import Calibration
from siamese.judging.rejection import Rejection

# Of probability one half at 0.5; a third to two thirds within log(2)/100 = 0.007 of it.
STEEP = Calibration(-100.0, 50.0, 0.5, (0.007, 0.007), [], {}, {})
# One class and none are alike likely at 0.5, however many there are.
REJECTION = Rejection(weight=-100.0, bias=50.0)


def gallery(embeddings, labels, groups=None, families=None):
    n = len(labels)
    blank = np.zeros((64, 64, 1), np.float32)
    parts = [np.zeros(n, int) if part is None else np.asarray(part) for part in (groups, families)]
    return Gallery(np.asarray(embeddings, np.float32), np.asarray(labels), *parts, lambda i: blank)


def bench_with(episodes=40, **collections):
    bench = Bench(None, Settings(episodes=episodes), STEEP, REJECTION)
    vars(bench).update(collections)
    return bench


def directions(n, people=1):
    """Kinds that are all √2 apart."""
    return np.tile(np.eye(n), (people, 1))


def angle(apart):
    """Of two points of the circle that are so far apart."""
    return 2 * np.arcsin(apart / 2)


def on_circle(angles):
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_episodes_are_of_one_person_and_no_drawing_is_asked_that_was_taught():
    # Three people, four kinds three times each; the last person drew one kind but once.
    person, kind, _ = np.indices((3, 4, 3)).reshape(3, -1)
    drawn = gallery(np.eye(36), kind, person).select(np.arange(36) < 34)
    episodes, people = gesture_episodes(drawn, 5, rng=np.random.default_rng(0))
    assert people.tolist() == [0] * 5 + [1] * 5 + [2] * 5
    for episode, who in zip(episodes, people, strict=True):
        rows = np.concatenate([episode.support.ravel(), episode.query.ravel()])
        assert episode.support.shape == episode.query.shape == (3, 1)  # as many kinds as the last person repeated
        assert len(set(rows.tolist())) == 6
        assert set(drawn.groups[rows]) == {who}
        assert np.array_equal(drawn.labels[episode.support], drawn.labels[episode.query])
        assert np.array_equal(drawn.labels[episode.support[:, 0]], episode.classes)


def test_what_the_tab_would_say():
    # Taught at 0 and 90 degrees. Asked: 0.2 from its own; nearer the other; 0.5 from its own, as likely none; far off.
    angles = [0, np.pi / 2, angle(0.2), np.pi / 2 - 0.1, -angle(0.5), np.pi]
    drawn = gallery(on_circle(np.array(angles)), np.zeros(6, int))
    support = np.array([[0], [1]])
    asked = [Episode(np.array([0, 1]), support, np.array(query)[:, None]) for query in ([2, 1], [3, 0], [4, 5])]
    found = answers(drawn, asked, REJECTION)
    assert found.tolist() == [["named", "named"], ["another", "another"], ["unsure", "none"]]
    untaught = answers(drawn, [Episode(np.array([-1]), support, np.array([[2]]))], REJECTION)
    assert untaught.tolist() == [["another"]]


def test_gestures_by_hand():
    # Two people and three kinds, twice each, all where they belong, but of person 1 kinds 1 and 2 are one place.
    person, kind, _ = np.indices((2, 3, 2)).reshape(3, -1)
    place = np.where((person == 1) & (kind == 2), 1, kind)
    result = gestures(bench_with(gestures=gallery(np.eye(3)[place], kind, person)))
    # 4 episodes each. Of person 1, kind 2 is taken for kind 1, which stands first: 5 of 6 right.
    assert (result.accuracy, result.n) == (pytest.approx(5 / 6), 24)
    # Kinds 1 and 2 of person 1 are equally likely, one half each: too close to call, 4 of 12 trials in all of 2 people.
    assert result.more["named_rightly"] == pytest.approx(4 / 6)
    assert result.more["too_close"] == pytest.approx(2 / 6)
    assert result.more["taken_for_another"] == result.more["called_none"] == 0
    # Unlike pairs of one person: 3 · 4 of each; of person 1 four are of one place.
    assert result.more["unlike_called_same"] == pytest.approx(4 / 24)
    assert result.more["like_called_same"] == 1
    assert result.more["people"] == 2
    assert result.low < 0.6  # two people are few


def test_one_person_s_characters_by_hand():
    # Two writers, twelve characters three times each, told apart; a third wrote none twice.
    person, kind, _ = np.indices((2, 12, 3)).reshape(3, -1)
    person, kind = np.append(person, [2, 2]), np.append(kind, [0, 1])
    written = gallery(np.eye(12)[kind], kind, person)
    result = one_person(bench_with(6, characters=written, pen_glyphs=SimpleNamespace(site=np.array(["aga"]))))
    assert (result.accuracy, result.n) == (1, 2 * 3 * 10)
    assert result.more["people"] == 2
    assert result.more["untaught_taken_for_one"] == 0
    # One character of the untaught two stands where a taught one does.
    result = one_person(bench_with(60, characters=gallery(np.eye(12)[np.where(kind == 11, 0, kind)], kind, person),
                                   pen_glyphs=SimpleNamespace(site=np.array(["aga"]))))  # fmt: skip
    # Both taught in 10/12 · 9/11 = 68 %: then too close. Just one of them, in 2 · 10/12 · 2/11 = 30 %: of the two
    # untaught, it is one that is taken. So half of 30 %.
    assert result.more["untaught_taken_for_one"] == pytest.approx(0.15, abs=0.06)
    assert result.more["too_close"] == pytest.approx(0.68 * 2 / 10, abs=0.04)
    assert result.more["named_rightly"] == result.accuracy == pytest.approx(1 - 0.68 * 2 / 10, abs=0.04)


def test_one_person_needs_ten_characters_written_twice():
    bench = bench_with(characters=gallery(np.eye(9), np.arange(9)), pen_glyphs=SimpleNamespace(site=np.array(["aga"])))
    with pytest.raises(CannotRun, match="site aga: nobody wrote 10 characters twice"):
        one_person(bench)


def test_shares_of_verdicts():
    near, far = np.array([0.1, 0.2, 0.499, 0.6]), np.array([0.3, 0.501, 0.7, 1.0, 1.4])
    found = called(STEEP, near, far)
    assert found["like_called_same"] == 2 / 4  # 0.499 is too close to call
    assert (found["like_too_close"], found["like_under_limit"]) == (1 / 4, 3 / 4)
    assert (found["unlike_called_same"], found["unlike_too_close"], found["unlike_under_limit"]) == (
        1 / 5,
        1 / 5,
        1 / 5,
    )
    # Of 20 pairs of a near and a far one, 0.1 and 0.2 are nearer than all 5, 0.499 and 0.6 than 4 and 3.
    assert found["auroc"] == pytest.approx(17 / 20)


def test_all_distances_are_those_of_a_plain_loop():
    points = np.random.default_rng(0).normal(size=(7, 3))
    drawn = gallery(points / np.linalg.norm(points, axis=1, keepdims=True), [0, 0, 1, 2, 1, 2, 2])
    pairs = [(i, j) for i in range(7) for j in range(i + 1, 7)]
    expected = {True: [], False: []}
    for i, j in pairs:
        expected[drawn.labels[i] == drawn.labels[j]].append(np.linalg.norm(drawn.embeddings[i] - drawn.embeddings[j]))
    near, far = all_distances(drawn)
    np.testing.assert_allclose(near, expected[True], atol=1e-6)
    np.testing.assert_allclose(far, expected[False], atol=1e-6)


def test_shapes_apart_by_list():
    # Four kinds, eight drawings each; 0 and 1, which are common, are one place, 2 and 3 are rare.
    kind = np.repeat(np.arange(4), 8)
    drawn = gallery(np.eye(4)[np.where(kind == 1, 0, kind)], kind, families=kind >= 2)
    result = PROTOCOLS["shapes"](bench_with(doodles=drawn))
    assert result.more["common"]["unlike_called_same"] == 1
    assert result.more["rare"]["unlike_called_same"] == 0
    assert result.more["all"]["unlike_called_same"] == pytest.approx(1 / 6)  # of the six pairs of kinds one
    assert result.more["all"]["like_called_same"] == 1
    # Half of the pairs are like, all right; of an unlike one of 0 or 1, one in three is with the other: 1 − 1/2 · 1/6.
    assert result.accuracy == pytest.approx(1 - 1 / 12, abs=0.01)
    assert result.low < 0.8  # six pairs of kinds are few, however often they are drawn


def test_symbols_are_20_way():
    kind = np.repeat(np.arange(21), 6)
    result = PROTOCOLS["symbols"](bench_with(symbols=gallery(np.eye(21)[kind], kind)))
    assert (result.accuracy, result.n) == (1, 40 * 20 * 5)
    assert result.more["unlike_under_limit"] == 0
    assert result.notes == ("21 symbols, 126 drawings",)


def test_held_out_symbols_are_of_one_label_each(data_folder):
    glyphs = Bench(None).symbol_glyphs
    assert held_out_symbols(glyphs.shapes).all()
    assert len(np.unique(glyphs.labels)) == len(np.unique(glyphs.shapes)) > 50


def test_doodles_to_judge_by_are_by_other_hands_than_those_to_calibrate_by():
    judged, calibrating = (
        Bench(lambda frames: frames[:, ::8, ::8, 0].reshape(len(frames), -1), Settings(mnist=which)).doodles
        for which in ("test", "held-out")
    )
    assert len(judged) == len(calibrating) > 1000
    assert np.array_equal(judged.labels, calibrating.labels)
    assert not np.array_equal(judged.embeddings, calibrating.embeddings)
    assert set(judged.families.tolist()) == {0, 1}


STROKES = [np.array([[0.1, 0.2], [0.5, 0.9], [0.9, 0.3]], np.float32), np.array([[0.2, 0.8]], np.float32)]


@pytest.mark.parametrize("width", [*WIDTHS, MIDDLING])
def test_a_picture_has_ink_of_its_pen(width):
    ink = ink_of_picture(STROKES, pen=width)
    assert ink.min() >= 0 and ink.max() > 0.9
    # 0.8 wide, drawn 0.6 wide: two lines of √(0.4² + 0.7²) and √(0.4² + 0.6²), three quarters as long. Thin lines come
    # out somewhat wider than they are, of very wide ones the ends and the dot count.
    length = 0.75 * (np.hypot(0.4, 0.7) + np.hypot(0.4, 0.6))
    assert ink.sum() / ink.size == pytest.approx(length * width, rel=0.4)
    assert prepare(ink).max() > 0


def test_pens_on_held_out_drawings(data_folder):
    def pixels(frames):
        flat = frames.reshape(len(frames), -1)
        return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)

    result = PROTOCOLS["pens"](Bench(pixels, Settings(episodes=8), SimpleNamespace(threshold=1.0)))
    assert list(result.more["unchanged"]) == [f"{100 * width:g} %" for width in WIDTHS]
    assert result.accuracy == min(result.more["unchanged"].values())
    assert result.n == 8
