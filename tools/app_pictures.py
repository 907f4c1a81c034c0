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

import uvicorn
from playwright.sync_api import Page, sync_playwright

from gaitcue.store import analyses, jobs, runners, visits
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import people
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.pool import Workers

PICTURES = Path(__file__).parents[1] / "docs" / "pictures" / "app"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LAPTOP, PHONE = {"width": 1366, "height": 860}, {"width": 390, "height": 844}
LONGEST_PX = 2400
PATIENCE_S = 600


def made(record: Record) -> dict[str, str]:
    """The demo runner's record; the ids that its pages are asked for by."""
    asker = only_user(record)
    workers = Workers(record)
    people.ask_for_demo(record, asker)
    workers.start()
    deadline = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < deadline:
            with record.read(asker) as session:
                found = jobs.jobs(session).items
            if all(job.state == "done" for job in found):
                break
            time.sleep(1)
    finally:
        workers.stop()
    with record.read(asker) as session:
        runner = runners.find_runners(session).items[0]
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
    page.wait_for_timeout(500)
    if page.locator("gait-review").count():
        page.locator("gait-review[ready]").wait_for()
        for _ in range(7):
            page.keyboard.press("]")
        page.wait_for_timeout(1500)
    if page.locator("gait-compare").count():
        page.locator("gait-compare[ready]").wait_for()
        page.wait_for_timeout(1500)
    size: Any = page.viewport_size
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST_PX)
    page.screenshot(
        path=PICTURES / f"{name}.jpg", type="jpeg", quality=82, full_page=True,
        clip={"x": 0, "y": 0, "width": size["width"], "height": height},
    )  # fmt: skip


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder)) as record:
        wanted = {name: at for name, at in pages(made(record)).items() if name in sys.argv[1:] or not sys.argv[1:]}
        config = uvicorn.Config(create_app(record, Settings()), port=0, log_level="error")
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
            browser.close()
        server.should_exit = True


if __name__ == "__main__":
    main()
