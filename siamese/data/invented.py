"""Makes invented.npz: the letters of invented scripts, from a folder of fonts that have them.

They stand in the private use areas, where the Under-ConScript Unicode Registry gives each script a block.

Left out are Tengwar and Aurebesh, by which the network is judged; Amman-Iar, drawn like Tengwar; Cirth, Zarkhand,
Saklor, Telarasso and Kelwathi, drawn like runes, which are held out; Liparxe and Aliphbepf, which borrow letters of
Cyrillic and others; and what is no script: box drawing, key caps, dominoes.
"""

from collections import Counter
from pathlib import Path

from siamese.data import fonts

BLOCKS = """
E150-E1AF Kinya
E1B0-E1CF Ilianore
E1D0-E1FF Syai
E200-E26F Verdurian
E270-E28F Aui
E2D0-E2FF Xaini
E300-E33F Mizarian
E340-E35F Zirinka
E360-E37F Sarkai
E380-E3AF Thelwik
E3B0-E3FF Olaetyan
E400-E42F Niskloz
E430-E44F Kazat Akkorou
E450-E46F Kazvarad
E490-E4BF Rozhxh
E520-E54F Rynnan
E550-E57F Alzetjan
E5C0-E5DF Gargoyle
E5E0-E5FF Ophidian
E650-E67F Sylabitsa
E680-E6CF Ewellic
E6D0-E6EF Amlin
E770-E77F Solresol
E780-E7FF Visible Speech
E800-E82F Monofon
E830-E88F Dni
E8E0-E8FF Tonal
E900-E97F Glaitha-A
E980-E9FF Glaitha-B
EA00-EA9F Lhenazi
EAA0-EAFF Wanya
EB00-EB3F Orokin
EB40-EB5F Standard Galactic
EBA0-EBDF Cistercian Numerals
EBE0-EBEF Lapointe Hexadecimal Numerals
EBF0-EBFF Martin Hexadecimal Numerals
EC00-EC2F Cylenian
EC30-EC6F Syrrin
EC70-ECEF Graflect
ECF0-ECFF Whitaker Hexadecimal Numerals
ED00-ED3F Deini
ED40-ED7F Niji
ED80-EDAF Iranic
EDB0-EDDF Tassarunese
EDE0-EDEF Zese
F000-F1FF Kamakawi
F4C0-F4EF Ath
F560-F56F Camp Duodecimal Numerals
F8A0-F8CF Aiha
F8D0-F8FF Klingon
F0000-F0E6F Kinya Syllables
F0E70-F16AF Pikto
F16B0-F16DF Derani
F1900-F19FF Sitelen Pona
F1B00-F1C3F Shidinn
F1C40-F1C7F Titi Pula
F2000-F267F Sadalian
F2680-F26AF Quikscript
F2700-F27FF Hacm
F2830-F289F Shaleian
F28A0-F28DF Zbalermorna
FE650-FE67F Sylabica
FF380-FF3BF Tahano Veno
FF400-FF51F Voynich
FF600-FF64F Jurgenschmidt
"""
MOST = {"Kinya Syllables": 150, "Pikto": 450, "Sadalian": 250}  # letters of one font: they are built from few parts


def blocks() -> list[tuple[str, range]]:
    """The scripts and their code points."""
    entries = [line.split(" ", 1) for line in BLOCKS.strip().splitlines()]
    spans = [[int(code, 16) for code in span.split("-")] for span, _ in entries]
    return [(name, range(first, last + 1)) for (_, name), (first, last) in zip(entries, spans, strict=True)]


def make_file(raw: str | Path, out: str | Path) -> Counter:
    """Write the letters of invented scripts; see `fonts.make_file`."""
    return fonts.make_file(raw, out, choose, hand="source", alike=False)


def choose(characters: list[str], outcome: Counter) -> dict[str, dict[str, str]]:
    """A `fonts.Choice`: labels such as "Klingon/U+F8D0"."""
    chosen = {}
    for name, span in blocks():
        some = [character for character in characters if ord(character) in span]
        taken = fonts.spread(some, MOST.get(name, len(some)))
        outcome["more than enough of a script"] += len(some) - len(taken)
        chosen[name] = {character: f"{name}/U+{ord(character):04X}" for character in taken}
    return chosen
