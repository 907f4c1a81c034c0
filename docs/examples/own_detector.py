"""A published contact detector in place of gaitcue's own, both scored on one recording whose contacts are known.

    python docs/examples/own_detector.py                      # the synthetic runner: exact events
    python docs/examples/own_detector.py TRIAL.c3d FORCE.json # a marker trial with contacts from a force plate

The detector is that of Handsaker 2016: contact at the peak of the vertical acceleration of heel or toe, whichever comes
first, toe-off at the peak of the toe's vertical jerk, each in a window around the foot's turning points. It was made
for clean markers at 250 Hz, and stands here to show the seam.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy.signal import find_peaks

import gaitcue
from gaitcue.terms.records import Event

KINDS = ("initial_contact", "toe_off")


def acceleration_and_jerk(plane, view):
    """Handsaker 2016, on the filtered points: the ten lines that are exchanged."""
    found = []
    for side in ("left", "right"):
        ahead = (plane.point(f"{side}_ankle") - plane.point(f"{side}_hip"))[:, 0]
        heel, toe = (plane.point(f"{side}_{joint}")[:, 1] for joint in ("heel", "toe"))
        for front in turning_points(ahead, plane):
            window = slice(front, front + int(0.12 * plane.fps))
            found.append(event(plane, side, "initial_contact", min(peak(heel, 2, window), peak(toe, 2, window))))
        for back in turning_points(-ahead, plane):
            window = slice(max(back - int(0.08 * plane.fps), 0), back + int(0.04 * plane.fps))
            found.append(event(plane, side, "toe_off", peak(toe, 3, window)))
    return tuple(sorted(found, key=lambda each: each.time_s))


def turning_points(x, plane):
    """Rows at which the foot is farthest ahead of the hip, one a stride."""
    return find_peaks(x, distance=int(0.45 * plane.fps), prominence=0.3 * np.nanstd(x))[0]


def peak(y, order, window):
    """Row of the highest derivative of the given order within the window."""
    return window.start + int(np.argmax(np.nan_to_num(derivative(y, order)[window])))


def derivative(y, order):
    for _ in range(order):
        y = np.gradient(y)
    return y


def event(plane, side, kind, row):
    """One event on a frame; half a frame and a little is its 95 % half width."""
    time_s = float(plane.time_s[row])
    return Event(time_s, float(plane.frame[row]), kind, plane.leg_of(side), side, 1.0, "auto", 0.6 / plane.fps)


def errors_ms(analysis, truth):
    """(mean, SD, found of how many) of contacts and toe-offs against the nearest true event within 0.1 s."""
    for kind in KINDS:
        known = np.array(truth[kind])
        times = np.array([e.time_s for e in analysis.events if e.type == kind])
        inside = known[(known > times.min()) & (known < times.max())]
        nearest = times[np.abs(times[:, None] - inside[None]).argmin(axis=0)] - inside
        near = 1000 * nearest[np.abs(nearest) < 0.1]
        yield kind, near.mean(), near.std(), len(near), len(inside)


def synthetic(folder):
    """The synthetic runner's true points as a track, and its exact events."""
    from gaitcue.demo.runner import Runner
    from gaitcue.demo.tracks import true_track
    from gaitcue.demo.truth import exact_events

    runner = Runner(duration_s=12.0, fps=120.0)
    file = folder / "runner.nc"
    track = true_track(runner)
    track.attrs = {key: value for key, value in track.attrs.items() if isinstance(value, str | float | int)}
    track.to_netcdf(file, engine="scipy")
    return file, {kind: [e["time_s"] for e in exact_events(runner) if e["type"] == kind] for kind in KINDS}


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        if arguments:
            source, told = Path(arguments[0]), json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
            truth = {kind: [e["time_s"] for e in told["events"] if e["type"] == kind] for kind in KINDS}
        else:
            source, truth = synthetic(Path(folder))
        for name, steps in (("gaitcue", None), ("Handsaker 2016", gaitcue.Steps(events=acceleration_and_jerk))):
            analysis = gaitcue.analyze(source, steps=steps)
            for kind, mean, sd, found, known in errors_ms(analysis, truth):
                print(f"{name:14} {kind:16} {mean:+6.1f} ms, SD {sd:5.1f}, {found} of {known}")


if __name__ == "__main__":
    main(sys.argv[1:])
