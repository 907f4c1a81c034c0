"""Background work on pages: how far it is, in words; stopping it; why it failed; where it leads."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from gaitcue.store import jobs
from gaitcue.terms.errors import UnusableInput
from gaitcue.web.serve import working
from gaitcue.work.jobs import worker
from gaitcue.work.jobs.pool import Workers
from gaitcue.work.jobs.work import JobKind, Work

PATIENCE_S = 30.0


@pytest.fixture
def asked(record, app) -> Callable[..., str]:
    """Asks for a job, and gives its id."""

    def ask(kind: str = "demo", **payload: object) -> str:
        with record.write(app.state.only_user) as session:
            return jobs.enqueue(session, kind, str(payload), payload).id

    return ask


@pytest.fixture
def worked(record, app) -> Callable[..., None]:
    """A worker without a process: claims the job, and does with it what is told."""

    def work(step: str = "", progress: float = 0.0, **end: object) -> None:
        with record.write(app.state.only_user) as session:
            job = jobs.claim(session, "me", 60.0)
            jobs.renew(session, job.id, "me", 60.0, progress, step)
            if "error" in end:
                jobs.fail(session, job.id, "me", end["error"])
            if "outcome" in end:
                jobs.finish(session, job.id, "me", end["outcome"])

    return work


def test_a_job_is_told_in_per_cent_and_words(browser, asked, worked):
    job = asked()
    told = browser.get(f"/api/jobs/{job}").json()
    assert (told["state"], told["percent"], told["doing"], told["live"]) == ("queued", 0, "Waiting for its turn", True)
    worked("after", 0.4712)
    told = browser.get(f"/api/jobs/{job}").json()
    assert (told["percent"], told["doing"]) == (47, "The second visit")
    page = browser.page(f"/jobs/{job}")
    assert 'value="47"' in page and "47 %" in page and f'action="/api/jobs/{job}/stop"' in page


def test_a_job_that_is_not_done_never_shows_a_hundred_per_cent(browser, asked, worked):
    job = asked()
    worked("after", 1.0)
    assert browser.get(f"/api/jobs/{job}").json()["percent"] == 99


def test_a_job_that_is_done_leads_on(browser, asked, worked):
    job = asked("analyze", visit_id="v" * 32, take_id="t" * 32)
    worked(outcome={"analysis_id": "a" * 32})
    told = browser.get(f"/api/jobs/{job}").json()
    assert (told["state"], told["percent"], told["next"]) == ("done", 100, f"/analyses/{'a' * 32}")
    page = browser.page(f"/jobs/{job}")
    assert f'href="/analyses/{"a" * 32}"' in page and f'href="/visits/{"v" * 32}/film"' in page and "/stop" not in page


def test_why_a_job_failed_stands_on_its_page_escaped_and_it_can_be_asked_for_again(browser, asked, worked):
    job = asked("analyze", visit_id="v" * 32, take_id="t" * 32)
    worked(error="nobody <runs> in this clip: film somebody")
    page = browser.page(f"/jobs/{job}")
    assert "This did not work." in page and "nobody &lt;runs&gt; in this clip: film somebody" in page
    assert f'action="/api/takes/{"t" * 32}/analyze"' in page


def test_a_job_that_waits_is_stopped_at_once_and_one_that_works_is_asked_to(browser, asked, worked):
    working_one = asked(number=1)
    worked("before", 0.2)
    waiting = asked(number=2)
    assert browser.call(f"/api/jobs/{waiting}/stop", {}).json()["state"] == "stopped"
    done = browser.fill_in(f"/api/jobs/{working_one}/stop", {})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    told = browser.get(f"/api/jobs/{working_one}").json()
    assert told["stopping"] and told["doing"] == "Stopping" and told["live"]
    assert "/stop" not in browser.page(f"/jobs/{working_one}")


def test_a_job_that_has_ended_is_not_stopped_any_more(browser, asked, worked):
    job = asked()
    worked(outcome={"runner_id": "r" * 32})
    assert browser.call(f"/api/jobs/{job}/stop", {}).json()["state"] == "done"


def test_the_list_shows_what_works_before_what_has_ended(browser, asked, worked):
    asked("proxy", clip_id="c")
    worked(error="the clip cannot be read: send it again")
    asked()
    page = browser.page("/jobs")
    assert page.index("Demo runner") < page.index("Copy of a clip") and "send it again" in page
    assert [job["state"] for job in browser.get("/jobs.json").json()["jobs"]] == ["queued", "failed"]


def test_an_empty_list_says_so(browser):
    assert "Nothing is waiting" in browser.page("/jobs")


def test_a_job_that_is_not_there_is_404(browser):
    for path in (f"/api/jobs/{'f' * 32}", f"/jobs/{'f' * 32}.json"):
        assert browser.get(path).status_code == 404
    assert browser.call(f"/api/jobs/{'f' * 32}/stop", {}).status_code == 404


def test_the_demo_button_shows_the_demo_runner_on_its_way(browser, worked):
    assert browser.fill_in("/api/demo", {}).status_code == 303
    worked("before", 0.3)
    page = browser.page("/")
    assert "The first visit" in page and 'value="30"' in page and 'action="/api/demo"' not in page
    browser.call("/api/runners", {"name": "Demo Runner"})
    assert "The first visit" in browser.page("/"), "its runner is there before it is complete"


@pytest.fixture
def threads(record, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(worker, "RENEW_S", 0.05)
    monkeypatch.setattr(Workers.__init__, "__defaults__", (None, lambda: ThreadPoolExecutor(1)))
    yield


def test_the_server_works_as_long_as_it_runs(browser, record, asked, threads, monkeypatch):
    over = threading.Event()

    def refuse(_: Work) -> None:
        over.set()
        raise UnusableInput("nobody runs")

    monkeypatch.setattr(worker, "kinds", lambda: {"demo": JobKind(refuse, {})})
    first = asked(number=1)
    with working(record, 1):
        assert over.wait(PATIENCE_S)
    assert browser.get(f"/api/jobs/{first}").json()["state"] == "failed", "the worker ended its job before it stopped"
    over.clear()
    second = asked(number=2)
    assert not over.wait(1.0) and browser.get(f"/api/jobs/{second}").json()["state"] == "queued"


def test_a_server_without_workers_leaves_the_queue_alone(browser, record, asked):
    job = asked()
    with working(record, 0):
        assert browser.get(f"/api/jobs/{job}").json()["state"] == "queued"
