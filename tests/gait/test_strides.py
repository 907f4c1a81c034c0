"""Strides, the reasons for those left out, and what is no running."""

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.gait.plane import Plane
from gaitcue.gait.strides import check_running, duty_factor, segment_strides
from gaitcue.report.wording.sentences import why
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Event

STRIDE_S, FPS = 0.7, 100


def events(count: int = 12, duty: float = 0.35) -> list[Event]:
    found = []
    for i in range(count):
        for side, start in (("left", i * STRIDE_S), ("right", (i + 0.5) * STRIDE_S)):
            found.append(Event(start, start * FPS, "initial_contact", None, side, 1.0))  # type: ignore[arg-type]
            off = start + duty * STRIDE_S
            found.append(Event(off, off * FPS, "toe_off", None, side, 1.0))  # type: ignore[arg-type]
    return sorted(found, key=lambda e: e.time_s)


def plane(bounce: float = 0.04, duty: float = 0.35) -> Plane:
    """Hips that are lowest (bounce > 0) or highest (< 0) in the middle of each stance."""
    time_s = np.arange(0, 13 * STRIDE_S, 1 / FPS)
    height = 1.0 - bounce * np.cos(4 * np.pi * (time_s / STRIDE_S - duty / 2))
    still = np.zeros_like(time_s)
    points = {
        f"{side}_{name}": np.stack([still, level + still], 1)
        for side in ("left", "right")
        for name, level in (("knee", 0.5), ("ankle", 0.1), ("heel", 0.0), ("toe", 0.0))
    }
    for side, shift in (("left", 0.0), ("right", 0.5)):
        swing = 0.3 * np.cos(2 * np.pi * (time_s / STRIDE_S - shift - duty / 2) + np.pi / 2)
        points[f"{side}_ankle"] = np.stack([swing, 0.1 + still], 1)
    points |= {f"{side}_hip": np.stack([still, height], 1) for side in ("left", "right")}
    return Plane(time_s, time_s * FPS, points, "m", None)


def test_strides_of_a_steady_run() -> None:
    strides = segment_strides(events(), plane())
    assert len(strides) == 22 and all(s.used for s in strides)
    assert [s.stride for s in strides] == list(range(22))
    assert all(s.end_s - s.start_s == pytest.approx(STRIDE_S) for s in strides)


def test_a_lost_contact_makes_no_double_stride() -> None:
    left = [e for e in events() if e.side == "left" and e.type == "initial_contact"]
    kept = [e for e in events() if e is not left[4] and e != left[4]]
    strides = segment_strides(kept, plane())
    assert sum(s.side == "left" for s in strides) == 9
    assert max(s.end_s - s.start_s for s in strides) < 1.01 * STRIDE_S


def test_an_odd_stride_is_left_out_with_its_reason() -> None:
    moved = [
        replace(e, time_s=e.time_s + 0.09) if e.type == "toe_off" and 2.8 < e.time_s < 3.1 else e for e in events()
    ]
    odd = [s for s in segment_strides(moved, plane()) if not s.used]
    assert len(odd) == 1 and "contact time" in why(odd[0])


def test_a_stride_with_its_foot_out_of_sight_is_left_out() -> None:
    hidden = plane()
    for name in ("ankle", "heel", "toe"):
        hidden.points[f"left_{name}"][280:330] = np.nan
    unused = [s for s in segment_strides(events(), hidden) if not s.used]
    assert len(unused) == 1 and unused[0].side == "left" and "not seen" in why(unused[0])


def test_running_passes() -> None:
    assert duty_factor(events()) == pytest.approx(0.35)
    check_running(events(), plane())


def test_a_sprint_whose_hips_are_high_over_the_foot_is_no_walking() -> None:
    """9.5 m/s: 270 steps a minute, a quarter of the stride on the ground."""
    quick = [replace(e, time_s=e.time_s * 0.63, frame=e.frame * 0.63) for e in events(duty=0.25)]
    high = plane(bounce=-0.02, duty=0.25)
    check_running(quick, replace(high, time_s=high.time_s * 0.63))


def test_walking_is_refused() -> None:
    with pytest.raises(UnusableInput, match="walking"):
        check_running(events(duty=0.62), plane(bounce=-0.02, duty=0.62))
    with pytest.raises(UnusableInput, match="walking"):
        check_running(events(duty=0.45), plane(bounce=-0.02, duty=0.45))


def test_too_few_steps_are_refused() -> None:
    with pytest.raises(UnusableInput, match="only 2 steps"):
        check_running(events(1), plane())
