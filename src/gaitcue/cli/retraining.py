"""A runner's live retraining at the terminal: where the course stands, and what came of each session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gaitcue.cli.care import Json, On, day_of, print_json, print_table
from gaitcue.cli.record import Data, Runner, Url, opened
from gaitcue.cli.terminal import say

if TYPE_CHECKING:
    from gaitcue.live.protocol.result import SessionResult
    from gaitcue.work.clinic.retraining_course import CourseView

HEAD = ("no.", "day", "km/h", "min", "in band", "without", "pain", "morning", "ended")


def retraining(runner: Runner, on: On = None, as_json: Json = False, data: Data = None, database: Url = None) -> None:
    """Where a runner's live retraining stands, each session with what came of it, and what it advises."""
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.retraining_course import results

    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        found = results(record, asker, row.id, day_of(on))
    if as_json:
        return print_json([_plain(one) for one in found])
    if not found:
        say(f"{row.name} has no live retraining: begin one in the app")
    for view in found:
        _course(view)


def _plain(view: CourseView) -> dict[str, object]:
    from gaitcue.work.clinic.care import as_plain

    told = view.retraining
    return {
        "cue": told.aim.cue, "begun_on": told.row.on.isoformat(), "ended_on": as_plain(told.row.ended_on),
        "target": as_plain(told.target), "schedule": as_plain(told.schedule), "results": as_plain(view.results),
        "next": as_plain(view.next), "tests": as_plain(view.tests), "advice": as_plain(view.advice),
    }  # fmt: skip


def _course(view: CourseView) -> None:
    from gaitcue.clinic import cues
    from gaitcue.report.wording.retraining import advice_words, reasons_words

    target = view.retraining.target
    title = cues()[view.retraining.aim.cue].title
    over = f", over on {view.retraining.row.ended_on}" if view.retraining.row.ended_on else ""
    say(f"{title}, since {view.retraining.row.on}{over}")
    if target is not None:
        aim = f"{target.low:.1f} to {target.high:.1f} {target.unit}"
        say(f"  target: {target.measure} {aim}; as usual {target.baseline:.1f}")
    print_table(HEAD, (_line(one) for one in view.results), "  no session was run yet")
    for line in _tests(view):
        say(f"  {line}")
    say(f"advice: {advice_words(view.advice.code)}")
    for line in reasons_words(view.advice.reasons):
        say(f"  {line}")
    if view.next is not None and view.retraining.going:
        of = len(view.retraining.schedule)
        say(f"next: session {view.next.number} of {of}, from {view.next.from_on} (minutes: a product default)")


def _line(result: SessionResult) -> tuple[str, ...]:
    name = f"{result.number}" if result.kind == "training" else f"test {result.number + 1}"
    pains = (result.pain_before, result.pain_worst, result.pain_after)
    rise = result.morning_rise
    return (
        name,
        result.on.isoformat(),
        _pace(result),
        f"{result.run_s / 60.0:.0f}/{result.planned_s / 60.0:.0f}",
        _share(result.with_feedback.share, result.with_feedback.steps),
        _share(result.without_feedback.share, result.without_feedback.steps),
        "/".join("-" if one is None else f"{one:g}" for one in pains),
        "-" if rise is None else f"{rise:+g}",
        result.ended.code,
    )


def _pace(result: SessionResult) -> str:
    """Speed and incline as they were told; a flat treadmill needs no word."""
    speed = "-" if result.speed_kmh is None else f"{result.speed_kmh:g}"
    return f"{speed}, {result.incline_pct:g} %" if result.incline_pct else speed


def _share(share: float | None, steps: int) -> str:
    return "-" if share is None else f"{100.0 * share:.0f} % of {steps}"


def _tests(view: CourseView) -> Iterator[str]:
    for one in view.tests:
        kept = one.kept.share if one.kept else None
        told = f", {100.0 * kept:.0f} % of the change kept" if kept is not None else ""
        yield f"without feedback after {one.after_days} days ({one.due_on}): {one.state}{told}"
