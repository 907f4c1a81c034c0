from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.compare import Occasion, compare
from gaitcue.report.wording.sentences import why
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import Conditions, Curve
from support.runs import run

BASE = {"cadence": 160.0, "shank_angle_ic": 10.0, "trunk_lean_stance": 8.0}


def word(before, after, measure="cadence", **options):
    return compare([before, after], **options).change(measure).verdict


def test_a_large_change_is_changed_and_the_rest_is_not():
    result = compare([run(BASE), run(BASE | {"cadence": 172.0}, seed=5)])
    row = result.change("cadence")
    assert row.verdict == "changed"
    assert row.difference == pytest.approx(12.0)
    assert row.ci_low < 12.0 < row.ci_high
    assert row.smallest_detectable_change == 3.0
    assert result.change("shank_angle_ic", "near").verdict == "no_change_shown"


def test_the_same_run_twice_shows_no_change():
    assert {row.verdict for row in compare([run(BASE), run(BASE)]).changes} == {"no_change_shown"}


def test_above_the_detectable_change_but_not_by_much_is_only_probable():
    row = compare([run(BASE), run(BASE | {"shank_angle_ic": 5.0}, seed=3)]).change("shank_angle_ic")
    assert row.verdict == "probably_changed"
    assert "4.8" in why(row)


def test_wide_strides_hide_a_difference():
    row = compare([run(BASE, sd=14, n=5), run(BASE | {"shank_angle_ic": 4.0}, sd=14, n=5)]).change("shank_angle_ic")
    assert row.verdict == "no_change_shown"
    assert "more strides" in why(row)


def test_low_confidence_is_never_changed():
    later = run(BASE | {"cadence": 180.0}, status="low_confidence")
    assert word(run(BASE), later) == "probably_changed"


def test_missing_values_cannot_tell():
    before = run(BASE)
    gone = replace(before.measures[0], mean=None, sd=None, status="not_measurable", reason="film at 120 fps or more")
    result = compare([replace(before, measures=(gone, *before.measures[1:])), run(BASE)])
    assert result.change("cadence").verdict == "cannot_tell"
    assert "film at 120 fps" in why(result.change("cadence"))
    assert compare([before, run({"cadence": 160.0})]).change("shank_angle_ic").verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("later", "measure", "said"),
    [
        ({"conditions": Conditions(speed_kmh=12.0)}, "cadence", "speeds differ"),
        ({"conditions": Conditions(speed_kmh=10.0, incline_pct=4.0)}, "cadence", "inclines differ"),
        ({"near_side": "left"}, "shank_angle_ic", "views differ"),
        ({"surface": "overground"}, "cadence", "treadmill"),
        ({"fps": 30.0}, "shank_angle_ic", "frame rates differ"),
        ({"preset": "fast"}, "shank_angle_ic", "presets differ"),
        ({"pose_model": "rtmpose"}, "shank_angle_ic", "pose models differ"),
        ({"camera": "panning"}, "shank_angle_ic", "camera"),
    ],
)
def test_runs_that_differ_in_more_than_the_cue_are_not_called_changed(later, measure, said):
    result = compare([run(BASE), run({name: mean + 30 for name, mean in BASE.items()}, **later)])
    assert result.change(measure).verdict == "cannot_tell"
    assert said in why(result.change(measure))
    assert any(note.code == "not_comparable" for note in result.notes)


def test_frame_rate_does_not_forbid_cadence():
    assert word(run(BASE), run(BASE | {"cadence": 180.0}, fps=30.0)) == "changed"


def test_untold_speed_is_said():
    result = compare([run(BASE, conditions=Conditions()), run(BASE)])
    assert "speed_not_told" in {note.code for note in result.notes}


def with_wide_intervals(means, seed, **view):
    made = run(means, seed=seed, **view)
    wide = [replace(row, ci_low=row.mean - 9.0, ci_high=row.mean + 9.0) for row in made.measures]
    return replace(made, measures=tuple(wide))


def test_errors_of_the_recording_cancel_as_far_as_the_takes_belong_together():
    one, two = (
        with_wide_intervals(means, seed, roll_half_width_deg=5.0)
        for means, seed in ((BASE, 1), (BASE | {"shank_angle_ic": 1.0}, 2))
    )
    assert compare([one, two]).change("shank_angle_ic").verdict == "no_change_shown"
    widths = []
    for occasion in (Occasion(), Occasion(same_session=True), Occasion(True, True)):
        row = compare([one, two], occasion=occasion).change("shank_angle_ic")
        widths.append(row.ci_high - row.ci_low)
    assert widths[0] > widths[1] > widths[2]
    assert widths[1] == pytest.approx(2 * 5 * 2**0.5, rel=0.03)
    assert row.verdict == "changed"


def test_knee_error_is_smaller_within_a_session():
    runs = [run({"knee_flexion_ic": 10.0}), run({"knee_flexion_ic": 22.0})]
    assert word(*runs, "knee_flexion_ic") == "no_change_shown"
    assert word(*runs, "knee_flexion_ic", occasion=Occasion(same_session=True)) == "changed"


def test_several_runs_are_each_against_the_first():
    runs = [run(BASE), run(BASE | {"cadence": 170.0}), run(BASE | {"cadence": 159.0})]
    result = compare(runs, ["none", "cue 1", "cue 2"])
    assert result.change("cadence", run="cue 1").verdict == "changed"
    assert result.change("cadence", run="cue 2").verdict == "no_change_shown"


def test_both_legs_together_use_the_strides_of_each():
    def legs(shift, seed):
        made = run({"shank_angle_ic": 10.0 + shift}, seed=seed)
        far = [replace(value, leg="far", side="left", value=value.value + 6.0) for value in made.values]
        row = made.measures[0]
        both = replace(row, leg="both", side=None, n=40, mean=row.mean + 3.0, ci_low=row.mean - 9, ci_high=row.mean + 9)
        return replace(made, values=(*made.values, *far), measures=(row, both))

    result = compare([legs(0.0, 1), legs(1.0, 2)], occasion=Occasion(True, True))
    near, both = (result.change("shank_angle_ic", leg) for leg in ("near", "both"))
    assert both.ci_high - both.ci_low < near.ci_high - near.ci_low


def test_without_stride_values_the_summary_interval_is_used():
    runs = [replace(run(BASE), values=()), replace(run(BASE | {"cadence": 175.0}), values=())]
    row = compare(runs).change("cadence")
    assert row.verdict == "changed"
    assert row.ci_high > row.ci_low


@pytest.mark.parametrize(
    ("runs", "names", "error", "said"),
    [
        ([run(BASE)], None, BadOption, "two or more"),
        ([run(BASE), run(BASE)], ["a", "a"], BadOption, "name of its own"),
        ([run(BASE), run({"vertical_ratio": 8.0})], None, UnusableInput, "no measure in common"),
        (
            [run(BASE), run(BASE, conditions=Conditions(height_cm=158.0))],
            None,
            UnusableInput,
            "heights of 158 and 174",
        ),
        (
            [run(BASE, provenance={"person": "A"}), run(BASE, provenance={"person": "B"})],
            None,
            UnusableInput,
            "different persons",
        ),
    ],
)
def test_bad_input_is_one_clear_line(runs, names, error, said):
    with pytest.raises(error, match=said) as caught:
        compare(runs, names)
    assert "\n" not in str(caught.value)


@given(shift=st.floats(-30, 30), seed=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_swapping_the_runs_turns_the_difference_round(shift, seed):
    one, two = run(BASE, seed=seed), run(BASE | {"cadence": 160.0 + shift}, seed=seed + 1)
    there, back = compare([one, two]).change("cadence"), compare([two, one]).change("cadence")
    assert there.difference == pytest.approx(-back.difference)
    assert there.ci_low == pytest.approx(-back.ci_high)
    assert there.verdict == back.verdict


def curve(mean, seed, strides=15):
    rng = np.random.default_rng(seed)
    return Curve("knee_flexion", "near", "right", "deg", mean + rng.standard_normal((strides, 1)), 35.0)


def test_curves_tell_the_phase_that_differs():
    cycle = 20 + 15 * np.sin(np.linspace(0, 2 * np.pi, 101))
    bump = cycle + 12 * np.exp(-0.5 * ((np.arange(101) - 40) / 5) ** 2)
    result = compare([run(BASE, curves=(curve(cycle, 1),)), run(BASE, curves=(curve(bump, 2),))])
    (change,) = result.curves
    assert change.verdict == "changed"
    (phase,) = change.phases
    assert 20 < phase.start_pct < 40 < phase.end_pct < 60
    assert phase.largest_difference == pytest.approx(12, abs=1.5)


def test_few_strides_give_no_verdict_on_curves():
    cycle = np.linspace(0, 30, 101)
    result = compare([run(BASE, curves=(curve(cycle, 1, 4),)), run(BASE, curves=(curve(cycle, 2, 4),))])
    assert result.curves[0].verdict == "cannot_tell"
