"""The stream of a cue trial that is run live: who may open it, what it says, and that clips do not depend on it."""

from contextlib import contextmanager
from datetime import date

import pytest
from starlette.websockets import WebSocketDisconnect

from gaitcue.store import clips
from gaitcue.terms.errors import GaitcueError
from gaitcue.web import trial_stream
from gaitcue.web.app import create_app
from gaitcue.web.live_stream import LiveDesk
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import trials
from gaitcue.work.clinic.trials import ToldBegin
from gaitcue.work.live import TooManyLive
from support.browser import HERE, Outside
from support.cases import REACHING, gait
from support.fake_room import FakeRoom
from support.live_page import PICTURE, hello
from support.record import analysed, visited
from support.whole_clinic import PASSWORD, clinics, runner_with_login

ORIGIN = {"origin": HERE}


def place(trial_id: str) -> str:
    return f"{HERE.replace('http', 'ws')}/trials/{trial_id}/stream"


@contextmanager
def streamed(browser, trial_id: str, **more):
    browser.token()
    with browser.websocket_connect(place(trial_id), headers=ORIGIN) as socket:
        yield hello(socket, browser, **more)


@pytest.fixture
def begun(trial, room) -> str:
    """Id of a trial whose run as usual is to be run first."""
    trial.begin(baseline="new")
    return trial.page["trial"]["id"]


def rows(said: dict) -> dict:
    return {row["measure"]: row for row in said["rows"]}


def until_numbers(page, **wanted) -> dict:
    for _ in range(400):
        said = page.until("trial", **wanted)
        if rows(said)["cadence"]["now"]:
            return said
    raise AssertionError("no numbers came")


def until_usual_is_known(page, browser, trial_id: str) -> dict:
    """The run as usual has gone on for as many steps as its mean is to rest on."""
    said = until_numbers(page, stage="baseline", runs=True)
    while not browser.app.state.live.as_usual(trial_id).enough:
        said = page.until("trial", stage="baseline", runs=True)
    return said


def test_the_numbers_of_a_cue_stand_beside_those_of_the_run_as_usual(browser, begun, trial, room):
    with streamed(browser, begun) as page:
        assert page.until("trial")["stage"] == "baseline"
        page.socket.send_bytes(PICTURE)
        assert page.until("trial", runs=False)["usual_from"] == "", "nothing counts before the time runs"
        trial.do("start")
        usual = until_usual_is_known(page, browser, begun)
        assert rows(usual)["cadence"]["now"] == "160" and rows(usual)["cadence"]["change"] == ""
        trial.tell(pain=2, effort=2)
        trial.do("next")
        page.until("trial", stage="cue-1")
        room.cadence = 176.0
        trial.do("start")
        cue = until_numbers(page, stage="cue-1", runs=True)
    cadence = rows(cue)["cadence"]
    assert cue["usual_from"] == "live" and (cadence["usual"], cadence["change"]) == ("160", "+16")
    assert cadence["verdict"] == "changed" and cadence["said"] == "a change"


def test_a_step_just_after_going_on_is_not_taken_for_the_run_as_usual(browser, begun, trial, room, monkeypatch):
    """As when the next runs begin before the stream has looked at the trial again."""
    with streamed(browser, begun) as page:
        page.socket.send_bytes(PICTURE)
        trial.do("start")
        until_numbers(page, stage="baseline", runs=True)
        monkeypatch.setattr(trial_stream, "TELL_EVERY_S", 2.0)
        page.until("trial", stage="baseline")
        trial.tell(pain=2, effort=2)
        trial.do("next")
        room.cadence = 176.0
        page.until("trial", stage="cue-1")
    usual = browser.app.state.live.as_usual(begun).numbers()["cadence"]
    assert {value for _, values in usual.legs.values() for value in values} == {160.0}


def test_a_page_that_comes_back_finds_what_is_as_usual(browser, begun, trial, room):
    with streamed(browser, begun) as page:
        page.socket.send_bytes(PICTURE)
        trial.do("start")
        until_usual_is_known(page, browser, begun)
    before = browser.app.state.live.as_usual(begun).last
    with streamed(browser, begun) as page:
        page.until("trial")
    assert before > 8 and room.told.first_number == before + 1


def test_after_a_restart_the_clip_of_the_run_as_usual_stands_in(browser, trial, room, app):
    trial.begin(baseline="filmed")
    trial.tell(pain=2, effort=2)
    trial.do("next")
    trial.do("start")
    with streamed(browser, trial.page["trial"]["id"]) as page:
        page.socket.send_bytes(PICTURE)
        said = until_numbers(page, stage="cue-1")
    assert said["usual_from"] == "film" and rows(said)["cadence"]["usual"] == "154"
    assert rows(said)["cadence"]["said"].startswith(("inside the noise", "a change", "probably"))


def test_the_end_of_the_trial_ends_the_stream_whoever_ends_it(browser, begun, trial):
    with streamed(browser, begun) as page:
        page.until("trial", stage="baseline")
        trial.do("stop")
        page.until("trial", stage="")
        with pytest.raises(WebSocketDisconnect) as closed:
            page.until("refused")
    assert closed.value.code == 1000


def test_a_second_page_is_told_so_and_takes_over_when_asked(browser, begun):
    with streamed(browser, begun) as first:
        first.until("trial")
        with streamed(browser, begun) as second:
            refused = second.until("refused")
            assert refused["take_over"] and "trial is run live in another window" in refused["words"]
        with streamed(browser, begun, take_over=True) as third:
            assert third.until("trial")["stage"] == "baseline"
            assert "nothing is recorded here any more" in first.until("refused")["words"]


def test_when_as_many_run_as_may_it_is_one_line_and_the_trial_goes_on(browser, begun, trial, app):
    class Full(FakeRoom):
        @contextmanager
        def worker(self, settings=None):
            raise TooManyLive("2 live sessions are running on this computer; end one of them first")
            yield

    app.state.live = LiveDesk(Full())
    with streamed(browser, begun) as page:
        refused = page.until("refused")
    assert "end one of them first" in refused["words"] and not refused["take_over"]
    assert trial.do("start").status_code == 200


@pytest.mark.parametrize("told", ['{"kind": "ready"}', "no JSON", "[]"])
def test_what_makes_no_sense_is_refused_with_one_line(browser, begun, told):
    with streamed(browser, begun) as page:
        page.until("trial")
        page.socket.send_text(told)
        assert page.until("refused")["words"]


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_page_without_the_token_streams_nothing(browser, begun, room):
    browser.token()
    with browser.websocket_connect(place(begun), headers=ORIGIN) as socket:
        page = hello(socket, browser, token="0" * 64)
        assert "out of date" in page.until("refused")["words"]
    assert room.made == 0


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": HERE, "host": "evil.example"}])
def test_a_stream_from_elsewhere_is_not_opened(browser, begun, headers):
    with pytest.raises(Exception) as refused, browser.websocket_connect(place(begun), headers=headers):
        pass
    assert getattr(refused.value, "status_code", 403) == 403


def test_a_stream_of_a_trial_that_is_not_there_is_not_opened(browser, room):
    browser.token()
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect(place("0" * 32), headers=ORIGIN):
        pass


def test_without_a_login_and_for_others_no_stream_is_opened(record):
    settings = Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True)
    first, _ = clinics(record)
    visit_id = visited(record, first, on=date.today())
    analysis = analysed(record, first, visit_id, gait(**REACHING, cadence=154.0))
    row = trials.begin(record, first, visit_id, ToldBegin(analysis_id=analysis.id, baseline="new"), date.today())
    runner_with_login(record, first, row.runner_id, "rita")
    app = create_app(record, settings)
    app.state.live = LiveDesk(FakeRoom())
    address, headers = f"wss://clinic.example/trials/{row.id}/stream", {"origin": "https://clinic.example"}
    for login in (None, "bea", "rita"):
        with Outside(app) as browser:
            if login:
                browser.log_in(login, PASSWORD).raise_for_status()
            with pytest.raises(WebSocketDisconnect), browser.websocket_connect(address, headers=headers):
                pass
    with Outside(app) as browser:
        browser.log_in("ann", PASSWORD).raise_for_status()
        with browser.websocket_connect(address, headers=headers) as socket:
            assert hello(socket, browser).until("trial")["stage"] == "baseline"


# --- clips that the page recorded -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("recorded", "kept"), [(True, {}), (False, {"capture_fps": 240.0})])
def test_settings_of_another_camera_do_not_hold_for_what_the_page_recorded(trial, record, asker, recorded, kept):
    trial.begin(baseline="filmed")
    trial_id = trial.page["trial"]["id"]
    with record.write(asker) as session:
        first = clips.takes_of(session, trial.visit)[0]
        clips.change_take(
            session, first.id, role="run", cue=None, conditions=first.conditions, options={"capture_fps": 240.0}
        )
        clip = clips.add_clip(session, "c" * 64, 1, "As usual, live.webm", {})
        take = clips.add_take(session, trial.visit, clip.id, "run")
        trials.filmed(session, trial_id, "return", take.id, recorded=recorded)
        assert clips.take(session, take.id).options == kept
    with pytest.raises(GaitcueError), record.write(asker) as session:
        trials.filmed(session, trial_id, "nowhere", take.id, recorded=True)


def test_the_page_of_a_trial_may_use_the_camera(browser, trial):
    page = browser.get(f"/visits/{trial.visit}/trial", headers={"accept": "text/html"})
    assert "camera=(self)" in page.headers["permissions-policy"]
