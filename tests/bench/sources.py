"""What each source of drawings gives: short trainings that go on from one encoder and differ in one thing.

    python -m tests.bench.sources --start checkpoints/first/encoder.keras

All have as many steps of as many drawings and one seed; each leaves out a source, whose classes then count as neither
same nor different, or the distortion of strokes. Measured on what the hold-out keeps back (`siamese.splits`), never on
the evaluation split or the test digits. Prints a table in Markdown.
"""

import argparse
from dataclasses import dataclass, replace

import keras
import numpy as np

from siamese.augmentation import Variation
from siamese.evaluation import PROTOCOLS, Bench, Settings
from siamese.evaluation.bench import Embed
from siamese.evaluation.intervals import auroc
from siamese.mixture import Mixture
from siamese.training.encoder import (
    SOURCES,
    TrainingConfig,
    bare_encoder,
    build_classifier,
    learning_rate,
    load_mixture,
    one_or_neither,
    prefetch,
)
from siamese.twins import find_twins
from tests.bench.ablation import in_markdown

ACCEPTED = 0.945  # share of held-out same glyphs that the limit for the shapes' column accepts
ASKED = ("within", "across", "open-set", "pen-oneshot", "mnist-oneshot")
COLUMNS = (*ASKED, "unlike shapes under the limit", "shapes against glyphs, AUROC")
LEFT_OUT = {
    "all of them": (),
    "without detexify": ("detexify",),
    "without scripts, real and invented": ("scripts", "invented"),
    "without kanji, kana and Hangul": ("hands",),
    "without plain shapes": ("shapes",),
    "none of these four": ("detexify", "scripts", "invented", "hands", "shapes"),
}


@dataclass(frozen=True)
class Undistorted(Variation):
    """Strokes as they were drawn: their ends, corners and places are let alone, also where one hand drew them."""

    redrawn: float = 0.0
    again: float = 0.0

    def of_one_hand(self) -> Variation:
        return self


def without(mixture: Mixture, names: tuple[str, ...]) -> Mixture:
    """The mixture with no share for these sources, in the order of SOURCES."""
    shares = np.array([0.0 if name in names else share for name, share in zip(SOURCES, mixture.shares, strict=True)])
    return replace(mixture, shares=tuple(shares / shares.sum()))


def unseen(mixture: Mixture) -> np.ndarray:
    """Numbers of the classes that no source with a share has."""
    seen = set()
    for source, share in zip(mixture.sources, mixture.shares, strict=True):
        seen |= {str(name) for name in source.classes} if share else set()
    return np.array([number for name, number in mixture.classes.items() if name not in seen], int)


def train(model: keras.Model, mixture: Mixture, twins: list[np.ndarray], config: TrainingConfig) -> keras.Model:
    missing = unseen(mixture)
    neither = [np.concatenate([others, missing]) for others in twins]
    for step, (frames, labels) in enumerate(prefetch(mixture, config, 0)):
        model.optimizer.learning_rate = learning_rate(step, config)
        model.train_on_batch(frames, one_or_neither(labels, neither))
    return bare_encoder(model, config)


def measure(embed: Embed) -> list[str]:
    """A figure for each column, in per cent."""
    bench = Bench(embed, Settings(mnist="held-out"))
    figures = [f"{100 * PROTOCOLS[name](bench).accuracy:.1f}" for name in ASKED]
    same, unlike = distances(bench.omniglot, same=True), distances(bench.doodles, same=False)
    under = np.mean(unlike <= np.quantile(same, ACCEPTED))
    return [*figures, f"{100 * under:.1f}", f"{100 * auroc(same, unlike):.1f}"]


def distances(gallery, *, same: bool) -> np.ndarray:
    """Of all pairs of drawings of one label, or of two."""
    points, found = gallery.embeddings, []
    for i in range(len(points) - 1):
        apart = np.sqrt(np.maximum(2 - 2 * points[i + 1 :] @ points[i], 0))
        found.append(apart[(gallery.labels[i + 1 :] == gallery.labels[i]) == same])
    return np.concatenate(found)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--start", required=True, help="the encoder to go on from")
    options.add_argument("--steps", type=int, default=150, help="of 128 drawings each, %(default)s by default")
    chosen = options.parse_args()
    schedule = {"steps": chosen.steps, "small_steps": 0, "warmup": 15, "decay": 1.0, "learning_rate": 4e-4}
    config = TrainingConfig(start=chosen.start, batch=128, optimizer="adamw", weight_decay=0.01, **schedule)
    mixture = load_mixture(config)
    twins = find_twins(mixture)
    model = build_classifier(mixture, config)
    weights, state = model.get_weights(), [variable.numpy() for variable in model.optimizer.variables]
    print(in_markdown("", *(f"`{name}`" for name in ASKED), *COLUMNS[len(ASKED) :]))
    print(in_markdown(*["---"] * (1 + len(COLUMNS))))
    print(in_markdown("as it began", *measure(bare_encoder(model, config).predict_on_batch)), flush=True)
    variants = {name: without(mixture, sources) for name, sources in LEFT_OUT.items()}
    variants["all of them, strokes not distorted"] = replace(mixture, variation=Undistorted())
    for name, changed in variants.items():
        model.set_weights(weights)
        for variable, value in zip(model.optimizer.variables, state, strict=True):
            variable.assign(value)
        print(in_markdown(name, *measure(train(model, changed, twins, config).predict_on_batch)), flush=True)


if __name__ == "__main__":
    main()
