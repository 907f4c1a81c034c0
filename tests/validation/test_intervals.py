"""The interval grid's own arithmetic: what events have in common is found again, and errors are drawn as told."""

import numpy as np
import pytest

from gaitcue.demo import Runner
from gaitcue.demo.truth import exact_events
from gaitcue.gait.event_errors import EVENT_GROUPS, event_errors
from gaitcue.gait.intervals import error_table
from gaitcue.terms.records import Event
from validation.sections.intervals import CELLS, Cell, Hit, by_leg, coverage, rest, run_once, seen_late, typical
from validation.sections.intervals_video import covered_pct
from validation.tools.event_spread import clip_means, moments


def events(half_width_s=0.0, late_s=0.0, runner=None):
    runner = runner or Runner(duration_s=4.0)
    return tuple(
        Event(e["time_s"] + late_s, 0.0, e["type"], e["leg"], e["side"], 1.0, "auto", half_width_s)
        for e in exact_events(runner)
    )


def test_the_mean_error_of_a_clip():
    runner = Runner(duration_s=4.0)
    assert clip_means(events(late_s=0.004, runner=runner), runner) == pytest.approx(dict.fromkeys(EVENT_GROUPS, 0.004))


def test_what_events_have_in_common_is_found_again():
    rng = np.random.default_rng(3)
    sd = {"together": 3.0, "contact": 2.0, "toe_off": 4.0, "contact_own": 1.0, "toe_off_own": 2.5}
    clips = []
    for _ in range(6000):
        foot, both = sd["together"] * rng.normal(), {"contact": rng.normal(), "toe_off": rng.normal()}
        clips.append({})
        for kind, side in EVENT_GROUPS:
            name = "contact" if kind == "initial_contact" else "toe_off"
            ms = foot + sd[name] * both[name] + sd[f"{name}_own"] * rng.normal()
            clips[-1][kind, side] = ms / 1e3
    found = moments(clips)
    assert {name: found[name] for name in sd} == pytest.approx(sd, rel=0.08)


def test_events_are_drawn_as_late_as_their_half_widths_say():
    found = events(half_width_s=0.02)
    rng = np.random.default_rng(1)
    clips = [clip_means(seen_late(found, rng, "video"), Runner(duration_s=4.0)) for _ in range(400)]
    whole, drawn = (event_errors(found, error_table(), model) for model in ("video", "drawn"))
    for moved in EVENT_GROUPS:
        variance = whole.common[moved] ** 2 + whole.own[moved] ** 2
        variance -= drawn.together**2 + drawn.common[moved] ** 2 + drawn.own[moved] ** 2
        assert np.std([clip[moved] for clip in clips]) == pytest.approx(np.sqrt(variance), rel=0.1)
    assert rest(1.0, 2.0) == 0.0


def test_a_run_gives_its_intervals_and_takes_the_systematic_part_of_others():
    cell = Cell(30.0)
    assert cell in CELLS
    own = run_once(0, [cell])
    again = run_once(0, [cell], typical([own.systematic]))
    wider = {key: {name: 1e3 for name in row} for key, row in own.systematic.items()}
    assert [h.half_width for h in again.hits] == pytest.approx([h.half_width for h in own.hits])
    assert all(h.covered and h.half_width >= 1e3 for h in run_once(0, [cell], wider).hits)


def test_shares_are_counted():
    hits = [Hit("c", "m", "near", inside, 0.1, 1.0) for inside in (True, True, True, False)]
    assert coverage(hits)["m"]["coverage_pct"] == 75.0
    assert by_leg(hits) == {"m": {"near": 75.0}}
    assert covered_pct({"a": {"intervals": 3, "outside": [{}]}, "b": {"refused": "no"}}) == pytest.approx(200 / 3)
    assert covered_pct({}) is None
