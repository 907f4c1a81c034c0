"""What to do until the next visit: how much of which cue, at what cadence, for how long, and when to stop."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from gaitcue.clinic.rule_data import setting, table
from gaitcue.clinic.verdicts.dose import rise_pct
from gaitcue.clinic.verdicts.records import CadenceTarget, CueVerdict, NextStep, TrialResult
from gaitcue.terms.advice import Reason


def next_step(result: TrialResult) -> NextStep:
    """The next step of a judged trial. Where running is barred it has no steps: the triage's words stand alone."""
    chosen = result.chosen
    if result.triage.bars("running") or result.triage.bars("cue_trial"):
        return NextStep("none", (), None, ())
    if chosen is None:
        return NextStep("none", (), None, tuple(_without(result)))
    return NextStep(chosen.practise, chosen.cues, cadence_target(result, chosen), tuple(_with(result, chosen)))


def cadence_target(result: TrialResult, chosen: CueVerdict) -> CadenceTarget | None:
    """Steps a minute to practise at: the dose of the cue, or half of it, above this person's own cadence."""
    row = result.comparison.change("cadence", run=chosen.name)
    return None if row is None else cadence_aim(chosen.cues, row.before, half=chosen.practise == "half")


def cadence_aim(names: Sequence[str], usual_spm: float | None, *, half: bool) -> CadenceTarget | None:
    """Steps a minute that cues ask for above the cadence as usual; None for cues that ask for none, or without it."""
    rise = rise_pct(names, half=half)
    if rise is None or not usual_spm:
        return None
    return CadenceTarget(round(usual_spm), round(usual_spm * (1.0 + rise / 100.0)), rise)


def _with(result: TrialResult, chosen: CueVerdict) -> Iterator[Reason]:
    practice = table("practice")
    runs, blocks = practice["runs"], practice["blocks"]
    yield _runs(result, chosen)
    if chosen.practise != "full":
        yield Reason("blocks", {"on_min": blocks["on_min"]["value"], "off_min": blocks["off_min"]["value"]})
    else:
        yield Reason("fade", {"runs": practice["fade"]["runs_with"]["value"]})
    low, high = runs["first_week_share_pct"]["value"]
    yield Reason("first_week", {"low_pct": low, "high_pct": high})
    yield Reason("flat" if "pht_current" in result.hurts else "one_thing")
    yield Reason("stop_when", {"rise": setting("trial", "pain_worse"), "limit": setting("triage", "pain_ceiling")})
    worse = setting("trial", "next_day_worse")
    yield Reason("next_morning" if chosen.survival == "awaited" else "morning_was_fine", {"worse": worse})
    if chosen.verdict == "relief":
        yield Reason("test_again")
    yield from _again(result)


def _runs(result: TrialResult, chosen: CueVerdict) -> Reason:
    """How often and how long; pain above what is tolerated holds the running where it is."""
    names = ("least_a_week", "most_a_week", "first_min", "last_min")
    values = {name: table("practice")["runs"][name]["value"] for name in names}
    tolerated = setting("triage", "pain_tolerated")
    held = (result.trial.takes[chosen.name].pain or 0.0) > tolerated
    code = "runs_held" if held else "runs_half" if chosen.practise == "half" else "runs"
    return Reason(code, values | {"tolerated": tolerated})


def _again(result: TrialResult) -> Iterator[Reason]:
    weeks = int(table("rules")["stopping"]["review_weeks"]["value"])
    away = next((reason for reason in result.said if reason.code == "filmed_from_other_side"), None)
    yield Reason("film_again", {"weeks": weeks, "side": away.values["side"] if away else None})


def _without(result: TrialResult) -> Iterator[Reason]:
    words = {verdict.verdict for verdict in result.verdicts}
    codes = {reason.code for verdict in result.verdicts for reason in verdict.reasons}
    dropped = any(verdict.survival == "dropped" for verdict in result.verdicts)
    if "stop" in words or dropped or any(reason.code == "morning_worse" for reason in result.said):
        rest = table("practice")["settle"]
        yield Reason("settle", {"low_h": rest["low_h"]["value"], "high_h": rest["high_h"]["value"]})
    if "stop" in words:
        yield Reason("clinician_pain")
        return
    yield Reason("as_usual")
    once_more = tuple(_once_more(result, words, codes, dropped=dropped))
    yield from once_more
    if "change_wording" in words:
        yield Reason("other_wording")
    # Where the same cue is to be tried again, nobody is told that running may not be what has to change.
    if not once_more:
        yield Reason("talk")


def _once_more(result: TrialResult, words: Collection[str], codes: set[str], *, dropped: bool) -> Iterator[Reason]:
    """How the same is tried again at the next visit, for an answer that this one did not give."""
    if "pain_rose_by_end" in codes and not dropped:
        yield Reason("shorter_next_time")
    if "repeat" in words:
        yield Reason("repeat_metronome", {"to_spm": _metronome(result)})
    unclear = codes & {"drift", "pain_untold", "unlike", "unmeasured"}
    if "cannot_tell" in words and unclear:
        yield Reason("again_with", {"codes": sorted(unclear)})


def _metronome(result: TrialResult) -> float | None:
    """Where the metronome belongs: at what was asked for, above the cadence as usual."""
    again = next(verdict for verdict in result.verdicts if verdict.verdict == "repeat")
    target = cadence_target(result, again)
    return target.to_spm if target else None
