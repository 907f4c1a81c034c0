"""The person: who they are, what hurts or hurt, what was done about it, what they do, take and want.

Each field says once what it means and what may be answered; the reader, docs/person.md and forms are made from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Literal

from gaitcue.clinic.rule_data import cues
from gaitcue.terms.fields import FOR_THE_CLINICIAN, About, When, pain_score
from gaitcue.terms.keypoints import Side
from gaitcue.terms.vocabulary import (
    CYCLING_SPORTS,
    IMAGING_SHOWS,
    INJECTIONS,
    MEDICINE_WORDS,
    MEDICINES,
    PATTERNS,
    PROCEDURES,
    RUNNING_SPORTS,
    SITE_WORDS,
    SITES,
    SPORT_WORDS,
    SPORTS,
    TENDON_MEDICINES,
    TREATMENT_WORDS,
    TREATMENTS,
)

ProblemStatus = Literal["current", "past"]
ProblemSide = Side | Literal["both"]
Sex = Literal["female", "male", "other"]
Ground = Literal["road", "trail", "track", "treadmill", "grass", "mixed"]


def cue_titles() -> Mapping[str, str]:
    return {cue.id: cue.title for cue in cues().values()}


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint at one site."""

    site: Annotated[str, About("Where it hurts or hurt", choices=SITES, synonyms=SITE_WORDS)]
    status: Annotated[ProblemStatus, About("Now or in the past")] = "current"
    side: Annotated[ProblemSide | None, About("Side")] = None
    months: Annotated[float | None, About("For how long (a past one, since it ended)", "", "months", 0, 900)] = None
    sudden: Annotated[bool | None, About("It began with one event", "A pop, a slip, one sprint or kick.")] = None
    recurrent: Annotated[bool | None, About("It keeps coming back")] = None
    cleared: Annotated[
        bool | None,
        About(
            "A clinician has cleared it",
            "Needs `cleared_by` and `cleared_on`.",
            asked_when=When("site", ("bone_stress", "pelvic_bone", "apophysis")),
        ),
    ] = None
    sitting_is_main: Annotated[bool | None, About("Sitting is what hurts most")] = None
    care_failed: Annotated[bool | None, About("Six months or more of good care did not settle it")] = None
    cleared_by: Annotated[str, About("Who cleared it", asked_when=When("cleared", (True,)))] = ""
    cleared_on: Annotated[date | None, About("When", future=False, asked_when=When("cleared", (True,)))] = None
    spot: Annotated[str, About("The exact place, in the person's words", FOR_THE_CLINICIAN)] = ""
    pattern: Annotated[
        str | None, About("Over 24 hours", "How the pain behaves.", choices=PATTERNS)
    ] = None  # fmt: skip
    below_knee: Annotated[bool | None, About("It spreads below the knee")] = None
    pins_and_needles: Annotated[bool | None, About("Pins and needles or numbness")] = None
    bone_tender: Annotated[bool | None, About("One spot on the bone is tender to touch")] = None


@dataclass(frozen=True, slots=True)
class Surgery:
    """An operation and what the surgeon allows."""

    site: Annotated[str, About("What was operated", choices=SITES, synonyms=SITE_WORDS)]
    on: Annotated[date, About("When", future=False)]
    side: Annotated[ProblemSide | None, About("Side")] = None
    running_cleared_on: Annotated[
        date | None, About("From when running is allowed", "May lie ahead, when the surgeon has set a date.")
    ] = None
    limits: Annotated[str, About("The surgeon's limits, in their own words")] = ""
    procedure: Annotated[str | None, About("What was done", FOR_THE_CLINICIAN, choices=PROCEDURES)] = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was done before, beside operations."""

    kind: Annotated[str, About("Treatment", choices=TREATMENTS, synonyms=TREATMENT_WORDS)]
    on: Annotated[date | None, About("When, or when last", "An injection needs its date.", future=False)] = None
    site: Annotated[str | None, About("Where", choices=SITES, synonyms=SITE_WORDS)] = None
    side: Annotated[ProblemSide | None, About("Side")] = None
    helped: Annotated[bool | None, About("It helped")] = None


@dataclass(frozen=True, slots=True)
class Imaging:
    """A picture that was taken and what it showed."""

    kind: Annotated[Literal["mri", "ultrasound", "xray", "ct", "bone_scan"], About("Kind")]
    shows: Annotated[str, About("What the report says", choices=IMAGING_SHOWS)]
    on: Annotated[date | None, About("When", future=False)] = None
    site: Annotated[str | None, About("Where", choices=SITES, synonyms=SITE_WORDS)] = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a cue, or several together, did when tried."""

    cue: Annotated[str, About("The cue", "Its id or its title.", choices=cue_titles)] = ""
    pain_change: Annotated[float | None, About("Pain with it, less pain without", "", "points", -10, 10)] = None
    effort_change: Annotated[float | None, About("Effort with it, less effort without", "", "points", -10, 10)] = None
    effective: Annotated[bool | None, About("The measure it aims at moved as wanted")] = None
    disliked: Annotated[bool | None, About("The person did not like it")] = None
    guarded: Annotated[
        bool | None, About("It changed something that has to stay", "Such as the lean that protects a knee.")
    ] = None
    cues: Annotated[
        tuple[str, ...], About("Several cues tried together", "In place of `cue`.", choices=cue_titles)
    ] = ()
    on: Annotated[date | None, About("When it was tried", future=False)] = None

    def __post_init__(self) -> None:
        # Both ways of writing it lead to the same record: every reader finds the cues in `cues`.
        if self.cue and not self.cues:
            object.__setattr__(self, "cues", (self.cue,))
        elif self.cues and not self.cue:
            object.__setattr__(self, "cue", " + ".join(self.cues))

    def entry(self) -> dict[str, Any]:
        """As it stands in a person's file, under ``[[tried]]``."""
        one_of_both = "cues" if len(self.cues) == 1 else "cue"
        told = {name: value for name, value in asdict(self).items() if value is not None and name != one_of_both}
        return told | ({"on": self.on.isoformat()} if self.on else {})


@dataclass(frozen=True, slots=True)
class Observed:
    """What a clinician saw or measured beside the side view; None is "not looked at"."""

    pelvic_drop_deg: Annotated[float | None, About("Pelvic drop in stance, from behind", "", "deg", -10, 30)] = None
    step_width_cm: Annotated[float | None, About("Step width", "Below 0: crossing over.", "cm", -30, 50)] = None
    crossover: Annotated[bool | None, About("Feet cross the midline")] = None
    hip_adduction_high: Annotated[bool | None, About("The knee falls inwards in stance")] = None
    thomas_test_deg: Annotated[
        float | None,
        About("Modified Thomas test, thigh over horizontal", "Pelvis controlled; above 0 is tight.", "deg", -60, 60),
    ] = None
    bridge_repetitions: Annotated[float | None, About("Single-leg bridges to fatigue", "", "repetitions", 0, 300)] = (
        None
    )
    bridge_gap_pct: Annotated[float | None, About("Difference between the legs", "", "%", 0, 100)] = None
    lean_from_ankles: Annotated[bool | None, About("The lean comes from the ankles, not the hips")] = None
    bridge_double_pain: Annotated[float | None, pain_score("Pain in a double-leg bridge")] = None
    bridge_single_pain: Annotated[float | None, pain_score("Pain in a single-leg bridge")] = None
    bridge_long_pain: Annotated[
        float | None, pain_score("Pain in a long-lever bridge", "Harder than the single-leg one.")
    ] = None
    arabesque_pain: Annotated[float | None, pain_score("Pain in an arabesque")] = None
    hinge_pain: Annotated[float | None, pain_score("Pain in a loaded hinge or lunge")] = None
    puranen_orava_pain: Annotated[
        float | None,
        pain_score(
            "Pain in the Puranen-Orava test", f"{FOR_THE_CLINICIAN} Sensitivity 0.76, specificity 0.82 (Cacchio12)."
        ),
    ] = None
    bent_knee_stretch_pain: Annotated[float | None, pain_score("Pain in the (modified) bent-knee stretch test")] = None
    slump_positive: Annotated[bool | None, About("Slump test positive")] = None
    hop_pain: Annotated[float | None, pain_score("Pain hopping on that leg")] = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One person at one date; None is "not told"."""

    on: Annotated[date, About("Date of this description", future=False, step="person")]
    age: Annotated[float | None, About("Age", "", "years", 5, 110)] = None
    height_cm: Annotated[float | None, About("Height", "Cadence and scale follow from it.", "cm", 100, 230)] = None
    sex: Annotated[Sex | None, About("Sex")] = None
    sports: Annotated[
        tuple[str, ...],
        About("Sports", "Somebody who does not run gets no running cue.", choices=SPORTS, synonyms=SPORT_WORDS),
    ] = ()
    problems: Annotated[tuple[Problem, ...], About("Complaints, now and in the past", step="complaint")] = ()
    surgeries: Annotated[tuple[Surgery, ...], About("Operations", step="treatment")] = ()
    pain_now: Annotated[
        float | None, pain_score("Pain now", "Of the worst complaint, on an ordinary day.", step="complaint")
    ] = None  # fmt: skip
    sitting_min: Annotated[
        float | None, About("Minutes of sitting that bring the pain on", "", "minutes", 0, 1440, step="complaint")
    ] = None
    typical_speed_kmh: Annotated[float | None, About("Usual running speed", "", "km/h", 3, 40, step="load")] = None
    wants: Annotated[str, About("What the person wants to do again, in their words", step="aims")] = ""
    tried: Annotated[tuple[Tried, ...], About("Cues tried before", step="treatment")] = ()
    observed: Annotated[Observed, About("What was seen or tested beside the video", step="examination")] = Observed()
    novice: Annotated[bool | None, About("New to running", step="load")] = None
    hypermobile: Annotated[bool | None, About("Very mobile joints", step="health")] = None
    fear_high: Annotated[bool | None, About("Afraid to move or to run", step="aims")] = None
    low_energy: Annotated[
        bool | None, About("Eats less than the training needs", step="health")
    ] = None  # fmt: skip
    metabolic_or_menopause: Annotated[
        bool | None, About("Diabetes or another metabolic disease, or around the menopause", step="health")
    ] = None
    tendon_medication: Annotated[
        bool | None,
        About(
            "Takes a medicine that can be hard on tendons",
            "Or name it in `medicines`.",
            step="health",
            untold="as the medicines say",
        ),
    ] = None
    hills_jump: Annotated[bool | None, About("A lot more hills lately", step="load")] = None
    speed_jump: Annotated[bool | None, About("A lot more fast running lately", step="load")] = None
    pain_worst: Annotated[float | None, pain_score("Worst pain of the last 24 hours", step="complaint")] = None
    morning_hinge_pain: Annotated[
        float | None, pain_score("Pain at the first bend forwards in the morning", step="complaint")
    ] = None
    settles_h: Annotated[
        float | None,
        About("Hours until the pain settles after it was provoked", "", "hours", 0, 336, step="complaint"),
    ] = None
    hard_seat_worse: Annotated[bool | None, About("A hard seat is worse", step="complaint")] = None
    driving_worse: Annotated[bool | None, About("Driving is worse", step="complaint")] = None
    seated_h: Annotated[float | None, About("Hours seated on a usual day", "", "hours", 0, 24, step="complaint")] = None
    weekly_km: Annotated[float | None, About("Distance run in a week", "", "km", 0, 400, step="load")] = None
    longest_run_km: Annotated[float | None, About("Longest run of the last month", "", "km", 0, 400, step="load")] = (
        None
    )
    sessions_per_week: Annotated[float | None, About("Runs in a week", "", "a week", 0, 21, step="load")] = None
    hills_m_per_week: Annotated[float | None, About("Ascent in a week", "", "m", 0, 20000, step="load")] = None
    speed_sessions_per_week: Annotated[
        float | None, About("Fast sessions in a week", "", "a week", 0, 14, step="load")
    ] = None  # fmt: skip
    ground: Annotated[Ground | None, About("Usual ground", step="load")] = None
    shoes_changed_on: Annotated[date | None, About("Shoes changed on", future=False, step="load")] = None
    race_on: Annotated[date | None, About("Date of the next race", step="aims")] = None
    fears: Annotated[str, About("What the person is afraid of, in their words", step="aims")] = ""
    treatments: Annotated[tuple[Treatment, ...], About("Earlier treatment", step="treatment")] = ()
    imaging: Annotated[tuple[Imaging, ...], About("Scans and other pictures taken", step="treatment")] = ()
    medicines: Annotated[
        tuple[str, ...],
        About("Medicines", choices=MEDICINES, synonyms=MEDICINE_WORDS, step="health"),
    ] = ()
    sleep_h: Annotated[float | None, About("Hours of sleep", FOR_THE_CLINICIAN, "hours", 0, 24, step="health")] = None
    missed_periods: Annotated[
        bool | None, About("Periods missed or irregular", step="health", asked_when=When("sex", ("female",)))
    ] = None
    pregnant: Annotated[bool | None, About("Pregnant", step="health", asked_when=When("sex", ("female",)))] = None
    weeks_since_birth: Annotated[
        float | None,
        About("Weeks since giving birth", "", "weeks", 0, 104, step="health", asked_when=When("sex", ("female",))),
    ] = None
    morning_stiffness_min: Annotated[
        float | None, About("Minutes of stiffness in the morning", "", "minutes", 0, 720, step="health")
    ] = None
    inflammatory_history: Annotated[
        bool | None,
        About("Psoriasis, inflammatory bowel disease, eye inflammation or rheumatism, own or family", step="health"),
    ] = None

    @property
    def runs(self) -> bool:
        """False only for somebody who told their sports and runs in none of them."""
        return not self.sports or bool(RUNNING_SPORTS.keys() & set(self.sports))

    @property
    def cycles(self) -> bool:
        return bool(CYCLING_SPORTS & set(self.sports))

    @property
    def takes_tendon_medicine(self) -> bool:
        return bool(self.tendon_medication) or bool(TENDON_MEDICINES & set(self.medicines))

    @property
    def injections(self) -> tuple[Treatment, ...]:
        return tuple(treatment for treatment in self.treatments if treatment.kind in INJECTIONS)

    def problem(self, site: str, status: ProblemStatus | None = None) -> Problem | None:
        return next((p for p in self.problems if p.site == site and status in (None, p.status)), None)


@dataclass(frozen=True, slots=True)
class ProfileInCare(Profile):
    """A person whose plan is followed: its stage comes from the care record, not from one look at the criteria."""

    plan_stage: int | None = None
    """stage of hamstring loading that the plan stands at; None where no such plan is followed"""
