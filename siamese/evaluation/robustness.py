"""The share of verdicts that stay when one drawing of a pair is moved, scaled, photographed and the like."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from siamese.data.omniglot import StrokeDrawing, load_strokes
from siamese.data.pairs import pair_indices
from siamese.data.pen import merged_labels
from siamese.data.splits import HOLDOUT_ALPHABETS
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import EXTENT, on_paper
from siamese.evaluation.oneshot import sites_note
from siamese.evaluation.results import CannotRun, Mistake, Result, scored, worst
from siamese.ink.image_file import open_picture
from siamese.ink.photo import ink_from_image
from siamese.ink.strokes import PEN, ink_from_strokes

Strokes = Sequence[np.ndarray]
Change = Callable[[Strokes, np.random.Generator], np.ndarray]  # from a drawing to its ink
_PICTURE = 480  # pixels, the side of a picture of the paper
_PAPER, _INK = 235, 40  # luminance of white paper and dark ink


def _clean(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    return on_paper(strokes)


def shifted(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Anywhere on the paper."""
    smaller = 0.4
    points = np.concatenate(strokes)
    low, size = points.min(0), max(float(np.ptp(points, axis=0).max()), 1e-3)
    corner = rng.uniform(0.05, 0.95 - smaller, 2)
    return ink_from_strokes([(stroke - low) * (smaller / size) + corner for stroke in strokes])


def scaled(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """0.3 to 1.5 times as large."""
    return on_paper(strokes, extent=EXTENT * np.exp(rng.uniform(np.log(0.3), np.log(1.5))))


def pen_width(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """A pen 0.5 to 2 times as wide."""
    return on_paper(strokes, pen=PEN * 2 ** rng.uniform(-1, 1))


def rotated(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Turned by up to 10 degrees either way."""
    angle = np.radians(rng.uniform(-10, 10))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    return on_paper([stroke @ turn for stroke in strokes])


def inverted(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """A picture, light ink on dark paper."""
    return ink_from_image(Image.fromarray(255 - _picture(strokes)))


def jpeg(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """A JPEG of quality 40."""
    return _through_jpeg(_picture(strokes), quality=40)


def shadow(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """A picture with a soft shadow over a side of the paper, down to 55 % of the light."""
    angle, edge = rng.uniform(0, 2 * np.pi), rng.uniform(-0.25, 0.25)
    steps = (np.arange(_PICTURE) + 0.5) / _PICTURE - 0.5
    x, y = np.meshgrid(steps, steps)
    softness = 0.1  # of the paper, the width of the shadow's edge
    light = 1 - 0.45 / (1 + np.exp((x * np.cos(angle) + y * np.sin(angle) - edge) / softness))
    return _through_jpeg((_picture(strokes) * light).astype(np.uint8), quality=90)


def _picture(strokes: Strokes) -> np.ndarray:
    """Dark ink on light paper, uint8, shape `(480, 480)`."""
    ink = cv2.resize(on_paper(strokes), (_PICTURE, _PICTURE), interpolation=cv2.INTER_LINEAR)
    return (_PAPER - (_PAPER - _INK) * ink).astype(np.uint8)


def _through_jpeg(picture: np.ndarray, *, quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return ink_from_image(open_picture(file.getvalue()))


CONDITIONS: dict[str, Callable[[Strokes, np.random.Generator], np.ndarray]] = {
    "shift": shifted,
    "scale": scaled,
    "pen width": pen_width,
    "rotation": rotated,
    "inverted": inverted,
    "jpeg": jpeg,
    "shadow": shadow,
}


def robustness(bench: Bench) -> Result:
    """Pairs of held-out drawings, characters and pen glyphs in equal parts; the second drawing is changed.

    The characters are pen strokes, which are published of the background split: they are of it, whatever the split.
    Unchanged: the verdict at the threshold is what it was for the clean pair. "accuracy" is the share in the
    worst condition; each condition's is given beside it.
    """
    rng, n = bench.rng("robustness"), bench.settings.episodes
    characters, glyphs = _characters(bench), bench.pen_glyphs
    glyphs = glyphs.select(~np.isin(glyphs.category, "symbol"))
    pairs = draw_pairs([d.character_name for d in characters], lambda i: characters[i].strokes, n // 2, rng)
    pairs += draw_pairs(merged_labels(glyphs.labels), glyphs.strokes, n // 2, rng)
    unchanged, stayed, mistakes = judge_changes(bench, pairs, CONDITIONS, _clean, rng=rng)
    notes = [
        "unchanged: " + ", ".join(f"{name} {100 * share:.1f}" for name, share in unchanged.items()),
        f"{', '.join(sorted({d.alphabet for d in characters}))}; pen glyphs of {sites_note(bench)}",
    ]
    return scored(stayed, more={"unchanged": unchanged}, notes=notes, mistakes=mistakes)


def judge_changes(
    bench: Bench, pairs: list[tuple[Strokes, Strokes]], changes: dict[str, Change], clean: Change, *, rng
) -> tuple[dict[str, float], np.ndarray, list[Mistake]]:
    """How many verdicts at the threshold are what they are for the clean pair, when its second drawing is changed.

    Args:
        pairs: in turn a same and a different one of one drawing.
        clean: makes the ink of a drawing as it is.

    Returns:
        the share of each change; of the worst of them, which stayed, bool, shape `(n_drawings, 2)`, a row for the two
        pairs of one drawing, which are a cluster; and the worst three mistakes of each change.
    """
    threshold = bench.calibrated().threshold
    inks = [_Changed([pair[i] for pair in pairs], clean, np.zeros(len(pairs), int)) for i in (0, 1)]
    kept, before = (bench.embed_inks(len(pairs), ink) for ink in inks)
    before = np.linalg.norm(kept - before, axis=1)
    stayed, mistakes = {}, []
    for name, change in changes.items():
        changed = _Changed([other for _, other in pairs], change, rng.integers(2**63, size=len(pairs)))
        after = np.linalg.norm(kept - bench.embed_inks(len(pairs), changed), axis=1)
        flipped = (before <= threshold) != (after <= threshold)
        stayed[name] = ~flipped
        for i in worst(np.where(flipped, np.abs(after - before), 0), of=np.arange(len(pairs)))[:3]:
            shown = {"one": inks[0](i), "other": inks[1](i), name: changed(i)}
            pictures = tuple((key, lambda ink=ink: bench.frames([ink])[0]) for key, ink in shown.items())
            note = f"{before[i]:.2f} apart, then {after[i]:.2f} (threshold {threshold:.2f})"
            mistakes.append(Mistake(float(abs(after[i] - before[i])), pictures, note))
    unchanged = {name: float(same.mean()) for name, same in stayed.items()}
    least = min(unchanged, key=unchanged.__getitem__)
    return unchanged, stayed[least].reshape(-1, 2), mistakes


@dataclass(frozen=True)
class _Changed:
    """The same chance change of a drawing whenever it is asked for."""

    drawings: list[Strokes]
    change: Change
    seeds: np.ndarray

    def __call__(self, i: int) -> np.ndarray:
        return self.change(self.drawings[i], np.random.default_rng(self.seeds[i]))


def _characters(bench: Bench) -> list[StrokeDrawing]:
    """Of the background alphabets that are asked for, or held out, those whose strokes are published."""
    settings = bench.settings
    asked = settings.alphabets if settings.split == "background" else None
    wanted = HOLDOUT_ALPHABETS if asked is None else asked
    drawings = [drawing for drawing in load_strokes() if drawing.alphabet in wanted]
    if not drawings:
        raise CannotRun(f"No pen strokes are published of {', '.join(wanted)}. Name others by --alphabets.")
    return drawings


def draw_pairs(
    labels: Sequence[str] | np.ndarray, strokes: Callable[[int], Strokes], n_pairs: int, rng: np.random.Generator
) -> list[tuple[Strokes, Strokes]]:
    """About `n_pairs`, in turn a same and a different one of one drawing."""
    _, label, counts = np.unique(labels, return_inverse=True, return_counts=True)
    rows = np.flatnonzero(counts[label] > 1)
    first, second, _ = pair_indices(label[rows], rng=rng)
    chosen = rng.choice(len(rows), min(len(rows), -(-n_pairs // 2)), replace=False)
    both = np.stack([2 * chosen, 2 * chosen + 1], axis=1).ravel()
    return [(strokes(i), strokes(j)) for i, j in zip(rows[first[both]], rows[second[both]], strict=True)]
