"""Native readers in forks of a process that has their libraries already: starting one anew takes most of a reading.

The limits on time and memory are those of ``gaitcue.pose.formats.limited``, whose own child process reads the seeds.
"""

from __future__ import annotations

import importlib
import io
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from gaitcue.pose.formats import limited
from validation.fuzz.children import ends_within

LIBRARIES = ("ezc3d", "h5py", "h5netcdf")


@contextmanager
def native_readers_forked() -> Iterator[None]:
    """Until the block ends, a native reader runs in a fork of the process that asks for it."""
    for name in LIBRARIES:
        importlib.import_module(name)
    with patch.object(limited, "child_output", forked_output):
        yield


def forked_output(reader: str, path: Path, memory: int, patience_s: float) -> bytes | None:
    """What the child wrote, None when it failed; raises as ``limited.child_output`` does."""
    place = path.with_name(f".{path.name}.arrays")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _write_arrays(reader, path, memory, place)
            code = 0
        finally:
            os._exit(code)
    try:
        return place.read_bytes() if _ended_well(child, patience_s) else None
    finally:
        place.unlink(missing_ok=True)


def _write_arrays(reader: str, path: Path, memory: int, place: Path) -> None:
    read: Any = importlib.import_module(f"gaitcue.pose.formats.{reader}").read
    limited.limit_memory(memory + _virtual())
    content = io.BytesIO()
    np.savez(content, **read(path))
    place.write_bytes(content.getvalue())


def _ended_well(child: int, patience_s: float) -> bool:
    ended = ends_within(child, patience_s)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not ended:
        raise subprocess.TimeoutExpired("fork", patience_s)
    return status == 0


def _virtual() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
