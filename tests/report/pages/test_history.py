"""What was told about the person stands on the clinician's pages, every answer with its label and unit."""

from dataclasses import replace
from datetime import date

from gaitcue.clinic import read_profile
from gaitcue.clinic.advice import advice_of
from gaitcue.clinic.decision import decide
from gaitcue.report.pages.history import told_of_the_person
from gaitcue.report.pages.html import html_text
from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.pdf import pdf_bytes
from gaitcue.terms.advice import Advice
from support import people
from support.catalog import catalog

TODAY = date(2026, 11, 20)
TOLD = {
    "on": TODAY,
    "age": 38,
    "sports": ["running", "yoga"],
    "pain_now": 4,
    "problems": [{"site": "proximal_hamstring", "side": "right", "months": 7, "recurrent": True, "sudden": False}],
    "fears": "<that it tears>",
    "seated_h": 9,
    "tried": [{"cue": "run_tall", "pain_change": 1}],
}


def advice() -> Advice:
    return advice_of(decide(None, read_profile(TOLD, TODAY), today=TODAY))


def test_every_answer_stands_under_its_part_with_unit_and_label():
    parts = {part.title: {fact.name: fact.value for fact in part.facts} for part in told_of_the_person(advice())}
    assert parts["The person"] == {
        "Date of this description": "2026-11-20",
        "Age": "38 years",
        "Sports": "running; yoga, pilates",
    }
    complaint = parts["The complaint"]
    assert complaint["Complaint 1"].startswith("sit bone, top of the hamstring; current; side: right; for 7 months")
    assert "it keeps coming back" in complaint["Complaint 1"]
    assert "it began with one event: no" in complaint["Complaint 1"]
    assert (complaint["Pain now"], complaint["Hours seated on a usual day"]) == ("4 of 10", "9 hours")
    assert parts["Aims and fears"] == {"What the person is afraid of, in their words": "<that it tears>"}
    assert parts["Treated and tried before"]["Cue tried 1"].startswith("Run tall")


def test_a_cue_tried_before_is_not_spoken_of_where_cues_are_blocked():
    blocked = replace(advice(), blocks=("cue_trial",))
    assert "Treated and tried before" not in [part.title for part in told_of_the_person(blocked)]


def test_it_stands_on_the_clinicians_half_of_both_pages():
    run = replace(people.told(), advice=advice())
    report = build_report(run, None, catalog=catalog)
    runner, clinician = html_text(report).split('<div id="clinician"')
    assert "What was told about the person" in clinician
    assert "&lt;that it tears&gt;" in clinician
    assert "What worries you: &lt;that it tears&gt;. Bring it up with your clinician" in runner, (
        "in no markup of theirs"
    )
    assert pdf_bytes(report).startswith(b"%PDF")


def test_one_month_is_no_months():
    told = TOLD | {"problems": [{"site": "proximal_hamstring", "months": 1}]}
    about = told_of_the_person(advice_of(decide(None, read_profile(told, TODAY), today=TODAY)))
    (complaint,) = [fact.value for part in about for fact in part.facts if fact.name == "Complaint 1"]
    assert complaint.endswith("for 1 month")
