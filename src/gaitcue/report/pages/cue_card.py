"""The card of the cue to try first: its words, the runner's own numbers, how long, how often, and when to stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gaitcue.clinic.gait_facts import pick
from gaitcue.clinic.rule_data import Target, cues, setting, table
from gaitcue.clinic.verdicts.dose import rise_pct
from gaitcue.clinic.verdicts.next_step import cadence_aim
from gaitcue.report.pages.how_to_run import BONE_HEALED, do, flat, longest, plain
from gaitcue.report.wording import words
from gaitcue.report.wording.codes import said
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Advice, CueOffer, Reason
from gaitcue.terms.records import Analysis
from gaitcue.terms.together import cues_of

SPOKEN_FOR: Final = "spoken_for"
"""The reason that a rule gives, which is told as the rule's own words."""
ABOUT_THE_CUE: Final = frozenset({"helps", "helped_before", "pair"})
"""Reasons that tell what the cue does, not what was seen."""


@dataclass(frozen=True, slots=True)
class CueCard:
    """The one cue to try first, in its words and the runner's own numbers."""

    say: str
    explain: str
    target: str
    why: str
    steps: tuple[str, ...]
    """how long, how often, where"""
    stop: tuple[str, ...]


def is_cadence(offer: CueOffer) -> bool:
    """A cadence cue by itself; of a pair the first line would not say which of the two the numbers belong to."""
    return all(cues()[name].dose_pct is not None for name in cues_of(offer.cue))


def cadence_target(offer: CueOffer, analysis: Analysis | None) -> dict[str, float] | None:
    """Steps a minute as they are and as they are to be, for a cue that has a dose; None without one, or unmeasured."""
    row = pick(analysis.measures, "cadence") if analysis is not None else None
    usual_spm = None if row is None else row.mean
    aim = cadence_aim(cues_of(offer.cue), usual_spm, half=offer.dose == "half")
    return None if aim is None else {"from_spm": aim.from_spm, "to_spm": aim.to_spm}


def cue_card(offer: CueOffer, advice: Advice, analysis: Analysis | None) -> CueCard:
    """The card of one offered cue; without an analysis its target is told in per cent."""
    names = cues_of(offer.cue)
    return CueCard(
        say=" ".join(_saying(name) for name in names),
        explain=offer.internal,
        target=" ".join(_targets(offer, analysis)),
        why=_why_it(offer.reasons),
        steps=tuple(_steps(offer, advice)),
        stop=tuple(_stop(advice)),
    )


def _why_it(reasons: Sequence[Reason]) -> str:
    """What was seen, and in a sentence of its own what the cue does: else "it" would be what was seen."""
    does = [reason for reason in reasons if reason.code in ABOUT_THE_CUE]
    seen = [reason for reason in reasons if reason not in does and reason.code != SPOKEN_FOR]
    lines = (tuple(dict.fromkeys(said("reason", reason, "runner") for reason in some)) for some in (seen, does))
    return " ".join(sentence(words.joined(line)) for line in lines if line)


def _saying(name: str) -> str:
    """Clicks are spoken of beside the target, where there is a number to set them to."""
    return str(wording()["cue"].get(name) or cues()[name].external)


def _targets(offer: CueOffer, analysis: Analysis | None) -> Iterator[str]:
    """What each cue aims at, in the runner's own numbers."""
    for name in cues_of(offer.cue):
        if cues()[name].dose_pct is not None:
            steps = cadence_target(offer, analysis)
            code = "cadence" if steps else "cadence_not_measured"
            yield filled(
                wording()["target"][code],
                steps or {"rise_pct": rise_pct(cues_of(offer.cue), half=offer.dose == "half")},
            )
        elif analysis is not None:
            yield from _aim(name, analysis, offer.reasons)


def _shown(name: str, reasons: Sequence[Reason]) -> Sequence[Target]:
    """The measures that the cue should move, those first that gave the reason for it."""
    cue, limits = cues()[name], table("thresholds")["fact"]
    seen = {limits[reason.code].get("measure") for reason in reasons if reason.code in limits}
    own = [target for target in (*cue.target, *cue.helps) if target.measure in seen]
    return [*own, *cue.target]


def _aim(name: str, analysis: Analysis, reasons: Sequence[Reason]) -> Iterator[str]:
    for target in _shown(name, reasons)[:1]:
        row = pick(analysis.measures, target.measure)
        named = wording()["target"]
        template = named.get(target.measure) or named.get(f"{target.measure}_{target.wanted}")
        if template and row is not None and row.mean is not None:
            yield filled(template, {"value": words.with_unit(words.number(row.mean, 0), _unit(row.unit))})


def _unit(unit: str) -> str:
    return "pct" if unit.startswith("%") else unit


def _steps(offer: CueOffer, advice: Advice) -> Iterator[str]:
    runs, half = table("practice")["runs"], offer.dose == "half"
    if half:
        blocks = {name: entry["value"] for name, entry in table("practice")["blocks"].items()}
        yield filled(do("half"), {"blocks": filled(do("blocks"), blocks)})
    usual, with_cue = advice.trial_min or (setting("protocol", "usual_min"), setting("protocol", "cue_min"))
    yield filled(do("try"), {"usual": words.minutes(usual), "with_cue": words.minutes(with_cue)})
    names = {"least": "least_a_week", "most": "most_a_week", "first": "first_min", "last": "last_min"}
    code = "practise_held" if advice.held else "practise_half" if half else "practise"
    values = {name: runs[key]["value"] for name, key in names.items()}
    yield filled(do(code), values | {"tolerated": setting("triage", "pain_tolerated")})
    yield from flat(advice)
    low, high = runs["first_week_share_pct"]["value"]
    yield filled(do("week"), {"low": low, "high": high})
    yield from longest(advice)


def _stop(advice: Advice) -> Iterator[str]:
    code = "stop_bone" if BONE_HEALED in advice.modifiers else "stop"
    yield filled(do(code), {"rise": plain("trial", "pain_worse"), "limit": plain("triage", "pain_ceiling")})
    yield filled(do("morning"), {"worse": plain("trial", "next_day_worse")})
