"""Links for runners, made at the clinic: the address with its QR code, shown once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from gaitcue.store.records import AccessLinkRow
from gaitcue.web.actions import Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.qr import qr_code
from gaitcue.web.rendering import rendered
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import by_link, people
from gaitcue.work.clinic.by_link import ToldLink
from gaitcue.work.clinic.links import MadeLink

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LinkMadePage:
    """A new link, which is shown this once."""

    runner_id: str
    runner: str
    purpose: str
    link: AccessLinkRow
    address: str
    code: str
    """the address as a QR code; only on the page, where the whole address is known"""
    reached: bool
    """a phone in the network can open it"""
    fingerprint: str
    """of a certificate that nobody vouches for"""
    plain: bool
    """not encrypted on its way"""
    back: str


@action(router, "/api/runners/{runner_id}/links")
def make_link(caller: Caller, runner_id: str, told: ToldLink) -> Done[LinkMadePage]:
    """A link for a runner, or for the phone that films: for one purpose, until a time."""
    return link_made(caller, by_link.make(caller.record, caller.asker, runner_id, told), _back(told, runner_id))


def link_made(caller: Call, made: MadeLink, back: str) -> Done[LinkMadePage]:
    """The page that shows a new link, once, and leads back."""
    door, path = caller.settings.links, f"/l/{made.token}"
    runner = people.runner_named(caller.record, caller.asker, made.link.runner_id)
    page = LinkMadePage(
        runner_id=runner.id,
        runner=runner.name,
        purpose=made.link.purpose,
        link=made.link,
        address=path,
        code="",
        reached=caller.settings.phones,
        fingerprint=door.fingerprint if door else "",
        plain=door is not None and door.plain,
        back=back,
    )

    def shown(asked: Request) -> Response:
        address = address_of(caller.settings, asked, path)
        return rendered(asked, "link_made.html", replace(page, address=address, code=qr_code(address)))

    return Done(back, page, shown)


def address_of(settings: Settings, request: Request, path: str) -> str:
    """A link as phones reach it: by the door that is open for them, else by the app itself."""
    if settings.links is not None:
        return settings.links.url.rstrip("/") + path
    return str(request.base_url.replace(path=path))


def _back(told: ToldLink, runner_id: str) -> str:
    places = {"answers": f"/visits/{told.visit_id}", "upload": f"/visits/{told.visit_id}/film"}
    if told.purpose == "beat":
        return f"/runners/{runner_id}/retraining"
    if told.purpose == "diary":
        return f"/runners/{runner_id}/care"
    if not told.visit_id:
        return f"/runners/{runner_id}"
    return places.get(told.purpose, f"/visits/{told.visit_id}/trial")
