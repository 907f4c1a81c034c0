"""Which cue of a trial suits this person: keep, reject, change the wording, or cannot tell, with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gaitcue.clinic.facts import Facts
from gaitcue.clinic.gait_facts import gather
from gaitcue.clinic.profile import Profile, Tried
from gaitcue.clinic.tables import Cue, Guard, Target, cues, guards, setting
from gaitcue.clinic.triage import Triage
from gaitcue.clinic.trial import BASELINE, RETURN, Condition, Take, Trial
from gaitcue.clinic.vetoes import allowed, helped, penalties
from gaitcue.compare import Change, Comparison, Occasion, compare
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Analysis, Note

Word = Literal["keep", "reject", "change_wording", "cannot_tell"]
Survival = Literal["survives", "dropped", "awaited", "not_kept"]
MOVED = ("changed", "probably_changed")
RANK: dict[str, int] = {"keep": 0, "cannot_tell": 1, "change_wording": 2, "reject": 3}
MAGNITUDES = frozenset({"thigh_extension"})
"""Measures whose size is meant by "more", whatever their sign."""


@dataclass(frozen=True, slots=True)
class CueVerdict:
    """What the trial says about one condition."""

    name: str
    cues: tuple[str, ...]
    verdict: Word
    reasons: tuple[str, ...]
    survival: Survival
    """after the 24-hour response"""
    pain_change: float | None
    effort_change: float | None
    awkwardness: float | None
    responder: bool
    """pain at least one point lower"""
    moved: tuple[str, ...] = ()
    """target measures that moved as wanted"""
    judged_by: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    size: float = 0.0
    """largest wanted movement, in smallest detectable changes"""


@dataclass(frozen=True, slots=True)
class TrialResult:
    trial: Trial
    verdicts: tuple[CueVerdict, ...]
    """in the order of ranking, best first"""
    comparison: Comparison
    notes: tuple[Note, ...] = ()

    @property
    def chosen(self) -> CueVerdict | None:
        """The best cue that is kept and not dropped by the 24-hour response."""
        return next((v for v in self.verdicts if v.verdict == "keep" and v.survival != "dropped"), None)


def judge_trial(
    trial: Trial, analyses: Mapping[str, Analysis], profile: Profile | None = None, triage: Triage | None = None
) -> TrialResult:
    """Judge every condition of a trial.

    Parameters
    ----------
    trial : the visit as it was run
    analyses : by the name of the take; "baseline" and every condition are needed, "return baseline" is used if there
    profile : the person; without it no history can speak for or against a cue, and a note says so
    triage : red flags; a block stops the trial

    Raises
    ------
    UnusableInput : a red flag is not cleared, an analysis is missing, or the runs cannot be compared at all
    """
    if triage is not None and triage.bars("cue_trial"):
        raise UnusableInput(f"No cue trial: {triage.actions[0]} Enter who cleared it and when, then try again.")
    trial = fill_from_runs(trial, analyses)
    names = [BASELINE, *(condition.name for condition in trial.conditions)]
    names += [RETURN] if RETURN in analyses else []
    missing = [name for name in names if name not in analyses]
    if missing:
        raise UnusableInput(f"The analysis of {missing[0]!r} is missing: give its clip or its result folder.")
    occasion = Occasion(same_session=True, same_camera=trial.same_camera)
    comparison = compare([analyses[name] for name in names], names, occasion=occasion)
    facts = gather(analyses[BASELINE], profile) if profile else None
    judged = [_judge(trial, condition, comparison, facts) for condition in trial.conditions]
    notes = tuple(_notes(trial, comparison, profile))
    return TrialResult(trial, tuple(sorted(judged, key=_rank)), comparison, notes)


def fill_from_runs(trial: Trial, analyses: Mapping[str, Analysis]) -> Trial:
    """Pain and effort that the trial does not tell are taken from the conditions of the recordings."""

    def fill(take: Take) -> Take:
        told = analyses[take.name].conditions if take.name in analyses else None
        if told is None:
            return take
        pain = told.pain if take.pain is None else take.pain
        return replace(take, pain=pain, effort=told.effort if take.effort is None else take.effort)

    conditions = tuple(replace(condition, take=fill(condition.take)) for condition in trial.conditions)
    return replace(trial, baseline=fill(trial.baseline), conditions=conditions)


def experience(result: TrialResult) -> tuple[Tried, ...]:
    """What the trial taught, for the profile of the next visit.

    Only conditions of one cue count: of two cues together nobody can say which one did it.
    """
    return tuple(
        Tried(v.cues[0], v.pain_change, v.effort_change, bool(v.moved)) for v in result.verdicts if len(v.cues) == 1
    )


def _rank(verdict: CueVerdict) -> tuple[float, ...]:
    dropped = verdict.survival == "dropped"
    pain, effort = verdict.pain_change or 0.0, verdict.effort_change or 0.0
    return (RANK[verdict.verdict], dropped, pain, -verdict.size, effort, verdict.awkwardness or 0.0)


def _judge(trial: Trial, condition: Condition, comparison: Comparison, facts: Facts | None) -> CueVerdict:
    pain = _minus(condition.take.pain, trial.baseline.pain)
    effort = _minus(condition.take.effort, trial.baseline.effort)
    targets, judged_by = _targets(condition, comparison)
    rows = _rows(comparison, condition.name, targets)
    moved = [(target, row) for target, row in rows if _moved(row, target)]
    word, reasons = _word(condition, facts, comparison, pain, effort, rows, moved)
    verdict = CueVerdict(
        name=condition.name,
        cues=condition.cues,
        verdict=word,
        reasons=tuple(reasons),
        survival="not_kept",
        pain_change=pain,
        effort_change=effort,
        awkwardness=condition.take.awkwardness,
        responder=pain is not None and pain <= -setting("trial", "responder_pain"),
        moved=tuple(dict.fromkeys(row.measure for _, row in moved)),
        judged_by=judged_by,
        size=max((_size(row) for _, row in moved), default=0.0),
    )
    verdict = replace(
        verdict, pros=tuple(_pros(verdict, comparison, facts)), cons=tuple(_cons(verdict, comparison, facts))
    )
    return _survive(verdict, trial)


def _minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


# --- did the measure move? -------------------------------------------------------------------------------------------


def _targets(condition: Condition, comparison: Comparison) -> tuple[list[Target], str]:
    """Targets of all cues of the condition; a cue whose target was not measured is judged by its substitutes."""
    targets: list[Target] = []
    said: list[str] = []
    for name in condition.cues:
        cue = cues()[name]
        measured = any(_rows(comparison, condition.name, cue.target, told=True))
        targets += cue.target if measured or not cue.instead else cue.instead
        if not measured and cue.instead:
            measures = ", ".join(target.measure for target in cue.instead)
            said.append(f"{cue.title}: {cue.target[0].measure} was not measured; judged by {measures} and symptoms")
    return list(dict.fromkeys(targets)), "; ".join(said)


def _rows(
    comparison: Comparison, run: str, targets: Sequence[Target], *, told: bool = False
) -> list[tuple[Target, Change]]:
    """Rows of the near leg (or both, or either side of markers); ``told`` keeps only those with a verdict."""
    return [
        (target, row)
        for target in targets
        for row in comparison.changes
        if row.run == run and row.measure == target.measure and row.leg != "far"
        if not told or row.verdict != "cannot_tell"
    ]


def _moved(row: Change, target: Target) -> bool:
    return row.verdict in MOVED and _direction(row) == target.wanted


def _direction(row: Change) -> str:
    before, after = row.before or 0.0, row.after or 0.0
    if row.measure in MAGNITUDES:
        before, after = abs(before), abs(after)
    return "up" if after > before else "down"


def _size(row: Change) -> float:
    return abs(row.difference or 0.0) / row.smallest_detectable_change if row.smallest_detectable_change else 0.0


# --- the word --------------------------------------------------------------------------------------------------------


def _word(
    condition: Condition,
    facts: Facts | None,
    comparison: Comparison,
    pain: float | None,
    effort: float | None,
    rows: Sequence[tuple[Target, Change]],
    moved: Sequence[tuple[Target, Change]],
) -> tuple[Word, list[str]]:
    """First what forbids, then what cannot be told, then what did not work; what is left is kept."""
    forbidden = list(_forbidden(condition, facts, comparison, pain))
    if forbidden:
        return "reject", forbidden
    if not any(row.verdict != "cannot_tell" for _, row in rows):
        reason = next((row.reason for _, row in rows), "what it aims at was not measured")
        return "cannot_tell", [reason]
    if not moved:
        aims = ", ".join(dict.fromkeys(target.measure for target, _ in rows))
        return "change_wording", [f"no change shown in {aims}: try another wording or family, not more of it"]
    if pain is None:
        return "cannot_tell", ["the pain was not told for the baseline and this condition"]
    return _by_effort(pain, effort, moved)


def _forbidden(condition: Condition, facts: Facts | None, comparison: Comparison, pain: float | None) -> Iterator[str]:
    if pain is not None and pain >= setting("trial", "pain_worse"):
        yield f"pain rose by {pain:g}"
    if facts is None:
        return
    for name in condition.cues:
        if reason := allowed(cues()[name], facts):
            yield f"{cues()[name].title}: {reason}"
    for guard in guards():
        row = _guarded(guard, condition.name, comparison)
        if row is not None and facts.get(guard.fact) and facts[guard.fact].holds:
            yield f"{guard.text} ({row.before:.1f} to {row.after:.1f} {row.unit})"


def _guarded(guard: Guard, run: str, comparison: Comparison) -> Change | None:
    """The row in which a guarded measure got worse by more than its errors (and past its limit, where it has one)."""
    for row in comparison.changes:
        if row.run == run and row.measure == guard.measure and row.leg != "far" and row.verdict in MOVED:
            after = row.after or 0.0
            past = guard.limit is None or (after < guard.limit if guard.worse == "down" else after > guard.limit)
            if _direction(row) == guard.worse and past:
                return row
    return None


def _by_effort(pain: float, effort: float | None, moved: Sequence[tuple[Target, Change]]) -> tuple[Word, list[str]]:
    names = ", ".join(dict.fromkeys(row.measure for _, row in moved))
    if effort is not None and effort > setting("trial", "effort_allowed"):
        return "change_wording", [f"{names} moved, but effort rose by {effort:g}: halve the dose, shorter blocks (P12)"]
    reasons = [f"{names} moved as wanted", f"pain {pain:+g}" if pain else "pain unchanged"]
    if effort:
        reasons.append(f"effort {effort:+g}, which may fall with practice" if effort > 0 else f"effort {effort:+g}")
    return "keep", reasons


def _survive(verdict: CueVerdict, trial: Trial) -> CueVerdict:
    """The 24-hour response decides whether a kept cue lives."""
    if verdict.verdict != "keep":
        return verdict
    if trial.next_day is None:
        return replace(
            verdict, survival="awaited", reasons=(*verdict.reasons, "tell the pain next morning to confirm it")
        )
    rise = trial.next_day.pain - trial.next_day.pain_before
    survival: Survival = "dropped" if rise >= setting("trial", "next_day_worse") else "survives"
    said = f"pain {rise:+g} the next morning" if rise else "pain unchanged the next morning"
    return replace(verdict, survival=survival, reasons=(*verdict.reasons, said))


# --- for and against -------------------------------------------------------------------------------------------------


def _of(condition_cues: Sequence[str]) -> list[Cue]:
    return [cues()[name] for name in condition_cues]


def _pros(verdict: CueVerdict, comparison: Comparison, facts: Facts | None) -> Iterator[str]:
    if verdict.responder:
        yield f"pain {verdict.pain_change:+g}"
    wanted = [target for cue in _of(verdict.cues) for target in (*cue.target, *cue.instead, *cue.helps)]
    for target, row in _rows(comparison, verdict.name, list(dict.fromkeys(wanted))):
        if _moved(row, target):
            yield f"{row.measure} {row.before:.1f} to {row.after:.1f} {row.unit}"
    if facts is not None:
        for tissue in dict.fromkeys(tissue for cue in _of(verdict.cues) for tissue in helped(cue, facts)):
            yield f"may ease the {tissue}"


def _cons(verdict: CueVerdict, comparison: Comparison, facts: Facts | None) -> Iterator[str]:
    if (verdict.effort_change or 0.0) > 0:
        yield f"effort {verdict.effort_change:+g}"
    if verdict.awkwardness:
        yield f"awkwardness {verdict.awkwardness:g}"
    wanted = [target for cue in _of(verdict.cues) for target in (*cue.target, *cue.instead, *cue.helps)]
    for target, row in _rows(comparison, verdict.name, list(dict.fromkeys(wanted))):
        if row.verdict in MOVED and not _moved(row, target):
            yield f"{row.measure} moved the other way, {row.before:.1f} to {row.after:.1f} {row.unit}"
    for cue in _of(verdict.cues):
        yield from ([cue.caution] if cue.caution else [])
        yield from (penalties(cue, facts) if facts is not None else [])


def _notes(trial: Trial, comparison: Comparison, profile: Profile | None) -> Iterator[Note]:
    yield from comparison.notes
    if profile is None:
        yield Note("no_profile", "warning", "No profile was given: no history could speak for or against a cue.")
    drift = [row.measure for row in comparison.changes if row.run == RETURN and row.verdict == "changed"]
    if drift:
        text = f"The two baselines differ in {', '.join(dict.fromkeys(drift))}: part of a cue's effect may be drift."
        yield Note("baseline_drift", "warning", text)
    if RETURN not in comparison.names:
        yield Note("no_return", "info", "There is no second baseline: drift over the visit cannot be seen.")
    if trial.next_day is not None and len(trial.conditions) > 1:
        text = "One morning answers for all cues of the visit: repeat the kept cue by itself to be sure."
        yield Note("shared_next_day", "info", text)


# --- over sessions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EffortTrend:
    """How hard a cue felt, session by session; shown, never a veto."""

    cues: tuple[str, ...]
    changes: tuple[tuple[date, float], ...]
    per_session: float | None
    text: str


def effort_trend(trials: Sequence[Trial], names: Sequence[str]) -> EffortTrend:
    """Effort above baseline of one condition (the same cues) over sessions, with its slope per session."""
    points = [
        (trial.on, change)
        for trial in sorted(trials, key=lambda trial: trial.on)
        for condition in trial.conditions
        if set(condition.cues) == set(names)
        and (change := _minus(condition.take.effort, trial.baseline.effort)) is not None
    ]
    if len(points) < 2:
        return EffortTrend(tuple(names), tuple(points), None, "One session only: effort often falls with practice.")
    slope = _slope([change for _, change in points])
    way = "falls" if slope < 0 else "rises" if slope > 0 else "stays"
    return EffortTrend(tuple(names), tuple(points), slope, f"Effort above baseline {way} ({slope:+.1f} per session).")


def _slope(values: Sequence[float]) -> float:
    middle = (len(values) - 1) / 2.0
    spread = sum((index - middle) ** 2 for index in range(len(values)))
    return sum((index - middle) * value for index, value in enumerate(values)) / spread
