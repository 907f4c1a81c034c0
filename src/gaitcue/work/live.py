"""The live engine for those who serve it: how many may run at once, started and ended in one place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from gaitcue.live.records import LiveSettings
from gaitcue.live.worker import Worker
from gaitcue.terms.errors import GaitcueError

MOST_AT_ONCE = 2
"""each keeps a processor busy (product default)"""


class TooManyLive(GaitcueError):
    """As many are running as this computer can keep up with."""


class LiveRoom:
    """The workers of one server."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._most, self._running, self._lock = most, 0, Lock()

    @contextmanager
    def worker(self, settings: LiveSettings | None = None) -> Iterator[Worker]:
        """A worker for as long as the block lasts.

        Raises
        ------
        TooManyLive : as many as may are running
        """
        with self._lock:
            if self._running >= self._most:
                raise TooManyLive(
                    f"{self._running} live sessions are running on this computer, as many as it keeps up with; "
                    "end one of them first"
                )
            self._running += 1
        try:
            worker = Worker(settings)
            try:
                yield worker
            finally:
                worker.close()
        finally:
            with self._lock:
                self._running -= 1
