"""Links for runners: each leads to one thing, until a time, so many times. Only a link's hash is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from gaitcue.store import accounts, audit
from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import AccessLinkRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.tokens import hash_of, new_token

ENDED = "this link has ended or was used up, or it is not whole: ask your clinic for a new one"
"""the same for one that never was: nobody learns which links there are"""
USED = "this link was used already, and what you sent has arrived: ask your clinic when something is missing"
SENT_ONCE = frozenset({"answers", "next_morning"})
LINK_HOLDER = "the runner, by link"
"""who it was, where nobody logs in"""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link; its token is told this once and kept nowhere."""

    link: AccessLinkRow
    token: str


@dataclass(frozen=True, slots=True)
class Held:
    """A link in somebody's hand, and who asks by it."""

    link: AccessLinkRow
    asker: Asker

    @property
    def clinic(self) -> Asker:
        """The link's clinic, for what belongs to it and its holder may not look through."""
        return Asker(self.link.clinic_id, None, Role.CLINICIAN, LINK_HOLDER)


def make(
    session: Session,
    runner_id: str,
    purpose: str,
    ends: datetime,
    *,
    visit_id: str | None = None,
    subject_id: str | None = None,
    uses: int = 1,
) -> MadeLink:
    """A new link, in the transaction of what it is for.

    Parameters
    ----------
    purpose : what it opens, one of ``store.scope.REACHED_BY_LINK``
    subject_id : the one report, trial ... that it is about
    """
    token = new_token()
    link = accounts.add_link(
        session, runner_id, purpose, hash_of(token), ends, visit_id=visit_id, subject_id=subject_id, uses=uses
    )
    audit.note(session, "link.made", "access_link", link.id, runner_id)
    return MadeLink(link, token)


def held(record: Record, token: str) -> Held:
    """Who asks by a link; it is not used up by that.

    Raises
    ------
    NotThere : no such link, or it has ended
    """
    with record.read(program()) as session:
        return _held(session, token, accounts.link_of(session, hash_of(token)))


def use(record: Record, token: str) -> Held:
    """The same, and one use less is left.

    Raises
    ------
    NotThere : no such link, or it has ended
    """
    with record.write(program()) as session:
        return _held(session, token, accounts.use_link(session, hash_of(token)))


@contextmanager
def using(record: Record, token: str, purpose: str) -> Iterator[tuple[Session, Held]]:
    """A change by whoever holds a link, together with one use less: both, or neither.

    Raises
    ------
    NotThere : no such link, it has ended, or it is for something else
    """
    with record.write(program()) as session:
        held = _held(session, token, accounts.use_link(session, hash_of(token)))
        if held.link.purpose != purpose:
            raise NotThere(ENDED)
        session.asker = held.asker
        yield session, held


def _held(session: Session, token: str, link: AccessLinkRow | None) -> Held:
    if link is None:
        raise NotThere(_why_not(accounts.last_link(session, hash_of(token))))
    return Held(link, Asker(link.clinic_id, None, Role.LINK, LINK_HOLDER, link.runner_id, link.purpose))


def _why_not(link: AccessLinkRow | None) -> str:
    """In one line, for whoever holds a link that leads nowhere."""
    sent = link is not None and link.purpose in SENT_ONCE and link.expires_at > now()
    return USED if sent else ENDED


def revoke(session: Session, link_id: str, runner_id: str) -> None:
    """A link leads nowhere from now on."""
    accounts.end_link(session, link_id)
    audit.note(session, "link.revoked", "access_link", link_id, runner_id)
