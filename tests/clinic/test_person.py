"""Profiles, red-flag answers and overrides: what is refused, and in which words."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.clinic import (
    Override,
    apply_overrides,
    cadence_z,
    closing_text,
    expected_cadence,
    log_override,
    questions,
    read_overrides,
    read_profile,
)
from gaitcue.clinic.gait_facts import speed_factor
from gaitcue.terms.errors import BadOption
from support.cases import REACHING, TODAY, flagged, gait, person, pht, told

NOW = datetime(2026, 3, 1, 9, 30)


def test_profile_from_a_file(tmp_path: Path):
    file = tmp_path / "person.toml"
    file.write_text(
        "on = 2026-03-01\nage = 41\nheight_cm = 170\nsports = ['running']\npain_now = 3\n"
        "[[problems]]\nsite = 'proximal_hamstring'\nside = 'left'\nmonths = 9\n"
        "[[surgeries]]\nsite = 'other'\non = 2020-01-01\nrunning_cleared_on = 2020-06-01\n"
        "[observed]\nthomas_test_deg = 4\n"
    )
    profile = read_profile(file)
    assert profile.problem("proximal_hamstring", "current").months == 9
    assert profile.surgeries[0].running_cleared_on == date(2020, 6, 1)
    assert profile.runs


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pain_now": 12}, "pain_now is 12: give a number from 0 to 10"),
        ({"pain_now": float("nan")}, "pain_now is nan"),
        ({"age": "old"}, "age is 'old'"),
        ({"shoe_size": 43}, "'shoe_size' is not known"),
        ({"pain_now": 4}, "no current problem"),
        ({"problems": [{"site": "elbow"}]}, r"problems\[1\].site is 'elbow': use one of"),
        ({"problems": [{}]}, "site"),
        ({"problems": ["knee"]}, "named fields"),
        ({"problems": [{"site": "calf", "status": "maybe"}]}, "use one of current, past"),
        ({"problems": [{"site": "calf", "side": "up"}]}, "use one of left, right, both"),
        ({"problems": [{"site": "calf"}, {"site": "calf", "status": "past"}]}, "both current and past"),
        ({"on": TODAY, "surgeries": [{"site": "other", "on": date(2026, 5, 1)}]}, "lies after"),
        (
            {"surgeries": [{"site": "other", "on": date(2020, 2, 1), "running_cleared_on": date(2020, 1, 1)}]},
            "cleared before the surgery",
        ),
        ({"sports": ["cycling"], "typical_speed_kmh": 10}, "no running among the sports"),
    ],
)
def test_bad_profiles_are_one_clear_line(values, said):
    with pytest.raises(BadOption, match=said) as caught:
        read_profile(values)
    assert "\n" not in str(caught.value)


def test_red_flag_answers_must_be_known_and_plain():
    with pytest.raises(BadOption, match="'hiccups' is not known"):
        flagged({"hiccups": True})
    with pytest.raises(BadOption, match="answer true or false"):
        flagged({"night_pain": "often"})
    nothing = flagged({})
    assert len(nothing.unanswered) == sum(not question.follows for question in questions())
    assert not nothing.bars("exercise")
    assert nothing.level is None


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_every_red_flag_has_an_action_and_the_right_force(question):
    result = flagged({question.id: True})
    assert result.level == (question.level or None)
    assert bool(result.actions) == bool(question.level)
    assert result.alarm == (question.level in ("emergency", "same_day"))
    assert result.bars("running") == (question.level not in ("", "caution"))


def test_the_most_urgent_answer_leads():
    result = flagged({"sitting_short": True, "bladder_bowel": True})
    assert result.level == "emergency"
    assert len(result.actions) == 2
    assert "checked out" in closing_text()


def test_expected_cadence_by_hand():
    assert expected_cadence(3.0, 174.0) == pytest.approx(165.0)
    assert expected_cadence(4.0, 184.0) == pytest.approx(165.0 + 6.5 - 6.0)
    assert expected_cadence(6.0, 174.0) is None
    assert cadence_z(gait(cadence=157.0), person()) == pytest.approx(-1.0)


@given(st.floats(2.2, 4.7))
def test_limits_of_reach_never_shrink_with_speed(speed):
    assert speed_factor(speed + 0.1) > speed_factor(speed)
    assert speed_factor(3.05) == pytest.approx(1.0)


def test_overrides_are_logged_and_applied_in_order(tmp_path: Path):
    found = told(gait(**REACHING, cadence=154.0), person(pht()))
    log = tmp_path / "overrides.jsonl"
    assert read_overrides(log) == ()
    log_override(log, Override("p1", "reword", "seen on the couch", "A. Physio", NOW, text="Reaching, mild."))
    log_override(log, Override("person", "dismiss", "told before", "A. Physio", NOW))
    after = {finding.id: finding for finding in apply_overrides(found, read_overrides(log))}
    assert "person" not in after
    assert after["p1"].text_runner == "Reaching, mild."
    assert after["p1"].inputs["override"]["reason"] == "seen on the couch"
    assert after["p1"].inputs["rule_text"].startswith("Reaching ahead")


def test_overrides_need_a_reason_a_name_and_a_finding(tmp_path: Path):
    with pytest.raises(BadOption, match="needs a reason"):
        log_override(tmp_path / "log", Override("p1", "dismiss", " ", "A", NOW))
    with pytest.raises(BadOption, match="needs the new text"):
        log_override(tmp_path / "log", Override("p1", "reword", "why", "A", NOW))
    with pytest.raises(BadOption, match="no finding 'p9'"):
        apply_overrides(told(gait(), person(pht())), [Override("p9", "dismiss", "why", "A", NOW)])
    (tmp_path / "log").write_text("nonsense\n")
    with pytest.raises(BadOption, match="log: line 1 is no override entry"):
        read_overrides(tmp_path / "log")
