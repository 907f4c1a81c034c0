"""Which three things the runner is told first, and how.

The rule, the same for everybody: what a finding rests on comes first, so that the page shows what it speaks of; then
what lies outside its usual range, then what may lie outside, then what lies inside. Within each the order is
overstride, cadence, trunk, pelvis, knee, hip, bounce, rhythm; one thing from each family. So a runner with nothing
unusual gets the first three families that were measured. Numbers that could not be measured are never shown here,
and of a doubtful number of the far leg the near leg's stands in its place, unless the far leg is the painful one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from gaitcue.clinic.rule_data import table
from gaitcue.report.drawing import svg
from gaitcue.report.drawing.figures import LINE_WORDS, DrawnPicture, ToDraw, picture_svg
from gaitcue.report.frames.keyframes import MOMENT_WORDS, KeyFrames, moment_time, typical_stride
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog, MeasureWords
from gaitcue.report.wording.plain import FAMILIES, PLAIN, Plain
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Summary

Position = Literal["above", "below", "edge", "inside", "unknown"]
HOW_MANY: Final = 3
STANDS_FOR: Final = {"cadence_z": "cadence", "cadence_low": "cadence", "cadence_below_expected": "cadence"}
"""Inputs of findings, and reasons, that are a measure under another name."""
TOWARDS_AN_END: Final = 0.25
"""Share of the usual range at either end (one SD of a range of mean ± 2 SD)."""
_RANK: Final[dict[Position, int]] = {"above": 0, "below": 0, "edge": 1, "inside": 2, "unknown": 3}


@dataclass(frozen=True, slots=True)
class HeadlineCard:
    """One of the things told to the runner."""

    measure: str
    title: str
    short: str
    leg: str
    painful: bool
    value: str
    usual: str
    usual_from: str
    what: str
    position: Position
    behind: bool
    """a finding rests on it"""
    position_words: str
    sure: str
    picture: DrawnPicture | None
    bar: str


@dataclass(frozen=True, slots=True)
class HeadlineCandidate:
    summary: Summary
    about: MeasureWords
    plain: Plain
    position: Position
    behind: bool
    """a finding rests on it"""


def position(summary: Summary, about: MeasureWords) -> Position:
    """Where the whole 95 % interval lies against the usual range; "edge" when it crosses an end."""
    usual = about.usual
    if usual is None or not usual.may_judge or summary.mean is None:
        return "unknown"
    low = summary.mean if summary.ci_low is None else summary.ci_low
    high = summary.mean if summary.ci_high is None else summary.ci_high
    if usual.high is not None and low > usual.high:
        return "above"
    if usual.low is not None and high < usual.low:
        return "below"
    crosses = (usual.high is not None and high > usual.high) or (usual.low is not None and low < usual.low)
    return "edge" if crosses else "inside"


def candidates(analysis: Analysis, catalog: Catalog) -> list[HeadlineCandidate]:
    """Everything that could be told, best first."""
    found, behind = [], set(_behind(analysis))
    for summary in analysis.measures:
        plain = PLAIN.get(summary.measure)
        if plain is None or summary.mean is None or summary.status == "not_measurable":
            continue
        if _near_tells_better(summary, analysis):
            continue
        about = catalog(summary.measure, analysis.conditions)
        where = position(summary, about) if plain.may_stand_out else "unknown"
        found.append(HeadlineCandidate(summary, about, plain, where, summary.measure in behind))
    return sorted(found, key=_priority)


def _behind(analysis: Analysis) -> Iterator[str]:
    """The measures that findings rest on, and those that speak for the cue."""
    for finding in analysis.findings:
        yield from measures_in(finding.inputs)
    first, limits = analysis.advice.first if analysis.advice else None, table("thresholds")["fact"]
    for reason in first.reasons if first else ():
        yield limits.get(reason.code, {}).get("measure", STANDS_FOR.get(reason.code, ""))


def measures_in(inputs: Mapping[str, Any]) -> Iterator[str]:
    """The measures that the facts of a finding were judged by."""
    for name, value in inputs.items():
        if isinstance(value, Mapping):
            yield from measures_in(value)
        else:
            yield STANDS_FOR.get(name, name)


def _near_tells_better(summary: Summary, analysis: Analysis) -> bool:
    """Is this a doubtful number of the far leg, which the near one hides, and the near leg's is surer?"""
    if summary.leg != "far" or summary.status != "low_confidence" or is_painful(summary.side, analysis):
        return False
    return any(m.measure == summary.measure and m.leg == "near" and m.status == "ok" for m in analysis.measures)


def _priority(candidate: HeadlineCandidate) -> tuple[int, ...]:
    summary = candidate.summary
    return (
        0 if candidate.behind else 1,
        _RANK[candidate.position] + (1 if summary.status == "low_confidence" and _RANK[candidate.position] < 2 else 0),
        FAMILIES.index(candidate.plain.family),
        0 if summary.status == "ok" else 1,
        list(PLAIN).index(summary.measure),
        0 if summary.leg in ("near", "both", None) else 1,
    )


def chosen(analysis: Analysis, catalog: Catalog) -> list[HeadlineCandidate]:
    """The three things, one from each family, told in the order of the families within each rank."""
    picked: list[HeadlineCandidate] = []
    for candidate in candidates(analysis, catalog):
        if len(picked) < HOW_MANY and candidate.plain.family not in {p.plain.family for p in picked}:
            picked.append(candidate)
    return picked


def things_seen(analysis: Analysis, catalog: Catalog, frames: KeyFrames) -> list[HeadlineCard]:
    return [_seen(candidate, analysis, frames) for candidate in chosen(analysis, catalog)]


def headline_rows(analysis: Analysis, catalog: Catalog, frames: KeyFrames) -> Iterable[int]:
    """The rows of the Track that the pictures will show, to be decoded in one go."""
    for candidate in chosen(analysis, catalog):
        stride = typical_stride(analysis, candidate.summary.measure, _side(candidate, analysis))
        if stride is not None:
            yield frames.row_at(moment_time(stride, candidate.plain.moment))


def _side(candidate: HeadlineCandidate, analysis: Analysis) -> Side:
    return candidate.summary.side or analysis.view.near_side or "right"


def _seen(candidate: HeadlineCandidate, analysis: Analysis, frames: KeyFrames) -> HeadlineCard:
    summary, about, usual = candidate.summary, candidate.about, candidate.about.usual
    painful = is_painful(summary.side, analysis)
    return HeadlineCard(
        measure=summary.measure,
        title=words.capital(about.title_runner),
        short=candidate.plain.short,
        leg=words.leg_words(summary.leg, summary.side),
        painful=painful,
        value=words.value_with_error(summary),
        usual=words.range_text(usual.low, usual.high, summary.unit) if usual else words.MISSING,
        usual_from=usual.for_runner if usual else wording()["usual_from"]["none"],
        what=candidate.plain.what,
        position=candidate.position,
        behind=candidate.behind,
        position_words=_position_words(candidate),
        sure=words.how_sure(summary, usual.yardstick if usual else None),
        picture=_picture(candidate, analysis, frames),
        bar=_bar(candidate),
    )


def is_painful(side: Side | None, analysis: Analysis) -> bool:
    told = analysis.conditions.painful_side
    return told is not None and (told == "both" or told == side)


def _position_words(candidate: HeadlineCandidate) -> str:
    where = _end(candidate) if candidate.position == "inside" else ""
    return str(wording()["position"][where or candidate.position])


def _end(candidate: HeadlineCandidate) -> str:
    """Towards which end of its usual range something lies that a finding rests on; empty in the middle half."""
    usual, mean = candidate.about.usual, candidate.summary.mean
    if not candidate.behind or usual is None or mean is None or usual.low is None or usual.high is None:
        return ""
    share = (mean - usual.low) / (usual.high - usual.low)
    return "lower" if share <= TOWARDS_AN_END else "upper" if share >= 1.0 - TOWARDS_AN_END else ""


def _bar(candidate: HeadlineCandidate) -> str:
    summary, about = candidate.summary, candidate.about
    mean = summary.mean if summary.mean is not None else 0.0
    low, high = (mean if x is None else x for x in (summary.ci_low, summary.ci_high))
    usual = about.usual
    shown = words.range_text(usual.low, usual.high, summary.unit) if usual else "not known"
    alt = f"{about.title_runner}: {words.value_with_error(summary)}; usual range {shown}"
    whisker = svg.Whisker(summary.leg or "near", mean, low, high)
    return svg.interval_bar([whisker], usual.ends if usual else None, alt, width=280, with_axis=True)


def _picture(candidate: HeadlineCandidate, analysis: Analysis, frames: KeyFrames) -> DrawnPicture | None:
    """The frame of the stride that is most like the runner's mean, with the lines that show the measure."""
    summary, plain = candidate.summary, candidate.plain
    side = _side(candidate, analysis)
    stride = typical_stride(analysis, summary.measure, side)
    if stride is None:
        return None
    cut = frames.cut(frames.row_at(moment_time(stride, plain.moment)), stride)
    value = words.value_with_error(summary)
    drawn = ToDraw(
        plain.lines, side, value.replace("steps/min", "/min"), plain.tag_at, analysis.conditions.painful_side
    )
    shown = " and ".join(LINE_WORDS[kind] for kind in plain.lines)
    alt = f"The runner at {MOMENT_WORDS[plain.moment].lower()}, {side} leg, with {shown} drawn: {value}"
    near = analysis.view.near_side or side
    caption = f"{words.capital(side)} leg, {MOMENT_WORDS[plain.moment].lower()}, frame {cut.frame}"
    return DrawnPicture(picture_svg(frames.size, cut.photo, cut.points, near, drawn, alt, cut.path), alt, caption)


def lead_sentence(seen: Sequence[HeadlineCard]) -> str:
    """The one sentence at the top."""
    if not seen:
        return _headline("nothing_measured")
    outside = [s.short for s in seen if s.position in ("above", "below")]
    edge = [s.short for s in seen if s.position == "edge"]
    idea = _idea(seen)
    if outside:
        told = _headline("one_out" if len(outside) == 1 else "several_out", outside)
        return f"{told}; {idea}." if idea else f"{told}."
    if idea:
        return f"{_headline('none_out')}; {idea}."
    if edge:
        return f"{_headline('one_at_the_edge' if len(edge) == 1 else 'several_at_the_edge', edge)}."
    return _headline("unremarkable")


def _headline(code: str, what: Sequence[str] = ()) -> str:
    return filled(wording()["headline"][code], {"what": words.joined(what)})


def _idea(seen: Sequence[HeadlineCard]) -> str:
    """That an idea rests on something that does not stand out, so that the page does not seem to deny it."""
    behind = [s.short for s in seen if s.behind and s.position not in ("above", "below")]
    if not behind:
        return ""
    if any(s.behind and s.short not in behind for s in seen):
        return _headline("one_in_the_idea" if len(behind) == 1 else "several_in_the_idea", behind)
    return _headline("idea_from", behind)
