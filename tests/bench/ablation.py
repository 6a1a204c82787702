"""What each choice of the encoder's recipe gives: short trainings that differ in one thing, measured on the hold-out.

    python -m tests.bench.ablation

All have as many steps of as many drawings, from the same seed; each is measured on what the hold-out keeps back
(`siamese.splits`), never on the evaluation split or the test digits. Prints a table in Markdown. Where checkpoints of
an earlier run are in the folder, they are gone on with.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

from siamese.evaluation import PROTOCOLS, Bench, Settings
from siamese.training.encoder import TrainingConfig, load_mixture, train_encoder

# Without the whitening: it comes after the last step, and is a row of its own.
RECIPE = replace(TrainingConfig(), whitening=0)
VARIANTS = {
    "as shipped, not yet whitened": {},
    "whitened": {"whitening": TrainingConfig().whitening},
    "another seed": {"seed": 1},
    "float32 in place of bfloat16": {"precision": "float32"},
    "AdamW (2e-3) in place of Muon": {"optimizer": "adamw", "learning_rate": 2e-3},
    "mean of the whole last map": {"grid": 1},
    "no mirror images": {"mirrored": False},
    "no margin": {"margin": 0.0},
    "no label smoothing": {"label_smoothing": 0.0},
    "Omniglot alone": {"mnist": 0.0, "pen": 0.0},
    "large frames throughout": {"small_steps": 0},
    "small frames until the end": {"small_steps": 10**9},
}
ASKED = ("within", "across", "open-set", "pen-oneshot", "mnist-oneshot")


def train(changes: dict, steps: int, checkpoint: Path) -> list[str]:
    """The cells of a row: a figure for each protocol, then minutes."""
    small = round(steps * RECIPE.small_steps / RECIPE.steps)
    config = replace(RECIPE, **{"steps": steps, "small_steps": small, "warmup": steps // 10, **changes})
    begun = time.monotonic()
    encoder = train_encoder(load_mixture(config), config, checkpoint=checkpoint, resume=True)
    minutes = (time.monotonic() - begun) / 60
    bench = Bench(encoder.predict_on_batch, Settings(mnist="held-out"))
    found = {name: PROTOCOLS[name](bench) for name in ASKED}
    return [*(f"{100 * result.accuracy:.1f}" for result in found.values()), f"{minutes:.0f}"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--steps", type=int, default=500, help="of each training, %(default)s by default")
    options.add_argument("--only", choices=tuple(VARIANTS), action="append", help="variants; else all")
    options.add_argument("--folder", type=Path, default=Path("checkpoints/ablation"))
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    head = ["", *(f"`{name}`" for name in ASKED), "minutes"]
    table = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name in chosen.only or VARIANTS:
        checkpoint = chosen.folder / f"{name.replace(' ', '-')}-{chosen.steps}.keras"
        table.append("| " + " | ".join([name, *train(VARIANTS[name], chosen.steps, checkpoint)]) + " |")
        print(table[-1], flush=True)
    print("\n".join(table))


if __name__ == "__main__":
    main()
