"""How a course of retraining goes, for the runner's page, the report and ``/api``: the share of steps in the band with
and without feedback, the number that is trained with its interval, and the runs that show what was kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gaitcue.clinic.rule_data import cue_title
from gaitcue.live.protocol.result import DueTest, SessionResult, at_its_pace, plain_result, trained_value
from gaitcue.live.protocol.rules import number, table
from gaitcue.live.protocol.session import Band
from gaitcue.live.protocol.target import Target, detectable
from gaitcue.report.drawing.progress import Aimed, Column, Mark, ProgressWords, progress_drawing
from gaitcue.report.pages.progress import ProgressPart, ProgressRow, said
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import unit_word
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining_course import CourseView, course, results

COLUMNS = (
    "session", "day", "minutes", "speed", "incline", "share_with", "share_without", "value_with", "value_without",
    "pain", "effort", "kept", "by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CourseTold:
    """A course as data."""

    cue: str
    begun_on: date
    ended_on: date | None
    target: dict[str, Any] | None
    sessions: tuple[dict[str, Any], ...]


def courses_told(record: Record, asker: Asker, runner_id: str, today: date) -> list[CourseTold]:
    """Every course of a runner with the results of its sessions, the latest first; raises NotThere."""
    return [_told(one) for one in results(record, asker, runner_id, today)]


def _told(view: CourseView) -> CourseTold:
    row = view.retraining.row
    sessions = tuple(plain_result(one) for one in view.results)
    return CourseTold(row.cue, row.on, row.ended_on, row.content["target"], sessions)


def progress_of(record: Record, asker: Asker, runner_id: str, today: date) -> ProgressPart | None:
    """The course that goes on, or the last one; None where nothing was run yet.

    Raises
    ------
    NotThere : no such runner
    """
    found = course(record, asker, runner_id, today)
    return progress_part(found) if found else None


def progress_part(view: CourseView) -> ProgressPart | None:
    """A course as it is shown; None without a session in which something was measured, or a target to measure it by."""
    target = view.retraining.target
    shown = [one for one in view.results if one.run_s > 0.0]
    if target is None or not shown:
        return None
    columns = tuple(_column(one, target, view.tests) for one in shown)
    words = _words(target, len(shown))
    return ProgressPart(
        title=said("title", cue=cue_title(target.cue)),
        lead=said("lead", cue=cue_title(target.cue)),
        svg=progress_drawing(columns, _aimed(target, view.results), number("result", "holds_share"), words),
        alt=words.alt,
        columns=tuple(said(f"column_{name}") for name in COLUMNS),
        rows=tuple(_row(one, column) for one, column in zip(shown, columns, strict=True)),
        notes=tuple(_notes(shown, target)),
    )


def _words(target: Target, sessions: int) -> ProgressWords:
    unit = unit_word(spoken_unit(target.unit))
    title = title_of(target.measure)
    kept = round(100 * number("result", "kept_share"))
    names = ("shares", "with_feedback", "without", "usual", "band", "tests")
    told = {name: said(name) for name in names}
    return ProgressWords(
        alt=said("alt", sessions=sessions, measure=title.lower()),
        values=f"{title} ({unit})" if unit else title,
        kept=said("kept_line", share=kept),
        **told,
    )


def _aimed(target: Target, results: Sequence[SessionResult]) -> Aimed:
    factor, trained = factor_of(target.unit), trained_value(at_its_pace(results, target))
    kept = None if trained is None else target.baseline + number("result", "kept_share") * (trained - target.baseline)
    low, high, usual = (factor * value for value in (target.low, target.high, target.baseline))
    return Aimed(low, high, usual, None if kept is None else factor * kept)


def _column(result: SessionResult, target: Target, tests: Sequence[DueTest]) -> Column:
    test = result.kind == "test"
    own = next((one for one in tests if one.result is result), None)
    share = own.kept.share if own and own.kept else None
    return Column(
        label=_test_label(result.number) if test else str(result.number),
        day=f"{result.on.day} {result.on:%b}",
        test=test,
        with_feedback=_mark(result.with_feedback, target),
        without=_mark(result.without_feedback, target),
        kept="" if share is None else said("kept_share", share=round(100 * share)),
        at_pace=not target.differs(result.speed_kmh, result.incline_pct),
    )


def _test_label(place: int) -> str:
    days = table()["result"]["tests_after_days"]["value"][place]
    return said("weeks", weeks=days // 7) if days else said("at_end")


def _mark(band: Band, target: Target) -> Mark | None:
    """The mean with the error of one recording: the change that two of them can tell, over the root of two."""
    if band.share is None or band.mean is None:
        return None
    factor, half = factor_of(target.unit), detectable(target.measure) / 2.0**0.5
    return Mark(band.share, *(factor * value for value in (band.mean, band.mean - half, band.mean + half)))


def _row(result: SessionResult, column: Column) -> ProgressRow:
    inside, alone = column.with_feedback, column.without
    return ProgressRow(
        label=column.label,
        day=result.on.isoformat(),
        minutes=f"{result.run_s / 60:.0f}",
        speed="" if result.speed_kmh is None else f"{result.speed_kmh:g}",
        incline="" if result.incline_pct is None else f"{result.incline_pct:g}",
        share_with=_percent(inside),
        share_without=_percent(alone),
        value_with=_value(inside),
        value_without=_value(alone),
        pain="" if result.pain_worst is None else f"{result.pain_worst:g}",
        effort="" if result.effort is None else f"{result.effort:g}",
        kept=column.kept,
        by=said(f"by_{result.by}"),
    )


def _percent(mark: Mark | None) -> str:
    return "" if mark is None else f"{100 * mark.share:.0f} %"


def _value(mark: Mark | None) -> str:
    return "" if mark is None else f"{mark.value:.1f} ± {(mark.high - mark.low) / 2:.1f}"


def _notes(shown: Sequence[SessionResult], target: Target) -> Iterator[str]:
    yield said("interval")
    yield said("defaults")
    if any(target.differs(one.speed_kmh, one.incline_pct) for one in shown):
        yield said("other_pace")
    by = {one.by for one in shown}
    if "phone" in by:
        yield said("phone_knows_no_steps")
    if "watch" in by:
        yield said("watch_knows")
