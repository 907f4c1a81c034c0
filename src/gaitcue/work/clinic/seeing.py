"""Who looked at what: a line in the log for each page about a person that somebody opens."""

from __future__ import annotations

from gaitcue.store import audit
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record


def seen(record: Record, asker: Asker, subject: str, subject_id: str, runner_id: str) -> None:
    """Somebody opened a page; ids only."""
    with record.write(asker) as session:
        audit.note(session, f"{subject}.seen", subject, subject_id, runner_id)
