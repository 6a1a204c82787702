"""`python -m siamese.training lesson`: train the lesson's networks and record how it went."""

import argparse
import datetime
from pathlib import Path

import keras
import numpy as np

from siamese.judging.manifest import sha256
from siamese.lesson.data import LessonData, mnist_data, unseen_data
from siamese.lesson.nets import DISTANCE, NETS, build_net
from siamese.lesson.record import FOLDER, Record, Run, TrainedNet, write_record
from siamese.lesson.train import BATCH_SIZE, EPOCHS, train
from siamese.lesson.watch import Watch, Watched, write_watched
from siamese.options import number_from
from siamese.versions import installed_versions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--epochs", type=number_from(1), default=EPOCHS)
    parser.add_argument("--batch-size", type=number_from(1), default=BATCH_SIZE)
    parser.add_argument("--seed", type=number_from(0), default=0)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder for networks and record")


def run(options: argparse.Namespace) -> int:
    """Train the three networks on MNIST, once more the third the wrong way round and on Omniglot; keep it all.

    Raises:
        siamese.data.source.DataError: if one of the two is missing.
    """
    digits = mnist_data(rng=np.random.default_rng(options.seed))
    alphabets = unseen_data(rng=np.random.default_rng(options.seed))
    options.out.mkdir(parents=True, exist_ok=True)
    nets, runs, watched = {}, [], []
    for which in NETS:
        net, run, seen = _train(which, digits, options)
        path = options.out / f"{which}.keras"
        net.save(path)
        last = run.points[-1]
        nets[which] = TrainedNet(
            file=path.name,
            sha256=sha256(path),
            parameters=net.count_params(),
            train_accuracy=round(last.train_accuracy, 4),
            test_accuracy=round(last.test_accuracy, 4),
            test_pairs=len(digits.test),
        )
        runs.append(run)
        watched.append(seen)
    for data, wrong_way_round in ((digits, True), (alphabets, False)):
        _, run, seen = _train(DISTANCE, data, options, wrong_way_round=wrong_way_round)
        runs.append(run)
        watched.append(seen)
    write_watched(watched, options.out)
    write_record(
        Record(
            made=datetime.date.today().isoformat(),
            command="python -m siamese.training lesson"
            f" --epochs {options.epochs} --batch-size {options.batch_size} --seed {options.seed}",
            versions=installed_versions(),
            nets=nets,
            runs=tuple(runs),
        ),
        options.out,
    )
    return 0


def _train(
    which: str, data: LessonData, options: argparse.Namespace, *, wrong_way_round: bool = False
) -> tuple[keras.Model, Run, Watched]:
    net = build_net(which, seed=options.seed, wrong_way_round=wrong_way_round)
    print(
        f"{which}{' (wrong way round)' * wrong_way_round}, {data.name}: {net.count_params():,} parameters", flush=True
    )
    watch, points = Watch(net, data), []
    snapshots = [watch.take(0)]
    for point in train(net, data, epochs=options.epochs, batch_size=options.batch_size, seed=options.seed):
        points.append(point)
        # Most happens early: later a snapshot in half an epoch is enough.
        if point.epoch <= 1 or float(2 * point.epoch).is_integer():
            snapshots.append(watch.take(point.epoch))
        if float(point.epoch).is_integer():
            print(
                f"  epoch {point.epoch:.0f}: training {point.train_accuracy:.1%}, test {point.test_accuracy:.1%},"
                f" {point.seconds:.1f} s",
                flush=True,
            )
    run = Run(which, data.name, options.epochs, options.batch_size, options.seed, tuple(points), wrong_way_round)
    return net, run, watch.finish(tuple(snapshots))
