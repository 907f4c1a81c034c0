"""The clinician's tables: measures, conditions, recording, strides, coverage. Pure data, no markup but charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gaitcue.clinic.rule_data import cue_title
from gaitcue.report.drawing import svg
from gaitcue.report.pages.leg_columns import LegColumn, in_column
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog, MeasureWords
from gaitcue.report.wording.sentences import capture_rate_text, source_text, why, wording
from gaitcue.terms.keypoints import LEG_POINTS, side_of_leg
from gaitcue.terms.names import printable
from gaitcue.terms.records import Analysis, Clip, Conditions, Status, Summary, View
from gaitcue.terms.track import point


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one leg."""

    value: str
    interval: str
    status: Status | None
    status_words: str
    footnote: str = ""
    """number of the reason below the table"""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One measure over all legs."""

    measure: str
    title: str
    family: str
    cells: tuple[Cell, ...]
    usual: str
    evidence: str
    bar: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure is and where its usual range comes from."""

    title: str
    text: str
    usual: str


class Footnotes:
    """Numbers the reasons for weak figures; the same reason keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, reason: str | None) -> str:
        return "" if not reason else str(self._numbers.setdefault(reason, len(self._numbers) + 1))

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(words.capital(reason) for reason in self._numbers)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """What could not be measured, and what to do about it."""

    titles: str
    reason: str


@dataclass(frozen=True, slots=True)
class Detail:
    name: str
    value: str
    told: bool = True


def measure_rows(
    analysis: Analysis, limbs: Sequence[LegColumn], catalog: Catalog, footnotes: Footnotes
) -> tuple[TableRow, ...]:
    """One row for each measure that has a number for some leg, in the order of the Analysis."""
    rows = []
    for measure in dict.fromkeys(s.measure for s in analysis.measures):
        group = [s for s in analysis.measures if s.measure == measure]
        if any(s.mean is not None for s in group):
            rows.append(_row(catalog(measure, analysis.conditions), group, limbs, footnotes))
    return tuple(rows)


def _row(about: MeasureWords, group: Sequence[Summary], limbs: Sequence[LegColumn], footnotes: Footnotes) -> TableRow:
    usual = about.usual
    found = [in_column(group, limb) for limb in limbs]
    return TableRow(
        measure=about.id,
        title=words.capital(about.title),
        family=words.capital(about.family),
        cells=tuple(_cell(s, footnotes) for s in found),
        usual=words.range_text(usual.low, usual.high, group[0].unit) if usual else words.MISSING,
        evidence=usual.evidence if usual else "",
        bar=_bar(about, found, limbs),
    )


def _cell(summary: Summary | None, footnotes: Footnotes) -> Cell:
    if summary is None:
        return Cell(words.MISSING, "", None, "not measured for this leg")
    footnote = footnotes.number(why(summary)) if summary.status != "ok" else ""
    if summary.mean is None:
        return Cell(words.MISSING, "", summary.status, words.STATUS_WORDS[summary.status], footnote)
    value = words.number(summary.mean, words.decimals_for(words.half_width(summary)))
    interval = f"{words.bare_interval(summary)}, n\N{NO-BREAK SPACE}{summary.n}"
    return Cell(
        words.with_unit(value, summary.unit), interval, summary.status, words.STATUS_WORDS[summary.status], footnote
    )


def definitions(analysis: Analysis, catalog: Catalog) -> tuple[Definition, ...]:
    """What each measure of the table is, and where its usual range comes from."""
    shown = dict.fromkeys(s.measure for s in analysis.measures if s.mean is not None)
    return tuple(_definition(catalog(measure, analysis.conditions)) for measure in shown)


def _definition(about: MeasureWords) -> Definition:
    text = " ".join(part for part in (about.definition, about.note) if part)
    source = f" ({about.source})" if about.source else ""
    usual = "; ".join(part for part in (about.usual.source, about.usual.note) if part) if about.usual else ""
    return Definition(words.capital(about.title), f"{text}{source}", usual)


def _bar(about: MeasureWords, found: Sequence[Summary | None], limbs: Sequence[LegColumn]) -> str:
    whiskers = [
        svg.Whisker(limb.style, s.mean, _or(s.ci_low, s.mean), _or(s.ci_high, s.mean), limb.label)
        for s, limb in zip(found, limbs, strict=True)
        if s is not None and s.mean is not None
    ]
    said = "; ".join(
        f"{limb.label} {words.value_with_error(s)}"
        for s, limb in zip(found, limbs, strict=True)
        if s is not None and s.mean is not None
    )
    usual = about.usual
    unit = next((s.unit for s in found if s is not None), "")
    against = f", usual range {words.range_text(usual.low, usual.high, unit)}" if usual else ""
    return svg.interval_bar(whiskers, usual.ends if usual else None, f"{about.title}: {said}{against}", width=150)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def unmeasured(analysis: Analysis, catalog: Catalog) -> tuple[Unmeasured, ...]:
    """Measures without a number for any leg, once each, grouped by the first reason given."""
    measured = {s.measure for s in analysis.measures if s.mean is not None}
    reasons: dict[str, str] = {}
    for summary in analysis.measures:
        if summary.measure not in measured and not reasons.get(summary.measure):
            reasons[summary.measure] = why(summary)
    groups: dict[str, list[str]] = {}
    for measure, reason in reasons.items():
        title = words.capital(catalog(measure, analysis.conditions).title)
        groups.setdefault(reason or "no reason was given", []).append(title)
    return tuple(Unmeasured("; ".join(names), words.capital(reason)) for reason, names in groups.items())


def condition_facts(conditions: Conditions) -> tuple[Detail, ...]:
    """What the person told about the run; what was not told is said so."""

    def fact(name: str, value: object, unit: str = "") -> Detail:
        return Detail(name, words.NOT_RECORDED, told=False) if value is None else Detail(name, f"{_plain(value)}{unit}")

    return (
        fact("Speed", conditions.speed_kmh, " km/h"),
        fact("Incline", conditions.incline_pct, " %"),
        fact("Surface", conditions.surface),
        fact("Shoe", conditions.shoe),
        fact("Cue tried", conditions.cue and cue_title(conditions.cue)),
        fact("Painful side", conditions.painful_side),
        fact("Pain, 0 to 10", conditions.pain),
        fact("Effort, 0 to 10", conditions.effort),
        fact("Minutes run before", conditions.minutes_run),
        fact("Height", conditions.height_cm, " cm"),
    )


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float | int) else str(value)


def recording_facts(analysis: Analysis) -> tuple[Detail, ...]:
    """How the recording was made and how the camera saw the runner."""
    return tuple(_recording(analysis))


def _recording(analysis: Analysis) -> Iterator[Detail]:
    clip, view, track = analysis.clip, analysis.view, analysis.track
    yield _fact("recording", name=printable(analysis.source.name))
    if clip is None:
        yield _fact("source", kind=track.attrs.get("source_kind", "keypoints"), samples=track.sizes["time"])
    else:
        yield from _clip_rows(clip)
    if other := analysis.provenance.get("other_side"):
        yield _fact("other_side", clip=other.get("clip"))
    yield _fact("faces_with_side" if view.near_side else "faces", facing=view.facing, near_side=view.near_side)
    yield _fact("surface", surface=view.surface, camera=view.camera)
    roll, half_width = words.number(view.roll_deg), view.roll_half_width_deg
    yield _fact("roll", roll=roll, half_width=half_width, found_by=_found_by(view, "roll_deg"))
    yield _scale(analysis)


def _clip_rows(clip: Clip) -> Iterator[Detail]:
    codec = clip.codec or wording()["recording"]["codec_unknown"]
    yield _fact("picture", width=clip.width, height=clip.height, codec=codec)
    yield _fact("frames", frames=clip.frames, fps=clip.capture_fps, found_by=capture_rate_text(clip.capture_fps_source))
    slowed = clip.slow_motion_factor != 1
    yield _fact("slow_motion" if slowed else "no_slow_motion", factor=clip.slow_motion_factor)


def _fact(code: str, **values: object) -> Detail:
    label, text = wording()["recording"][code]
    return Detail(label, text.format_map(values))


def _found_by(view: View, key: str) -> str:
    return f" ({source_text(view.sources[key])})" if key in view.sources else ""


def _scale(analysis: Analysis) -> Detail:
    view = analysis.view
    if view.units_per_m is None:
        return _fact("no_scale")
    if analysis.track.attrs.get("units") == "m":
        return _fact("metres")
    code = "scale" if view.units_per_m_half_width is None else "scale_within"
    told = {"scale": view.units_per_m, "half_width": view.units_per_m_half_width}
    return _fact(code, **told, found_by=_found_by(view, "units_per_m"))


def stride_facts(analysis: Analysis, limbs: Sequence[LegColumn]) -> tuple[Detail, ...]:
    """Strides found and used for each leg, and why the others were left out."""
    facts = []
    for limb in limbs:
        strides = [s for s in analysis.strides if limb.holds(s.side)]
        if limb.side is None or not strides:
            continue
        reasons = Counter(why(s) or "no reason given" for s in strides if not s.used)
        left_out = "; ".join(f"{count} left out: {reason}" for reason, count in reasons.items())
        used = sum(s.used for s in strides)
        label = words.leg_label(strides[0].leg, limb.side)
        facts.append(Detail(label, f"{used} of {len(strides)} strides used" + (f"; {left_out}" if left_out else "")))
    return tuple(facts)


def coverage_facts(analysis: Analysis) -> tuple[Detail, ...]:
    """Share of the frames in which all points of a leg were measured."""
    near = analysis.view.near_side
    if near is None:
        return ()
    facts = []
    for leg in ("near", "far"):
        side = side_of_leg("near" if leg == "near" else "far", near)
        there = [np.isfinite(point(analysis.track, f"{side}_{name}")).all(axis=1) for name in LEG_POINTS]
        facts.append(
            Detail(
                words.leg_label(leg, side), f"all leg points in {100 * np.mean(np.all(there, axis=0)):.0f} % of frames"
            )
        )
    return tuple(facts)
