"""Protocols on what people draw that is no letter: symbols, plain shapes, doodles."""

import numpy as np

from siamese.evaluation.bench import Bench
from siamese.evaluation.oneshot import random_episodes
from siamese.evaluation.pairs import all_distances, called, judge_pairs
from siamese.evaluation.results import Result


def symbols(bench: Bench) -> Result:
    """Symbols of detexify that are kept out of training, by people of a web page, 20-way 1-shot.

    The pairs beside it are all there are, at the shipped threshold. Of labels that are drawn alike only one takes part.
    """
    gallery, judged = bench.symbols, bench.calibrated()
    notes = [f"{len(np.unique(gallery.labels))} symbols, {len(gallery):,} drawings"]
    return random_episodes(bench, "symbols", gallery, 20, 1, notes=notes, more=called(judged, *all_distances(gallery)))


def shapes(bench: Bench) -> Result:
    """Pairs of plain shapes and doodles, by made-up hands, half same, half different, at the shipped threshold.

    The shares beside it are of all pairs there are: of all kinds, of the common ones alone and of the rare ones, which
    no data set of the training contains. Pairs of the same two kinds are one cluster.
    """
    gallery, judged = bench.doodles, bench.calibrated()
    chosen = {
        "all": gallery,
        "common": gallery.select(gallery.families == 0),
        "rare": gallery.select(gallery.families == 1),
    }
    more = {name: called(judged, *all_distances(part)) for name, part in chosen.items()}
    notes = [f"{len(np.unique(gallery.labels))} kinds, {len(np.unique(gallery.groups))} hands"]
    for name, part in more.items():
        notes.append(f"{name}: " + ", ".join(f"{key} {100 * share:.1f}" for key, share in part.items()))
    return judge_pairs(bench, gallery, "shapes", notes=notes, more=more, by_kinds=True)
