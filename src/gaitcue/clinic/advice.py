"""What was weighed beside the findings, as a plain record for the result and the report."""

from __future__ import annotations

from collections.abc import Sequence

from gaitcue.clinic.choice import Offer
from gaitcue.clinic.decision import Decision
from gaitcue.clinic.overrides import Override
from gaitcue.clinic.tables import cues, source_text
from gaitcue.terms.records import Advice, CueOffer, OverrideEntry


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
        cues=tuple(_offer(offer) for offer in decision.offers),
        first=_offer(decision.first) if decision.first else None,
        no_cue=decision.no_cue or "",
        blocked=triage.bars("exercise") and triage.bars("running"),
        level=triage.level,
        blocks=tuple(sorted(triage.blocks)),
        asked=triage.asked,
        actions=triage.actions,
        raised=tuple(item.text or item.id for item in triage.raised if item.cleared is None),
        consider=triage.consider,
        modifiers=tuple(modifier.id for modifier in decision.modifiers),
        notes=decision.notes,
        unanswered=len(triage.unanswered) if asked else None,
        cleared="; ".join(f"{entry.by}, {entry.on.isoformat()}" for entry in triage.cleared),
        overrides=tuple(_entry(override, applied) for override, applied in overrides),
    )


def _offer(offer: Offer) -> CueOffer:
    told = [cues()[name] for name in offer.cues]
    return CueOffer(
        cue="+".join(offer.cues),
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
