"""What the network costs: one embedding beside `model.predict`, and a query among few and many registered drawings.

python -m tests.bench.embedding
"""

import time
from collections.abc import Callable

import numpy as np

from siamese.judging.verifier import Verifier
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from tests.bench.report import parser, show, spread

SIZES = (1, 5, 20, 1_000, 10_000)


def timed(work: Callable[[], object], times: int) -> dict[str, float]:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return spread(seconds)


def registered(n: int, verifier: Verifier, rng: np.random.Generator) -> SupportSet:
    """A set of n symbols of one drawing each, embedded somewhere."""
    points = rng.normal(size=(n, verifier.manifest.embedding)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    drawing = Drawing.of([np.array([[0.2, 0.2], [0.8, 0.8]])])
    return SupportSet.of([(str(i), [drawing]) for i in range(n)], verifier, points)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--times", type=int, default=100)
    chosen = options.parse_args()
    verifier, rng = Verifier.load(), np.random.default_rng(0)
    verifier.warm_up()
    side = verifier.manifest.frame
    frame = rng.random((1, side, side, 1), np.float32)
    verifier.encoder.predict(frame, verbose=0)  # its first call builds the function
    found = {
        "embed_frames, one drawing": timed(lambda: verifier.embed_frames(frame), chosen.times),
        "model.predict, one drawing": timed(lambda: verifier.encoder.predict(frame, verbose=0), chosen.times),
    }
    query = verifier.embed_frames(frame)[0]
    for n in SIZES:
        symbols = registered(n, verifier, rng)
        symbols.classify(query)  # the first query lays the embeddings side by side
        found[f"a query among {n:,} drawings"] = timed(lambda symbols=symbols: symbols.classify(query), chosen.times)
    ours, predict = (found[name]["p50_ms"] for name in ("embed_frames, one drawing", "model.predict, one drawing"))
    found["ratio"] = round(predict / ours, 1)
    few, many = (found[f"a query among {n:,} drawings"]["p50_ms"] for n in (5, SIZES[-1]))
    found["10,000 drawings more, ms"] = round(many - few, 2)
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
