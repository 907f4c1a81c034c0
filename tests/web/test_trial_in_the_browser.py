"""Step 7 in a real browser: a trial gone through by taps, which are counted, with the laptop closed in between."""

from datetime import date

import pytest

from gaitcue.store import analyses, clips
from gaitcue.work.clinic import trial_verdicts
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.jobs.kinds import analyze
from gaitcue.work.jobs.pool import Workers
from gaitcue.work.jobs.work import JobKind, Work
from gaitcue.work.results import write_result
from support.cases import REACHING, gait
from support.in_browser import LAPTOP, PHONE
from support.record import analysed, visited
from support.small_clips import small_clip

MOST_TAPS = 25
PATIENCE_MS = 120_000
RUNS = {
    "cadence_5": gait(seed=1, ankle_hip_distance_pct=29.0, shank_angle_ic=7.0, cadence=163.0),
    None: gait(seed=2, **REACHING, cadence=154.0),
}


def made_up(work: Work) -> None:
    """In place of the pose model: the runs of somebody who takes the cue up."""
    told = work.job.payload
    with work.record.read(work.asker) as session:
        take = clips.take(session, told["take_id"])
    analysis = RUNS[take.cue]
    with work.record.folder.new_result(told["key"][:32]) as folder:
        write_result(analysis, folder)
    with work.record.write(work.asker) as session:
        summary = summary_of(analysis, None)
        row = analyses.add_analysis(session, take.id, told["key"], told["key"][:32], summary, analysis.measures)
        work.finish(session, {"analysis_id": row.id})


@pytest.fixture
def workers(record, monkeypatch):
    from concurrent.futures import ThreadPoolExecutor

    from gaitcue.work.clinic import analyzing
    from gaitcue.work.jobs import worker

    monkeypatch.setattr(analyzing, "run_analysis", made_up)
    known = {
        "analyze": JobKind(analyze, {}),
        "proxy": JobKind(lambda work: None, {}),
        "judge": JobKind(trial_verdicts.judge, trial_verdicts.SHARES),
    }
    monkeypatch.setattr(worker, "kinds", lambda: known)
    running = Workers(record, 1, lambda: ThreadPoolExecutor(1))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def visit(record, app) -> str:
    asker = app.state.only_user
    visit_id = visited(record, asker, on=date.today())
    analysed(record, asker, visit_id, gait(**REACHING, cadence=154.0))
    return visit_id


class Hand:
    """Taps and files, counted."""

    def __init__(self, page) -> None:
        self.page, self.deeds = page, 0

    def tap(self, name: str, **more) -> None:
        self.deeds += 1
        self.page.get_by_role("button", name=name, **more).click()

    def score(self, row: str, value: int) -> None:
        self.deeds += 1
        button = self.page.locator(f"#tap-{row}-{value}")
        button.click()
        self.page.locator(f"#tap-{row}-{value}[aria-pressed=true]").wait_for()

    def film(self, file) -> None:
        self.deeds += 1
        self.page.locator("#clips").set_input_files(file)
        self.page.locator("#way .clip", has_text=file.name).wait_for(timeout=PATIENCE_MS)


@pytest.mark.parametrize(("viewport", "scheme"), [(LAPTOP, "light"), (PHONE, "dark")], ids=["laptop", "phone"])
def test_a_trial_from_the_offer_to_the_verdict(open_page, check, visit, workers, tmp_path, capsys, viewport, scheme):
    page = open_page(viewport, color_scheme=scheme)
    page.goto(f"/visits/{visit}/trial")
    check(page)
    hand = Hand(page)
    hand.tap("Try this cue today")
    hand.score("pain", 4)
    hand.score("effort", 3)
    hand.tap("Go on")
    page.get_by_text("Match the clicks").wait_for()
    check(page)
    hand.tap("Start 3 minutes")
    page.get_by_text("left", exact=False).first.wait_for()
    hand.film(small_clip(tmp_path / "with cue.mp4"))
    hand.score("pain", 2)
    hand.score("effort", 4)
    hand.score("awkwardness", 2)
    check(page)
    page = hand.page = closed_and_opened_again(open_page, page, viewport, scheme, visit)
    assert page.locator(".clock").inner_text()[:2] in ("2:", "3:")
    hand.tap("Go on")
    page.get_by_role("heading", name="As usual again", level=2).wait_for()
    hand.score("pain", 4)
    hand.score("effort", 3)
    hand.film(small_clip(tmp_path / "usual again.mp4", frames=14))
    hand.tap("End the trial")
    page.get_by_role("heading", name="Keep this one for now").wait_for(timeout=PATIENCE_MS)
    check(page)
    with capsys.disabled():
        print(f"\na cue trial from the offer to the verdict: {hand.deeds} taps and clips (at most {MOST_TAPS})")
    assert 10 < hand.deeds <= MOST_TAPS


def closed_and_opened_again(open_page, page, viewport, scheme, visit):
    page.close()
    again = open_page(viewport, color_scheme=scheme)
    again.goto(f"/visits/{visit}/trial")
    return again


def test_too_much_pain_ends_it_at_once(open_page, check, visit):
    page = open_page()
    page.goto(f"/visits/{visit}/trial")
    hand = Hand(page)
    hand.tap("Try this cue today")
    page.locator("#tap-pain-8").click()
    page.get_by_role("heading", name="The trial has ended").wait_for()
    assert page.get_by_role("button", name="Go on").count() == 0
    check(page)


def test_the_second_person_is_told_and_sees_where_the_trial_is(open_page, visit, browser):
    page = open_page()
    page.goto(f"/visits/{visit}/trial")
    Hand(page).tap("Try this cue today")
    page.locator("#tap-pain-0").wait_for()
    seen = browser.get(f"/visits/{visit}/trial.json").json()["trial"]
    told = {"number": seen["number"], "stage": "baseline", "pain": 1}
    browser.call(f"/api/trials/{seen['id']}/score", told)
    page.locator("#tap-pain-3").click()
    page.get_by_text("Somebody else went on with this trial").wait_for()
    assert page.locator("#tap-pain-1[aria-pressed=true]").count() == 1


def test_it_goes_with_the_keyboard_alone(open_page, visit):
    page = open_page()
    page.goto(f"/visits/{visit}/trial")
    page.get_by_role("button", name="Try this cue today").focus()
    page.keyboard.press("Enter")
    page.locator("#tap-pain-2").focus()
    page.keyboard.press("Enter")
    page.locator("#tap-pain-2[aria-pressed=true]").wait_for()
    page.wait_for_function("document.activeElement.id === 'tap-pain-2'")


def test_it_goes_without_javascript(open_page, visit):
    page = open_page(java_script_enabled=False)
    page.goto(f"/visits/{visit}/trial")
    hand = Hand(page)
    hand.tap("Try this cue today")
    hand.score("pain", 2)
    hand.score("effort", 2)
    hand.tap("Go on")
    hand.tap("Start 3 minutes")
    assert "UTC" in page.locator(".clock").inner_text()
