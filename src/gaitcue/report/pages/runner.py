"""The runner's page: what to do first, then why.

Sentences in plain words; codes, rules and sources are the clinician's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care import rules as care_rules
from gaitcue.care.programme.ladders import walk_run_level
from gaitcue.care.programme.table import limit
from gaitcue.clinic.gait_facts import pick
from gaitcue.clinic.rule_data import Target, cues, rules, setting, table
from gaitcue.clinic.verdicts.dose import asked_pct
from gaitcue.clinic.verdicts.next_step import cadence_aim
from gaitcue.report.pages.components import Alarm, ExerciseCard, alarm_of, exercise_card
from gaitcue.report.wording import words
from gaitcue.report.wording.codes import runner_text, said, vetoed_words
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Advice, CueOffer, ExerciseAdvice, Finding, Reason
from gaitcue.terms.records import Analysis

ABOUT_PERSON, FIRST_OF_ALL = "person", ("red-flag", "referral")
MOST_WHY: Final = 2
MOST_EXERCISES: Final = 2
"""More would not be read in two minutes, nor done (product default)."""
SPOKEN_FOR: Final = "spoken_for"
"""The reason that a rule gives, which is told as the rule's own words."""
ABOUT_THE_CUE: Final = frozenset({"helps", "helped_before", "pair"})
"""Reasons that tell what the cue does, not what was seen."""
SAID_FIRST: Final[frozenset[str | None]] = frozenset({"none", "quality"})
"""Kinds of rules that the first line words where there is no cue."""
BONE_HEALED: Final = "M17"
"""The modifier of a cleared bone stress injury: a bone is not run on while it hurts, however little."""
NO_TALK: Final = frozenset({"nothing_hurts"})
"""Codes of no cue with which nothing else is told to be looked after."""


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


@dataclass(frozen=True, slots=True)
class RunnerPage:
    """What the runner reads, in the order in which it is told."""

    alarm: Alarm | None
    blocked: bool
    """nothing is told besides the alarm"""
    lead: str
    asked: str
    """that the safety questions are open; empty when they were answered"""
    cue: CueCard | None
    load: tuple[str, ...]
    """how to run for now, where there is no cue"""
    stage: str
    exercises: tuple[ExerciseCard, ...]
    pain: str
    """how much pain is fine in the exercises"""
    beside: tuple[str, ...]
    """what to take back when it hurts more, and what comes next"""
    common: str
    """that a dose is common practice; empty where each was read in a source"""
    avoid: tuple[str, ...]
    seat: tuple[str, ...]
    ready: tuple[str, ...]
    history: tuple[str, ...]
    again: tuple[str, ...]
    well: bool
    """nothing hurts and nothing has to be done"""
    goal: str
    why: tuple[str, ...]


def runner_page(advice: Advice, findings: Sequence[Finding], analysis: Analysis | None) -> RunnerPage:
    """The runner's page of one person.

    Parameters
    ----------
    advice, findings : as decided; what is blocked is in neither
    analysis : the recording that they rest on; None for somebody who was not filmed
    """
    cue = None if advice.first is None or advice.blocked else _cue(advice.first, advice, analysis)
    shown = not advice.blocked
    return RunnerPage(
        alarm=alarm_of(advice),
        blocked=advice.blocked,
        lead=_lead(advice, analysis),
        asked=" ".join(filter(None, (said("asked", advice.asked, "runner"), *_if_back(advice)))),
        cue=cue,
        load=tuple(_load(advice)) if shown and not advice.ready else (),
        stage=_stage(advice) if shown else "",
        exercises=tuple(exercise_card(item) for item in _exercises(advice)),
        pain=filled(_do("pain_exercise"), {"ok": f"{limit('pain_ok'):g}"}) if _exercises(advice) else "",
        beside=tuple(_beside(advice)) if shown else (),
        common="" if all(item.dose_verified for item in _exercises(advice)) else _do("common"),
        avoid=tuple(item.runner for item in advice.avoid) if shown else (),
        seat=tuple(_seat(advice)) if shown else (),
        ready=tuple(_ready(advice)) if shown else (),
        history=tuple(_history(advice)) if shown else (),
        again=tuple(_again(advice, filmed=analysis is not None)) if shown else (),
        well=advice.no_cue in NO_TALK,
        goal=filled(_do("goal"), {"wants": sentence(advice.wants)}) if shown and advice.wants else "",
        why=tuple(_why(findings, advice))[:MOST_WHY] if shown else (),
    )


def _if_back(advice: Advice) -> Iterator[str]:
    """A clearance lifts the block, never the advice."""
    for action in advice.if_back:
        yield filled(wording()["alarm"]["back"], {"who": advice.cleared, "action": action[:1].lower() + action[1:]})


def _do(name: str) -> str:
    return str(wording()["do"][name])


# --- the first line and the cue ---------------------------------------------------------------------------------------


def _lead(advice: Advice, analysis: Analysis | None) -> str:
    first = advice.first
    if advice.actions and (advice.blocked or advice.no_cue == "blocked"):
        return advice.actions[0]
    if first is None:
        code = "not_filmed_well" if advice.no_cue == "not_filmed" and _is_well(advice) else advice.no_cue
        return str(wording()["lead"][code or "no_known_reason"])
    named = " and ".join(cues()[name].runner for name in first.cue.split("+"))
    steps = cadence_target(first, analysis)
    values = {"title": named, **(steps or {})}
    return filled(wording()["lead"]["cue_target" if steps and _is_cadence(first) else "cue"], values)


def _is_well(advice: Advice) -> bool:
    return not (advice.hurts or advice.exercises or advice.avoid or advice.seat)


def _is_cadence(offer: CueOffer) -> bool:
    """A cadence cue by itself; of a pair the first line would not say which of the two the numbers belong to."""
    return all(cues()[name].dose_pct is not None for name in offer.cue.split("+"))


def cadence_target(offer: CueOffer, analysis: Analysis | None) -> dict[str, float] | None:
    """Steps a minute as they are and as they are to be, for a cue that has a dose; None without one, or unmeasured."""
    row = pick(analysis.measures, "cadence") if analysis is not None else None
    usual_spm = None if row is None else row.mean
    aim = cadence_aim(offer.cue.split("+"), usual_spm, half=offer.dose == "half")
    return None if aim is None else {"from_spm": aim.from_spm, "to_spm": aim.to_spm}


def _rise_pct(offer: CueOffer) -> float | None:
    asked = asked_pct(offer.cue.split("+"))
    return asked / 2.0 if asked is not None and offer.dose == "half" else asked


def _cue(offer: CueOffer, advice: Advice, analysis: Analysis | None) -> CueCard:
    names = offer.cue.split("+")
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
    for name in offer.cue.split("+"):
        if cues()[name].dose_pct is not None:
            steps = cadence_target(offer, analysis)
            code = "cadence" if steps else "cadence_not_measured"
            yield filled(wording()["target"][code], steps or {"rise_pct": _rise_pct(offer)})
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
        yield filled(_do("half"), {"blocks": filled(_do("blocks"), blocks)})
    usual, with_cue = advice.trial_min or (setting("protocol", "usual_min"), setting("protocol", "cue_min"))
    yield filled(_do("try"), {"usual": words.minutes(usual), "with_cue": words.minutes(with_cue)})
    names = {"least": "least_a_week", "most": "most_a_week", "first": "first_min", "last": "last_min"}
    code = "practise_held" if advice.held else "practise_half" if half else "practise"
    values = {name: runs[key]["value"] for name, key in names.items()}
    yield filled(_do(code), values | {"tolerated": setting("triage", "pain_tolerated")})
    yield from _flat(advice)
    low, high = runs["first_week_share_pct"]["value"]
    yield filled(_do("week"), {"low": low, "high": high})
    yield from _longest(advice)


def _flat(advice: Advice) -> Iterator[str]:
    if any(item.code == "hills" for item in advice.avoid):
        yield filled(_do("flat"), {"order": care_rules.table("stages")["return_order"]["runner"]})


def _stop(advice: Advice) -> Iterator[str]:
    code = "stop_bone" if BONE_HEALED in advice.modifiers else "stop"
    yield filled(_do(code), {"rise": _plain("trial", "pain_worse"), "limit": _plain("triage", "pain_ceiling")})
    yield filled(_do("morning"), {"worse": _plain("trial", "next_day_worse")})


def _longest(advice: Advice) -> Iterator[str]:
    """How long a run may be for somebody who hurts and told their longest of the last month."""
    if advice.longest_run_km:
        most, spike = _grown(advice.longest_run_km)
        yield filled(_do("longest"), {"most": most, "pct": spike})


def _grown(longest_km: float) -> tuple[str, float]:
    """The longest run that is no spike, and how many per cent it is beyond the longest so far."""
    spike = care_rules.table("stages")["growing"]["longest_run_pct"]["value"]
    return f"{longest_km * (1.0 + spike / 100.0):.0f}", spike


def _plain(group: str, name: str) -> str:
    return f"{setting(group, name):g}"


# --- load, exercises, the rest ----------------------------------------------------------------------------------------


def _load(advice: Advice) -> Iterator[str]:
    """Flat or hills; and when to stop a run, where no cue has said so already."""
    if not advice.runs or {"running", "load"} & set(advice.blocks):
        return
    if advice.first is None:
        yield from _flat(advice)
    if advice.first is None and not _is_well(advice):
        code = "pain_bone" if BONE_HEALED in advice.modifiers else "pain_running"
        yield filled(_do(code), {"limit": _plain("triage", "pain_ceiling")})
        yield from _longest(advice)
    if advice.hurts and not advice.exercises and "exercise" not in advice.blocks:
        yield _do("no_exercises")


def _exercises(advice: Advice) -> Sequence[ExerciseAdvice]:
    return () if "exercise" in advice.blocks else advice.exercises[:MOST_EXERCISES]


def _stage(advice: Advice) -> str:
    stage = advice.stage
    if stage is None or not _exercises(advice):
        return ""
    title = stage.title[:1].lower() + stage.title[1:]
    return filled(_do("stage"), {"number": stage.number, "of": stage.of, "title": title})


def _beside(advice: Advice) -> Iterator[str]:
    if advice.stage is None or not _exercises(advice):
        return
    yield advice.stage.runner
    if _both_sides(advice):
        yield _do("both_legs")
    yield _do("back")
    if advice.stage.shut:
        conditions = words.joined(tuple(wording()["shut"][reason.code] for reason in advice.stage.shut))
        yield filled(_do("next_stage"), {"conditions": conditions})


def _seat(advice: Advice) -> Iterator[str]:
    """Advice on the seat; somebody who sits for much of the day is told that it matters."""
    told = next((one.value for one in advice.person if one.field == "seated_h"), None)
    hours = told if isinstance(told, int | float) else 0.0
    if advice.seat and hours >= limit("seated_much_h"):
        yield filled(_do("seated"), {"hours": f"{hours:g}"})
    yield from (item.runner for item in advice.seat)


def _both_sides(advice: Advice) -> bool:
    """Whether one complaint of now is on both sides."""
    told = {(one.field, one.entry): one.value for one in advice.person}
    both = [entry for (field, entry), value in told.items() if field == "problems[].side" and value == "both"]
    return any(told.get(("problems[].status", entry)) == "current" for entry in both)


def _ready(advice: Advice) -> Iterator[str]:
    """For somebody who rests: how to run is told there, as the third thing and not as the first."""
    if not advice.ready:
        return
    yield filled(_do("ready"), {"conditions": "; ".join(item.runner for item in advice.ready)})
    first = walk_run_level(1)
    told = {"run_s": first.run_s, "walk_min": first.walk_s / 60.0, "repeats": first.repeats}
    yield filled(_do("walk_run"), told)
    yield from _load(advice)


def _history(advice: Advice) -> Iterator[str]:
    """What the history adds, and what was raised that comes before nothing."""
    if alarm_of(advice) is None:
        yield from advice.actions[1 if advice.no_cue == "blocked" else 0 :]
    yield from (said("contradiction", code, "runner") for code in advice.contradictions)
    yield from (sentence(item.runner) for item in advice.history if item.runner)
    yield from _worry(advice)
    if "filming" not in advice.blocks:
        yield from filter(None, (said("note", code, "runner") for code in advice.notes))


def _worry(advice: Advice) -> Iterator[str]:
    """What the person is afraid of is taken up, in their own words."""
    told = next((str(one.value) for one in advice.person if one.field == "fears"), "")
    if told:
        yield filled(_do("worry"), {"fears": sentence(told)})


def _again(advice: Advice, *, filmed: bool) -> Iterator[str]:
    barred = "filming" in advice.blocks
    if not barred and (advice.no_cue in NO_TALK or (not filmed and _is_well(advice))):
        yield from _growing(advice)
        yield _do("again_well")
        return
    stopping: Mapping[str, Any] = table("rules")["stopping"]
    weeks = int(stopping["review_weeks"]["value"])
    day = {"day": day_words((date.fromisoformat(advice.on) if advice.on else date.today()) + timedelta(weeks=weeks))}
    may_film = filmed and advice.runs and not barred
    code = "film_cue" if advice.first else "film" if may_film else "check"
    yield filled(_do(f"{code}_sore_side" if code != "check" and _sore_leg_was_far(advice) else code), day)
    yield filled(_do("clinician"), {"weeks": int(stopping["clinician_week"]["value"])})


def _sore_leg_was_far(advice: Advice) -> bool:
    return advice.no_cue == "painful_leg_not_seen" or "painful_leg_far" in advice.notes


def _growing(advice: Advice) -> Iterator[str]:
    """How somebody with nothing wrong runs further, in their own kilometres where they told them."""
    if not advice.runs:
        return
    most, spike = _grown(advice.longest_run_km or 0.0)
    own = f", so at most {most} km now" if advice.longest_run_km else ""
    yield filled(_do("growing"), {"pct": spike, "own": own})


def day_words(day: date) -> str:
    """For example "4 December"."""
    return f"{day.day} {day:%B}"


# --- why --------------------------------------------------------------------------------------------------------------


def _why(findings: Sequence[Finding], advice: Advice) -> Iterator[str]:
    """The rules' hypotheses; not those that the first line has said already."""
    kinds = {rule.id: rule.kind for rule in rules()}
    said_so = SAID_FIRST if advice.first is None else frozenset()
    for finding in findings:
        if finding.id not in (ABOUT_PERSON, *FIRST_OF_ALL) and kinds.get(finding.rule) not in said_so:
            doubt = f" {wording()['unsure']['runner']}" if unsure(finding.inputs) else ""
            # a clinician's own words stand by themselves
            not_for = "" if "rule_text" in finding.inputs else vetoed_words(finding, "runner")
            yield " ".join(filter(None, (runner_text(finding), not_for))) + doubt


def unsure(inputs: Mapping[str, Any]) -> bool:
    """Whether a value behind the finding lies within its error of the limit, or is of low confidence."""
    weak = inputs.get("certainty", CLEAR) != CLEAR or inputs.get("status") == "low_confidence"
    return weak or any(unsure(inner) for inner in inputs.values() if isinstance(inner, Mapping))


CLEAR: Final = "clear"
"""What the facts say of a value that lies beyond its error of the limit."""
