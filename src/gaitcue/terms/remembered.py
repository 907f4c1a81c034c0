"""What is computed again and again from the same arrays, kept by their content as far as a limit of memory goes.

A change by hand leaves most paths as they are; what follows from those alone is the same to the last bit.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

import numpy as np

from gaitcue.terms.arrays import Array


class Remembered:
    """Arrays by what they were made of; those that were not asked for longest go first.

    Examples
    --------
    >>> kept = Remembered(most_bytes=1000)
    >>> kept.get(kept.key(np.arange(3.0), "doubled"), lambda: 2 * np.arange(3.0)).tolist()
    [0.0, 2.0, 4.0]
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[bytes, Array] = OrderedDict()
        self._lock = Lock()

    @staticmethod
    def key(*made_of: object) -> bytes:
        """Of arrays their content, of anything else how it is written."""
        told = hashlib.blake2b(digest_size=24)
        for one in made_of:
            if isinstance(one, np.ndarray):
                told.update(f"{one.shape}{one.dtype.str}".encode() + one.tobytes())
            else:
                told.update(repr(one).encode() + b";")
        return told.digest()

    def get(self, key: bytes, make: Callable[[], Array]) -> Array:
        """What is kept under a key, else what ``make`` gives; it cannot be written to."""
        with self._lock:
            if key in self._kept:
                return self._asked_for(key)
        made = make()
        made.flags.writeable = False
        with self._lock:
            self._keep(key, made)
        return made

    def get_all(self, keys: Sequence[bytes], make: Callable[[list[int]], Sequence[Array]]) -> list[Array]:
        """What is kept under each key, with what ``make`` gives for the places of those that are not."""
        with self._lock:
            found = {place: self._asked_for(key) for place, key in enumerate(keys) if key in self._kept}
        left = [place for place in range(len(keys)) if place not in found]
        for place, made in zip(left, make(left) if left else (), strict=True):
            # Copied: a part of a larger array would keep the whole of it in memory.
            found[place] = self.get(keys[place], partial(np.array, made))
        return [found[place] for place in range(len(keys))]

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    @property
    def held_bytes(self) -> int:
        """What the kept arrays take."""
        return self._bytes

    def _asked_for(self, key: bytes) -> Array:
        self._kept.move_to_end(key)
        return self._kept[key]

    def _keep(self, key: bytes, made: Array) -> None:
        if key in self._kept or made.nbytes > self.most_bytes // 8:
            return
        self._kept[key] = made
        self._bytes += made.nbytes
        while self._bytes > self.most_bytes:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
