"""The report model: everything that the report says and shows, built once, the same for HTML and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from gaitcue.clinic import closing_text
from gaitcue.report.frames.keyframes import FrameSource, KeyFrames
from gaitcue.report.pages.advised import Advised, advised
from gaitcue.report.pages.clip_parts import PartsTable, parts_table
from gaitcue.report.pages.components import references
from gaitcue.report.pages.gallery import Panel, Strip, contacts_panel, curve_panels, laid_over, strip_rows, strips
from gaitcue.report.pages.headline import HeadlineCard, headline_rows, lead_sentence, things_seen
from gaitcue.report.pages.leg_columns import LegColumn, limbs_of
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
from gaitcue.report.pages.safety import CHECK_OUT_NOW, CHECK_OUT_SOON
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.sentences import note_text, wording
from gaitcue.report.wording.units import spoken
from gaitcue.terms.advice import Advice
from gaitcue.terms.names import printable
from gaitcue.terms.records import Analysis, Note
from gaitcue.terms.sources import Source, keys_of

METHOD: Final = (
    "Points of the body are found in every frame and followed through the clip; points that could not be measured are "
    "left out, never guessed.",
    "Initial contact and toe-off are placed between frames, in true time. Angles are taken at those moments, in the "
    "plane of the picture, with the camera's roll taken out.",
    "± and the intervals are 95 % intervals for this runner's mean under these conditions. They hold the spread from "
    "stride to stride, the error of the event times at this frame rate, and the error of the points.",
    "One camera sees one plane: turning out of that plane is not measured, and the leg away from the camera is "
    "measured less well. Single steps are to be read with caution; means are better.",
    "A usual range marked “product default” is gaitcue's own working value, because no published cut-off exists.",
)
FACES_HIDDEN: Final = (
    "The runner's face was made unrecognisable. Other people in the pictures were not looked for: check the pictures "
    "before passing this report on."
)


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
    advised: Advised | None
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
    limbs = limbs_of(analysis)
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
        check_out_now=CHECK_OUT_NOW,
        check_out_soon=CHECK_OUT_SOON,
        safety=closing_text(),
        limbs=limbs,
        conditions=condition_facts(analysis.conditions),
        recording=recording_facts(analysis),
        notes=tuple(sorted(_notes(analysis), key=lambda n: ("serious", "warning", "info").index(n.level))),
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
        method=(*METHOD, *([FACES_HIDDEN] if blur_faces and source is not None else [])),
        provenance=tuple(row for row in words.flattened(analysis.provenance) if row[1] != words.MISSING),
        sources=references(_keys(analysis, catalog, person)),
    )


def _keys(analysis: Analysis, catalog: Catalog, person: Advised | None) -> Iterator[str]:
    """Keys that the measures and the person's part name."""
    for measure in dict.fromkeys(row.measure for row in analysis.measures):
        about = catalog(measure, analysis.conditions)
        yield from keys_of(about.source)
        if about.usual is not None:
            yield from (about.usual.tag, *keys_of(about.usual.source))
    yield from (source.key for source in person.sources) if person else ()


def _notes(analysis: Analysis) -> tuple[Note, ...]:
    """Notes on the result, then those on the file; the same note once."""
    file_notes = analysis.clip.notes if analysis.clip else ()
    return tuple(dict.fromkeys(replace(n, text=words.capital(note_text(n))) for n in (*analysis.quality, *file_notes)))


def _may_not_film(analysis: Analysis) -> bool:
    return analysis.advice is not None and "filming" in analysis.advice.blocks


def _chips(analysis: Analysis) -> tuple[str, ...]:
    """The few conditions that the runner recognises the run by."""
    told = analysis.conditions
    chips = [f"{told.speed_kmh:g} km/h"] if told.speed_kmh is not None else []
    chips += [f"{told.incline_pct:g} % incline"] if told.incline_pct else []
    chips.append("treadmill" if analysis.view.surface == "treadmill" else "over ground")
    chips += [told.shoe] if told.shoe else []
    chips += [f"cue: {told.cue}"] if told.cue else []
    used = sum(s.used for s in analysis.strides)
    return (*chips, f"{words.plural(used, 'stride')} measured")


def _painful(analysis: Analysis) -> str:
    """Which side hurts, and whether this recording shows it well."""
    side = analysis.conditions.painful_side
    if side is None:
        return ""
    may_film = not _may_not_film(analysis)
    if side == "both":
        other = "; film the other side as well" if may_film else ""
        return f"Painful side: both. The leg near the camera is measured best{other}."
    near = analysis.view.near_side
    if near is None or near == side:
        return f"Painful side: {side}."
    again = f": film from the {side} to measure that leg well" if may_film else ""
    return f"Painful side: {side}. It was away from the camera{again}."
