"""How well the One-shot tab recognises: `python -m tests.browser.oneshot_accuracy [URL]`.

Through the real page, with the mouse: 20 characters are taught by one drawing each, then 100 drawings by other people
are to be recognised, 20 of them of characters that were not taught. All are of alphabets that the network has never
seen. Without an address it serves the app itself.
"""

import json
import sys
from collections import Counter
from contextlib import nullcontext

import numpy as np

from siamese.data.omniglot import StrokeDrawing, load_strokes
from siamese.data.splits import HOLDOUT_ALPHABETS
from tests.browser.conftest import open_browser, serve
from tests.browser.oneshot_page import OneShot

N_TAUGHT, N_KNOWN, N_UNKNOWN = 20, 80, 20


def measure(address: str) -> dict[str, float]:
    """Shares of the queries; `unsure` are those that were too close to call."""
    rng = np.random.default_rng(0)
    taught, queries = sample(rng)
    outcomes = {True: Counter(), False: Counter()}
    with open_browser() as browser:
        page = OneShot(browser.new_page(viewport={"width": 1280, "height": 800}), address)
        for drawing in taught:
            page.teach(drawing.character_name, drawing.strokes)
        names = {drawing.character_name for drawing in taught}
        for drawing in queries:
            words, outcome = page.ask(drawing.strokes), page.verdict
            if outcome == "known":
                outcome = "right" if words == drawing.character_name else "wrong"
            outcomes[drawing.character_name in names][outcome] += 1
    known, unknown = outcomes[True], outcomes[False]
    return {
        "known_right": known["right"] / N_KNOWN,
        "known_taken_for_another": known["wrong"] / N_KNOWN,
        "known_rejected": known["none"] / N_KNOWN,
        "known_unsure": known["unsure"] / N_KNOWN,
        "unknown_rejected": unknown["none"] / N_UNKNOWN,
        "unknown_accepted": unknown["wrong"] / N_UNKNOWN,
        "unknown_unsure": unknown["unsure"] / N_UNKNOWN,
    }


def sample(rng: np.random.Generator) -> tuple[list[StrokeDrawing], list[StrokeDrawing]]:
    """What is taught, and what is asked."""
    drawings = [drawing for drawing in load_strokes() if drawing.alphabet in HOLDOUT_ALPHABETS]
    names = rng.permutation(sorted({drawing.character_name for drawing in drawings}))
    by_name = {name: [drawing for drawing in drawings if drawing.character_name == name] for name in names}
    taught = [by_name[name][rng.integers(len(by_name[name]))] for name in names[:N_TAUGHT]]
    known = [d for t in taught for d in by_name[t.character_name] if d.drawer != t.drawer]
    unknown = [d for name in names[N_TAUGHT:] for d in by_name[name]]
    queries = [known[i] for i in rng.choice(len(known), N_KNOWN, replace=False)]
    queries += [unknown[i] for i in rng.choice(len(unknown), N_UNKNOWN, replace=False)]
    return taught, [queries[i] for i in rng.permutation(len(queries))]


def main() -> None:
    with serve() if len(sys.argv) < 2 else nullcontext(sys.argv[1]) as address:
        print(json.dumps(measure(address)))


if __name__ == "__main__":
    main()
