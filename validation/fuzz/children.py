"""One reading in a forked child with limits on time and memory, and what came of it."""

from __future__ import annotations

import os
import resource
import select
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gaitcue.terms.errors import GaitcueError

Outcome = Literal["sane", "one line", "insane", "long message", "traceback", "signal", "timeout", "memory"]
GOOD: frozenset[Outcome] = frozenset({"sane", "one line"})
PATIENCE_S = 25.0
"""of processor time, which other work of the machine takes from no reading; a C3D file may take its own child 10 s"""
WALL_S = 10 * PATIENCE_S
"""until a reading that only waits is given up"""
MEMORY = 1_200_000_000
"""bytes that a child may grow by"""
MOST_LETTERS = 700
_CODES: dict[int, Outcome] = {
    0: "sane",
    10: "one line",
    11: "traceback",
    12: "memory",
    13: "insane",
    14: "long message",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one reading; ``where`` is the place of a fault, or the message."""

    outcome: Outcome
    where: str = ""


def read_in_fork(read: Callable[[Path], None], path: Path, report: Path) -> Told:
    """Fork, read, wait; whatever happens in the child stays there."""
    report.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        code = 11
        try:
            code = _child(read, path, report)
        finally:
            os._exit(code)
    status, peak_kb = _wait(child)
    where = report.read_text(errors="replace") if report.exists() else ""
    if status is None:
        return Told("timeout", where)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return Told("timeout", where)
    if os.WIFSIGNALED(status):
        return Told("signal", signal.Signals(os.WTERMSIG(status)).name)
    if peak_kb * 1024 > MEMORY + _resident():
        return Told("memory", f"{peak_kb / 1e6:.1f} GB")
    return Told(_CODES.get(os.WEXITSTATUS(status), "traceback"), where)


def _child(read: Callable[[Path], None], path: Path, report: Path) -> int:
    from validation.fuzz.readers import Insane

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    limit = _virtual() + 2 * MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(PATIENCE_S), int(PATIENCE_S) + 1))
    try:
        read(path)
    except GaitcueError as error:
        report.write_text(str(error))
        return 10 if "\n" not in str(error) and len(str(error)) <= MOST_LETTERS else 14
    except Insane as error:
        report.write_text(str(error))
        return 13
    except MemoryError:
        report.write_text(traceback.format_exc())
        return 12
    except BaseException:
        report.write_text(traceback.format_exc())
        return 11
    return 0


def _wait(child: int) -> tuple[int | None, int]:
    """Exit status (None: killed after the patience) and peak of memory in kB."""
    ended = ends_within(child, WALL_S)
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    return (status if ended else None), usage.ru_maxrss


def ends_within(child: int, seconds: float) -> bool:
    """Sleep until a child process ends, at most so long; it is not reaped."""
    told = os.pidfd_open(child)
    try:
        return bool(select.select([told], [], [], seconds)[0])
    finally:
        os.close(told)


def _virtual() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
