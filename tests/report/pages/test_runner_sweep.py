"""The runner's pages of a few hundred drawn people: nothing blocked, no id, no empty part, two screens on a phone."""

import re

import pytest

from gaitcue.clinic import advice_of, cues, rules
from gaitcue.report.pages.html import environment
from gaitcue.report.pages.runner import runner_page
from gaitcue.terms.sources import sources
from support.drawn import people

HOW_MANY = 400
MOST_CHARACTERS = 3300
"""What two screens of 390 x 844 hold beside three measures and the safety box, folded parts included (measured in
``test_two_screens``)."""
NO_WORDS_OF_RUNNERS = re.compile(
    r"\b[a-z]+_[a-z_0-9]+\b|\b[A-Z]\d{1,2}[a-z]?\b|\*|[{}]|\b(None|10RM|PSFS|VISA-H|Ascent)\b"
)
RUNNING = ("The cue", "metronome", "How to run", "Film again", "a week: for")
EXERCISE = re.compile(r"Exercises(?! wait until then)|Hold for|Three sets")


def page_of(one):
    return runner_page(advice_of(one.decision), one.decision.findings, one.analysis)


def text_of(page) -> str:
    html = f"<h1>{page.lead}</h1>{environment().get_template('runner.html').module.to_do(page)}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


@pytest.fixture(scope="module")
def pages():
    return [(one, page, text_of(page)) for one in people(how_many=HOW_MANY) for page in [page_of(one)]]


def wrong(pages, is_wrong) -> list[str]:
    assert len(pages) == HOW_MANY
    return [f"{one.label}: {text[:200]}" for one, page, text in pages if is_wrong(one, page, text)]


def test_no_id_rule_name_or_source_key_is_on_a_runners_page(pages):
    keys = {key.rstrip("*") for key in sources()} - {"Article", "Look"}  # words of their own as well
    named = re.compile("|".join(rf"\b{re.escape(key)}\b" for key in sorted(keys)))
    titles = [cue.title for cue in cues().values() if "%" in cue.title]
    assert wrong(pages, lambda one, page, text: NO_WORDS_OF_RUNNERS.search(text) or named.search(text)) == []
    assert wrong(pages, lambda one, page, text: any(title in text for title in titles)) == []


def test_what_is_blocked_is_nowhere_on_the_page(pages):
    def leaks(one, page, text):
        blocks = one.decision.triage.blocks
        running = blocks & {"running", "cue_trial"} and any(word in text for word in RUNNING)
        return running or ("exercise" in blocks and bool(EXERCISE.search(text)))

    assert any(one.decision.triage.blocks for one, _, _ in pages)
    assert wrong(pages, leaks) == []


def test_an_alarm_is_the_first_line_and_the_box_fits_its_level(pages):
    blocked = [(one, page, text) for one, page, text in pages if page.blocked]
    assert len(blocked) > 40
    assert all(page.lead == one.decision.triage.actions[0] for one, page, _ in blocked)
    assert {page.alarm.title for _, page, _ in blocked} >= {"Now", "Today", "Within days", "First of all"}


def test_no_part_is_empty_and_everybody_gets_something_to_do(pages):
    def is_empty(one, page, text):
        lines = (page.lead, *page.load, *page.history, *page.again, *page.why, *page.beside, *page.avoid, *page.seat)
        return not all(line.strip() for line in lines) or not (page.blocked or page.again)

    assert wrong(pages, is_empty) == []


def test_every_page_fits_two_screens(pages):
    assert wrong(pages, lambda one, page, text: len(text) > MOST_CHARACTERS) == []


def test_a_cue_comes_with_how_long_how_often_and_when_to_stop(pages):
    cued = [page for _, page, _ in pages if page.cue is not None]
    assert len(cued) > 40
    assert all("Try it once" in page.cue.steps[0] or "only half" in page.cue.steps[0] for page in cued)
    assert all(len(page.cue.stop) == 2 and page.cue.say for page in cued)


def test_what_is_told_to_do_is_not_told_to_leave_out(pages):
    """The table of statements that exclude each other on one page."""
    exclusive = [
        ("hip hinge with a weight", "bending deep at the hip"),
        ("walking lunge", "no lunges"),
        ("bounding up stairs", "running uphill"),
        ("nothing hurts", "the cue"),
        ("no reason to change the way you run", "what to try first"),
        ("landing a little flatter", "front of your foot"),
    ]
    both = [
        (one.label, pair) for one, _, text in pages for pair in exclusive if all(part in text.lower() for part in pair)
    ]
    assert both == []


def test_the_rules_words_for_the_runner_have_no_jargon():
    jargon = re.compile(r"\b(ischi\w+|patellofemoral|proximal|distal|anterior|overstride|spm|gluteal)\b", re.IGNORECASE)
    assert [rule.id for rule in rules() if jargon.search(rule.runner)] == []
