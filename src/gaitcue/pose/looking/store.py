"""What the passes say, on disk while a clip is read: ten minutes of video must not fill the memory."""

from __future__ import annotations

import tempfile
from types import TracebackType

import numpy as np

from gaitcue.pose.looking.heatmaps import MODES
from gaitcue.pose.looking.passes import LEG_ROWS, Look, Passes
from gaitcue.pose.settings import PassKind
from gaitcue.terms.keypoints import KEYPOINTS


def _record(passes: int) -> np.dtype[np.void]:
    points = (passes, len(KEYPOINTS), 2)
    return np.dtype(
        [
            ("frame", np.int64),
            ("time_s", np.float64),
            ("points", np.float32, points),
            ("peak", np.float32, points[:2]),
            ("modes", np.float32, (passes, len(LEG_ROWS), MODES, 3)),
            ("regression", np.float32, points),
            ("presence", np.float32, (passes,)),
            ("crop", np.float32, (4,)),
        ]
    )


class PassStore:
    """A temporary file of looks, appended in order and read back by row range; gone when closed."""

    def __init__(self, kinds: tuple[PassKind, ...]) -> None:
        self._kinds = kinds
        self._record = _record(len(kinds))
        # The directory entry is gone at once where the system allows it, so nothing is left behind after a crash.
        self._file = tempfile.TemporaryFile(prefix="gaitcue-")  # noqa: SIM115 - lives as long as the store
        self._frames: list[int] = []

    def __len__(self) -> int:
        return len(self._frames)

    def append(self, look: Look) -> None:
        row = np.zeros((), self._record)
        for name in ("frame", "time_s", "points", "peak", "modes", "regression", "presence"):
            row[name] = getattr(look, name)
        c = look.crop
        row["crop"] = np.nan if c is None else (c.x, c.y, c.side, c.angle)
        self._file.write(row.tobytes())
        self._frames.append(look.frame)

    def read(self, first: int = 0, end: int | None = None) -> Passes:
        """Rows ``first`` to ``end`` (exclusive) as one Passes."""
        count = (len(self) if end is None else min(end, len(self))) - first
        self._file.seek(first * self._record.itemsize)
        rows = np.frombuffer(self._file.read(count * self._record.itemsize), self._record)
        self._file.seek(0, 2)
        return Passes(kinds=self._kinds, **{name: rows[name].copy() for name in self._record.names or ()})

    def frames(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """(rows,) frame numbers in the source."""
        return np.array(self._frames, np.int64)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> PassStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
