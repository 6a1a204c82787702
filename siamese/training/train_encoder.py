"""Training the encoder.

The encoder learns to tell the classes of a `Mixture` apart with a normalised softmax; the classifier on top is
thrown away afterwards, and what is left compares drawings of any kind.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import keras
import numpy as np

from siamese.data import splits
from siamese.data.mnist import load_mnist
from siamese.data.omniglot import load_omniglot
from siamese.data.pen import load_pen
from siamese.data.stroke_files import NAMES, load_glyphs
from siamese.ink.frame import FRAME
from siamese.network.encoder import EncoderConfig, build_encoder, fold_normalisation
from siamese.training.drawers import Drawers
from siamese.training.losses import CosineLogits, MarginCrossEntropy
from siamese.training.mixture import Mixture, MnistSource, OmniglotSource, ShapeSource, glyph_source, pen_source
from siamese.training.muon import ConvolutionMuon
from siamese.training.twins import find_twins
from siamese.training.whitening import whiten
from siamese.whole_file import replacing


def _option(default, help: str):
    return field(default=default, metadata={"help": help})


SOURCES = ("mnist", "pen", "omniglot", *NAMES, "shapes")


@dataclass(frozen=True)
class TrainingConfig:
    """How the encoder is trained. Each field is an option of the command.

    Raises:
        ValueError: if nothing could be trained like that; the message is a sentence.
    """

    steps: int = _option(10_300, "of one batch each")
    small_steps: int = _option(8_500, "the first of them, on frames of half the side: a quarter of the work")
    batch: int = _option(256, "drawings of a step")
    optimizer: Literal["muon", "adamw"] = _option("muon", "what changes the weights")
    learning_rate: float = _option(6e-3, "at its height")
    warmup: int = _option(300, "steps over which the learning rate rises")
    decay: float = _option(0.3, "share of the steps, at the end, over which the learning rate falls to nothing")
    weight_decay: float = _option(0.05, "of each step, times the learning rate")
    scale: float = _option(16.0, "of the cosines in the softmax")
    margin: float = _option(0.2, "by which the right class's cosine must lead")
    label_smoothing: float = _option(0.1, "share of a target that is spread over all classes")
    omniglot: float = _option(0.30, "its share of a batch, beside those of the others")
    mnist: float = _option(0.05, "its share of a batch")
    pen: float = _option(0.17, "UNIPEN's share of a batch")
    detexify: float = _option(0.15, "its share of a batch")
    scripts: float = _option(0.09, "share of a batch of the letters of real scripts")
    invented: float = _option(0.05, "share of a batch of the letters of invented scripts")
    hands: float = _option(0.05, "share of a batch of kanji, kana and Hangul in handwriting fonts")
    shapes: float = _option(0.14, "share of a batch of plain shapes and marks, made up")
    grid: int = _option(4, "cells of the last map, to a side, that are told apart")
    turned: bool = _option(True, "Omniglot's characters in quarter turns are classes too")
    mirrored: bool = _option(True, "their mirror images are classes too")
    whitening: int = _option(200, "batches after the last step that show how drawings of a class spread; or 0")
    holdout: bool = _option(True, "keep the hold-out of siamese.data.splits out of training")
    precision: Literal["auto", "bfloat16", "float32"] = _option(
        "auto", "of the layers: bfloat16 where the processor is fast with it, else float32"
    )
    seed: int = _option(0, "of all chance")
    workers: int = _option(1, "processes that draw; one is enough beside a processor, an accelerator takes many")

    def __post_init__(self):
        if (
            min(self.steps, self.batch, self.warmup, self.grid, self.workers) < 1
            or min(self.small_steps, self.whitening) < 0
        ):
            raise ValueError(
                "Steps, batch, warm-up, grid and workers are numbers from 1 up, small steps and whitening from 0."
            )
        shares = [getattr(self, name) for name in SOURCES]
        if not (min(shares) >= 0 and sum(shares) > 0):
            raise ValueError(f"The shares of {', '.join(SOURCES)} are numbers from 0 up, and not all of them 0.")
        if (FRAME // 2 if self.small_steps else FRAME) % (8 * self.grid):  # the last map's side is an eighth
            raise ValueError("The grid is 1, 2 or 4, or 8 without small steps.")
        if self.seed < 0:
            raise ValueError("A seed is a number from 0 up.")


def learning_rate(step: int, config: TrainingConfig) -> float:
    """Rises over the warm-up, stays, falls linearly to 0 at the end."""
    rise = (step + 1) / config.warmup
    fall = (config.steps - step) / max(1, config.decay * config.steps)
    return config.learning_rate * max(0.0, min(1.0, rise, fall))


def load_mixture(config: TrainingConfig) -> Mixture:
    """The drawings of the sources that have a share, without the hold-out unless told otherwise."""
    shares = {name: share for name in SOURCES if (share := getattr(config, name))}
    sources = tuple(_source(name, config) for name in shares)
    return Mixture(sources, tuple(share / sum(shares.values()) for share in shares.values()))


def _source(name: str, config: TrainingConfig):
    """One of SOURCES, without the hold-out unless told otherwise."""
    if name == "mnist":
        images, labels = load_mnist()[0]
        kept = splits.MNIST_TRAINED if config.holdout else slice(None)
        return MnistSource(images[kept], labels[kept])
    if name == "pen":
        pen = load_pen()
        return pen_source(pen.select(~np.isin(pen.site, splits.HOLDOUT_SITES)) if config.holdout else pen)
    if name == "omniglot":
        drawings = load_omniglot("background")
        drawings = drawings.without(splits.HOLDOUT_ALPHABETS) if config.holdout else drawings
        return OmniglotSource(drawings, turned=config.turned, mirrored=config.mirrored)
    if name == "shapes":
        return ShapeSource()
    glyphs = load_glyphs(name)
    return glyph_source(glyphs.select(~splits.held_out(glyphs)) if config.holdout else glyphs)


def precision_policy(precision: str) -> str:
    """The Keras policy for "auto", "bfloat16" or "float32"."""
    if precision == "auto":
        precision = "bfloat16" if _has_bfloat16() else "float32"
    return "mixed_bfloat16" if precision == "bfloat16" else "float32"


def _has_bfloat16() -> bool:
    # In tiles (AMX) it is several times as fast as float32; with AVX-512 alone it is slower, elsewhere it is emulated.
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return "amx_bf16" in flags


def build_classifier(mixture: Mixture, config: TrainingConfig) -> keras.Model:
    """The encoder with a normalised softmax over the training classes, compiled."""
    keras.utils.set_random_seed(config.seed)
    keras.config.set_dtype_policy(precision_policy(config.precision))
    try:
        encoder = build_encoder(EncoderConfig(frame=None, grid=config.grid))
        logits = CosineLogits(len(mixture.classes), config.scale)(encoder.output)
        model = keras.Model(encoder.input, logits)
    finally:
        keras.config.set_dtype_policy("float32")
    return compiled(model, build_optimizer(config), config)


def build_optimizer(config: TrainingConfig) -> keras.optimizers.Optimizer:
    """Muon, or AdamW to compare it with.

    Raises:
        ValueError: for another name.
    """
    decay = config.weight_decay
    if config.optimizer == "adamw":
        return keras.optimizers.AdamW(config.learning_rate, weight_decay=decay)
    if config.optimizer == "muon":
        precision = keras.DTypePolicy(precision_policy(config.precision)).compute_dtype
        return ConvolutionMuon(
            config.learning_rate, weight_decay=decay, adam_weight_decay=decay, adam_lr_ratio=1 / 3, precision=precision
        )
    raise ValueError(f"optimizer={config.optimizer!r}, but muon or adamw was expected.")


def compiled(model: keras.Model, optimizer: keras.optimizers.Optimizer, config: TrainingConfig) -> keras.Model:
    """The model with the loss of a configuration, which may be another than the one it was saved with."""
    loss = MarginCrossEntropy(config.scale, config.margin, config.label_smoothing)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def draw_batches(drawers: Drawers, config: TrainingConfig, start: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The batches from step `start` on; see `Drawers.batches`."""

    def frame(step: int) -> int:
        return FRAME // 2 if step < config.small_steps else FRAME

    return drawers.batches(range(start, config.steps), config.batch, seed=config.seed, frame=frame)


def train_encoder(
    mixture: Mixture,
    config: TrainingConfig,
    *,
    checkpoint: Path,
    resume: bool = False,
    save_every: float = 180,
    log: Callable[[str], None] = print,
) -> keras.Model:
    """Train, saving the state to `checkpoint` after `save_every` seconds; `resume` goes on from there.

    Returns:
        the encoder, float32, without its classifier, its normalisation folded in (`siamese.network.encoder`), whitened
        (`siamese.training.whitening`).
    """
    if resume and checkpoint.exists():
        model = keras.saving.load_model(checkpoint)
        compiled(model, model.optimizer, config)
    else:
        model = build_classifier(mixture, config)
    with Drawers(mixture, config.workers) as drawers:
        twins = find_twins(mixture, drawers.class_looks())
        start = int(model.optimizer.iterations)
        log(f"{len(mixture.classes)} classes, {model.count_params():,} parameters, step {start} of {config.steps}")
        began = saved = time.monotonic()
        for step, (frames, labels) in enumerate(draw_batches(drawers, config, start), start):
            model.optimizer.learning_rate = learning_rate(step, config)
            targets = one_or_neither(labels, twins)
            loss, accuracy = model.train_on_batch(frames, targets)
            if (step + 1) % 100 == 0:
                # Keras averages over all batches since the last reset: start anew for each line.
                model.reset_metrics()
                rate = (step + 1 - start) / (time.monotonic() - began)
                minutes = (config.steps - step - 1) / rate / 60
                told = f"step {step + 1}  loss {loss:.3f}  accuracy {accuracy:.3f}"
                log(f"{told}  {rate:.2f} steps/s  {minutes:.0f} min left")
            if time.monotonic() - saved >= save_every:
                save_whole(model, checkpoint)
                saved = time.monotonic()
        save_whole(model, checkpoint)
        encoder = bare_encoder(model, config)
        if config.whitening:
            log(f"Whitening the embedding on {config.whitening * config.batch:,} further drawings.")
            whiten(encoder, unseen_batches(drawers, config))
    return encoder


def one_or_neither(labels: np.ndarray, twins: list[np.ndarray]) -> np.ndarray:
    """Targets of the loss, int8, shape `(batch, n_classes)`: 1 the class, −1 what may be the same, 0 the others."""
    targets = np.zeros((len(labels), len(twins)), np.int8)
    for row, label in zip(targets, labels, strict=True):
        row[twins[label]] = -1
        row[label] = 1
    return targets


def unseen_batches(drawers: Drawers, config: TrainingConfig) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The batches that would come after the last step."""
    return draw_batches(drawers, replace(config, steps=config.steps + config.whitening, small_steps=0), config.steps)


def save_whole(model: keras.Model, path: Path) -> None:
    """Save so that an interruption leaves the old file or the new one, never half of one."""
    with replacing(path) as part:
        model.save(part)


def bare_encoder(classifier: keras.Model, config: TrainingConfig) -> keras.Model:
    """The encoder inside a trained classifier, in float32, for frames of the whole size, without normalisation."""
    encoder = build_encoder(EncoderConfig(grid=config.grid))
    encoder.set_weights(classifier.get_weights()[: len(encoder.weights)])
    return fold_normalisation(encoder)
