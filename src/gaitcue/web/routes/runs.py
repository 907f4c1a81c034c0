"""A runner's runs: from watches or typed in, by week, with what is more than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict

from gaitcue.care.load.ladders import Ladder, ladders
from gaitcue.care.load.told import AboutRun, TypedRun
from gaitcue.care.programme.climbing import Climb
from gaitcue.report.drawing import svg
from gaitcue.report.wording.load import run_note_words, warned_words
from gaitcue.store.records import ActivityRow
from gaitcue.terms.forms import form
from gaitcue.web.actions import Again, Asked, Done, action, capped_to
from gaitcue.web.doors import Call, Caller
from gaitcue.web.form_values import read_by
from gaitcue.web.forms import FieldView, mistakes_listed, parts_of
from gaitcue.web.once import sent_as
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic import activities, care
from gaitcue.work.clinic.activities import Load, OneRun, TakenIn, Week
from gaitcue.work.clinic.watch_steps import count_watches

router = APIRouter()
PAGE_SIZE = 50
WIDTH, HEIGHT, MOST_WEEKS = 680.0, 220.0, 52
MOST_FILE_BYTES = 200_000_000
NUMBERS: dict[str, tuple[float, int, str]] = {
    "distance_m": (1000, 2, "km"),
    "moving_s": (60, 0, "min"),
    "speed_mps": (1 / 3.6, 1, "km/h"),
    "ascent_m": (1, 0, "m"),
    "descent_m": (1, 0, "m"),
    "uphill_min": (1, 1, "min"),
    "downhill_min": (1, 1, "min"),
    "steepest_minute_pct": (1, 1, "%"),
    "flat_equivalent_m": (1000, 2, "km"),
    "fast_min": (1, 1, "min"),
    "accelerations": (1, 0, ""),
    "cadence_spm": (1, 0, "steps/min"),
    "contact_ms": (1, 0, "ms"),
    "oscillation_cm": (1, 1, "cm"),
    "balance_left_pct": (1, 1, "%"),
    "heart_rate_bpm": (1, 0, "beats/min"),
}
"""number of a run -> what it is divided by, digits, unit"""
Number = Annotated[int, Query(ge=1, le=100_000)]
Name = Annotated[str, Query(max_length=255)]


@dataclass(frozen=True, slots=True)
class RunView:
    """One run as a line of the table."""

    row: ActivityRow
    km: str
    minutes: str
    ascent: str
    uphill: str
    cadence: str


@dataclass(frozen=True, slots=True)
class RunsPage:
    """All runs, a page at a time."""

    load: Load
    in_rehab: bool
    warned: tuple[tuple[str, str], ...]
    """level and sentence"""
    chart: str
    runs: tuple[RunView, ...]
    number: int
    pages: int
    fields: tuple[FieldView, ...]
    mistakes: tuple[tuple[str, str], ...]
    climb: Climb | None
    """where a plan stands on a ladder of running"""

    @property
    def ladders(self) -> tuple[tuple[Ladder, tuple[int, ...]], ...]:
        """Ways back to hills and to speed, with the green answers that each step asks for; for who is in rehab."""
        shown = [ladder for ladder in ladders().values() if ladder.kind in ("hills", "speed")]
        return tuple((one, _greens(one)) for one in shown) if self.in_rehab else ()

    @property
    def stands_on(self) -> tuple[str, int] | None:
        """The ladder that the plan leads up, and the place of its step from 0."""
        return (self.climb.ladder.id, self.climb.level - self.climb.ladder.first_level) if self.climb else None


def _greens(ladder: Ladder) -> tuple[int, ...]:
    return tuple(ladder.greens(level) for level in range(ladder.first_level, ladder.top + 1))


class ToldRun(BaseModel):
    """What is told of a run; the fields are those of ``TypedRun`` and ``AboutRun``."""

    model_config = ConfigDict(extra="allow")


def runs_page(call: Call, parts: Mapping[str, str], asked: Asked) -> RunsPage:
    """The page with its form, as it was filled in."""
    return _page(call, parts["runner_id"], 1, asked)


def _page(call: Call, runner_id: str, number: int, asked: Asked) -> RunsPage:
    in_rehab = activities.in_rehab(call.record, call.asker, runner_id)
    climb = _climb(call, runner_id)
    led = (climb.ladder.kind,) if climb and climb.level else ()
    load = activities.load_of(call.record, call.asker, runner_id, call.today, in_rehab=in_rehab, led=led)
    shown = load.rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    day = str(asked.told.get("on", call.today.isoformat()))
    on = FieldView(
        "on", words()["runs"]["column"]["day"], "date", required=True, value=day, mistake=asked.mistakes.get("on", "")
    )
    fields = (on, *_fields(TypedRun, asked.told, asked.mistakes))
    return RunsPage(
        load,
        in_rehab,
        tuple((one.level, warned_words(one)) for one in load.warned),
        _chart(load.weeks[-MOST_WEEKS:]) if load.weeks else "",
        tuple(map(_run, shown)),
        number,
        max(1, -(-len(load.rows) // PAGE_SIZE)),
        fields,
        tuple(mistakes_listed(asked.mistakes, (), fields)),
        climb,
    )


def _climb(call: Call, runner_id: str) -> Climb | None:
    ahead = care.ahead_of(call.record, runner_id, call.today)
    return ahead.climb if ahead else None


@page(router, "/runners/{runner_id}/runs", "runs.html")
def runs(caller: Caller, runner_id: str, number: Number = 1) -> RunsPage:
    """Runs by week with what is more than before, and a form for one that no watch kept."""
    return _page(caller, runner_id, number, Asked({}, {}))


@action(
    router,
    "/api/runners/{runner_id}/runs",
    again=Again("runs.html", runs_page),
    reads=lambda tree: read_by(form(TypedRun), tree),
)
def add_run(caller: Caller, asking: Request, runner_id: str, told: ToldRun) -> Done[ActivityRow]:
    """Enter a run by hand."""
    run = told.model_dump()
    row = activities.enter(caller.record, caller.asker, runner_id, run, caller.today, sent=sent_as(asking))
    return Done(f"/runners/{runner_id}/runs", row)


@action(router, "/api/runs/{activity_id}/remove")
def remove_run(caller: Caller, activity_id: str) -> Done[ActivityRow]:
    """Take a run out of the record."""
    row = activities.remove(caller.record, caller.asker, activity_id)
    return Done(f"/runners/{row.runner_id}/runs", row)


@router.post("/api/runners/{runner_id}/runs/file")
async def add_file(caller: Caller, request: Request, runner_id: str, name: Name) -> TakenIn:
    """Take in the runs of a FIT, GPX, TCX or zip file, sent as it is."""
    data = await capped_to(request, MOST_FILE_BYTES)
    return await run_in_threadpool(_take_in, caller, runner_id, name, data)


def _take_in(caller: Caller, runner_id: str, name: str, data: bytes) -> TakenIn:
    taken = activities.take_in_bytes(caller.record, caller.asker, runner_id, name, data)
    count_watches(caller.record, caller.asker, runner_id, caller.today)
    return taken


# --- one run ---


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run: its numbers, what to know about them, and what the runner says."""

    found: OneRun
    numbers: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    fields: tuple[FieldView, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


def run_page(call: Call, parts: Mapping[str, str], asked: Asked) -> RunPage:
    """The page with its form, as it was filled in."""
    found = activities.one_run(call.record, call.asker, parts["activity_id"])
    fields = _fields(AboutRun, asked.told or found.row.told, asked.mistakes)
    words_of_notes = tuple(run_note_words(code) for code in found.row.summary.get("notes", ()))
    listed = tuple(mistakes_listed(asked.mistakes, (), fields))
    return RunPage(found, tuple(_numbers(found.row)), words_of_notes, fields, listed)


@page(router, "/runs/{activity_id}", "run.html")
def run(caller: Caller, activity_id: str) -> RunPage:
    """One run."""
    return run_page(caller, {"activity_id": activity_id}, Asked({}, {}))


@action(
    router,
    "/api/runs/{activity_id}/tell",
    again=Again("run.html", run_page),
    reads=lambda tree: read_by(form(AboutRun), tree),
)
def tell_run(caller: Caller, activity_id: str, told: ToldRun) -> Done[ActivityRow]:
    """What the runner says about a run."""
    row = activities.tell(caller.record, caller.asker, activity_id, told.model_dump(), caller.today)
    return Done(f"/runners/{row.runner_id}/runs", row)


def _fields(
    model: type[AboutRun | TypedRun], told: Mapping[str, Any], mistakes: Mapping[str, str]
) -> tuple[FieldView, ...]:
    parts = parts_of(form(model), told, mistakes)
    return tuple(item for part in parts for item in part.items if isinstance(item, FieldView))


def _numbers(row: ActivityRow) -> Iterator[tuple[str, str]]:
    labels = words()["runs"]["number"]
    for name, (per, digits, unit) in NUMBERS.items():
        value = row.summary.get(name)
        if value is not None:
            yield labels[name], f"{value / per:.{digits}f} {unit}".strip()
    load = activities.run_of(row).session_rpe
    if load is not None:
        yield labels["session_rpe"], f"{load:.0f}"


def _run(row: ActivityRow) -> RunView:
    told: Mapping[str, Any] = row.summary

    def shown(name: str, per: float = 1.0, digits: int = 0) -> str:
        value = told.get(name)
        return "" if value is None else f"{value / per:.{digits}f}"

    return RunView(
        row, shown("distance_m", 1000, 1), shown("moving_s", 60), shown("ascent_m"), shown("uphill_min"),
        shown("cadence_spm"),
    )  # fmt: skip


def _chart(weeks: Sequence[Week]) -> str:
    """Kilometres by week as bars, with a dot under each week for its minutes uphill."""
    x = svg.AxisScale(0, len(weeks), 44, WIDTH - 8)
    top = max(week.distance_m for week in weeks) / 1000 or 1.0
    y = svg.AxisScale(0, top * 1.05, HEIGHT - 30, 12)
    said = words()["runs"]["chart_one" if len(weeks) == 1 else "chart"].format(count=len(weeks))
    return svg.drawing(WIDTH, HEIGHT, said, *_axis(y), *_bars(weeks, x, y), *_hills(weeks, x), *_days(weeks, x))


def _axis(y: svg.AxisScale) -> Iterator[str]:
    for tick in svg.nice_ticks(y.low, y.high):
        yield svg.line(44, y(tick), WIDTH - 8, y(tick), svg.GRID)
        yield svg.text(38, y(tick) + 4, svg.tick_text(tick), anchor="end", fill=svg.MUTED)
    yield svg.text(4, 10, "km", fill=svg.MUTED)


def _bars(weeks: Sequence[Week], x: svg.AxisScale, y: svg.AxisScale) -> Iterator[str]:
    for place, week in enumerate(weeks):
        left, right = x(place + 0.15), x(place + 0.85)
        yield svg.rect(left, y(week.distance_m / 1000), right - left, y(0) - y(week.distance_m / 1000), "#0b5c99")


def _hills(weeks: Sequence[Week], x: svg.AxisScale) -> Iterator[str]:
    """A dot under each week with minutes uphill, larger for more."""
    most = max(week.uphill_min for week in weeks)
    for place, week in enumerate(weeks):
        if week.uphill_min > 0:
            radius = 1.5 + 4.5 * (week.uphill_min / most) ** 0.5
            yield svg.tag("circle", cx=x(place + 0.5), cy=HEIGHT - 22, r=radius, fill="#b4470f")


def _days(weeks: Sequence[Week], x: svg.AxisScale) -> Iterator[str]:
    yield svg.text(x(0), HEIGHT - 4, weeks[0].first.isoformat(), anchor="start", fill=svg.MUTED)
    if len(weeks) > 1:
        yield svg.text(x(len(weeks)), HEIGHT - 4, weeks[-1].first.isoformat(), anchor="end", fill=svg.MUTED)
