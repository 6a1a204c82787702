"""The settings: a table of name, default and help, read from the command line and the environment."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields

PREFIX = "SIAMESE_"
IN_MEMORY = "sqlite://"  # a store of rooms that ends with the program
# Scheme, host, of which a star may stand for the first part, and port: what a Content-Security-Policy takes for a site.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def _setting(default, help: str, read: Callable | None = None):
    return field(default=default, metadata={"help": help, "read": read or type(default)})


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = None
        if number is None or not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {low:,} to {high:,}")
        return number

    return read


def _root_path(text: str) -> str:
    if not text.startswith(("/", "http://", "https://")):
        raise argparse.ArgumentTypeError(f"{text!r} is no path such as /demo and no address such as https://host/demo")
    return text.rstrip("/")


def _auth(text: str) -> str:
    user, _, password = text.partition(":")
    if not user.strip() or not password:  # what was given is not repeated: it may be a password
        raise argparse.ArgumentTypeError("expected user:password, such as class:secret")
    return f"{user.strip()}:{password}"  # as Gradio reads the name that a visitor gives


def _origins(text: str) -> str:
    origins = [origin.rstrip("/").lower() for origin in text.replace(",", " ").split()]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise argparse.ArgumentTypeError(f"{origin!r} is no address of a site such as https://school.example")
    return " ".join(origins)


def _store(text: str) -> str:
    if not re.match(r"(sqlite|postgres(ql)?(\+psycopg)?)://", text):  # it may hold a password, and is not repeated
        raise argparse.ArgumentTypeError(
            "expected sqlite:////folder/rooms.sqlite or postgresql://user:password@host/name"
        )
    return text


def _switch(text: str) -> bool:
    if text.lower() not in ("", "0", "1", "false", "true", "no", "yes", "off", "on"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither 1 nor 0")
    return text.lower() in ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Settings:
    """How the page is served. `--root-path` on the command line is `SIAMESE_ROOT_PATH` in the environment."""

    host: str | None = _setting(None, "address to listen on; 0.0.0.0 lets phones in the room in", str.strip)
    port: int | None = _setting(None, "port to listen on; by default the first free one from 7860", _number(1, 65535))
    share: bool = _setting(False, "make a public link through gradio.live")
    root_path: str | None = _setting(None, "path under which a proxy serves the page", _root_path)
    auth: str | None = _setting(None, "user:password that visitors must give", _auth)
    hosts: str | None = _setting(None, "names of the page, with commas between; by default all that can be known", str)
    embed_in: str | None = _setting(None, "sites that may show the page in a frame, with commas between", _origins)
    store: str | None = _setting(
        None, "where rooms of classes are kept; by default a file in your data folder, sqlite:// is memory", _store
    )
    sessions: int = _setting(500, "number of visitors whose pages are remembered at once", _number(1, 1_000_000))
    megabytes: int = _setting(56, "largest request; a symbols file takes a third more than its size", _number(1, 1000))
    uploads: int = _setting(4, "large requests that are taken in at once; others wait", _number(1, 1000))

    @classmethod
    def read(
        cls,
        arguments: Sequence[str] | None = None,
        environment: Mapping[str, str] = os.environ,
        *,
        program: str = "python app.py",
    ) -> "Settings":
        """Read the command line, by default sys.argv, over the environment, over the defaults.

        Args:
            program: what the command line begins with.

        Exits with code 2 and a sentence where a value cannot be read.
        """
        parser = _Parser(prog=program, description="Same or Different? Draw two symbols and see.")
        for setting in fields(cls):
            option = "--" + setting.name.replace("_", "-")
            variable = PREFIX + setting.name.upper()
            read, help = setting.metadata["read"], f"{setting.metadata['help']} ({variable})"
            default = setting.default
            if given := environment.get(variable):
                try:
                    default = (_switch if read is bool else read)(given)
                except argparse.ArgumentTypeError as problem:
                    parser.error(f"{variable}: {problem}")
            if read is bool:
                parser.add_argument(option, action=argparse.BooleanOptionalAction, default=default, help=help)
            else:
                parser.add_argument(option, type=read, default=default, help=help)
        return cls(**vars(parser.parse_args(arguments)))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        print(f"{self.prog}: {message}. See {self.prog} --help.", file=sys.stderr)
        sys.exit(2)
