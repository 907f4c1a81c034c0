"""What cannot both be true of one person: refused in one line, so that nobody decides on half of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from gaitcue.clinic.facts import weeks_since
from gaitcue.clinic.profile import Problem, Profile, ProfileInCare, Surgery, Treatment, Tried
from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.triage.records import Answers
from gaitcue.terms.errors import BadOption
from gaitcue.terms.names import is_name
from gaitcue.terms.vocabulary import INJECTIONS


def check_profile(profile: Profile, where: str = "the profile") -> None:
    """Raise BadOption, in one line, for the first statement that cannot be true beside another."""
    problem = next(contradictions(profile), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}")


def contradictions(profile: Profile) -> Iterator[str]:
    """Every pair of statements that exclude each other, with what to do."""
    for number, problem in enumerate(profile.problems, 1):
        yield from _of_problem(problem, f"problems[{number}]", profile)
    for number, surgery in enumerate(profile.surgeries, 1):
        yield from _of_surgery(surgery, f"surgeries[{number}]", profile)
    for number, treatment in enumerate(profile.treatments, 1):
        yield from _of_treatment(treatment, f"treatments[{number}]", profile)
    for number, tried in enumerate(profile.tried, 1):
        yield from _of_tried(tried, f"tried[{number}]")
    yield from _of_complaints(profile)
    yield from _of_running(profile)
    yield from _of_health(profile)


def _of_problem(problem: Problem, place: str, profile: Profile) -> Iterator[str]:
    if problem.cleared and (not is_name(problem.cleared_by) or problem.cleared_on is None):
        yield f"{place}.cleared is true: add cleared_by (the clinician's name) and cleared_on (the date)"
    if problem.cleared is None and (problem.cleared_by or problem.cleared_on):
        yield f"{place} has cleared_by or cleared_on but not cleared: add cleared = true, or leave them out"
    if problem.cleared_on is not None and problem.cleared_on > profile.on + timedelta(days=1):
        yield f"{place}.cleared_on is {problem.cleared_on}, after the profile's date {profile.on}: correct one of them"
    if profile.age is not None and (problem.months or 0) / 12 > profile.age:
        yield f"{place}.months is {problem.months:g}, longer than the age of {profile.age:g} years: correct one of them"


def _of_surgery(surgery: Surgery, place: str, profile: Profile) -> Iterator[str]:
    if surgery.on > profile.on:
        yield f"{place}.on is {surgery.on}, which lies after the profile's date {profile.on}: correct one of them"
    if surgery.running_cleared_on is not None and surgery.running_cleared_on < surgery.on:
        yield f"{place}: running was cleared before the surgery of {surgery.on}: correct the dates"
    if _before_birth(surgery.on, profile):
        yield f"{place}.on is {surgery.on}, before the person was born (age {profile.age:g}): correct one of them"


def _of_treatment(treatment: Treatment, place: str, profile: Profile) -> Iterator[str]:
    if treatment.kind in INJECTIONS and treatment.on is None:
        yield f"{place}.on is missing: an injection needs its date, written as 2026-11-20"
    if treatment.on is not None and treatment.on > profile.on:
        yield f"{place}.on is {treatment.on}, which lies after the profile's date {profile.on}: correct one of them"


def _before_birth(day: date, profile: Profile) -> bool:
    return profile.age is not None and day.year < profile.on.year - profile.age - 2


def _of_tried(tried: Tried, place: str) -> Iterator[str]:
    if not tried.cues:
        yield f'{place} names no cue: write cue = "cadence_5", or cues = [...] for several together'
    elif len(tried.cues) > 1 and tried.cue != " + ".join(tried.cues):
        yield f"{place} has cue and cues: keep one of them"
    elif len(tried.cues) == 1 and tried.cue != tried.cues[0]:
        yield f"{place} has cue and cues, which differ: keep one of them"


def _of_complaints(profile: Profile) -> Iterator[str]:
    current = [problem for problem in profile.problems if problem.status == "current"]
    if profile.pain_now and not current:
        yield f"pain_now is {profile.pain_now:g} but there is no current problem: say where it hurts, in problems"
    for problem in current:
        if any(_excludes(problem, other) for other in profile.problems if other.status == "past"):
            yield f"{problem.site} is both current and past on the same side: keep one (or recurrent)"
    if profile.pain_worst is not None and (profile.pain_now or 0) > profile.pain_worst:
        yield f"pain_now ({profile.pain_now:g}) is over pain_worst ({profile.pain_worst:g}): correct one of them"
    if len(set(profile.problems)) < len(profile.problems):
        yield "the same problem stands twice: keep one"


def _excludes(current: Problem, past: Problem) -> bool:
    return (current.site, current.side) == (past.site, past.side) and current.site != "other"


def _of_running(profile: Profile) -> Iterator[str]:
    if "none" in profile.sports and len(profile.sports) > 1:
        yield 'sports has "none" beside others: keep one'
    if profile.runs:
        return
    if profile.typical_speed_kmh is not None:
        yield "typical_speed_kmh is told but there is no running among the sports: correct one"
    if profile.weekly_km or profile.sessions_per_week:
        yield "weekly_km or sessions_per_week is told but there is no running among the sports: correct one"


def _of_health(profile: Profile) -> Iterator[str]:
    if "none" in profile.medicines and len(profile.medicines) > 1:
        yield 'medicines has "none" beside others: keep one'
    if profile.tendon_medication is False and profile.takes_tendon_medicine:
        yield "tendon_medication is false but medicines name one: correct one of them"
    if profile.tendon_medication and profile.medicines == ("none",):
        yield 'tendon_medication is true but medicines is ["none"]: correct one of them'
    if profile.sex == "male" and (profile.pregnant or profile.missed_periods or profile.weeks_since_birth is not None):
        yield "sex is male beside pregnancy, birth or periods: correct one of them"
    if profile.longest_run_km is not None and profile.weekly_km == 0 and profile.longest_run_km > 0:
        yield "longest_run_km is told but weekly_km is 0: correct one of them"


# --- questionnaire against profile -----------------------------------------------------------------------------------

SAME_DAYS = 14
"""answers and profile further apart than this may differ, because time has passed"""


def check_answers(answers: Answers | None, profile: Profile | None, where: str = "the red-flag answers") -> None:
    """Raise BadOption, in one line, for an answer that contradicts the profile of the same days.

    A diary and treatments go on after the answers: a profile that they fill in is compared as it was told, before.
    """
    if answers is None or profile is None or isinstance(profile, ProfileInCare):
        return
    if abs((answers.on - profile.on).days) > SAME_DAYS:
        return
    problem = next(disagreements(answers, profile), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}: correct one of them")


def disagreements(answers: Answers, profile: Profile) -> Iterator[str]:
    """Answers that the profile denies, and the other way round."""
    told = answers.answers
    if profile.sitting_min is not None and "sitting_short" in told:
        short = profile.sitting_min < setting("triage", "sitting_least_min")
        if told["sitting_short"] != short:
            answer = _word(told["sitting_short"])
            yield f"sitting_short is {answer} but the profile has sitting_min = {profile.sitting_min:g}"
    operated = [surgery.on for surgery in profile.surgeries if _recent(surgery.on, answers.on)]
    if told.get("operated_recently") is False and operated:
        yield f"operated_recently is false but the profile has a surgery on {operated[0]}"
    injected = [one.on for one in profile.injections if one.on and _recent(one.on, answers.on)]
    if told.get("injected_recently") is False and injected:
        yield f"injected_recently is false but the profile has an injection on {injected[0]}"
    if told.get("young_ischium") and profile.age is not None and profile.age >= 18:
        yield f"young_ischium is true, a question for those under 18, but the profile has age = {profile.age:g}"
    if told.get("tingling_below_knee") is False and any(_tingles(problem) for problem in profile.problems):
        yield "tingling_below_knee is false but a problem of the profile has below_knee and pins_and_needles"
    if profile.sex == "male" and told.get("periods_missed"):
        yield 'periods_missed is true but the profile has sex = "male"'


def _word(answer: bool) -> str:
    return "true" if answer else "false"


def _recent(day: date, on: date) -> bool:
    return 0 <= weeks_since(day, on) < setting("triage", "fresh_weeks")


def _tingles(problem: Problem) -> bool:
    return problem.status == "current" and bool(problem.below_knee and problem.pins_and_needles)
