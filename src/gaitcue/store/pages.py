"""Long lists come in pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

from gaitcue.store.database import Session
from gaitcue.store.scope import count

Item = TypeVar("Item")
MOST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list."""

    items: tuple[Item, ...]
    total: int
    first: int
    """place of the first item, from 0"""

    @property
    def next(self) -> int | None:
        """Where the next page begins; None on the last."""
        end = self.first + len(self.items)
        return end if end < self.total else None


def page_of(
    session: Session, query: Select[Any], shown: Callable[[Any], Item], *, first: int = 0, most: int = 50
) -> Page[Item]:
    """A part of what a question gives, each row as its record."""
    found = session.scalars(query.offset(max(0, first)).limit(min(most, MOST)))
    return Page(tuple(map(shown, found)), count(session, query), max(0, first))
