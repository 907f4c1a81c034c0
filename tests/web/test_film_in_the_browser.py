"""Step 3 in a real browser: clips are sent although the line breaks, told about, analysed and watched."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from gaitcue.store import analyses
from gaitcue.terms.errors import UnusableInput
from gaitcue.work.jobs import worker
from gaitcue.work.jobs.pool import Workers
from gaitcue.work.jobs.work import JobKind, Work
from support.in_browser import PHONE, becomes, expect
from support.small_clips import small_clip


@pytest.fixture
def visit(browser) -> str:
    runner = browser.call("/api/runners", {"name": "Ada Runner"}).json()["id"]
    return browser.call(f"/api/runners/{runner}/visits", {"on": date.today().isoformat()}).json()["id"]


BREAK_ONCE = """
window.broken = 0;
const open = XMLHttpRequest.prototype.open, send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.open = function (method, ...more) {
  this.patches = method === 'PATCH';
  open.call(this, method, ...more);
};
XMLHttpRequest.prototype.send = function (body) {
  if (this.patches && !window.broken++) setTimeout(() => this.onerror(new ProgressEvent('error')));
  else { if (this.patches) window.broken = 1; send.call(this, body); }
};
"""


class FakeAnalysis:
    """Stays at 40 % until it may go on, then ends as it is told to."""

    def __init__(self) -> None:
        self.go_on, self.error = threading.Event(), ""

    def __call__(self, work: Work) -> None:
        work.saying("pose", 2, 5)
        while not self.go_on.wait(0.05):
            work.saying("pose", 2, 5)
        if self.error:
            raise UnusableInput(self.error)
        told = work.job.payload
        with work.record.write(work.asker) as session:
            row = analyses.add_analysis(session, told["take_id"], told["key"], "r" * 32, {}, ())
            work.finish(session, {"analysis_id": row.id})


@pytest.fixture
def analysis(record, monkeypatch):
    """A worker whose analyses take as long as the test wants."""
    fake = FakeAnalysis()
    known = {"analyze": JobKind(fake, {"pose": (0.0, 1.0)}), "proxy": JobKind(lambda work: None, {})}
    monkeypatch.setattr(worker, "kinds", lambda: known)
    monkeypatch.setattr(worker, "RENEW_S", 0.05)
    workers = Workers(record, 1, lambda: ThreadPoolExecutor(1))
    workers.start()
    yield fake
    fake.go_on.set()
    workers.stop()


def send(page, *files: Path) -> None:
    """Files are chosen, and are there."""
    page.locator("#clips").set_input_files(files)
    expect(page.locator(".take h3")).to_have_text([file.name for file in files])


def takes(browser, visit: str) -> list[str]:
    return [take["name"] for take in browser.get(f"/visits/{visit}/film.json").json()["takes"]]


def test_clips_are_sent_told_about_and_analysed(open_page, check_both, visit, analysis, tmp_path):
    page, check = open_page(PHONE), check_both
    page.goto(f"/visits/{visit}/film")
    check(page)
    send(page, small_clip(tmp_path / "left.mp4"), small_clip(tmp_path / "right.mp4", frames=14))
    check(page)
    first = page.locator(".take").first
    first.get_by_role("textbox", name="Speed").fill("12")
    first.get_by_text("Treadmill").click()
    first.get_by_role("button", name="Analyse").click()
    page.locator(".percent", has_text="40 %").wait_for()
    expect(page.get_by_text("Finding the runner in every frame")).to_be_visible()
    check(page)
    page.goto(f"/visits/{visit}")
    page.locator(".percent", has_text="40 %").wait_for()
    check(page)
    page.goto("/jobs")
    check(page)
    page.goto(f"/visits/{visit}/film")
    analysis.go_on.set()
    page.get_by_role("link", name="Look at the analysis").wait_for()
    check(page)


def test_sending_goes_on_where_the_line_broke(open_page, visit, tmp_path, browser):
    page = open_page()
    page.add_init_script(BREAK_ONCE)
    page.goto(f"/visits/{visit}/film")
    send(page, small_clip(tmp_path / "run.mp4"))
    becomes(page, lambda: page.evaluate("window.broken"), 1)
    becomes(page, lambda: takes(browser, visit), ["run.mp4"])


def test_what_is_no_film_is_told_beside_its_name_and_the_next_one_is_sent(open_page, visit, tmp_path):
    page = open_page()
    page.goto(f"/visits/{visit}/film")
    (tmp_path / "notes.mp4").write_bytes(b"no film" * 100)
    (tmp_path / "empty.mp4").write_bytes(b"")
    files = [tmp_path / "notes.mp4", tmp_path / "empty.mp4", small_clip(tmp_path / "run.mp4")]
    page.locator("#clips").set_input_files(files)
    page.get_by_role("heading", name="run.mp4").wait_for()
    expect(page.locator(".files .wrong .name")).to_have_text(["notes.mp4", "empty.mp4"])
    expect(page.locator(".files .wrong").first.get_by_text("video")).to_be_visible()


def test_an_analysis_is_stopped_and_asked_for_again_and_its_error_is_told(open_page, visit, analysis, tmp_path):
    page = open_page()
    page.goto(f"/visits/{visit}/film")
    send(page, small_clip(tmp_path / "run.mp4"))
    page.get_by_role("button", name="Analyse").click()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for()
    analysis.error = "nobody runs in this clip: film somebody"
    analysis.go_on.set()
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("nobody runs in this clip: film somebody").wait_for()


def test_step_three_works_without_javascript_once_a_clip_is_there(open_page, visit, tmp_path):
    page = open_page()
    page.goto(f"/visits/{visit}/film")
    send(page, small_clip(tmp_path / "run.mp4"))
    plain = open_page(java_script_enabled=False)
    plain.goto(f"/visits/{visit}/film")
    plain.get_by_role("textbox", name="Speed").fill("12")
    plain.get_by_role("button", name="Analyse").click()
    plain.get_by_text("Waiting for its turn").wait_for()
    plain.get_by_role("button", name="Stop").click()
    plain.get_by_text("Stopped.").wait_for()


def test_a_file_that_is_chosen_before_the_page_is_ready_is_sent_all_the_same(open_page, visit, tmp_path):
    page = open_page()
    asked = []
    page.route("**/clip-upload.js", lambda route: asked.append(route), times=1)
    page.goto(f"/visits/{visit}/film", wait_until="commit")
    page.locator("#clips").set_input_files(small_clip(tmp_path / "run.mp4"))
    becomes(page, lambda: len(asked), 1)
    asked[0].continue_()
    expect(page.get_by_role("heading", name="run.mp4")).to_be_visible()
