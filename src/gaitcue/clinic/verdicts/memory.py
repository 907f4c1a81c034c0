"""What a trial taught, for the person's file of the next visit."""

from __future__ import annotations

from collections.abc import Iterable

from gaitcue.clinic.profile import Tried
from gaitcue.clinic.verdicts.records import CueVerdict, TrialResult


def experience(result: TrialResult) -> tuple[Tried, ...]:
    """One entry a condition; cues tried together are remembered together.

    A rise of the pain always stands, that of the next morning included. A fall is remembered only where the trial puts
    it down to the cue: relief of a run that could not be judged, or that stayed without the cue, must not bring the cue
    back as one that helped.
    """
    return tuple(_tried(verdict, result) for verdict in result.verdicts)


def _tried(verdict: CueVerdict, result: TrialResult) -> Tried:
    return Tried(
        cue=verdict.cues[0] if len(verdict.cues) == 1 else "",
        pain_change=_pain(verdict, result),
        effort_change=verdict.effort_change,
        effective=verdict.effective,
        cues=verdict.cues if len(verdict.cues) > 1 else (),
        on=result.trial.on,
        guarded=any(reason.code == "guard" for reason in verdict.reasons) or None,
    )


def _pain(verdict: CueVerdict, result: TrialResult) -> float | None:
    pain, morning = verdict.pain_change, result.trial.next_day
    if verdict.survival == "dropped" and morning is not None:
        return max(pain or 0.0, morning.pain - morning.pain_before)
    credited = verdict.practise != "none" and verdict.responder
    return pain if pain is None or pain >= 0 or credited else None


def as_toml(tried: Iterable[Tried]) -> str:
    """The entries as they stand in a person's file."""
    return "\n".join(line for entry in tried for line in _lines(entry)).rstrip()


def _lines(entry: Tried) -> Iterable[str]:
    yield "[[tried]]"
    named = ", ".join(f'"{name}"' for name in entry.cues)
    yield f"cues = [{named}]" if len(entry.cues) > 1 else f'cue = "{entry.cue}"'
    if entry.on is not None:
        yield f"on = {entry.on.isoformat()}"
    for name in ("pain_change", "effort_change"):
        value = getattr(entry, name)
        if value is not None:
            yield f"{name} = {value:g}"
    for name in ("effective", "guarded"):
        told = getattr(entry, name)
        if told is not None:
            yield f"{name} = {str(told).lower()}"
    yield ""
