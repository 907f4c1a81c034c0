"""What was weighed beside the findings, as a plain record for the result and the report."""

from __future__ import annotations

from collections.abc import Sequence

from gaitcue.clinic.choice import Candidate, first_cue
from gaitcue.clinic.overrides import Override
from gaitcue.clinic.red_flags import Triage
from gaitcue.clinic.tables import source_text
from gaitcue.terms.records import Advice, CueOffer, Finding, OverrideEntry


def advice_of(
    offered: Sequence[Candidate],
    found: Sequence[Finding],
    triage: Triage | None = None,
    overrides: Sequence[tuple[Override, bool]] = (),
) -> Advice:
    """Cues considered, the one to try first, the red flags and the override log of one person.

    Parameters
    ----------
    offered : from ``candidates``
    found : the findings as the clinician left them
    triage : the red-flag questionnaire; None when it was not asked
    overrides : every entry of the log, with whether it could be applied
    """
    first = first_cue(offered, found)
    cleared = triage.cleared if triage else None
    return Advice(
        cues=tuple(_offer(candidate) for candidate in offered),
        first=_offer(first) if first else None,
        blocked=bool(triage and triage.blocked),
        actions=triage.actions if triage else (),
        raised=tuple(question.text for question in triage.raised) if triage else (),
        unanswered=len(triage.unanswered) if triage else None,
        cleared=f"{cleared.by}, {cleared.on.isoformat()}" if cleared else "",
        overrides=tuple(_entry(override, applied) for override, applied in overrides),
    )


def _offer(candidate: Candidate) -> CueOffer:
    cue = candidate.cue
    return CueOffer(
        cue=cue.id,
        title=cue.title,
        external=cue.external,
        internal=cue.internal,
        eligible=candidate.eligible,
        score=candidate.score,
        reasons=candidate.reasons,
        against=candidate.against,
        rules=candidate.rules,
        grade=cue.grade,
        source=source_text(cue.sources),
    )


def _entry(override: Override, applied: bool) -> OverrideEntry:
    when = override.when.isoformat(timespec="seconds")
    told = (override.finding, override.action, override.reason, override.who, when, override.text)
    return OverrideEntry(*told, applied=applied)
