"""What the answers lead to, as a page shows it: the alarm, then each flag with what it blocks and who cleared it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gaitcue.clinic import Triage, advice_of
from gaitcue.clinic.decision import Decision
from gaitcue.clinic.triage import BLOCKABLE, Raised
from gaitcue.report.pages.components import Alarm, alarm_of
from gaitcue.report.wording.codes import said
from gaitcue.web.words import words


@dataclass(frozen=True, slots=True)
class FlagView:
    """One thing that was raised."""

    id: str
    text: str
    level: str
    action: str
    blocks: tuple[str, ...]
    """what waits for it, in words"""
    cleared_by: str = ""
    cleared_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TriageView:
    """What has to come before anything else."""

    alarm: Alarm | None
    waits: tuple[str, ...]
    """what has to wait, in words"""
    open: tuple[FlagView, ...]
    """what blocks, most urgent first"""
    careful: tuple[FlagView, ...]
    """what blocks nothing"""
    cleared: tuple[FlagView, ...]
    asked: str
    """in words, when the questions were not all asked lately; else empty"""
    unanswered: int
    remarks: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Everything was asked, and nothing stands in the way."""
        return not self.open and not self.asked


def triage_view(decision: Decision) -> TriageView:
    """A decision as a page shows it."""
    triage = decision.triage
    flags = [(item, _flag(item)) for item in triage.raised]
    return TriageView(
        alarm=alarm_of(advice_of(decision)),
        waits=tuple(_blocked(what) for what in BLOCKABLE if what in triage.blocks),
        open=tuple(flag for item, flag in flags if item.blocks and not item.cleared),
        careful=tuple(flag for item, flag in flags if not item.blocks and not item.cleared),
        cleared=tuple(flag for item, flag in flags if item.cleared),
        asked="" if triage.asked == "asked" else str(words()["triage"]["asked"][triage.asked]),
        unanswered=len(triage.unanswered) if triage.asked != "not_asked" else 0,
        remarks=tuple(_remarks(triage)),
    )


def _flag(item: Raised) -> FlagView:
    cleared = item.cleared
    return FlagView(
        id=item.id,
        text=item.text or said("raised", item.id, "runner"),
        level=str(words()["triage"]["level"][item.level]),
        action=item.action,
        blocks=tuple(_blocked(what) for what in BLOCKABLE if what in item.blocks),
        cleared_by=cleared.by if cleared else "",
        cleared_on=cleared.on if cleared else None,
        note=cleared.note if cleared else "",
    )


def _blocked(what: str) -> str:
    return str(words()["triage"]["blocks"][what])


def _remarks(triage: Triage) -> list[str]:
    ignored = [f"{entry.by}, {entry.on.isoformat()}: {said('ignored', code)}" for entry, code in triage.ignored]
    return [*(said("contradiction", code) for code in triage.contradictions), *ignored]
