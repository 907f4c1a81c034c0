"""How often somebody may try: counted in memory, for the one process that serves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gaitcue.terms.errors import GaitcueError

WINDOW_S = 300.0
OF_ONE, OF_MANY = 8, 60
"""tries in that time: of one login from one address; of one login, or from one address, which a whole clinic may share
[product defaults]"""
MOST_KEYS = 10_000
AT_ONCE = 2
"""passwords that are checked at the same time: each takes 64 MB"""


class TooOften(GaitcueError):
    """Too many tries in a short time."""

    def __init__(self) -> None:
        super().__init__(f"too many tries: wait {WINDOW_S / 60:.0f} minutes, then try again")


class Tries:
    """Counts tries by key; what is older than the window is forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self._room = clock, threading.Lock(), threading.BoundedSemaphore(AT_ONCE)
        self._known: dict[str, list[float]] = {}

    @contextmanager
    def of(self, who: str, where: str) -> Iterator[None]:
        """One try of somebody from an address; one that ends well clears what they tried before from there.

        Raises
        ------
        TooOften : it is one too many, whether right or wrong
        """
        pair = f"{who} {where}"
        self.count({pair: OF_ONE, f"who:{who}": OF_MANY, f"where:{where}": OF_MANY})
        with self._room:
            yield
        with self._lock:
            self._known.pop(pair, None)

    def count(self, most: dict[str, int]) -> None:
        """One try more for each key, none for any when one has had its ``most``; raises TooOften."""
        with self._lock:
            since = self._clock() - WINDOW_S
            if len(self._known) > MOST_KEYS:
                self._known = {key: kept for key, kept in self._known.items() if kept[-1] > since}
            recent = {key: [at for at in self._known.get(key, ()) if at > since] for key in most}
            if any(len(tried) >= most[key] for key, tried in recent.items()):
                raise TooOften
            self._known |= {key: [*tried, self._clock()] for key, tried in recent.items()}
