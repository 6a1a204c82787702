"""Whether the lesson's third network, started the right way round, ever collapses: twenty seeds.

    python -m tests.bench.lesson_seeds [--batch-size 16 --epochs 1]

A run has collapsed when it ends below 60 % of the test pairs; chance is 50 %.
"""

import argparse
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from siamese.lesson.data import mnist_data
from siamese.lesson.nets import DISTANCE, build_net
from siamese.lesson.train import BATCH_SIZE, EPOCHS, train

COLLAPSED = 0.6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lesson_seeds", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE)
    options = parser.parse_args()
    ends = []
    for seed in range(options.first, options.first + options.seeds):
        data = mnist_data(rng=np.random.default_rng(seed))
        net = build_net(DISTANCE, seed=seed)
        *_, last = train(net, data, epochs=options.epochs, batch_size=options.batch_size, seed=seed, points=1)
        ends.append(last.test_accuracy)
        print(f"seed {seed}: test {last.test_accuracy:.2%}", flush=True)
    collapsed = sum(end < COLLAPSED for end in ends)
    print(
        f"{options.seeds} seeds, {options.epochs} epochs, batches of {options.batch_size}: test {min(ends):.2%} to "
        f"{max(ends):.2%}, median {np.median(ends):.2%}; {collapsed} collapsed"
    )
    return int(collapsed > 0)


if __name__ == "__main__":
    sys.exit(main())
