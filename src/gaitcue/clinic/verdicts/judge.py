"""Judges every condition of a trial: first what stops and forbids, then what cannot be told, then what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gaitcue.clinic.decision import decide
from gaitcue.clinic.facts import holds
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.rule_data import TrialGuard, cues, guards, setting
from gaitcue.clinic.triage import Answers, Triage, VisitFacts, assess
from gaitcue.clinic.trial import BASELINE, RETURN, Condition, Take, Trial
from gaitcue.clinic.verdicts.aimed_change import (
    CHANGED_VERDICTS,
    AimedChange,
    Effect,
    Runs,
    aimed_change,
    direction,
    size,
    values_of,
)
from gaitcue.clinic.verdicts.dose import dose_of, most_pct
from gaitcue.clinic.verdicts.for_and_against import cons, pros
from gaitcue.clinic.verdicts.records import MEANINGS, CadenceDose, CueVerdict, Survival, TrialResult, Word
from gaitcue.clinic.verdicts.symptoms import Symptoms, over_the_ceiling, pains_of, rises, rose_by_the_end, symptoms
from gaitcue.clinic.verdicts.visit import JudgedVisit, said_of
from gaitcue.clinic.vetoes import veto
from gaitcue.compare import Change, Comparison, Occasion, compare, unlike
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Analysis

PAIN_NOW = ("pht_current", "pfp_current", "distal_current", "low_back_current", "itb_current")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one condition did."""

    felt: Symptoms
    did: AimedChange
    dose: CadenceDose | None


def judge_trial(
    trial: Trial,
    analyses: Mapping[str, Analysis],
    profile: Profile | None = None,
    answers: Answers | None = None,
    *,
    today: date | None = None,
) -> TrialResult:
    """Judge every condition of a trial.

    Parameters
    ----------
    trial : the visit as it was run
    analyses : by the name of the take; "baseline" and every condition are needed, "return baseline" is used if there
    profile : the person; without it no history can speak for or against a cue, and that is said
    answers : red flags; what they block stops the trial, and that they were not asked is said
    today : the day for which red flags are judged; the day of the visit unless told

    Raises
    ------
    UnusableInput : cue trials are blocked for this person, an analysis is missing, or the runs cannot be compared
    """
    today = today or trial.on
    refuse_blocked(profile, answers, today)
    trial = fill_from_runs(trial, analyses)
    names = _names(trial, analyses)
    occasion = Occasion(same_session=True, same_camera=trial.same_camera)
    comparison = compare([analyses[name] for name in names], names, occasion=occasion)
    decision = decide(analyses[BASELINE], profile, answers, today=today, visit=visit_facts(trial, analyses[BASELINE]))
    visit = JudgedVisit(
        trial,
        _runs(comparison, analyses, names, occasion, _painful_side(profile, analyses[BASELINE])),
        {name: unlike(analyses[BASELINE], analyses[name]) for name in names[1:]},
        decision.facts,
        over_the_ceiling(trial),
        rose_by_the_end(trial),
    )
    judged = [_judge(visit, condition) for condition in trial.conditions]
    hurts = tuple(name for name in PAIN_NOW if holds(decision.facts, name))
    said = tuple(said_of(visit, decision.triage, profile))
    return TrialResult(
        trial, tuple(sorted(judged, key=_rank)), comparison, decision.triage, said, hurts, _site(profile)
    )


def refuse_blocked(profile: Profile | None, answers: Answers | None, today: date) -> None:
    """Raise UnusableInput, in the words of the triage, when what is known bars cue trials.

    Pain told during the trial does not refuse it: that is what the verdict is about.
    """
    triage = assess(answers, profile, None, today=today)
    if triage.bars("cue_trial"):
        raise UnusableInput(
            f"{' '.join(barring(triage))} No cue trial until that is cleared: enter who cleared it and when, and judge "
            "the trial again."
        )


def barring(triage: Triage) -> tuple[str, ...]:
    """What to do about all that bars a cue trial, most urgent first; milder advice is left out."""
    open_ones = [item for item in triage.raised if item.cleared is None and "cue_trial" in item.blocks]
    return tuple(dict.fromkeys(item.action for item in open_ones))


def fill_from_runs(trial: Trial, analyses: Mapping[str, Analysis]) -> Trial:
    """Pain and effort that the trial does not tell are taken from the conditions of the recordings."""

    def fill(take: Take) -> Take:
        told = analyses[take.name].conditions if take.name in analyses else None
        if told is None:
            return take
        pain = told.pain if take.pain is None else take.pain
        return replace(take, pain=pain, effort=told.effort if take.effort is None else take.effort)

    conditions = tuple(replace(condition, take=fill(condition.take)) for condition in trial.conditions)
    back = None if trial.return_baseline is None else fill(trial.return_baseline)
    return replace(trial, baseline=fill(trial.baseline), conditions=conditions, return_baseline=back)


def visit_facts(trial: Trial, first: Analysis) -> VisitFacts:
    """What the takes told, for the triage."""
    pain = tuple(pain for take in trial.takes.values() for pain in pains_of(take))
    return VisitFacts(pain, first.conditions.painful_side)


def _names(trial: Trial, analyses: Mapping[str, Analysis]) -> list[str]:
    names = [BASELINE, *(condition.name for condition in trial.conditions)]
    names += [RETURN] if RETURN in analyses else []
    missing = [name for name in names if name not in analyses]
    if missing:
        raise UnusableInput(f"The analysis of {missing[0]!r} is missing: give its clip or its result folder.")
    return names


def _runs(
    comparison: Comparison,
    analyses: Mapping[str, Analysis],
    names: Sequence[str],
    occasion: Occasion,
    painful: Side | None,
) -> Runs:
    again = None
    if RETURN in names:
        order = [RETURN, *(name for name in names if name not in (BASELINE, RETURN))]
        again = compare([replace(analyses[name], curves=()) for name in order], order, occasion=occasion)
    near = analyses[BASELINE].view.near_side
    return Runs(comparison, again, painful, away=painful is not None and near is not None and near != painful)


def _painful_side(profile: Profile | None, first: Analysis) -> Side | None:
    """The one side that hurts now; None when both do, or none was told."""
    told = {problem.side for problem in profile.problems if problem.status == "current"} if profile else set()
    told = (told - {None}) or {first.conditions.painful_side}
    one = next(iter(told)) if len(told) == 1 else None
    return one if one in SIDES else None


def _site(profile: Profile | None) -> str | None:
    current = [problem.site for problem in profile.problems if problem.status == "current"] if profile else []
    return next(iter(current), None)


def _rank(verdict: CueVerdict) -> tuple[float, ...]:
    dropped = verdict.survival == "dropped"
    pain, effort = verdict.pain_change or 0.0, verdict.effort_change or 0.0
    return (dropped, MEANINGS[verdict.verdict].rank, pain, -verdict.size, effort, verdict.awkwardness or 0.0)


# --- one condition ---------------------------------------------------------------------------------------------------


def _judge(visit: JudgedVisit, condition: Condition) -> CueVerdict:
    did = aimed_change(condition.cues, condition.name, visit.runs)
    seen = _Seen(
        symptoms(visit.trial, condition), did, dose_of(condition.cues, condition.name, visit.runs.against_first)
    )
    word, deciding = _word(visit, condition, seen)
    survival, morning = _survival(word, visit.trial)
    reasons = [*deciding, *_also(visit, condition, seen, word), *morning]
    return CueVerdict(
        name=condition.name,
        cues=condition.cues,
        wording=condition.wording,
        verdict=word,
        reasons=tuple(reasons),
        survival=survival,
        pain_change=seen.felt.worst_change,
        effort_change=seen.felt.effort_change,
        awkwardness=condition.take.awkwardness,
        responder=seen.felt.fell,
        effective=_effective(word, did.effect),
        moved=tuple(dict.fromkeys(row.measure for _, row in did.moved)),
        judged_by=did.judged_by,
        pros=tuple(pros(visit, condition)),
        cons=tuple(cons(visit, condition)),
        dose=seen.dose,
        size=max((size(row) for _, row in did.moved), default=0.0),
    )


def _effective(word: Word, effect: Effect) -> bool | None:
    """Only what was judged is remembered: yes of what is kept, no of what did not move or moved the wrong way.

    Relief leaves it open: that no change was shown does not prove that nothing changed.
    """
    if MEANINGS[word].practise in ("full", "half"):
        return True
    return False if word in ("change_wording", "reject") and effect in ("none", "wrong_way") else None


def _word(visit: JudgedVisit, condition: Condition, seen: _Seen) -> tuple[Word, list[Reason]]:
    """What stops, what forbids, what cannot be told, the dose; what is left is judged by effect."""
    if visit.stops is not None:
        return "stop", [visit.stops, *rises(visit.trial, condition, seen.felt)]
    forbidden = list(_forbidden(visit, condition, seen))
    if forbidden:
        return "reject", forbidden
    untold = list(_untold(visit, condition, seen))
    if untold:
        return "cannot_tell", untold
    too_much = _too_much(seen.dose)
    return ("repeat", [too_much]) if too_much else _by_effect(seen)


def _forbidden(visit: JudgedVisit, condition: Condition, seen: _Seen) -> Iterator[Reason]:
    yield from rises(visit.trial, condition, seen.felt)
    for name in condition.cues:
        if why := veto(cues()[name], visit.facts):
            yield Reason("not_allowed", {"cue": name, "why": why.code, **why.values})
    for guard in guards():
        row = _guarded(guard, condition.name, visit.runs.against_first)
        if row is not None and holds(visit.facts, guard.fact):
            yield Reason("guard", {"fact": guard.fact, "text": guard.text, **values_of(row)})
    # A substitute that moved the wrong way says less than pain that fell with the cue.
    if seen.did.effect == "wrong_way" and not (seen.felt.fell and seen.did.by_substitutes):
        yield Reason("moved_wrong_way", {"rows": [values_of(row) for _, row in seen.did.wrong]})


def _guarded(guard: TrialGuard, run: str, comparison: Comparison) -> Change | None:
    """The row in which a guarded measure got worse by more than its errors (and past its limit, where it has one)."""
    for row in comparison.changes:
        if row.run == run and row.measure == guard.measure and row.leg != "far" and row.verdict in CHANGED_VERDICTS:
            after = row.after or 0.0
            past = guard.limit is None or (after < guard.limit if guard.worse == "down" else after > guard.limit)
            if direction(row) == guard.worse and past:
                return row
    return None


def _untold(visit: JudgedVisit, condition: Condition, seen: _Seen) -> Iterator[Reason]:
    """What keeps the condition from being judged at all."""
    if why := visit.unlike[condition.name]:
        yield Reason("unlike", {"text": why})
    if visit.rose_by_end is not None:
        yield visit.rose_by_end
    if seen.felt.pain_change is None and seen.did.effect not in ("none", "unmeasured"):
        yield Reason("pain_untold")
    if seen.did.effect == "drift" and not seen.felt.fell:
        yield Reason("drift", {"rows": [values_of(row) for _, row in seen.did.drifted]})
    if seen.did.effect == "unmeasured" and not seen.felt.fell:
        yield Reason("unmeasured", {"text": next((row.reasons for _, row in seen.did.rows), ())})


def _too_much(dose: CadenceDose | None) -> Reason | None:
    if dose is None or dose.word not in ("over", "above_most"):
        return None
    code = "dose_above_most" if dose.word == "above_most" else "dose_over"
    return Reason(code, {"asked_pct": dose.asked_pct, "ran_pct": dose.ran_pct, "most_pct": most_pct()})


def _by_effect(seen: _Seen) -> tuple[Word, list[Reason]]:
    felt, did = seen.felt, seen.did
    if did.effect == "moved":
        reason = Reason("moved", {"rows": [values_of(row) for _, row in did.moved]})
        if (felt.effort_change or 0.0) > setting("trial", "effort_allowed"):
            return "halve", [reason, Reason("too_much_effort", {"change": felt.effort_change})]
        return "keep", [reason]
    if felt.fell:
        unexplained = Reason("relief_unexplained", {"measures": _aims(did), "effect": did.effect})
        wrong = [Reason("moved_wrong_way", {"rows": [values_of(row) for _, row in did.wrong]})] if did.wrong else []
        return "relief", [unexplained, *wrong]
    return "change_wording", [Reason("no_change", {"measures": _aims(did)})]


def _aims(did: AimedChange) -> list[str]:
    return list(dict.fromkeys(row.measure for _, row in did.rows))


def _also(visit: JudgedVisit, condition: Condition, seen: _Seen, word: Word) -> Iterator[Reason]:
    """What is said whatever the word: pain, effort, dose, drift, and the leg that was looked at."""
    felt, did, base, take = seen.felt, seen.did, visit.trial.baseline, condition.take
    scores = {"before": base.pain, "after": take.pain}
    if felt.pain_change is not None and felt.pain_change < setting("trial", "pain_worse"):
        yield Reason(
            "pain_fell" if felt.pain_change < 0 else "pain_rose_little" if felt.pain_change else "pain_same", scores
        )
    if felt.stayed_low and visit.trial.return_baseline is not None:
        yield Reason("pain_stayed_low", {"after": visit.trial.return_baseline.pain})
    if felt.effort_change is None:
        yield Reason("effort_untold")
    elif felt.effort_change:
        practised = MEANINGS[word].practise != "none"
        yield Reason("effort_change", {"before": base.effort, "after": take.effort, "practised": practised})
    if seen.dose is not None and seen.dose.word == "under" and did.effect != "wrong_way":
        yield Reason("dose_under", {"asked_pct": seen.dose.asked_pct, "ran_pct": seen.dose.ran_pct})
    if did.effect == "moved" and did.drifted:
        yield Reason("partly_drift", {"rows": [values_of(row) for _, row in did.drifted]})
    if did.effect == "moved" and did.wrong:
        yield Reason("moved_wrong_too", {"rows": [values_of(row) for _, row in did.wrong]})
    if visit.runs.away and any(row.leg == "near" for _, row in did.rows):
        yield Reason("other_leg", {"side": visit.runs.side})


def _survival(word: Word, trial: Trial) -> tuple[Survival, list[Reason]]:
    """The 24-hour response decides whether what is practised lives."""
    if MEANINGS[word].practise == "none":
        return "not_kept", []
    morning = trial.next_day
    if morning is None:
        return "awaited", [Reason("morning_awaited")]
    rise = morning.pain - morning.pain_before
    dropped = rise >= setting("trial", "next_day_worse") or morning.pain > setting("triage", "pain_ceiling")
    said = Reason("morning", {"before": morning.pain_before, "after": morning.pain})
    return ("dropped" if dropped else "survives"), [said]
