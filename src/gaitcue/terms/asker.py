"""Who asks: every question to the record carries it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the record."""

    ADMIN = "admin"
    CLINICIAN = "clinician"
    RUNNER = "runner"
    LINK = "link"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks the record, or the program itself."""

    clinic_id: str
    account_id: str | None
    role: Role
    name: str
    runner_id: str | None = None
    purpose: str | None = None

    @property
    def works_here(self) -> bool:
        """Whether it is somebody of the clinic, who may enter and change everything of its runners."""
        return self.role in (Role.ADMIN, Role.CLINICIAN)
