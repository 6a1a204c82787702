"""Names that people give to symbols: any script, nothing that disturbs the text round them."""

import unicodedata

LONGEST = 40  # characters as a person counts them
_LONGEST_CODE = 4 * LONGEST  # code points: an emoji can have seven, a letter several accents
# Invisible characters that letters and emoji are joined with; all other format characters are dropped, among
# them those that turn the direction of the text after them.
_JOINERS = frozenset("\u200c\u200d")
_FLAG_TAGS = range(0xE0020, 0xE0080)
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co"))


class BadName(ValueError):
    """The name cannot be given; the message is a sentence for the person who chose it."""


def clean_name(name: str) -> str:
    """The name as it is kept: composed (NFC), on one line, without control and direction characters.

    Raises:
        BadName: if nothing to be seen is left, or more than `LONGEST` characters are.
    """
    if not isinstance(name, str):
        raise BadName(f"A name must be a text, but this is {type(name).__name__}.")
    # Whatever stands in so long a text, it is no name: do not spend time on it.
    if len(name) > 100 * LONGEST:
        raise BadName(f"A name has at most {LONGEST} characters, this one has {len(name):,}. Choose a shorter one.")
    kept = "".join(filter(_is_kept, " ".join(name.split())))
    # Composed last: what was dropped may have stood between a letter and its accent.
    kept = unicodedata.normalize("NFC", " ".join(kept.split()))
    if not any(unicodedata.category(character)[0] in "LNPS" for character in kept):
        raise BadName("The name has no letter, digit or sign that can be seen. Choose another.")
    length = count_characters(kept)
    if length > LONGEST:
        raise BadName(f"A name has at most {LONGEST} characters, this one has {length}. Choose a shorter one.")
    if len(kept) > _LONGEST_CODE:
        raise BadName("The name has too many accents or joined emoji. Choose a shorter one.")
    return kept


def shorten_name(name: str) -> str:
    """As much of a name as may be kept: for names that nobody typed, of files and folders."""
    name = name.strip()[:_LONGEST_CODE]
    while count_characters(name) > LONGEST:
        name = name[:-1]
    return clean_name(name)


def count_characters(text: str) -> int:
    """Characters as a person counts them, nearly: "é" is one, a flag or a family of emoji too."""
    count, joined, flag = 0, False, False
    for character in text:
        is_flag_letter = 0x1F1E6 <= ord(character) <= 0x1F1FF
        second_of_flag = is_flag_letter and flag
        if not (joined or second_of_flag or _continues(character)):
            count += 1
        joined = character == "\u200d"
        flag = is_flag_letter and not second_of_flag
    return count


def _continues(character: str) -> bool:
    """Whether it is part of the character before: an accent, a joiner, a skin colour."""
    code = ord(character)
    return (
        unicodedata.category(character)[0] == "M"
        or character in _JOINERS
        or 0x1F3FB <= code <= 0x1F3FF
        or code in _FLAG_TAGS
    )


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in _DROPPED or character in _JOINERS or ord(character) in _FLAG_TAGS
