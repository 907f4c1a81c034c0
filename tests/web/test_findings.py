"""Step 6: findings and cue, each with why, grade and source; accept, dismiss, reword; what is blocked is not shown."""

import re
from datetime import date
from html import unescape

import pytest

from gaitcue.clinic import Answers, cues, decide, read_profile
from gaitcue.terms.sources import sources
from gaitcue.work.clinic import care
from support.drawn import NO, filmed
from support.record import HAMSTRING, analysed, visited

TODAY = date.today()


@pytest.fixture
def row(record, asker):
    return analysed(record, asker, visited(record, asker, on=TODAY))


def shown(browser, row) -> str:
    return unescape(browser.page(f"/analyses/{row.id}/findings"))


def told(browser, row) -> dict:
    return browser.get(f"/analyses/{row.id}/findings.json").json()


def test_the_cue_to_try_first_and_every_finding_carry_why_grade_and_source(browser, row):
    page, data = shown(browser, row), told(browser, row)
    assert f"“{data['cue']['say']}”" in page and data["cue"]["why"] in page
    first = next(cue for cue in data["cues"] if cue["first"])
    assert first["sources"] and all(source["where"] in page for source in first["sources"])
    assert data["findings"] and all("Evidence grade" in finding["evidence"] for finding in data["findings"])
    named = {source["key"] for finding in data["findings"] for source in finding["sources"]}
    assert named <= set(sources())


def test_a_finding_is_dismissed_with_a_reason_and_comes_back_when_it_is_accepted(browser, row):
    finding = told(browser, row)["findings"][0]["id"]
    way = f"/api/analyses/{row.id}/findings"
    done = browser.fill_in(way, {"finding": finding, "action": "dismiss", "reason": "not on the couch"})
    assert done.status_code == 303 and done.headers["location"] == f"/analyses/{row.id}/findings#finding-{finding}"
    data = told(browser, row)
    assert [one["id"] for one in data["dismissed"]] == [finding]
    assert finding not in [one["id"] for one in data["findings"]]
    browser.call(way, {"finding": finding, "action": "accept", "reason": "seen now"})
    data = told(browser, row)
    assert data["dismissed"] == []
    back = next(one for one in data["findings"] if one["id"] == finding)
    assert [word["reason"] for word in back["words"]] == ["not on the couch", "seen now"]


def test_a_form_without_its_reason_comes_back_as_it_was_filled_in(browser, row):
    finding = told(browser, row)["findings"][0]["id"]
    fields = {"finding": finding, "action": "reword", "text": "My own words."}
    back = browser.fill_in(f"/api/analyses/{row.id}/findings", fields)
    assert back.status_code == 422 and "My own words." in back.text
    assert re.search(rf'id="finding-{finding}".*?decide" open', back.text, re.S)
    assert 'href="#f-' in back.text, "the mistake leads to its field"


def test_the_runner_reads_the_clinicians_words(browser, row):
    finding = told(browser, row)["findings"][0]
    fields = {"finding": finding["id"], "action": "reword", "text": "Land closer.", "reason": "shorter"}
    browser.call(f"/api/analyses/{row.id}/findings", fields)
    after = told(browser, row)["findings"][0]
    assert after["text"] == "Land closer." and after["rule_text"] == finding["text"]


def test_a_diary_that_tells_more_than_the_answers_contradicts_nobody(browser, record, asker, row):
    sat = {"on": str(TODAY), "sitting_min": 5}
    care.enter(record, asker, row.runner_id, "day", sat, TODAY)
    assert told(browser, row)["findings"], "sitting was said to be no trouble"


ALARMS = {
    "saddle_numbness": "Get emergency care now.",
    "hot_limb": "See a doctor urgently, today.",
    "night_pain": "See a GP or sports physician within days",
    "operated_recently": "Follow your surgeon",
}
"""A question of each level -> how the page begins."""


@pytest.mark.parametrize("question", ALARMS)
def test_an_alarm_comes_first_and_nothing_that_it_blocks_is_shown(browser, record, asker, question):
    row = analysed(record, asker, visited(record, asker, on=TODAY, flags={question: True}))
    page, data = shown(browser, row), told(browser, row)
    assert page.index(ALARMS[question]) < page.index("Findings</h2>")
    assert (data["cue"], data["cues"], data["trial"]) == (None, [], "")
    assert "Try this cue first" not in page
    spoken = [text for cue in cues().values() for text in (cue.title, cue.external)]
    assert [text for text in spoken if text in page] == []
    assert re.search(r"Film again|Hold for|metronome|runs a week", page) is None


def test_where_there_is_no_cue_the_clinician_is_told_why_before_what_the_runner_reads(browser, record, asker):
    row = analysed(record, asker, visited(record, asker, on=TODAY, profile={"sports": ["running"], "age": 35.0}))
    page = shown(browser, row)
    assert page.index("None: nothing hurts.") < page.index("The runner reads")


def test_a_known_cold_offers_no_cue_and_asks_for_no_film(browser, record, asker):
    cold = {"fever": True, "fever_known": True}
    row = analysed(record, asker, visited(record, asker, on=TODAY, flags=cold))
    page, data = shown(browser, row), told(browser, row)
    assert page.index("Wait with running until you are over the illness") < page.index("Findings</h2>")
    assert (data["cue"], data["cues"], data["trial"]) == (None, [], "")
    assert re.search(r"Film again|metronome|runs a week|Try this cue first", page) is None


def test_a_tendon_medicine_keeps_the_cue_and_speaks_of_no_exercise(browser, record, asker):
    row = analysed(
        record, asker, visited(record, asker, on=TODAY, profile={**HAMSTRING, "medicines": ["fluoroquinolone"]})
    )
    page, data = shown(browser, row), told(browser, row)
    first = [cue["title"] for cue in data["cues"] if cue["first"]]
    assert data["cue"] is not None and first and first[0] in page
    assert re.search(r"Bridge hold|Hold for|Stage [1-4]|exercise \w+ stage", page) is None


@pytest.mark.parametrize("name", ["plain", "reaching, slow", "leaning", "tilted", "forefoot", "bouncing"])
def test_the_app_offers_what_report_and_commands_offer(browser, record, asker, name):
    run = filmed(name, "as it is")
    row = analysed(record, asker, visited(record, asker, on=TODAY), run)
    answers = Answers(TODAY, NO)
    decision = decide(run, read_profile({"on": TODAY, **HAMSTRING}, TODAY), answers, today=TODAY)
    data = told(browser, row)
    first = [decision.first.title] if decision.first else []
    assert [cue["title"] for cue in data["cues"] if cue["first"]] == first
    assert (data["cue"] is None) == (decision.first is None)
    assert len(data["findings"]) == len(decision.findings)


def test_that_the_safety_questions_are_open_is_said_first(browser, record, asker):
    from gaitcue.store import visits

    visit_id = visited(record, asker, on=TODAY, profile=None)
    with record.write(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
        profile = {"on": TODAY.isoformat(), "problems": [{"site": "proximal_hamstring"}], "sports": ["running"]}
        visits.add_profile_version(session, runner, TODAY, "Ann", visit_id=visit_id, profile=profile)
    row = analysed(record, asker, visit_id)
    data, page = told(browser, row), shown(browser, row)
    assert data["asked"] and page.index(data["asked"]) < page.index("Findings</h2>")


def test_without_answers_the_page_leads_to_the_questions(browser, record, asker):
    row = analysed(record, asker, visited(record, asker, on=TODAY, profile=None))
    page = shown(browser, row)
    assert "Nothing is known about the runner" in page and "Ask the questions" in page


def test_what_is_not_there_is_not_there(browser, row):
    assert browser.get(f"/analyses/{'0' * 32}/findings.json").status_code == 404
    fields = {"finding": "p1", "action": "accept", "reason": "because"}
    assert browser.call(f"/api/analyses/{'0' * 32}/findings", fields).status_code == 404


def test_why_the_cue_is_tried_is_said_to_the_clinician_and_what_the_runner_reads_is_named_so(browser, row):
    page, data = shown(browser, row), told(browser, row)
    first = next(cue for cue in data["cues"] if cue["first"])
    assert first["reasons"] and f"Why: {first['reasons']}" in page
    assert f"The runner reads: {data['cue']['why']}" in page
