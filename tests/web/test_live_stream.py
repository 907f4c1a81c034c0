"""The stream of a live session: who may open it, what it says, what a break leaves."""

import json
import struct
from datetime import date
from types import SimpleNamespace

import anyio
import pytest
from starlette.websockets import WebSocketDisconnect, WebSocketState

from gaitcue.live.records import LiveValue, Step, Stood
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.keypoints import SIDES
from gaitcue.web.app import create_app
from gaitcue.web.live_stream import LiveDesk
from gaitcue.web.session_stream import SessionStream
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import retraining
from gaitcue.work.clinic.live_session import RunningSession
from support.browser import HERE, Outside
from support.fake_room import FakeRoom
from support.live import begun_course, begun_session
from support.live_page import PICTURE, Page, hello
from support.whole_clinic import PASSWORD, clinics, runner_with_login

ORIGIN = {"origin": HERE}
NONSENSE = (
    "no JSON", "[]", '{"kind": "fly"}', '{"kind": "pain", "score": 99}', '{"kind": "pain", "time_s": "late"}',
    "x" * 9000,
)  # fmt: skip


@pytest.fixture
def session_id(record, asker, room) -> str:
    return begun_session(record, asker)


def opened(browser, session_id: str):
    browser.token()  # a page was loaded before, which named the browser
    return browser.websocket_connect(place(session_id), headers=ORIGIN)


def place(session_id: str) -> str:
    return f"{HERE.replace('http', 'ws')}/live/{session_id}/stream"


def test_a_page_that_tells_something_while_its_stream_is_closed_ends_it_quietly(record, session_id):
    closed = SimpleNamespace(application_state=WebSocketState.DISCONNECTED)
    with RunningSession(record, session_id) as running, pytest.raises(WebSocketDisconnect):
        anyio.run(SessionStream(closed, LiveDesk(), running, Conditions()).say, {"kind": "state"})


def test_the_page_is_told_of_the_steps_that_the_session_counts(record, session_id):
    """Not of one that is known late, when the run has begun, and came down before it; but of one with which it ends."""
    said, told_of = [], []

    async def send_text(text: str) -> None:
        said.append(json.loads(text))

    def stands(*contacts: float, at: float) -> Stood:
        told_of.extend(contacts)
        numbers = range(len(told_of) - len(contacts) + 1, len(told_of) + 1)
        value = {"cadence": LiveValue(160.0, "ok")}
        steps = [Step(n, SIDES[n % 2], c, None, at, False, value) for n, c in zip(numbers, contacts, strict=True)]
        return Stood(at, tuple(steps))

    async def run_it(stream: SessionStream) -> None:
        await stream.begun()
        await stream.told({"kind": "ready", "time_s": 0.0})
        for second in range(1, 61):
            await stream.stood(stands(second - 0.6, second - 0.1, at=float(second)))
        await stream.stood(stands(59.8, at=60.2))
        for second in range(61, 241):
            await stream.stood(stands(second - 0.3, at=float(second)))
        await stream.stood(stands(239.9, at=240.1))

    socket = SimpleNamespace(application_state=WebSocketState.CONNECTED, send_text=send_text)
    with RunningSession(record, session_id) as running:
        anyio.run(run_it, SessionStream(socket, LiveDesk(), running, Conditions()))
        numbers = [one["number"] for one in said if one["kind"] == "step"]
        assert len(numbers) == len(set(numbers)) == running.state.steps > 100


def test_a_session_is_run_from_the_first_picture_to_its_end(browser, session_id, record, asker):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        assert page.until("state")["phase"] == "setup"
        socket.send_bytes(PICTURE)
        seen = page.until("seen")
        assert seen["frame"] == 1 and seen["points"][-1] == [0.56, 0.9] and seen["points"][0] is None
        page.tell(kind="ready", time_s=1000.1)
        assert page.until("state", phase="baseline")["baseline_of_s"] == 60.0
        page.tell(kind="pause")
        page.until("state", phase="paused")
        page.tell(kind="resume")
        page.until("state", phase="baseline")
        page.tell(kind="stop", why="tired")
        assert page.until("state", phase="ended")["ended"] == {"code": "tired", "words": "Ended: tired."}
        with pytest.raises(WebSocketDisconnect) as closed:
            page.until("refused")
    assert closed.value.code == 1000
    assert retraining.state(record, asker, session_id).phase == "ended"


def test_the_engine_is_told_the_height_of_the_last_answers(browser, session_id, room):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        socket.send_bytes(PICTURE)
        page.until("seen")
    assert room.told.conditions.height_cm == 174.0 and room.told.conditions.painful_side == "right"


def test_without_feedback_the_number_is_not_even_sent(browser, record, asker, app, room):
    app.state.settings = Settings(secret=b"s" * 32, live_pace=40.0)
    session_id = begun_session(record, asker, [{"run_min": 6, "feedback_pct": 50, "every_min": 3}])
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        socket.send_bytes(PICTURE)
        page.until("seen")
        page.tell(kind="ready", time_s=1000.1)
        with_it = page.until("state", phase="run", feedback=True)
        assert with_it["target"]["low"] > 160 and page.until("state", feedback=True, phase="run")["steps"] >= 0
        without = page.until("state", phase="run", feedback=False)
        assert without["target"]["value"] is None and without["summary"] == ""
        told = "Without the number 0 % of your steps were in the band."
        assert page.until("state", phase="run", feedback=True, summary=told)["target"]["value"] is not None
        before = without["steps"]
        assert page.until("state", phase="ended")["steps"] > before, "measuring went on unseen"
    result = retraining.state(record, asker, session_id)
    assert result.with_feedback.steps > 20 and result.without_feedback.steps > 20


def test_more_pain_than_may_be_run_with_ends_the_session_at_once(browser, session_id):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        socket.send_bytes(PICTURE)
        page.until("seen")
        page.tell(kind="ready", time_s=1000.1)
        page.until("state", phase="baseline")
        page.tell(kind="pain", score=8)
        said = page.until("state", phase="ended")["ended"]
    assert said["code"] == "pain_stop" and "Stop here" in said["words"]


def test_a_second_page_is_told_so_and_takes_over_when_asked(browser, session_id, room):
    with opened(browser, session_id) as first:
        page = hello(first, browser)
        page.until("state")
        with opened(browser, session_id) as second:
            refused = hello(second, browser).until("refused")
            assert refused["take_over"] and "another window" in refused["words"]
        with opened(browser, session_id) as third:
            taking = hello(third, browser, take_over=True)
            assert taking.until("state")["phase"] == "setup"
            sent_away = page.until("refused")
            assert sent_away["take_over"] and "taken this session over" in sent_away["words"]
    assert room.made == 2


def test_a_page_that_comes_back_finds_the_session_paused_with_all_that_was_measured(browser, session_id, room):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        socket.send_bytes(PICTURE)
        page.until("seen")
        page.tell(kind="ready", time_s=1000.1)
        for _ in range(3):
            before = page.until("state", phase="baseline")
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        after = page.until("state")
    assert after["phase"] == "paused" and after["before_pause"] == "baseline"
    assert after["baseline_s"] >= before["baseline_s"]


def test_when_what_looks_at_the_pictures_dies_the_page_is_asked_to_come_back(browser, session_id, room):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        socket.send_bytes(PICTURE)
        page.until("seen")
        room.broken = True
        assert "has ended" in page.until("refused")["words"]
        with pytest.raises(WebSocketDisconnect) as closed:
            page.until("state")
    assert closed.value.code == 1012


@pytest.mark.parametrize("told", NONSENSE)
def test_what_makes_no_sense_is_refused_with_one_line(browser, session_id, told):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        page.until("state")
        socket.send_text(told)
        assert page.until("refused")["words"]


@pytest.mark.parametrize("message", [b"", b"short", struct.pack("<IId", 9, 1, 1.0) + b"jpeg"])
def test_a_picture_that_is_none_is_refused_with_one_line(browser, session_id, message):
    with opened(browser, session_id) as socket:
        page = hello(socket, browser)
        page.until("state")
        socket.send_bytes(message)
        assert page.until("refused")["words"]


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_page_without_the_token_streams_nothing(browser, session_id, token, room):
    with opened(browser, session_id) as socket:
        page = Page(socket)
        page.tell(kind="hello", token=token)
        assert "out of date" in page.until("refused")["words"]
    assert room.made == 0


@pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": HERE, "host": "evil.example"}])
def test_a_stream_from_elsewhere_is_not_opened(browser, session_id, headers):
    with pytest.raises(Exception) as refused, browser.websocket_connect(place(session_id), headers=headers):
        pass
    assert getattr(refused.value, "status_code", 403) == 403


def test_a_stream_of_a_session_that_is_not_there_is_not_opened(browser, room):
    with pytest.raises(WebSocketDisconnect), opened(browser, "0" * 32):
        pass


def test_a_closed_session_says_so(browser, session_id, record, asker):
    retraining.close_session(record, asker, session_id, retraining.ToldAfter(), date.today())
    with opened(browser, session_id) as socket:
        assert "closed" in Page(socket).until("refused")["words"]


def test_without_a_login_and_for_others_no_stream_is_opened(record):
    settings = Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True)
    first, _ = clinics(record)
    session_id = begun_session(record, first)
    runner = runner_with_login(record, first, begun_course(record, first, name="Rita")[0], "rita")
    app = create_app(record, settings)
    app.state.live = LiveDesk(FakeRoom())
    assert runner
    for login in (None, "bea", "rita"):
        with Outside(app) as browser:
            if login:
                browser.log_in(login, PASSWORD).raise_for_status()
            address, headers = f"wss://clinic.example/live/{session_id}/stream", {"origin": "https://clinic.example"}
            with pytest.raises(WebSocketDisconnect), browser.websocket_connect(address, headers=headers):
                pass
    with Outside(app) as browser:
        browser.log_in("ann", PASSWORD).raise_for_status()
        with browser.websocket_connect(address, headers=headers) as socket:
            assert hello(socket, browser).until("state")["phase"] == "setup"


def test_every_stream_of_the_app_is_one_of_these(app):
    from starlette.routing import WebSocketRoute

    from gaitcue.web.routes import ROUTERS

    found = {route.path for one in ROUTERS for route in one.routes if isinstance(route, WebSocketRoute)}
    assert found == {"/live/{session_id}/stream", "/trials/{trial_id}/stream"}


def test_the_page_of_a_session_may_use_the_camera_and_most_may_not(browser, session_id):
    page = browser.get(f"/live/{session_id}", headers={"accept": "text/html"})
    assert "camera=(self)" in page.headers["permissions-policy"]
    assert "camera=()" in browser.get("/", headers={"accept": "text/html"}).headers["permissions-policy"]
