"""An app on an empty record, a browser of it that needs no socket, and a real one."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from build_parts import AXE, bring
from gaitcue.web.app import create_app
from gaitcue.web.link_door import Door, create_link_app
from gaitcue.web.live_stream import LiveDesk
from gaitcue.web.serve import Address
from gaitcue.web.settings import LinkDoor, Settings
from gaitcue.work.clinic import passwords
from gaitcue.work.clinic.record import Record
from support.browser import HERE, LAN, Browser
from support.cases import REACHING, gait
from support.command import quick_looks
from support.empty_record import empty_record
from support.fake_camera import write_camera
from support.fake_room import FakeRoom
from support.in_browser import LAPTOP, ROOT, new_context, sound, sound_in_both_looks
from support.record import analysed, visited
from support.served import served
from support.trials import Trial

SETTINGS = Settings(secret=b"s" * 32)
SEEN = os.environ.get("GAITCUE_SCREENSHOTS")
"""folder for pictures of the pages, to be looked at"""


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashes of the kind that is kept, made in a thousandth of the time; what a real one costs has its own test."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def looked_at() -> Iterator[None]:
    with quick_looks():
        yield


@pytest.fixture
def record(tmp_path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def app(record):
    return create_app(record, SETTINGS)


@pytest.fixture
def door(app) -> LinkDoor:
    """Phones reach the links of runners: the app offers to make some."""
    opened = LinkDoor(f"https://{LAN}:8732/", fingerprint="AB:CD")
    app.state.settings = replace(SETTINGS, links=opened)
    return opened


@pytest.fixture
def room(app) -> FakeRoom:
    """Sessions of live measurement without a camera's pictures being looked at."""
    made = FakeRoom()
    app.state.live = LiveDesk(made)
    return made


@pytest.fixture
def browser(app) -> Iterator[Browser]:
    with Browser(app, base_url=HERE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def phone(record) -> Iterator[Browser]:
    """A phone in the network, at the door."""
    door = Door(Address(LAN, 8732), LinkDoor(f"http://{LAN}:8732/", plain=True))
    with Browser(
        create_link_app(record, SETTINGS, door), base_url=door.told.url, raise_server_exceptions=False
    ) as opened:
        yield opened


@pytest.fixture
def asker(app):
    return app.state.only_user


@pytest.fixture
def trial(browser, record, asker) -> Trial:
    """A visit with an analysed run of somebody whose foot lands far ahead, and the trial of it."""
    visit_id = visited(record, asker, on=date.today())
    analysed(record, asker, visit_id, gait(**REACHING, cadence=154.0))
    return Trial(browser, record, asker, visit_id)


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> Path:
    """The drawn runner, for a camera."""
    return write_camera(tmp_path_factory.mktemp("camera") / "demo.y4m")


@pytest.fixture
def address(app):
    with served(app) as address:
        yield address


class Complaints(list[str]):
    """What pages in the browser complained of, which may come late: what is to come is told before."""

    expected = "(?!)"
    """a pattern; this one fits nothing"""

    def expects(self, pattern: str) -> None:
        self.expected = pattern

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self if not re.search(self.expected, one)]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


ASKS_AGAIN = re.compile(r"/answers\b|//[^/]+/(\?.*)?$")
"""pages of questions, whose flags are judged, and the list of runners, which is searched"""


@pytest.fixture
def open_page(chromium, address, complaints):
    """Opens pages of the app; at the end no page may have complained."""
    with ExitStack() as contexts:

        def opened(viewport=LAPTOP, **more):
            page = contexts.enter_context(new_context(chromium, viewport=viewport, base_url=address, **more)).new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if refused(said) else None)
            return page

        yield opened
    assert complaints.unexpected == []


def refused(said) -> bool:
    """A word of the console that is no answer which a form shows: 422, or 409 when somebody else was quicker.

    A test that takes the connection away is told so too, and where a question is asked again as soon as more is typed
    or ticked, that the one before was broken off.
    """
    expected = ["status of 409", "status of 422", "ERR_INTERNET_DISCONNECTED"]
    if ASKS_AGAIN.search(said.page.url):
        expected += ["htmx:sendAbort, ", "htmx:afterRequest, "]
    return said.type == "error" and not any(told in said.text for told in expected)


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checks, fetched once as the build fetches the app's libraries."""
    try:
        bring(ROOT, (AXE,))
    except (RuntimeError, OSError) as problem:
        pytest.skip(f"axe could not be fetched: {problem}")
    return (ROOT / AXE.folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def check(axe):
    """Nothing serious for somebody who cannot see or use a mouse, nothing wider than the screen."""
    return lambda page: sound(page, axe)


@pytest.fixture
def check_both(axe):
    """The same on a laptop in light colours and on a phone in dark ones, of a page that a test has come to."""
    return lambda page, name="page": sound_in_both_looks(page, axe, lambda look: pictured(page, f"{name}-{look}"))


def pictured(page, name: str) -> None:
    if SEEN:
        page.screenshot(path=Path(SEEN) / f"{name}.png", full_page=True)
