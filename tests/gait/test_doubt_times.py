from gaitcue.gait import doubt_times
from gaitcue.report.wording.sentences import why
from gaitcue.terms.records import Summary, note


def row(measure: str, unit: str, status="ok") -> Summary:
    return Summary(measure, "both", None, unit, 12, 1.0, 0.1, 0.9, 1.1, status)


def test_while_the_frame_rate_is_in_doubt_times_are_of_low_confidence_and_angles_are_not():
    doubt = note("looks_like_slow_motion", "serious", 240, spm=21.0, fps=240.0, times=8.0, slowest=6.2, fastest=10.0)
    cadence, angle, hidden = doubt_times(
        [row("cadence", "steps/min"), row("trunk_lean_stance", "deg"), row("step_time", "s", "not_measurable")], doubt
    )
    assert (cadence.status, [reason.code for reason in cadence.reasons]) == ("low_confidence", [doubt.code])
    assert why(cadence).startswith("21 steps a minute: looks like 8x slow motion; pass --capture-fps 240 to confirm")
    assert angle.status == "ok"
    assert hidden.status == "not_measurable"


def test_without_doubt_nothing_changes():
    rows = [row("cadence", "steps/min")]
    assert doubt_times(rows, None) == rows
