"""Can these runs be compared? Each check refuses the rows that it concerns, with a reason, and lets the others be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gaitcue.gait.policy import FPS_CONTACT
from gaitcue.terms.advice import Reason
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import Analysis, Note, Summary, note

STRIDE_TIMING = frozenset({"cadence", "step_time", "stride_time"})
CONTACT_TIMING = frozenset({"contact_time", "flight_time", "duty_factor", "contact_time_asymmetry"})
CONTACT_POSTURE = frozenset(
    {"foot_strike_angle", "shank_angle_ic", "shank_angle_loading", "leg_angle_ic", "knee_flexion_ic"}
    | {"hip_flexion_ic", "heel_com_distance", "ankle_hip_distance", "ankle_hip_distance_pct", "front_back_ratio"}
    | {"thigh_extension", "hip_extension"}
)
Concerns = Callable[[Summary], bool]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the conditions of two runs may differ. No limits are published; all are product defaults."""

    speed_kmh: float = 0.2
    incline_pct: float = 0.5
    height_cm: float = 3.0
    fps_ratio: float = 1.5
    fps_enough: float = FPS_CONTACT[0]
    """from here on the frame rate no longer matters for the comparison (product default, SouzaProt*)"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that must not be called a change, and why."""

    reason: Reason
    concerns: Concerns


def check_persons(analyses: Sequence[Analysis], limits: Limits) -> None:
    """Raise UnusableInput when the analyses are known to be of different persons."""
    persons = {str(person) for a in analyses if (person := a.provenance.get("person"))}
    if len(persons) > 1:
        raise UnusableInput(f"The runs are of different persons ({', '.join(sorted(persons))}): compare one person's.")
    heights = [a.conditions.height_cm for a in analyses if a.conditions.height_cm is not None]
    if heights and max(heights) - min(heights) > limits.height_cm:
        raise UnusableInput(
            f"The runs give heights of {min(heights):g} and {max(heights):g} cm: compare one person's, or correct them."
        )


def check_number(analyses: Sequence[Analysis], names: Sequence[str]) -> None:
    """Raise BadOption for fewer than two runs, or names that do not tell them apart."""
    if len(analyses) < 2:
        raise BadOption("A comparison needs two or more analyses: give BEFORE and AFTER.")
    if len(names) != len(analyses) or len(set(names)) != len(names):
        raise BadOption("Give every run a name of its own (one per analysis).")


def refusals(before: Analysis, after: Analysis, limits: Limits) -> list[Refusal]:
    """All reasons not to call (some) differences between two runs a change."""
    return [*_conditions(before, after, limits), *_camera(before, after, limits), *_method(before, after)]


def unlike(before: Analysis, after: Analysis, limits: Limits | None = None) -> tuple[Reason, ...]:
    """Why nothing of two runs can be compared, pictures included (speed, incline, surface); empty when it can."""
    found = refusals(before, after, limits or Limits())
    return tuple(refusal.reason for refusal in found if refusal.concerns is _everything)


def _everything(_: Summary) -> bool:
    return True


def _of_one_leg(row: Summary) -> bool:
    return row.leg != "both"


def _not_stride_timing(row: Summary) -> bool:
    return row.measure not in STRIDE_TIMING


def _needs_frame_rate(row: Summary) -> bool:
    return row.measure in CONTACT_TIMING | CONTACT_POSTURE


def _conditions(before: Analysis, after: Analysis, limits: Limits) -> Iterator[Refusal]:
    for reason in paces_differ(before.conditions, after.conditions, limits):
        yield Refusal(reason, _everything)


def paces_differ(before: Conditions, after: Conditions, limits: Limits | None = None) -> Iterator[Reason]:
    """Speed and incline that were told of two runs and keep their numbers from being compared; nothing for untold ones.

    Examples
    --------
    >>> [one.code for one in paces_differ(Conditions(speed_kmh=10.0), Conditions(speed_kmh=11.0, incline_pct=1.0))]
    ['speeds_differ']
    """
    limits = limits or Limits()
    a, b = before.speed_kmh, after.speed_kmh
    if a is not None and b is not None and abs(a - b) > limits.speed_kmh:
        yield Reason("speeds_differ", {"before": a, "after": b})
    a, b = before.incline_pct, after.incline_pct
    if a is not None and b is not None and abs(a - b) > limits.incline_pct:
        yield Reason("inclines_differ", {"before": a, "after": b})


def _camera(before: Analysis, after: Analysis, limits: Limits) -> Iterator[Refusal]:
    a, b = before.view, after.view
    if a.surface != b.surface:
        yield Refusal(Reason("surfaces_differ", {"before": a.surface, "after": b.surface}), _everything)
    if a.near_side and b.near_side and a.near_side != b.near_side:
        yield Refusal(Reason("near_sides_differ", {"before": a.near_side, "after": b.near_side}), _of_one_leg)
    if a.camera != b.camera:
        yield Refusal(Reason("cameras_differ"), _not_stride_timing)
    low, high = sorted((capture_fps(before), capture_fps(after)))
    if high / low > limits.fps_ratio and low < limits.fps_enough:
        yield Refusal(Reason("frame_rates_differ", {"low": low, "high": high}), _needs_frame_rate)


def _method(before: Analysis, after: Analysis) -> Iterator[Refusal]:
    a, b = before.track.attrs, after.track.attrs
    kind_a, kind_b = a.get("source_kind"), b.get("source_kind")
    if kind_a != kind_b:
        yield Refusal(Reason("sources_differ", {"before": kind_a, "after": kind_b}), _not_stride_timing)
        return
    model_a, model_b = (attrs.get("pose_model", "blazepose") for attrs in (a, b))
    if model_a != model_b:
        yield Refusal(Reason("models_differ", {"before": model_a, "after": model_b}), _not_stride_timing)
    elif a.get("preset") != b.get("preset"):
        presets = {"before": a.get("preset"), "after": b.get("preset")}
        yield Refusal(Reason("presets_differ", presets), _not_stride_timing)


def capture_fps(analysis: Analysis) -> float:
    """Rate of the clip's new pictures, or the sampling rate of the Track, Hz."""
    if analysis.clip is not None:
        return analysis.clip.new_fps
    time_s = analysis.track["time"].values
    return (len(time_s) - 1) / float(time_s[-1] - time_s[0]) if len(time_s) > 1 else 1.0


def comparability_notes(analyses: Sequence[Analysis], names: Sequence[str], limits: Limits) -> Iterator[Note]:
    """What a reader should know before believing that the cue made the difference."""
    yield from _untold(analyses)
    yield from (told for analysis in analyses for told in analysis.quality if told.code == "result_unlisted")
    for name, later in zip(names[1:], analyses[1:], strict=True):
        for refusal in refusals(analyses[0], later, limits):
            yield note("not_comparable", "serious", before=names[0], after=name, why=refusal.reason)
        if analyses[0].conditions.shoe != later.conditions.shoe:
            yield note("shoes_differ", "warning", before=names[0], after=name)


def _untold(analyses: Sequence[Analysis]) -> Iterator[Note]:
    for field, word in (("speed_kmh", "speed"), ("incline_pct", "incline")):
        if any(getattr(a.conditions, field) is None for a in analyses):
            yield note(f"{word}_not_told", "warning")
