"""`python -m siamese.data NAME RAW OUT.npz`: makes the files of strokes, which cannot be downloaded as they are."""

import argparse
import sys
from pathlib import Path

from siamese.data import detexify, gestures, hands, invented, scripts, source, unipen

# What each makes, what RAW is, and where that is to be had.
COMMANDS = {
    "unipen": (
        unipen.make_file,
        "characters that people wrote with a pen on tablets",
        "the unpacked distribution: data/, include/",
        "UNIPEN train_r01_v07, https://doi.org/10.5281/zenodo.1195803.",
    ),
    "detexify": (
        detexify.make_file,
        "symbols of LaTeX that people drew on a web page",
        "the folder packages/data/source",
        "https://github.com/kirel/detexify-next.",
    ),
    "scripts": (
        scripts.make_file,
        "letters of real scripts, by fonts",
        "a folder with fonts in it, at any depth",
        "Debian's packages fonts-noto-core, fonts-sil-nuosusil, fonts-sil-shimenkan, fonts-sil-taiheritagepro and "
        "fonts-tlwg-purisa-ttf. Letters of scripts by which the network is judged, and of their near relations, "
        "are left out.",
    ),
    "invented": (
        invented.make_file,
        "letters of invented scripts, by fonts",
        "a folder with fonts in it, at any depth",
        "Constructium and Fairfax HD (https://github.com/kreativekorp/open-relay), sitelen seli kiwen "
        "(https://github.com/kreativekorp/sitelen-seli-kiwen), nasin-nanpa (https://github.com/ETBCOR/nasin-nanpa).",
    ),
    "hands": (
        hands.make_file,
        "kanji, kana, Hangul and Thai letters, by handwriting fonts",
        "a folder with fonts in it, at any depth, and KanjiVG's folder kanji",
        "the fonts Klee One, kiloji, SetoFont, YOzFont, Yusei Magic, Nanum Pen, NanumBarunpen, Purisa (Debian) and "
        "Gaegu, Poor Story, Yomogi, Zen Kurenaido, Itim, Sriracha (npm, @fontsource), of each one weight; "
        "https://github.com/KanjiVG/kanjivg, which tells how many strokes a kanji has.",
    ),
    "gestures_mmg": (
        gestures.make_file,
        "gestures that twenty people drew many times, to judge by",
        "the folder with a file .xml for each gesture, at any depth",
        "Mixed Multistroke Gestures, https://github.com/ypchen520/p-dollar-zhuyin-multistroke-gestures.",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m siamese.data", description="Makes data files.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (make, what, raw, origin) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=what,
            description=f"Make {name}.npz, the name under which the loaders look for it: {what}. From: {origin}",
        )
        command.add_argument("raw", metavar="RAW", type=Path, help=raw)
        command.add_argument("out", metavar="OUT.npz", type=Path, help="the file to write")
        command.set_defaults(make=make)
    commands.choices["unipen"].add_argument(
        "--sites",
        metavar="A,B",
        type=lambda names: [name.strip() for name in names.split(",")],
        help=f"the recording sites to take (default: {','.join(unipen.SITES)}, as far as they are there)",
    )
    options = vars(parser.parse_args(arguments))
    make, _ = options.pop("make"), options.pop("command")
    try:
        outcome = make(**options)
    except (ValueError, OSError, ImportError, source.DataError) as error:
        print(error, file=sys.stderr)
        return 2
    left_out = ", ".join(f"{n:,} ({why})" for why, n in outcome.most_common() if why != "written")
    print(f"{outcome['written']:,} glyphs written to {options['out']}; left out: {left_out or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
