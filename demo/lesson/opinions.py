"""What stands on the page from the start, in HTML: the row of steps, the networks, what is recorded."""

import html

from demo.lesson import steps
from demo.lesson.curves import Curve
from demo.lesson.diagram import draw_net, measure
from demo.lesson.glossary import explain
from demo.lesson.own_pair import accuracy_on
from demo.lesson.training_line import News
from siamese.judging.verifier import Verifier
from siamese.lesson.nets import DISTANCE
from siamese.lesson.record import Record

DIGITS, ALPHABETS = "digits", "alphabets"


def nav() -> str:
    """The row of steps; each is a link."""
    links = "".join(
        f'<a href="?tab=lesson&step={number}" data-step="{number}"><span>{number}</span> {step.title}</a>'
        for number, step in enumerate(steps.STEPS, 1)
    )
    present = '<button type="button" data-present title="One thing at a time, large: key P">Present</button>'
    return f'<nav aria-label="Steps of the lesson">{links}{present}</nav>'


def recorded_curves(record: Record) -> list[Curve]:
    """The shipped runs. The one that was started the wrong way round is told apart by its dashes."""
    digits = record.runs[0].data
    return [Curve(run, DIGITS if run.data == digits else ALPHABETS, recorded=record.made) for run in record.runs]


def progress_bar(news: News | None) -> str:
    """How a training goes, in HTML."""
    if news is None:
        return '<div class="progress" data-state="none"><p>Recorded runs. Train your own beside them.</p></div>'
    bar = f'<progress max="1" value="{news.share:.3f}" aria-label="Progress of the training"></progress>'
    spoken = ' role="status"' if news.state in ("done", "failed") else ""
    return (
        f'<div class="progress" data-state="{news.state}"><p{spoken}>{html.escape(news.words)}</p>'
        f"{bar if news.state == 'running' else ''}</div>"
    )


def network(which: str) -> str:
    """A network as a picture, how the third begins and may collapse, and Keras' summary."""
    sizes = measure(which)
    starts = (
        f"<details open><summary>Why does the wrong start collapse?</summary><p>{explain(steps.WHY_IT_COLLAPSES)} "
        f"{explain(steps.HOW_IT_STARTS)}</p></details>"
    )
    return (
        f"{draw_net(which, sizes)}{starts if which == DISTANCE else ''}"
        f'<p class="lesson-count">{explain(steps.PARTS)}</p>'
        f"<details><summary>Keras’ own summary</summary><pre>{html.escape(sizes.summary)}</pre></details>"
    )


def unseen(record: Record, verifier: Verifier) -> str:
    """How well pairs of alphabets never seen are judged."""
    run = next(curve.run for curve in recorded_curves(record) if curve.group == ALPHABETS)
    bars = [("Chance", 0.5, "chance"), ("Distance network, recorded", run.points[-1].test_accuracy, "distance")]
    if accuracy := accuracy_on(verifier, "glyphs"):
        bars.append((steps.APP, accuracy, "app"))
    rows = "".join(
        f'<div class="bar bar-{kind}" style="--share: {share:.3f}"><dt>{name}</dt><dd>{100 * share:.1f} %</dd></div>'
        for name, share, kind in bars
    )
    return (
        f'<dl class="bars">{rows}</dl><p class="lesson-count">Pairs of characters of four alphabets that neither '
        "network was trained on, judged same or different; half of them within one alphabet.</p>"
    )


def origin(record: Record) -> str:
    """How the recorded runs were made."""
    versions = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return (
        f"<details><summary>Where the recorded runs come from</summary><p>Made on {record.made} by "
        f"<code>{html.escape(record.command)}</code> ({html.escape(versions)}).</p></details>"
    )
