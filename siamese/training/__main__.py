"""Train the networks and write their weights.

python -m siamese.training encoder     the encoder that the app uses
python -m siamese.training calibrate   what the distances of a trained encoder mean
python -m siamese.training lesson      the three small networks of the lesson
"""

import argparse
import json
import os
import sys
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import get_args, get_type_hints

# Before TensorFlow is imported: its start-up chatter.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from siamese.data.source import DataError
from siamese.judging.manifest import (
    FOLDER,
    BadWeights,
    load_encoder,
    open_network,
    read_manifest,
    save_weights,
    write_manifest,
)
from siamese.lesson import command as lesson
from siamese.training.calibrate import calibrate_on_holdout, name_holdout
from siamese.training.train_encoder import TrainingConfig, load_mixture, train_encoder
from siamese.versions import installed_versions

BARE = "training.json"  # what is known of weights that are not calibrated yet, beside them


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code is 2 where a data set is missing."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2


def encoder(options: argparse.Namespace) -> int:
    """Train the encoder, calibrate it on the hold-out, write weights and manifest.

    Where it was trained on the hold-out too, nothing is left to calibrate it on; where it is to be calibrated later,
    perhaps on another machine, that waits. Then the bare weights are written, and what is known of the training.
    """
    if not options.holdout and options.out.resolve() == FOLDER.resolve():
        problem = "--holdout no gives weights without a threshold, which the app cannot use. Name another --out."
        print(problem, file=sys.stderr)
        return 2
    try:
        config = TrainingConfig(**{field.name: getattr(options, field.name) for field in fields(TrainingConfig)})
        _keep_options(config, options.checkpoint, resume=options.resume)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    trained = train_encoder(
        load_mixture(config),
        config,
        checkpoint=options.checkpoint,
        resume=options.resume,
        log=lambda line: print(line, flush=True),
    )
    options.out.mkdir(parents=True, exist_ok=True)
    trained.save(options.out / "encoder.keras")
    (options.out / BARE).write_text(json.dumps(describe(config), indent=1), "utf-8")
    return calibrate_bare(options.out) if config.holdout and options.calibrated else 0


def calibrate(options: argparse.Namespace) -> int:
    """Calibrate a trained encoder on the hold-out and write its manifest; figures of before are gone."""
    if (options.weights / BARE).exists():
        return calibrate_bare(options.weights)
    try:
        manifest = read_manifest(options.weights)
        trained = load_encoder(manifest, options.weights)
    except BadWeights as problem:
        print(problem, file=sys.stderr)
        return 2
    threshold, rejection = calibrate_on_holdout(trained)
    training = {**manifest.training, "holdout": name_holdout()}
    write_manifest(
        replace(manifest, calibration=threshold, rejection=rejection, training=training, figures={}), options.weights
    )
    return 0


def calibrate_bare(folder: Path) -> int:
    """Calibrate weights that have no manifest yet and write it."""
    print("Calibrating on the hold-out.", flush=True)
    trained = open_network(folder / "encoder.keras")
    training = json.loads((folder / BARE).read_text("utf-8"))
    save_weights(trained, *calibrate_on_holdout(trained), training, folder)
    (folder / BARE).unlink()
    return 0


def _keep_options(config: TrainingConfig, checkpoint: Path, *, resume: bool) -> None:
    """Write the options beside the checkpoint. One begun with others is not gone on with, none is overwritten."""
    if checkpoint.suffix != ".keras":
        raise ValueError(f"--checkpoint {checkpoint}, but a name that ends in .keras was expected.")
    kept = checkpoint.with_suffix(".json")
    if resume and not (checkpoint.exists() and kept.exists()):
        raise ValueError(f"There is no {checkpoint} to go on from. Leave out --resume to begin.")
    if resume and json.loads(kept.read_text("utf-8")) != asdict(config):
        raise ValueError(
            f"{checkpoint} was begun with other options: {kept} has them. Give the same, or another --checkpoint."
        )
    if checkpoint.exists() and not resume:
        raise ValueError(
            f"{checkpoint} is there, of an earlier training. Add --resume to go on with it, remove it, or name another "
            "--checkpoint."
        )
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(config), indent=1), "utf-8")


def describe(config: TrainingConfig) -> dict:
    """What the manifest says of a training: the command that repeats it, versions, what was held out."""
    changed = [f for f in fields(config) if getattr(config, f.name) != f.default]
    given = [f"--{field.name.replace('_', '-')} {_spelled(getattr(config, field.name))}" for field in changed]
    return {
        "command": " ".join(["python -m siamese.training encoder", *given]),
        "config": asdict(config),
        "versions": installed_versions(),
        "holdout": name_holdout(),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m siamese.training", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("encoder", help="train the encoder that the app uses")
    types = get_type_hints(TrainingConfig)
    for field in fields(TrainingConfig):
        of = types[field.name]
        choices = get_args(of) or None  # of a Literal
        kind = _truth if of is bool else str if choices else of
        command.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=kind,
            choices=choices,
            default=field.default,
            metavar=None if choices else "yes|no" if of is bool else of.__name__.upper(),
            help=f"{field.metadata['help']} ({_spelled(field.default)})",
        )
    command.add_argument("--out", type=Path, default=FOLDER, help="folder for weights and manifest (weights)")
    command.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        default=Path("checkpoints/encoder.keras"),
        help="where the state is saved every three minutes, its options beside it (%(default)s)",
    )
    command.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    command.add_argument(
        "--later", dest="calibrated", action="store_false", help="leave calibrating to a later `calibrate`"
    )
    command.set_defaults(run=encoder)
    command = commands.add_parser("calibrate", help="calibrate a trained encoder on the hold-out")
    command.add_argument(
        "--weights", type=Path, metavar="FOLDER", default=FOLDER, help="of weights and manifest (weights)"
    )
    command.set_defaults(run=calibrate)
    command = commands.add_parser("lesson", help="train the three small networks of the lesson")
    lesson.add_arguments(command)
    command.set_defaults(run=lesson.run)
    return parser


def _truth(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"{text!r}, but yes or no was expected")
    return text == "yes"


def _spelled(value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    sys.exit(main())
