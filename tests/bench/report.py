"""How the benchmarks tell what they measured: a small table, or one JSON object."""

import argparse
import json
import os
from collections.abc import Sequence

import numpy as np


def parser(description: str) -> argparse.ArgumentParser:
    """A parser with `--json`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=True
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    if not len(seconds):
        return {"p50_ms": float("nan"), "p95_ms": float("nan")}
    return {f"p{q}_ms": round(1000 * float(np.percentile(seconds, q)), 2) for q in (50, 95)}


def show(found: dict, *, as_json: bool) -> None:
    """Print what was found: a dict of dicts is a table, a row each; other values are a line each."""
    found = {**found, "load_average": [round(load, 1) for load in os.getloadavg()]}
    if as_json:
        print(json.dumps(found))
        return
    rows = {name: row for name, row in found.items() if isinstance(row, dict)}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    table = [["", *columns]]
    table += [[name, *(_text(row.get(column, "")) for column in columns)] for name, row in rows.items()]
    widths = [max(len(line[i]) for line in table) for i in range(len(columns) + 1)]
    for line in table if rows else []:
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join([line[0].ljust(len(first)), *others]))
    for name, value in found.items():
        if name not in rows:
            print(f"{name}: {_text(value)}")


def _text(value) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return f"{value:,}" if type(value) is int else str(value)
