"""What each choice of the encoder's recipe gives: short trainings that differ in one thing, measured on the hold-out.

    python -m tests.bench.ablation

They are on Omniglot, MNIST and UNIPEN alone; `tests.bench.sources` is about the other sources.
All have as many steps of as many drawings, and one seed unless that is what differs; each is measured on what the
hold-out keeps back (`siamese.data.splits`), never on the evaluation split or the test digits. Prints a table in
Markdown. Where checkpoints of an earlier run are in the folder, they are gone on with.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import keras
import numpy as np

from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.evaluation import PROTOCOLS, Bench, Settings
from siamese.evaluation.bench import Embed
from siamese.training.augmentation import Variation, vary_strokes
from siamese.training.mixture import Mixture
from siamese.training.train_encoder import (
    SOURCES,
    TrainingConfig,
    bare_encoder,
    build_classifier,
    load_mixture,
    train_encoder,
)

FIRST_STAGE = dict.fromkeys(SOURCES, 0.0) | {"omniglot": 0.58, "mnist": 0.12, "pen": 0.3}
# Without the whitening: it comes after the last step, and is a row of its own.
RECIPE = TrainingConfig(whitening=0, **FIRST_STAGE)


class MadeUpSource:
    """Signs of `siamese.data.made_up` in alphabets of 40, each drawn anew, as pen strokes."""

    twins = ()

    def __init__(self, alphabets: int = 50):
        rng = np.random.default_rng(0)
        self.glyphs = [glyph for _ in range(alphabets) for glyph in make_alphabet(40, rng=rng)]
        self.classes = tuple(f"made up {number}" for number in range(len(self.glyphs)))
        self.families = tuple(f"made up {number // 40}" for number in range(len(self.glyphs)))

    def n_drawings(self, label: int) -> int:
        return 4

    def pick(self, rng: np.random.Generator) -> int:
        return int(rng.integers(len(self.glyphs)))

    def draw(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        return vary_strokes(draw_glyph(self.glyphs[label], rng=rng), variation, rng=rng)


def with_made_up(mixture: Mixture, share: float = 0.15) -> Mixture:
    shares = tuple(other * (1 - share) for other in mixture.shares)
    return replace(mixture, sources=(*mixture.sources, MadeUpSource()), shares=(*shares, share))


def varied(**changes) -> Callable[[Mixture], Mixture]:
    return lambda mixture: replace(mixture, variation=replace(mixture.variation, **changes))


@dataclass(frozen=True)
class Variant:
    """A recipe that differs from the shipped one in one thing: options of the training, or what is drawn from.

    trained_as: the variant whose training this one shares, being different only in what comes after it.
    averaging: momentum of a running mean of the weights, which is measured in place of the last ones; or 0.
    """

    changes: dict = field(default_factory=dict)
    mixture: Callable[[Mixture], Mixture] = lambda mixture: mixture
    trained_as: str = ""
    averaging: float = 0.0


PLAIN = "as shipped, not yet whitened"
NO_WARP = {"rotation": 0, "stretch": 0, "shear": 0, "bend": 0}
VARIANTS = {
    PLAIN: Variant(),
    "whitened": Variant({"whitening": TrainingConfig().whitening}, trained_as=PLAIN),
    "another seed": Variant({"seed": 1}),
    "float32 in place of bfloat16": Variant({"precision": "float32"}),
    "AdamW (2e-3) in place of Muon": Variant({"optimizer": "adamw", "learning_rate": 2e-3}),
    "mean of the whole last map": Variant({"grid": 1}),
    "no mirror images": Variant({"mirrored": False}),
    "neither turns nor mirror images": Variant({"turned": False, "mirrored": False}),
    "no margin": Variant({"margin": 0.0}),
    "no label smoothing": Variant({"label_smoothing": 0.0}),
    "softmax of scale 8": Variant({"scale": 8.0}),
    "softmax of scale 32": Variant({"scale": 32.0}),
    "weights averaged over about 50 steps": Variant(averaging=0.98),
    "pen strokes not moved against each other": Variant(
        mixture=varied(stroke_shift=0, stroke_turn=0, stroke_stretch=0)
    ),
    "pen strokes moved twice as far": Variant(mixture=varied(stroke_shift=0.04, stroke_turn=8, stroke_stretch=0.12)),
    "drawings not warped": Variant(mixture=varied(**NO_WARP)),
    "drawings warped half as far again": Variant(mixture=varied(rotation=12, stretch=0.18, shear=0.18, bend=0.0375)),
    "no blur, no low resolution": Variant(mixture=varied(blur=0, coarse=0)),
    "2,000 made-up signs as well": Variant(mixture=with_made_up),
    "Omniglot alone": Variant({"mnist": 0.0, "pen": 0.0}),
    "large frames throughout": Variant({"small_steps": 0}),
    "small frames until the end": Variant({"small_steps": 10**9}),
}
ALIKE = (PLAIN, "another seed", "float32 in place of bfloat16", "no label smoothing")
ASKED = ("within", "across", "open-set", "pen-oneshot", "mnist-oneshot")


def train(name: str, steps: int, folder: Path) -> keras.Model:
    variant = VARIANTS[name]
    small = round(steps * RECIPE.small_steps / RECIPE.steps)
    config = replace(RECIPE, **{"steps": steps, "small_steps": small, "warmup": steps // 10, **variant.changes})
    checkpoint = folder / f"{(variant.trained_as or name).replace(' ', '-')}-{steps}.keras"
    mixture = variant.mixture(load_mixture(config))
    if variant.averaging and not checkpoint.exists():
        model = build_classifier(mixture, config)
        model.optimizer.use_ema, model.optimizer.ema_momentum = True, variant.averaging
        model.save(checkpoint)
    encoder = train_encoder(mixture, config, checkpoint=checkpoint, resume=True)
    if variant.averaging:
        model = keras.saving.load_model(checkpoint)
        model.optimizer.finalize_variable_values(model.trainable_variables)
        encoder = bare_encoder(model, config)
    return encoder


def measure(embed: Embed) -> list[str]:
    """A figure for each protocol, in per cent."""
    bench = Bench(embed, Settings(mnist="held-out"))
    return [f"{100 * PROTOCOLS[name](bench).accuracy:.1f}" for name in ASKED]


def together(encoders: Sequence[keras.Model]) -> Embed:
    """The embeddings of several encoders as one: its squared distances are the means of theirs."""
    return lambda frames: np.hstack([encoder.predict_on_batch(frames) for encoder in encoders]) / len(encoders) ** 0.5


def in_markdown(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--steps", type=int, default=500, help="of each training, %(default)s by default")
    options.add_argument("--only", choices=tuple(VARIANTS), action="append", help="variants; else all")
    options.add_argument("--folder", type=Path, default=Path("checkpoints/ablation"))
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    print(in_markdown("", *(f"`{name}`" for name in ASKED)))
    print(in_markdown(*["---"] * (1 + len(ASKED))))
    for name in chosen.only or VARIANTS:
        print(in_markdown(name, *measure(train(name, chosen.steps, chosen.folder).predict_on_batch)), flush=True)
    if not chosen.only:
        alike = [train(name, chosen.steps, chosen.folder) for name in ALIKE]
        print(in_markdown("four of these together: the first, " + ", ".join(ALIKE[1:]), *measure(together(alike))))


if __name__ == "__main__":
    main()
