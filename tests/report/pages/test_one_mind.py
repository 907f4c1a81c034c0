"""Every page and command about people of every pair of complaint, gait, flag and history: one mind, nothing blocked."""

from __future__ import annotations

import contextlib
import html
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from gaitcue.care.programme.table import extras, stages
from gaitcue.cli.terminal import screen
from gaitcue.cli.terminal_tables import print_advice, print_alarm, print_cues, print_triage
from gaitcue.clinic import advice_of, cues
from gaitcue.clinic.rule_data import table
from gaitcue.report.pages.html import html_text, person_html_text
from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.pdf import pdf_bytes
from gaitcue.report.pages.person import build_person_report, person_pdf_bytes
from gaitcue.terms.sources import PRODUCT_DEFAULT, keys_of, sources
from gaitcue.terms.together import condition_id
from gaitcue.work.advise import Advised, advice_json
from support import people as handmade_people
from support.drawn import BLOCKING, GAITS, HISTORY, filmed
from support.product import COMPLAINTS, FLAGS, Row, decided_for

CUES = [text for cue in cues().values() for text in (cue.title, cue.external)]
EXERCISES = [one.runner for stage in stages() for one in stage.exercises] + [one.runner for _, one in extras()]
SPEAKS_OF = {
    "cue_trial": re.compile("|".join(map(re.escape, CUES)) + "|Worth trying|Try it once|metronome"),
    "exercise": re.compile("|".join(map(re.escape, EXERCISES)) + "|Hold for|Bridge hold|Step [1-4] of 4"),
    "running": re.compile(r"runs a week|Stay on the flat|Before you run again|seconds of running"),
    "load": re.compile(r"No run longer than|make no run more than|Keep the load"),
    "filming": re.compile(r"[Ff]ilm again|[Ff]ilm from|[Ff]ilm a run|[Ff]ilm an easy"),
}
"""What may be blocked -> words that would speak of it, anywhere."""
NO_WORDS_OF_RUNNERS = re.compile(r"\b[a-z]+_[a-z_0-9]+\b|\b[A-Z]\d{1,2}[a-z]?\b|[{}]|\bNone\b|\bnan\b")
EXCLUSIVE = [
    ("What to try first", "Nothing hurts"),
    ("What to try first", "no reason to change"),
    ("What to try first", "looks fine"),
    ("What to try first", "not been filmed yet"),
    ("looks fine", "stands out from the usual range"),
    ("looks fine", "Your foot lands"),
    ("not been filmed yet", "things seen"),
    ("You need no advice on running", "Film again"),
    ("Hip hinge with a weight", "bending deep at the hip"),
    ("Walking lunge", "no lunges"),
    ("landing a little flatter", "trying to land on the front of your foot"),
]
"""Of each pair at most one stands on a runner's page."""
SURFACES = {
    "gaitcue cues", "gaitcue person", "gaitcue red-flags", "gaitcue analyze", "advice.html", "advice.pdf",
    "report.html", "report.pdf",
}  # fmt: skip
EVERY_REPORT, EVERY_PDF = 6, 36


@dataclass(frozen=True)
class Everything:
    """One person, and all that is written and printed about them."""

    label: tuple[str, ...]
    told: Advised
    said: dict[str, str]
    """page or command -> its text"""
    runner: str
    """the runner's half of the page"""


def rows() -> Iterator[Row]:
    """Every pair of values of two columns at least once (the test below holds it)."""
    gaits, flags, histories = sorted(GAITS), sorted(FLAGS), sorted(HISTORY)
    for i, complaint in enumerate(COMPLAINTS):
        for j, history in enumerate(histories):
            yield complaint, flags[(i + 3 * j + i // 10) % len(flags)], gaits[(i + j) % len(gaits)], history
    # Most of those are blocked by flag or history: once more each complaint of now with each gait and nothing raised.
    ordinary = [name for name in histories if name not in BLOCKING]
    now = [complaint for complaint in COMPLAINTS if complaint[1] == "current"]
    for number, (complaint, gait) in enumerate(itertools.product(now, gaits)):
        yield complaint, "none raised", gait, ordinary[number % len(ordinary)]


def words(page: str) -> str:
    page = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def printed(pdf: bytes) -> str:
    from pypdf import PdfReader

    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def advised(row: Row) -> Advised:
    run, decision = filmed(row[2], "as it is"), decided_for(row)
    advice = advice_of(decision)
    shown = replace(run, findings=decision.findings, advice=advice) if run is not None else None
    return Advised(decision, advice, decision.findings, shown)


def everything(number: int, row: Row) -> Everything:
    told = advised(row)
    commands = {
        "cues": lambda: print_cues(told.decision),
        "person": lambda: print_advice(Path("out"), told),
        "red-flags": lambda: print_triage(told.decision.triage),
        "analyze": lambda: print_alarm(screen(), asdict(told.advice)),
    }
    said = {}
    for name, command in commands.items():
        with contextlib.redirect_stdout(io.StringIO()) as caught:
            command()
        said[f"gaitcue {name}"] = " ".join(caught.getvalue().split())
    report = build_person_report("somebody", told.advice, told.findings, told.analysis)
    page = person_html_text(report)
    said["advice.html"] = words(page)
    if number % EVERY_PDF == 0:
        said["advice.pdf"] = printed(person_pdf_bytes(report))
    if told.analysis is not None and number % EVERY_REPORT == 0:
        run = replace(
            handmade_people.moved(0), measures=told.analysis.measures, conditions=told.analysis.conditions,
            findings=told.findings, advice=told.advice,
        )  # fmt: skip
        whole = build_report(run, None)
        said["report.html"] = words(html_text(whole))
        if number % EVERY_PDF == 0:
            said["report.pdf"] = printed(pdf_bytes(whole))
    return Everything((*row[0], *row[1:]), told, said, words(page.partition('<div id="clinician"')[0]))


@pytest.fixture(scope="module")
def everybody():
    return [everything(number, row) for number, row in enumerate(rows())]


def test_every_pair_of_complaint_flag_gait_and_history_is_among_them():
    drawn = list(rows())
    for one, two in itertools.combinations(range(4), 2):
        values = {row[one] for row in drawn}, {row[two] for row in drawn}
        assert {(row[one], row[two]) for row in drawn} == set(itertools.product(*values)), (one, two)
    assert [len({row[column] for row in drawn}) for column in range(4)] == list(
        map(len, (COMPLAINTS, FLAGS, GAITS, HISTORY))
    )


def test_every_page_and_command_says_something(everybody):
    empty = [(one.label, name) for one in everybody for name, text in one.said.items() if len(text) < 20]
    # Asked and fine: "No red flag." is all that there is to say.
    assert [found for found in empty if found[1] not in ("gaitcue red-flags", "gaitcue analyze")] == []
    assert {name for one in everybody for name in one.said} >= SURFACES


def test_what_is_blocked_is_on_no_page_and_in_no_command(everybody):
    blocked = [one for one in everybody if one.told.advice.blocks]
    assert len(blocked) > 400
    leaks = [
        (one.label, name, what, found[0])
        for one in blocked
        for what in one.told.advice.blocks
        for name, text in one.said.items()
        if (found := SPEAKS_OF[what].search(text))
    ]
    assert leaks == []


def test_the_words_that_are_looked_for_are_those_of_people_whom_nothing_blocks(everybody):
    free = [one for one in everybody if not one.told.advice.blocks]
    for what, speaks in SPEAKS_OF.items():
        assert any(speaks.search(one.said["advice.html"]) for one in free), what


def test_the_alarm_is_the_first_line_of_every_page_and_command(everybody):
    alarmed = [one for one in everybody if one.told.advice.blocked]
    assert len(alarmed) > 400
    late = [
        (one.label, name)
        for one in alarmed
        for name, text in one.said.items()
        if not text.removeprefix(one.told.advice.actions[0]).startswith(" ") and not _early(one, text)
    ]
    assert late == []


def _early(one: Everything, text: str) -> bool:
    """After the skip link, the brand and the name of the page, before anything else."""
    return 0 <= text.find(one.told.advice.actions[0]) < 140


def test_what_one_of_them_offers_no_other_denies(everybody):
    differ = []
    for one in everybody:
        first = one.told.advice.first
        stored = json.loads(json.dumps(advice_json(one.told)))
        offered = {
            "decision": one.told.decision.first is not None,
            "advice.json": stored["advice"]["first"] is not None,
            "gaitcue cues": "Worth trying" in one.said["gaitcue cues"],
            "gaitcue person": "What to try first" in one.said["gaitcue person"],
            **{
                name: "What to try first" in text for name, text in one.said.items() if name.endswith((".html", ".pdf"))
            },
        }
        if len(set(offered.values())) > 1 or (first is None) == offered["decision"]:
            differ.append((one.label, offered))
        if first is not None and stored["advice"]["first"]["cue"] != condition_id(one.told.decision.first.cues):
            differ.append((one.label, "another cue"))
    assert differ == []


def test_no_runners_page_holds_two_statements_that_exclude_each_other(everybody):
    both = [(one.label, pair) for one in everybody for pair in EXCLUSIVE if all(part in one.runner for part in pair)]
    assert both == []


def test_no_sentence_about_the_measures_denies_what_speaks_for_the_cue(everybody):
    """What helped before, or what is tried for a complaint alone, needs no unusual measure; all other cues do."""
    of_the_gait = {*table("thresholds")["fact"], "overstride", "cadence_low", "cadence_below_expected"}
    reasoned = [
        one
        for one in everybody
        if one.told.advice.first and of_the_gait & {reason.code for reason in one.told.advice.first.reasons}
    ]
    assert len(reasoned) > 50
    denied = re.compile("Nothing is clearly unusual|Nothing stands out")
    assert [one.label for one in reasoned if denied.search(one.runner)] == []


def test_no_id_is_on_a_runners_page(everybody):
    assert [(one.label, found[0]) for one in everybody if (found := NO_WORDS_OF_RUNNERS.search(one.runner))] == []


def test_every_statement_names_sources_and_each_resolves_on_the_page(everybody):
    known, unsourced = sources(), []
    for one in everybody:
        advice = one.told.advice
        told = (*advice.exercises, *advice.seat, *advice.avoid, *advice.ready, *advice.history)
        keys = {key for item in told for key in item.sources} | {
            key for finding in one.told.findings for key in keys_of(finding.source)
        }
        keys |= {key for offer in advice.cues for key in keys_of(offer.source)}
        nameless = [item for item in told if not item.sources] + [f for f in one.told.findings if not f.source]
        listed = one.said["advice.html"].rpartition(" Sources ")[2]
        lost = [key for key in keys - {PRODUCT_DEFAULT} if key not in known or known[key].where not in listed]
        if nameless or lost:
            unsourced.append((one.label, nameless, lost))
    assert unsourced == []
