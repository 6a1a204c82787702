"""What the server answers has the fields that the page's scripts are told of."""

import re
from dataclasses import fields

import pytest

from demo.compare.tab import CompareAnswer
from demo.oneshot.actions import Said
from demo.oneshot.answers import (
    DrawingShown,
    FileAnswer,
    LostAnswer,
    MatchShown,
    PreviewAnswer,
    RecogniseAnswer,
    SymbolsAnswer,
)
from demo.pad.answer import PadAnswer
from demo.shared.component import MODULES

ADDED = {"did"}  # by the page itself


def typed(name: str) -> set[str]:
    """The fields of a type in the JSDoc of the page's modules."""
    scripts = "\n".join(MODULES.values())
    short = re.search(r"@typedef \{\{ (.+?) \}\} " + name + r"\b", scripts)
    if short:
        return {part.split(":")[0].strip() for part in re.split(r",(?![^\[]*\])", short[1])}
    long = re.search(r"@typedef \{object\} " + name + r"\n((?: \* @property .+\n| \*   .+\n)+)", scripts)
    return set(re.findall(r"@property \{.+\} \[?(\w+)", long[1]))


@pytest.mark.parametrize(
    "answer",
    [
        CompareAnswer,
        DrawingShown,
        FileAnswer,
        LostAnswer,
        MatchShown,
        PadAnswer,
        PreviewAnswer,
        RecogniseAnswer,
        Said,
        SymbolsAnswer,
    ],
)
def test_page_and_server_know_an_answer_by_the_same_fields(answer):
    assert typed(answer.__name__) - ADDED == {one.name for one in fields(answer)}
