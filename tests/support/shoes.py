"""An app of one page and one action, to try what all pages and actions have in common."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel, Field

from gaitcue.terms.errors import BadOption, Fault, FaultyForm, NotThere, Outdated
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.errors import ErrorPage
from gaitcue.web.pages import page

SHOWN = "error.html"
"""a template that shows three words"""


class Shoe(BaseModel):
    name: str = Field(min_length=1)
    drop_mm: int | None = None


@dataclass(frozen=True, slots=True)
class ShoePage:
    status: int
    title: str
    detail: str


def shoe_again(call: Call, parts: dict, asked: Asked) -> ErrorPage:
    return ErrorPage(0, "Again", f"{asked.told.get('name', '')}/{asked.mistakes}")


def shoes() -> APIRouter:
    router = APIRouter()

    @page(router, "/", SHOWN)
    def start(caller: Caller) -> ShoePage:
        return ShoePage(1, "Shoes", caller.asker.role)

    @page(router, "/shoes/{shoe_id}", SHOWN)
    def shoe(caller: Caller, shoe_id: str) -> ShoePage:
        if shoe_id != "a":
            raise NotThere("no such shoe")
        return ShoePage(1, "<b>A</b>", "light")

    @action(router, "/api/shoes", again=Again(SHOWN, shoe_again))
    def add(caller: Caller, told: Shoe) -> Done[Shoe]:
        if told.name == "old":
            raise Outdated("somebody was quicker")
        if told.name == "faulty":
            raise FaultyForm([Fault("drop_mm", "float", "write a number, without quotes")])
        if told.name == "add":
            raise FaultyForm([])
        if told.name == "bug":
            raise RuntimeError("not foreseen")
        return Done("/shoes/a", told)

    @action(router, "/api/plain")
    def plain(caller: Caller, told: Shoe) -> Done[Shoe]:
        raise BadOption("that cannot\nbe")

    return router
