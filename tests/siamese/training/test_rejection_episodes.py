from dataclasses import replace

import numpy as np
import pytest

from siamese.training.rejection_episodes import Source, calibrate_rejection


def cloud(rng, *, n_classes: int = 40, n_drawers: int = 6, spread: float = 0.05):
    """Drawings as points: classes anywhere on the unit sphere, drawers a little apart."""
    centres = rng.normal(size=(n_classes, 32))
    points = centres[:, None] / np.linalg.norm(centres, axis=-1)[:, None, None] + rng.normal(
        0, spread, (n_classes, n_drawers, 32)
    )
    points /= np.linalg.norm(points, axis=-1, keepdims=True)
    labels, drawers = np.indices((n_classes, n_drawers)).reshape(2, -1)
    return points.reshape(-1, 32).astype(np.float32), labels, drawers


def test_the_calibration_is_measured_on_episodes():
    source = Source("signs", *cloud(np.random.default_rng(0), spread=0.12))
    found = calibrate_rejection([source], rng=np.random.default_rng(1), n_episodes=60)
    sizes = [(row.n_classes, row.n_drawings) for row in found.measured]
    # 40 classes: a third stays unknown.
    assert sizes == [(1, 1), (1, 5), (2, 2), (2, 10), (5, 5), (5, 25), (10, 10), (10, 50), (20, 20), (20, 100)]
    thresholds = {row.n_drawings: row.threshold for row in found.measured}
    assert thresholds[100] < thresholds[20] < thresholds[5] < thresholds[1]
    for row in found.measured:
        assert row.source == "signs"
        assert row.known_right > 0.9
        assert row.unknown_accepted < 0.1
    again = calibrate_rejection([source], rng=np.random.default_rng(1), n_episodes=60)
    assert again == found


def test_alphabets_of_symbols_that_are_alike_lower_the_threshold():
    rng = np.random.default_rng(0)
    embeddings, labels, drawers = cloud(rng, spread=0.05)
    alphabet = labels // 10
    common = rng.normal(size=(4, 32))
    embeddings = embeddings + (2 * common / np.linalg.norm(common, axis=1, keepdims=True))[alphabet].astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    options = {"n_classes": (2, 5), "n_episodes": 60}
    drawn = Source("signs", embeddings, labels, drawers, alphabet, within=0)
    mixed, within = (
        calibrate_rejection([replace(drawn, within=share)], rng=np.random.default_rng(1), **options) for share in (0, 1)
    )
    assert within.threshold(5) < mixed.threshold(5)


def test_sources_count_alike():
    rng = np.random.default_rng(0)
    near = Source("near", *cloud(rng, spread=0.05))
    # As many episodes of five numbers of classes as of one.
    wide = Source("wide", *cloud(rng, spread=0.2), n_shots=(1,))
    options = {"n_classes": (1, 2, 5, 10, 20), "n_episodes": 60}

    def threshold(sources):
        return calibrate_rejection(sources, rng=np.random.default_rng(1), **options).threshold(5)

    both = threshold([near, wide])
    assert threshold([near]) < both < threshold([wide])
    assert threshold([near, near, wide]) < both


def test_who_registers_asks():
    """Each of four people draws in a manner of their own: their own classes they find, others' drawings are far off."""
    rng = np.random.default_rng(0)
    manner = rng.normal(size=(4, 32))
    embeddings, labels, _ = cloud(rng, n_classes=12, n_drawers=16, spread=0.03)
    people = np.tile(np.arange(4), 12 * 4)
    embeddings = embeddings + (manner / np.linalg.norm(manner, axis=1, keepdims=True))[people].astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    source = Source.by_one_person("own", embeddings, labels, people, n_shots=(1, 3))
    found = calibrate_rejection([source], rng=np.random.default_rng(1), n_episodes=30)
    # 12 classes of one person, a third of them unknown.
    assert sorted({row.n_classes for row in found.measured}) == [1, 2, 5]
    for row in found.measured:
        assert row.known_right > 0.9 and row.unknown_accepted < 0.1


def test_drawings_by_one_person_do_not_suffice_where_others_are_to_ask():
    embeddings, labels, drawers = cloud(np.random.default_rng(0))
    with pytest.raises(ValueError, match="signs: 0 classes came that 6 people drew"):
        calibrate_rejection([Source("signs", embeddings, labels, 0 * drawers)], rng=np.random.default_rng(0))
