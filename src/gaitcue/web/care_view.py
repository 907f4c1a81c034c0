"""What care comes to, in words: for the clinician's page, the runner's page and the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State
from gaitcue.care.tests import Reading, kind_of_test
from gaitcue.care.today import Task, Today, suited
from gaitcue.report.pages.care_plan import Paper, PaperExercise
from gaitcue.report.wording.care import (
    Voice,
    care_line,
    care_word,
    climb_words,
    dose_caution,
    gap_words,
    joined_reasons,
    said_reason,
    side_words,
    stage_line,
    step_words,
)
from gaitcue.report.wording.words import date_words
from gaitcue.terms.advice import Reason
from gaitcue.web.words import words
from gaitcue.work.clinic.care import Care

MOST_DAYS, MOST_DECISIONS = 28, 60


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do today."""

    title: str
    done: bool
    lines: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class TodayView:
    """What the runner sees first."""

    on: date
    headline: str
    tasks: tuple[TaskView, ...]
    seat: str
    changes: tuple[str, ...]
    """what would change it"""
    yesterday: str


@dataclass(frozen=True, slots=True)
class DayView:
    """What one kind of load did on a day."""

    on: date
    load: str
    colour: str
    why: str


@dataclass(frozen=True, slots=True)
class TestView:
    """One test with its sides."""

    title: str
    sides: tuple[str, ...]
    gap: str
    cautions: tuple[str, ...]
    due_on: date
    due: bool
    cannot: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision with the entries that it rests on."""

    on: date
    text: str
    why: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """Where the plan stands."""

    stage: str
    mode: str
    levels: tuple[tuple[str, str], ...]
    running: str
    climb: tuple[str, ...]
    """the ladder of running: where it stands, what comes next and when"""
    waits: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    adherence: str
    doubts: tuple[str, ...]


def today_view(today: Today, voice: Voice = "runner") -> TodayView:
    """The tasks of a day in words."""
    ahead = today.outlook
    changes = [said_reason(one, voice) for one in (*ahead.not_yet, *ahead.climb_shut)]
    if ahead.climb is not None and not any(task.climb for task in today.tasks):
        changes += climb_words(ahead.climb)
    if ahead.next_stage_shut and ahead.next_stage_shut[0].code != "last_stage":
        changes.append(joined_reasons(ahead.next_stage_shut, voice))
    return TodayView(
        on=today.on,
        headline=care_word("mode", today.state.mode, voice),
        tasks=tuple(_task(one, today) for one in today.tasks),
        seat=today.seat.runner if today.seat else "",
        changes=tuple(changes),
        yesterday=care_word("colour", today.yesterday) if today.yesterday else "",
    )


def _task(task: Task, today: Today) -> TaskView:
    lines = [f"{one.title}: {one.runner}" for one in task.exercises]
    if task.code == "also":
        lines = [f"{line} {one.dose.runner}" for line, one in zip(lines, task.exercises, strict=True)]
    if task.exercises and task.code == "exercises":
        lines.append(_dose(today))
    if task.climb is not None:
        lines += climb_words(task.climb)
    return TaskView(care_word("task", task.code), task.done, tuple(lines), joined_reasons(task.why))


def _dose(today: Today) -> str:
    stage = course(today.state.plan.site).stage(today.state.stage)
    told = [stage.ladders[name].runner[level] for name, level in today.state.levels.items()]
    percent = today.state.volume_pct
    levels = care_line("for_you" if percent == 100.0 else "for_you_less", levels="; ".join(told), percent=percent)
    return f"{stage.exercises[0].dose.runner} {levels} {dose_caution(stage)}".rstrip()


def plan_view(care: Care) -> PlanView | None:
    """The plan for the clinician; None while there is none."""
    state, today = care.state, care.today
    if state is None or today is None:
        return None
    plan_course, adherence = course(state.plan.site), care.adherence
    stage = plan_course.stage(state.stage)
    told = care_line("adherence", told=adherence.told, planned=adherence.planned) if adherence else ""
    return PlanView(
        stage=stage_line(stage, plan_course.grade),
        mode=care_word("mode", state.mode, "clinician"),
        levels=tuple(
            (care_word("variable", name), stage.ladders[name].for_clinician(at)) for name, at in state.levels.items()
        ),
        running=care_word("running", today.outlook.running),
        climb=climb_words(today.outlook.climb) if today.outlook.climb else (),
        waits=tuple(said_reason(one, "clinician") for one in _ahead(today)),
        decisions=tuple(_decisions(care)),
        adherence=told,
        doubts=tuple(care_word("doubt", one.code, values=one.values) for one in adherence.doubts) if adherence else (),
    )


def _ahead(today: Today) -> tuple[Reason, ...]:
    """What keeps the plan from going on: anything, the next stage, running, the next step of running."""
    ahead = today.outlook
    return (*ahead.not_yet, *ahead.next_stage_shut, *ahead.running_shut, *ahead.climb_shut)


def _decisions(care: Care) -> Iterator[DecisionView]:
    history = care.state.history if care.state else ()
    for step in history[: -MOST_DECISIONS - 1 : -1]:
        rests = ", ".join(
            f"{one.kind} {one.what.replace('_', ' ')} {one.on}".replace("  ", " ") for one in step.entries[:8]
        )
        yield DecisionView(step.on, step_words(step), joined_reasons(step.reasons, "clinician"), rests)


def day_views(care: Care) -> tuple[DayView, ...]:
    """The latest days with load, the last first."""
    return tuple(
        DayView(one.on, one.load, one.colour, joined_reasons(one.reasons, "clinician"))
        for one in care.verdicts[: -MOST_DAYS - 1 : -1]
    )


def test_views(care: Care) -> tuple[TestView, ...]:
    """Every test that was done."""
    return tuple(_test(one, care.on) for one in care.tests)


def _test(reading: Reading, on: date) -> TestView:
    kind = kind_of_test(reading.kind)
    return TestView(
        title=kind.title,
        sides=tuple(f"{one.side or 'both'}: {side_words(one)} ({one.on})" for one in reading.sides),
        gap=gap_words(reading),
        cautions=tuple(care_word("caution", one.code, values=one.values) for one in reading.cautions),
        due_on=reading.due_on,
        due=reading.due_on <= on,
        cannot=kind.cannot,
    )


def attention_words(care: Care) -> tuple[tuple[str, str], ...]:
    """(urgency, sentence), the most urgent first."""
    return tuple(
        (one.urgency, care_word("attention", one.reason.code, "clinician", one.reason.values)) for one in care.attention
    )


def _stage_words(state: State) -> str:
    """The stage with its number where there are several."""
    plan_course = course(state.plan.site)
    stage = plan_course.stage(state.stage)
    return f"stage {stage.number}, {stage.title}" if plan_course.staged else stage.title


def _running(today: Today) -> tuple[str, ...]:
    """How the runner runs at present, with the step of the ladder; empty for who does not run."""
    ahead = today.outlook
    if ahead.running == "never":
        return ()
    shut = joined_reasons(ahead.running_shut)
    now = care_word("running", ahead.running).capitalize()
    return (f"{now}: {shut}." if shut else f"{now}.", *(climb_words(ahead.climb) if ahead.climb else ()))


def paper_of(care: Care) -> Paper | None:
    """The plan as it is printed for the runner; None while there is none."""
    if care.today is None or care.state is None:
        return None
    own, stage = words()["care"]["paper"], course(care.state.plan.site).stage(care.state.stage)
    chosen = suited(stage.exercises, care.state, care.unsuited)
    also = suited(care.also, care.state, care.unsuited)
    levels = care.state.levels.items()
    seen, running = today_view(care.today), _running(care.today)
    return Paper(
        title=str(own["title"]).format(name=care.runner.name),
        lead=f"{own['lead'].format(stage=_stage_words(care.state), on=date_words(care.on))} {seen.headline}",
        amount=(
            *(one.dose.runner for one in stage.exercises[:1]),
            *(f"{care_word('variable', name)}: {stage.ladders[name].runner[at]}" for name, at in levels),
            *filter(None, [dose_caution(stage)]),
        ),
        exercises=tuple(PaperExercise(one.id, one.title, one.runner) for one in chosen)
        + tuple(PaperExercise(one.id, one.title, f"{one.runner} {one.dose.runner}") for one in also),
        running=running,
        running_title=own["running"],
        changes=tuple(line for line in seen.changes if line not in running),
        stop=words()["care"]["diary"]["stop"],
        exercises_title=own["exercises"],
        changes_title=words()["care"]["diary"]["would_change"],
    )
