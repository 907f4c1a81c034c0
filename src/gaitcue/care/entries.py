"""The entries that a care record is made of, each with its date; nothing else moves a plan.

Each field says once what it means and what may be answered; the reader, forms and docs/care.md are made from that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Final, Literal

from gaitcue.care.vocabulary import (
    ACTIVITIES,
    ACTIVITY_WORDS,
    CARE_TREATMENT_WORDS,
    CARE_TREATMENTS,
    CHANGES,
    LOADS_ELSEWHERE,
    VARIABLES,
    alarm_levels,
    exercise_titles,
    milestones,
    places_or_sites,
    scales,
    test_kinds,
)
from gaitcue.care.when import AboutWhen, Span, span
from gaitcue.terms.fields import FOR_THE_CLINICIAN, About, When, pain_score
from gaitcue.terms.keypoints import Side
from gaitcue.terms.vocabulary import MEDICINE_WORDS, MEDICINES, SITE_WORDS, SITES, SPORT_WORDS, SPORTS

BodySide = Side | Literal["both"]
RunsNow = Literal["runs", "rests", "never"]
Done = Literal["all", "part", "none"]
Unit = Literal["repetitions", "deg", "kg", "N", "s", "cm"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan is made for; another one with a later date takes its place.

    What was not answered is None and is kept so: it is neither a no nor a rest from running.
    """

    on: Annotated[date, About("The plan begins", future=False)]
    site: Annotated[str, About("What is treated", choices=SITES, synonyms=SITE_WORDS)]
    side: Annotated[BodySide | None, About("Side")] = None
    sports: Annotated[tuple[str, ...], About("Sports", choices=SPORTS, synonyms=SPORT_WORDS)] = ()
    runs: Annotated[
        RunsNow | None, About("Running at present", "`rests`: wants to run again. `never`: no runner, no running plan.")
    ] = None
    needs_speed: Annotated[bool | None, About("Sprints, jumps or runs hills, or wants to")] = None
    seated_much: Annotated[bool | None, About("Sits most of the day, or drives for a living", FOR_THE_CLINICIAN)] = None
    slow_tendon: Annotated[
        bool | None,
        About("Tendons answer slowly", "Over 50, around the menopause, diabetes, or a medicine tendons mind."),
    ] = None
    operated: Annotated[bool | None, About("Operated at this place", "Then the surgeon's days come first.")] = None
    task: Annotated[
        str,
        About("The same task each morning", "Such as three short bridges on the sore leg, at the same time each day."),
    ] = ""
    goals: Annotated[tuple[str, ...], About("What the person wants to do again, in their words")] = ()


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """What is asked once a day, in the morning; one answer for a day."""

    on: Annotated[date, About("Day", future=False)]
    task_pain: Annotated[float | None, pain_score("Pain in the morning task", "The same task each morning.")] = None
    first_bend_pain: Annotated[float | None, pain_score("Pain at the first bend forwards")] = None
    pain_now: Annotated[float | None, pain_score("Pain now, at rest")] = None
    pain_worst: Annotated[float | None, pain_score("Worst pain since yesterday morning")] = None
    pain_average: Annotated[float | None, pain_score("Pain on average since yesterday morning")] = None
    sitting_min: Annotated[float | None, About("Minutes seated until it hurts", "", "minutes", 0, 1440)] = None
    sitting_cushion_min: Annotated[float | None, About("The same on a cushion", "", "minutes", 0, 1440)] = None
    stiffness_min: Annotated[float | None, About("Minutes of stiffness this morning", "", "minutes", 0, 720)] = None
    sleep_h: Annotated[float | None, About("Hours of sleep", "", "hours", 0, 24)] = None
    medicines: Annotated[
        tuple[str, ...], About("Medicines taken since yesterday", choices=MEDICINES, synonyms=MEDICINE_WORDS)
    ] = ()
    sites: Annotated[
        tuple[str, ...],
        About("Where it hurt", "With its side: `calf_left`.", choices=places_or_sites, synonyms=SITE_WORDS),
    ] = ()
    side: Annotated[BodySide | None, About("Side", "Of sites that are told without one.")] = None
    note: Annotated[str, About("Anything else")] = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that loaded the sore place, and what it did then; the next morning's task tells the rest."""

    on: Annotated[date, About("Day", future=False)]
    what: Annotated[str, About("What was done", choices=ACTIVITIES, synonyms=ACTIVITY_WORDS)]
    before: Annotated[float | None, pain_score("Pain before it")] = None
    during: Annotated[float | None, pain_score("Worst pain during it")] = None
    after: Annotated[float | None, pain_score("Worst pain in the hours after it")] = None
    settles_h: Annotated[float | None, About("Hours until it was as before", "", "hours", 0, 336)] = None
    changed_gait: Annotated[bool | None, About("Limped, or moved differently because of it")] = None
    done: Annotated[
        Done, About("How much of the exercises", asked_when=When("what", ("exercises",)))
    ] = "all"  # fmt: skip
    minutes: Annotated[float | None, About("Minutes", "", "minutes", 0, 1440)] = None
    effort: Annotated[float | None, About("Effort", "", "on the 0-10 scale", 0, 10)] = None
    note: Annotated[str, About("Anything else")] = ""

    @property
    def loaded(self) -> bool:
        """False for exercises that were left out: they are told of, and are no load."""
        return self.done != "none"


@dataclass(frozen=True, slots=True)
class Measured:
    """One result of a test of strength, flexibility or load, of one side."""

    on: Annotated[date, About("Day", future=False)]
    kind: Annotated[str, About("Test", choices=test_kinds)]
    side: Annotated[Side | None, About("Side")] = None
    value: Annotated[float | None, About("Result", "Repetitions, degrees, kg or N, as the test says.")] = None
    unit: Annotated[Unit | None, About("Unit", "Needed where a test takes kg or N.")] = None
    lever_cm: Annotated[
        float | None, About("Lever arm", "From the joint to where the dynamometer pressed.", "cm", 5, 100)
    ] = None
    pain: Annotated[float | None, pain_score("Pain in the test")] = None
    positive: Annotated[bool | None, About("Positive", "Of a provocation test: the known pain came.")] = None
    pelvis_controlled: Annotated[bool | None, About("The pelvis was held still", "Of the Thomas test.")] = None
    by: Annotated[str, About("Who tested", "Name of the clinician; empty for a test done alone.")] = ""
    note: Annotated[str, About("Anything else")] = ""


@dataclass(frozen=True, slots=True)
class TreatmentEntry:
    """Something that was done about it besides the plan, with a date as rough as it is remembered."""

    kind: Annotated[str, About("Treatment", choices=CARE_TREATMENTS, synonyms=CARE_TREATMENT_WORDS)]
    when: Annotated[
        str, AboutWhen("When", "As exact as it is known: 2024-05-03, May 2024, spring 2024, 2024.", future=False)
    ]
    until: Annotated[str | None, AboutWhen("Until when", "For what lasted, such as rest or tablets.")] = None
    site: Annotated[str | None, About("Where", choices=SITES, synonyms=SITE_WORDS)] = None
    side: Annotated[BodySide | None, About("Side")] = None
    helped: Annotated[bool | None, About("It helped")] = None
    note: Annotated[str, About("Anything else", "Such as a surgeon's own words.")] = ""

    @property
    def span(self) -> Span:
        """The days on which it began, as far as is known."""
        return span(self.when)

    @property
    def on(self) -> date:
        """The first day on which it may have been."""
        return self.span.first

    @property
    def over_on(self) -> date:
        """The last day on which it may have lasted."""
        return span(self.until).last if self.until else self.span.last


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day that the surgeon set; the latest word on an item counts."""

    on: Annotated[date, About("Day it was told", future=False)]
    item: Annotated[str, About("What is allowed", choices=milestones)]
    allowed_from: Annotated[date, About("From when")]
    by: Annotated[str, About("Who said so")]
    note: Annotated[str, About("In their own words")] = ""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A clinician changes the plan; it needs a reason and a name, and it stays in the record."""

    on: Annotated[date, About("Day", future=False)]
    what: Annotated[str, About("What is changed", choices=CHANGES)]
    by: Annotated[str, About("Who decides")]
    reason: Annotated[str, About("Why")]
    value: Annotated[float | None, About("To what", "The stage or level, or the pain accepted.", "", 0, 20)] = None
    variable: Annotated[
        str | None, About("Which", choices=VARIABLES, asked_when=When("what", ("level",)))
    ] = None  # fmt: skip
    until: Annotated[date | None, About("Until when", asked_when=When("what", ("hold",)))] = None
    exercise: Annotated[
        str | None,
        About("Exercise", choices=exercise_titles, asked_when=When("what", ("exercise_out", "exercise_in"))),
    ] = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The total of a questionnaire; its questions belong to their authors and are not kept here."""

    on: Annotated[date, About("Day", future=False)]
    scale: Annotated[str, About("Questionnaire", choices=scales)]
    total: Annotated[float, About("Total", "", "", -7, 100)]
    activity: Annotated[str, About("Own activity", "Of the PSFS, in the person's words.")] = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A red flag that was answered with yes, or found."""

    on: Annotated[date, About("Day", future=False)]
    id: Annotated[str, About("Which", "Its id, as `gaitcue red-flags` lists them.")]
    level: Annotated[str, About("How urgent", choices=alarm_levels)]


@dataclass(frozen=True, slots=True)
class AllClear:
    """A clinician saw the person and cleared what was raised."""

    on: Annotated[date, About("Day", future=False)]
    by: Annotated[str, About("Who saw them")]
    clears: Annotated[tuple[str, ...], About("What was cleared", "Ids; none for everything.")] = ()


@dataclass(frozen=True, slots=True)
class RaisedElsewhere:
    """Something outside of the exercises went up; one thing goes up in seven days."""

    on: Annotated[date, About("Day", future=False)]
    what: Annotated[str, About("What", choices=LOADS_ELSEWHERE)]
    note: Annotated[str, About("Anything else")] = ""


Entry = (
    Plan | DiaryDay | Activity | Measured | TreatmentEntry | Milestone | PlanChange | Outcome | Alarm | AllClear
    | RaisedElsewhere
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CareRecord:
    """Everything that was entered about one person; the order of entries does not matter."""

    plan: Annotated[tuple[Plan, ...], About("What the plan is made for; the latest counts")] = ()
    day: Annotated[tuple[DiaryDay, ...], About("The diary, day by day")] = ()
    activity: Annotated[tuple[Activity, ...], About("What loaded the sore place")] = ()
    test: Annotated[tuple[Measured, ...], About("Tests")] = ()
    treatment: Annotated[tuple[TreatmentEntry, ...], About("Treatments")] = ()
    milestone: Annotated[tuple[Milestone, ...], About("Days that the surgeon set")] = ()
    change: Annotated[tuple[PlanChange, ...], About("What a clinician changed")] = ()
    outcome: Annotated[tuple[Outcome, ...], About("Totals of questionnaires")] = ()
    alarm: Annotated[tuple[Alarm, ...], About("Red flags")] = ()
    all_clear: Annotated[tuple[AllClear, ...], About("Seen and cleared")] = ()
    raised: Annotated[tuple[RaisedElsewhere, ...], About("What went up besides the exercises")] = ()

    def entries(self) -> Iterator[Entry]:
        """Every entry, kind by kind."""
        for entry in fields(self):
            yield from getattr(self, entry.name)


ENTRY_KINDS: Final[dict[str, type[Entry]]] = {
    "plan": Plan,
    "day": DiaryDay,
    "activity": Activity,
    "test": Measured,
    "treatment": TreatmentEntry,
    "milestone": Milestone,
    "change": PlanChange,
    "outcome": Outcome,
    "alarm": Alarm,
    "all_clear": AllClear,
    "raised": RaisedElsewhere,
}
"""Name of a kind of entry, as files and the record call it -> its record."""


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Names one entry: what a decision rests on.

    Examples
    --------
    >>> ref(Activity(date(2026, 5, 2), "run", during=2.0))
    Ref(on=datetime.date(2026, 5, 2), kind='activity', what='run')
    """

    on: date
    kind: str
    what: str = ""


def ref(entry: Entry) -> Ref:
    """The name of an entry."""
    name = NAMED_BY[type(entry)]
    return Ref(entry.on, kind_of(entry), str(getattr(entry, name)) if name else "")


NAMES: Final = ("what", "kind", "item", "scale", "id", "site")
NAMED_BY: Final = {model: next((name for name in NAMES if hasattr(model, name)), "") for model in ENTRY_KINDS.values()}
"""Kind of entry -> the field that tells it from others of its day; looked up once: a replay names a million entries."""


def kind_of(entry: Entry) -> str:
    """How files and the record call this kind of entry."""
    return KIND_OF[type(entry)]


KIND_OF: Final = {model: kind for kind, model in ENTRY_KINDS.items()}
