"""What was weighed beside the findings, as a plain record for the result and the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from gaitcue.clinic.choice import Offer
from gaitcue.clinic.decision import Decision
from gaitcue.clinic.facts import holds
from gaitcue.clinic.overrides import Override
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.programme import Exercise, Programme, stages
from gaitcue.clinic.rule_data import cues, source_text
from gaitcue.terms.advice import Advice, CueOffer, ExerciseAdvice, OverrideEntry, PersonAnswer, StageAdvice, Told
from gaitcue.terms.forms import told
from gaitcue.terms.together import condition_id


def advice_of(decision: Decision, overrides: Sequence[tuple[Override, bool]] = ()) -> Advice:
    """Cues considered, the one to try first, the red flags and the override log of one person.

    Parameters
    ----------
    decision : as the clinician left it
    overrides : every entry of the log, with whether it could be applied
    """
    triage = decision.triage
    asked = triage.asked != "not_asked"
    return Advice(
        cues=() if triage.bars("cue_trial") else tuple(_offer(offer) for offer in decision.offers),
        first=_offer(decision.first) if decision.first else None,
        no_cue=decision.no_cue or "",
        blocked=triage.bars("exercise") and triage.bars("running"),
        level=triage.level,
        blocks=tuple(sorted(triage.blocks)),
        asked=triage.asked,
        actions=triage.actions,
        raised=tuple(item.text for item in triage.raised if item.text and item.cleared is None),
        raised_codes=tuple(item.id for item in triage.raised if not item.text and item.cleared is None),
        contradictions=triage.contradictions,
        consider=triage.consider,
        modifiers=tuple(modifier.id for modifier in decision.modifiers),
        notes=decision.notes,
        unanswered=len(triage.unanswered) if asked else None,
        cleared="; ".join(f"{entry.by}, {entry.on.isoformat()}" for entry in triage.cleared),
        if_back=tuple(dict.fromkeys(item.action for item in triage.raised if item.cleared)),
        overrides=tuple(_entry(override, applied) for override, applied in overrides),
        **_beside(decision),
    )


def _beside(decision: Decision) -> dict[str, Any]:
    """What is said beside cue and red flags: the programme, the history, the person's own aim."""
    programme, profile, visit = decision.programme, decision.profile, decision.protocol
    said = set(programme.covered)
    # What the triage has raised is told there, with what to do about it.
    raised = {name for item in decision.triage.raised if item.cleared is None for name in item.inputs}
    return {
        "on": decision.today.isoformat() if decision.today else "",
        "stage": _stage(programme),
        "exercises": tuple(_exercise(item) for item in programme.exercises),
        "seat": tuple(Told(item.id, item.runner, item.clinician, item.sources) for item in programme.seat),
        "avoid": tuple(Told(item.id, item.runner, item.clinician, item.sources) for item in programme.avoid),
        "ready": tuple(Told(item.id, item.runner, "", item.sources) for item in programme.ready),
        "history": tuple(
            Told(item.about, item.runner, item.advice, item.sources)
            for item in decision.modifiers
            if item.id not in said and item.fact not in raised
        ),
        "wants": profile.wants if profile else "",
        "person": tuple(_answers(profile)) if profile else (),
        "runs": profile is None or profile.runs,
        "hurts": holds(decision.facts, "hurts"),
        "held": holds(decision.facts, "pain_moderate"),
        "longest_run_km": profile.longest_run_km if profile else None,
        "trial_min": (visit.usual_min, visit.cue_min) if visit else None,
    }


def _answers(profile: Profile) -> Iterator[PersonAnswer]:
    """What was told, in the order of an appointment."""
    own = {entry.name for entry in fields(Profile)}
    for one in (one for one in told(profile) if one.field.name.partition("[")[0].partition(".")[0] in own):
        value = one.value.isoformat() if isinstance(one.value, date) else one.value
        yield PersonAnswer(one.field.name, one.number, value)


def _stage(programme: Programme) -> StageAdvice | None:
    stage = programme.stage
    if stage is None:
        return None
    return StageAdvice(
        stage.number, len(stages()), stage.title, stage.runner, f"{stage.clinician} {stage.dose.clinician}.",
        stage.leave, stage.unverified, programme.shut,
    )  # fmt: skip


def _exercise(item: Exercise) -> ExerciseAdvice:
    dose = item.dose
    return ExerciseAdvice(
        item.id, item.title, item.runner, item.clinician, dose.runner, dose.clinician, dose.verified, item.grade,
        item.sources,
    )  # fmt: skip


def _offer(offer: Offer) -> CueOffer:
    told = [cues()[name] for name in offer.cues]
    return CueOffer(
        cue=condition_id(offer.cues),
        dose=offer.dose,
        title=offer.title,
        external=" ".join(cue.external for cue in told),
        internal=" ".join(cue.internal for cue in told),
        eligible=offer.eligible,
        score=offer.score,
        reasons=offer.reasons,
        against=offer.against,
        rules=offer.rules,
        grade=offer.grade,
        source=source_text(offer.sources),
    )


def _entry(override: Override, applied: bool) -> OverrideEntry:
    when = override.when.isoformat(timespec="seconds")
    told = (override.finding, override.action, override.reason, override.who, when, override.text)
    return OverrideEntry(*told, applied=applied)
