"""Step 3: how to film, the appointment's clips, what each of them shows, and asking for its analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from gaitcue.store.records import RunnerRow, TakeRow, VisitRow
from gaitcue.terms.forms import FieldDefinition
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.form_values import read_by
from gaitcue.web.forms import mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.take_view import TakeView, picture_words, take_view
from gaitcue.web.triage_view import TriageView, triage_view
from gaitcue.work.clinic import analyzing, arrivals, filming
from gaitcue.work.clinic.arrivals import Arrival, ToldArrival
from gaitcue.work.clinic.clips import TakenIn
from gaitcue.work.clinic.filming import ToldTake

router = APIRouter()
NUMBERS = ("speed_kmh", "incline_pct", "minutes_run", "pain", "effort", "stood_s", "capture_fps")
DEFINITIONS = tuple(FieldDefinition(name, name, "", "number", many=False, required=False) for name in NUMBERS)


@dataclass(frozen=True, slots=True)
class ArrivedView:
    """A clip of the watched folder."""

    id: str
    name: str
    at: datetime
    picture: str
    error: str


@dataclass(frozen=True, slots=True)
class FilmPage:
    """The guide, the upload and the clips."""

    runner: RunnerRow
    visit: VisitRow
    triage: TriageView
    blocked: bool
    """a run is not filmed today"""
    takes: tuple[TakeView, ...]
    arrived: tuple[ArrivedView, ...] = ()
    """clips of the watched folder that nobody has said anything about yet"""
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/visits/{visit_id}/film", "film.html")
def film(caller: Caller, visit_id: str) -> FilmPage:
    """How to film, and the clips of an appointment."""
    return film_page(caller, visit_id, "", Asked({}, {}))


def film_page(call: Call, visit_id: str, take_id: str, asked: Asked) -> FilmPage:
    """The page, with the form of one clip as it was filled in."""
    found = filming.film(call.record, call.asker, visit_id, call.today)
    takes = tuple(take_view(one, asked if one.take.id == take_id else None) for one in found.takes)
    fields = [one for take in takes if take.id == take_id for one in take.fields]
    return FilmPage(
        runner=found.runner,
        visit=found.visit,
        triage=triage_view(found.decision),
        blocked=found.decision.triage.bars("filming"),
        takes=takes,
        arrived=tuple(_arrived(one) for one in arrivals.arrivals(call.record, call.asker)),
        mistakes=tuple(mistakes_listed(asked.mistakes, (), fields)),
    )


def _arrived(one: Arrival) -> ArrivedView:
    return ArrivedView(one.id, one.name, one.at, picture_words(one.probe) if one.probe else "", one.error)


def film_again(call: Call, parts: Mapping[str, str], asked: Asked) -> FilmPage:
    visit_id = filming.visit_of(call.record, call.asker, parts["take_id"])
    return film_page(call, visit_id, parts["take_id"], asked)


def read_take(tree: dict[str, Any]) -> dict[str, Any]:
    """Numbers as people write them."""
    return read_by(DEFINITIONS, tree)


class TakeForm(ToldTake):
    """What is told of a clip, and the button that was pressed."""

    then: Literal["", "analyze"] = ""


@action(router, "/api/takes/{take_id}", again=Again("film.html", film_again), reads=read_take)
def save_take(caller: Caller, take_id: str, told: TakeForm) -> Done[TakeRow]:
    """Keep what is told of a clip; by the other button have it analysed too."""
    row = filming.change(caller.record, caller.asker, take_id, told)
    if told.then == "analyze" and row.role == "run":
        analyzing.ask(caller.record, caller.asker, take_id)
    return Done(f"/visits/{row.visit_id}/film#take-{row.id}", row)


@action(router, "/api/takes/{take_id}/analyze")
def analyze_take(caller: Caller, take_id: str) -> Done[analyzing.Asked]:
    """Have a clip analysed with what was told of it."""
    asked = analyzing.ask(caller.record, caller.asker, take_id)
    made = f"/analyses/{asked.analysis.id}" if asked.analysis else ""
    return Done(made or f"/visits/{asked.take.visit_id}/film#take-{take_id}", asked)


@action(router, "/api/takes/{take_id}/remove")
def remove_take(caller: Caller, take_id: str) -> Done[TakeRow]:
    """A clip that came in by mistake no longer counts; its analyses go with it."""
    row = filming.remove(caller.record, caller.asker, take_id)
    return Done(f"/visits/{row.visit_id}/film", row)


@action(router, "/api/arrivals/{arrival_id}/assign")
def assign_arrival(caller: Caller, arrival_id: str, told: ToldArrival) -> Done[TakenIn]:
    """A clip of the watched folder belongs to this visit."""
    taken = arrivals.assign(caller.record, caller.asker, arrival_id, told)
    return Done(f"/visits/{taken.take.visit_id}/film#take-{taken.take.id}", taken)


class Place(BaseModel):
    """The page that a button stands on."""

    visit_id: str = ""


@action(router, "/api/arrivals/{arrival_id}/dismiss")
def dismiss_arrival(caller: Caller, arrival_id: str, told: Place) -> Done[Place]:
    """A clip of the watched folder is nobody's."""
    arrivals.dismiss(caller.record, caller.asker, arrival_id)
    return Done(f"/visits/{told.visit_id}/film" if told.visit_id else "/", told)
