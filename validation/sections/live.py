"""Live and offline on the same recordings: steps, times and numbers; what the detector waits for, what it gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.demo import NO_VARIABILITY, Runner, draw_clip, truth
from gaitcue.live.engine import LiveEngine
from gaitcue.live.looking import LiveLooker
from gaitcue.live.records import LIVE_MEASURES, LiveSettings, Step
from gaitcue.pose.looking.passes import Look
from gaitcue.terms.records import Analysis
from gaitcue.video import Frame, VideoWriter, frames, read_clip
from gaitcue.work.analyze import analyze
from gaitcue.work.options import AnalyzeOptions
from validation.calibration.force_plates import trial_files
from validation.tools.contact_age import MATCH_S, by_age
from validation.tools.store import Request, Result

SIZE = (640, 480)
"""px, in which every clip is looked at: that of a webcam"""
PX_PER_M = 210.0
"""so that the whole drawn runner is in view"""
REAL = ("treadmill-30fps.mp4", "treadmill-fast-wide-angle.mp4")
DRAWN_S, LONG_S = 12.0, 300.0
LOOP_S, LOOP_SPM = 8.0, 165.0
"""eleven strides: the looks of this clip can be played over and over without a seam"""
UNSETTLED_S = 0.5
"""contacts nearer to the end of a clip may not have settled"""
SEEN_FIRST_S = 0.4
"""contacts nearer to the beginning are cut off: nobody is asked for them, live or offline"""
AFTER_S = 10.0
Contact = tuple[str, float]
"""side, s"""


@dataclass
class LiveRun:
    """What the live engine said of a clip, played frame by frame."""

    first: dict[int, Step] = field(default_factory=dict)
    """number -> the step as it came first"""
    complete: dict[int, Step] = field(default_factory=dict)

    @property
    def contacts(self) -> list[Contact]:
        return [(step.leg, step.contact_s) for step in self.first.values()]

    @property
    def waited_ms(self) -> list[float]:
        """Of the steps that came one by one: those of the first window come together."""
        steps = [step for step in self.first.values() if step.known_s - step.contact_s < 1.0]
        return [1e3 * (step.known_s - step.contact_s) for step in steps]


def section(request: Request) -> Result:
    """Drawn clips at 30 and 60 frames a second, real clips made small, and five minutes of steps to count."""
    drawn: list[tuple[str, Runner | Path]] = [
        (f"drawn, {fps:g} frames/s", drawn_runner(DRAWN_S, fps)) for fps in (30.0, 60.0)
    ]
    real: list[tuple[str, Runner | Path]] = (
        [] if request.quick else [(name.removesuffix(".mp4"), request.data / "videos" / name) for name in REAL]
    )
    rows = []
    for done, (name, what) in enumerate([*drawn, *real]):
        request.tell(f"live: {name}", done, len(drawn) + len(real) + 1)
        clip = request.work / "live.mp4"
        small_clip(what, clip)
        rows.append({"clip": name, **compared(clip)})
    long = counted(request, DRAWN_S if request.quick else LONG_S)
    request.tell("live: contacts by their age", 0, 1)
    return {"clips": rows, "long": long, "by_age": by_age(trial_files(request.data)[: 1 if request.quick else None])}


def drawn_runner(seconds: float, fps: float) -> Runner:
    return Runner(duration_s=seconds, fps=fps, width=SIZE[0], height=SIZE[1], px_per_m=PX_PER_M)


def small_clip(source: Runner | Path, file: Path) -> None:
    """A drawn clip, or a recording that fits into ``SIZE``."""
    if isinstance(source, Runner):
        draw_clip(source, file)
        return
    clip = read_clip(source)
    scale = min(SIZE[0] / clip.width, SIZE[1] / clip.height, 1.0)
    width, height = (int(scale * side) // 2 * 2 for side in (clip.width, clip.height))
    with VideoWriter(file, width, height, clip.capture_fps) as writer, closing(frames(clip)) as stream:
        for frame in stream:
            writer.write(frame.rgb(max(width, height))[:height, :width], frame.time_s)


def played(clip: Path) -> LiveRun:
    """Every frame, one after the other; the path is waited for, so that a busy machine changes nothing."""
    run, engine = LiveRun(), LiveEngine(LiveSettings(), beside=False)
    with closing(frames(read_clip(clip))) as stream:
        for frame in stream:
            for step in engine.see(frame).steps:
                run.first.setdefault(step.number, step)
                if step.complete:
                    run.complete[step.number] = step
    engine.close()
    return run


def compared(clip: Path) -> dict[str, Any]:
    """Live beside offline."""
    offline, live = analyze(clip, AnalyzeOptions(preset="standard")), played(clip)
    contacts = [(each.side, each.time_s) for each in offline.events if each.type == "initial_contact"]
    end = float(offline.track["time"].values[-1])
    clear = [each for each in contacts if SEEN_FIRST_S < each[1] < end - UNSETTLED_S]
    pairs = matched(live.contacts, contacts)
    apart = [1e3 * (live.contacts[i][1] - contacts[k][1]) for i, k in pairs.items()]
    missed = [each for each in clear if each not in {contacts[k] for k in pairs.values()}]
    return {
        "fps": read_clip(clip).capture_fps,
        "seconds": end,
        "steps": len(clear),
        "missed": len(missed),
        "invented": len(invented(live.contacts, pairs)),
        "contact_bias_ms": float(np.mean(apart)),
        "contact_sd_ms": float(np.std(apart)),
        "contact_p95_ms": float(np.percentile(np.abs(apart), 95)),
        "cadence": cadence_beside(live, contacts),
        "waited_p50_ms": float(np.percentile(live.waited_ms, 50)),
        "measures": list(measures_beside(live, offline)),
    }


def matched(live: Sequence[Contact], offline: Sequence[Contact]) -> dict[int, int]:
    """Index of each live contact -> that of the offline one of the same foot that it is."""
    pairs: dict[int, int] = {}
    for i, (side, time_s) in enumerate(live):
        near = [(abs(at - time_s), k) for k, (foot, at) in enumerate(offline) if foot == side]
        apart, k = min(near, default=(np.inf, -1))
        if apart < MATCH_S and k not in pairs.values():
            pairs[i] = k
    return pairs


def invented(live: Sequence[Contact], pairs: Mapping[int, int]) -> list[Contact]:
    """Live contacts that are no offline one, of the stretch in which the offline ones are asked for."""
    return [each for i, each in enumerate(live) if i not in pairs and each[1] > SEEN_FIRST_S]


def cadence_beside(live: LiveRun, contacts: Sequence[Contact]) -> dict[str, float]:
    """Live cadence of each step against that of the offline contacts of the same eight steps, steps/min."""
    times = sorted(time_s for _, time_s in contacts)
    after = min(AFTER_S, times[-1] / 2)
    rows = []
    for step in live.first.values():
        k = int(np.argmin(np.abs(np.array(times) - step.contact_s)))
        told = step.values["cadence"].value
        if told is not None and step.contact_s >= after and k >= 8:
            rows.append((told, 60 * 8 / (times[k] - times[k - 8])))
    told_live, told_offline = np.array(rows).T
    apart = told_live - told_offline
    return {
        "live": float(told_live.mean()),
        "offline": float(told_offline.mean()),
        "mean_apart": float(apart.mean()),
        "most_apart": float(np.abs(apart).max()),
    }


def measures_beside(live: LiveRun, offline: Analysis) -> Iterator[dict[str, Any]]:
    """Mean of each leg's live values beside the offline mean and its interval."""
    for name in LIVE_MEASURES:
        if name == "cadence":
            continue
        summary = offline.summary(name)
        steps = [step for step in live.complete.values() if name in step.values]
        per_leg = [
            [value for step in steps if step.leg == side and (value := step.values[name].value) is not None]
            for side in ("left", "right")
        ]
        known = summary.mean is not None and all(per_leg)
        mean = float(np.mean([np.mean(values) for values in per_leg])) if known else None
        inside = None if mean is None or summary.ci_low is None else summary.ci_low <= mean <= (summary.ci_high or 0.0)
        yield {
            "measure": name,
            "unit": summary.unit,
            "live": mean,
            "live_status": steps[-1].values[name].status if steps else None,
            "offline": summary.mean,
            "ci_low": summary.ci_low,
            "ci_high": summary.ci_high,
            "status": summary.status,
            "inside": inside,
        }


class LooksAgain(LiveLooker):
    """Looks of a clip, played over and over: what is counted are the steps, the pose model has been asked once."""

    def __init__(self, kept: Sequence[Look]) -> None:
        self._kept = kept

    def look(self, frame: Frame) -> Look:
        """The look of the frame that this one repeats."""
        return replace(self._kept[frame.index % len(self._kept)], frame=frame.index, time_s=frame.time_s)

    @property
    def people(self) -> int:
        return 1


def counted(request: Request, seconds: float) -> dict[str, float]:
    """Steps of a drawn run at 30 frames a second against those that were drawn."""
    request.tell("live: steps counted", 0, 1)
    runner, clip = steady_runner(), request.work / "loop.mp4"
    draw_clip(runner, clip)
    with closing(frames(read_clip(clip))) as stream:
        pictures = list(stream)
    looker = LiveLooker()
    kept = [looker.look(frame) for frame in (*pictures, *pictures)][len(pictures) :]
    engine = LiveEngine(LiveSettings(), beside=False)
    steps: dict[int, Step] = {}
    engine.looker = LooksAgain(kept)
    for index in range(round(seconds * runner.fps)):
        frame = replace(pictures[index % len(pictures)], index=index, time_s=index / runner.fps)
        steps |= {step.number: step for step in engine.see(frame).steps if step.number not in steps}
    engine.close()
    return against_truth([(step.leg, step.contact_s) for step in steps.values()], runner, seconds)


def steady_runner() -> Runner:
    """Every stride like the others, and a whole number of them."""
    runner = drawn_runner(LOOP_S, 30.0)
    return replace(runner, cadence_spm=LOOP_SPM, variability=NO_VARIABILITY, drift_m=0.0)


def against_truth(live: Sequence[Contact], runner: Runner, seconds: float) -> dict[str, float]:
    """Live contacts beside those of the loop, as often as it was played."""
    loop = [(e["side"], float(e["time_s"])) for e in truth(runner)["events_exact"] if e["type"] == "initial_contact"]
    turns = range(int(np.ceil(seconds / runner.duration_s)))
    known = [(side, time_s + turn * runner.duration_s) for turn in turns for side, time_s in loop]
    begin, end = min(time_s for _, time_s in live) - MATCH_S, seconds - UNSETTLED_S
    clear = [each for each in known if begin < each[1] < end]
    pairs = matched(live, known)
    found = {known[k] for k in pairs.values()}
    apart = [1e3 * (live[i][1] - known[k][1]) for i, k in pairs.items()]
    return {
        "seconds": seconds,
        "steps": len(clear),
        "missed": sum(each not in found for each in clear),
        "invented": len(live) - len(pairs),
        "first_s": float(begin + MATCH_S),
        "contact_p95_ms": float(np.percentile(np.abs(apart), 95)),
    }


def figures(result: Result) -> Mapping[str, float | None]:
    clips, long = result["clips"], result["long"]
    fast = [row["contact_p95_ms"] for row in clips if row["fps"] > 55]
    judged = [each["inside"] for row in clips for each in row["measures"] if each["inside"] is not None]
    return {
        "miscounted": max(row["missed"] + row["invented"] for row in clips),
        "miscounted_long": long["missed"] + long["invented"],
        "cadence_apart": max(abs(row["cadence"]["mean_apart"]) for row in clips),
        "contact_p95_60": max(fast) if fast else None,
        "measures_inside": 100 * float(np.mean(judged)) if judged else None,
    }
