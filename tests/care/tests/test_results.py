"""Sides against each other, results against before, and what a test cannot tell."""

from datetime import date, timedelta

import pytest

from gaitcue.care.entries import Measured
from gaitcue.care.rules import table
from gaitcue.care.tests import due_tests, kinds, read_tests
from gaitcue.terms.sources import unresolved

DAY = date(2026, 5, 10)
TODAY = date(2026, 6, 1)


def reading(*results):
    (found,) = read_tests(results, TODAY)
    return found


def bridge(side, value, on=DAY):
    return Measured(on, "single_leg_bridge", side, value)


def test_the_bridge_tells_the_gap_in_per_cent_of_the_stronger_side():
    found = reading(bridge("left", 25.0), bridge("right", 20.0))
    assert (found.gap, found.gap_unit, found.weaker, found.gap_notable) == (20.0, "%", "right", True)
    assert [one.band for one in found.sides] == ["average", "below_average"]


@pytest.mark.parametrize(
    ("value", "band"), [(31, "good"), (30, "average"), (25, "average"), (20, "below_average"), (19, "poor")]
)
def test_the_bridge_has_the_bands_of_footballers(value, band):
    assert reading(bridge("left", float(value))).sides[0].band == band


def thomas(side, value, held=True, on=DAY):
    return Measured(on, "thomas", side, value, pelvis_controlled=held)


def test_the_thomas_test_says_nothing_unless_the_pelvis_was_held():
    assert reading(thomas("left", 3.0)).sides[0].band == "tight"
    loose = reading(thomas("left", 3.0, held=None))
    assert loose.sides[0].band == "" and "pelvis_controlled_not_told" in {one.code for one in loose.cautions}


@pytest.mark.parametrize(
    ("value", "band"), [(0.5, "tight"), (0.0, "borderline"), (-10.0, "borderline"), (-10.5, "usual")]
)
def test_the_thomas_test_has_its_bands(value, band):
    assert reading(thomas("left", value)).sides[0].band == band


def test_the_worse_side_of_the_thomas_test_is_the_higher_thigh_and_five_degrees_are_notable():
    found = reading(thomas("left", 2.0), thomas("right", -4.0))
    assert (found.gap, found.gap_unit, found.weaker, found.gap_notable) == (6.0, "deg", "left", True)


def test_a_change_within_the_error_of_the_test_is_none():
    earlier = DAY - timedelta(days=20)
    assert reading(thomas("left", 0.0, on=earlier), thomas("left", -2.0)).sides[0].change == "no_change_shown"
    assert reading(thomas("left", 0.0, on=earlier), thomas("left", -3.0)).sides[0].change == "better"
    assert reading(thomas("left", 0.0, False, earlier), thomas("left", -3.0)).sides[0].change == "no_change_shown"
    assert reading(bridge("left", 10.0, earlier), bridge("left", 30.0)).sides[0].change == "cannot_tell"


def strength(side, value, unit="N", lever=None, on=DAY):
    return Measured(on, "hip_extension_strength", side, value, unit, lever)


def test_kilograms_and_newtons_are_compared_as_forces_and_levers_as_torques():
    assert reading(strength("left", 20.0, "kg"), strength("right", 196.133)).gap == pytest.approx(0.0, abs=1e-6)
    torque = reading(strength("left", 200.0, lever=40.0), strength("right", 200.0, lever=36.0))
    assert torque.gap == pytest.approx(10.0) and torque.weaker == "right"


def test_a_lever_of_one_side_only_leaves_the_sides_uncompared():
    found = reading(strength("left", 200.0, lever=40.0), strength("right", 180.0))
    assert found.gap is None and "lever_of_one_side" in {one.code for one in found.cautions}


def test_sides_that_were_tested_weeks_apart_are_not_compared():
    found = reading(bridge("left", 25.0, DAY - timedelta(days=30)), bridge("right", 20.0))
    assert found.gap is None and found.cautions[0].code == "sides_far_apart"


def test_a_single_side_asks_for_the_other():
    assert reading(bridge("left", 25.0)).cautions[0].values == {"test": "single_leg_bridge", "side": "right"}


def test_a_test_is_due_again_after_its_days():
    found = read_tests([bridge("left", 25.0), bridge("right", 25.0), thomas("left", -12.0)], TODAY)
    assert due_tests(found, DAY + timedelta(days=27)) == ()
    assert due_tests(found, DAY + timedelta(days=28)) == ("single_leg_bridge",)
    assert due_tests(found, DAY + timedelta(days=60)) == ("single_leg_bridge", "thomas")


def test_a_stretching_test_twice_in_a_week_and_one_beyond_five_are_cautioned():
    def provoked(on, pain):
        return Measured(on, "puranen_orava", "left", pain=pain, positive=True, by="A. Physio")

    found = reading(provoked(DAY, 4.0), provoked(DAY + timedelta(days=3), 6.0))
    assert {"stretch_test_too_often", "pain_stops_the_test"} <= {one.code for one in found.cautions}


def test_every_test_says_what_it_cannot_tell_and_cites_what_there_is():
    assert len(kinds()) >= 18
    assert all(len(kind.cannot) > 20 for kind in kinds().values())
    assert "does not predict pelvic tilt" in kinds()["thomas"].cannot
    cited = [key for kind in kinds().values() for key in (*kind.sources, kind.retest_days.tag)]
    assert cited and unresolved(cited) == []


def test_load_tests_are_offered_from_the_least_provoking():
    order = [kind.id for kind in sorted(kinds().values(), key=lambda one: one.load_order or 0) if kind.load_order]
    assert order == ["bridge_double", "bridge_single", "bridge_long", "arabesque", "loaded_hinge"]


def tags(value):
    if isinstance(value, dict):
        yield from ([value["tag"]] if "tag" in value else [])
        yield from value.get("sources", ())
        yield from value.get("built_on", ())
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from tags(inner)


@pytest.mark.parametrize("name", ["stages", "symptoms", "outcomes", "tests", "treatments", "surgery", "programme"])
def test_every_number_of_care_says_where_it_comes_from(name):
    found = list(tags(table(name)))
    assert len(found) >= 5 and unresolved(found) == []
