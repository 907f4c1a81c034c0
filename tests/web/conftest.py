"""An app on an empty record, a browser of it that needs no socket, and a real one."""

from collections.abc import Iterator
from datetime import date

import pytest

from build_parts import AXE, bring
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.record import Record
from support.browser import HERE, Browser
from support.cases import REACHING, gait
from support.empty_record import empty_record
from support.in_browser import CHROMIUM, LAPTOP, ROOT, SERIOUS, WIDER
from support.record import analysed, visited
from support.served import served
from support.trials import Trial

SETTINGS = Settings(secret=b"s" * 32)


@pytest.fixture
def record(tmp_path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def app(record):
    return create_app(record, SETTINGS)


@pytest.fixture
def browser(app) -> Iterator[Browser]:
    with Browser(app, base_url=HERE, raise_server_exceptions=False) as opened:
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


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def address(app):
    with served(app) as address:
        yield address


@pytest.fixture
def open_page(chromium, address):
    """Opens pages of the app; at the end no page may have complained."""
    contexts, complaints = [], []

    def opened(viewport=LAPTOP, **more):
        context = chromium.new_context(viewport=viewport, base_url=address, **more)
        context.set_default_timeout(45_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if refused(said) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def refused(said) -> bool:
    """A word of the console that is no answer which a form shows: 422, or 409 when somebody else was quicker.

    A test that takes the connection away is told so too.
    """
    expected = ("status of 409", "status of 422", "ERR_INTERNET_DISCONNECTED")
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

    def checked(page) -> None:
        # A debugger's script is no script of the page: the policy that forbids inline ones does not stop it.
        page.evaluate(axe)
        assert page.evaluate(SERIOUS) == [], page.url
        assert page.evaluate(WIDER) <= 0, page.url

    return checked
