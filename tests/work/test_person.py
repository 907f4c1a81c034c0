"""The person's files meet the analysis: findings, advice, red flags, a log that is kept over visits."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from gaitcue.clinic import Override, Problem, Profile, log_override
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Conditions
from gaitcue.work.options import PersonFiles
from gaitcue.work.person import conditions_of, conditions_with, with_findings
from gaitcue.work.results import write_result
from gaitcue.work.trial import offer_cues
from support.cases import REACHING, gait

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CLIP = gait(**REACHING, cadence=154.0)
NOW = datetime(2026, 11, 20, 9, 30)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "overrides.jsonl"
    for finding, action in (("p7", "dismiss"), ("p6", "accept")):
        log_override(file, Override(finding, action, "asked again", "A. Clinician", NOW))  # type: ignore[arg-type]
    return file


def files(**more: Path) -> PersonFiles:
    return PersonFiles(profile=EXAMPLES / "person.toml", **more)


def test_without_a_profile_nothing_is_added():
    assert with_findings(CLIP, PersonFiles()).advice is None
    with pytest.raises(BadOption, match="give --profile"):
        with_findings(CLIP, PersonFiles(overrides=EXAMPLES / "overrides.jsonl"))


def test_red_flags_are_judged_without_a_profile_too(tmp_path: Path):
    flags = tmp_path / "flags.toml"
    flags.write_text("on = 2026-11-20\n[answers]\nsaddle_numbness = true\n")
    told = with_findings(CLIP, PersonFiles(red_flags=flags), today=date(2026, 11, 20))
    assert [finding.rule for finding in told.findings] == ["C4"]
    assert (told.advice.level, told.advice.blocked, told.advice.no_cue) == ("emergency", True, "blocked")


def test_the_example_person_gets_findings_and_one_cue():
    """PHT now, kneecap pain past, hills: steps first, and never upright."""
    told = with_findings(CLIP, files(red_flags=EXAMPLES / "red-flags.toml"))
    rules = [finding.rule for finding in told.findings]
    assert {"P1", "P7", "P8"} <= set(rules)
    assert told.advice.first.cue == "cadence_5"
    assert told.advice.unanswered == 0
    assert not told.advice.blocked
    assert len(told.advice.cues) > 8


def test_an_override_of_a_finding_that_is_not_here_does_not_stop_the_analysis(log: Path):
    told = with_findings(CLIP, files(overrides=log))
    assert "P7" not in [finding.rule for finding in told.findings]
    assert [(entry.finding, entry.applied) for entry in told.advice.overrides] == [("p7", True), ("p6", False)]
    assert told.advice.unanswered is None


def test_a_red_flag_blocks_and_no_override_lifts_it(tmp_path: Path):
    flags, log = tmp_path / "flags.toml", tmp_path / "log.jsonl"
    asked = (EXAMPLES / "red-flags.toml").read_text().replace("hot_limb = false", "hot_limb = true")
    flags.write_text(asked)
    log_override(log, Override("red-flag", "dismiss", "it is nothing", "A. Clinician", NOW))
    told = with_findings(CLIP, files(red_flags=flags, overrides=log))
    assert [finding.rule for finding in told.findings] == ["C4"]
    assert told.advice.blocked
    assert told.advice.first is None
    assert not told.advice.overrides[0].applied
    assert told.advice.cues == ()
    flags.write_text(asked + '\n[[cleared]]\non = 2026-11-22\nby = "Dr B"\n')
    cleared = with_findings(CLIP, files(red_flags=flags))
    assert cleared.advice.first is not None
    assert cleared.advice.cleared == "Dr B, 2026-11-22"


def test_advice_is_plain_data():
    from dataclasses import asdict

    told = with_findings(replace(CLIP), files())
    assert json.loads(json.dumps(asdict(told.advice)))["first"]["cue"] == "cadence_5"


def test_the_cue_that_the_report_names_first_leads_the_offer(tmp_path: Path):
    (tmp_path / "run.gaitcue").mkdir()
    write_result(replace(CLIP, clip=None), tmp_path / "run.gaitcue")
    told = with_findings(CLIP, files())
    offered = offer_cues(EXAMPLES / "person.toml", tmp_path / "run.gaitcue")
    assert offered.first.cues == (told.advice.first.cue,)
    assert offered.offers[0] is offered.first


@pytest.mark.parametrize(
    ("told", "height_cm", "side"),
    [
        ({}, 175.0, "right"),
        ({"height_cm": 175.4, "painful_side": "right"}, 175.4, "right"),
    ],
)
def test_the_run_knows_height_and_painful_side_of_the_person(told, height_cm, side):
    conditions = conditions_with(Conditions(**told), files())
    assert (conditions.height_cm, conditions.painful_side) == (height_cm, side)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"height_cm": 160.0}, "--height-cm is 160 but the profile says 175"),
        ({"painful_side": "left"}, "--painful-side is left but the profile says right"),
        ({"painful_side": "both"}, "--painful-side is both but the profile says right"),
    ],
)
def test_options_that_contradict_the_profile_are_refused(told, said):
    with pytest.raises(BadOption, match=said):
        conditions_with(Conditions(**told), files())


def test_two_sides_that_hurt_allow_either_to_be_named():
    sore = Profile(on=NOW.date(), problems=(Problem("calf", side="left"), Problem("achilles", side="right")))
    assert conditions_of(sore, Conditions()).painful_side == "both"
    assert conditions_of(sore, Conditions(painful_side="left")).painful_side == "left"
