"""What a class feels while one of it attacks: 20 visitors, a verdict a second each, and /healthz.

    python -m tests.bench.attack [--seconds 20] [--only NAME,...]

For each attack the real app is started anew on the loopback, a quiet part is measured, then as long a part under the
attack, then the memory that is still taken after a little while. Exit code 1 if an honest visitor got an error, if the
95th percentile of their verdicts was 3 times the quiet one or more, if more than 100 MB more are taken than before, or
if the log grew by more than 300 lines.
"""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from types import ModuleType

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from tests.bench.apps import ROOT, App, free_port, wait_until_served
from tests.bench.attack import find_attacks
from tests.bench.http_client import Client
from tests.bench.load import Tally, draw_each_second, enter, visit
from tests.bench.report import parser, show, spread
from tests.bench.start import started

VISITORS = 20
EVERY = 0.25  # seconds between two questions to /healthz, each over a new connection
PATIENCE = 10  # seconds that it may take
SETTLING = 10  # seconds after an attack, until memory is looked at
DESCRIPTORS = 1024  # open files and connections that a shell usually allows
RATIO, GROWTH, LINES = 3, 100, 300  # what is allowed: times as long, MB, lines of the log


@dataclass
class Part:
    """What was felt in a part of a run. healthz: seconds of its answers. highest: MB of memory."""

    verdicts: Tally = field(default_factory=Tally)
    healthz: Tally = field(default_factory=Tally)
    highest: float = 0


async def look_at_health(app: App, end: float, part: Part) -> None:
    while time.perf_counter() < end:
        begun, client = time.perf_counter(), Client(app.address)
        try:
            status, _ = await asyncio.wait_for(client.get("/healthz"), PATIENCE)
            if status != 200:
                raise ValueError(f"status {status}")
            part.healthz.seconds.append(time.perf_counter() - begun)
        except Exception as problem:
            part.healthz.errors.append(f"/healthz: {type(problem).__name__} {problem}")
        await client.close()
        part.highest = max(part.highest, app.memory)
        await asyncio.sleep(EVERY)


async def feel(app: App, visitors: list, seconds: float) -> Part:
    part = Part()
    health = look_at_health(app, time.perf_counter() + seconds, part)
    part.verdicts, _ = await asyncio.gather(visit(visitors, draw_each_second, seconds), health)
    return part


async def attack_beside(name: str, app: App, visitors: list, seconds: float) -> tuple[Part, str]:
    code = "import sys; from tests.bench.attack import run; run(*sys.argv[1:])"
    attacker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, name, app.address, str(seconds)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        process_group=0,  # it may have processes of its own; in another session Linux would take no heed of the next
        preexec_fn=lambda: os.nice(19),  # the attacker's processor is another one than the server's
    )
    try:
        part = await feel(app, visitors, seconds + 1)  # it takes a moment to start
        said, _ = await asyncio.wait_for(attacker.communicate(), seconds + 60)
        return part, said.decode().strip() or f"no word of it (exit code {attacker.returncode})"
    except TimeoutError:
        return part, "it did not end and was stopped"
    finally:
        if attacker.returncode is None:
            os.killpg(attacker.pid, signal.SIGKILL)
            await attacker.wait()


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


async def measure(name: str, attack: ModuleType, app: App, seconds: float) -> tuple[dict, list[str]]:
    """A row of the table, and the answers to the attack with what the visitors met."""
    visitors = await enter(app.address, VISITORS, auth=getattr(attack, "AUTH", None))
    quiet = await feel(app, visitors, seconds)
    before = app.memory
    under, answered = await attack_beside(name, app, visitors, seconds)
    await asyncio.sleep(SETTLING)
    after = app.memory
    await asyncio.gather(*(visitor.client.close() for visitor in visitors))
    errors = [*quiet.verdicts.errors, *quiet.healthz.errors, *under.verdicts.errors, *under.healthz.errors]
    calm, busy = spread(quiet.verdicts.seconds), spread(under.verdicts.seconds)
    row = {
        "errors": len(errors),
        "quiet_p50": calm["p50_ms"],
        "quiet_p95": calm["p95_ms"],
        "p50": busy["p50_ms"],
        "p95": busy["p95_ms"],
        "ratio": round(busy["p95_ms"] / calm["p95_ms"], 2),
        "healthz_p95": spread(under.healthz.seconds)["p95_ms"],
        "mb_before": round(before),
        "highest": round(under.highest),
        "mb_after": round(after),
    }
    return row, [answered, *errors[:3]]


def beside(name: str, attack: ModuleType, seconds: float) -> tuple[dict, list[str]]:
    port, arguments = free_port(), ()
    if auth := getattr(attack, "AUTH", None):
        arguments = ("--auth", auth)
    with tempfile.TemporaryFile() as log:
        options = {"stdout": subprocess.DEVNULL, "stderr": log, "preexec_fn": limit_files}
        with started(port, *arguments, **options) as process:
            app = App(f"http://127.0.0.1:{port}/", process.pid)
            wait_until_served(app.address, process)
            row, told = asyncio.run(measure(name, attack, app, seconds))
        log.seek(0)
        row["log_lines"] = sum(1 for _ in log)
    return row, told


def is_borne(row: dict) -> bool:
    """Whether the class could go on."""
    grown = row["mb_after"] - row["mb_before"]
    return not row["errors"] and row["ratio"] < RATIO and grown <= GROWTH and row["log_lines"] <= LINES


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--seconds", type=float, default=20, help="of each part, %(default)s by default")
    options.add_argument("--only", help="names of attacks, with commas between them")
    chosen = options.parse_args()
    attacks = find_attacks()
    names = chosen.only.split(",") if chosen.only else list(attacks)
    if unknown := set(names) - set(attacks):
        options.error(f"there is no attack {', '.join(sorted(unknown))}, there are {', '.join(attacks)}")
    found, failed = {}, []
    for name in names:
        found[name], told = beside(name, attacks[name], chosen.seconds)
        found[name]["borne"] = is_borne(found[name])
        failed += [name] * (not found[name]["borne"])
        print(f"{name}: {'; '.join(told)}", file=sys.stderr, flush=True)
    show(found | {"not_borne": failed}, as_json=chosen.json)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
