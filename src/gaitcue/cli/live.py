"""A run watched while it goes on: one line a step, and a summary at the end."""

from __future__ import annotations

import signal
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from gaitcue.cli.process import Stopped
from gaitcue.cli.terminal import say
from gaitcue.terms.errors import BadOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gaitcue.live.records import LiveValue, Step
    from gaitcue.work.live_run import LiveTally, Looked

MODELS = ("lite", "full")
SHOWN = (
    ("cadence", "steps/min", 0),
    ("shank_angle_ic", "shank deg", 1),
    ("ankle_hip_distance_pct", "ankle-hip %", 1),
    ("knee_flexion_ic", "knee deg", 1),
    ("trunk_lean_ic", "lean deg", 1),
)
"""measure of a step, its heading, digits"""


def live(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A clip, played in its own time; the number of a camera (0 is the first); or an rtsp:// address.",
        ),
    ],
    height_cm: Annotated[float | None, typer.Option(help="The runner's height, cm.")] = None,
    speed_kmh: Annotated[float | None, typer.Option(help="Running speed, km/h.")] = None,
    model: Annotated[str, typer.Option(help="lite or full; lite where full does not keep up.")] = "full",
) -> None:
    """Measure a run while it goes on: each step with its numbers, until Ctrl-C or the end of the clip."""
    if model not in MODELS:
        raise BadOption(f"--model: {model!r} is not known; give lite or full")
    from gaitcue.live.records import LiveSettings
    from gaitcue.live.worker import SWITCH_S
    from gaitcue.terms.conditions import Conditions
    from gaitcue.work.live_run import LiveTally, look_live

    sys.setswitchinterval(SWITCH_S)
    settings = LiveSettings(conditions=Conditions(speed_kmh=speed_kmh, height_cm=height_cm), model=model)
    tally, remarks = LiveTally(), Remarks()
    try:
        with closing(look_live(source, settings)) as stream:
            for looked in stream:
                if not tally.frames:
                    say(heading())
                tell(looked, tally.take(looked), remarks)
    except Stopped as stopped:
        say(summary(tally))
        if stopped.exit_code != 128 + signal.SIGINT:
            raise
    else:
        say(summary(tally))


class Remarks:
    """What is not as it should be, told when it begins and not with every frame."""

    def __init__(self) -> None:
        self._told: frozenset[str] = frozenset()

    def new(self, looked: Looked) -> list[str]:
        """Sentences of the remarks that the frame before had not."""
        from gaitcue.report.wording.sentences import note_text

        now = {each.code: each for each in looked.seen.remarks}
        fresh = [note_text(each) for code, each in now.items() if code not in self._told]
        self._told = frozenset(now)
        return fresh


def tell(looked: Looked, steps: Sequence[Step], remarks: Remarks) -> None:
    """Print a frame's remarks and its new steps."""
    for sentence in remarks.new(looked):
        say(f"  {sentence}")
    for step in steps:
        say(line(step, looked))


def heading() -> str:
    columns = [f"{'step':>5} {'leg':<5} {'at s':>8}", *(f"{title:>11}" for _, title, _ in SHOWN)]
    return " ".join([*columns, f"{'frames/s':>8}", f"{'after ms':>8}"])


def line(step: Step, looked: Looked) -> str:
    """One step: its numbers, the rate of looks, and how long after the contact the numbers were there."""
    numbers = [f"{_shown(step.values, name, digits):>11}" for name, _, digits in SHOWN]
    rate, after = looked.seen.rate_hz, 1e3 * looked.told_after_s(step)
    first = f"{step.number:>5} {step.leg:<5} {step.contact_s:>8.2f}"
    return " ".join([first, *numbers, f"{rate:>8.1f}", f"{after:>8.0f}"])


def _shown(values: Mapping[str, LiveValue], name: str, digits: int) -> str:
    """A number; in brackets with low confidence, a dash where it cannot be shown."""
    told = values.get(name)
    if told is None or told.value is None:
        return "-"
    number = f"{told.value:.{digits}f}"
    return number if told.status == "ok" else f"({number})"


def summary(tally: LiveTally) -> str:
    """What the run came to, in a few lines."""
    known = tally.figures()
    if not tally.frames:
        return "nothing was seen"
    seen = f"{tally.frames} frames in {tally.lasted_s:.1f} s, {known['rate_hz']:.1f} a second; {tally.skipped} skipped"
    looks = f"a picture's points {_within(known, 'delay')} after it came"
    if not tally.steps:
        return f"{seen}\n{looks}\nno steps: film one runner from the side, the whole body in the picture"
    cadence = f", cadence {known['cadence_spm']:.0f} steps/min" if tally.cadence else ""
    steps = f"{tally.steps} steps{cadence}; a step's numbers {_within(known, 'told_after')} after its contact"
    return f"{steps}\n{seen}\n{looks}\n(in brackets: low confidence at this frame rate; -: not measurable at it)"


def _within(figures: Mapping[str, float], name: str) -> str:
    return f"{1e3 * figures[f'{name}_p50_s']:.0f} ms (95 % within {1e3 * figures[f'{name}_p95_s']:.0f} ms)"
