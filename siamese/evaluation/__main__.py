"""Measure the encoder: `python -m siamese.evaluation --protocol lake,within,…`.

Each figure comes with its 95 % interval: Wilson's, for as many independent trials as the spread between
episodes (between drawings, for pairs; between people, where each is judged alone) is worth; of `open-set`, a
bootstrap over the episodes. `lake`, `gestures`, the evaluation split and MNIST's test digits are for reporting only:
choose on the hold-out, which is the default for the rest, with --mnist held-out.
"""

import argparse
import json
import os
import sys
from dataclasses import fields, replace
from pathlib import Path

from siamese.data.source import DataError
from siamese.evaluation import PROTOCOLS, Bench, CannotRun, Result, Settings
from siamese.evaluation.failures import draw_failures
from siamese.evaluation.views import averaged
from siamese.options import number_from

# Numbers that are not in the table's line of figures: the notes tell them.
_TOLD = {"episodes", "people"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code is 2 where something that was asked for cannot run."""
    options = _parser().parse_args(arguments)
    try:
        bench = _bench(options)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 2
    results: dict[str, Result] = {}
    refused = {}

    def say(line: str) -> None:
        if not options.json:
            print(line, flush=True)

    say(f"{'protocol':<18} {'accuracy':>8}  {'95 % interval':<15} {'n':>7}")
    for name in options.protocol:
        try:
            results[name] = PROTOCOLS[name](bench)
            say(_row(name, results[name]))
        except (CannotRun, DataError) as error:
            refused[name] = str(error)
    if options.json:
        print(json.dumps({name: result.to_json() for name, result in results.items()}))
    for name, reason in refused.items():
        print(f"{name} cannot run: {reason}", file=sys.stderr)
    if options.failures:
        draw_failures(results, options.failures)
        say(f"The worst mistakes are drawn in {options.failures}.")
    if options.record:
        record(results, options.weights)
    return 2 if refused else 0


def _bench(options: argparse.Namespace) -> Bench:
    bench = load_bench(options.weights, _settings(options))
    if options.record and bench.calibration is None:
        raise CannotRun(f"{options.weights} has no manifest beside it in which figures could be recorded.")
    if options.record and (options.views > 1 or bench.settings != Settings()):
        raise CannotRun(
            "The manifest has the figures of one view and of the protocols as they are without options. "
            "Leave out --record, or all options but --protocol and --weights."
        )
    if options.views > 1:
        bench = replace(bench, embed=averaged(bench.embed, options.views, seed=options.seed))
    return bench


def load_bench(weights: Path | None, settings: Settings) -> Bench:
    """A bench for a weights file, with what the manifest beside it says if there is one; or for the shipped weights.

    Raises:
        CannotRun: if the weights cannot be used.
    """
    # Here, so that --help and wrong options need not wait for TensorFlow, and without its chatter on stderr.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from siamese.judging.manifest import FOLDER, BadWeights
    from siamese.judging.verifier import Verifier

    try:
        if weights is None or _has_manifest(weights):
            verifier = Verifier.load(FOLDER if weights is None else weights.parent)
            manifest = verifier.manifest
            return Bench(verifier.embed_frames, settings, manifest.calibration, manifest.rejection, manifest.frame)
    except BadWeights as error:
        raise CannotRun(str(error)) from None
    encoder = _bare_encoder(weights)
    return Bench(encoder.predict_on_batch, settings, frame=encoder.input_shape[1])


def record(results: dict[str, Result], weights: Path | None) -> None:
    """Write the figures into the manifest of the weights."""
    from siamese.judging.manifest import FOLDER, read_manifest, write_manifest

    folder = FOLDER if weights is None else weights.parent
    manifest = read_manifest(folder)
    figures = {**manifest.figures, **{name: result.to_json() for name, result in results.items()}}
    write_manifest(replace(manifest, figures=figures), folder)


def _has_manifest(weights: Path) -> bool:
    from siamese.judging.manifest import read_manifest

    return (weights.parent / "manifest.json").is_file() and read_manifest(weights.parent).file == weights.name


def _bare_encoder(path: Path):
    import keras

    from siamese.network import encoder as _layers  # noqa: F401  registers the layers that the file names

    if not path.is_file():
        raise CannotRun(f"There is no weights file {path}.")
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CannotRun(f"{path} is no encoder that Keras can read ({error}).") from None


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(**{field.name: getattr(options, field.name) for field in fields(Settings)})


def _row(name: str, result: Result) -> str:
    interval = f"{100 * result.low:.2f}–{100 * result.high:.2f}"
    numbers = {key: value for key, value in result.more.items() if isinstance(value, int | float) and key not in _TOLD}
    figures = [f"{key} {value:.4f}" for key, value in numbers.items()]
    line = f"{name:<18} {100 * result.accuracy:>7.2f}%  {interval:<15} {result.n:>7,}"
    return "\n".join([line, *(f"    {note}" for note in [", ".join(figures), *result.notes] if note)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m siamese.evaluation",
        description=__doc__,
        epilog="protocols:\n" + "\n".join(f"  {name:<18} {_summary(name)}" for name in PROTOCOLS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--protocol", type=_protocols, required=True, help="names, separated by commas, or all")
    parser.add_argument("--split", choices=("background", "evaluation"), default="background", help="of Omniglot")
    parser.add_argument("--alphabets", type=_names, help="of the split; else the hold-out, or all for evaluation")
    parser.add_argument("--pen", type=Path, metavar="FILE", help="pen strokes in the form of unipen.npz")
    parser.add_argument("--sites", type=_names, help="of the pen file; else the hold-out, or all if it has none")
    parser.add_argument("--gestures", type=Path, metavar="FILE", help="gestures in the form of gestures_mmg.npz")
    parser.add_argument("--mnist", choices=("test", "held-out"), default="test", help="which digits of MNIST")
    parser.add_argument("--weights", type=Path, metavar="FILE", help="an encoder; else the shipped one")
    parser.add_argument(
        "--episodes",
        type=number_from(2),
        default=1000,
        help="of each one-shot protocol; pairs of robustness and pens (1000)",
    )
    parser.add_argument("--seed", type=number_from(0), default=0)
    parser.add_argument("--views", type=number_from(1), default=1, help="varied looks at each drawing, averaged (1)")
    parser.add_argument("--failures", type=_picture, metavar="OUT.png", help="draw the worst mistakes")
    parser.add_argument("--record", action="store_true", help="write the figures into the weights' manifest")
    parser.add_argument("--json", action="store_true", help="print one object and nothing else")
    return parser


def _summary(name: str) -> str:
    if name.startswith("across-"):
        return "as across, " + name.removeprefix("across-").replace("5way", "5-way").replace("5shot", "5-shot")
    return (PROTOCOLS[name].__doc__ or "").partition("\n")[0]


def _protocols(text: str) -> list[str]:
    names = list(PROTOCOLS) if text == "all" else [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in PROTOCOLS]:
        raise argparse.ArgumentTypeError(f"no protocol {', '.join(unknown)}; there are {', '.join(PROTOCOLS)}")
    if not names:
        raise argparse.ArgumentTypeError(f"no protocol named; there are {', '.join(PROTOCOLS)}")
    return list(dict.fromkeys(names))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError(f"{text!r}, but names, separated by commas, were expected")
    return names


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".png" or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r}, but a PNG file in a folder that exists was expected")
    return path


if __name__ == "__main__":
    sys.exit(main())
