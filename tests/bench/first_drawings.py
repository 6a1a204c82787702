"""What the shipped network says of what people draw first: `python -m tests.bench.first_drawings`.

Prints a table of pairs of plain shapes, drawn by a steady and by several unsteady hands, that are easily taken for one
another, and under it the unlike kinds, common and rare, that are called the same most often.
"""

import argparse
import itertools

import numpy as np

from siamese.data.doodle_hands import HANDS, Hand, draw_by
from siamese.data.doodle_kinds import COMMON
from siamese.data.doodles import KINDS
from siamese.evaluation.gallery import on_paper
from siamese.judging.verifier import Verifier, distance
from siamese.options import number_from

STEADY = Hand(restless=0, bend=0, loose=0, tremor=0, reach=(0, 0), closing=0)
PAIRS = (
    *(("circle", "heart"), ("circle", "square"), ("square", "heart"), ("circle", "diamond"), ("square", "triangle")),
    *(("minus", "bar"), ("minus", "slash"), ("minus", "plus"), ("minus", "equals")),
    *(("smile", "frown"), ("smile", "plain face"), ("circle", "circle with a dot"), ("circle", "circle with a bar")),
    *(("slash", "backslash"), ("triangle", "house"), ("arrow up", "arrow down"), ("wave", "zigzag")),
)
WORDS = ("same", "unsure", "different")


def drawn(verifier: Verifier, kind: str, hands: list[Hand], rng: np.random.Generator) -> np.ndarray:
    """Embeddings of one drawing by each hand, shape `(n_hands, size)`."""
    return verifier.embed([on_paper(draw_by(hand, KINDS[kind], rng=rng)) for hand in hands])


def shares(verifier: Verifier, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Of all pairs of one drawing and another, shape `(n, size)` each: the share of each of WORDS."""
    apart = np.linalg.norm(one[:, None] - other[None], axis=-1).ravel()
    verdicts = verifier.manifest.calibration.verdict(apart)
    return np.array([(verdicts == word).mean() for word in WORDS])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument(
        "--worst", type=number_from(1), default=15, help="kinds that are called the same (%(default)s)"
    )
    chosen = options.parse_args()
    verifier, rng, hands = Verifier.load(), np.random.default_rng(0), list(HANDS.values())
    steady = {kind: drawn(verifier, kind, [STEADY], rng)[0] for kind in KINDS}
    points = {kind: drawn(verifier, kind, hands, rng) for kind in KINDS}

    print(f"| | steady hand: distance, chance of same, verdict | {len(hands)} hands, each with each: {_names()} |")
    print("|---|---|---|")
    for one, other in PAIRS:
        found = verifier.judge(distance(steady[one], steady[other]))
        words = f"{found.distance:.2f}, {100 * found.probability:.1f} %, {found.verdict}"
        print(f"| {one} · {other} | {words} | {_told(shares(verifier, points[one], points[other]))} |")

    unlike = {(a, b): shares(verifier, points[a], points[b]) for a, b in itertools.combinations(KINDS, 2)}
    print(f"\n| unlike pairs of | {_names()} |\n|---|---|")
    lists = ("rare kinds", "a common and a rare kind", "common kinds")
    by_list = {name: [] for name in reversed(lists)}
    for (a, b), share in unlike.items():
        by_list[lists[(a in COMMON) + (b in COMMON)]].append(share)
    for name, found in {**by_list, "all": list(unlike.values())}.items():
        print(f"| {name} | {_told(np.mean(found, axis=0))} |")

    print(f"\n| called the same most often | {_names()} |\n|---|---|")
    for (a, b), share in sorted(unlike.items(), key=lambda item: tuple(-item[1]))[: chosen.worst]:
        print(f"| {a} · {b} | {_told(share)} |")


def _names() -> str:
    return " · ".join(WORDS)


def _told(parts: np.ndarray) -> str:
    return " · ".join(f"{100 * part:.1f} %" for part in parts)


if __name__ == "__main__":
    main()
