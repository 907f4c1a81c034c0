"""How to run: how far, on what ground, when to stop, and how somebody who rests begins again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gaitcue.care import rules as care_rules
from gaitcue.care.programme.ladders import walk_run_level
from gaitcue.clinic.rule_data import setting
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.terms.advice import Advice

BONE_HEALED: Final = "M17"
"""The modifier of a cleared bone stress injury: a bone is not run on while it hurts, however little."""


def do(name: str) -> str:
    """One sentence of what to do, by its name."""
    return str(wording()["do"][name])


def plain(group: str, name: str) -> str:
    """A limit of the rules as it is told: "5", not "5.0"."""
    return f"{setting(group, name):g}"


def flat(advice: Advice) -> Iterator[str]:
    """On the flat first, for somebody who has to leave out hills; and what comes back in which order."""
    if any(item.code == "hills" for item in advice.avoid):
        yield filled(do("flat"), {"order": care_rules.table("stages")["return_order"]["runner"]})


def load(advice: Advice) -> Iterator[str]:
    """Flat or hills; and when to stop a run, where no cue has said so already."""
    if not advice.runs or {"running", "load"} & set(advice.blocks):
        return
    if advice.first is None:
        yield from flat(advice)
    if advice.first is None and not is_well(advice):
        code = "pain_bone" if BONE_HEALED in advice.modifiers else "pain_running"
        yield filled(do(code), {"limit": plain("triage", "pain_ceiling")})
        yield from longest(advice)
    if advice.hurts and not advice.exercises and "exercise" not in advice.blocks:
        yield do("no_exercises")


def ready(advice: Advice) -> Iterator[str]:
    """For somebody who rests: how to run is told there, as the third thing and not as the first."""
    if not advice.ready:
        return
    yield filled(do("ready"), {"conditions": "; ".join(item.runner for item in advice.ready)})
    first = walk_run_level(1)
    told = {"run_s": first.run_s, "walk_min": first.walk_s / 60.0, "repeats": first.repeats}
    yield filled(do("walk_run"), told)
    yield from load(advice)


def longest(advice: Advice) -> Iterator[str]:
    """How long a run may be for somebody who hurts and told their longest of the last month."""
    if advice.longest_run_km:
        most, spike = _grown(advice.longest_run_km)
        yield filled(do("longest"), {"most": most, "pct": spike})


def _grown(longest_km: float) -> tuple[str, float]:
    """The longest run that is no spike, and how many per cent it is beyond the longest so far."""
    ratio = care_rules.number("load", "single_run", "warn")
    return f"{longest_km * ratio:.0f}", round(100.0 * (ratio - 1.0))


def growing(advice: Advice) -> Iterator[str]:
    """How somebody with nothing wrong runs further, in their own kilometres where they told them."""
    if not advice.runs:
        return
    most, spike = _grown(advice.longest_run_km or 0.0)
    own = f", so at most {most} km now" if advice.longest_run_km else ""
    yield filled(do("growing"), {"pct": spike, "own": own})


def is_well(advice: Advice) -> bool:
    """Nothing hurts, and nothing has to be done or left out."""
    return not (advice.hurts or advice.exercises or advice.avoid or advice.seat)
