"""What care comes to, in words: for the clinician's page, the runner's page and the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaitcue.care.programme.ladders import course
from gaitcue.care.tests import Reading, kind_of_test
from gaitcue.care.today import Task, Today, suited
from gaitcue.report.pages.care_plan import Paper, PaperExercise
from gaitcue.report.wording.care import Voice, care_word, dose_caution, joined_reasons, said_reason, step_words
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
    waits: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    adherence: str
    doubts: tuple[str, ...]


def today_view(today: Today, voice: Voice = "runner") -> TodayView:
    """The tasks of a day in words."""
    ahead = today.outlook
    changes = [said_reason(one, voice) for one in ahead.not_yet]
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
    if task.exercises and task.code == "exercises":
        lines.append(_dose(today))
    if task.level is not None:
        lines.append(_walk_run(task))
    return TaskView(care_word("task", task.code), task.done, tuple(lines), joined_reasons(task.why))


def _dose(today: Today) -> str:
    stage = course(today.state.plan.site).stage(today.state.stage)
    told = [stage.ladders[name].runner[level] for name, level in today.state.levels.items()]
    amount = "" if today.state.volume_pct == 100.0 else f"; {today.state.volume_pct:.0f} % of the usual amount"
    return f"{stage.exercises[0].dose.runner} For you now: {'; '.join(told)}{amount}. {dose_caution(stage)}".rstrip()


def _walk_run(task: Task) -> str:
    level = task.level
    if level is None:
        return ""
    walk = f", {level.walk_s} s walk" if level.walk_s else ""
    return f"{level.repeats} times {level.run_s} s run{walk}; about {level.minutes:.0f} minutes, on flat ground"


def plan_view(care: Care) -> PlanView | None:
    """The plan for the clinician; None while there is none."""
    state, today = care.state, care.today
    if state is None or today is None:
        return None
    stage, adherence = course(state.plan.site).stage(state.stage), care.adherence
    told = f"{adherence.told:g} of {adherence.planned:.0f} sessions told" if adherence else ""
    return PlanView(
        stage=f"{stage.number}, {stage.title}",
        mode=care_word("mode", state.mode, "clinician"),
        levels=tuple(
            (care_word("variable", name), stage.ladders[name].for_clinician(at)) for name, at in state.levels.items()
        ),
        running=care_word("running", today.outlook.running),
        waits=tuple(
            said_reason(one, "clinician")
            for one in (*today.outlook.not_yet, *today.outlook.next_stage_shut, *today.outlook.running_shut)
        ),
        decisions=tuple(_decisions(care)),
        adherence=told,
        doubts=tuple(care_word("doubt", one.code, values=one.values) for one in adherence.doubts) if adherence else (),
    )


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
    gap = "" if reading.gap is None else f"{reading.gap:.0f} {reading.gap_unit}"
    return TestView(
        title=kind.title,
        sides=tuple(_sides(reading)),
        gap=f"{gap}, {reading.weaker} less" if gap and reading.weaker else gap,
        cautions=tuple(care_word("caution", one.code, values=one.values) for one in reading.cautions),
        due_on=reading.due_on,
        due=reading.due_on <= on,
        cannot=kind.cannot,
    )


def _sides(reading: Reading) -> Iterator[str]:
    for one in reading.sides:
        told = [f"{one.value:g} {one.unit}"] if one.value is not None else []
        told += [f"pain {one.pain:g}"] if one.pain is not None else []
        told += [("positive" if one.positive else "negative")] if one.positive is not None else []
        told += [care_word("band", one.band)] if one.band else []
        told += [care_word("change", one.change)] if one.change else []
        yield f"{one.side or 'both'}: {', '.join(told)} ({one.on})"


def attention_words(care: Care) -> tuple[tuple[str, str], ...]:
    """(urgency, sentence), the most urgent first."""
    return tuple(
        (one.urgency, care_word("attention", one.reason.code, "clinician", one.reason.values)) for one in care.attention
    )


def paper_of(care: Care) -> Paper | None:
    """The plan as it is printed for the runner; None while there is none."""
    if care.today is None or care.state is None:
        return None
    own, stage = words()["care"]["paper"], course(care.state.plan.site).stage(care.state.stage)
    chosen = suited(stage.exercises, care.state, care.unsuited)
    levels = care.state.levels.items()
    seen = today_view(care.today)
    return Paper(
        title=str(own["title"]).format(name=care.runner.name),
        lead=f"{own['lead'].format(stage=stage.title, on=care.on)} {seen.headline}",
        amount=(
            *(stage.exercises[0].dose.runner for _ in stage.exercises[:1]),
            *(f"{care_word('variable', name)}: {stage.ladders[name].runner[at]}" for name, at in levels),
            *filter(None, [dose_caution(stage)]),
        ),
        exercises=tuple(PaperExercise(one.id, one.title, one.runner) for one in chosen),
        changes=seen.changes,
        stop=words()["care"]["diary"]["stop"],
        exercises_title=own["exercises"],
        changes_title=words()["care"]["diary"]["would_change"],
    )
