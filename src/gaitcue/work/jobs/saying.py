"""How far a job is: one number from 0 to 1 and a word for what is being done, out of the steps that it goes through."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from gaitcue.terms.errors import GaitcueError


class Stopped(GaitcueError):
    """The job was asked to stop, or another worker has it now."""


class Saying:
    """What a job tells while it works, and what it is told: it may be asked to stop.

    Called as a ``Progress``: with what is being done, done so far, of how many.

    Parameters
    ----------
    shares : step -> the share of the job that lies before it and the one that it makes up, 0 to 1
    """

    def __init__(self, shares: Mapping[str, tuple[float, float]]) -> None:
        self._shares = shares
        self._stop = threading.Event()
        self.done = 0.0
        self.step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Remember how far the job is.

        Raises
        ------
        Stopped : it shall not go on
        """
        if self._stop.is_set():
            raise Stopped("stopped")
        before, share = self._shares.get(step, (self.done, 0.0))
        self.step = step
        self.done = max(self.done, before + share * min(1.0, done / max(total, 1)))

    def stop(self) -> None:
        """Let the next call end the job."""
        self._stop.set()
