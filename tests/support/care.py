"""Care records for tests, told as cases: days with mornings, exercises, runs and tests."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from gaitcue.care.entries import Activity, DiaryDay, Entry, Measured, Plan
from gaitcue.care.programme.engine import replay
from gaitcue.care.record_file import record_of

START = date(2026, 1, 5)
"""A Monday."""


def day(number: int) -> date:
    """The day of a plan, from 0."""
    return START + timedelta(days=number)


@dataclass
class Case:
    """One person's record, written day by day."""

    site: str = "proximal_hamstring"
    side: str | None = "right"
    entries: list[Entry] = field(default_factory=list)
    plan_told: dict = field(default_factory=dict)

    def __post_init__(self):
        self.plan = Plan(START, self.site, self.side, **{"runs": "rests"} | self.plan_told)
        self.entries.append(self.plan)

    def mornings(self, first: int, last: int, task: float = 1.0, every: int = 1, **told):
        """A diary with the same answers from one day to another, both included."""
        told = {"pain_worst": task, "pain_now": 0.0} | told
        self.entries += [DiaryDay(day(n), task_pain=task, **told) for n in range(first, last + 1, every)]
        return self

    def exercises(self, first: int, last: int, during: float = 2.0, every: int = 2, **told):
        """The exercises of the plan every so many days."""
        self.entries += [Activity(day(n), "exercises", during=during, **told) for n in range(first, last + 1, every)]
        return self

    def load(self, number: int, what: str, during: float | None = 2.0, **told):
        self.entries.append(Activity(day(number), what, during=during, **told))
        return self

    def test(self, number: int, kind: str, *, left=None, right=None, pain=None, **told):
        """Results of both sides, or the pain of the sore side."""
        for side, value in (("left", left), ("right", right)):
            if value is not None:
                self.entries.append(Measured(day(number), kind, side, float(value), pain=pain, **told))
        if left is None and right is None:
            sides = {"both": ("left", "right"), None: (None,)}.get(self.side, (self.side,))
            sides = (None,) if kind in ("bridge_double", "loaded_hinge", "walk_30") else sides
            self.entries += [Measured(day(number), kind, side, pain=pain, **told) for side in sides]
        return self

    def add(self, *entries: Entry):
        self.entries += entries
        return self

    @property
    def record(self):
        return record_of(self.entries)

    def at(self, number: int):
        """Where the plan stands on a day."""
        return replay(self.record, day(number))

    def path(self, number: int):
        """What was decided up to a day: (day of the plan, code, variable)."""
        return [((step.on - START).days, step.code, step.variable) for step in self.at(number).history]
