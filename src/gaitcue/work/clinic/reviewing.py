"""The review of an analysis: what the page shows, and changes by hand as layers over the automatic result.

A change runs the path again from the stored raw points, without the pose model. The automatic result stays; each
state of the corrections is a result folder of its own, and the analysis points at the one of now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import analyses, audit, clips, runners, trials, visits
from gaitcue.store.columns import new_id
from gaitcue.store.folder import link_or_copy
from gaitcue.store.records import AnalysisRow, ClipRow, CorrectionRow, HandValueRow, RunnerRow, TakeRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import NotThere, Outdated
from gaitcue.terms.records import Analysis, Summary
from gaitcue.work.clinic.analyzing import Asked, asked, summary_of
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.changes import Click, HandChange, last_of_each, run_again, uses_standing
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.trial_state import FilmedPart, parts_filmed

LEAVES_POINTS = ("event", "roll", "scale", "standing")
"""kinds of change after which points and times need not be sent again"""
TEXT = Annotated[str, Field(min_length=1, max_length=200)]


class ToldChange(BaseModel):
    """A change by hand, on top of what its author has seen."""

    model_config = ConfigDict(extra="forbid")
    expects: Annotated[int, Field(ge=0)]
    """number of the last change on the page"""
    change: HandChange


class ToldUndo(BaseModel):
    """A change is taken back."""

    model_config = ConfigDict(extra="forbid")
    expects: Annotated[int, Field(ge=0)]
    number: Annotated[int, Field(ge=1)]


class ToldValue(BaseModel):
    """A value measured with a hand tool."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: TEXT
    value: Annotated[float, Field(ge=-1e6, le=1e6)]
    unit: Annotated[str, Field(max_length=10)]
    drawn: Annotated[dict[str, Any], Field(max_length=20)] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Quiet standing, which gives the zero of foot and trunk."""

    filmed: bool
    """this analysis has looked at it"""
    used: bool
    offered: bool
    """it was filmed in the visit, but this analysis has not looked at it"""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What stands around the numbers of the review."""

    runner: RunnerRow
    visit: VisitRow
    take: TakeRow
    clip: ClipRow | None
    analysis: AnalysisRow
    layers: tuple[CorrectionRow, ...]
    values: tuple[HandValueRow, ...]
    standing: Standing
    part: FilmedPart | None
    """of the cue trial"""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The numbers of one state of an analysis; after a change that leaves the points alone without them."""

    layers: int
    """number of the last change"""
    corrected: bool
    review: dict[str, Any]


def review_page(record: Record, asker: Asker, analysis_id: str) -> ReviewPage:
    """The analysis with its runner, visit, clip, changes and values."""
    with record.write(asker) as session:
        row = analyses.analysis(session, analysis_id)
        take = clips.take(session, row.take_id)
        layers = analyses.layers(session, analysis_id)
        filmed = any(one.role == "standing" and one.clip_id for one in clips.takes_of(session, row.visit_id))
        found = ReviewPage(
            runners.runner(session, row.runner_id),
            visits.visit(session, row.visit_id),
            take,
            clips.clip(session, take.clip_id) if take.clip_id else None,
            row,
            layers,
            analyses.hand_values(session, analysis_id),
            standing_of(record, row, layers, filmed and take.clip_id is not None),
            parts_filmed(trials.trials_at(session, row.visit_id)).get(take.id),
        )
        audit.note(session, "analysis.seen", "analysis", row.id, row.runner_id)
    return found


def measures_of_now(record: Record, row: AnalysisRow) -> tuple[Summary, ...]:
    """The measures of an analysis with its corrections of now, in the units of the report."""
    from gaitcue.report.wording.units import spoken
    from gaitcue.work.results import read_result

    return spoken(read_result(record.folder.result(row.result))).measures


def reviewed(record: Record, asker: Asker, analysis_id: str, *, points: bool = True) -> Reviewed:
    """All numbers of an analysis as they stand now."""
    from gaitcue.work.review import review_json, review_of

    with record.read(asker) as session:
        row = analyses.analysis(session, analysis_id)
    review = review_of(record.folder.result(row.result))
    return Reviewed(row.layers, row.result != row.automatic, review_json(review, points=points))


def correct(record: Record, asker: Asker, analysis_id: str, told: ToldChange) -> Reviewed:
    """One change more: all numbers follow.

    Raises
    ------
    Outdated : somebody else made a change since the page was loaded
    BadOption : the change cannot be
    """
    change = told.change.model_dump(exclude_none=True)

    def add(row: AnalysisRow, layers: tuple[CorrectionRow, ...], result: str, made: Analysis) -> None:
        with record.write(asker) as session:
            before = before_of(record, row, change, in_force(layers))
            measures, summary = made.measures, row.summary | _changing(made)
            analyses.add_layer(session, row.id, told.expects, change, before, asker.name, result, measures, summary)
            audit.note(session, "analysis.corrected", "analysis", row.id, row.runner_id)

    points = change["kind"] not in LEAVES_POINTS
    return _again(record, asker, analysis_id, told.expects, lambda kept: [*kept, change], add, points=points)


def undo(record: Record, asker: Asker, analysis_id: str, told: ToldUndo) -> Reviewed:
    """A change is taken back: all numbers follow. Raises as ``correct``."""

    def take_back(row: AnalysisRow, layers: tuple[CorrectionRow, ...], result: str, made: Analysis) -> None:
        with record.write(asker) as session:
            measures, summary = made.measures, row.summary | _changing(made)
            analyses.undo_layer(session, row.id, told.expects, told.number, asker.name, result, measures, summary)
            audit.note(session, "analysis.undone", "analysis", row.id, row.runner_id)

    with record.read(asker) as session:
        rest = in_force(one for one in analyses.layers(session, analysis_id) if one.number != told.number)
    return _again(record, asker, analysis_id, told.expects, lambda kept: rest, take_back)


def in_force(layers: Iterable[CorrectionRow]) -> list[dict[str, Any]]:
    """The changes that were not taken back."""
    return [layer.change for layer in layers if layer.undone_at is None]


Keep = Callable[[AnalysisRow, tuple[CorrectionRow, ...], str, Analysis], None]


def _again(
    record: Record,
    asker: Asker,
    analysis_id: str,
    expects: int,
    changed: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    keep: Keep,
    *,
    points: bool = True,
) -> Reviewed:
    """Run the path again with other corrections, keep the result, and show it."""
    with record.read(asker) as session:
        row = analyses.analysis(session, analysis_id)
        layers = analyses.layers(session, analysis_id)
        version, on = answers_for(session, visits.visit(session, row.visit_id), date.today())
        told = Told.of(version, held_entries(session, row.runner_id))
    if row.layers != expects:
        raise Outdated("somebody else has changed this analysis: load the page again, then make your change once more")
    changes = changed(in_force(layers))
    if not changes:
        from gaitcue.work.results import read_result

        keep(row, layers, row.automatic, read_result(record.folder.result(row.automatic)))
        return reviewed(record, asker, analysis_id)
    result_id = new_id()
    made = _made(record, row, result_id, changes, told, on)
    try:
        keep(row, layers, result_id, made)
    except BaseException:
        record.folder.remove_result(result_id)
        raise
    if row.result != row.automatic:
        record.folder.remove_result(row.result)
    from gaitcue.work.review import review_json, review_made

    # Just made: it need not be read back to be shown.
    review = review_made(made, record.folder.result(result_id))
    return Reviewed(expects + 1, True, review_json(review, points=points))


def _made(
    record: Record, row: AnalysisRow, result_id: str, changes: list[dict[str, Any]], told: Told, on: date
) -> Analysis:
    """The analysis with these changes, in a result folder of its own."""
    from gaitcue.work.person import judged

    automatic, current = record.folder.result(row.automatic), record.folder.result(row.result)
    with record.folder.new_result(result_id) as folder:
        made = run_again(automatic, current, folder, changes)
        profile, answers = told.read(on)
        if profile is not None or answers is not None:
            made = judged(made, profile, answers, today=on)
        write(made, automatic, folder)
    return made


def write(analysis: Analysis, automatic: Path, folder: Path) -> None:
    """The numbers and what they were made from; the clip is that of the automatic result, the report comes when it is
    asked for."""
    from gaitcue.work.folders.written import list_files
    from gaitcue.work.results import write_result

    write_result(analysis, folder)
    clip = analysis.source.name
    if (automatic / clip).is_file():
        link_or_copy(automatic / clip, folder / clip)
    list_files(folder, "analysis", (clip,), but=(clip,))


def before_of(
    record: Record, row: AnalysisRow, change: dict[str, Any], laid: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Where or what it was before, for the log; empty where nothing was.

    Parameters
    ----------
    laid : the changes in force so far
    """
    match change["kind"]:
        case "event":
            return {"frame": change["frame"]} if change["action"] != "add" else {}
        case "point":
            return _place_before(record, row, change)
        case "near_side" | "facing":
            return {"side": row.summary.get(change["kind"])}
        case "sticker":
            return next((one for one in last_of_each(laid, "sticker") if one["name"] == change["name"]), {})
        case "standing":
            return {"use": uses_standing(laid)}
    from gaitcue.work.results import read_result

    view = read_result(record.folder.result(row.result)).view
    return {"roll_deg": view.roll_deg} if change["kind"] == "roll" else {"px_per_m": view.units_per_m}


def _place_before(record: Record, row: AnalysisRow, change: dict[str, Any]) -> dict[str, Any]:
    from gaitcue.terms.track import point
    from gaitcue.work.results import read_track

    track = read_track(record.folder.result(row.result) / "track.nc")
    at = [i for i, frame in enumerate(track["frame"].values) if int(frame) == change["frame"]]
    place = point(track, change["name"])[at[0]] if at else (float("nan"),) * 2
    return {axis: round(float(value), 1) if value == value else None for axis, value in zip("xy", place, strict=True)}


def _changing(made: Analysis) -> dict[str, Any]:
    """What of the summary a change may change."""
    told = summary_of(made, None)
    return {name: told[name] for name in ("facing", "near_side", "strides", "notes", "first_finding")}


def add_value(record: Record, asker: Asker, analysis_id: str, told: ToldValue) -> HandValueRow:
    """Keep a value measured by hand under its name; the same one again, by a double click, is the one that is there."""
    drawn = {"version": 1, **told.drawn}
    with record.write(asker) as session:
        for row in analyses.hand_values(session, analysis_id):
            if (row.name, row.value, row.unit, row.drawn) == (told.name, told.value, told.unit, drawn):
                return row
        row = analyses.add_hand_value(session, analysis_id, told.name, told.value, told.unit, drawn, asker.name)
        audit.note(session, "value.added", "hand_value", row.id)
    return row


def remove_value(record: Record, asker: Asker, analysis_id: str, value_id: str) -> None:
    """A value measured by hand is taken out again; raises NotThere."""
    with record.write(asker) as session:
        analyses.remove_hand_value(session, analysis_id, value_id)
        audit.note(session, "value.removed", "hand_value", value_id)


class ToldAgain(BaseModel):
    """What the clip itself has to be looked at again for: who runs, by a click on them, or the standing clip."""

    model_config = ConfigDict(extra="forbid")
    runner_at: Click | None = None


def analyze_again(record: Record, asker: Asker, analysis_id: str, told: ToldAgain) -> Asked:
    """Have the clip of an analysis analysed anew; this analysis stays as it is.

    Raises
    ------
    BadOption : something told of the clip cannot be
    """
    with record.write(asker) as session:
        take = clips.take(session, analyses.analysis(session, analysis_id).take_id)
        if told.runner_at is not None:
            at = told.runner_at
            options = {name: value for name, value in take.options.items() if name != "person"}
            options["runner_at"] = f"{at.x:.1f},{at.y:.1f}@{at.frame}"
            clips.change_take(
                session, take.id, role=take.role, cue=take.cue, conditions=take.conditions, options=options
            )
            audit.note(session, "take.changed", "take", take.id, take.runner_id)
        return asked(session, take.id)


def standing_of(record: Record, row: AnalysisRow, layers: Sequence[CorrectionRow], standing_clips: bool) -> Standing:
    """What becomes of the quiet standing in an analysis."""
    from gaitcue.work.results import STANDING

    filmed = (record.folder.result(row.automatic) / STANDING).is_file()
    used = filmed and uses_standing(in_force(layers))
    return Standing(filmed, used, offered=standing_clips and not filmed)


def file_of(record: Record, asker: Asker, analysis_id: str, name: str) -> Path:
    """A file of the result, to be kept; raises NotThere."""
    with record.write(asker) as session:
        row = analyses.analysis(session, analysis_id)
        file = record.folder.file_of_result(row.result, name)
        audit.note(session, "analysis.downloaded", "analysis", row.id, row.runner_id)
    return file


def proxy_of(record: Record, asker: Asker, clip_id: str) -> Path:
    """The clip's copy for the browser; raises NotThere as long as it is not made."""
    with record.read(asker) as session:
        row = clips.clip(session, clip_id)
    place = record.folder.proxy(row.sha256)
    if not place.is_file():
        raise NotThere("the clip is being prepared: try again in a moment")
    return place
