"""The runner's page of people drawn from all combinations: nothing blocked, nothing empty, no id, one mind."""

import html
import re
from dataclasses import replace

import pytest

from gaitcue.clinic import Clearance, advice_of
from gaitcue.report.pages.html import html_text
from gaitcue.report.pages.model import build_report
from support import people as handmade_people
from support.cases import TODAY, answered, decided
from support.catalog import catalog
from support.drawn import people

HOW_MANY = 90
BLOCKED_WORDS = {
    "load": r"Keep the load",
    "filming": r"[Ff]ilm again|[Ff]ilm from|[Ff]ilm a run",
    "cue_trial": r"Try it once|What to try first",
    "exercise": r"\nExercises\n",
    "running": r"runs a week|Run on the flat",
}
"""What may be blocked -> words that would speak of it."""


def runners_page(one, run):
    told = {"findings": one.decision.findings, "advice": advice_of(one.decision)}
    run = replace(run, measures=one.analysis.measures, conditions=one.analysis.conditions, **told)
    page = html_text(build_report(run, None, catalog=catalog)).split('<div id="clinician"')[0]
    page = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
    text = html.unescape(re.sub(r"\s*\n\s*", "\n", re.sub(r"<[^>]+>", "\n", page)))
    return text.split("When to get checked out")[0]


@pytest.fixture(scope="module")
def pages():
    run = handmade_people.moved(0)
    drawn = [one for one in people(seed=4, how_many=HOW_MANY) if one.analysis is not None]
    assert len(drawn) > HOW_MANY / 2
    return [(one, runners_page(one, run)) for one in drawn]


def test_nothing_blocked_is_on_the_runners_page(pages):
    assert sum(bool(one.decision.triage.blocks) for one, _ in pages) > 10
    for one, text in pages:
        for what, words in BLOCKED_WORDS.items():
            found = re.search(words, text) if what in one.decision.triage.blocks else None
            assert found is None, (one.label, found)


def test_no_identifier_is_on_the_runners_page(pages):
    assert pages
    for one, text in pages:
        assert re.findall(r"\b[a-z]+_[a-z_]+\b", text) == [], one.label


def test_the_page_offers_what_was_decided_and_is_never_empty(pages):
    assert sum(one.decision.first is not None for one, _ in pages) > 3
    for one, text in pages:
        assert ("What to try first" in text) == (one.decision.first is not None), one.label
        for action in one.decision.triage.actions:
            assert action in text, one.label
        assert len(text) > 300, one.label


def test_what_was_cleared_is_told_with_what_to_do_if_it_comes_back():
    run, entry = handmade_people.moved(0), Clearance(TODAY, "Dr One", ("night_pain",))
    decision = decided(run, handmade_people.AUTHOR, answered({"night_pain": True}, entry))
    run = replace(run, findings=decision.findings, advice=advice_of(decision))
    page = html_text(build_report(run, None, catalog=catalog)).split('<div id="clinician"')[0]
    assert "cleared by Dr One" in page
    assert "If it comes back: see a GP or sports physician within days" in page


@pytest.mark.parametrize(("answer", "said"), [({"hot_limb": True}, False), ({"hot_limb": False}, True)])
def test_nobody_is_asked_to_film_who_may_not_run(answer, said):
    page = html_text(build_report(handmade_people.told(answers=answer), None, catalog=catalog))
    assert "away from the camera" in page
    assert ("film from the left" in page) == said
    assert ("what is said here about filming is for later" in page) != said
