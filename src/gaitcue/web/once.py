"""A form that is sent twice, by a double click or after the browser's Back, does what it asks for once.

Every form of a page carries a name that no other form has. The same form with the same content is answered as it was
the first time; with other content, or from a page that was loaded anew, it is a new one. What could not be done is not
kept, so that it can be tried again. Kept in memory for the minutes in which fingers and browsers send twice. What must
hold longer, and when the program starts again between the two, has a rule of its own in the record; where nothing else
tells two alike apart, as with entries of care and runs that are typed in, that is the form's name (``sent_as``).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

ONCE_FIELD = "once"
ONCE = "gaitcue.once"
"""key of the request's scope: what the same form with the same content has in common"""
KEPT_S = 600.0
KEPT_LENGTH = 32
"""of a form's name in the record, whose names are of that length"""
MOST = 500
"""forms whose answers are kept; of more the oldest are forgotten"""


def name_of_form(path: str, visitor: str, body: bytes) -> str:
    """What only the same form of the same browser with the same content has."""
    return hashlib.sha256(b"\0".join((path.encode(), visitor.encode(), body))).hexdigest()


def sent_as(request: Request) -> str | None:
    """The name under which what a form enters is kept: sent again, with the same content, it is the same entry."""
    name: str | None = request.scope.get(ONCE)
    return name[:KEPT_LENGTH] if name else None


@dataclass(slots=True)
class _Sent:
    """One form: while it is worked on others of its name wait."""

    at: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: Any = None


class Once:
    """What forms were answered with, for a while."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def done(self, name: str | None, do: Callable[[], Any]) -> Any:
        """The answer of the form that has this name, which is worked on once; one without a name each time."""
        if name is None:
            return do()
        sent = self._found(name)
        with sent.lock:
            if sent.answer is None:
                sent.answer = do()
            return sent.answer

    def answer(self, name: str) -> Any:
        """What the form of this name was answered with; None when that is forgotten, or never was."""
        with self._lock:
            self._forget()
            sent = self._sent.get(name)
        return sent.answer if sent else None

    def _found(self, name: str) -> _Sent:
        with self._lock:
            self._forget()
            return self._sent.setdefault(name, _Sent(self._now()))

    def _forget(self) -> None:
        """What is too old, or too much."""
        oldest = self._now() - KEPT_S
        while self._sent:
            name, sent = next(iter(self._sent.items()))
            if sent.at >= oldest and len(self._sent) < MOST:
                return
            del self._sent[name]
