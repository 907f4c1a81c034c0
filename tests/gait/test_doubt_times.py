import pytest

from gaitcue.gait import doubt_times
from gaitcue.report.wording.sentences import why
from gaitcue.terms.records import Note, Summary, note


def row(measure: str, unit: str, status="ok") -> Summary:
    return Summary(measure, "both", None, unit, 12, 1.0, 0.1, 0.9, 1.1, status)


def doubt(spm: float) -> Note:
    return note("looks_like_slow_motion", "serious", 240, spm=spm, fps=240.0, times=8.0, slowest=6.2, fastest=10.0)


@pytest.mark.parametrize("before", ["ok", "low_confidence"])
def test_times_that_no_runner_has_are_no_measurement_and_angles_stay(before):
    told = [row("cadence", "steps/min", before), row("trunk_lean_stance", "deg")]
    cadence, angle = doubt_times(told, doubt(21.0))
    assert (cadence.status, cadence.mean, cadence.ci_low) == ("not_measurable", None, None)
    assert why(cadence).startswith("21 steps a minute: looks like 8x slow motion; pass --capture-fps 240 to confirm")
    assert angle.status == "ok"


def test_times_that_are_only_unlikely_are_of_low_confidence():
    cadence, hidden = doubt_times([row("cadence", "steps/min"), row("step_time", "s", "not_measurable")], doubt(104.0))
    assert (cadence.status, cadence.mean, cadence.reasons[0].code) == ("low_confidence", 1.0, "looks_like_slow_motion")
    assert hidden.status == "not_measurable"


def test_without_doubt_nothing_changes():
    rows = [row("cadence", "steps/min")]
    assert doubt_times(rows, None) == rows
