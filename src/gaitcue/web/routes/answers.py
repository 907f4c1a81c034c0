"""Step 2: red flags and the person's form, what they lead to, and clearing a flag."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from gaitcue.clinic import questions
from gaitcue.store.records import ProfileVersionRow, RunnerRow
from gaitcue.terms.errors import FaultyForm
from gaitcue.terms.forms import FieldDefinition
from gaitcue.web.actions import Again, Asked, Done, action, capped
from gaitcue.web.doors import Call, Caller
from gaitcue.web.form_values import read_by, tree_of
from gaitcue.web.forms import Control, FieldView, PartView, as_text, mistakes_listed, parts_of, yes_or_no
from gaitcue.web.mistakes import with_labels
from gaitcue.web.pages import page
from gaitcue.web.rendering import rendered
from gaitcue.web.triage_view import FlagView, TriageView, triage_view
from gaitcue.web.words import words
from gaitcue.work.clinic import answers
from gaitcue.work.clinic.answers import Before, ToldAnswers, ToldClearance

router = APIRouter()
Visit = Annotated[str, Query(max_length=40)]
DOUBTFUL_AGES = (18,)
"""years since the birth year after which somebody may or may not be of age"""
BUTTONS = ("add_entry", "remove_entry")
PASSED_ON = ("seen", "visit_id", "rest_no", *BUTTONS)
MARK = "entry"
OPEN_FROM_THE_START = frozenset({"person", "complaint"})


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """The form of step 2."""

    runner: RunnerRow
    visit_id: str
    seen: str
    """the version that it was made from"""
    from_day: date | None
    """the day of the answers that are there to be confirmed"""
    flags: tuple[FieldView, ...]
    rest_no: bool
    parts: tuple[PartView, ...]
    open: tuple[str, ...]
    """parts that are shown opened"""
    goes_on_at: str
    """the entry that was just added, or the list that one was taken out of: there the reader goes on"""
    mistakes: tuple[tuple[str, str], ...]


@page(router, "/runners/{runner_id}/answers", "answers.html")
def answers_page(caller: Caller, runner_id: str, visit: Visit = "") -> AnswersPage:
    """The questions, with the last answers there to be confirmed."""
    found = answers.before(caller.record, caller.asker, runner_id)
    told = begun(found, caller.today)
    return form_page(found, Asked(told, {}), visit, found.version.id if found.version else "")


def answers_again(call: Call, parts: Mapping[str, str], asked: Asked) -> AnswersPage:
    """The form on its way back, with one entry more or less if that was asked for."""
    found = answers.last_told(call.record, call.asker, parts["runner_id"])
    return form_page(found, asked, str(asked.told.get("visit_id", "")), str(asked.told.get("seen", "")))


def begun(found: Before, today: date) -> Mapping[str, Any]:
    """The tree of a form with the last answers."""
    return {"flags": found.told.answers.get("answers", {}), "profile": _begun(found, today)}


def _begun(found: Before, today: date) -> Mapping[str, Any]:
    """What the form begins with; the birth year gives the age, where it leaves no doubt about being a minor."""
    told, born = dict(found.told.profile), found.runner.birth_year
    of_this_year = found.version is not None and found.version.on.year == today.year
    if born is not None and not (of_this_year and "age" in told):
        told["age"] = None if today.year - born in DOUBTFUL_AGES else today.year - born
    return told


def form_page(
    found: Before, asked: Asked, visit_id: str, seen: str, definitions: Sequence[FieldDefinition] | None = None
) -> AnswersPage:
    """The form with what was told.

    Parameters
    ----------
    definitions : what is asked; everything unless told
    """
    told = changed(asked.told)
    asks = answers.definitions() if definitions is None else definitions
    parts = parts_of(asks, _tree(told.get("profile")), asked.mistakes, "profile.")
    flags = tuple(_flags(_tree(told.get("flags")), asked.mistakes))
    return AnswersPage(
        runner=found.runner,
        visit_id=visit_id,
        seen=seen,
        from_day=found.version.on if found.version else None,
        flags=flags,
        rest_no=told.get("rest_no") in (True, "yes"),
        parts=parts,
        open=tuple(
            part.step for part in parts if part.wrong or part.step in OPEN_FROM_THE_START or _touched(part, told)
        ),
        goes_on_at=_goes_on_at(told),
        mistakes=tuple(mistakes_listed(_readable(asked.mistakes, parts, flags), parts, flags)),
    )


def _tree(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _flags(told: Mapping[str, Any], mistakes: Mapping[str, str]) -> Iterator[FieldView]:
    """Each red-flag question, in its order; a follow-up opens after a yes."""
    for question in questions():
        name = f"flags.{question.id}"
        yield FieldView(
            name=name,
            label=question.text,
            control="choice",
            choices=yes_or_no(),
            value=as_text(told.get(question.id)),
            mistake=mistakes.get(name, ""),
            asked_when=f"flags.{question.follows}" if question.follows else "",
            asked_values=("yes",) if question.follows else (),
        )


def _touched(part: PartView, told: Mapping[str, Any]) -> bool:
    """A part in which an entry was just added or taken away stays open."""
    places = [str(told.get(name, "")) for name in BUTTONS]
    return any(place.startswith(item.name) for item in part.items for place in places)


def _goes_on_at(told: Mapping[str, Any]) -> str:
    added, removed = (str(told.get(name, "")) for name in BUTTONS)
    if added:
        return f"{added}.{len(_entries(_tree(told.get('profile')), added.rpartition('.')[2])) - 1}"
    return removed.rpartition(".")[0]


def _readable(mistakes: Mapping[str, str], parts: Sequence[PartView], flags: Sequence[FieldView]) -> dict[str, str]:
    """Lines that speak of fields by the names that they have in a file, with the labels that they have here."""
    labels = {one.name.removeprefix("profile."): one.label for part in parts for one in part.items}
    labels |= {one.name.removeprefix("flags."): one.label for one in flags}
    return {name: with_labels(line, labels) if not name else line for name, line in mistakes.items()}


def changed(told: Mapping[str, Any]) -> dict[str, Any]:
    """A form's tree with one entry added or taken away, as its buttons ask; else without entries that are empty."""
    tree = copy.deepcopy(dict(told))
    _, _, name = str(tree.get("add_entry", "")).rpartition("profile.")
    place, _, number = str(tree.get("remove_entry", "")).removeprefix("profile.").rpartition(".")
    profile = tree.get("profile")
    profile = tree["profile"] = profile if isinstance(profile, dict) else {}
    if not name and not place:
        for listed in [key for key, value in profile.items() if isinstance(value, list)]:
            profile[listed] = [one for one in profile[listed] if one != {MARK: "1"}]
    if name:
        profile[name] = [*_entries(profile, name), {}]
    if place and number.isdecimal():
        profile[place] = [entry for index, entry in enumerate(_entries(profile, place)) if index != int(number)]
    return tree


def _entries(profile: Mapping[str, Any], name: str) -> list[Any]:
    found = profile.get(name, [])
    return found if isinstance(found, list) else []


# --- saving -----------------------------------------------------------------------------------------------------------


def read_form(tree: dict[str, Any]) -> dict[str, Any]:
    """The form's texts as the values that the questions ask for."""
    told: dict[str, Any] = {"seen": ""} | {name: tree[name] for name in PASSED_ON if name in tree}
    flags = _tree(tree.get("flags"))
    told["flags"] = {name: {"yes": True, "no": False}.get(str(one), one) for name, one in flags.items()}
    told["profile"] = read_by(answers.definitions(), _without_marks(_tree(tree.get("profile"))))
    return told


def _without_marks(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Without the mark that keeps the place of an entry in which nothing was told; such an entry is left out."""
    found = dict(profile)
    for name, value in found.items():
        if isinstance(value, list):
            entries = [{k: v for k, v in one.items() if k != MARK} if isinstance(one, dict) else one for one in value]
            found[name] = entries
    return found


class AnswersForm(ToldAnswers):
    """The answers, and the buttons that ask for one entry more or less."""

    add_entry: str = ""
    remove_entry: str = ""


@action(router, "/api/runners/{runner_id}/answers", again=Again("answers.html", answers_again), reads=read_form)
def save_answers(caller: Caller, runner_id: str, told: AnswersForm) -> Done[ProfileVersionRow]:
    """Keep the answers as a new version; nothing that was told before is written over."""
    if told.add_entry or told.remove_entry:
        raise FaultyForm([])
    row = answers.save(caller.record, caller.asker, runner_id, told, caller.today)
    return Done(f"/runners/{runner_id}/triage?visit={told.visit_id or ''}", row)


@router.post("/runners/{runner_id}/answers/judged", include_in_schema=False)
async def judged(caller: Caller, request: Request, runner_id: str) -> HTMLResponse:
    """What a form that is being filled in leads to so far; nothing is kept."""
    told = AnswersForm.model_validate(read_form(tree_of(await capped(request))))
    last = await run_in_threadpool(answers.last_told, caller.record, caller.asker, runner_id)
    decision = answers.foreseen(told, last.told, caller.today)
    return rendered(request, "judged.html", triage_view(decision))


# --- what they lead to ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClearingForm:
    """The form that lifts one block."""

    flag: FlagView
    fields: tuple[FieldView, ...]
    open: bool
    """it comes back with something wrong"""


@dataclass(frozen=True, slots=True)
class TriagePage:
    """What the answers lead to, and how each flag is cleared."""

    runner: RunnerRow
    visit_id: str
    triage: TriageView
    told_on: date | None
    clearing: tuple[ClearingForm, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/runners/{runner_id}/triage", "triage.html")
def triage(caller: Caller, runner_id: str, visit: Visit = "") -> TriagePage:
    """What has to come first."""
    return triage_page(caller, {"runner_id": runner_id}, Asked({"visit_id": visit}, {}))


def triage_page(call: Call, parts: Mapping[str, str], asked: Asked) -> TriagePage:
    """The page with its forms, one of them as it was filled in."""
    found = answers.judged(call.record, call.asker, parts["runner_id"], call.today)
    view = triage_view(found.decision)
    forms = tuple(_clearing(flag, asked, call) for flag in view.open)
    return TriagePage(
        runner=found.runner,
        visit_id=str(asked.told.get("visit_id", "")),
        triage=view,
        told_on=found.version.on if found.version else None,
        clearing=forms,
        mistakes=tuple(
            mistakes_listed(asked.mistakes, (), (one for form in forms if form.open for one in form.fields))
        ),
    )


def _clearing(flag: FlagView, asked: Asked, call: Call) -> ClearingForm:
    back = asked.told.get("clears") == flag.id
    told = asked.told if back else {"by": call.asker.name, "on": call.today.isoformat()}
    labels = words()["triage"]["clearing"]
    controls: dict[str, Control] = {"by": "text", "on": "date", "reason": "area"}
    fields = tuple(
        FieldView(
            name,
            labels[name],
            control,
            required=True,
            value=str(told.get(name, "")),
            mistake=asked.mistakes.get(name, "") if back else "",
            form=flag.id,
        )
        for name, control in controls.items()
    )
    return ClearingForm(flag, fields, back)


@action(router, "/api/runners/{runner_id}/clearances", again=Again("triage.html", triage_page))
def clear_flag(caller: Caller, runner_id: str, told: ToldClearance) -> Done[ProfileVersionRow]:
    """Enter that a clinician has seen the runner and lifts a block."""
    row = answers.clear(caller.record, caller.asker, runner_id, told, caller.today)
    return Done(f"/runners/{runner_id}/triage?visit={told.visit_id or ''}", row)
