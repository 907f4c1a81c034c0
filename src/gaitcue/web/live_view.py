"""A live retraining as its pages show it: target, plan and results in words, the state of a session as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaitcue.clinic.rule_data import cues
from gaitcue.live.protocol.result import SessionResult
from gaitcue.live.protocol.schedule import SessionPlan
from gaitcue.live.protocol.session import Band, SessionState
from gaitcue.live.protocol.target import Aim, Target
from gaitcue.live.records import Seen
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.retraining import reason_words, reasons_words
from gaitcue.report.wording.sentences import filled, note_text
from gaitcue.report.wording.words import number, with_unit
from gaitcue.web.words import words

COARSE = ("steps/min",)
"""units whose numbers are shown without decimals"""


def decimals(unit: str) -> int:
    return 0 if unit in COARSE else 1


@dataclass(frozen=True, slots=True)
class TargetView:
    """The target in words."""

    title: str
    usual: str
    band: str


def target_view(target: Target | None) -> TargetView | None:
    """None while the baseline is not known."""
    if target is None:
        return None
    digits = decimals(target.unit)
    band = f"{number(target.low, digits)} to {number(target.high, digits)}"
    usual = with_unit(number(target.baseline, digits), target.unit)
    return TargetView(title_of(target.measure), usual, with_unit(band, target.unit))


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a session is going to be, in words."""

    title: str
    lines: tuple[str, ...]


def plan_view(plan: SessionPlan) -> PlanView:
    """Minutes, walking, feedback, what is different today."""
    told = words()["live"]["plan"]
    title = told["test"] if plan.kind == "test" else told["session"].format(number=plan.number)
    lines = [told["run"].format(minutes=plan.run_s / 60)]
    if plan.baseline_s:
        lines.insert(0, told["baseline"].format(seconds=plan.baseline_s))
    if plan.walk_run:
        runs = sum(not one.walk for one in plan.stretches)
        lines.append(told["walk_run"].format(runs=runs, minutes=plan.total_s / 60))
    lines.append(_feedback(plan, told))
    return PlanView(title, (*lines, *reasons_words(plan.notes)))


def _feedback(plan: SessionPlan, told: Mapping[str, str]) -> str:
    if not plan.blocks:
        return told["no_feedback"]
    if plan.feedback_share >= 1:
        return told["all_feedback"]
    return filled(told["feedback"], {"share": 100 * plan.feedback_share, "blocks": len(plan.blocks)})


def cue_words(aim: Aim) -> str:
    """What is said to the runner, in the chosen wording."""
    cue = cues()[aim.cue]
    return cue.internal if aim.wording == "internal" else cue.external


@dataclass(frozen=True, slots=True)
class BandView:
    """Steps with feedback, or without, against the band."""

    name: str
    steps: int
    share_pct: float | None
    mean: str


def band_views(result: SessionResult, target: Target | None) -> tuple[BandView, ...]:
    named, unit = words()["live"]["result"], target.unit if target else ""

    def view(name: str, band: Band) -> BandView:
        mean = with_unit(number(band.mean, decimals(unit)), unit) if band.mean is not None else ""
        return BandView(named[name], band.steps, None if band.share is None else 100 * band.share, mean)

    return view("with_feedback", result.with_feedback), view("without_feedback", result.without_feedback)


# --- what a page is told while it goes on -----------------------------------------------------------------------------


def told_state(state: SessionState) -> dict[str, Any]:
    """Where a session stands. Without feedback its number is left out: what fades is not even sent."""
    plan, ended = state.plan, state.ended
    return {
        "kind": "state",
        "phase": state.phase,
        "before_pause": state.before_pause,
        "baseline_s": state.baseline_s,
        "baseline_of_s": plan.baseline_s,
        "elapsed_s": state.elapsed_s,
        "total_s": plan.total_s,
        "run_s": state.run_s,
        "feedback": state.feedback,
        "walk": state.walk,
        "pain_due": state.pain_due,
        "steps": state.steps,
        "target": _told_target(state),
        "summary": reason_words(state.summary) if state.summary and state.feedback else "",
        "remarks": list(reasons_words(state.remarks)),
        "ended": {"code": ended.code, "words": reason_words(ended)} if ended else None,
    }


def _told_target(state: SessionState) -> dict[str, Any] | None:
    target = state.target
    if target is None:
        return None
    return {
        "measure": target.measure,
        "title": title_of(target.measure),
        "unit": target.unit,
        "decimals": decimals(target.unit),
        "low": target.low,
        "high": target.high,
        "baseline": target.baseline,
        "value": state.value if state.feedback else None,
    }


def told_seen(seen: Seen) -> dict[str, Any]:
    """One frame that was looked at: where its points are, in parts of its width and height."""
    parts = seen.points / np.array(seen.size, float)
    places = [[round(float(x), 4), round(float(y), 4)] if np.isfinite([x, y]).all() else None for x, y in parts]
    return {
        "kind": "seen",
        "frame": seen.frame,
        "time_s": seen.time_s,
        "points": places,
        "rate_hz": round(seen.rate_hz, 1) if np.isfinite(seen.rate_hz) else None,
        "look_ms": round(1000 * seen.look_s, 1),
        "remarks": [{"code": one.code, "words": note_text(one)} for one in seen.remarks],
    }
