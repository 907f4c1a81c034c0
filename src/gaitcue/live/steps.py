"""Which contacts are new: every step is given out once at its contact, and once more when it is complete."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from gaitcue.live.records import Step
from gaitcue.live.window import Contact, Found

SETTLE_S = 0.05
"""a contact is given out when the newest frame lies this long behind it: waiting longer makes it no better
(docs/validation.md, live against offline)"""
SAME_STEP = 0.5
"""of the usual step: contacts nearer to each other are of one step"""
USUAL_STEP_S = 0.35
"""before any step was seen: 170 steps a minute"""
REMEMBERED = 64


@dataclass
class StepLedger:
    """What was given out."""

    next_number: int = 1
    step_s: float = USUAL_STEP_S
    _given: deque[Step] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def take(self, found: Found) -> tuple[Step, ...]:
        """Steps that are new, or complete now, in what the path says of the newest window."""
        if np.isfinite(found.step_s):
            self.step_s = found.step_s
        out = []
        for contact in found.contacts:
            before = self._given_near(contact)
            if before is None:
                if settled_s(contact) <= found.newest_s:
                    out.append(self._enter(contact, found))
            elif contact.complete and not before.complete:
                out.append(self._completed(before, contact, found))
        return tuple(out)

    def too_young(self, found: Found) -> list[Contact]:
        """Contacts of that window which have not been given out; asked after :meth:`take`, they have yet to settle."""
        return [contact for contact in found.contacts if self._given_near(contact) is None]

    @property
    def last_contact_s(self) -> float | None:
        return max((step.contact_s for step in self._given), default=None)

    def _given_near(self, contact: Contact) -> Step | None:
        near = [step for step in self._given if abs(step.contact_s - contact.time_s) < SAME_STEP * self.step_s]
        return min(near, key=lambda step: abs(step.contact_s - contact.time_s), default=None)

    def _enter(self, contact: Contact, found: Found) -> Step:
        step = _step(self.next_number, contact, found)
        self.next_number += 1
        self._given.append(step)
        return step

    def _completed(self, before: Step, contact: Contact, found: Found) -> Step:
        step = replace(_step(before.number, contact, found), contact_s=before.contact_s, known_s=before.known_s)
        self._given[self._given.index(before)] = step
        return step


def settled_s(contact: Contact) -> float:
    """When a contact can be given out."""
    return contact.time_s + SETTLE_S


def _step(number: int, contact: Contact, found: Found) -> Step:
    return Step(
        number,
        contact.side,
        contact.time_s,
        contact.toe_off_s if contact.complete else None,
        found.newest_s,
        contact.complete,
        contact.values,
    )
