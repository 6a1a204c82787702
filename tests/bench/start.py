"""From the command to the first page, beside the import of the libraries alone; then the first verdicts.

python -m tests.bench.start
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.apps import ROOT, free_port, wait_until_served
from tests.bench.load import enter
from tests.bench.report import parser, show

IMPORT = [sys.executable, "-c", "import tensorflow, gradio"]


def seconds_to_import() -> float:
    begun = time.perf_counter()
    subprocess.run(IMPORT, cwd=ROOT, env=quiet(), check=True, capture_output=True)
    return time.perf_counter() - begun


@contextmanager
def started(port: int, *arguments: str, **options) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "app.py", "--port", str(port), *arguments]
    options = {"cwd": ROOT, "env": quiet(), "stderr": subprocess.DEVNULL, "text": True, **options}
    app = subprocess.Popen(command, **options)
    try:
        yield app
    finally:
        app.terminate()
        app.wait(60)


def seconds_to_first_page() -> float:
    port, begun = free_port(), time.perf_counter()
    with started(port, stdout=subprocess.DEVNULL) as app:
        wait_until_served(f"http://127.0.0.1:{port}/", app, every=0.02)
        return time.perf_counter() - begun


def quiet() -> dict[str, str]:
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}


async def verdicts(address: str, visitors: int, n: int) -> list[list[float]]:
    """Milliseconds of the first n verdicts of each visitor, one visitor after the other, each of two new drawings."""
    rows = []
    for _ in range(visitors):
        (visitor,) = await enter(address, 1, drawn=False)
        rows.append([])
        for _ in range(n):
            visitor.start_over()
            visitor.draw()
            begun = time.perf_counter()
            await visitor.ask()
            rows[-1].append(1000 * (time.perf_counter() - begun))
        await visitor.client.close()
    return rows


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--times", type=int, default=5)
    chosen = options.parse_args()
    imports, pages = [], []
    for _ in range(chosen.times):  # in turn, so that other work on the machine meets both
        imports.append(seconds_to_import())
        pages.append(seconds_to_first_page())
    port = free_port()
    with started(port, stdout=subprocess.PIPE) as app:
        app.stdout.readline()  # it can be opened
        rows = asyncio.run(verdicts(f"http://127.0.0.1:{port}/", 12, 8))
    later = [taken for row in rows for taken in row[1:]]
    found = {
        "import_s": round(statistics.median(imports), 2),
        "first_page_s": round(statistics.median(pages), 2),
        "ratio": round(statistics.median(pages) / statistics.median(imports), 2),
        "first_verdict_ms": round(rows[0][0], 1),
        "first_of_other_visitors_median_ms": round(statistics.median(row[0] for row in rows[1:]), 1),
        "later_verdicts_median_ms": round(statistics.median(later), 1),
    }
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
