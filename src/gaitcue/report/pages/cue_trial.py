"""A cue trial as a report: what to do and why on one page for the runner, then everything behind it.

Everything is told from the records of the judged trial; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gaitcue.clinic import CueVerdict, NextStep, Trial, TrialResult, closing_text, cues, effort_trend, next_step
from gaitcue.clinic.rule_data import source_text
from gaitcue.clinic.trial import BASELINE, RETURN, Condition, Take
from gaitcue.clinic.verdicts import as_toml, barring, experience
from gaitcue.compare import unlike
from gaitcue.report.drawing.figures import DrawnPicture
from gaitcue.report.drawing.scores import score_bars, trend_line
from gaitcue.report.frames.keyframes import FrameSource
from gaitcue.report.pages.advised import stopping_rules
from gaitcue.report.pages.before_after import before_after_drawing
from gaitcue.report.pages.changes import ChangeRow, change_rows
from gaitcue.report.pages.gallery import Panel
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.sentences import check_out, reason_text, worded, wording
from gaitcue.report.wording.trial_words import (
    TAKE_WORDS,
    TrialWords,
    condition_label,
    cue_name,
    cue_names,
    lead_words,
    step_words,
    survival_term,
    trend_words,
    verdict_term,
    verdict_words,
)
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Note

SCORES: Final = (("pain", "Pain"), ("effort", "Effort"), ("awkwardness", "Awkwardness"))
FLAG_CODES: Final = ("flags_not_asked", "flags_partly", "flags_old")


@dataclass(frozen=True, slots=True)
class CueWords:
    """One cue in the words to practise with, and those to explain it once with."""

    title: str
    say: str
    explain: str
    """empty where it is what the title says already"""


@dataclass(frozen=True, slots=True)
class Practice:
    """What is practised until the next visit."""

    sayings: tuple[CueWords, ...]
    target: str
    """what the metronome is set to; empty for cues without one"""


@dataclass(frozen=True, slots=True)
class WhyCue:
    """What became of one condition, for the runner."""

    title: str
    word: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankRow:
    """One condition in the ranking."""

    name: str
    cues: str
    verdict: str
    verdict_words: str
    survival: str
    pain: str
    effort: str
    awkwardness: str
    reasons: tuple[str, ...]
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    judged_by: str
    evidence: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChangesOf:
    """Measures of one take against the baseline."""

    name: str
    headline: tuple[ChangeRow, ...]
    others: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Effort of one condition over the visits."""

    name: str
    chart: str
    text: str


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What a reader of a trial sees, in order."""

    title: str
    lead: str
    chips: tuple[str, ...]
    alarm: tuple[str, ...]
    """what the triage says to do first"""
    asked: str
    """that the safety questions were not asked, or are old; empty when they were"""
    practice: Practice | None
    steps: tuple[str, ...]
    why: tuple[WhyCue, ...]
    picture: DrawnPicture | None
    picture_title: str
    no_picture: str
    scores: tuple[Panel, ...]
    ranking: tuple[RankRow, ...]
    remember: str
    """TOML for the person's file"""
    changes: tuple[ChangesOf, ...]
    trends: tuple[TrendChart, ...]
    notes: tuple[Note, ...]
    stopping: tuple[str, ...]
    explained: str
    check_out_now: tuple[str, ...]
    check_out_soon: tuple[str, ...]
    safety: str
    provenance: tuple[tuple[str, str], ...]


def build_trial_report(
    result: TrialResult,
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    *,
    earlier: Sequence[Trial] = (),
    blur_faces: bool = False,
    catalog: Catalog = registry,
) -> TrialReport:
    """Make the report model of a judged trial.

    Parameters
    ----------
    analyses, sources : one for each run, in the order of ``result.comparison.names``
    earlier : earlier visits, for the trend of effort
    """
    say = TrialWords(catalog, analyses[0].conditions)
    step = next_step(result)
    shown = result.chosen or next(iter(result.verdicts), None)
    shown = None if result.triage.bars("cue_trial") else shown
    picture, no_picture = _picture(result, shown, analyses, sources, blur_faces, catalog)
    return TrialReport(
        title=f"{result.trial.on.day} {result.trial.on:%B %Y}",
        lead=lead(result),
        chips=tuple(_chips(result, analyses[0])),
        alarm=barring(result.triage),
        asked=" ".join(say.runner(reason) for reason in result.said if reason.code in FLAG_CODES),
        practice=_practice(step, result) if step.cues else None,
        steps=tuple(step_words(item) for item in step.steps),
        why=tuple(_why(verdict, result, say) for verdict in result.verdicts),
        picture=picture,
        picture_title=_picture_title(result, shown),
        no_picture=no_picture,
        scores=tuple(_scores(result)),
        ranking=tuple(_rank_row(verdict, result, say) for verdict in result.verdicts),
        remember=as_toml(experience(result)),
        changes=tuple(_changes(result, name, analyses[0], catalog) for name in result.comparison.names[1:]),
        trends=tuple(_trends(result, earlier)),
        notes=(*_notes(result, say), *map(worded, result.notes)),
        stopping=stopping_rules(),
        explained=wording()["changes"]["explained"],
        check_out_now=check_out("now"),
        check_out_soon=check_out("soon"),
        safety=closing_text(),
        provenance=tuple(words.flattened(result.comparison.provenance)),
    )


# --- for the runner --------------------------------------------------------------------------------------------------


def lead(result: TrialResult) -> str:
    """What to do, in one sentence."""
    chosen, verdicts = result.chosen, {verdict.verdict for verdict in result.verdicts}
    if result.triage.bars("cue_trial") or "stop" in verdicts:
        return lead_words("stop")
    if chosen is not None:
        for_now = "" if chosen.survival == "survives" else " for now"
        it = "this one" if len(chosen.cues) == 1 else "these together"
        named = " and ".join(cue_names([name]) for name in chosen.cues)
        return lead_words(chosen.practise, it=it, for_now=for_now, cues=named)
    if any(verdict.survival == "dropped" for verdict in result.verdicts):
        return lead_words("dropped")
    if "repeat" in verdicts:
        return lead_words("repeat")
    return lead_words("cannot_tell" if verdicts <= {"cannot_tell"} else "none")


def _chips(result: TrialResult, first: Analysis) -> Iterator[str]:
    speed = first.conditions.speed_kmh
    yield f"{result.trial.on.day} {result.trial.on:%B %Y}"
    if speed is not None:
        yield f"{speed:g} km/h"
    tried = len(result.verdicts)
    cue = "the cue" if len(result.verdicts[0].cues) == 1 else "the cues together"
    takes = f"as usual, with {cue}" if tried == 1 else f"as usual, then in {tried} other ways"
    yield f"Run {takes}{', as usual again' if result.trial.return_baseline else ''}"


def _practice(step: NextStep, result: TrialResult) -> Practice:
    target = ""
    if step.target is not None:
        more = step.target.to_spm - step.target.from_spm
        target = lead_words("metronome", to_spm=step.target.to_spm, from_spm=step.target.from_spm, more=more)
    return Practice(tuple(_saying(cue, clicks=step.target is not None) for cue in step.cues), target)


def _saying(name: str, *, clicks: bool) -> CueWords:
    cue = cues()[name]
    say = cue.external if clicks or cue.dose_pct is None else lead_words("without_clicks")
    title = cue_name(name)
    repeats = title.strip("“”").lower() in cue.internal.lower()
    return CueWords(title, say, "" if repeats else cue.internal)


def _why(verdict: CueVerdict, result: TrialResult, say: TrialWords) -> WhyCue:
    word = verdict_words(verdict.verdict, verdict.survival, second=verdict is not result.chosen)
    lines = [say.runner(reason) for reason in (*verdict.reasons, *_eased(verdict))]
    return WhyCue(_title(verdict, result), word, tuple(line for line in dict.fromkeys(lines) if line))


def _title(verdict: CueVerdict, result: TrialResult) -> str:
    """The cues; the condition's name too, where the same cues were tried twice."""
    again = sum(set(other.cues) == set(verdict.cues) for other in result.verdicts) > 1
    return cue_names(verdict.cues) + (f", {verdict.name}" if again else "")


def _eased(verdict: CueVerdict) -> list[Reason]:
    """What the cue may be good for: only where it is practised."""
    return [reason for reason in verdict.pros if reason.code == "eases"] if verdict.practise != "none" else []


def _picture_title(result: TrialResult, shown: CueVerdict | None) -> str:
    if shown is None:
        return ""
    return f"As usual, and with {'the cue' if len(result.verdicts) == 1 else _title(shown, result)}"


def _picture(
    result: TrialResult,
    shown: CueVerdict | None,
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    blur_faces: bool,
    catalog: Catalog,
) -> tuple[DrawnPicture | None, str]:
    """The baseline beside the chosen cue (else the best ranked), or the sentence why there is none."""
    if shown is None:
        return None, ""
    at = result.comparison.names.index(shown.name)
    if unlikeness := unlike(analyses[0], analyses[at]):
        return None, f"There is no picture of both runs side by side: {reason_text(unlikeness)}."
    try:
        drawn = before_after_drawing(
            (analyses[0], analyses[at]),
            (sources[0], sources[at]),
            _leg(analyses[0]),
            "initial_contact",
            names=("as usual", "with the cue"),
            blur_faces=blur_faces,
            catalog=catalog,
        )
    except BadOption as reason:
        return None, f"There is no picture of both runs side by side: {reason}."
    return drawn, ""


def _leg(first: Analysis) -> Literal["near"] | Side:
    """The near leg; of markers the painful one."""
    side = first.conditions.painful_side
    return "near" if first.view.near_side else "left" if side in (None, "both") else side  # type: ignore[return-value]


def _scores(result: TrialResult) -> Iterator[Panel]:
    """Pain, effort and awkwardness of every take, where at least one was told."""
    alone = len(result.verdicts) == 1
    labels = {v.name: "with the cue" if alone else _title(v, result) for v in result.verdicts} | TAKE_WORDS
    chosen = result.chosen.name if result.chosen else None
    takes = [(labels.get(name, name), take, name == chosen) for name, take in result.trial.takes.items()]
    for field, title in SCORES:
        rows = [(name, _score(take, field), best) for name, take, best in takes]
        if field == "awkwardness":
            rows = [row for row, (_, take, _) in zip(rows, takes, strict=True) if take.name not in (BASELINE, RETURN)]
        if any(score is not None for _, score, _ in rows):
            yield Panel(title, "0 to 10", score_bars(title, rows))


def _score(take: Take, field: str) -> float | None:
    return {"pain": take.pain, "effort": take.effort, "awkwardness": take.awkwardness}[field]


# --- for the clinician -----------------------------------------------------------------------------------------------


def _notes(result: TrialResult, say: TrialWords) -> Iterator[Note]:
    """What holds for the whole visit, the serious first."""
    notes = [say.note(reason) for reason in result.said]
    yield from sorted(notes, key=lambda note: ("serious", "warning", "info").index(note.level))


def _rank_row(verdict: CueVerdict, result: TrialResult, say: TrialWords) -> RankRow:
    condition = next(c for c in result.trial.conditions if c.name == verdict.name)
    base, take = result.trial.baseline, condition.take
    return RankRow(
        name=condition_label(verdict.name, verdict.cues),
        cues=_spoken(condition),
        verdict=verdict.verdict,
        verdict_words=verdict_term(verdict.verdict),
        survival=survival_term(verdict.survival),
        pain=_pair(base.pain, take.pain),
        effort=_pair(base.effort, take.effort),
        awkwardness=words.MISSING if take.awkwardness is None else f"{take.awkwardness:g}",
        reasons=_lines(verdict.reasons, say),
        pros=_lines(verdict.pros, say),
        cons=_lines(verdict.cons, say),
        judged_by=" ".join(say.clinician(reason) for reason in verdict.judged_by),
        evidence="; ".join(_evidence(name, result.site) for name in verdict.cues),
        chosen=verdict is result.chosen,
    )


def _evidence(name: str, site: str | None) -> str:
    """Grade of the evidence for what hurts in this person, and the sources of the cue."""
    cue = cues()[name]
    return f"{cue.grades.get(site, cue.grade) if site else cue.grade}: {source_text(cue.sources)}"


def _lines(reasons: Sequence[Reason], say: TrialWords) -> tuple[str, ...]:
    return tuple(dict.fromkeys(say.clinician(reason) for reason in reasons))


def _spoken(condition: Condition) -> str:
    """The cues of a condition with the wording that was said."""
    return "; ".join(
        f"{cues()[c].title} (“{cues()[c].internal if condition.wording == 'internal' else cues()[c].external}”)"
        for c in condition.cues
    )


def _pair(before: float | None, after: float | None) -> str:
    told = [words.MISSING if score is None else f"{score:g}" for score in (before, after)]
    return f"{told[0]} → {told[1]}"


def _changes(result: TrialResult, name: str, first: Analysis, catalog: Catalog) -> ChangesOf:
    rows = [change_rows(result.comparison, name, first, catalog, headline=headline) for headline in (True, False)]
    labels = {verdict.name: condition_label(verdict.name, verdict.cues) for verdict in result.verdicts} | TAKE_WORDS
    return ChangesOf(labels.get(name, name), rows[0], rows[1])


def _trends(result: TrialResult, earlier: Sequence[Trial]) -> Iterator[TrendChart]:
    """Only conditions that were tried on more than one visit."""
    for condition in result.trial.conditions:
        trend = effort_trend([*earlier, result.trial], condition.cues)
        if len(trend.changes) > 1:
            label = condition_label(condition.name, condition.cues)
            yield TrendChart(label, trend_line(label, trend.changes), sentence(trend_words(trend.per_session)))
