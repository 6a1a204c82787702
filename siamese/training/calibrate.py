"""What is settled on the hold-out: threshold, probability and rejection of a trained encoder."""

import keras
import numpy as np

from siamese.data import splits
from siamese.data.stroke_files import load_glyphs
from siamese.evaluation import Bench, Settings, domain_pairs
from siamese.judging.calibration import Calibration
from siamese.judging.rejection import Rejection
from siamese.training.fit_calibration import calibrate
from siamese.training.rejection_episodes import Source, calibrate_rejection

SEED = 0


def calibrate_on_holdout(encoder: keras.Model) -> tuple[Calibration, Rejection]:
    """Measure what an encoder's distances mean, on drawings that it was not trained on (`siamese.data.splits`).

    The probability of a pair is fitted on what visitors compare, a fifth each: digits, glyphs of unseen alphabets,
    symbols and plain shapes by different people, and characters by one and the same. Rejection on what they teach, a
    quarter each: glyphs and symbols, asked for by others than those who drew them first, and shapes and characters,
    asked for by the same person, the common case on the page.

    Raises:
        siamese.data.source.DataError: if a data set is missing.
    """
    bench = Bench(encoder.predict_on_batch, Settings(mnist="held-out", seed=SEED), frame=encoder.input_shape[1])
    pairs = domain_pairs(bench)
    distances, targets, _ = (np.concatenate(part) for part in zip(*pairs.values(), strict=True))
    domains = np.repeat(list(pairs), [len(pair[0]) for pair in pairs.values()])
    rejection = calibrate_rejection(taught_sources(bench), rng=np.random.default_rng(SEED))
    return calibrate(distances, targets, domains=domains), rejection


def name_holdout() -> dict[str, list[str] | str]:
    """What is kept out of training, for the manifest: alphabets, sites, digits, scripts, symbols by their names.

    Raises:
        siamese.data.source.DataError: if the symbols' file is missing.
    """
    symbols = load_glyphs("detexify")
    return {
        "alphabets": list(splits.HOLDOUT_ALPHABETS),
        "sites": list(splits.HOLDOUT_SITES),
        "mnist": f"training digits {splits.MNIST_HELD_OUT.start} to {splits.MNIST_HELD_OUT.stop - 1}",
        "scripts": list(splits.HOLDOUT_SCRIPTS),
        "symbols": np.unique(symbols.labels[splits.held_out(symbols)]).tolist(),
    }


def taught_sources(bench: Bench) -> list[Source]:
    """Drawings to register and to ask for."""
    glyphs, symbols, shapes, characters = bench.omniglot, bench.symbols, bench.doodles, bench.characters
    return [
        Source("glyphs", glyphs.embeddings, glyphs.labels, glyphs.groups, glyphs.families),
        Source("symbols", symbols.embeddings, symbols.labels, symbols.groups),
        Source.by_one_person("shapes", shapes.embeddings, shapes.labels, shapes.groups, n_shots=(1, 3)),
        Source.by_one_person("one person", characters.embeddings, characters.labels, characters.groups, n_shots=(1,)),
    ]
