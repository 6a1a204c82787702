"""Names in zip archives that do not say how they are written: Windows writes them in the code page of its country.

Names are short, one to four signs often, too few for detectors made for texts: charset-normalizer, told to choose among
these code pages, takes half of single Western names for Japanese. Here, all names of an archive are weighed together,
sign by sign: which reading is the likeliest to have been written?
"""

import unicodedata
import zipfile
from collections.abc import Sequence

_UTF8_FLAG = 0x800
_WEIGHED = 5_000  # bytes: names are told apart by far fewer
# Each with the signs of daily use: the encodings that have these first, and the first byte of their last row.
_GB, _JIS = ("gb2312", 0xD7), ("cp932", 0x97)
_DAILY = {"utf-8": (_GB, _JIS), "gbk": (_GB,), "cp932": (_JIS,), "cp866": (), "cp850": ()}
# Of signs by the first word of their names in Unicode: minus the logarithm of how often one of them stands in a name.
_COSTS = {"LATIN": 5.0, "CYRILLIC": 3.5, "GREEK": 6.0, "HEBREW": 6.0, "ARABIC": 6.0}
_COSTS |= {"HIRAGANA": 4.5, "KATAKANA": 4.5, "KATAKANA-HIRAGANA": 4.5, "CJK": 7.7}
_ASCII, _OTHER_LETTER, _NO_LETTER, _NO_SIGN = 3.0, 8.5, 12.0, 25.0
_CAPITAL, _RARE, _MIXED = 1.2, 4.0, 3.0
_TOGETHER = frozenset(("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK"))  # what is mixed within a word


def decode_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The paths of an archive's entries, with "/" between folders.

    Those that are marked as UTF-8 are read so; of the others, all in the way in which they make most sense.
    """
    raw = [None if entry.flag_bits & _UTF8_FLAG else entry.orig_filename.encode("cp437") for entry in entries]
    encoding = guess_encoding([name for name in raw if name is not None])
    names = [
        entry.orig_filename if given is None else given.decode(encoding, "replace")
        for entry, given in zip(entries, raw, strict=True)
    ]
    # Only now: the second byte of a sign can be that of a backslash.
    return [name.replace("\\", "/") for name in names]


def guess_encoding(paths: Sequence[bytes]) -> str:
    """How paths were written, all of them together: one of `_DAILY`."""
    parts = dict.fromkeys(part for path in paths for part in path.split(b"/") if not part.isascii())
    weighed, n = [], 0
    for part in parts:
        if n + len(part) <= _WEIGHED:
            weighed.append(part)
            n += len(part)
    return min(_DAILY, key=lambda encoding: _cost(b"/".join(weighed), encoding))


def _cost(names: bytes, encoding: str) -> float:
    try:
        text = names.decode(encoding)
    except UnicodeDecodeError:
        return float("inf")
    cost, last = 0.0, "/"
    for sign in text:
        one, two = _script(last), _script(sign)
        is_mixed = one != two and not {one, two} <= _TOGETHER and last.isalpha() and sign.isalpha()
        if is_mixed or (last.islower() and sign.isupper()):
            cost += _MIXED
        cost += _cost_of(sign, two, _DAILY[encoding])
        last = sign
    return cost


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").split(" ")[0]


def _cost_of(sign: str, script: str, daily: Sequence[tuple[str, int]]) -> float:
    if sign.isascii():
        return _ASCII
    if not script:
        return _NO_SIGN
    if not sign.isalpha() and script not in _COSTS:
        return _NO_LETTER
    is_rare = (
        (script == "CJK" and not any(b"?" < sign.encode(code, "replace")[:1] <= bytes([last]) for code, last in daily))
        or (script == "LATIN" and sign > "\u00ff")
        or (script == "CYRILLIC" and sign > "\u044f")
    )
    return _COSTS.get(script, _OTHER_LETTER) + _RARE * is_rare + _CAPITAL * sign.isupper()
