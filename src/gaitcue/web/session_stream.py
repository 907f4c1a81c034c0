"""The stream of a live session of retraining: pictures come in, what was seen and where the session stands goes out.

Everything that counts is in the session's file before the page hears of it, so a stream that breaks loses nothing: the
page comes back, and the session goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from anyio import Lock, current_time
from anyio.to_thread import run_sync
from fastapi import WebSocket

from gaitcue.live.protocol.events import Event as Happening
from gaitcue.live.protocol.events import StepTaken, Tick, event_of
from gaitcue.live.protocol.session import SessionState
from gaitcue.live.records import OVER_STANCE, LiveSettings, Seen, Step, Stood
from gaitcue.terms.conditions import Conditions
from gaitcue.web.live_stream import LiveDesk, PictureStream, seconds
from gaitcue.web.live_view import told_seen, told_state
from gaitcue.work.clinic.live_session import RunningSession

STATE_EVERY_S = 0.25


class SessionStream(PictureStream):
    """One page that streams one session.

    Parameters
    ----------
    socket : accepted already
    desk : who streams what
    session : its file, open
    conditions : of the runner, as the engine is told them
    pace : seconds of the session in one true second
    """

    COMMANDS: ClassVar[tuple[str, ...]] = ("ready", "pause", "resume", "pain", "stop")

    def __init__(
        self, socket: WebSocket, desk: LiveDesk, session: RunningSession, conditions: Conditions, pace: float = 1.0
    ) -> None:
        super().__init__(socket, desk)
        self.session, self.conditions, self.pace = session, conditions, pace
        self._told_at = 0.0
        self._told: Mapping[str, Any] = {}
        self._one_at_a_time = Lock()

    async def begun(self) -> LiveSettings:
        """It is joined, and paused until somebody goes on."""
        state = await run_sync(self.session.join, self.zero_s)
        await self._say_state(told_state(state))
        return LiveSettings(self.conditions, first_number=state.last_step + 1)

    async def over(self) -> bool:
        """The session has ended."""
        return self.session.state.phase == "ended"

    async def told(self, command: dict[str, Any]) -> None:
        """An event of the session, by the page's own clock if it says one: a pause is told when no picture comes."""
        time_s = seconds(command.pop("time_s", self.newest_s))
        await self._take([event_of({**command, "time_s": self._paced(max(time_s, self.newest_s))})], at_once=True)

    async def seen(self, found: Seen) -> None:
        """What was seen is given out and counted."""
        await self.say(told_seen(found))
        await self._count(found.steps, found.time_s)

    async def stood(self, found: Stood) -> None:
        """Steps between two pictures are counted at once."""
        await self._count(found.steps, found.time_s)

    async def _count(self, found: tuple[Step, ...], time_s: float) -> None:
        steps = [step for step in found if step.complete is self._waits_for_the_stance]
        counted = await self._take([*map(self._step, steps), Tick(self._paced(time_s))], at_once=bool(steps))
        for step in steps:
            if step.number in counted:
                told = {"number": step.number, "leg": step.leg, "contact_s": step.contact_s, "known_s": step.known_s}
                await self.say({"kind": "step", **told})

    @property
    def _waits_for_the_stance(self) -> bool:
        """A number that stands only when the foot has left again is waited for."""
        state = self.session.state
        measures = (state.target.measure,) if state.target else state.aim.measures
        return any(measure in OVER_STANCE for measure in measures)

    def _step(self, step: Step) -> StepTaken:
        values = {name: one.value for name, one in step.values.items()}
        return StepTaken(self._paced(step.known_s), step.number, step.leg, self._paced(step.contact_s), values)

    async def _take(self, events: list[Happening], *, at_once: bool = False) -> set[int]:
        """Keep events, and tell the page where the session stands: at once when something has changed that it shows.

        Returns
        -------
        Numbers of the steps that the session counted with feedback: one that is known late may lie before the run.
        """
        async with self._one_at_a_time:
            state, counted = await run_sync(self._kept, events)
        told, now = told_state(state), current_time()
        if at_once or self._differs(told) or now - self._told_at >= STATE_EVERY_S:
            self._told_at = now
            await self._say_state(told)
        return counted

    def _kept(self, events: list[Happening]) -> tuple[SessionState, set[int]]:
        state, counted = self.session.state, set()
        for event in events:
            before, state = state, self.session.take(event)
            if isinstance(event, StepTaken) and state.steps > before.steps and state.feedback:
                counted.add(event.number)
        return state, counted

    def _differs(self, told: dict[str, Any]) -> bool:
        shown = ("phase", "feedback", "pain_due", "ended", "remarks", "summary")
        return any(told[name] != self._told.get(name) for name in shown)

    def _paced(self, time_s: float) -> float:
        return self.zero_s + max(time_s - self.zero_s, 0.0) * self.pace

    async def _say_state(self, told: Mapping[str, Any]) -> None:
        self._told = told
        await self.say(told)
