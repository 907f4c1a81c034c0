"""What is blocked appears nowhere: not on the clinician's pages, not in the terminal."""

import html
import re
from dataclasses import replace

import pytest

from gaitcue.cli.terminal_tables import print_cues
from gaitcue.clinic import advice_of, cues
from gaitcue.report.pages.html import html_text
from gaitcue.report.pages.model import build_report
from support import people as handmade_people
from support.catalog import catalog
from support.drawn import people

TITLES = [cue.title for cue in cues().values()]
PROTOCOL = re.compile(r"return baseline|Worth trying|Half of:", re.IGNORECASE)


@pytest.fixture(scope="module")
def blocked():
    drawn = [one for one in people(seed=21, how_many=400) if one.decision.triage.bars("cue_trial")]
    assert len(drawn) > 60
    return drawn


def test_no_cue_is_named_in_the_terminal_of_somebody_who_is_blocked(blocked, capsys):
    assert blocked
    for one in blocked:
        print_cues(one.decision)
        said = " ".join(capsys.readouterr().out.split())
        assert [title for title in TITLES if title in said] == [], one.label
        assert not PROTOCOL.search(said), one.label
        assert said.startswith(one.decision.triage.actions[0][:20]), one.label


def test_no_cue_is_offered_on_the_clinicians_pages_of_somebody_who_is_blocked(blocked):
    run = handmade_people.moved(0)
    shown = [one for one in blocked if one.analysis is not None][:30]
    assert len(shown) > 15
    for one in shown:
        told = {"findings": one.decision.findings, "advice": advice_of(one.decision)}
        whole = replace(run, measures=one.analysis.measures, conditions=one.analysis.conditions, **told)
        page = html_text(build_report(whole, None, catalog=catalog))
        text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|svg).*?</\1>", "", page, flags=re.DOTALL)))
        assert [title for title in TITLES if title in text] == [], one.label


def test_the_terminal_never_says_nothing(capsys):
    drawn = people(seed=22, how_many=300)
    assert len(drawn) == 300
    for one in drawn:
        print_cues(one.decision)
        assert len(capsys.readouterr().out.strip()) > 20, one.label
