"""A picture of the worst mistakes of some protocols."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from siamese.evaluation.results import Mistake, Result

_CELL, _GAP, _LINE = 128, 12, 18  # pixels
_FONT = ImageFont.load_default(13)
_COLUMNS = 3


def draw_failures(results: dict[str, Result], path: str | Path) -> None:
    """Write the worst mistakes of each protocol to `path`, a PNG: what was judged, worst first."""
    sections = [(name, result.mistakes) for name, result in results.items()]
    width = max((len(mistake.pictures) for _, mistakes in sections for mistake in mistakes), default=2)
    width = max(width * (_CELL + _GAP), 320) + 2 * _GAP
    height = _CELL + 3 * _LINE + _GAP
    rows = sum(1 + height * -(-len(mistakes) // _COLUMNS) + 2 * _LINE for _, mistakes in sections)
    page = Image.new("L", (_COLUMNS * width, rows + 2 * _GAP), 255)
    pen, top = ImageDraw.Draw(page), _GAP
    for name, mistakes in sections:
        words = f"{name}: the worst {len(mistakes)} mistakes" if mistakes else f"{name}: no mistakes to show"
        pen.text((_GAP, top), words, fill=0, font=_FONT)
        top += 2 * _LINE
        for place, mistake in enumerate(mistakes):
            row, column = divmod(place, _COLUMNS)
            _draw(page, pen, mistake, _GAP + column * width, top + row * height)
        top += height * -(-len(mistakes) // _COLUMNS)
    page.save(path, format="PNG")


def _draw(page: Image.Image, pen: ImageDraw.ImageDraw, mistake: Mistake, left: int, top: int) -> None:
    for column, (caption, frame) in enumerate(mistake.pictures):
        x = left + column * (_CELL + _GAP)
        paper = Image.fromarray(np.rint(255 * (1 - frame()[..., 0])).astype(np.uint8))
        page.paste(paper.resize((_CELL, _CELL), Image.Resampling.NEAREST), (x, top + _LINE))
        pen.rectangle((x, top + _LINE, x + _CELL - 1, top + _LINE + _CELL - 1), outline=170)
        pen.text((x, top), caption, fill=90, font=_FONT)
    pen.text((left, top + _LINE + _CELL + 3), mistake.note, fill=0, font=_FONT)
