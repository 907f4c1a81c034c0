"""Pictures of the app's pages for the docs: ``python -m tools.app_pictures [NAME ...]`` (some minutes; needs Chromium).

A record is made with the demo runner, served, and each page photographed on a laptop and, where it matters, on a phone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import Page, ViewportSize, sync_playwright

from gaitcue.store import analyses, jobs, runners, visits
from gaitcue.web.app import create_app
from gaitcue.web.settings import LinkDoor, Settings
from gaitcue.work.clinic import people
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.pool import Workers

PICTURES = Path(__file__).parents[1] / "docs" / "pictures" / "app"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LAPTOP: ViewportSize = {"width": 1366, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
LONGEST_PX = 2400
PATIENCE_S = 1800
DOOR = LinkDoor("https://192.168.1.20:8732/", fingerprint=":".join(["4A", "9C", "E1", "07"] * 8))
"""as a clinic's computer would say it: an address of a network at home"""
LOADED = "() => [...document.querySelectorAll('video')].every((one) => one.readyState >= 2)"


def made(record: Record) -> dict[str, str]:
    """The demo runner's record, and the ids of its pages."""
    workers = Workers(record)
    people.ask_for_demo(record, only_user(record))
    workers.start()
    try:
        _wait_for_all_jobs(record)
    finally:
        workers.stop()
    return ids_of(record)


def _wait_for_all_jobs(record: Record) -> None:
    """Until all is done; what fails, or takes longer than a busy machine can, ends it with its reason."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with record.read(only_user(record)) as session:
            open_jobs = [job for job in jobs.jobs(session).items if job.state != "done"]
        if not open_jobs:
            return
        broken = [f"{job.kind}: {job.error}" for job in open_jobs if job.state in ("failed", "stopped")]
        if broken:
            raise SystemExit(f"no pictures, since the demo runner could not be made: {'; '.join(broken)}")
        if time.monotonic() > deadline:
            states = ", ".join(f"{job.kind} {job.progress:.0%}" for job in open_jobs)
            raise SystemExit(f"no pictures: the demo runner was not ready after {PATIENCE_S} s ({states})")
        time.sleep(1)


def ids_of(record: Record) -> dict[str, str]:
    """The ids that a demo runner's pages are asked for by."""
    with record.read(only_user(record)) as session:
        runner = runners.find_runners(session, "demo").items[0]
        last, first = visits.visits_of(session, runner.id).items[:2]
        runs = {row.visit_id: row for row in analyses.analyses_of_runner(session, runner.id)}  # the oldest of each
        after, before = runs[last.id], runs[first.id]
    return {"runner": runner.id, "visit": last.id, "trial": first.id, "analysis": after.id, "before": before.id}


def pages(ids: dict[str, str]) -> dict[str, str]:
    """Name of a picture -> address of its page."""
    return {
        "runners": "/",
        "runner": f"/runners/{ids['runner']}",
        "visit": f"/visits/{ids['visit']}",
        "answers": f"/runners/{ids['runner']}/answers?visit={ids['visit']}",
        "film": f"/visits/{ids['visit']}/film",
        "review": f"/analyses/{ids['analysis']}",
        "findings": f"/analyses/{ids['analysis']}/findings",
        "trial": f"/visits/{ids['trial']}/trial",
        "compare": f"/compare?analysis={ids['before']}&analysis={ids['analysis']}",
        "report": f"/visits/{ids['visit']}/report",
        "over-time": f"/runners/{ids['runner']}/over-time",
    }


def photograph(page: Page, name: str, address: str) -> None:
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        print(f"{name}: {answer.status if answer else 'no answer'}")
        return
    keep(page, name)


def photograph_links(page: Page, suffix: str, ids: dict[str, str]) -> None:
    """A link as it is shown at the clinic, and what a phone opens by it."""
    for purpose, address in (("answers", pages(ids)["answers"]), ("upload", pages(ids)["film"])):
        page.goto(address)
        page.locator(f"form:has([name=purpose][value={purpose}]) button").click()
        made = page.get_by_label("Link").input_value()
        if purpose == "upload":
            keep(page, f"link{suffix}")
        if suffix:
            photograph(page, f"by-link-{purpose}{suffix}", urlsplit(made).path)


def keep(page: Page, name: str) -> None:
    """A picture of the page once it stands."""
    page.wait_for_timeout(500)
    if page.locator("gait-review").count():
        page.locator("gait-review[ready]").wait_for()
        for _ in range(7):
            page.keyboard.press("]")
        page.wait_for_timeout(1500)
    if page.locator("gait-compare").count():
        page.locator("gait-compare[ready]").wait_for()
        page.wait_for_timeout(1500)
    page.wait_for_function(LOADED)
    size: Any = page.viewport_size
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST_PX)
    page.screenshot(
        path=PICTURES / f"{name}.jpg", type="jpeg", quality=82, full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": height},
    )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder)) as record:
        photograph_all(record, made(record), set(sys.argv[1:]))


def photograph_all(record: Record, ids: dict[str, str], names: set[str]) -> None:
    """Pictures of the pages with these names, of all without any; ``links`` is a name too."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = {name: at for name, at in pages(ids).items() if name in names or not names}
    config = uvicorn.Config(create_app(record, Settings(links=DOOR)), port=0, log_level="error")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    here = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for suffix, viewport in (("", LAPTOP), ("-phone", PHONE)):
            page = browser.new_page(viewport=viewport, base_url=here)
            for name, address in wanted.items():
                photograph(page, f"{name}{suffix}", address)
            if "links" in names or not names:
                photograph_links(page, suffix, ids)
        browser.close()
    server.should_exit = True


if __name__ == "__main__":
    main()
