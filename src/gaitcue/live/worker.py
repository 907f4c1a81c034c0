"""The engine in a process of its own: pictures go in, the newest wins; what was seen comes out.

The process ends with its parent, whose end closes the pipe. A picture that cannot be read costs that picture only.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from gaitcue.live.records import LiveSettings, Seen, Stood
from gaitcue.terms.errors import GaitcueError

LARGEST_BYTES = 4_000_000
"""of one picture"""
SWITCH_S = 0.001
"""how soon the thread of the path lets the looks go on"""
PATH_FIRST_S = 0.02
"""a picture waits so long for a run of the path to end: a look beside it makes the step's number late (by 10 ms on 2
processors), and the skeleton can wait"""
END_WITHIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture on its way to the worker."""

    frame: int
    """number that the sender gave"""
    time_s: float
    """when it was taken, s on the sender's clock"""
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class BadPicture:
    """A picture that could not be read, and why."""

    frame: int
    why: str


class WorkerEnded(GaitcueError):
    """The worker's process is gone; what it told before stays."""


class Worker:
    """A live engine in a process of its own.

    Parameters
    ----------
    settings : what is told beforehand
    """

    def __init__(self, settings: LiveSettings | None = None) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, settings or LiveSettings()), daemon=True)
        self._process.start()
        theirs.close()
        self._busy = True  # until it says that its models are ready
        self._waiting: Picture | None = None
        self.skipped = 0
        """pictures that a newer one replaced before they were looked at"""

    def offer(self, picture: Picture) -> None:
        """Hand a picture over; one that has not been begun is replaced by it.

        Raises
        ------
        WorkerEnded : nobody is there to look at it
        ValueError : it is larger than ``LARGEST_BYTES``
        """
        if len(picture.jpeg) > LARGEST_BYTES:
            raise ValueError(f"a picture of more than {LARGEST_BYTES // 1_000_000} MB")
        if self._waiting is not None:
            self.skipped += 1
        self._waiting = picture
        self._send_waiting()

    def poll(self) -> list[Seen | Stood | BadPicture]:
        """What has come since the last call; does not wait.

        Raises
        ------
        WorkerEnded : the process is gone
        """
        came: list[Seen | Stood | BadPicture] = []
        try:
            while self._pipe.poll():
                said = self._pipe.recv()
                self._busy = self._busy and isinstance(said, Stood)  # it may be looking while it tells of steps
                if said is not None:
                    came.append(said)
        except (EOFError, OSError) as problem:
            raise WorkerEnded("the process that looks at the pictures has ended; start the session again") from problem
        self._send_waiting()
        return came

    def fileno(self) -> int:
        """Readable when :meth:`poll` has something to give: for ``loop.add_reader``, or ``select``."""
        return self._pipe.fileno()

    def wait(self, seconds: float) -> bool:
        """Wait until :meth:`poll` has something to give, at most so long; says whether it has."""
        return self._pipe.poll(seconds)

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.join(END_WITHIN_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _send_waiting(self) -> None:
        if self._busy or self._waiting is None:
            return
        picture, self._waiting, self._busy = self._waiting, None, True
        try:
            self._pipe.send(picture)
        except OSError as problem:
            raise WorkerEnded("the process that looks at the pictures has ended; start the session again") from problem


def _serve(pipe: Connection[Any, Any], settings: LiveSettings) -> None:
    """The worker's own life: look until nobody sends any more."""
    # Where pictures are decoded and the model runs; Ctrl-C is for the parent, which then closes the pipe.
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_S)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from gaitcue.live.engine import LiveEngine
    from gaitcue.live.looking import Jpegs

    wake, woken = get_context("spawn").Pipe(duplex=False)
    engine, jpegs = LiveEngine(settings, path_ended=lambda: woken.send_bytes(b".")), Jpegs()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            _answer(pipe, wake, engine, jpegs)
    os._exit(0)  # a thread in the middle of the path has nobody left to tell


def _answer(pipe: Connection[Any, Any], wake: Connection[Any, Any], engine: Any, jpegs: Any) -> None:
    """Wait until there is something to tell of, and tell it: steps come before the next picture is looked at."""
    ready = wait([pipe, wake])
    if wake not in ready and engine.under_way:
        ready += wait([wake], PATH_FIRST_S)
    if wake in ready:
        wake.recv_bytes()
        if steps := engine.stood():
            pipe.send(Stood(engine.newest_s, steps))
    if pipe in ready:
        pipe.send(_looked(engine, jpegs, pipe.recv()))


def _looked(engine: Any, jpegs: Any, picture: Picture) -> Seen | BadPicture:
    try:
        return engine.see(jpegs.frame(picture.jpeg, picture.frame, picture.time_s))  # type: ignore[no-any-return]
    except GaitcueError as problem:
        return BadPicture(picture.frame, str(problem))
