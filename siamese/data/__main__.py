"""`python -m siamese.data unipen RAW_DIR OUT.npz`: makes the pen file, the one that cannot be downloaded."""

import argparse
import sys
from pathlib import Path

from siamese.data import unipen


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m siamese.data", description="Makes data files.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "unipen",
        help="make the pen file",
        description="Make the pen file from the UNIPEN distribution train_r01_v07 "
        "(https://doi.org/10.5281/zenodo.1195803). The loaders look for it under the name unipen.npz.",
    )
    command.add_argument("raw", metavar="RAW_DIR", type=Path, help="the unpacked distribution: data/, include/")
    command.add_argument("out", metavar="OUT.npz", type=Path, help="the file to write")
    command.add_argument(
        "--sites",
        metavar="A,B",
        type=lambda names: [name.strip() for name in names.split(",")],
        help=f"the recording sites to take (default: {','.join(unipen.SITES)}, as far as they are there)",
    )
    options = parser.parse_args(arguments)
    try:
        outcome = unipen.make_pen_file(options.raw, options.out, sites=options.sites)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    left_out = ", ".join(f"{n:,} ({why})" for why, n in outcome.most_common() if why != "written")
    print(f"{outcome['written']:,} glyphs written to {options.out}; left out: {left_out or 'none'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
