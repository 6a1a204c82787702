import json
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from siamese.data import omniglot, packing
from siamese.data.splits import held_out_symbols
from siamese.evaluation import PROTOCOLS, Bench, CannotRun, Settings, domain_pairs, evaluate
from siamese.evaluation import __main__ as command
from siamese.evaluation.domains import calibration
from siamese.evaluation.failures import draw_failures
from siamese.evaluation.gallery import Gallery, on_paper
from siamese.evaluation.intervals import wilson
from siamese.evaluation.oneshot import lake, pen_oneshot, to_classes, within, within_19shot
from siamese.evaluation.pairs import N_PAIRS
from siamese.evaluation.pens import WIDTHS
from siamese.evaluation.results import worst
from siamese.evaluation.robustness import CONDITIONS, draw_pairs, judge_changes
from siamese.evaluation.verification import mnist_pairs, open_set, pen_pairs
from siamese.ink.frame import prepare
from siamese.judging.rejection import Rejection
from siamese.training.fit_calibration import calibrate


def pixels(frames):
    """An encoder without any learning: the pixels, scaled to unit length."""
    flat = frames.reshape(len(frames), -1)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)


def gallery(embeddings, labels, groups=None, families=None):
    n = len(labels)
    nobody = np.zeros(n, int)
    return Gallery(
        np.asarray(embeddings, np.float32),
        np.asarray(labels),
        nobody if groups is None else groups,
        nobody if families is None else families,
        lambda i: np.zeros((64, 64, 1), np.float32),
    )


def bench_with(episodes=40, calibration=None, **collections):
    """A bench whose drawings are given instead of loaded."""
    bench = Bench(pixels, Settings(episodes=episodes), calibration)
    vars(bench).update(collections)
    return bench


def on_circle(angles):
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_the_worst_are_of_different_drawings():
    severities = np.array([[0.1, 0.9, 0.0], [0.8, -1.0, 0.5]])
    assert worst(severities, of=np.array([[1, 2, 3], [2, 4, 5]])).tolist() == [1, 5, 0]


# one-shot


def test_nearest_mean_by_a_plain_loop():
    rng = np.random.default_rng(0)
    support, query = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (
        rng.normal(size=(3, 5, 2, 8)), rng.normal(size=(3, 7, 8)),
    ))  # fmt: skip
    found = to_classes(support, query)
    for e in range(3):
        for c in range(5):
            mean = support[e, c].mean(0)
            mean = mean / np.linalg.norm(mean)
            for q in range(7):
                assert found[e, q, c] == pytest.approx(np.linalg.norm(query[e, q] - mean), abs=1e-6)


def test_lake_with_raw_pixels_gives_its_published_error(data_folder, monkeypatch):
    monkeypatch.setattr(Bench, "_prepare", lambda self, ink: ink[..., None])
    result = evaluate(pixels, ["lake"])["lake"]
    # Koch et al. 2015, table 2: nearest neighbour on pixels, 21.7 % right.
    assert result.n == 400
    assert round(100 * result.accuracy + 1e-9, 1) == 21.8  # 87 of 400, 21.75
    assert len(result.mistakes) == 12


def test_each_test_drawing_of_a_run_is_held_against_its_training_drawings():
    answers = [np.array([2, 0, 1]), np.array([1, 2, 0])]
    # What shows the same lies at one point: the training drawings in their order, then the test drawings in theirs.
    points = np.concatenate([np.eye(6)[3 * i + np.concatenate([np.arange(3), a])] for i, a in enumerate(answers)])
    labels = np.concatenate([3 * i + np.concatenate([np.arange(3), a]) for i, a in enumerate(answers)])
    runs = tuple(SimpleNamespace(answer=answer) for answer in answers)
    result = lake(bench_with(lake=(gallery(points, labels), runs)))
    assert (result.accuracy, result.n) == (1.0, 6)


def three_alphabets(episodes=40, people=10):
    """A: 20 characters, told apart; B: 20 that are all one point; C: 19, told apart."""
    character = np.repeat(np.arange(59), people)
    embeddings = np.eye(60)[np.where((character >= 20) & (character < 40), 59, character)]
    alphabet = np.repeat([0, 1, 2], (20 * people, 20 * people, 19 * people))
    drawer = np.tile(np.arange(people), 59)
    return bench_with(
        episodes,
        omniglot=gallery(embeddings, character, drawer, alphabet),
        omniglot_drawings=SimpleNamespace(alphabets=("A", "B", "C")),
    )


def test_within_judges_every_alphabet_of_20_alike():
    result = within(three_alphabets())
    # All of A right; of B, where every distance is the same, the first of 20.
    assert result.more["alphabets"] == {"A": 1.0, "B": 0.05}
    assert result.accuracy == pytest.approx((1 + 0.05) / 2)
    assert result.more["skipped"] == ["C"]
    assert any("skipped" in note and "C" in note for note in result.notes)
    assert (result.more["episodes"], result.n) == (40, 800)
    assert result.low < result.accuracy < result.high


def test_nineteen_drawings_even_out_what_one_does_not():
    bench = three_alphabets(people=20)
    points = bench.omniglot.embeddings + np.random.default_rng(0).normal(0, 0.2, (len(bench.omniglot), 60))
    bench.omniglot = replace(bench.omniglot, embeddings=points / np.linalg.norm(points, axis=1, keepdims=True))
    one, many = within(bench), within_19shot(bench)
    assert many.more["alphabets"]["A"] > 0.95 > 0.75 > one.more["alphabets"]["A"]
    assert many.more["alphabets"]["B"] < 0.2  # of characters that are one and the same, no drawing tells more


def test_nineteen_drawings_take_twenty_people():
    with pytest.raises(CannotRun, match=r"A: n_way=20, but only 0 of 20 classes have the 20 drawings"):
        within_19shot(three_alphabets(people=19))


def test_within_needs_an_alphabet_of_20():
    bench = three_alphabets()
    bench.omniglot = bench.omniglot.select(bench.omniglot.families == 2)
    bench.omniglot_drawings = SimpleNamespace(alphabets=("A", "B", "C"))
    with pytest.raises(CannotRun, match="No alphabet has 20 characters"):
        within(bench)


def test_across_draws_from_all_alphabets():
    bench = three_alphabets(episodes=400)
    # Of the characters of B in an episode, n of 20 on average 20 · 20/59, one is right: (20 − 6.78 + 1) / 20.
    assert PROTOCOLS["across"](bench).accuracy == pytest.approx(0.711, abs=0.02)
    # Of 5: (5 − 5 · 20/59) / 5, and 1/5 where there is one of B at all, in 1 − C(39, 5) / C(59, 5) = 88.5 %.
    assert PROTOCOLS["across-5way"](bench).accuracy == pytest.approx(0.661 + 0.177, abs=0.02)
    # More examples of the same points change nothing.
    assert PROTOCOLS["across-5shot"](bench).accuracy == pytest.approx(0.711, abs=0.02)
    assert PROTOCOLS["across-5way-5shot"](bench).n == 400 * 5 * 5


# pairs


def test_pairs_at_the_threshold():
    # Classes at 0 and 90 degrees, one drawing of class 1 astray beside class 0.
    angles = np.radians([0.0] * 10 + [90.0] * 9 + [10.0])
    labels = np.repeat([0, 1], 10)
    bench = bench_with(calibration=SimpleNamespace(threshold=0.5), mnist=gallery(on_circle(angles), labels))
    result = mnist_pairs(bench)
    # 500 rounds of 20 same pairs: the stray's own is wrong, and of its 9 classmates' one in nine is with the stray:
    # (1 + 9 · 1/9) / 20 = 0.1. Different pairs: the stray's own, and one in ten of the 10 of class 0, is with the
    # stray: (1 + 10 · 1/10) / 20 = 0.1.
    assert result.more["same_called_different"] == pytest.approx(0.1, abs=0.01)
    assert result.more["different_called_same"] == pytest.approx(0.1, abs=0.01)
    assert result.accuracy == pytest.approx(0.9, abs=0.01)
    assert result.n == N_PAIRS
    assert result.high - result.low > 0.15  # 20 drawings are few, however often they are paired


def test_drawings_of_one_thing_make_no_different_pair():
    bench = bench_with(
        calibration=SimpleNamespace(threshold=0.5), mnist=gallery(on_circle(np.zeros(4)), np.zeros(4, int))
    )
    with pytest.raises(CannotRun):
        mnist_pairs(bench)


def test_pairs_need_a_threshold():
    with pytest.raises(CannotRun, match=r"manifest\.json"):
        mnist_pairs(bench_with(mnist=gallery(np.eye(4), [0, 0, 1, 1])))


def test_open_set():
    # 40 characters, told apart: a known query is 0 away, an unknown √2.
    character = np.repeat(np.arange(40), 4)
    collections = {
        "omniglot": gallery(np.eye(40)[character], character),
        "omniglot_drawings": SimpleNamespace(alphabets=("A",)),
    }
    result = open_set(bench_with(**collections))
    assert (result.more["auroc"], result.more["fpr95"], result.n) == (1, 0, 40 * 40)
    # Points at random: neither is nearer.
    rng = np.random.default_rng(0)
    collections["omniglot"] = gallery(rng.normal(size=(160, 8)), character)
    result = open_set(bench_with(**collections))
    assert result.more["auroc"] == pytest.approx(0.5, abs=0.05)
    assert result.low < result.accuracy == result.more["auroc"] < result.high


def test_calibration_judges_each_domain():
    rng = np.random.default_rng(0)

    def drawn(n_classes, each, spread):
        labels = np.repeat(np.arange(n_classes), each)
        return labels, on_circle(labels * 2 * np.pi / n_classes + rng.normal(0, spread, len(labels)))

    digits, digit_points = drawn(10, 300, 0.15)
    glyphs, glyph_points = drawn(20, 30, 0.1)
    bench = bench_with(
        mnist=gallery(digit_points, digits),
        pen=gallery(digit_points[::7], digits[::7]),
        omniglot=gallery(glyph_points, glyphs, families=glyphs // 10),
        omniglot_drawings=SimpleNamespace(alphabets=("A", "B")),
        symbols=gallery(glyph_points, glyphs),
        doodles=gallery(glyph_points, glyphs, groups=np.arange(600) % 3),
        # One of two writers wrote each digit but once: no pair of one person is theirs.
        characters=gallery(digit_points[::20], digits[::20], groups=np.arange(150) % 15 == 0),
        pen_glyphs=SimpleNamespace(site=np.array(["aga"])),
    )
    pairs = domain_pairs(bench)
    assert list(pairs) == ["digits", "glyphs", "symbols", "shapes", "one person"]
    assert {len(targets) for _, targets, _ in pairs.values()} == {N_PAIRS}
    assert all(targets.mean() == 0.5 for _, targets, _ in pairs.values())
    distances, targets, _ = (np.concatenate(part) for part in zip(*pairs.values(), strict=True))
    bench.calibration = calibrate(distances, targets)
    result = calibration(bench)
    right = (distances <= bench.calibration.threshold) == (targets == 1)
    assert result.accuracy == pytest.approx(right.mean())
    assert result.n == 5 * N_PAIRS
    # 10,000 pairs of 3,000 scanned and as many of 429 pen digits, 20,000 of 600 glyphs: pairs of one drawing are one.
    assert result.high - result.low > 1.1 * np.ptp(wilson(result.accuracy, result.n))
    assert result.more["ece"] < 0.05
    assert 0 < result.more["brier"] < 0.25
    digits = result.more["digits"]
    assert set(digits) == {"accuracy", "ece", "brier", "sure_but_different", "n"}
    assert result.more["sure_but_different"] < 0.02
    threshold = bench.calibration.threshold
    bench.calibration = replace(bench.calibration, weight=-500.0, bias=500 * threshold, knee=2.0, beyond=0.0)
    believed = calibration(bench).more
    assert believed["ece"] > 2 * result.more["ece"]  # sure of everything, and not always right
    # Of the pairs nearer than the threshold, nearly all of which are sure then, those that are different.
    near = pairs["digits"][0] <= threshold
    assert believed["digits"]["sure_but_different"] == pytest.approx((pairs["digits"][1][near] == 0).mean(), abs=0.01)


def test_a_domain_without_its_file_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    drawn = gallery(on_circle(np.repeat(np.arange(4), 5)), np.repeat(np.arange(4), 5))
    assert list(domain_pairs(bench_with(mnist=drawn, omniglot=drawn, doodles=drawn))) == ["digits", "glyphs", "shapes"]


# pen strokes

SHAPES = np.random.default_rng(5).integers(100, 900, (36, 6, 2))
LABELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def pen_file(path, writers, labels_of):
    """A file in unipen.npz's form; a label is a line of six points, wobbled a little by each writer."""
    rng = np.random.default_rng(0)
    rows = [(w, LABELS[i]) for w in range(len(writers)) for i in labels_of(w)]
    points = [SHAPES[LABELS.index(label)] + rng.integers(-15, 16, (6, 2)) for _, label in rows]
    labels = np.array([label for _, label in rows])
    np.savez(
        path,
        points=np.concatenate(points).astype(np.int16),
        stroke_lengths=np.full(len(rows), 6, np.int16),
        glyph_strokes=np.full(len(rows), 1, np.int16),
        labels=labels,
        category=np.where(np.char.isdigit(labels), "digit", "upper"),
        writers=np.array(writers),
        writer=np.array([w for w, _ in rows]),
    )
    return path


@pytest.fixture
def pens(tmp_path):
    writers = [f"{site}/{i}" for site in ("aga", "zzz") for i in range(4)]
    return pen_file(tmp_path / "pen.npz", writers, lambda w: range(36))


def test_pen_oneshot_merges_what_looks_the_same(pens):
    bench = Bench(pixels, Settings(pen=pens, episodes=30))
    assert len(bench.pen) == 4 * 36  # of the hold-out's site
    assert len(np.unique(bench.pen.labels)) == 34  # 0 and O, 1 and I
    result = pen_oneshot(bench)
    assert result.accuracy > 0.9
    assert result.n == 30 * 20
    assert "site aga" in result.notes
    assert any("0 O" in note and "1 I" in note for note in result.notes)


def test_sites_choose(pens):
    assert set(Bench(pixels, Settings(pen=pens, sites=("zzz",))).pen_glyphs.site) == {"zzz"}
    with pytest.raises(CannotRun, match=r"no site apa\. It has aga, zzz"):
        _ = Bench(pixels, Settings(pen=pens, sites=("apa",))).pen


def test_a_file_without_the_holdout_site_is_judged_whole(tmp_path):
    path = pen_file(tmp_path / "pen.npz", ["x/1", "y/1"], lambda w: range(36))
    assert set(Bench(pixels, Settings(pen=path)).pen_glyphs.site) == {"x", "y"}


def test_writers_of_few_characters_are_dealt_into_halves(tmp_path):
    path = pen_file(tmp_path / "pen.npz", [f"x/{i}" for i in range(24)], lambda w: range(w % 3, 36, 3))
    result = pen_oneshot(Bench(pixels, Settings(pen=path, episodes=32)))
    assert result.n == 32 * 20
    assert any("half" in note for note in result.notes)


def test_too_few_pen_classes_say_so(tmp_path):
    path = pen_file(tmp_path / "pen.npz", ["x/0", "x/1"], lambda w: range(12))
    with pytest.raises(CannotRun, match="site x: n_way=20"):
        pen_oneshot(Bench(pixels, Settings(pen=path)))


def test_pen_pairs_are_of_digits(pens):
    result = pen_pairs(Bench(pixels, Settings(pen=pens), SimpleNamespace(threshold=0.9)))
    assert result.accuracy > 0.9
    assert result.n == 20_000  # 40 digits, 250 times two partners each


# robustness

STROKES = [np.array([[0.1, 0.2], [0.5, 0.9], [0.9, 0.3]], np.float32), np.array([[0.2, 0.8], [0.8, 0.85]], np.float32)]


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_keeps_the_symbol(name):
    clean = prepare(on_paper(STROKES))
    for seed in range(5):
        changed = prepare(CONDITIONS[name](STROKES, np.random.default_rng(seed)))
        ratio = changed.sum() / clean.sum()
        overlap = np.minimum(changed, clean).sum() / np.minimum(changed.sum(), clean.sum())
        # A pen half or twice as wide draws half or twice the ink; in the others only edges differ.
        assert 0.4 < ratio < 2.2 if name == "pen width" else 0.8 < ratio < 1.25
        assert overlap > (0.4 if name == "rotation" else 0.85)


def test_a_change_that_turns_verdicts_is_found():
    bar, cross = STROKES[1:], [*STROKES[1:], np.array([[0.5, 0.1], [0.5, 0.9]], np.float32)]
    changes = {"none": lambda strokes, rng: on_paper(strokes), "all alike": lambda strokes, rng: on_paper(cross)}
    bench = bench_with(calibration=SimpleNamespace(threshold=0.1))
    unchanged, stayed, mistakes = judge_changes(
        bench, [(bar, bar), (bar, cross)] * 3, changes, changes["none"], rng=np.random.default_rng(0)
    )
    # A bar and a bar are the same, a bar and a cross are not; where all are crosses, the first is called otherwise.
    assert unchanged == {"none": 1.0, "all alike": 0.5}
    assert stayed.tolist() == [[False, True]] * 3
    assert [mistake.note[:17] for mistake in mistakes] == ["0.00 apart, then "] * 3
    caption, frame = mistakes[0].pictures[2]
    assert caption == "all alike"
    np.testing.assert_array_equal(frame(), prepare(on_paper(cross)))


def test_pairs_come_in_turn_and_none_of_a_drawing_that_is_alone():
    labels = np.array(list("aabbbcdd"))
    drawings = [[np.full((2, 2), i, np.float32)] for i in range(len(labels))]
    pairs = draw_pairs(labels, drawings.__getitem__, 100, np.random.default_rng(0))
    shown = [tuple(labels[int(drawing[0][0, 0])] for drawing in pair) for pair in pairs]
    assert [one == other for one, other in shown] == [True, False] * 7
    assert "c" not in {label for pair in shown for label in pair}


@pytest.fixture
def characters(monkeypatch):
    """Strokes of ten characters of a held-out alphabet and of one that is trained on, by four people each."""
    rng = np.random.default_rng(0)
    drawings = []
    for alphabet in ("Balinese", "Greek"):
        for character in range(1, 11):
            line = rng.uniform(0.1, 0.9, (6, 2))
            for drawer in range(1, 5):
                strokes = [(line + rng.normal(0, 0.01, line.shape)).astype(np.float32)]
                drawings.append(omniglot.StrokeDrawing(alphabet, character, drawer, strokes))
    monkeypatch.setattr("siamese.evaluation.robustness.load_strokes", lambda: drawings)


def test_robustness_is_of_what_is_held_out(characters, pens):
    result = PROTOCOLS["robustness"](Bench(pixels, Settings(pen=pens, episodes=40), SimpleNamespace(threshold=0.9)))
    assert set(result.more["unchanged"]) == set(CONDITIONS)
    assert result.accuracy == min(result.more["unchanged"].values())
    assert result.more["unchanged"]["shift"] > 0.9  # tidying undoes it
    assert result.n == 40  # 20 pairs of characters, 20 of pen glyphs
    assert "Balinese; pen glyphs of site aga" in result.notes
    with pytest.raises(CannotRun, match="published of Tagalog"):
        PROTOCOLS["robustness"](Bench(pixels, Settings(alphabets=("Tagalog",)), SimpleNamespace(threshold=0.9)))


def held_out_names():
    """Names of symbols, those first that are kept out of training."""
    names = np.array([f"latex/sign{i}" for i in range(200)])
    return names[np.argsort(~held_out_symbols(names), kind="stable")].tolist()


@pytest.fixture
def symbols(tmp_path, monkeypatch):
    """Detexify's file with three held-out symbols, two of which people draw alike, and one that is trained on."""
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    (few, many, other), trained = held_out_names()[:3], held_out_names()[-1]
    few, many = sorted((few, many))
    labels = [few] * 2 + [many] * 3 + [other] * 4 + [trained] * 5
    shape = {few: 0, many: 0, other: 1, trained: 2}
    packing.write(
        tmp_path / "detexify.npz",
        [[SHAPES[shape[label]].astype(np.int16)] for label in labels],
        labels=np.array(labels),
        script=np.full(len(labels), "latex"),
        twins=np.array([[few, many]]),
    )
    return many, other


def test_of_symbols_drawn_alike_the_one_with_the_most_drawings_is_judged(symbols):
    many, other = symbols
    assert sorted(Bench(pixels).symbol_glyphs.labels.tolist()) == sorted([many] * 3 + [other] * 4)


def test_a_verdict_is_held_against_that_of_a_middling_pen(symbols, pens):
    result = PROTOCOLS["pens"](Bench(pixels, Settings(pen=pens, episodes=20), SimpleNamespace(threshold=0.5)))
    assert len(result.more["unchanged"]) == len(WIDTHS)
    assert result.accuracy == min(result.more["unchanged"].values())
    assert result.n == 10 + 2 * 5  # of digits as many as were asked for; of symbols there are but seven drawings
    # To pixels, a line of four times the middling width is another thing; one of half of it is nearly the same.
    assert result.more["unchanged"]["14 %"] < result.more["unchanged"]["2 %"]
    capitals = Bench(pixels, Settings(pen=pens), SimpleNamespace(threshold=0.9))
    capitals.pen_glyphs = capitals.pen_glyphs.select(capitals.pen_glyphs.category != "digit")
    with pytest.raises(CannotRun, match="site aga has no digits"):
        PROTOCOLS["pens"](capitals)


def test_robustness_on_held_out_strokes(data_folder):
    bench = Bench(pixels, Settings(episodes=40), SimpleNamespace(threshold=0.9))
    result = PROTOCOLS["robustness"](bench)
    assert set(result.more["unchanged"]) == set(CONDITIONS)
    assert result.accuracy == min(result.more["unchanged"].values())
    assert result.more["unchanged"]["shift"] > 0.9  # tidying undoes it
    assert result.n == 40


# command

DRAWERS = 6


def evaluation_zip(folder):
    """Two alphabets of 21 and 19 characters, each drawn by six people."""
    rng = np.random.default_rng(0)
    path = folder / "omniglot" / "images_evaluation.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for alphabet, size in (("Large", 21), ("Small", 19)):
            for character in range(1, size + 1):
                line = rng.integers(15, 90, (6, 2))
                for drawer in range(1, DRAWERS + 1):
                    image = Image.new("1", (105, 105), 1)
                    wobbled = line + rng.integers(-3, 4, line.shape)
                    ImageDraw.Draw(image).line([tuple(map(int, p)) for p in wobbled], fill=0, width=3)
                    name = f"images_evaluation/{alphabet}/character{character:02}/0001_{drawer:02}.png"
                    with archive.open(name, "w") as file:
                        image.save(file, "PNG")


@pytest.fixture
def evaluation_split(tmp_path, monkeypatch):
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setitem(omniglot.COUNTS, "evaluation", (40 * DRAWERS, 40, 2))
    monkeypatch.setattr(omniglot, "N_DRAWERS", DRAWERS)
    evaluation_zip(tmp_path)


@pytest.fixture
def pixel_encoder(monkeypatch):
    judged = calibrate(np.array([0.2, 0.4, 0.9, 1.0, 1.2]), np.array([1, 1, 0, 1, 0]))
    monkeypatch.setattr(command, "load_bench", lambda weights, settings: Bench(pixels, settings, judged))


def test_the_evaluation_split_is_read_and_judged(evaluation_split, pixel_encoder, capsys):
    protocols = "within,across,across-5way,across-5way-5shot,across-5shot,open-set"
    assert command.main(["--protocol", protocols, "--split", "evaluation", "--episodes", "30", "--json"]) == 2
    out, err = capsys.readouterr()
    results = json.loads(out)
    assert all(0 <= r["low"] <= r["accuracy"] <= r["high"] <= 1 and r["n"] > 0 for r in results.values())
    assert results["within"]["skipped"] == ["Small"]
    assert results["within"]["accuracy"] > 0.5
    assert results["across-5way"]["accuracy"] > results["across"]["accuracy"] - 0.02
    # Six drawings: five shots leave one query, but five are asked for.
    assert set(results) == set(protocols.split(",")) - {"across-5way-5shot", "across-5shot"}
    assert "across-5shot cannot run: n_way=20, but only 0 of 40 classes have the 10 drawings" in err


def test_the_table_tells_what_was_judged_and_skipped(evaluation_split, pixel_encoder, capsys):
    arguments = ["--protocol", "within", "--split", "evaluation", "--episodes", "5"]
    assert command.main(arguments) == 0
    out, _ = capsys.readouterr()
    assert "skipped, having fewer than 20 characters: Small" in out
    assert command.main([*arguments, "--alphabets", "Small"]) == 2
    assert command.main([*arguments, "--alphabets", "Klingon"]) == 2
    assert "Klingon" in capsys.readouterr().err


def test_the_seed_decides(evaluation_split):
    settings = Settings(split="evaluation", episodes=20)
    a, b, c = (evaluate(pixels, ["across"], settings=replace(settings, seed=s))["across"].accuracy for s in (1, 1, 2))
    assert a == b != c


def test_missing_data_is_one_line_and_exit_code_2(tmp_path, pixel_encoder, monkeypatch, capsys):
    monkeypatch.setattr("siamese.data.source.download", lambda *a, **k: (_ for _ in ()).throw(OSError("no network")))
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    assert command.main(["--protocol", "mnist-oneshot,pen-pairs,digits-oneshot", "--episodes", "20", "--json"]) == 2
    out, err = capsys.readouterr()
    assert set(json.loads(out)) == {"digits-oneshot"}
    assert [line.split(" cannot run")[0] for line in err.splitlines()] == ["mnist-oneshot", "pen-pairs"]


def test_the_worst_mistakes_are_drawn(evaluation_split, pixel_encoder, tmp_path, capsys):
    path = tmp_path / "worst.png"
    arguments = ["--protocol", "within", "--split", "evaluation", "--episodes", "40", "--failures", str(path)]
    assert command.main(arguments) == 0
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.convert("L").getextrema() == (0, 255)


def test_no_mistakes_are_said_to_be_none(tmp_path):
    result = PROTOCOLS["open-set"](
        bench_with(
            omniglot=gallery(np.eye(40)[np.repeat(np.arange(40), 2)], np.repeat(np.arange(40), 2)),
            omniglot_drawings=SimpleNamespace(alphabets=("A",)),
        )
    )
    draw_failures({"open-set": replace(result, mistakes=())}, tmp_path / "none.png")
    assert Image.open(tmp_path / "none.png").size[1] < 200


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--protocol", "lake,likewise"], "no protocol likewise; there are lake, within"),
        (["--protocol", ","], "no protocol named"),
        (["--protocol", "lake", "--episodes", "1"], "a whole number from 2 up"),
        (["--protocol", "lake", "--views", "0"], "a whole number from 1 up"),
        (["--protocol", "lake", "--seed", "-1"], "a whole number from 0 up"),
        (["--protocol", "lake", "--alphabets", ","], "names, separated by commas"),
        (["--protocol", "lake", "--failures", "nowhere/x.png"], "a folder that exists"),
        ([], "--protocol"),
    ],
)
def test_wrong_options_say_so(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_help_names_every_protocol(capsys):
    with pytest.raises(SystemExit):
        command.main(["--help"])
    out = capsys.readouterr().out
    assert all(f"\n  {name} " in out for name in PROTOCOLS)
    assert "for reporting only" in out


# weights


@pytest.fixture
def small_encoder(tmp_path):
    keras = pytest.importorskip("keras")
    layers = [keras.Input((16, 16, 1)), keras.layers.Flatten(), keras.layers.UnitNormalization()]
    return keras.Sequential(layers)


def test_bare_weights_are_judged_without_a_threshold(small_encoder, tmp_path, pens, capsys):
    path = tmp_path / "bare.keras"
    small_encoder.save(path)
    arguments = ["--weights", str(path), "--pen", str(pens), "--episodes", "10"]
    assert command.main(["--protocol", "pen-oneshot,pen-pairs", "--json", *arguments]) == 2
    out, err = capsys.readouterr()
    assert set(json.loads(out)) == {"pen-oneshot"}
    assert "pen-pairs cannot run: These weights come without a threshold" in err
    assert command.main(["--protocol", "pen-oneshot", "--record", *arguments]) == 2


def test_weights_with_their_manifest_are_judged_and_recorded(small_encoder, tmp_path, pens, capsys):
    weights = pytest.importorskip("siamese.judging.manifest")
    judged = calibrate(np.array([0.2, 0.4, 0.9, 1.0, 1.2]), np.array([1, 1, 0, 1, 0]))
    folder = tmp_path / "weights"
    weights.save_weights(small_encoder, judged, Rejection(-8.0, 7.0), {}, folder)
    arguments = ["--protocol", "pen-pairs", "--pen", str(pens), "--weights", str(folder / "encoder.keras")]
    assert command.main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pen-pairs"]["threshold"] == judged.threshold
    recorded = ["--protocol", "digits-oneshot", *arguments[4:], "--record"]
    assert command.main([*recorded, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)["digits-oneshot"]
    assert weights.read_manifest(folder).figures == {"digits-oneshot": result}
    # The manifest's figures are of one view and of the protocols as they are.
    for changed in (["--views", "2"], ["--episodes", "10"], ["--mnist", "held-out"]):
        assert command.main([*recorded, *changed]) == 2
        assert "Leave out --record" in capsys.readouterr().err
    assert command.main([*arguments, "--views", "2"]) == 0
    (folder / "encoder.keras").write_bytes(b"damaged")
    assert command.main(arguments) == 2
    assert "checksum" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"no weights"])
def test_unreadable_weights_are_one_line(content, tmp_path, capsys):
    path = tmp_path / "x.keras"
    if content:
        path.write_bytes(content)
    assert command.main(["--protocol", "digits-oneshot", "--weights", str(path)]) == 2
    assert str(path) in capsys.readouterr().err
