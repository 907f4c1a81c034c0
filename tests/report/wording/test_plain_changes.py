"""The first sentence of a comparison, as the runner would say it."""

from dataclasses import replace

from gaitcue.gait.policy import HEADLINE
from gaitcue.report.wording.plain_changes import plain_sentence
from gaitcue.report.wording.sentences import wording
from support.comparisons import change, comparison


def both(measure: str, difference: float, verdict: str = "changed"):
    return tuple(
        change(measure, verdict, leg=leg, side=side, difference=difference)
        for leg, side in (("near", "right"), ("far", "left"), ("both", None))
    )


def test_what_changed_is_said_of_both_legs_at_once():
    made = comparison(*both("ankle_hip_distance_pct", -3.0), *both("trunk_lean_stance", -2.0))
    assert plain_sentence(made) == "Now your foot lands closer under your body; your trunk leans less."


def test_a_leg_that_changed_alone_is_named():
    made = comparison(change("knee_flexion_ic", difference=4.0))
    assert plain_sentence(made) == "Now your knee is bent more at landing (on the right)."


def test_what_is_only_probable_is_called_so():
    made = comparison(*both("cadence", 6.0), *both("vertical_oscillation", -1.0, "probably_changed"))
    assert plain_sentence(made) == "Now you take more steps a minute. Probably you bounce less."


def test_two_measures_of_one_landing_are_said_once():
    made = comparison(*both("ankle_hip_distance_pct", -3.0), *both("shank_angle_ic", -3.0))
    assert plain_sentence(made) == "Now your foot lands closer under your body."


def test_legs_that_went_apart_are_told_apart():
    made = comparison(
        change("contact_time", difference=0.02), change("contact_time", side="left", leg="far", difference=-0.02)
    )
    told = plain_sentence(made)
    assert "on the ground for longer (on the right)" in told and "shorter time (on the left)" in told


def test_nothing_changed_has_no_sentence_and_other_measures_do_not_count():
    assert plain_sentence(comparison(change(verdict="no_change_shown"))) == ""
    assert plain_sentence(comparison(change(headline=False))) == ""


def test_with_more_runs_each_has_its_own():
    made = comparison(*both("cadence", 6.0), *(replace(row, run="run 3") for row in both("cadence", -6.0)))
    told = plain_sentence(replace(made, names=("run 1", "after", "run 3")))
    assert told == "After: Now you take more steps a minute. Run 3: Now you take fewer steps a minute."


def test_every_measure_of_the_headline_has_its_words():
    assert set(HEADLINE) == {name for name, told in wording()["plain_change"].items() if "more" in told}
