"""What is seen of a network while it learns, on a few signs and by hand."""

import base64
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.ink.strokes import ink_from_strokes
from siamese.judging.manifest import BadWeights
from siamese.lesson.data import pair_up
from siamese.lesson.framing import frame_as_mnist
from siamese.lesson.nets import DISTANCE, NETS, SEPARATE, SHARED, build_net, towers
from siamese.lesson.record import read_record
from siamese.lesson.watch import (
    BINS,
    FARTHEST,
    ON_MAP,
    PAIRS,
    STEP,
    UNITS,
    Projection,
    Watch,
    read_watched,
    write_watched,
)


@pytest.fixture(scope="module")
def data():
    """Ten signs, four drawings of each to test with."""
    rng = np.random.default_rng(0)
    alphabet = make_alphabet(10, rng=rng)
    labels = np.tile(np.arange(10), 4)
    frames = [frame_as_mnist(ink_from_strokes(draw_glyph(alphabet[label], rng=rng))) for label in labels]
    part = (np.rint(np.stack(frames) * 255).astype(np.uint8), labels)
    return pair_up("ten signs", part, part, rng=rng)


def places(snapshot):
    return np.frombuffer(base64.b64decode(snapshot.places), np.int8).reshape(-1, 2) / STEP


def test_hills_are_of_all_pairs_of_the_test_pictures(data):
    net = build_net(DISTANCE, seed=0)
    snapshot = Watch(net, data).take(0.25)
    embeddings = towers(net)[0](data.test_images.astype(np.float32) / 255, training=False).numpy()
    counts = {True: np.zeros(BINS), False: np.zeros(BINS)}
    for i in range(len(embeddings)):
        for j in range(i):
            apart = np.linalg.norm(embeddings[i] - embeddings[j])
            counts[bool(data.test_labels[i] == data.test_labels[j])][int(apart / FARTHEST * BINS)] += 1
    for kind, hill in ((True, snapshot.same), (False, snapshot.different)):
        np.testing.assert_allclose(hill, 1000 * counts[kind] / counts[kind].sum(), atol=0.6)
    assert snapshot.epoch == 0.25
    assert snapshot.decision == 3  # −bias / weight at the start


@pytest.mark.parametrize("which", [SEPARATE, SHARED])
def test_without_a_distance_the_ruler_has_the_output(data, which):
    net = build_net(which, seed=0)
    watch = Watch(net, data)
    snapshot = watch.take(0)
    assert snapshot.decision == 0.5 and watch.watched.farthest == 1
    images = data.test_images.astype(np.float32) / 255
    i, j = np.triu_indices(len(images), 1)
    # As the watch has them: sign by sign.
    order = np.argsort(data.test_labels, kind="stable")
    output = net.predict([images[order[i]], images[order[j]]], verbose=0)[:, 0]
    same = data.test_labels[order[i]] == data.test_labels[order[j]]
    for kind, hill in ((True, snapshot.same), (False, snapshot.different)):
        counts = np.histogram(1 - output[same == kind], BINS, (0, 1))[0]
        np.testing.assert_allclose(hill, 1000 * counts / counts.sum(), atol=3)  # one or two at the edge of a bin


def test_two_towers_have_two_places_for_each_picture(data):
    one, two = (Watch(build_net(which, seed=0), data) for which in (SHARED, SEPARATE))
    assert one.watched.second == len(one.watched.labels) == 40 <= 10 * ON_MAP
    assert two.watched.second == len(two.watched.labels) / 2
    half = two.watched.second
    assert two.watched.labels[:half] == two.watched.labels[half:]
    assert len(places(two.take(0))) == len(two.watched.labels)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 100))
def test_nothing_is_farther_apart_on_the_map_than_it_is(seed, size):
    rng = np.random.default_rng(seed)
    embeddings = rng.normal(size=(20, 6)) * size
    projection = Projection.of(embeddings).follow(embeddings + rng.normal(size=(20, 6)))
    np.testing.assert_allclose(projection.axes.T @ projection.axes, np.eye(2), atol=1e-6)
    placed = projection.place(embeddings)
    there = np.linalg.norm(embeddings[:, None] - embeddings, axis=2)
    assert (np.linalg.norm(placed[:, None] - placed, axis=2) <= there * (1 + 1e-6) + 1e-9).all()


def test_a_map_follows_and_does_not_turn_over():
    rng = np.random.default_rng(0)
    spread = np.diag([3.0, 2.0, 0.3, 0.2, 0.1])
    embeddings = rng.normal(size=(300, 5)) @ spread
    projection = Projection.of(embeddings)
    turn = np.eye(5)
    angle = 0.05  # the first axis turns towards the third
    turn[np.ix_([0, 2], [0, 2])] = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    for _ in range(20):
        embeddings = embeddings @ turn
        before, projection = projection, projection.follow(embeddings)
        assert (np.diag(before.axes.T @ projection.axes) > 0.99).all()
    best = Projection.of(embeddings).place(embeddings).var(axis=0).sum()
    assert projection.place(embeddings).var(axis=0).sum() > 0.99 * best


def test_what_has_fallen_into_one_point_stays_there():
    rng = np.random.default_rng(0)
    projection = Projection.of(rng.normal(size=(20, 6)))
    fallen = projection.follow(np.ones((20, 6)))
    assert (fallen.axes == projection.axes).all()
    assert (fallen.place(np.ones((20, 6))) == 0).all()


def test_units_are_those_that_tell_pictures_apart(data):
    net = build_net(DISTANCE, seed=0)
    watch = Watch(net, data)
    before = net.get_weights()[0]
    embeddings = towers(net)[0](data.test_images.astype(np.float32) / 255, training=False).numpy()
    best = int(embeddings.var(axis=0).argmax())
    net.layers[2].get_layer("dense").set_weights([2 * before, np.zeros(128)])
    units = watch.finish((watch.take(0), watch.take(1))).units
    was, now = (
        np.frombuffer(base64.b64decode(text), np.int8).reshape(UNITS, 28, 28) for text in (units.before, units.after)
    )
    assert (was == now).all()  # twice as large, so alike as shares of the largest
    largest = before[:, best] / np.abs(before[:, best]).max()
    np.testing.assert_allclose(was[0].ravel(), 127 * largest, atol=0.51)
    assert np.abs(was).max(axis=(1, 2)).tolist() == [127] * UNITS
    assert len(units.answers) == PAIRS and all(
        0 <= one <= 100 for pair in units.answers for half in pair for one in half
    )


def test_what_is_written_is_read(data, tmp_path):
    watch = Watch(build_net(SHARED, seed=0), data)
    watched = watch.finish((watch.take(0),))
    write_watched([watched, watch.watched], tmp_path)
    assert read_watched(tmp_path) == [watched, watch.watched]
    np.testing.assert_array_equal(watched.projection.axes, watch.projection.axes.astype(np.float32))
    (tmp_path / "watched.json").write_text("[3]")
    with pytest.raises(BadWeights, match="damaged"):
        read_watched(tmp_path)
    with pytest.raises(BadWeights, match="cannot be read"):
        read_watched(tmp_path / "nowhere")


def test_the_shipped_ones_are_of_the_recorded_runs():
    record, watched = read_record(), read_watched()
    assert len(watched) == len(record.runs) == 5
    for run, seen in zip(record.runs, watched, strict=True):
        epochs = [snapshot.epoch for snapshot in seen.snapshots]
        assert epochs[0] == 0 and epochs[-1] == run.points[-1].epoch and epochs == sorted(epochs)
        assert seen.has_distance == (run.which == DISTANCE) and seen.units
    distance, wrong = watched[NETS.index(DISTANCE)], watched[3]
    overlap = [sum(map(min, one.same, one.different)) for one in (distance.snapshots[0], distance.snapshots[-1])]
    assert overlap[0] > 600 and overlap[1] < 250  # of 1,000: the hills have parted
    assert wrong.snapshots[-1].same[0] == wrong.snapshots[-1].different[0] == 1000
    assert len(json.dumps([seen.units.pairs for seen in watched])) < 100_000
