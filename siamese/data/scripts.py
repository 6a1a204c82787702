"""Makes scripts.npz: the letters of real scripts, from a folder of fonts."""

from collections import Counter
from pathlib import Path

from siamese.data import fonts

# Scripts that are not taken, by their codes in ISO 15924.
LEFT_OUT = {
    # Omniglot's evaluation set and the hold-out (`splits.HOLDOUT_ALPHABETS`): the network must not have seen them.
    "judged by": "Armi Avst Bali Cyrl Ethi Geor Glag Guru Knda Mlym Mong Mtei Orya Runr Sylo Syrc Tibt",
    # What looks much like one of those, which stands behind it.
    "near what is judged by": (
        "Chrs Elym Hatr Mand Mani Nbat Palm Phli Phlp Phnx Prti Samr "  # Early Aramaic
        "Java Kawi "  # Balinese
        "Copt Perm "  # Cyrillic
        "Narb Sarb "  # Ge'ez
        "Aghb "  # Georgian
        "Dogr Khoj Mahj Mult Shrd Sind Takr "  # Gurmukhi
        "Telu "  # Kannada
        "Tutg "  # Malayalam
        "Ougr Sogd Sogo "  # Mongolian
        "Kthi "  # Sylheti
        "Arab "  # Syriac
        "Lepc Marc Phag Soyo Zanb"  # Tibetan
    ),
    # Omniglot's background set, UNIPEN and hands.npz have these, and one letter must not have two names.
    "in another file": "Armn Beng Brai Cans Deva Gran Grek Gujr Hang Hani Hebr Hira Kana Latn Mymr Nkoo Tfng Tglg",
    "of no one script": "Zinh Zyyy Zzzz",
}
REASONS = {code: reason for reason, codes in LEFT_OUT.items() for code in codes.split()}
FEWEST = 8  # letters: a font with fewer of a script has them as guests
MOST = {"Egyp": 700, "Tang": 400, "Xsux": 300, "Yiii": 1200}  # letters of one font


def make_file(raw: str | Path, out: str | Path) -> Counter:
    """Write the letters of real scripts; see `fonts.make_file`."""
    return fonts.make_file(raw, out, choose, hand="source", alike=False)


def choose(characters: list[str], outcome: Counter) -> dict[str, dict[str, str]]:
    """A `fonts.Choice`: labels such as "Thai/U+0E01"."""
    from fontTools import unicodedata

    by_code: dict[str, list[str]] = {}
    for character in filter(fonts.is_letter, characters):
        code = unicodedata.script(character)
        if code in REASONS:
            outcome[REASONS[code]] += 1
        else:
            by_code.setdefault(code, []).append(character)
    chosen = {}
    for code, some in by_code.items():
        taken = fonts.spread(some, MOST.get(code, len(some))) if len(some) >= FEWEST else []
        outcome["too few or too many of a script"] += len(some) - len(taken)
        name = unicodedata.script_name(code).replace("_", " ")
        chosen[name] = {character: f"{name}/U+{ord(character):04X}" for character in taken}
    return chosen
