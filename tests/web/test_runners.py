"""Step 1: runners are added and found again, a visit is begun; without JavaScript too."""

from datetime import date, timedelta

import pytest

from gaitcue.store import audit

TODAY = date.today()


def add(browser, name="Ada Runner", **more) -> str:
    done = browser.call("/api/runners", {"name": name, **more})
    assert done.status_code == 200, done.text
    return done.json()["id"]


def test_an_empty_app_offers_the_first_runner_and_the_demo(browser):
    page = browser.page("/")
    assert 'href="/runners/new"' in page and 'action="/api/demo"' in page
    assert browser.get("/index.json").json()["empty"] is True


def test_a_runner_is_added_by_a_plain_form_and_found(browser):
    done = browser.fill_in("/api/runners", {"name": "  Ada Runner ", "birth_year": "1985", "reference": "A-17"})
    assert done.status_code == 303
    page = browser.page(done.headers["location"])
    assert "<h1>Ada Runner</h1>" in page and "born 1985" in page and "A-17" in page
    for text in ("ada", "run", "1985", "a-17", "runner ada"):
        assert [one["name"] for one in browser.get("/index.json", params={"q": text}).json()["runners"]] == [
            "Ada Runner"
        ]


def test_a_search_that_finds_nobody_offers_to_add_them(browser):
    add(browser)
    page = browser.page("/?q=Berta <b>")
    assert "Berta &lt;b&gt;" in page and 'href="/runners/new?name=Berta%20%3Cb%3E"' in page


def test_runners_come_in_pages_of_fifty(browser):
    for number in range(53):
        add(browser, f"Runner {number:02d}")
    first, second = (browser.get("/index.json", params={"page": page}).json() for page in (1, 2))
    assert (first["total"], first["pages"]) == (53, 2)
    assert [len(page["runners"]) for page in (first, second)] == [50, 3]
    assert 'rel="next"' in browser.page("/") and 'rel="prev"' in browser.page("/?page=2")


@pytest.mark.parametrize(
    ("told", "line"),
    [({"name": ""}, "Fill this in."), ({"name": "A", "birth_year": "19x5"}, "Write a whole number."),
     ({"name": "A", "birth_year": str(TODAY.year + 1)}, "That lies in the future"),
     ({"name": "A", "birth_year": "1785"}, "Write 1900 or more.")],
)  # fmt: skip
def test_a_mistake_comes_back_beside_its_field_and_nothing_is_kept(browser, told, line):
    done = browser.fill_in("/api/runners", told)
    assert done.status_code == 422
    assert line in done.text and 'aria-invalid="true"' in done.text
    assert all(f'value="{value}"' in done.text for value in told.values())
    assert browser.get("/index.json").json()["total"] == 0


def test_a_number_that_another_runner_has_is_refused(browser):
    add(browser, reference="7")
    done = browser.fill_in("/api/runners", {"name": "Berta", "reference": "7"})
    assert done.status_code == 422 and "Ada Runner already has this number" in done.text


def test_name_birth_year_and_number_are_corrected_by_a_plain_form(browser, record, asker):
    runner = add(browser, "Ada Runer", birth_year=1958, reference="A-17")
    assert f'href="/runners/{runner}/correct"' in browser.page(f"/runners/{runner}")
    form = browser.page(f"/runners/{runner}/correct")
    assert all(f'value="{value}"' in form for value in ("Ada Runer", "1958", "A-17"))
    told = {"name": "Ada Runner", "birth_year": "1985", "reference": "a-17"}
    done = browser.fill_in(f"/api/runners/{runner}/correct", told)
    assert (done.status_code, done.headers["location"]) == (303, f"/runners/{runner}"), "its own number stays free"
    page = browser.page(f"/runners/{runner}")
    assert "<h1>Ada Runner</h1>" in page and "born 1985" in page
    found = {text: browser.get("/index.json", params={"q": text}).json()["total"] for text in ("runer", "runner 1985")}
    assert found == {"runer": 0, "runner 1985": 1}
    browser.fill_in(f"/api/runners/{runner}/correct", told)
    with record.read(asker) as session:
        told_in_log = [entry.action for entry in audit.entries(session, runner_id=runner, most=50).items]
    assert told_in_log.count("runner.corrected") == 1, "what was saved unchanged is no correction"


@pytest.mark.parametrize(
    ("told", "line"),
    [({"name": ""}, "Fill this in."), ({"birth_year": str(TODAY.year + 1)}, "That lies in the future"),
     ({"reference": "7"}, "Berta already has this number")],
)  # fmt: skip
def test_a_mistake_in_a_correction_changes_nothing(browser, told, line):
    add(browser, "Berta", reference="7")
    runner = add(browser, reference="8")
    before = browser.get(f"/runners/{runner}.json").json()["known"]["runner"]
    done = browser.fill_in(f"/api/runners/{runner}/correct", {"name": "Cleo", "birth_year": "1990"} | told)
    assert done.status_code == 422 and line in done.text and 'aria-invalid="true"' in done.text
    assert browser.get(f"/runners/{runner}.json").json()["known"]["runner"] == before


def test_a_visit_is_begun_once_a_day(browser):
    runner = add(browser)
    first = browser.fill_in(f"/api/runners/{runner}/visits", {"on": TODAY.isoformat()})
    again = browser.fill_in(f"/api/runners/{runner}/visits", {"on": TODAY.isoformat()})
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"], "a double click makes no second visit"
    assert "Go on with the visit" in browser.page(f"/runners/{runner}")
    steps = browser.get(first.headers["location"] + ".json").json()["steps"]
    assert [step["state"] for step in steps][:2] == ["next", "later"]


def test_a_visit_that_lies_ahead_is_refused_in_one_line(browser):
    runner = add(browser)
    ahead = (TODAY + timedelta(days=1)).isoformat()
    done = browser.fill_in(f"/api/runners/{runner}/visits", {"on": ahead})
    assert done.status_code == 422 and "That lies in the future" in done.text and ahead in done.text
    assert browser.call(f"/api/runners/{runner}/visits", {"on": ahead}).json()["detail"].startswith("on: ")


@pytest.mark.parametrize(
    "path", ["/runners/{}", "/runners/{}/correct", "/runners/{}/answers", "/runners/{}/triage", "/visits/{}"]
)
def test_a_runner_or_visit_that_is_not_there_is_404(browser, path):
    assert browser.get(path.format("f" * 32) + ".json").json()["error"] == "NotThere"
    assert browser.get(path.format("f" * 32), headers={"accept": "text/html"}).status_code == 404


def test_a_visit_of_nobody_is_404(browser):
    assert browser.call(f"/api/runners/{'f' * 32}/visits", {"on": TODAY.isoformat()}).status_code == 404


def test_the_demo_runner_is_asked_for_once_and_again_only_after_it_was_made(browser, record, app):
    from gaitcue.store import jobs

    done = browser.fill_in("/api/demo", {})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert browser.get("/index.json").json()["demo"]["state"] == "queued"
    shown = browser.page("/")
    assert "<progress" in shown and 'action="/api/demo"' not in shown
    first, again = (browser.call("/api/demo", {}).json()["id"] for _ in range(2))
    assert first == again
    with record.write(app.state.only_user) as session:
        taken = jobs.claim(session, "worker", 60)
        assert taken is not None and jobs.finish(session, taken.id, "worker", {})
    assert 'action="/api/demo"' in browser.page("/")
    assert browser.call("/api/demo", {}).json()["id"] != first
