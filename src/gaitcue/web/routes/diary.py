"""The runner's own page: what to do today and why, and the diary, in half a minute on a phone.

The same for whoever holds a link (``care_link``) and for a runner who logs in (``mine``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.entries import Activity, DiaryDay
from gaitcue.report.wording.care import care_word
from gaitcue.store.columns import new_id
from gaitcue.terms.errors import Fault, FaultyForm, Outdated
from gaitcue.terms.forms import form
from gaitcue.terms.typed import faults
from gaitcue.web.actions import Asked
from gaitcue.web.body_map import BodyMapView, body_map
from gaitcue.web.care_view import TodayView, today_view
from gaitcue.web.doors import Call
from gaitcue.web.form_values import read_by
from gaitcue.web.forms import SCALE_CHOICES, FieldView, mistakes_listed, parts_of, yes_or_no
from gaitcue.web.words import words
from gaitcue.work.clinic import care
from gaitcue.work.clinic.retraining_due import due_today

TEMPLATE = "diary.html"
FIRST = ("task_pain", "pain_worst")
"""asked at once; the rest opens"""
MORE = ("first_bend_pain", "pain_now", "pain_average", "sitting_min", "sitting_cushion_min", "stiffness_min", "sleep_h",
        "medicines", "note")  # fmt: skip
DID: tuple[str, ...] = ("nothing", "exercises", "run", "walk", "ride", "sport")
FILES = ("/static/style/care.css", "/static/components/diary-form.js", "/static/components/body-map.js")
"""what the page needs besides what every page does"""


class ToldDiary(BaseModel):
    """The diary of one morning, and what was done the day before."""

    model_config = ConfigDict(extra="forbid")
    day: dict[str, Any] = Field(default_factory=dict, max_length=40)
    did: Literal["nothing", "exercises", "run", "walk", "ride", "sport", ""] = ""
    during: Annotated[str, Field(max_length=4)] = ""
    after: Annotated[str, Field(max_length=4)] = ""
    limped: Literal["yes", "no", ""] = ""
    also: Literal["exercises", "run", "walk", "ride", "sport", ""] = ""
    """what else was done that day"""
    also_during: Annotated[str, Field(max_length=4)] = ""
    sent: Annotated[str, Field(max_length=32, pattern=r"^[0-9a-f]*$")] = ""
    on: date | None = None
    """the morning that it was filled in: it may arrive later"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page is for whoever opened it."""

    page: str
    action: str
    base: str
    """the template that it stands in"""


@dataclass(frozen=True, slots=True)
class DiaryForm:
    """What is asked of a morning."""

    first: tuple[FieldView, ...]
    did: FieldView
    during: FieldView
    after: FieldView
    limped: FieldView
    also: FieldView
    also_during: FieldView
    where: BodyMapView
    more: tuple[FieldView, ...]
    sent: str
    mistakes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Today and the diary; of its kept copy only the form."""

    address: Address
    name: str
    on: date
    today: TodayView | None
    task: str
    """the task of each morning, in words"""
    told: bool
    """this morning was told"""
    due: tuple[str, ...]
    """what a live retraining asks for today"""
    form: DiaryForm
    shell: bool = False


def diary_page(call: Call, runner_id: str, address: Address, asked: Asked | None = None) -> DiaryPage:
    """What to do today, and the diary as it was filled in."""
    found = care.care_of(call.record, call.asker, runner_id, call.today)
    plan = found.state.plan if found.state else None
    return DiaryPage(
        address=address,
        name=found.runner.name.split(" ")[0],
        on=call.today,
        today=today_view(found.today) if found.today else None,
        task=plan.task if plan else "",
        told=any(one.on == call.today for one in found.record.day),
        due=tuple(
            care_word("retraining", one.code, values=one.reason.values)
            for one in due_today(call.record, call.asker, runner_id, call.today)
        ),
        form=diary_form(asked or Asked({}, {})),
    )


def shell_of(call: Call, address: Address) -> DiaryPage:
    """The copy that a phone keeps: the empty form, and nothing about anybody."""
    kept = replace(address, base="link_base.html")
    return DiaryPage(kept, "", call.today, None, "", told=False, due=(), form=diary_form(Asked({}, {})), shell=True)


def diary_form(asked: Asked) -> DiaryForm:
    """The questions, with what was answered and what is wrong."""
    told = asked.told.get("day")
    parts = parts_of(form(DiaryDay), told if isinstance(told, Mapping) else {}, asked.mistakes, "day.")
    views = {
        item.name.removeprefix("day."): item for part in parts for item in part.items if isinstance(item, FieldView)
    }
    own = words()["care"]["diary"]
    did = _choice("did", tuple((one, own["done"][one]) for one in DID), asked, required=True)
    asked_when_done: dict[str, Any] = {"asked_when": "did", "asked_values": DID[1:]}
    during, after = (replace(_scale(name, asked), **asked_when_done) for name in ("during", "after"))
    limped = replace(_choice("limped", yes_or_no(), asked), **asked_when_done)
    also = _choice("also", tuple((one, own["done"][one]) for one in DID[1:]), asked)
    also_during = replace(_scale("also_during", asked), asked_when="also", asked_values=DID[1:])
    listed = mistakes_listed(asked.mistakes, (), (*views.values(), during, after, also_during))
    return DiaryForm(
        first=tuple(views[name] for name in FIRST),
        did=did,
        during=during,
        after=after,
        limped=limped,
        also=also,
        also_during=also_during,
        where=body_map(views["sites"]),
        more=tuple(views[name] for name in MORE),
        sent=str(asked.told.get("sent") or new_id()),
        mistakes=tuple(listed),
    )


def _choice(name: str, choices: tuple[tuple[str, str], ...], asked: Asked, *, required: bool = False) -> FieldView:
    label, mistake = words()["care"]["diary"][name], asked.mistakes.get(name, "")
    value = str(asked.told.get(name, ""))
    return FieldView(name, label, "choice", required=required, choices=choices, value=value, mistake=mistake)


def _scale(name: str, asked: Asked) -> FieldView:
    return replace(_choice(name, SCALE_CHOICES, asked), control="scale")


# --- what was sent ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Morning:
    """What was told, read: the diary of a day, and what was done the day before."""

    on: date
    day: dict[str, Any]
    done: tuple[dict[str, Any], ...]
    sent: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What was sent has arrived."""

    on: date
    entries: int


def read_morning(told: ToldDiary, today: date) -> Morning:
    """A form as entries take it.

    Raises
    ------
    FaultyForm : each mistake with its field
    """
    on = told.on or today
    found: list[Fault] = []
    day = _read(DiaryDay, {"on": on.isoformat(), **told.day}, "day.", today, found)
    done = tuple(_read(Activity, one, prefix, today, found) for prefix, one in _done(told, on))
    if found:
        raise FaultyForm(found)
    return Morning(on, day, done, told.sent or new_id())


def _done(told: ToldDiary, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was done the day before, as entries; before each what its fields begin with."""
    before = (on - timedelta(days=1)).isoformat()
    first = {"what": told.did, "during": told.during, "after": told.after, "changed_gait": told.limped}
    for prefix, one in (("", first), ("also_", {"what": told.also, "during": told.also_during})):
        if one["what"] not in ("", "nothing"):
            yield prefix, {"on": before, **{name: value for name, value in one.items() if value}}


def _read(model: type[Any], values: Mapping[str, Any], prefix: str, today: date, found: list[Fault]) -> dict[str, Any]:
    """One entry as it is kept; what is wrong with it goes to ``found``."""
    read = read_by(form(model), {name: value for name, value in values.items() if value not in ("", None)})
    found += [replace(one, place=f"{prefix}{one.place}") for one in faults(read, model, today=today)]
    return read


def keep_morning(call: Call, runner_id: str, morning: Morning) -> Kept:
    """Keep all of it; sent again, as after a lost answer, it is the same."""
    _keep(call, runner_id, "day", morning.day, morning.sent)
    for place, one in enumerate(morning.done):
        name = hashlib.sha256(f"{morning.sent} did {place}".encode()).hexdigest()[:32]
        _keep(call, runner_id, "activity", one, name)
    return Kept(morning.on, 1 + len(morning.done))


def _keep(call: Call, runner_id: str, kind: str, values: dict[str, Any], sent: str) -> None:
    try:
        care.enter(call.record, call.asker, runner_id, kind, values, call.today, sent=sent)
    except Outdated:
        raise Outdated(words()["care"]["diary"]["already"]) from None
