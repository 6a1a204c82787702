"""What other programs import."""

import numpy as np
import pytest
from PIL import Image

import siamese
from siamese.ink.frame import NotInk
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import ink_from_strokes
from siamese.symbols.support_set import SupportSet
from tests.siamese.glyphs import CROSS
from tests.siamese.pixel_verifier import PixelVerifier


def test_each_name_is_there_and_no_other():
    for name in siamese.__all__:
        assert getattr(siamese, name).__name__ == name
    with pytest.raises(AttributeError, match="Siamese"):
        getattr(siamese, "Siamese")  # noqa: B009


def test_ink_of_a_file(tmp_path):
    ink = ink_from_strokes(CROSS)
    Image.fromarray(np.rint(255 * (1 - ink)).astype(np.uint8)).save(tmp_path / "cross.png")
    assert np.abs(siamese.read_ink(tmp_path / "cross.png") - ink).max() < 0.01
    (tmp_path / "broken.png").write_bytes(b"none")
    with pytest.raises(BadPicture):
        siamese.read_ink(tmp_path / "broken.png")
    with pytest.raises(FileNotFoundError):
        siamese.read_ink(tmp_path / "missing.png")


def test_dark_on_light_is_not_taken_for_ink():
    symbols, paper = SupportSet(PixelVerifier()), 1 - ink_from_strokes(CROSS)
    with pytest.raises(NotInk):
        symbols.register("cross", paper)
    with pytest.raises(NotInk):
        symbols.register("cross", CROSS).recognise(paper)
