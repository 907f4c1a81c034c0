"""Step 3: the guide, what is told of each clip, and one button that has it analysed; without JavaScript too."""

from datetime import date

import pytest

from gaitcue.clinic import questions
from gaitcue.store import analyses, clips, jobs

TODAY = date.today().isoformat()
NOTES = (
    {"code": "low_frame_rate", "level": "warning", "text": "Film at <120>."},
    {"code": "medium", "level": "info", "text": "Fine."},
)


@pytest.fixture
def visit(browser) -> str:
    runner = browser.call("/api/runners", {"name": "Ada Runner"}).json()["id"]
    return browser.call(f"/api/runners/{runner}/visits", {"on": TODAY}).json()["id"]


@pytest.fixture
def add_take(record, app, visit):
    """Enters a clip as an upload leaves it."""

    def add(name="run.mp4", role="run", notes=(), **more) -> str:
        probe = {"width": 1080, "height": 1920, "fps": 119.88, "duration_s": 12.3, "notes": list(notes)}
        with record.write(app.state.only_user) as session:
            clip = clips.add_clip(session, f"{name:0<64}", 10, name, probe)
            return clips.add_take(session, visit, clip.id, role, **more).id

    return add


def takes(browser, visit):
    return browser.get(f"/visits/{visit}/film.json").json()["takes"]


def made(record, app, take) -> None:
    """Its analysis, as a worker leaves it."""
    with record.write(app.state.only_user) as session:
        job = jobs.claim(session, "me", 60.0)
        row = analyses.add_analysis(session, take, job.payload["key"], "r" * 32, {}, ())
        jobs.finish(session, job.id, "me", {"analysis_id": row.id})


def test_the_guide_stands_open_before_the_first_clip(browser, visit, add_take):
    page = browser.page(f"/visits/{visit}/film")
    assert page.count("<svg") == 8 and '<details class="guide" open>' in page and "Hip height" in page
    add_take()
    assert '<details class="guide">' in browser.page(f"/visits/{visit}/film")


def test_a_clip_says_whether_it_does_and_what_to_change(browser, visit, add_take):
    add_take("good.mp4")
    add_take("poor.mp4", notes=NOTES)
    page = browser.page(f"/visits/{visit}/film")
    assert "1080 × 1920, 119.9 frames a second, 12.3 s" in page and "This clip will do." in page
    assert "It can be used. Better next time:" in page and "Film at &lt;120&gt;." in page and "Fine." in page
    good, poor = takes(browser, visit)
    assert (good["fits"], poor["fits"], poor["notes"]) == (True, False, ["Film at <120>."])


def test_what_follows_without_an_answer_is_said_in_place_of_not_answered(browser, visit, add_take):
    add_take()
    page = browser.page(f"/visits/{visit}/film")
    assert '<option value="">none: it was run as usual</option>' in page
    assert "<span>as the program sees it</span>" in page and "<span>not answered</span>" in page


def test_one_button_keeps_what_was_told_and_has_the_clip_analysed(browser, visit, add_take, record, app):
    take = add_take()
    told = {
        "role": "run", "speed_kmh": "12,5", "incline_pct": "1", "surface": "treadmill", "shoe": "Light", "pain": "2",
        "effort": "", "cue": "", "stood_s": "5", "near_side": "left", "capture_fps": "240", "then": "analyze",
    }  # fmt: skip
    done = browser.fill_in(f"/api/takes/{take}", told)
    assert (done.status_code, done.headers["location"]) == (303, f"/visits/{visit}/film#take-{take}")
    with record.read(app.state.only_user) as session:
        row = clips.take(session, take)
    assert row.conditions == {
        "speed_kmh": 12.5,
        "incline_pct": 1.0,
        "surface": "treadmill",
        "shoe": "Light",
        "pain": 2.0,
    }
    assert row.options == {"standing": "0-5", "near_side": "left", "capture_fps": 240.0}
    shown = takes(browser, visit)[0]
    assert shown["job"]["state"] == "queued" and shown["summary"] == "12.5 km/h, 1 %, treadmill, Light"
    page = browser.page(f"/visits/{visit}/film")
    assert 'value="analyze"' not in page and "Waiting for its turn" in page and "/stop" in page
    assert "Waiting for its turn" in browser.page(f"/visits/{visit}")


def test_clips_that_came_together_begin_with_what_was_told_of_the_first(browser, visit, add_take):
    first, _ = add_take("left.mp4"), add_take("right.mp4")
    browser.fill_in(f"/api/takes/{first}", {"role": "run", "speed_kmh": "12", "shoe": "Light", "pain": "2"})
    shown = takes(browser, visit)
    assert [take["summary"] for take in shown] == ["12 km/h, Light"] * 2
    pain = [next(one["value"] for one in take["fields"] if one["name"] == "pain") for take in shown]
    assert pain == ["2", ""], "pain is asked anew"
    browser.fill_in(f"/api/takes/{first}", {"role": "run", "speed_kmh": "14"})
    assert takes(browser, visit)[1]["summary"] == "12 km/h, Light", "what was told already stays"


def test_what_is_told_again_changes_what_is_asked_here_and_nothing_else(browser, visit, add_take, record, app):
    take = add_take(options={"stickers": ["asis=1,2@0"], "standing": "0-3", "near_side": "left"})
    assert 'value="3"' in browser.page(f"/visits/{visit}/film")
    browser.fill_in(f"/api/takes/{take}", {"role": "run"})
    with record.read(app.state.only_user) as session:
        assert clips.take(session, take).options == {"stickers": ["asis=1,2@0"]}


@pytest.mark.parametrize(
    ("told", "line"),
    [({"speed_kmh": "fast"}, "Write a number."), ({"speed_kmh": "120"}, "Write 45 or less."),
     ({"pain": "11"}, "Write 10 or less."), ({"capture_fps": "nan"}, "number"), ({"stood_s": "0"}, "greater than 0")],
)  # fmt: skip
def test_a_mistake_stands_beside_its_field_and_nothing_is_kept(browser, visit, add_take, told, line):
    take = add_take()
    done = browser.fill_in(f"/api/takes/{take}", {"role": "run", "shoe": "Light", **told})
    assert done.status_code == 422 and line in done.text and 'value="Light"' in done.text
    assert 'aria-invalid="true"' in done.text or 'class="mistake"' in done.text
    assert takes(browser, visit)[0]["summary"] == ""


def test_quiet_standing_is_not_analysed_for_itself(browser, visit, add_take):
    take = add_take("stand.mp4", role="standing")
    assert 'value="analyze"' not in browser.page(f"/visits/{visit}/film")
    refused = browser.call(f"/api/takes/{take}/analyze", {})
    assert refused.status_code == 422 and "only a clip of running" in refused.json()["detail"]


def test_a_clip_that_was_analysed_leads_to_it_and_says_when_that_is_old(browser, visit, add_take, record, app):
    take = add_take()
    browser.call(f"/api/takes/{take}/analyze", {})
    made(record, app, take)
    analysis = takes(browser, visit)[0]["analysis_id"]
    assert f'href="/analyses/{analysis}"' in browser.page(f"/visits/{visit}/film")
    assert f'href="/analyses/{analysis}"' in browser.page(f"/visits/{visit}")
    again = browser.fill_in(f"/api/takes/{take}/analyze", {})
    assert again.headers["location"] == f"/analyses/{analysis}", "the same is not computed twice"
    browser.fill_in(f"/api/takes/{take}", {"role": "run", "speed_kmh": "10"})
    assert takes(browser, visit)[0]["stale"] and "has changed since" in browser.page(f"/visits/{visit}/film")


def test_after_an_analysis_the_film_step_is_done_and_the_report_comes_next(browser, visit, add_take, record, app):
    runner = browser.get(f"/visits/{visit}.json").json()["runner"]["id"]
    flags = {question.id: False for question in questions() if not question.follows}
    browser.call(f"/api/runners/{runner}/answers", {"flags": flags, "profile": {}, "visit_id": visit})
    take = add_take()
    browser.call(f"/api/takes/{take}/analyze", {})
    made(record, app, take)
    steps = {step["id"]: step["state"] for step in browser.get(f"/visits/{visit}.json").json()["steps"]}
    assert steps == {"answers": "done", "film": "done", "trial": "open", "report": "next"}


def test_a_flag_that_bars_filming_is_told_instead_of_the_upload(browser, visit):
    runner = browser.get(f"/visits/{visit}.json").json()["runner"]["id"]
    flags = {question.id: question.id == "chest_pain" for question in questions() if not question.follows}
    browser.call(f"/api/runners/{runner}/answers", {"flags": flags, "profile": {}, "visit_id": visit})
    page = browser.page(f"/visits/{visit}/film")
    assert "No run is filmed today." in page and "clip-upload data" not in page and 'role="alert"' in page


def test_a_clip_is_removed_and_its_analysis_stops(browser, visit, add_take, record, app):
    take = add_take()
    browser.call(f"/api/takes/{take}/analyze", {})
    job = takes(browser, visit)[0]["job"]["id"]
    done = browser.fill_in(f"/api/takes/{take}/remove", {})
    assert done.headers["location"] == f"/visits/{visit}/film" and takes(browser, visit) == []
    assert browser.get(f"/api/jobs/{job}").json()["state"] == "stopped"


def test_a_visit_or_a_clip_that_is_not_there_is_404(browser):
    assert browser.get(f"/visits/{'f' * 32}/film.json").status_code == 404
    for path in ("", "/analyze", "/remove"):
        assert browser.call(f"/api/takes/{'f' * 32}{path}", {}).status_code == 404
