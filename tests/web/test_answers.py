"""Step 2: red flags and the person's form, what they lead to, and clearing a flag; without JavaScript too."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from gaitcue.clinic import questions
from gaitcue.clinic.profile import Profile
from gaitcue.terms.forms import form

TODAY = date.today()
NO = {question.id: False for question in questions() if not question.follows}


@pytest.fixture
def runner(browser) -> str:
    return browser.call("/api/runners", {"name": "Ada Runner", "birth_year": TODAY.year - 41}).json()["id"]


@pytest.fixture
def visit(browser, runner) -> str:
    return browser.call(f"/api/runners/{runner}/visits", {"on": TODAY.isoformat()}).json()["id"]


def save(browser, runner, **told):
    return browser.call(f"/api/runners/{runner}/answers", told)


def page(browser, runner) -> str:
    return unescape(browser.page(f"/runners/{runner}/answers"))


def test_every_question_and_every_field_of_the_profile_is_asked(browser, runner):
    shown = page(browser, runner)
    for question in questions():
        assert question.text in shown and f'name="flags.{question.id}"' in shown
    fields = [one for one in form(Profile) if one.kind != "record" and "[]" not in one.name and one.name != "on"]
    assert len(fields) > 40
    assert [one.name for one in fields if f'name="profile.{one.name}"' not in shown] == []


def test_the_age_follows_from_the_birth_year(browser, runner):
    assert re.search(r'name="profile.age"[^>]*value="41"', page(browser, runner))


def test_the_age_of_somebody_who_may_or_may_not_be_a_minor_is_asked(browser):
    young = browser.call("/api/runners", {"name": "Kid", "birth_year": TODAY.year - 18}).json()["id"]
    assert re.search(r'name="profile.age"[^>]*value=""', page(browser, young))


def test_answers_that_raise_nothing_open_the_way_to_filming(browser, runner, visit):
    done = save(browser, runner, rest_no=True, visit_id=visit, profile={"age": 41.0})
    assert done.status_code == 200 and done.headers["location"] == f"/runners/{runner}/triage?visit={visit}"
    assert "Nothing stands in the way" in browser.page(done.headers["location"])
    states = {step["id"]: step["state"] for step in browser.get(f"/visits/{visit}.json").json()["steps"]}
    assert (states["answers"], states["film"]) == ("done", "next")


def test_a_flag_says_what_to_do_what_waits_and_why(browser, runner, visit):
    save(browser, runner, flags=NO | {"saddle_numbness": True}, visit_id=visit)
    shown = browser.page(f"/runners/{runner}/triage?visit={visit}")
    assert "Get emergency care now." in shown and "saddle would touch, numb?" in shown
    assert "the cue trial, running, filming a run, exercises" in shown
    visited = browser.page(f"/visits/{visit}")
    assert "Get emergency care now." in visited
    states = {step["id"]: step["state"] for step in browser.get(f"/visits/{visit}.json").json()["steps"]}
    assert states["film"] == states["trial"] == "blocked"


def test_questions_left_open_are_not_no(browser, runner):
    save(browser, runner, flags={"fever": False})
    told = browser.get(f"/runners/{runner}/triage.json").json()["triage"]
    assert told["unanswered"] == len(NO) - 1 and told["asked"]
    assert "Nothing stands in the way" not in browser.page(f"/runners/{runner}/triage")


def test_the_rest_is_no_only_when_that_was_said_and_a_yes_stays(browser, runner):
    save(browser, runner, flags={"fever": True}, rest_no=True)
    told = browser.get(f"/runners/{runner}/triage.json").json()["triage"]
    assert [flag["id"] for flag in told["open"]] == ["fever"] and told["unanswered"] == 0


def test_what_a_form_leads_to_is_said_before_it_is_saved(browser, runner):
    told = {"flags.breathless": "yes", "profile.age": "no number"}
    shown = browser.fill_in(f"/runners/{runner}/answers/judged", told, **{"x-csrf-token": browser.token()})
    assert shown.status_code == 200 and "Get emergency care now." in shown.text
    assert browser.get(f"/runners/{runner}/triage.json").json()["told_on"] is None, "nothing was kept"


def test_a_plain_form_is_read_by_the_fields_definitions(browser, runner, record):
    told = {
        "flags.fever": "no", "rest_no": "yes", "profile.age": "41,5", "profile.sex": "female", "profile.novice": "no",
        "profile.pain_now": "3", "profile.sports": ["running", "cycling"], "profile.wants": "run\r\nagain",
        "profile.problems.0.entry": "1", "profile.problems.0.site": "proximal_hamstring",
        "profile.problems.0.months": "8", "profile.problems.0.sudden": "no", "profile.problems.1.entry": "1",
        "profile.observed.thomas_test_deg": "\N{MINUS SIGN}4",
    }  # fmt: skip
    done = browser.fill_in(f"/api/runners/{runner}/answers", told)
    assert done.status_code == 303, done.text
    from gaitcue.work.clinic import answers

    kept = answers.before(record, browser.app.state.only_user, runner).told.profile
    assert kept == {
        "on": TODAY.isoformat(), "age": 41.5, "sex": "female", "novice": False, "pain_now": 3.0,
        "sports": ["running", "cycling"], "wants": "run\nagain", "observed": {"thomas_test_deg": -4.0},
        "problems": [{"site": "proximal_hamstring", "months": 8.0, "sudden": False}],
    }  # fmt: skip


def test_the_last_answers_are_there_to_be_confirmed_and_earlier_ones_stay(browser, runner, record):
    first = save(browser, runner, rest_no=True, profile={"weekly_km": 61.5, "problems": [{"site": "knee"}]})
    assert first.status_code == 422, "no such site"
    first = save(browser, runner, rest_no=True, profile={"weekly_km": 61.5, "problems": [{"site": "patellofemoral"}]})
    shown = page(browser, runner)
    assert re.search(r'name="profile.weekly_km"[^>]*value="61.5"', shown)
    assert re.search(r'<option value="patellofemoral" selected>', shown)
    assert re.search(r'name="flags.fever" value="no" checked', shown)
    second = save(browser, runner, rest_no=True, profile={"weekly_km": 60.0})
    assert first.json()["id"] != second.json()["id"]
    assert first.json()["profile"]["weekly_km"] == 61.5


def test_mistakes_come_back_beside_their_fields_and_nothing_is_lost(browser, runner):
    told = {
        "flags.fever": "yes", "profile.height_cm": "tall", "profile.age": "141", "profile.wants": "a marathon",
        "profile.problems.0.entry": "1", "profile.problems.0.side": "left",
    }  # fmt: skip
    done = browser.fill_in(f"/api/runners/{runner}/answers", told)
    assert done.status_code == 422
    shown = unescape(done.text)
    assert '<p class="mistake" id="f-profile-height_cm-mistake">Write a number.</p>' in shown
    assert '<p class="mistake" id="f-profile-age-mistake">Give a number from 5 to 110 years.</p>' in shown
    assert '<p class="mistake" id="f-profile-problems-0-site-mistake">Fill this in.</p>' in shown
    assert 'href="#f-profile-age"' in shown and "a marathon" in shown and 'value="tall"' in shown
    assert re.search(r'name="flags.fever" value="yes" checked', shown)
    assert re.search(r'name="profile.problems.0.side" value="left" checked', shown)
    assert browser.get(f"/runners/{runner}/triage.json").json()["told_on"] is None


def test_what_contradicts_itself_is_told_in_the_labels_of_the_form(browser, runner):
    done = browser.fill_in(f"/api/runners/{runner}/answers", {"rest_no": "yes", "profile.pain_now": "3"})
    assert done.status_code == 422
    assert "“Pain now” is 3 but there is no current problem" in unescape(done.text)


def test_an_entry_is_added_and_taken_away_without_javascript_and_nothing_is_saved(browser, runner):
    address = f"/api/runners/{runner}/answers"
    one = {"profile.problems.0.entry": "1", "profile.problems.0.spot": "deep inside"}
    added = browser.fill_in(address, one | {"add_entry": "profile.problems", "profile.wants": "run"})
    assert added.status_code == 200 and 'name="profile.problems.1.site"' in added.text and "deep inside" in added.text
    two = one | {"profile.problems.1.entry": "1", "profile.problems.1.spot": "high"}
    left = browser.fill_in(address, two | {"remove_entry": "profile.problems.0"})
    assert left.status_code == 200 and "high" in left.text and "deep inside" not in left.text
    assert 'name="profile.problems.1.site"' not in left.text
    assert browser.get(f"/runners/{runner}/triage.json").json()["told_on"] is None


def test_answers_that_somebody_else_overtook_are_not_written_over(browser, runner):
    save(browser, runner, rest_no=True)
    done = browser.fill_in(f"/api/runners/{runner}/answers", {"seen": "", "profile.wants": "mine"})
    assert done.status_code == 409 and "mine" in done.text and "saved other answers" in done.text


def test_clearing_a_flag_is_an_entry_with_name_day_and_reason(browser, runner):
    save(browser, runner, flags=NO | {"night_pain": True})
    told = {"clears": "night_pain", "by": "Dr Bone", "on": TODAY.isoformat(), "reason": "examined, nothing found"}
    done = browser.fill_in(f"/api/runners/{runner}/clearances", told)
    assert done.status_code == 303
    shown = browser.page(f"/runners/{runner}/triage")
    assert "Nothing stands in the way" in shown and "Dr Bone" in shown and "examined, nothing found" in shown


@pytest.mark.parametrize(
    ("wrong", "line"),
    [({"by": ""}, "Fill this in."), ({"reason": ""}, "Fill this in."), ({"by": "77"}, "name of the clinician"),
     ({"on": str(TODAY + timedelta(days=1))}, "That lies in the future"), ({"clears": "nonsense"}, "nonsense")],
)  # fmt: skip
def test_a_clearance_without_name_day_or_reason_lifts_nothing(browser, runner, wrong, line):
    save(browser, runner, flags=NO | {"night_pain": True})
    told = {"clears": "night_pain", "by": "Dr Bone", "on": TODAY.isoformat(), "reason": "examined"} | wrong
    done = browser.fill_in(f"/api/runners/{runner}/clearances", told)
    assert done.status_code == 422 and line in unescape(done.text)
    assert browser.get(f"/runners/{runner}/triage.json").json()["triage"]["open"]


def test_a_clearance_stays_when_the_questions_are_asked_again(browser, runner):
    save(browser, runner, flags=NO | {"cancer": True})
    told = {"clears": "cancer", "by": "Dr Bone", "on": TODAY.isoformat(), "reason": "examined"}
    browser.fill_in(f"/api/runners/{runner}/clearances", told)
    save(browser, runner, flags=NO | {"cancer": True})
    assert browser.get(f"/runners/{runner}/triage.json").json()["triage"]["open"] == []


@pytest.mark.parametrize("told", [{"flags": {"fever": 3}}, {"profile": []}, {"flags": {"no_such": True}}, {"seen": 3}])
def test_json_that_cannot_be_is_one_line(browser, runner, told):
    done = save(browser, runner, **told)
    assert done.status_code == 422 and "\n" not in done.json()["detail"]
