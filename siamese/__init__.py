"""One-shot learning with a Siamese network: two drawings become two points, and near means same.

What other programs need of it: `Verifier`, `SupportSet` and `read_ink`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siamese.ink.photo import read_ink
    from siamese.judging.verifier import Verifier
    from siamese.symbols.support_set import SupportSet

__all__ = ["SupportSet", "Verifier", "read_ink"]

_HOMES = {
    "SupportSet": "siamese.symbols.support_set",
    "Verifier": "siamese.judging.verifier",
    "read_ink": "siamese.ink.photo",
}


def __getattr__(name: str):
    # At first use: TensorFlow takes seconds to import, and half of this package does without it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
