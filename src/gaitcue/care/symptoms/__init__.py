"""What a person felt: verdicts of days, trend, flares, and totals of questionnaires."""

from gaitcue.care.symptoms.day import DayVerdict, judge_day, verdicts
from gaitcue.care.symptoms.flares import Flare, flares
from gaitcue.care.symptoms.outcomes import OutcomeCourse, outcome_courses
from gaitcue.care.symptoms.trend import Trend, trend_of

__all__ = [
    "DayVerdict", "Flare", "OutcomeCourse", "Trend", "flares", "judge_day", "outcome_courses", "trend_of", "verdicts",
]  # fmt: skip
