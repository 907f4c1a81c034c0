"""Pictures of one run that come in from a page while it goes on; what was seen in them goes out.

What every such stream has: the page says who it is, one page at a time may send for a thing, a worker looks at its
pictures, and whatever ends it is said in one line. What a stream is of (`web.session_stream`, `web.trial_stream`) says
what a page is told, and what it may tell.
"""

from __future__ import annotations

import contextlib
import json
import struct
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar

from anyio import CancelScope, Event, create_task_group, fail_after
from anyio.to_thread import run_sync
from fastapi import WebSocket, WebSocketDisconnect
from fastapi.websockets import WebSocketState

from gaitcue.live.against_usual import LatestSteps
from gaitcue.live.records import LiveSettings, Seen, Step, Stood
from gaitcue.live.worker import BadPicture, Picture, Worker, WorkerEnded
from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.web.security import NotAllowed, check_told_token
from gaitcue.web.words import words
from gaitcue.work.live import LiveRoom

HEAD = struct.Struct("<IId")
"""of a picture's message: version, frame, time of capture in s"""
VERSION = 1
HELLO_WITHIN_S = 10.0
LOOK_EVERY_S = 0.25
"""how soon a stream notices that it is to end"""
MOST_TEXT = 2000
MOST_TRIALS = 16
ENDED, REFUSED, ELSEWHERE, AGAIN = 1000, 4400, 4409, 1012
"""why a stream was closed; after the last the page comes back by itself"""


class Elsewhere(GaitcueError):
    """Another page streams this."""


class LiveDesk:
    """Who streams what on one server, and what looks at the pictures."""

    def __init__(self, room: LiveRoom | None = None) -> None:
        self.room = room or LiveRoom()
        self._streams: dict[str, PictureStream] = {}
        self._usual: dict[str, LatestSteps] = {}

    def as_usual(self, trial_id: str) -> LatestSteps:
        """The steps as usual of a trial that is run live; those of the latest trials are kept."""
        found = self._usual.setdefault(trial_id, LatestSteps())
        while len(self._usual) > MOST_TRIALS:
            del self._usual[next(iter(self._usual))]
        return found

    @asynccontextmanager
    async def place(self, of: str, stream: PictureStream, *, take_over: bool) -> AsyncIterator[None]:
        """The one place of a session or a trial, by its id; a page that takes it over sends the other one away first.

        Raises
        ------
        Elsewhere : it is taken
        """
        while (other := self._streams.get(of)) is not None:
            if not take_over:
                raise Elsewhere(stream.line("elsewhere"))
            await other.leave(stream.line("taken_over"))
        self._streams[of] = stream
        try:
            yield
        finally:
            del self._streams[of]


class PictureStream(ABC):
    """One page that sends pictures.

    Parameters
    ----------
    socket : accepted already
    desk : who streams what
    """

    COMMANDS: ClassVar[tuple[str, ...]] = ()
    """what a page may tell beside its pictures"""

    def __init__(self, socket: WebSocket, desk: LiveDesk) -> None:
        self.socket, self.desk = socket, desk
        self.zero_s = 0.0
        self.newest_s = 0.0
        self.ended = Event()
        self._leaving = ""
        self._with_next: tuple[Step, ...] = ()

    # --- what it is of ------------------------------------------------------------------------------------------------

    def line(self, code: str) -> str:
        """The words for what can happen to every stream."""
        return str(words()["live"]["stream"][code])

    @abstractmethod
    async def begun(self) -> LiveSettings:
        """A page has come: say where things stand, and how its pictures are to be looked at."""

    @abstractmethod
    async def over(self) -> bool:
        """Whether there is nothing more to look at; asked a few times a second."""

    @abstractmethod
    async def seen(self, found: Seen) -> None:
        """One picture was looked at."""

    async def stood(self, found: Stood) -> None:
        """Steps came to stand between two pictures; those of who does not count them now come with the next picture."""
        self._with_next += found.steps

    async def told(self, command: dict[str, Any]) -> None:
        """The page tells one of ``COMMANDS``."""
        raise BadOption(self.line("old_page"))

    # --- the connection -----------------------------------------------------------------------------------------------

    async def run(self, of: str) -> None:
        """Talk with the page until what it streams, the page or the connection ends."""
        try:
            hello = await self._hello()
            async with self.desk.place(of, self, take_over=hello.get("take_over") is True):
                await self._with_worker(hello)
        except Elsewhere as problem:
            await self._refuse(str(problem), ELSEWHERE)
        except WorkerEnded as problem:
            await self._refuse(str(problem), AGAIN)
        except GaitcueError as problem:
            await self._refuse(str(problem), REFUSED)
        except WebSocketDisconnect:
            pass
        finally:
            self.ended.set()

    async def leave(self, why: str) -> None:
        """Another page takes this over: say so, and wait until the place is free."""
        self._leaving = why
        await self.ended.wait()

    async def _hello(self) -> dict[str, Any]:
        try:
            with fail_after(HELLO_WITHIN_S):
                text = await self.socket.receive_text()
        except (TimeoutError, KeyError):
            raise NotAllowed(self.line("no_hello")) from None
        hello = _object(text)
        if hello.get("kind") != "hello":
            raise NotAllowed(self.line("no_hello"))
        check_told_token(self.socket, str(hello.get("token", "")))
        return hello

    async def _with_worker(self, hello: Mapping[str, Any]) -> None:
        self.zero_s = self.newest_s = seconds(hello.get("time_s", 0.0))
        place = self.desk.room.worker(await self.begun())
        worker = await run_sync(place.__enter__)
        try:
            await self._until_one_ends(worker)
        finally:
            with CancelScope(shield=True):  # a process is not left behind, whatever ends the stream
                await run_sync(place.__exit__, None, None, None)

    async def _until_one_ends(self, worker: Worker) -> None:
        problems: list[Exception] = []
        async with create_task_group() as both:

            async def run(part: Callable[[Worker], Awaitable[None]]) -> None:
                try:
                    await part(worker)
                except (GaitcueError, WebSocketDisconnect) as problem:
                    problems.append(problem)
                both.cancel_scope.cancel()

            both.start_soon(run, self._look)
            both.start_soon(run, self._hear)
        if problems:
            raise problems[0]

    # --- in -----------------------------------------------------------------------------------------------------------

    async def _hear(self, worker: Worker) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1000))
            if message.get("bytes") is not None:
                self._offer(worker, message["bytes"])
            else:
                await self._command(_object(message.get("text") or ""))

    def _offer(self, worker: Worker, message: bytes) -> None:
        if len(message) <= HEAD.size:
            raise BadOption(self.line("bad_picture"))
        version, frame, time_s = HEAD.unpack_from(message)
        if version != VERSION:
            raise BadOption(self.line("old_page"))
        self.newest_s = seconds(time_s)
        worker.offer(Picture(frame, self.newest_s, message[HEAD.size :]))

    async def _command(self, told: dict[str, Any]) -> None:
        if told.get("kind") not in self.COMMANDS:
            raise BadOption(self.line("old_page"))
        await self.told(told)

    # --- out ----------------------------------------------------------------------------------------------------------

    async def _look(self, worker: Worker) -> None:
        """Give out what was seen until there is nothing more to look at."""
        while not await self.over():
            if self._leaving:
                raise Elsewhere(self._leaving)
            if await run_sync(worker.wait, LOOK_EVERY_S):
                for found in worker.poll():
                    await self._found(found)
        await self.socket.close(ENDED)

    async def _found(self, found: Seen | Stood | BadPicture) -> None:
        if isinstance(found, BadPicture):
            await self.say({"kind": "bad_picture", "frame": found.frame, "words": found.why})
        elif isinstance(found, Stood):
            await self.stood(found)
        else:
            found, self._with_next = replace(found, steps=self._with_next + found.steps), ()
            await self.seen(found)

    async def say(self, told: Mapping[str, Any]) -> None:
        """Tell the page; raises WebSocketDisconnect where the other half of this stream has closed it meanwhile."""
        if self.socket.application_state is WebSocketState.DISCONNECTED:
            raise WebSocketDisconnect(ENDED)
        await self.socket.send_text(json.dumps(told, allow_nan=False, separators=(",", ":")))

    async def _refuse(self, line: str, code: int) -> None:
        await refuse(self.socket, line, code)


async def refuse(socket: WebSocket, line: str, code: int = REFUSED) -> None:
    """Say why a stream ends, and end it; a page that is gone hears nothing."""
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.send_text(json.dumps({"kind": "refused", "words": line, "take_over": code == ELSEWHERE}))
        await socket.close(code)


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text) if len(text) <= MOST_TEXT else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadOption(words()["live"]["stream"]["old_page"])
    return told


def seconds(told: Any) -> float:
    """A time on the page's clock."""
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0.0 <= told < 1e8:
        raise BadOption(words()["live"]["stream"]["old_page"])
    return float(told)
