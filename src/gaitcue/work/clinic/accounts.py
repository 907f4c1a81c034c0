"""Who works here."""

from __future__ import annotations

from gaitcue.terms.asker import Asker, Role
from gaitcue.work.clinic.record import Record


def only_user(record: Record) -> Asker:
    """Who asks on this computer alone, where there is no login."""
    return Asker("clinic", "account", Role.CLINICIAN, "")


def has_admin(record: Record) -> bool:
    return False
