from dataclasses import replace

import numpy as np
import pytest

from siamese.data import packing, splits
from siamese.data.omniglot import Omniglot
from siamese.data.pen import TINY as TINY_MARKS
from siamese.data.pen import PenGlyphs, load_pen
from siamese.data.stroke_files import StrokeGlyphs, load_glyphs
from siamese.judging.manifest import FOLDER, open_network, read_manifest
from siamese.training.__main__ import describe, main
from siamese.training.drawers import Drawers
from siamese.training.mixture import Mixture, MnistSource
from siamese.training.train_encoder import (
    SOURCES,
    TrainingConfig,
    build_classifier,
    build_optimizer,
    draw_batches,
    learning_rate,
    load_mixture,
    one_or_neither,
    precision_policy,
    train_encoder,
    unseen_batches,
)

TINY = TrainingConfig(steps=6, small_steps=2, batch=8, warmup=2, whitening=0, precision="float32", seed=3)


@pytest.fixture(scope="module")
def mixture(digits) -> Mixture:
    images, labels = digits
    return Mixture((MnistSource(np.pad(images, ((0, 0), (1, 1), (1, 1))), labels),), (1.0,))


@pytest.fixture(scope="module")
def digits():
    """scikit-learn's scanned digits: always there."""
    from siamese.data.digits import load_digits

    return load_digits()


def test_learning_rate_rises_stays_and_falls():
    config = TrainingConfig(steps=100, warmup=10, decay=0.5, learning_rate=1.0)
    assert learning_rate(0, config) == pytest.approx(0.1)  # 1 of 10
    assert learning_rate(30, config) == 1
    assert learning_rate(75, config) == pytest.approx(0.5)  # 25 of the last 50 left
    assert learning_rate(100, config) == 0


def test_frames_are_small_for_the_first_steps(mixture):
    with Drawers(mixture) as drawers:
        assert [frames.shape[1] for frames, _ in draw_batches(drawers, TINY, 0)] == 2 * [32] + 4 * [64]
        assert [frames.shape[1] for frames, _ in draw_batches(drawers, TINY, 1)] == 1 * [32] + 4 * [64]


def test_training_lowers_the_loss(mixture):
    """On one batch, again and again: whatever can learn, learns that."""
    config = TrainingConfig(steps=100, warmup=5, learning_rate=2e-3, precision="float32", seed=0)
    model = build_classifier(mixture, config)
    frames, labels = mixture.batch(32, rng=np.random.default_rng(0))
    targets = np.eye(len(mixture.classes), dtype=np.float32)[labels]
    losses = []
    for step in range(25):
        model.optimizer.learning_rate = learning_rate(step, config)
        losses.append(model.train_on_batch(frames, targets)[0])
        model.reset_metrics()
    assert np.mean(losses[-3:]) < 0.8 * losses[0]


def test_resumed_training_goes_on_where_it_stopped(mixture, tmp_path):
    straight = train_encoder(mixture, TINY, checkpoint=tmp_path / "a.keras", log=lambda line: None)

    class Stopped(Exception):
        pass

    class Interrupted:
        classes, sources, members = mixture.classes, mixture.sources, mixture.members

        def batch(self, size, **options):
            frames, labels = mixture.batch(size, **options)
            if (labels == self.last).all():
                raise Stopped
            return frames, labels

    interrupted = Interrupted()
    interrupted.last = mixture.batch(TINY.batch, rng=np.random.default_rng([TINY.seed, 3]))[1]
    with pytest.raises(Stopped):
        train_encoder(interrupted, TINY, checkpoint=tmp_path / "b.keras", save_every=0, log=lambda line: None)
    log = []
    resumed = train_encoder(mixture, TINY, checkpoint=tmp_path / "b.keras", resume=True, log=log.append)
    assert "step 3 of 6" in log[0]
    for ours, theirs in zip(resumed.get_weights(), straight.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_trained_encoder_is_the_one_inside_the_classifier(mixture, tmp_path):
    encoder = train_encoder(mixture, TINY, checkpoint=tmp_path / "c.keras", log=lambda line: None)
    import keras

    classifier = keras.saving.load_model(tmp_path / "c.keras")
    frames, _ = mixture.batch(4, rng=np.random.default_rng(0))
    inside = keras.Model(classifier.input, classifier.get_layer("unit_length").output)
    np.testing.assert_allclose(encoder.predict_on_batch(frames), inside.predict_on_batch(frames), atol=1e-5)


def test_whitening_changes_the_last_layer_alone(mixture, tmp_path):
    log = []
    options = {"checkpoint": tmp_path / "d.keras", "log": log.append}
    plain = train_encoder(mixture, TINY, **options)
    whitened = train_encoder(mixture, replace(TINY, whitening=3), resume=True, **options)
    assert "step 6 of 6" in log[1]
    changed = [
        layer.name
        for layer, other in zip(plain.layers, whitened.layers, strict=True)
        if not all(map(np.array_equal, layer.get_weights(), other.get_weights()))
    ]
    assert changed == ["embedding"]


def test_it_is_found_on_large_frames_that_no_step_had(mixture):
    """Whatever the steps were trained on."""
    config = replace(TINY, small_steps=6, whitening=2)
    with Drawers(mixture) as drawers:
        batches = list(unseen_batches(drawers, config))
    again = [mixture.batch(8, rng=np.random.default_rng([3, step])) for step in (6, 7)]
    for (frames, labels), (expected, same) in zip(batches, again, strict=True):
        np.testing.assert_allclose(frames, expected, atol=1e-3)
        np.testing.assert_array_equal(labels, same)


def test_the_hold_out_is_kept_out(data_folder):
    kept = load_mixture(TrainingConfig())
    sources = dict(zip(SOURCES, kept.sources, strict=True))
    scanned, pen, characters = (sources[name] for name in ("mnist", "pen", "omniglot"))
    alphabets = {name.split("/")[0] for name in characters.classes}
    assert len(alphabets) == 26
    assert not alphabets & set(splits.HOLDOUT_ALPHABETS)
    assert sum(map(len, scanned.members)) == 55_000
    glyphs = load_pen()
    trained = ~np.isin(glyphs.site, splits.HOLDOUT_SITES) & ~np.isin(glyphs.labels, list(TINY_MARKS))
    assert sum(map(len, pen.members)) == trained.sum()
    scripts = set(sources["scripts"].families) | set(sources["invented"].families)
    assert not scripts & set(splits.HOLDOUT_SCRIPTS)
    assert len(scripts) == 79 + 65 - len(splits.HOLDOUT_SCRIPTS)
    symbols = load_glyphs("detexify")
    held_out = set(symbols.labels[splits.held_out_symbols(symbols.shapes)].tolist())
    assert held_out and not held_out & set(sources["detexify"].classes.tolist())
    # A digit is one class, whether scanned or written with a pen.
    assert list(kept.classes)[:10] == list("0123456789")
    assert set("0123456789") <= set(pen.classes.tolist())
    assert len(characters.classes) == 848 * 8
    none = dict.fromkeys(SOURCES, 0.0) | {"omniglot": 1.0}
    alone = load_mixture(TrainingConfig(**none, holdout=False, turned=False, mirrored=False))
    assert len(alone.classes) == 964


@pytest.fixture
def made_up_data(monkeypatch):
    """Of each source a few drawings, some of them of the hold-out."""
    scanned = np.full((60_000, 28, 28), 255, np.uint8), np.arange(60_000) % 10
    line = np.array([[0, 0], [1000, 1000]], np.int16)

    def unpacked(labels: list[str]) -> dict[str, np.ndarray]:
        ones = np.ones(len(labels), np.int16)
        points = np.tile(line, (len(labels), 1))
        return packing.unpacked(
            {"points": points, "stroke_lengths": 2 * ones, "glyph_strokes": ones, "labels": np.array(labels)}
        )

    def glyphs(name: str) -> StrokeGlyphs:
        labels = [f"latex/sign{i}" for i in range(60)] if name == "detexify" else ["kept/1", "kept/2", "gone/1"]
        scripts = ["latex"] * 60 if name == "detexify" else ["kept", "kept", splits.HOLDOUT_SCRIPTS[0]]
        twins = np.array([["kept/2", "gone/1"], ["kept/1", "kept/2"]])
        return StrokeGlyphs(**unpacked(labels), script=np.array(scripts), hand=np.arange(len(labels)), twins=twins)

    pen = PenGlyphs(
        **unpacked(list("17O.")),
        category=np.array(["digit", "digit", "upper", "symbol"]),
        site=np.array(["apa", splits.HOLDOUT_SITES[0], "apa", "apa"]),
        writer=np.zeros(4, int),
        writers=("apa/1",),
    )
    alphabets = ("Greek", *splits.HOLDOUT_ALPHABETS)
    n, names = len(alphabets), tuple(f"{alphabet}/character01" for alphabet in alphabets)
    characters = Omniglot(np.ones((n, 105, 105), bool), np.arange(n), np.arange(n), np.ones(n, int), alphabets, names)
    for name, data in {"mnist": (scanned, None), "pen": pen}.items():
        monkeypatch.setattr(f"siamese.training.train_encoder.load_{name}", lambda data=data: data)
    monkeypatch.setattr("siamese.training.train_encoder.load_omniglot", lambda split: characters)
    monkeypatch.setattr("siamese.training.train_encoder.load_glyphs", glyphs)


def test_of_every_source_the_hold_out_is_left_out_unless_told_otherwise(made_up_data):
    def classes(**options) -> dict[str, list[str]]:
        mixture = load_mixture(TrainingConfig(turned=False, mirrored=False, **options))
        sources = dict(zip(SOURCES, mixture.sources, strict=True))
        return {name: [str(label) for label in source.classes] for name, source in sources.items()} | {
            "scanned": sum(map(len, sources["mnist"].members)),
            "twins": sources["scripts"].twins,
        }

    kept, everything = classes(), classes(holdout=False)
    assert (kept["scanned"], everything["scanned"]) == (55_000, 60_000)
    assert (kept["pen"], everything["pen"]) == (["0", "1"], ["0", "1", "7"])  # O looks like 0; a full stop has no shape
    assert kept["omniglot"] == ["Greek/character01@0"]
    assert len(everything["omniglot"]) == 1 + len(splits.HOLDOUT_ALPHABETS)
    assert kept["scripts"] == ["kept/1", "kept/2"]
    assert kept["twins"] == (("kept/1", "kept/2"),)
    assert len(everything["twins"]) == 2
    gone = set(everything["detexify"]) - set(kept["detexify"])
    assert gone and splits.held_out_symbols(np.array(sorted(gone))).all()


def test_a_training_can_be_calibrated_later(tmp_path, monkeypatch, capsys):
    shipped = read_manifest()
    given = {}

    def train(mixture, config, **options):
        given.update(options, mixture=mixture, config=config)
        return open_network(FOLDER / shipped.file)

    command = "siamese.training.__main__"
    monkeypatch.setattr(f"{command}.load_mixture", lambda config: "a mixture")
    monkeypatch.setattr(f"{command}.train_encoder", train)
    monkeypatch.setattr(f"{command}.name_holdout", lambda: {"sites": ["aga"]})
    monkeypatch.setattr(f"{command}.calibrate_on_holdout", lambda encoder: (shipped.calibration, shipped.rejection))
    out, checkpoint = tmp_path / "out", tmp_path / "state.keras"
    options = ["encoder", "--steps", "9", "--out", str(out), "--checkpoint", str(checkpoint)]
    assert main([*options, "--later"]) == 0
    assert (given["mixture"], given["config"].steps, given["resume"]) == ("a mixture", 9, False)
    assert sorted(path.name for path in out.iterdir()) == ["encoder.keras", "training.json"]
    assert main(["calibrate", "--weights", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["encoder.keras", "manifest.json"]
    manifest = read_manifest(out)
    assert manifest.calibration == shipped.calibration
    assert manifest.training["command"] == "python -m siamese.training encoder --steps 9"
    # Begun once, it is neither begun over it nor gone on with otherwise.
    checkpoint.touch()
    assert main(options) == 2
    assert "of an earlier training" in capsys.readouterr().err
    assert main([*options, "--resume", "--margin", "0"]) == 2
    assert "begun with other options" in capsys.readouterr().err


def test_the_command_trains_goes_on_and_refuses_other_options(data_folder, tmp_path, capsys):
    options = ["encoder", "--steps", "2", "--small-steps", "1", "--batch", "8", "--whitening", "1"]
    options += [*(f"--{name}=0" for name in SOURCES if name != "mnist"), "--holdout", "no", "--precision", "float32"]
    options += ["--out", str(tmp_path / "out"), "--checkpoint", str(tmp_path / "some" / "state.keras")]
    assert main(options) == 0
    first = open_network(tmp_path / "out" / "encoder.keras")
    assert all(np.isfinite(weights).all() for weights in first.get_weights())
    assert main([*options, "--resume"]) == 0
    assert "step 2 of 2" in capsys.readouterr().out
    again = open_network(tmp_path / "out" / "encoder.keras")
    for ours, theirs in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert main(options) == 2
    assert "of an earlier training" in capsys.readouterr().err
    assert main([*options, "--resume", "--margin", "0"]) == 2
    assert "begun with other options" in capsys.readouterr().err


def test_targets_are_the_class_the_others_and_what_may_be_the_same():
    twins = [np.array([2]), np.array([], int), np.array([0])]
    assert one_or_neither(np.array([0, 1]), twins).tolist() == [[1, 0, -1], [0, 1, 0]]


def test_an_encoder_is_calibrated_anew(tmp_path, monkeypatch):
    for name in ("encoder.keras", "manifest.json"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    before = read_manifest(tmp_path)
    fitted = replace(before.calibration, threshold=0.5), before.rejection
    monkeypatch.setattr("siamese.training.__main__.calibrate_on_holdout", lambda encoder: fitted)
    monkeypatch.setattr("siamese.training.__main__.name_holdout", lambda: {"sites": ["aga"]})
    assert main(["calibrate", "--weights", str(tmp_path)]) == 0
    after = read_manifest(tmp_path)
    assert after.calibration.threshold == 0.5
    assert after.figures == {}  # they were measured with the threshold of before
    assert after.sha256 == before.sha256
    assert after.training == {**before.training, "holdout": {"sites": ["aga"]}}  # on which it was calibrated


def test_what_cannot_be_calibrated_is_one_sentence(tmp_path, capsys):
    assert main(["calibrate", "--weights", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match="'sgd', but muon or adamw"):
        build_optimizer(TrainingConfig(optimizer="sgd"))


def test_weights_without_a_hold_out_do_not_replace_the_shipped_ones(capsys, monkeypatch):
    monkeypatch.chdir(FOLDER.parent)
    for out in ([], ["--out", "weights"]):
        assert main(["encoder", "--holdout", "no", *out]) == 2
        assert "Name another --out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--warmup 0", "numbers from 1 up"),
        ("--small-steps -1", "numbers from 1 up"),
        (" ".join(f"--{name} 0" for name in SOURCES), "not all of them 0"),
        ("--pen nan", "numbers from 0 up"),
        ("--seed -1", "A seed is"),
        ("--grid 3", "The grid is 1, 2 or 4"),
        ("--grid 8", "or 8 without small steps"),
        ("--resume --checkpoint nowhere.keras", "no nowhere.keras to go on from"),
        ("--checkpoint state.h5", "ends in .keras"),
    ],
)
def test_what_cannot_be_trained_is_one_sentence(options, words, capsys):
    assert main(["encoder", *options.split()]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("options", ["encoder --precision half", "encoder --optimizer sgd", "lesson --epochs 0"])
def test_wrong_options_say_so(options, capsys):
    with pytest.raises(SystemExit) as stop:
        main(options.split())
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "policy"),
    [
        ("flags : fma avx512f avx512_bf16", "float32"),
        ("flags : avx512_bf16 amx_bf16 amx_tile", "mixed_bfloat16"),
        ("flags : fma", "float32"),
    ],
)
def test_precision_follows_the_processor(flags, policy, monkeypatch):
    monkeypatch.setattr("siamese.training.train_encoder.Path.read_text", lambda path: flags)
    assert precision_policy("auto") == policy
    assert precision_policy("float32") == "float32"
    assert precision_policy("bfloat16") == "mixed_bfloat16"


def test_manifest_names_the_command_that_repeats_the_training(data_folder):
    assert describe(TrainingConfig())["command"] == "python -m siamese.training encoder"
    changed = describe(TrainingConfig(steps=7, holdout=False))["command"]
    assert changed == "python -m siamese.training encoder --steps 7 --holdout no"


def test_manifest_names_what_was_held_out(data_folder):
    named = describe(TrainingConfig())["holdout"]
    assert named["mnist"] == "training digits 55000 to 59999"
    assert "Balinese" in named["alphabets"] and "Adlam" in named["scripts"] and named["sites"] == ["aga"]
    assert "latex/wasysym:checked" in named["symbols"] and "latex/latex2e:theta" not in named["symbols"]


def test_missing_data_is_one_line_and_exit_code_2(monkeypatch, tmp_path, capsys):
    from siamese.data import source

    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(source, "download", _offline)
    assert main(["encoder", "--checkpoint", str(tmp_path / "c.keras"), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def _offline(url, path, *, sha256=None):
    from siamese.data.source import MissingData

    raise MissingData("offline")
