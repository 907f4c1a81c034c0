"""A real browser: the system's Chromium, what is asked of every page, and how a test waits for what a page shows.

A page changes in its own time, after a click and after it is there: what a test reads at one instant is true on a quick
machine and false on a slow one. So a test waits (`expect`, `until`, `becomes`); what nothing has changed since it was
waited for is read through `as_it_stands`, which says so. `tests/test_reads_of_pages.py` refuses other reads.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WITHOUT_WINDOWS = shutil.which("chromium-headless-shell") or CHROMIUM
"""it spends a third less of the processor on the same page; whether a camera is allowed is asked in a window"""
ROOT = Path(__file__).parents[2]
WAIT_MS = 120_000
"""for what has to come: so long that only what never comes is missed"""
SLOWER = float(os.environ.get("GAITCUE_SLOWER_PAGES", "1"))
"""by how much pages have less of the processor, to see what a test makes of a slow machine"""
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LOOKS = ((LAPTOP, "light"), (PHONE, "dark"))
"""a wide screen and a narrow one, each colour scheme on one of them"""
SERIOUS = """
async () => (await axe.run({ resultTypes: ['violations'] })).violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).join(', '))
"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"
HIDDEN = """
(said) => {
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  return document.querySelector(said).textContent;
}
"""
"""the page is hidden, and what it says at once: another message may take the place of that one"""
UNDER_WAY = ("context was destroyed", "because of a navigation", "axe is not defined")
"""what is told of a page that leaves while it is asked"""
MET = "/static/style/app.css?met"
"""asked for until the test meets it"""


@contextmanager
def launched(*arguments: str, program: str | None = WITHOUT_WINDOWS) -> Iterator[Any]:
    """Chromium; as long as it runs, no loop of asyncio can be begun in this thread."""
    from playwright.sync_api import sync_playwright

    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        told = ["--no-sandbox", "--disable-gpu", *arguments]
        browser = playwright.chromium.launch(executable_path=program, args=told)
        yield browser
        browser.close()


@contextmanager
def new_context(browser: Any, **about: Any) -> Iterator[Any]:
    """A context that waits as long as tests do."""
    context = browser.new_context(**about)
    context.set_default_timeout(WAIT_MS)
    if SLOWER > 1:
        context.on("page", lambda page: _slow_down(context, page))
    try:
        yield context
    finally:
        context.close()


def _slow_down(context: Any, page: Any) -> None:
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


# --- waiting ----------------------------------------------------------------------------------------------------------


def expect(seen: Any, message: str | None = None) -> Any:
    """Playwright's assertions, which wait."""
    from playwright.sync_api import expect as waiting

    waiting.set_options(timeout=WAIT_MS)
    return waiting(seen, message)


def until(page: Any, expression: str, arg: Any = None) -> None:
    """Wait for what an expression or an async function says: ``wait_for_function`` takes a promise for an answer."""
    becomes(page, lambda: bool(page.evaluate(expression, arg)), True, expression)


def becomes(page: Any, read: Callable[[], Any], wanted: Any, about: str = "") -> None:
    """Read again and again, while the page goes on, until what is read is what is wanted."""
    deadline = time.monotonic() + WAIT_MS / 1000
    while (found := _read(read)) != wanted:
        assert time.monotonic() < deadline, f"{about or 'what was read'}: {found!r} never became {wanted!r}"
        page.wait_for_timeout(50)


def meets(page: Any, requests: str, meet: Callable[[Any], Any]) -> None:
    """The test meets requests of a page that is there already.

    A page goes on for some moments with the network that it had: one more request is made until that is met.
    """
    page.route(requests, meet)
    page.route(lambda url: url.endswith(MET), lambda asked: asked.fulfill(status=204))
    becomes(page, lambda: page.evaluate("async at => (await fetch(at, { cache: 'no-store' })).status", MET), 204)


def _read(read: Callable[[], Any]) -> Any:
    from playwright.sync_api import Error

    try:
        return read()
    except Error as problem:
        if any(told in problem.message for told in UNDER_WAY):
            return problem.message
        raise


def as_it_stands(found: Any) -> Any:
    """What was read at one instant: nothing has happened since it was waited for that could still change it."""
    return found


def place_of(page: Any, seen: Any) -> dict[str, float]:
    """Where something lies once it lies still, for a pointer that is moved by hand."""
    seen.scroll_into_view_if_needed()
    boxes = [None, seen.bounding_box()]

    def still() -> bool:
        boxes[:] = [boxes[-1], seen.bounding_box()]
        return boxes[0] == boxes[1] is not None

    becomes(page, still, True, f"{seen} lies still")
    return dict(boxes[1])


# --- what is asked of every page --------------------------------------------------------------------------------------


def sound(page: Any, axe: str) -> None:
    """Nothing serious for somebody who cannot see or use a mouse, nothing wider than the screen."""
    page.wait_for_load_state()
    becomes(page, lambda: page.evaluate(WIDER) <= 0, True, f"{page.url} fits its screen")
    becomes(page, lambda: _serious(page, axe), [], page.url)


def _serious(page: Any, axe: str) -> Any:
    # A debugger's script is no script of the page: the policy that forbids inline ones does not stop it.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    return page.evaluate(SERIOUS)


def sound_in_both_looks(page: Any, axe: str, seen: Callable[[str], None] = lambda name: None) -> None:
    """Sound on a laptop in light colours and on a phone in dark ones; then the page is again as it was."""
    before = page.viewport_size
    for viewport, scheme in LOOKS:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        sound(page, axe)
        seen(f"{viewport['width']}-{scheme}")
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="light")
