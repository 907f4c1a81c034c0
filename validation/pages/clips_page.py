"""Words, tables and pictures of the section on real clips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from validation.sections.clips import FIGURES
from validation.tools.markdown import number, signed, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    return {
        "pooled": pooled(result),
        "by_clip": by_clip(result),
        "event_bias": event_bias(result),
        "offsets": offsets(result),
        "eye": eye(result),
        "eye_totals": eye_totals(result),
        "left_out": left_out(result),
        "others": others(result),
    }


def title_of(tracker: str) -> str:
    name, _, more = tracker.partition(",")
    plain = {"mediapipe": "stock MediaPipe", "rtmpose": "RTMPose"}.get(name, f"gaitcue {name}")
    return plain + (f",{more}" if more else "")


HEAD = (
    "tracker", "clips", "near events", "invented", "far events", "invented", "near excess, gross, coverage",
    "far excess, gross, coverage", "shank deg", "hip-shoulder deg", "knee deg", "ankle-hip % leg",
)  # fmt: skip


def pooled(result: Result) -> str:
    rows = []
    for tracker, scores in result["trackers"].items():
        rows.append([title_of(tracker), str(len(scores) - 1), *cells(scores["pooled"])])
    return table(HEAD, rows)


def by_clip(result: Result) -> str:
    rows = []
    for clip in [name for name in result["trackers"]["standard"] if name != "pooled"]:
        for tracker, scores in result["trackers"].items():
            if clip in scores:
                rows.append([title_of(tracker), clip, *cells(scores[clip])])
    return table(("tracker", "clip", *HEAD[2:]), rows)


def cells(score: Result) -> Iterator[str]:
    for leg in ("near", "far"):
        events = score["events"][leg]
        yield f"{number(events['within_tolerance_pct'], 0)} % of {events['truth']}"
        yield str(events["extra"])
    for leg in ("near", "far"):
        points = score["keypoints"][leg]
        if "excess" in points:
            gross = f"{points['gross_frames']}/{points['frames']}"
            yield f"{number(points['excess'])} %, {gross}, {number(points['coverage_pct'], 0)} %"
        else:
            yield "none"
    for name in FIGURES:
        yield number(score["figures"][name])


def event_bias(result: Result) -> str:
    names = ("near_IC", "near_TO", "far_IC", "far_TO")
    clips = {name: score for name, score in result["trackers"]["standard"].items() if name != "pooled"}
    rows = [[clip, *(signed(score["bias_frames"][name], 2) for name in names)] for clip, score in clips.items()]
    return table(["clip", *(name.replace("_IC", ": contact").replace("_TO", ": toe-off") for name in names)], rows)


def offsets(result: Result) -> str:
    clips = list(result["offsets"])
    names = sorted({name for clip in clips for name in result["offsets"][clip]}, key=order)
    rows = []
    for name in names:
        row = [result["offsets"][clip].get(name, {}) for clip in clips]
        means = [mean(r.get(axis) for r in row) for axis in ("forward", "up")]
        rows.append([name.replace("_", " "), *(pair(r.get("forward"), r.get("up")) for r in row), pair(*means)])
    return table(["point", *clips, "mean"], rows)


def eye(result: Result) -> str:
    """Mean difference from the eye's angle / half width stated, and the single frames inside."""
    rows: dict[str, list[str]] = {}
    for clip in result["eye"].values():
        for row in clip["angles"]:
            cell = f"{signed(row['mean'])} / {number(row['stated'])}: {row['inside']} of {row['frames']}"
            rows.setdefault(f"{row['leg']} {row['angle']}", []).append(cell)
    return table(["angle", *result["eye"]], [[name, *cells] for name, cells in rows.items()])


def eye_totals(result: Result) -> str:
    angles = [row for clip in result["eye"].values() for row in clip["angles"]]
    events = [row for clip in result["eye"].values() for row in clip["events"]]
    frames, means = sum(row["frames"] for row in angles), sum(row["mean_inside"] for row in angles)
    inside, held = sum(row["inside"] for row in angles), sum(row["inside"] for row in events)
    share = f"{number(100 * inside / frames, 0)} %"
    return (
        f"{means} of {len(angles)} means of a clip lie inside the stated half width alone, {inside} of {frames} single "
        f"frames ({share}) inside it and the eye's own doubt, {held} of {sum(row['eye'] for row in events)} events too."
    )


def left_out(result: Result) -> str:
    """Angles inside what the other clips alone say of the errors, beside what the product states."""
    rows, totals = [], {"others": 0, "product": 0, "frames": 0}
    for clip, told in result["left_out"].items():
        inside = {"others": told["angles"], "product": result["eye"][clip]["angles"]}
        counts = {who: sum(row["inside"] for row in angles) for who, angles in inside.items()}
        counts["frames"] = sum(row["frames"] for row in told["angles"])
        totals = {key: totals[key] + count for key, count in counts.items()}
        sizes = ", ".join(f"{joint} {number(x)} / {number(y)}" for joint, (x, y) in sorted(told["errors"].items()))
        rows.append([clip, *shares(counts), sizes])
    head = ("clip left out", "inside, by the other clips", "inside, as the product states", "errors by the other clips")
    return table(head, [*rows, ["all", *shares(totals), ""]])


def shares(counts: dict[str, int]) -> Iterator[str]:
    for who in ("others", "product"):
        yield f"{counts[who]} of {counts['frames']} ({number(100 * counts[who] / counts['frames'], 0)} %)"


def order(name: str) -> tuple[bool, int]:
    leg, _, joint = name.partition("_")
    joints = ("ear", "shoulder", "hip", "knee", "ankle", "heel", "toe")
    return leg == "far", joints.index(joint) if joint in joints else len(joints)


def mean(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


def pair(forward: float | None, up: float | None) -> str:
    return f"{signed(forward)} / {signed(up)}"


def others(result: Result) -> str:
    rows = []
    for clip, row in result["others"].items():
        if row["outcome"] == "refused":
            rows.append([clip, "refused", row["reason"]])
        else:
            text = f"{row['contacts']} contacts, cadence {number(row['cadence_spm'], 1)} spm"
            said = dict.fromkeys(note.replace("_", " ") for note in row["notes"])
            notes = f"; notes: {', '.join(said)}" if said else ""
            rows.append([clip, "measured", text + notes])
    return table(["clip", "outcome", "what is said"], rows)


def pictures(result: Result) -> dict[str, str]:
    names, near, far = [], [], []
    shown = {name: scores for name, scores in result["trackers"].items() if not name.endswith("cleaned")}
    for tracker, scores in shown.items():
        for clip, score in scores.items():
            if clip != "pooled" or len(scores) > 2:
                names.append(f"{title_of(tracker)}: {'all' if clip == 'pooled' else short(clip)}")
                near.append(score["keypoints"]["near"].get("excess"))
                far.append(score["keypoints"]["far"].get("excess"))
    axis = Axis("excess error, % of leg length (shaded: what is asked of the near leg)", 0, 8, (0, 2.0))
    alt = "Excess error of near and far leg for each tracker and clip."
    return {"clips.svg": dots("Points against the eye", alt, names, [Series("near", near), Series("far", far)], axis)}


def short(clip: str) -> str:
    return clip.removeprefix("treadmill-")
