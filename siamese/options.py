"""What the command lines take: types for argparse that refuse the rest with a sentence."""

import argparse
from collections.abc import Callable


def number_from(least: int) -> Callable[[str], int]:
    """A type for whole numbers from `least` up."""

    def number(text: str) -> int:
        if not text.strip().isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r}, but a whole number from {least} up was expected")
        return int(text)

    return number
