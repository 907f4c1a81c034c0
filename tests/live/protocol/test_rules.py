"""The rules are data with sources, and what they name exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gaitcue.clinic import cues
from gaitcue.gait.measures import MEASURES
from gaitcue.live.protocol.rules import cue_rule, cue_rules, entry, table
from gaitcue.live.protocol.target import Aim, Target, detectable, moved, target_from
from gaitcue.live.records import LIVE_MEASURES
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import BadOption
from gaitcue.terms.sources import unresolved


def entries(told: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table that states a number."""
    if isinstance(told, dict):
        if "as_in" in told:
            told = entry(*name.split(".")[-2:])
        if "tag" in told:
            yield name, told
        for key, inner in told.items():
            yield from entries(inner, f"{name}.{key}")


def test_every_number_names_a_source_that_is_known() -> None:
    found = list(entries(table()))
    assert len(found) > 30
    cited = {key for _, one in found for key in (one["tag"], *one.get("built_on", ()), *one.get("sources", ()))}
    assert unresolved(cited) == []


def test_every_number_has_a_tag() -> None:
    values = [
        name for group, rows in table().items() if isinstance(rows, dict) for name, one in rows.items()
        if isinstance(one, dict) and not {"tag", "as_in"} & one.keys() and group not in ("cue", "schedule")
    ]  # fmt: skip
    assert values == []


@pytest.mark.parametrize("rule", cue_rules().values(), ids=lambda rule: rule.id)
def test_a_cue_is_of_the_bank_and_its_measures_are_seen_live_with_a_change_that_can_be_told(rule) -> None:
    bank = cues()[rule.id]
    aims = {one.measure: one.wanted for one in (*bank.target, *bank.helps)}
    assert set(rule.measures) <= set(aims) & set(MEASURES) & set(LIVE_MEASURES)
    assert all(aims[name] == ("up" if rule.rise_pct else rule.way) for name in rule.measures)
    assert bank.dose_pct == rule.rise_pct
    assert all(detectable(name) > 0 for name in rule.measures)


def test_a_cue_that_no_rule_names_is_refused() -> None:
    with pytest.raises(BadOption, match="cannot be trained live"):
        cue_rule("two_rails")


def made(cue: str, measure: str, usual: float, **more: Any) -> Target | Reason:
    return target_from({measure: [usual] * 30}, Aim(cue, **more))


def test_the_band_of_an_angle_begins_one_detectable_change_away_and_is_trained_downwards() -> None:
    target = made("ground_under_hips", "shank_angle_ic", 12.0)
    assert isinstance(target, Target)
    assert target.high == pytest.approx(12.0 - 4.8) and target.low == pytest.approx(12.0 - 9.6)
    assert moved(target, 7.0) and not moved(target, 8.0) and not moved(target, 17.0)


def test_who_is_near_the_end_of_the_band_already_has_nothing_to_gain() -> None:
    told = made("ground_under_hips", "shank_angle_ic", 4.0)
    assert isinstance(told, Reason) and told.code == "nothing_to_gain"


def test_with_knee_pain_the_trunk_stays_less_upright() -> None:
    tall = made("run_tall", "trunk_lean_stance", 12.0)
    knees = made("run_tall", "trunk_lean_stance", 12.0, knee_pain=True)
    assert isinstance(tall, Target) and isinstance(knees, Target)
    assert (tall.low, knees.low) == (4.0, 7.0)
    told = made("run_tall", "trunk_lean_stance", 10.0, knee_pain=True)
    assert isinstance(told, Reason)


def test_a_lean_ends_where_the_source_ends() -> None:
    target = made("lean_from_ankles", "trunk_lean_stance", 7.0)
    assert isinstance(target, Target) and target.high == 14.0 and target.low == 11.0


def test_where_the_first_measure_is_not_seen_the_second_is_the_target() -> None:
    target = made("ground_under_hips", "ankle_hip_distance_pct", 30.0)
    assert isinstance(target, Target) and target.measure == "ankle_hip_distance_pct"


def test_a_baseline_of_few_steps_is_none() -> None:
    told = target_from({"cadence": [160.0] * 19}, Aim("cadence_5"))
    assert isinstance(told, Reason) and told.values == {"have": 19, "need": 20}
