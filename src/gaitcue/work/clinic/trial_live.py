"""A cue trial that is run live: which stretch goes on, and the run as usual as it was filmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gaitcue.live.against_usual import Numbers, numbers_of_clip
from gaitcue.store import analyses, clips, trials
from gaitcue.terms.asker import Asker
from gaitcue.terms.conditions import Conditions
from gaitcue.work.clinic import analyzing
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.trial_state import StageState, TrialState, read_state
from gaitcue.work.clinic.trial_verdicts import newest_analysis
from gaitcue.work.results import read_result


@dataclass(frozen=True, slots=True)
class LiveTrial:
    """A trial as far as it is."""

    state: TrialState
    filmed_as_usual: str
    """id of the result of the run as usual that was filmed; empty as long as there is none"""

    @property
    def now(self) -> StageState | None:
        return self.state.now


def live_trial(record: Record, asker: Asker, trial_id: str) -> LiveTrial:
    """Where a trial stands; raises NotThere."""
    with record.read(asker) as session:
        state = read_state(trials.trial(session, trial_id).state)
        take = clips.take_if_there(session, state.stage("baseline").take_id)
        found = newest_analysis(session, take) if take else None
    return LiveTrial(state, found.result if found else "")


def usual_by_film(record: Record, trial: LiveTrial) -> Mapping[str, Numbers]:
    """The numbers of the run as usual that was filmed; none as long as it was not analysed."""
    if not trial.filmed_as_usual:
        return {}
    return numbers_of_clip(read_result(record.folder.result(trial.filmed_as_usual)))


def until(stage: StageState, pace: float = 1.0) -> datetime | None:
    """When the time of a stretch is over; None before it has begun.

    Parameters
    ----------
    pace : seconds of the trial in one true second
    """
    return stage.started_at + timedelta(minutes=stage.minutes / pace) if stage.started_at else None


def conditions_of(record: Record, asker: Asker, trial_id: str) -> Conditions:
    """Speed, incline and height of the run that the trial began with: all of it is run alike."""
    with record.read(asker) as session:
        state = read_state(trials.trial(session, trial_id).state)
        take = clips.take_if_there(session, analyses.analysis(session, state.analysis_id).take_id)
        return Conditions(**analyzing.conditions_of(session, take)) if take else Conditions()
