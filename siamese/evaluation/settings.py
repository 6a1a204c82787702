"""What is judged, as the command line has it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Settings:
    """What is judged. The defaults are the fixed hold-out and MNIST's test digits.

    split: Omniglot's "background" or "evaluation".
    alphabets: of the split; None is the hold-out of the background split, and all of the evaluation split.
    pen: a file in the form of unipen.npz; None is that file itself.
    sites: of the pen file; None is the hold-out's where the file has them, else all of them.
    gestures: a file in the form of gestures_mmg.npz; None is that file itself.
    mnist: "test" is its test digits, "held-out" the training digits that are kept out of training. A calibration is
        fitted on these, and then on doodles by other hands than those by which it is judged.
    episodes: how many of each one-shot protocol; also the number of pairs in `robustness` and `pens`.
    """

    split: Literal["background", "evaluation"] = "background"
    alphabets: tuple[str, ...] | None = None
    pen: Path | None = None
    sites: tuple[str, ...] | None = None
    gestures: Path | None = None
    mnist: Literal["test", "held-out"] = "test"
    episodes: int = 1000
    seed: int = 0
