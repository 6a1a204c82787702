"""The pages of a room: the pupil's and the teacher's, small enough for any phone."""

import functools

from demo.room.rooms import MOST_DRAWINGS, PAUSE
from demo.room.state import MOST_SIGNS
from demo.shared.component import ADDRESS, FOLDER
from demo.shared.template import render
from siamese.judging.calibration import Calibration
from siamese.symbols.names import LONGEST

COUNTDOWN = 20  # seconds for a question of the trial
ASKS = 3  # seconds between two questions of a phone whether something is new


@functools.cache
def pupil_page() -> str:
    """HTML; its script asks for the room that the address names."""
    return _page("pupil", "../", {"pause": 1000 * PAUSE, "every": 1000 * ASKS})


def screen_page(calibration: Calibration) -> str:
    """HTML of the projector and of the teacher's own screen."""
    given = {
        "limit": calibration.threshold,
        "farthest": calibration.histograms["edges"][-1],
        "mostDrawings": MOST_DRAWINGS,
        "mostSigns": MOST_SIGNS,
        "countdown": COUNTDOWN,
        "longest": LONGEST,
    }
    return _page("screen", "../../", given)


def _page(name: str, base: str, given: dict) -> str:
    files = (FOLDER / "tokens.css", FOLDER / "room" / f"{name}.css")
    styles = "\n".join(path.read_text("utf-8") for path in files)
    return render(f"room/{name}.html", base=base, code=ADDRESS, styles=styles, given=given)
