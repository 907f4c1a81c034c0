"""The report model: everything that the report says and shows, built once, the same for HTML and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gaitcue.clinic import closing_text
from gaitcue.clinic.rule_data import cue_title
from gaitcue.report.frames.keyframes import FrameSource, KeyFrames
from gaitcue.report.pages.advised import PersonSection, advised
from gaitcue.report.pages.clip_parts import PartsTable, parts_table
from gaitcue.report.pages.components import references
from gaitcue.report.pages.gallery import Panel, Strip, contacts_panel, curve_panels, laid_over, strip_rows, strips
from gaitcue.report.pages.headline import HeadlineCard, headline_rows, lead_sentence, things_seen
from gaitcue.report.pages.leg_columns import LegColumn, leg_columns
from gaitcue.report.pages.measure_tables import (
    Definition,
    Detail,
    Footnotes,
    TableRow,
    Unmeasured,
    condition_facts,
    coverage_facts,
    definitions,
    measure_rows,
    recording_facts,
    stride_facts,
    unmeasured,
)
from gaitcue.report.pages.runner import RunnerPage, runner_page
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.sentences import check_out, filled, note_text, wording
from gaitcue.report.wording.units import spoken
from gaitcue.terms.advice import Advice
from gaitcue.terms.names import printable
from gaitcue.terms.records import Analysis, Note
from gaitcue.terms.sources import Source, keys_of


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader sees, in the order in which it is told."""

    name: str
    lead: str
    chips: tuple[str, ...]
    painful: str
    seen: tuple[HeadlineCard, ...]
    seen_lead: str
    """what the measures say, in one sentence"""
    runner: RunnerPage | None
    """what to do, and why; None when no person was told about"""
    advised: PersonSection | None
    """the person's part of the clinician's pages"""
    check_out_now: tuple[str, ...]
    check_out_soon: tuple[str, ...]
    safety: str
    limbs: tuple[LegColumn, ...]
    conditions: tuple[Detail, ...]
    recording: tuple[Detail, ...]
    notes: tuple[Note, ...]
    for_later: str
    """that filming waits; empty where it may be done"""
    strips: tuple[Strip, ...]
    rows: tuple[TableRow, ...]
    parts: PartsTable | None
    """what changed within the clip; None when it was not divided"""
    footnotes: tuple[str, ...]
    definitions: tuple[Definition, ...]
    curves: tuple[Panel, ...]
    laid_over: tuple[Panel, ...]
    contacts: Panel | None
    strides: tuple[Detail, ...]
    coverage: tuple[Detail, ...]
    unmeasured: tuple[Unmeasured, ...]
    method: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    """every source that the clinician's pages name"""


def build_report(
    analysis: Analysis, source: FrameSource | None, *, blur_faces: bool = False, catalog: Catalog = registry
) -> Report:
    """Make the report model of one Analysis.

    Parameters
    ----------
    source : frame numbers -> RGB frames of the clip; None without a video: stick figures take the pictures' place
    blur_faces : hide the runner's face in every picture
    catalog : what is known about each measure; the registry of ``gaitcue.gait`` unless told otherwise
    """
    parts = parts_table(analysis, catalog)
    analysis = spoken(analysis)
    frames = KeyFrames(analysis, source, blur=blur_faces)
    limbs = leg_columns(analysis)
    frames.prefetch([*headline_rows(analysis, catalog, frames), *strip_rows(analysis, limbs, frames)])
    person = advised(analysis.advice, analysis.findings, catalog, analysis.conditions)
    runner = None if person is None else runner_page(analysis.advice or Advice(), analysis.findings, analysis)
    seen = () if runner is not None and runner.blocked else tuple(things_seen(analysis, catalog, frames))
    rows = measure_rows(analysis, limbs, catalog, footnotes := Footnotes())
    return Report(
        name=printable(analysis.source.name),
        lead=runner.lead if runner is not None and analysis.advice else lead_sentence(seen),
        chips=_chips(analysis),
        painful=_painful(analysis),
        seen=seen,
        seen_lead=lead_sentence(seen),
        runner=runner,
        advised=person,
        check_out_now=check_out("now"),
        check_out_soon=check_out("soon"),
        safety=closing_text(),
        limbs=limbs,
        conditions=condition_facts(analysis.conditions),
        recording=recording_facts(analysis),
        notes=_notes(analysis),
        for_later=str(wording()["for_later"]["clinician"]) if _may_not_film(analysis) else "",
        strips=strips(analysis, limbs, frames),
        rows=rows,
        parts=parts,
        footnotes=footnotes.lines,
        definitions=definitions(analysis, catalog),
        curves=curve_panels(analysis, limbs),
        laid_over=laid_over(analysis, limbs),
        contacts=contacts_panel(analysis, limbs),
        strides=stride_facts(analysis, limbs),
        coverage=coverage_facts(analysis),
        unmeasured=unmeasured(analysis, catalog),
        method=_method(hidden=blur_faces and source is not None),
        provenance=tuple(row for row in words.flattened(analysis.provenance) if row[1] != words.MISSING),
        sources=references(_keys(analysis, catalog, person)),
    )


def _method(*, hidden: bool) -> tuple[str, ...]:
    said = wording()["method"]
    return (*said["lines"], *([said["faces_hidden"]] if hidden else []))


def _keys(analysis: Analysis, catalog: Catalog, person: PersonSection | None) -> Iterator[str]:
    """Keys that the measures and the person's part name."""
    for measure in dict.fromkeys(row.measure for row in analysis.measures):
        about = catalog(measure, analysis.conditions)
        yield from keys_of(about.source)
        if about.usual is not None:
            yield from (about.usual.tag, *keys_of(about.usual.source))
    yield from (source.key for source in person.sources) if person else ()


def _notes(analysis: Analysis) -> tuple[Note, ...]:
    """The most serious first; of the same weight those on the result, then those on the file; the same note once."""
    file_notes = analysis.clip.notes if analysis.clip else ()
    told = dict.fromkeys(replace(n, text=words.capital(note_text(n))) for n in (*analysis.quality, *file_notes))
    return tuple(sorted(told, key=lambda note: ("serious", "warning", "info").index(note.level)))


def _may_not_film(analysis: Analysis) -> bool:
    return analysis.advice is not None and "filming" in analysis.advice.blocks


def _chips(analysis: Analysis) -> tuple[str, ...]:
    """The few conditions that the runner recognises the run by."""
    told = analysis.conditions
    chips = [f"{told.speed_kmh:g} km/h"] if told.speed_kmh is not None else []
    chips += [f"{told.incline_pct:g} % incline"] if told.incline_pct else []
    chips.append("treadmill" if analysis.view.surface == "treadmill" else "over ground")
    chips += [told.shoe] if told.shoe else []
    chips += [f"cue: {cue_title(told.cue)}"] if told.cue else []
    used = sum(s.used for s in analysis.strides)
    return (*chips, f"{words.plural(used, 'stride')} measured")


def _painful(analysis: Analysis) -> str:
    """Which side hurts, and whether this recording shows it well."""
    side = analysis.conditions.painful_side
    if side is None:
        return ""
    near, said = analysis.view.near_side, wording()["painful_side"]
    code = "both" if side == "both" else "near" if near in (None, side) else "away"
    again = "" if code == "near" or _may_not_film(analysis) else filled(said[f"again_{code}"], {"side": side})
    return filled(said[code], {"side": side, "again": again})
