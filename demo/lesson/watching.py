"""What is seen of a network while it learns, for the page: hills, map and units of a run, as JSON."""

import functools
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict

import gradio as gr

from demo.lanes import Full, Lane
from demo.lesson import steps
from demo.lesson.curves import Curve
from demo.lesson.glossary import explain
from demo.shared.component import component
from siamese.lesson.watch import Watched


def build_watch(recorded: list[Curve], load: Callable[[], list[Watched]]) -> gr.HTML:
    """Lay out the pictures beside the steps. Its value is JSON of a run that goes on, see `watched_json`.

    load: gives what was seen of the recorded runs, in their order.
    """
    lane = Lane("watch")

    @functools.cache
    def tell(place: int) -> str:
        return watched_json(f"recorded-{place}", recorded[place], load()[place])

    async def give(place: int) -> str | None:
        """What was seen of a recorded run."""
        if not isinstance(place, int) or place not in range(len(recorded)):
            return None
        try:
            return await lane.call(tell, place)
        except Full:  # as where the server does not answer
            return None

    return component(
        "lesson/watch",
        server_functions=[give],
        elem_id="lesson-watch",
        recorded=[{"name": _name(curve), "which": curve.run.which, "group": curve.group} for curve in recorded],
        words={
            "hills": explain(steps.HILLS),
            "map": steps.MAP,
            "two": steps.TWO_ON_MAP,
            "units": explain(steps.UNITS),
        },
    )


def new_key() -> str:
    """What tells a run from all others."""
    return secrets.token_hex(4)


def watched_json(key: str, curve: Curve, watched: Watched) -> str:
    """What was seen of a run: the fields of Watched, with `key`, `name`, `which`, `group` and `running`.

    Of a run that goes on, its snapshots since it was last told of; of one that has ended, all.
    """
    told = {"key": key, "name": _name(curve), "which": curve.run.which, "group": curve.group, "running": curve.running}
    told["wrong"] = curve.run.wrong_way_round
    return json.dumps({**told, **asdict(watched)}, separators=(",", ":"))


def _name(curve: Curve) -> str:
    run = curve.run
    name = steps.name_of(run.which, wrong_way_round=run.wrong_way_round, alphabets=curve.group == "alphabets")
    return f"{name}, {'recorded' if curve.recorded else f'yours, seed {run.seed}'}"
