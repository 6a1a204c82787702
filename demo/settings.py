"""The settings: a table of name, default and help, read from the command line and the environment."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

PREFIX = "SIAMESE_"


def _setting(default, help: str, kind: type | None = None):
    return field(default=default, metadata={"help": help, "kind": kind or type(default)})


@dataclass(frozen=True)
class Settings:
    """How the page is served. `--root-path` on the command line is `SIAMESE_ROOT_PATH` in the environment."""

    host: str | None = _setting(None, "address to listen on; 0.0.0.0 lets phones in the room in", str)
    port: int | None = _setting(None, "port to listen on; by default the first free one from 7860", int)
    share: bool = _setting(False, "make a public link through gradio.live")
    root_path: str | None = _setting(None, "path under which a proxy serves the page", str)
    auth: str | None = _setting(None, "user:password that visitors must give", str)
    sessions: int = _setting(500, "number of visitors whose pages are remembered at once")

    @classmethod
    def read(cls, arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the command line, by default sys.argv, over the environment, over the defaults.

        Exits with code 2 and a sentence where a value cannot be read.
        """
        parser = argparse.ArgumentParser(prog="app.py", description="Same or Different? Draw two symbols and see.")
        for setting in fields(cls):
            option = "--" + setting.name.replace("_", "-")
            variable = PREFIX + setting.name.upper()
            kind, help = setting.metadata["kind"], f"{setting.metadata['help']} ({variable})"
            default = environment.get(variable, setting.default)
            if kind is bool:
                default = str(default).lower() in ("1", "true", "yes")
                parser.add_argument(option, action=argparse.BooleanOptionalAction, default=default, help=help)
            else:
                parser.add_argument(option, type=kind, default=default, help=help)
        return cls(**vars(parser.parse_args(arguments)))
