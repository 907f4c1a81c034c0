"""Pictures of the live pages for the docs: a faded course in Chromium, before a fake camera, with the model itself.

``python -m tools.live_pictures [--pace 12] [--sessions 5 8] [--to FOLDER]`` (some minutes; needs Chromium). Sessions 1
to 4 are entered as they might have been; the last ones are run in the browser with the session's clock so many times as
fast, every question answered, and each kind of moment photographed on a laptop and on a phone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gaitcue.live.protocol import rules
from gaitcue.live.protocol.events import Ready, StepTaken, Tick
from gaitcue.live.protocol.result import SessionResult
from gaitcue.store import visits
from gaitcue.terms.asker import Asker
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import retraining, retraining_course
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining import ToldAfter, ToldBefore
from gaitcue.work.clinic.retraining_course import Choice

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures" / "live"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
USUAL_SPM, TRAINED_SPM = 152.4, 159.5
"""so that the runner before the camera, at 160 steps a minute, runs in the band of 5 % more"""
BEFORE = ToldBefore(pain=1.0, speed_kmh=9.5, incline_pct=1.0, flags={})
SHOWN = ("course", "session-setup", "session-in-band", "session-outside", "session-faded", "progress")
LOOK_MS = 200
PATIENCE_S = 90.0


@dataclass
class Photographer:
    """Takes each kind of picture once, on a laptop and on a phone; for the docs those that they show."""

    page: Any
    folder: Path
    taken: list[str] = field(default_factory=list)

    def take(self, name: str, *, whole: bool = False) -> None:
        if name in self.taken or (self.folder == PICTURES and name not in SHOWN):
            return
        self.taken.append(name)
        for suffix, viewport in (("", LAPTOP), ("-phone", PHONE)):
            self.page.set_viewport_size(viewport)
            self.page.wait_for_timeout(250)
            place = self.folder / f"{name}{suffix}.jpg"
            self.page.screenshot(path=place, type="jpeg", quality=82, full_page=whole)
        self.page.set_viewport_size(LAPTOP)


def entered(record: Record, asker: Asker, retraining_id: str, number: int, on: date, after: ToldAfter) -> None:
    """A session as it might have been, with steps by both feet."""
    view = retraining.open_session(record, asker, retraining_id, BEFORE, on)
    if view.row is None:
        raise RuntimeError(f"session {number} was refused: {[one.code for one in view.refused]}")
    with retraining.attach(record, asker, view.row.id) as running:
        running.join()
        running.take(Ready(0.0))
        time_s, step = 0.0, 0
        while running.state.phase != "ended":
            time_s, step = time_s + 0.4, step + 1
            value = (
                USUAL_SPM if running.state.phase == "baseline" else TRAINED_SPM - 1.2 * ((step // 30) % 4 == number % 4)
            )
            running.take(Tick(time_s))
            told = {"cadence": value + 0.3 * (step % 3)}
            running.take(StepTaken(time_s, step, ("left", "right")[step % 2], time_s - 0.1, told))
    retraining.close_session(record, asker, view.row.id, after, on)


def run_session(page: Any, camera: Photographer, address: str) -> dict[str, Any]:
    """A session from the camera to its end; each kind of moment is photographed."""
    page.goto(address)
    camera.take("session-brief")
    part: Callable[[str], Any] = lambda name: page.locator(f"[data-part={name}]")  # noqa: E731
    page.get_by_role("button", name="Switch the camera on").click()
    part("ready").wait_for(timeout=1e3 * PATIENCE_S)
    page.get_by_text("side towards the camera").wait_for(timeout=1e3 * PATIENCE_S)
    camera.take("session-setup")
    part("ready").click()
    seen: set[str] = set()
    while (phase := part("desk").get_attribute("data-phase")) != "ended":
        seen.add(moment(part, phase))
        if part("gauge").is_visible() and part("gauge").get_attribute("data-where") != "none":
            inside = part("gauge").get_attribute("data-where") == "in"
            camera.take("session-in-band" if inside else "session-outside")
        if part("faded").is_visible():
            camera.take("session-faded")
        if part("summary").text_content():
            seen.add("summary")
            camera.take("session-summary")
        if part("resume").is_visible():
            part("resume").click()
        if part("pain").is_visible():
            camera.take("session-pain")
            page.locator("[data-score='1']").click()
        page.wait_for_timeout(LOOK_MS)
    camera.take("session-over")
    return {"moments": sorted(seen), "steps": page.evaluate("document.querySelector('gait-live').state.steps")}


def moment(part: Callable[[str], Any], phase: str) -> str:
    return f"{phase} {'shown' if part('gauge').is_visible() else 'faded' if part('faded').is_visible() else ''}".strip()


def answered(page: Any, camera: Photographer) -> None:
    """What is asked afterwards, and what came of it."""
    page.get_by_role("link", name="How was it?").click()
    for name, value in (("pain", 1), ("effort", 4), ("awkwardness", 3)):
        page.locator(f"input[name={name}][value='{value}']").check()
    camera.take("session-after", whole=True)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", name="What came of it").wait_for()
    camera.take("session-result", whole=True)


def outcome(result: SessionResult) -> str:
    """What came of a session, in a line."""
    bands = (result.with_feedback, result.without_feedback)
    shares = ["-" if one.share is None else f"{100 * one.share:.0f} % of {one.steps}" for one in bands]
    ran = f"{result.run_s / 60:.1f} min of {result.planned_s / 60:.1f}"
    return f"in the band with and without feedback {' and '.join(shares)}, {ran}, {result.ended.code}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pace", type=float, default=12.0)
    parser.add_argument("--sessions", type=int, nargs=2, default=(5, 8), metavar=("FIRST", "LAST"))
    parser.add_argument("--to", type=Path, default=PICTURES)
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT / "tests"))
    with tempfile.TemporaryDirectory() as name, closing(Record.open(Path(name) / "record")) as record:
        faded_course(record, Path(name), asked)


def faded_course(record: Record, folder: Path, asked: argparse.Namespace) -> None:
    """The course up to the first session that is run, then those in the browser."""
    from support.fake_camera import chromium_with, write_camera
    from support.live import KNEE
    from support.record import visited
    from support.served import served

    asker, (first, last) = only_user(record), asked.sessions
    begun = date.today() - timedelta(days=2 * (last - 1))
    visit_id = visited(record, asker, on=begun, profile=KNEE)
    with record.read(asker) as session:
        runner_id = visits.visit(session, visit_id).runner_id
    course = retraining_course.begin(record, asker, runner_id, Choice(cue="cadence_5"), begun).retraining
    assert course is not None
    retraining_id = course.row.id
    for number in range(1, first):
        on = begun + timedelta(days=2 * (number - 1))
        entered(record, asker, retraining_id, number, on, ToldAfter(pain=1, effort=4, awkwardness=max(1, 6 - number)))
    rules.table()["clock"]["stale_s"]["value"] *= asked.pace  # else every number is old at that pace
    app = create_app(record, Settings(secret=b"s" * 32, live_pace=asked.pace))
    with served(app) as here, chromium_with(write_camera(folder / "camera.y4m")) as browser:
        page = browser.new_context(permissions=["camera"], viewport=LAPTOP, base_url=here).new_page()
        page.set_default_timeout(1e3 * PATIENCE_S)
        camera = Photographer(page, asked.to)
        page.goto(f"/runners/{runner_id}/live")
        camera.take("course", whole=True)
        for number in range(first, last + 1):
            on, at = begun + timedelta(days=2 * (number - 1)), time.monotonic()
            view = retraining.open_session(record, asker, retraining_id, BEFORE, on)
            assert view.row is not None, view.refused
            told = run_session(page, camera, f"/live/{view.row.id}")
            answered(page, camera)
            result = retraining.session_view(record, asker, view.row.id).result
            assert result is not None
            print(f"session {number}: {told}, {outcome(result)}, {time.monotonic() - at:.0f} s", flush=True)
        for name, address in (("progress", "retraining"), ("course-after", "live")):
            page.goto(f"/runners/{runner_id}/{address}")
            camera.take(name, whole=True)


if __name__ == "__main__":
    main()
