"""A PostgreSQL of its own for tests and benchmarks: a folder that goes away, a socket that nobody else knows."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgres(Exception):
    """There is none; the message says how to get one."""


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl, in which Debian has them for each version."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "initdb").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database. Raises NoPostgres."""
    programs = find_programs()
    if programs is None:
        raise NoPostgres("there is no PostgreSQL here: install it (Debian: apt-get install postgresql)")
    # It refuses to be run by root, for whom Debian's package has made somebody else.
    who = {"user": "postgres", "group": "postgres"} if os.name == "posix" and os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if who:
            shutil.chown(folder, **who)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [programs / program, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **who
            )
            if done.returncode:
                raise NoPostgres(f"PostgreSQL did not start: {done.stdout.decode(errors='replace')[-500:]}")

        run("initdb", "-D", str(data), "-U", "class", "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://class@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
