import pytest

from gaitcue.demo.tracks import true_track
from gaitcue.gait import MEASURES, Standing, filter_track, find_view, frame_rate_status, to_plane
from gaitcue.gait.measures.registry import _references
from gaitcue.gait.measures.run import make_run
from gaitcue.gait.measuring import missing_need, values_of
from gaitcue.terms.records import Conditions
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED, unresolved
from support.synthetic import SHORT, Runner, exact, told

WANTED = {
    "cadence", "step_time", "stride_time", "step_length", "stride_length", "contact_time", "flight_time", "duty_factor",
    "heel_com_distance", "ankle_hip_distance", "ankle_hip_distance_pct", "shank_angle_ic", "shank_angle_loading",
    "leg_angle_ic", "front_back_ratio", "foot_strike_angle", "rearfoot_share", "knee_flexion_ic",
    "knee_flexion_peak_stance", "knee_flexion_excursion", "thigh_extension", "hip_extension", "trunk_lean_ic",
    "trunk_lean_stance", "trunk_lean_peak", "trunk_lean_stride", "hip_flexion_ic", "vertical_oscillation",
    "vertical_ratio", "ankle_dorsiflexion_stance", "step_time_asymmetry", "contact_time_asymmetry",
    "pelvic_tilt_mean", "pelvic_tilt_ic", "pelvic_tilt_to", "pelvic_tilt_excursion",
}  # fmt: skip


def test_every_measure_is_registered_once_in_family_order():
    assert set(MEASURES) == WANTED
    families = [m.family for m in MEASURES.values()]
    assert families == sorted(families, key=families.index)
    assert next(iter(MEASURES)) == "cadence"


@pytest.mark.parametrize("definition", MEASURES.values(), ids=list(MEASURES))
def test_a_measure_says_what_it_is(definition):
    assert definition.definition.endswith((".", "%"))
    assert definition.sources and not unresolved(definition.sources)
    assert definition.unit in {"deg", "s", "m", "cm", "%", "steps/min", "1"}
    assert definition.min_fps[0] >= definition.min_fps[1]


def test_every_reference_belongs_to_a_measure_and_has_a_source():
    assert set(_references()) <= set(MEASURES)
    for name, entry in _references().items():
        assert entry["sources"] and not unresolved([entry["tag"], *entry["sources"]]), name
        assert entry["tag"] in {PRODUCT_DEFAULT, UNVERIFIED} or entry.get("grade") in {"A", "B", "C", "D"}, name


def test_reference_follows_speed_and_height():
    cadence = MEASURES["cadence"].reference
    slow, fast = cadence(Conditions(speed_kmh=9, height_cm=174)), cadence(Conditions(speed_kmh=12.6, height_cm=174))
    tall = cadence(Conditions(speed_kmh=9, height_cm=194))
    assert fast.mean - slow.mean == pytest.approx(6.5)
    assert tall.mean - slow.mean == pytest.approx(-12)
    assert [one.code for one in cadence(Conditions()).assumed] == ["speed_assumed", "height_assumed"]
    assert MEASURES["leg_angle_ic"].reference(Conditions()) is None


@pytest.mark.parametrize(
    ("measure", "fps", "status"),
    [
        ("shank_angle_ic", 119.88, "ok"),
        ("shank_angle_ic", 59.94, "low_confidence"),
        ("shank_angle_ic", 29.97, "not_measurable"),
        ("foot_strike_angle", 60, "not_measurable"),
        ("cadence", 25, "ok"),
        ("trunk_lean_stance", 29.97, "ok"),
        ("contact_time", 30, "not_measurable"),
        ("cadence", 15, "low_confidence"),
    ],
)
def test_frame_rate_gates(measure, fps, status):
    assert frame_rate_status(MEASURES[measure], fps) == status


@pytest.mark.parametrize("definition", MEASURES.values(), ids=list(MEASURES))
@pytest.mark.parametrize("standing", [None, Standing({"left": 1.0, "right": 1.0}, 0.0, 320.0, 300.0, "px", 60)])
def test_a_measure_reads_the_signals_it_names(definition, standing):
    run = measured_run(standing)
    values_of(definition, run, run.legs["left"])
    expected = set() if missing_need(definition, run) else set(definition.signals)
    assert {name for name, _ in run.cache.signals} == expected


def measured_run(standing):
    runner = Runner(**SHORT, stickers=("asis", "psis"))
    conditions = told(runner, height_cm=178)
    track = filter_track(true_track(runner))
    view = find_view(track, None, conditions, roll_deg=0.0)
    return make_run(to_plane(track, view), view, *exact(runner), conditions, standing)
