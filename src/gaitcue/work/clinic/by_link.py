"""What a runner does by a link on their own phone: the questions before a visit, clips, the morning after a trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic.decision import Decision
from gaitcue.store import runners, trials, visits
from gaitcue.store.columns import now
from gaitcue.store.records import RunnerRow, TrialRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere
from gaitcue.terms.forms import FieldDefinition
from gaitcue.work.clinic import answers, clips, links, trial_verdicts, uploads
from gaitcue.work.clinic.answers import Told, ToldAnswers, foreseen
from gaitcue.work.clinic.clips import TakenIn
from gaitcue.work.clinic.experience import with_experience
from gaitcue.work.clinic.links import Held, MadeLink
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.trial_state import TrialState, read_state
from gaitcue.work.clinic.trial_verdicts import ToldMorning
from gaitcue.work.clinic.uploads import Arrived, NewUpload, Piece, Upload

Purpose = Literal["answers", "upload", "next_morning", "diary", "beat"]
LASTS: dict[Purpose, timedelta] = {
    "answers": timedelta(days=7), "upload": timedelta(hours=12), "next_morning": timedelta(days=4),
    "diary": timedelta(days=60), "beat": timedelta(days=120),
}  # fmt: skip
"""product defaults"""
USES: dict[Purpose, int] = {"answers": 1, "upload": 40, "next_morning": 1, "diary": 200, "beat": 60}
"""what is filled in is sent once; clips come one by one"""
CLINICIANS = frozenset({"examination"})
"""steps of the form that are measured, not told"""
NOT_TOLD = frozenset({"tried"})
"""fields that the clinic fills in from its trials"""


class ToldLink(BaseModel):
    """A link for a runner."""

    model_config = ConfigDict(extra="forbid")
    purpose: Purpose
    visit_id: Annotated[str, Field(max_length=40)] = ""
    days: Annotated[int | None, Field(ge=1, le=60)] = None
    """until it ends; without it as long as is usual"""


@dataclass(frozen=True, slots=True)
class Phone:
    """What the page for clips from a phone shows."""

    runner: RunnerRow
    visit_id: str
    on: date
    trial_id: str
    """of a trial that is being run; empty without one"""
    state: TrialState | None


def make(record: Record, asker: Asker, runner_id: str, told: ToldLink) -> MadeLink:
    """A link; whoever holds it needs no account.

    Raises
    ------
    BadOption : what it is for is not there
    """
    with record.write(asker) as session:
        runners.runner(session, runner_id)
        visit = visits.visit(session, told.visit_id) if told.visit_id else None
        if visit is not None and visit.runner_id != runner_id:
            raise NotThere("there is no such visit of this runner")
        if visit is None and told.purpose not in ("answers", "diary", "beat"):
            raise BadOption("say for which visit the link is")
        subject = None
        if told.purpose == "next_morning":
            row = next(iter(trials.trials_at(session, told.visit_id)), None)
            if row is None or not row.verdict:
                raise BadOption("there is no verdict yet that the next morning could change")
            subject = row.id
        lasts = timedelta(days=told.days) if told.days else LASTS[told.purpose]
        return links.make(
            session, runner_id, told.purpose, now() + lasts, visit_id=told.visit_id or None, subject_id=subject,
            uses=USES[told.purpose],
        )  # fmt: skip


# --- the questions before a visit -----------------------------------------------------------------------------------


def definitions() -> list[FieldDefinition]:
    """What a runner is asked by themselves."""
    return [one for one in answers.definitions() if asked(one)]


def asked(one: FieldDefinition) -> bool:
    top = one.name.partition(".")[0].removesuffix("[]")
    return top not in NOT_TOLD and one.step not in CLINICIANS


def before(record: Record, held: Held, today: date) -> answers.Before:
    """What the form begins with: the last answers, to be confirmed."""
    with record.read(held.clinic) as session:
        runner = runners.runner(session, held.link.runner_id)
        version = with_experience(session, visits.latest_profile(session, runner.id), today)
    return answers.Before(runner, version, Told.of(version))


def foreseen_by(record: Record, held: Held, told: ToldAnswers, today: date) -> Decision:
    """What a form that is being filled in leads to so far."""
    last = before(record, held, today).told
    return foreseen(_whole(told, last), last, today)


def send_answers(record: Record, token: str, told: ToldAnswers, today: date) -> tuple[RunnerRow, Decision]:
    """Keep the answers as a new version, and use the link up; what they lead to.

    Raises
    ------
    NotThere : the link leads nowhere (any more)
    FaultyForm : something that cannot be, each with its place; the link can still be used
    """
    last = before(record, links.held(record, token), today)
    with links.using(record, token, "answers") as (session, held):
        whole = _whole(told, last.told).model_copy(update={"visit_id": held.link.visit_id})
        row = answers.save_in(session, held.link.runner_id, whole, last.told, today)
    return last.runner, answers.decision_of(Told.of(row), today)


def _whole(told: ToldAnswers, last: Told) -> ToldAnswers:
    """With what the clinic knows beside what runners are asked."""
    names = {one.name for one in definitions() if "." not in one.name}
    kept = {name: value for name, value in last.profile.items() if name not in names and name != "on"}
    own = {name: value for name, value in told.profile.items() if name in names}
    return told.model_copy(update={"profile": kept | own, "seen": None})


# --- clips ------------------------------------------------------------------------------------------------------------


def phone(record: Record, held: Held) -> Phone:
    """The visit that clips are sent to, and its trial while it is run."""
    with record.read(held.clinic) as session:
        visit = visits.visit(session, held.link.visit_id or "")
        runner = runners.runner(session, visit.runner_id)
        row = next(iter(trials.trials_at(session, visit.id)), None)
    state = read_state(row.state) if row is not None and not row.verdict else None
    return Phone(runner, visit.id, visit.on, row.id if row and state else "", state)


def begin_upload(record: Record, held: Held, told: NewUpload) -> Arrived:
    """Announce a file for the visit of the link."""
    here = phone(record, held)
    if told.visit_id != here.visit_id or told.trial_id not in ("", here.trial_id):
        raise NotThere(links.ENDED)
    return uploads.begin(record, held.asker, told)


def upload_of(record: Record, held: Held, upload_id: str) -> Upload:
    """A file on its way to the visit of the link; raises NotThere."""
    found = uploads.upload(record, held.asker, upload_id)
    if found.visit_id != held.link.visit_id:
        raise NotThere("there is no such upload; it may be finished already")
    return found


def piece(record: Record, held: Held, upload_id: str, offset: int) -> Piece:
    """A part of a file as it comes in."""
    return Piece(record, held.asker, upload_of(record, held, upload_id).id, offset)


def finish_upload(record: Record, token: str, upload_id: str) -> TakenIn:
    """Take a whole file in; one use of the link."""
    held = links.held(record, token)
    upload_of(record, held, upload_id)
    taken = clips.take_in(record, held.clinic, upload_id)
    links.use(record, token)
    return taken


# --- the morning after ------------------------------------------------------------------------------------------------


def day_of_trial(record: Record, held: Held) -> date:
    """When the trial was run whose next morning is asked about."""
    with record.read(held.asker) as session:
        return visits.visit(session, trials.trial(session, held.link.subject_id or "").visit_id).on


def send_morning(record: Record, token: str, told: ToldMorning) -> TrialRow:
    """Keep what the morning was like, use the link up, and have the trial judged again."""
    with links.using(record, token, "next_morning") as (session, held):
        row = trial_verdicts.tell_morning(session, held.link.subject_id or "", told)
    trial_verdicts.ask_when_ready(record, held.clinic, row.id)
    return row
