"""What each source of drawings gives: short trainings that differ in one thing.

    python -m tests.bench.sources train FOLDER      where there is an accelerator, say
    python -m tests.bench.sources measure FOLDER    prints a table in Markdown

All have as many steps of as many drawings and one seed; each leaves out a source, whose classes then count as neither
same nor different, or the distortion of strokes. Measured on what the hold-out keeps back (`siamese.data.splits`),
never on the evaluation split or the test digits.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import keras
import numpy as np

from siamese.evaluation import PROTOCOLS, Bench, Settings
from siamese.evaluation.bench import Embed
from siamese.evaluation.intervals import auroc
from siamese.judging.manifest import open_network
from siamese.training.augmentation import Variation
from siamese.training.drawers import Drawers
from siamese.training.mixture import Mixture
from siamese.training.train_encoder import (
    SOURCES,
    TrainingConfig,
    bare_encoder,
    build_classifier,
    draw_batches,
    learning_rate,
    load_mixture,
    one_or_neither,
)
from siamese.training.twins import find_twins
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
UNDISTORTED = "all of them, strokes not distorted"


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


def train(options: argparse.Namespace) -> None:
    """Train an encoder for each row and save it in the folder."""
    options.folder.mkdir(parents=True, exist_ok=True)
    schedule = {"steps": options.steps, "small_steps": 0, "warmup": 50, "decay": 0.5}
    config = TrainingConfig(batch=256, precision=options.precision, workers=options.workers, **schedule)
    mixture = load_mixture(config)
    model = build_classifier(mixture, config)
    model.optimizer.build(model.trainable_variables)
    weights = model.get_weights()
    state = [keras.ops.convert_to_numpy(variable) for variable in model.optimizer.variables]
    twins = None
    for name, changed in rows(mixture).items():
        if options.only not in (None, name):
            continue
        model.set_weights(weights)
        for variable, value in zip(model.optimizer.variables, state, strict=True):
            variable.assign(value)
        missing, began = unseen(changed), time.monotonic()
        with Drawers(changed, config.workers) as drawers:
            twins = twins or find_twins(mixture, drawers.class_looks())
            neither = [np.concatenate([others, missing]) for others in twins]
            for step, (frames, labels) in enumerate(draw_batches(drawers, config, 0)):
                model.optimizer.learning_rate = learning_rate(step, config)
                loss, accuracy = model.train_on_batch(frames, one_or_neither(labels, neither))
        model.reset_metrics()
        print(f"{name}: loss {loss:.3f}, accuracy {accuracy:.3f}, {time.monotonic() - began:.0f} s", flush=True)
        bare_encoder(model, config).save(options.folder / file_name(name))


def rows(mixture: Mixture) -> dict[str, Mixture]:
    variants = {name: without(mixture, sources) for name, sources in LEFT_OUT.items()}
    return variants | {UNDISTORTED: replace(mixture, variation=Undistorted())}


def file_name(row: str) -> str:
    return "-".join(row.replace(",", "").split()) + ".keras"


def measure(options: argparse.Namespace) -> None:
    print(in_markdown("", *(f"`{name}`" for name in ASKED), *COLUMNS[len(ASKED) :]))
    print(in_markdown(*["---"] * (1 + len(COLUMNS))))
    for name in (*LEFT_OUT, UNDISTORTED):
        if (options.folder / file_name(name)).exists():  # a training may have been stopped before the last
            embed = open_network(options.folder / file_name(name)).predict_on_batch
            print(in_markdown(name, *figures(embed)), flush=True)


def figures(embed: Embed) -> list[str]:
    """One for each column, in per cent."""
    bench = Bench(embed, Settings(mnist="held-out"))
    accuracies = [f"{100 * PROTOCOLS[name](bench).accuracy:.1f}" for name in ASKED]
    same, unlike = distances(bench.omniglot, same=True), distances(bench.doodles, same=False)
    under = np.mean(unlike <= np.quantile(same, ACCEPTED))
    return [*accuracies, f"{100 * under:.1f}", f"{100 * auroc(same, unlike):.1f}"]


def distances(gallery, *, same: bool) -> np.ndarray:
    """Of all pairs of drawings of one label, or of two."""
    points, found = gallery.embeddings, []
    for i in range(len(points) - 1):
        apart = np.sqrt(np.maximum(2 - 2 * points[i + 1 :] @ points[i], 0))
        found.append(apart[(gallery.labels[i + 1 :] == gallery.labels[i]) == same])
    return np.concatenate(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for do in (train, measure):
        command = commands.add_parser(do.__name__)
        command.add_argument("folder", type=Path)
        command.set_defaults(do=do)
        if do is train:
            command.add_argument("--steps", type=int, default=1000, help="of 256 drawings each (%(default)s)")
            command.add_argument("--precision", default="auto", help="as `python -m siamese.training encoder` has it")
            command.add_argument("--only", metavar="ROW", help="the name of one row; else all")
            command.add_argument("--workers", type=int, default=1, help="processes that draw")
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()
