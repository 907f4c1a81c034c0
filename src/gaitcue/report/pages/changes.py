"""The comparison as a report model: one sentence, the before/after picture, what changed by how much, the curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitcue.clinic import closing_text
from gaitcue.compare import Change, Comparison, CurveChange, Verdict, unlike
from gaitcue.report.drawing import svg
from gaitcue.report.drawing.figures import DrawnPicture
from gaitcue.report.frames.keyframes import FrameSource
from gaitcue.report.pages.before_after import before_after_drawing
from gaitcue.report.pages.gallery import CURVE_WORDS, Panel
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.plain_changes import plain_sentence
from gaitcue.report.wording.sentences import check_out, filled, reason_text, why, worded, wording
from gaitcue.report.wording.units import factor_of, scaled, spoken_unit
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Note

VERDICT_WORDS: Final[dict[Verdict, str]] = {
    "changed": "changed",
    "probably_changed": "probably changed",
    "no_change_shown": "no change shown",
    "cannot_tell": "cannot tell",
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One measure of one leg, the later run against the first."""

    title: str
    leg: str
    painful: bool
    before: str
    after: str
    difference: str
    interval: str
    detectable: str
    verdict: Verdict
    verdict_words: str
    reason: str
    bar: str


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What a reader of a comparison sees, in order."""

    title: str
    plain: str
    """what changed, as the runner would say it; empty where nothing did"""
    lead: str
    names: tuple[str, ...]
    pictures: tuple[DrawnPicture, ...]
    unpictured: tuple[str, ...]
    """which runs are not shown side by side, and why"""
    headline: tuple[tuple[str, tuple[ChangeRow, ...]], ...]
    """run name -> rows of the headline table"""
    others: tuple[tuple[str, tuple[ChangeRow, ...]], ...]
    curves: tuple[Panel, ...]
    notes: tuple[Note, ...]
    explained: str
    check_out_now: tuple[str, ...]
    check_out_soon: tuple[str, ...]
    safety: str
    provenance: tuple[tuple[str, str], ...]


def build_change_report(
    comparison: Comparison,
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    *,
    blur_faces: bool = False,
    catalog: Catalog = registry,
) -> ChangeReport:
    """Make the report model of a comparison; the pictures set the first run beside each later one."""
    later = comparison.names[1:]

    def told(run: str, headline: bool) -> tuple[ChangeRow, ...]:
        return change_rows(comparison, run, analyses[0], catalog, headline=headline)

    return ChangeReport(
        title=" and ".join(comparison.names) if len(later) == 1 else ", ".join(comparison.names),
        plain=plain_sentence(comparison),
        lead=lead_sentence(comparison, catalog, analyses[0]),
        names=comparison.names,
        pictures=_pictures(analyses, sources, comparison.names, blur_faces, catalog),
        unpictured=tuple(_unpictured(analyses, comparison.names)),
        headline=tuple((run, told(run, True)) for run in later),
        others=tuple((run, told(run, False)) for run in later),
        curves=tuple(_panel(c) for c in comparison.curves),
        notes=tuple(map(worded, comparison.notes)),
        explained=wording()["changes"]["explained"],
        check_out_now=check_out("now"),
        check_out_soon=check_out("soon"),
        safety=closing_text(),
        provenance=tuple(words.flattened(comparison.provenance)),
    )


def change_rows(
    comparison: Comparison, run: str, first: Analysis, catalog: Catalog, *, headline: bool
) -> tuple[ChangeRow, ...]:
    """The rows of one later run that have a number; those of the headline table, or the others."""
    rows = (c for c in comparison.changes if c.run in (run, "") and c.headline == headline)
    return tuple(_row(c, first, catalog) for c in rows if _has_number(c))


def _has_number(change: Change) -> bool:
    return change.before is not None or change.after is not None


def lead_sentence(comparison: Comparison, catalog: Catalog, first: Analysis) -> str:
    """The one sentence at the top, from the headline table only."""
    rows = [c for c in comparison.changes if c.headline]

    def titles(verdict: Verdict) -> list[str]:
        found = (catalog(c.measure, first.conditions).title for c in rows if c.verdict == verdict)
        return list(dict.fromkeys(t[:1].lower() + t[1:] for t in found))

    changed, probably = titles("changed"), titles("probably_changed")
    said = wording()["changes"]
    if changed or probably:
        code = "changed" if changed else "probably_changed"
        return filled(said[code], {"what": "; ".join(changed or probably)})
    untold = rows and all(c.verdict == "cannot_tell" for c in rows)
    return str(said["cannot_tell" if untold else "no_change_shown"])


def _row(change: Change, first: Analysis, catalog: Catalog) -> ChangeRow:
    factor, unit = factor_of(change.unit), spoken_unit(change.unit)
    before, after, difference, low, high, detectable = (
        scaled(x, factor)
        for x in (
            change.before,
            change.after,
            change.difference,
            change.ci_low,
            change.ci_high,
            change.smallest_detectable_change,
        )
    )
    digits = words.decimals_for(detectable if low is None or high is None else (high - low) / 2)
    painful = first.conditions.painful_side in (change.side, "both") and change.side is not None
    title = words.capital(catalog(change.measure, first.conditions).title)
    verdict = VERDICT_WORDS[change.verdict]
    return ChangeRow(
        title=title,
        leg=words.leg_label(change.leg, change.side),
        painful=painful,
        before=words.with_unit(words.number(before, digits), unit),
        after=words.with_unit(words.number(after, digits), unit),
        difference=words.with_unit(_signed(difference, digits), unit),
        interval="" if low is None or high is None else f"{_signed(low, digits)} to {_signed(high, digits)}",
        detectable=words.with_unit(words.number(detectable, digits), unit),
        verdict=change.verdict,
        verdict_words=verdict,
        reason=words.capital(why(change)),
        bar=_bar(title, difference, low, high, detectable, verdict),
    )


def _signed(value: float | None, digits: int) -> str:
    text = words.number(value, digits)
    return text if value is None or value <= 0 or text == words.MISSING else f"+{text}"


def _bar(
    title: str,
    difference: float | None,
    low: float | None,
    high: float | None,
    detectable: float | None,
    verdict: str,
) -> str:
    """The difference with its interval, against a band within which nothing can be told from measurement error."""
    if difference is None:
        return ""
    ends = None if detectable is None else (-detectable, detectable)
    whisker = svg.Whisker("both", difference, difference if low is None else low, difference if high is None else high)
    return svg.interval_bar([whisker], ends, f"{title}: {verdict}", width=150, neutral=True)


def _pictures(
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    names: Sequence[str],
    blur: bool,
    catalog: Catalog,
) -> tuple[DrawnPicture, ...]:
    """Initial contact of the near leg (markers: of both legs), the first run beside each later one; none if unlike."""
    near = analyses[0].view.near_side
    sides: tuple[Side, ...] = (near,) if near else ("left", "right")
    found = []
    for analysis, source, name in zip(analyses[1:], sources[1:], names[1:], strict=True):
        for side in sides:
            try:
                found.append(
                    before_after_drawing(
                        (analyses[0], analysis),
                        (sources[0], source),
                        side,
                        "initial_contact",
                        names=(names[0], name),
                        blur_faces=blur,
                        catalog=catalog,
                    )
                )
            except BadOption:  # the runs show no such leg: the notes of the comparison say why
                continue
    return tuple(found)


def _unpictured(analyses: Sequence[Analysis], names: Sequence[str]) -> Iterator[str]:
    """Frames of different speeds or inclines are never laid side by side."""
    for analysis, name in zip(analyses[1:], names[1:], strict=True):
        if unlikeness := unlike(analyses[0], analysis):
            told = {"before": names[0], "after": name, "why": reason_text(unlikeness)}
            yield filled(wording()["changes"]["no_picture"], told)


def _panel(change: CurveChange) -> Panel:
    """Both mean curves, and the phases in which they differ beyond chance."""
    title = CURVE_WORDS.get(change.name, (words.humanised(change.name), ""))[0]
    verdict = VERDICT_WORDS[change.verdict]
    if change.verdict == "no_change_shown" and change.phases:
        verdict = wording()["changes"]["within_repeated"]
    hint = f"{words.leg_label(change.leg, change.side)}: {verdict}"
    nothing = np.zeros_like(change.before)
    bands = [
        svg.CycleBand("far", "before", change.before, nothing, float("nan"), 0),
        svg.CycleBand("near", change.run or "after", change.after, nothing, float("nan"), 0),
    ]
    phases = [(p.start_pct, p.end_pct) for p in change.phases]
    said = "; ".join(f"differs from {a:.0f} to {b:.0f} % of the stride" for a, b in phases) or "no phase differs"
    chart = svg.cycle_chart(bands, words.unit_word(change.unit), f"{title}, {hint}; {said}", marked=phases)
    return Panel(title, hint, chart)
