"""The stream of a cue trial that is run live: pictures come in, the numbers beside those as usual go out.

Nothing is kept: the verdict rests on the clips, which the page records and sends like any other. What counts as usual
stays with the desk, so that a page that is loaded again finds it; after a restart the clip of that run stands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anyio import current_time
from anyio.to_thread import run_sync
from fastapi import WebSocket

from gaitcue.live.against_usual import LATEST_STEPS, LatestSteps, Numbers, against_usual
from gaitcue.live.records import LiveSettings, Seen, Step
from gaitcue.store.columns import now as moment
from gaitcue.terms.asker import Asker
from gaitcue.terms.conditions import Conditions
from gaitcue.web.live_stream import LiveDesk, PictureStream
from gaitcue.web.live_view import told_seen
from gaitcue.web.trial_live_view import told_trial
from gaitcue.web.words import words
from gaitcue.work.clinic import trial_live
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.trial_live import LiveTrial

TELL_EVERY_S = 0.5


class TrialStream(PictureStream):
    """One page that streams one trial.

    Parameters
    ----------
    socket : accepted already
    desk : who streams what
    record, asker, trial_id : the trial
    pace : seconds of the trial in one true second
    """

    def __init__(
        self, socket: WebSocket, desk: LiveDesk, record: Record, asker: Asker, trial_id: str, pace: float = 1.0
    ) -> None:
        super().__init__(socket, desk)
        self.record, self.asker, self.trial_id, self.pace = record, asker, trial_id, pace
        self.trial: LiveTrial | None = None
        self._stretch, self._stage = LatestSteps(), ""
        self._unsorted: list[Step] = []
        """steps since the last look at the trial: somebody may have gone on with it meanwhile"""
        self._film: tuple[str, Mapping[str, Numbers]] = ("", {})
        self._rate_hz: float | None = None
        self._told_at = -TELL_EVERY_S

    def line(self, code: str) -> str:
        """The words for what can happen to every stream."""
        return str(words()["trial"]["stream"].get(code) or super().line(code))

    async def begun(self) -> LiveSettings:
        """Steps are counted on from those that the desk keeps: no two have one number."""
        conditions: Conditions = await run_sync(trial_live.conditions_of, self.record, self.asker, self.trial_id)
        await self._look_again()
        return LiveSettings(conditions, first_number=self.desk.as_usual(self.trial_id).last + 1)

    async def over(self) -> bool:
        """The trial has ended, here or at somebody else's hand."""
        if current_time() - self._told_at >= TELL_EVERY_S:
            await self._look_again()
        return self.trial is None or self.trial.now is None

    async def seen(self, found: Seen) -> None:
        """A step counts while the time of a stretch runs, for the stretch that still goes on at the next look."""
        await self.say(told_seen(found))
        self._rate_hz = found.rate_hz
        if self._runs:
            self._unsorted.extend(found.steps)

    # --- where the trial is -------------------------------------------------------------------------------------------

    async def _look_again(self) -> None:
        """Where the trial stands now, whoever went on with it, and what the numbers say."""
        self._told_at = current_time()
        self.trial = await run_sync(trial_live.live_trial, self.record, self.asker, self.trial_id)
        stage = self.trial.now
        if stage is None or stage.id != self._stage:
            self._stage = stage.id if stage else ""
            self._stretch = self.desk.as_usual(self.trial_id) if self._as_usual else LatestSteps()
            self._unsorted.clear()
        for step in self._unsorted:
            self._stretch.take(step)
        self._unsorted.clear()
        await self.say(await run_sync(self._told))

    @property
    def _as_usual(self) -> bool:
        return self._stage == "baseline"

    @property
    def _runs(self) -> bool:
        stage = self.trial.now if self.trial else None
        end = trial_live.until(stage, self.pace) if stage else None
        return end is not None and moment() < end

    def _told(self) -> dict[str, Any]:
        usual, source = self._usual()
        rows = against_usual(self._stretch.numbers(LATEST_STEPS), usual, fps=self._rate_hz)
        return told_trial(self._stage, rows, usual_from=source, runs=self._runs)

    def _usual(self) -> tuple[Mapping[str, Numbers], str]:
        """The live numbers of the run as usual, since its camera is the same; otherwise its clip's."""
        kept = self.desk.as_usual(self.trial_id)
        if self._as_usual:
            return {}, ""
        if kept.enough:
            return kept.numbers(), "live"
        if self.trial is not None and self.trial.filmed_as_usual != self._film[0]:
            self._film = self.trial.filmed_as_usual, trial_live.usual_by_film(self.record, self.trial)
        return self._film[1], "film" if self._film[1] else ""
