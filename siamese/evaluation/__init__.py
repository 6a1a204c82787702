"""How well an encoder does: every protocol by name, for the command line, the calibration and the benches.

`python -m siamese.evaluation --help` lists the protocols.
"""

from collections.abc import Callable, Iterable

from siamese.evaluation import domains, oneshot, pens, robustness, shapes, taught, verification
from siamese.evaluation.bench import Bench, Embed
from siamese.evaluation.domains import domain_pairs
from siamese.evaluation.results import CannotRun, Result
from siamese.evaluation.settings import Settings

__all__ = ["PROTOCOLS", "Bench", "CannotRun", "Result", "Settings", "domain_pairs", "evaluate"]

PROTOCOLS: dict[str, Callable[[Bench], Result]] = {
    "lake": oneshot.lake,
    "within": oneshot.within,
    "within-19shot": oneshot.within_19shot,
    "across": oneshot.across("across", n_way=20, n_shot=1),
    "across-5way": oneshot.across("across-5way", n_way=5, n_shot=1),
    "across-5shot": oneshot.across("across-5shot", n_way=20, n_shot=5),
    "across-5way-5shot": oneshot.across("across-5way-5shot", n_way=5, n_shot=5),
    "mnist-pairs": verification.mnist_pairs,
    "mnist-oneshot": oneshot.mnist_oneshot,
    "pen-pairs": verification.pen_pairs,
    "pen-oneshot": oneshot.pen_oneshot,
    "digits-oneshot": oneshot.digits_oneshot,
    "gestures": taught.gestures,
    "one-person": taught.one_person,
    "symbols": shapes.symbols,
    "shapes": shapes.shapes,
    "open-set": verification.open_set,
    "calibration": domains.calibration,
    "robustness": robustness.robustness,
    "pens": pens.pens,
}


def evaluate(embed: Embed, protocols: Iterable[str], **bench) -> dict[str, Result]:
    """Run protocols on an encoder.

    Args:
        embed: from prepared frames, float32 in [0, 1], shape `(n, frame, frame, 1)`, to unit-length
            embeddings, shape `(n, size)`.
        protocols: keys of PROTOCOLS.
        bench: `settings`, `calibration` (the protocols that judge pairs need it), `rejection` (those that answer like
            the One-shot tab) and `frame` of Bench.

    Raises:
        CannotRun, siamese.data.source.DataError: if one of them lacks something.
    """
    shared = Bench(embed, **bench)
    return {name: PROTOCOLS[name](shared) for name in protocols}
