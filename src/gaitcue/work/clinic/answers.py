"""What the runner tells before filming: red-flag questions and the person, kept as versions that nothing overwrites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field

from gaitcue.care.entries import CareRecord
from gaitcue.clinic import Answers, Profile, questions, read_answers, read_profile
from gaitcue.clinic.contradictions import check_answers, contradictions, disagreements
from gaitcue.clinic.decision import Decision, decide
from gaitcue.store import audit, runners, visits
from gaitcue.store.database import Session
from gaitcue.store.pages import MOST
from gaitcue.store.records import ProfileVersionRow, RunnerRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, Fault, FaultyForm, Outdated
from gaitcue.terms.fields import shown
from gaitcue.terms.forms import FieldDefinition, form
from gaitcue.terms.typed import faults
from gaitcue.work.clinic.experience import with_experience
from gaitcue.work.clinic.in_care import with_care
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen

UNDONE = "somebody saved other answers of this runner in the meantime: look at them, then save yours again"


class ToldAnswers(BaseModel):
    """The form of step 2 as it was filled in."""

    flags: dict[str, bool] = Field(default_factory=dict, max_length=200)
    """red-flag question -> yes or no; one that is left out was not answered"""
    rest_no: bool = False
    """every question was asked, and those left open are answered no"""
    profile: dict[str, Any] = Field(default_factory=dict, max_length=200)
    """of the shape of a profile file"""
    seen: str | None = None
    """the version that the form was made from: another one since then is not written over"""
    visit_id: str | None = None


class ToldClearance(BaseModel):
    """A clinician has seen the runner and lifts a block."""

    clears: Annotated[str, Field(min_length=1, max_length=60)]
    by: Annotated[str, Field(min_length=2, max_length=120)]
    on: date
    reason: Annotated[str, Field(min_length=2, max_length=2000)]
    visit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a runner at one time."""

    profile: Mapping[str, Any]
    """of the shape of a profile file"""
    answers: Mapping[str, Any]
    """of the shape of an answers file; empty when the questions were not asked"""
    care: CareRecord | None = None
    """tests, diary and treatments, which know some things better than what was told once"""

    @classmethod
    def of(cls, version: ProfileVersionRow | None, care: CareRecord | None = None) -> Told:
        if version is None:
            return cls({}, {}, care)
        return cls(version.profile or {}, version.answers or {}, care)

    def read(self, today: date) -> tuple[Profile | None, Answers | None]:
        """As the clinic's rules take it.

        Raises
        ------
        BadOption : answers and profile contradict each other
        """
        profile = read_profile(self.profile, today) if self.profile else None
        answers = read_answers(self.answers, today) if self.answers else None
        if profile is not None and self.care is not None:
            check_answers(answers, profile)
            profile = with_care(profile, self.care, today)
        return profile, answers


@dataclass(frozen=True, slots=True)
class Before:
    """What a form of step 2 begins with."""

    runner: RunnerRow
    version: ProfileVersionRow | None
    told: Told


@dataclass(frozen=True, slots=True)
class Judged:
    """What the answers lead to today."""

    runner: RunnerRow
    version: ProfileVersionRow | None
    decision: Decision


def definitions() -> list[FieldDefinition]:
    """What the person is asked, in the order of an appointment."""
    return form(Profile)


def before(record: Record, asker: Asker, runner_id: str) -> Before:
    """The last answers of a runner, to be confirmed."""
    found = last_told(record, asker, runner_id)
    seen(record, asker, "answers", found.version.id if found.version else runner_id, runner_id)
    return found


def last_told(record: Record, asker: Asker, runner_id: str) -> Before:
    """The same for a form that is open already: nobody sees more of it."""
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        version = with_experience(session, visits.latest_profile(session, runner_id), date.today())
    return Before(runner, version, Told.of(version))


def save(record: Record, asker: Asker, runner_id: str, told: ToldAnswers, today: date) -> ProfileVersionRow:
    """Keep the answers as a new version.

    Raises
    ------
    FaultyForm : something that cannot be, each with its place
    Outdated : another version was saved since the form was made
    """
    with record.write(asker) as session:
        runners.runner(session, runner_id)
        last = visits.latest_profile(session, runner_id)
        if told.seen is not None and told.seen != (last.id if last else ""):
            raise Outdated(UNDONE)
        return save_in(session, runner_id, told, Told.of(last), today)


def save_in(session: Session, runner_id: str, told: ToldAnswers, last: Told, today: date) -> ProfileVersionRow:
    """The same within a change of more."""
    kept = checked(told, last, today)
    row = _add(session, runner_id, kept, today, told.visit_id)
    audit.note(session, "answers.saved", "profile_version", row.id, runner_id)
    return row


def _add(session: Session, runner_id: str, told: Told, today: date, visit_id: str | None) -> ProfileVersionRow:
    return visits.add_profile_version(
        session,
        runner_id,
        today,
        session.asker.name,
        visit_id=visit_id or None,
        profile=dict(told.profile) or None,
        answers=dict(told.answers) or None,
    )


def clear(record: Record, asker: Asker, runner_id: str, told: ToldClearance, today: date) -> ProfileVersionRow:
    """Enter that a clinician has seen the runner and lifts a block: a new version with one entry more.

    Raises
    ------
    FaultyForm : no name, a day ahead, or nothing that could be cleared
    """
    with record.write(asker) as session:
        runners.runner(session, runner_id)
        last = Told.of(visits.latest_profile(session, runner_id))
        cleared = [*last.answers.get("cleared", ()), _entry(told)]
        answers = {"on": today.isoformat(), "answers": {}, **last.answers, "cleared": cleared}
        _check_clearance(answers, today)
        row = _add(session, runner_id, Told(last.profile, answers), today, told.visit_id)
        audit.note(session, "flag.cleared", "profile_version", row.id, runner_id)
    return row


def _entry(told: ToldClearance) -> dict[str, Any]:
    return {"on": told.on.isoformat(), "by": told.by, "clears": [told.clears], "note": told.reason}


def _check_clearance(answers: Mapping[str, Any], today: date) -> None:
    entry = answers["cleared"][-1]
    if date.fromisoformat(entry["on"]) > today:
        raise FaultyForm([Fault("on", "told", f"that lies in the future (today is {today}): correct the date")])
    try:
        read_answers(answers, today)
    except BadOption as problem:
        raise FaultyForm([Fault("", "told", str(problem))]) from None


def judged(record: Record, asker: Asker, runner_id: str, today: date) -> Judged:
    """What the last answers lead to: what has to wait, and what to do about it."""
    found = before(record, asker, runner_id)
    return Judged(found.runner, found.version, decision_of(found.told, today))


def decision_of(told: Told, today: date) -> Decision:
    profile, answers = told.read(today)
    return decide(None, profile, answers, today=today)


def foreseen(told: ToldAnswers, last: Told, today: date) -> Decision:
    """What a form that is still being filled in would lead to; what cannot be read yet does not count."""
    answers = _answers(told, last, today)
    try:
        return decision_of(checked(told, last, today), today)
    except FaultyForm:
        return decision_of(Told({}, answers), today)


# --- checking ---------------------------------------------------------------------------------------------------------


def checked(told: ToldAnswers, last: Told, today: date) -> Told:
    """What was told, as it is kept.

    Raises
    ------
    FaultyForm : with the place of each fault: ``profile.problems.0.site``, ``flags.fever_known``
    """
    kept = Told({"on": today.isoformat(), **told.profile}, _answers(told, last, today))
    found = [replace(one, place=f"profile.{one.place}") for one in faults(kept.profile, Profile, today=today)]
    found += _of_flags(kept.answers)
    if not found:
        profile, answers = _read(kept, today)
        found = [Fault("", "contradiction", line) for line in _contradictions(profile, answers)]
    if found:
        raise FaultyForm(found)
    return kept


def _answers(told: ToldAnswers, last: Told, today: date) -> dict[str, Any]:
    flags = dict(told.flags)
    if told.rest_no:
        asked = (q for q in questions() if not q.follows or flags.get(q.follows))
        flags = {question.id: False for question in asked} | flags
    if not flags and not last.answers:
        return {}
    cleared = list(last.answers.get("cleared", ()))
    return {"on": today.isoformat(), "answers": flags, **({"cleared": cleared} if cleared else {})}


def _of_flags(answers: Mapping[str, Any]) -> Iterator[Fault]:
    known = {question.id: question for question in questions()}
    flags = answers.get("answers", {})
    for name, answer in flags.items():
        if name not in known:
            yield Fault(f"flags.{name[:60]}", "unknown", f"there is no question {shown(name)}")
        elif answer and known[name].follows and not flags.get(known[name].follows):
            yield Fault(f"flags.{name}", "told", "answer the question before it first")


def _read(kept: Told, today: date) -> tuple[Profile, Answers | None]:
    """The same reading as of a file, without its check for contradictions, which are all wanted."""
    from gaitcue.terms.typed import read_mapping

    profile = read_mapping(kept.profile, Profile, "the profile", today=today)
    return profile, read_answers(kept.answers, today) if kept.answers else None


def _contradictions(profile: Profile, answers: Answers | None) -> Iterator[str]:
    yield from contradictions(profile)
    if answers is not None:
        yield from disagreements(answers, profile)


def answers_for(session: Session, visit: VisitRow, today: date) -> tuple[ProfileVersionRow | None, date]:
    """The answers of a visit, with what earlier trials taught, and the day to judge them on.

    Later answers that block something come before them.
    """
    told = visits.profile_versions(session, visit.runner_id, most=MOST).items
    if not told:
        return None, visit.on
    latest = told[0]
    own = next((one for one in told if one.on <= visit.on or one.visit_id == visit.id), latest)
    if latest is not own and decision_of(Told.of(latest), today).triage.blocks:
        return latest, today
    return with_experience(session, own, visit.on), max(visit.on, own.on)
