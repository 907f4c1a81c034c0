"""The page of the clinic's rules, made from their data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gaitcue.clinic.red_flags import closing_text
from gaitcue.clinic.rule_data import Question, cues, guards, modifiers, pairs, questions, rules, table
from gaitcue.clinic.triage import BLOCKABLE
from gaitcue.clinic.triage.table import Trigger, considerations, levels, triggers


def rules_page() -> str:
    """Every rule, cue, threshold, red flag and source, as Markdown."""
    parts = (_head(), _rules(), _modifiers(), _conflicts(), _cues(), _guards(), _thresholds(), _flags(), _sources())
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _head() -> Iterator[str]:
    yield "# The clinic's rules\n"
    yield "Made from `src/gaitcue/clinic/data/` by `python -m tools.make_docs`. Grades: A trials, B prospective or"
    yield "surrogate, C cross-sectional or modelling, D expert opinion, E product default. A rule is a hypothesis to"
    yield "be tested, never a diagnosis. A source that ends in * was seen on a secondary page only.\n"


def _rules() -> Iterator[str]:
    yield "## From findings to hypotheses\n"
    for rule in rules():
        yield f"### {rule.id} ({rule.kind}, grade {rule.grade})\n"
        yield f"When {_condition(rule)}.\n"
        yield f"{rule.clinician}\n"
        yield f"For the runner: {rule.runner}\n"
        yield from (f"- {key}: {text}" for key, text in rule.advice.items())
        for name, needs in rule.needs.items():
            yield f"- {cues()[name].title} only with: {', '.join(needs).replace('!', 'not ').replace('_', ' ')}"
        if rule.last:
            yield f"- only where no other rule speaks{' of the gait' if rule.last == 'no_gait_rule' else ''}"
        if rule.no_cue:
            yield f"- no cue: {rule.no_cue.replace('_', ' ')}"
        if rule.overrides:
            yield f"- steps before: {', '.join(rule.overrides)}"
        yield f"- source: {', '.join(rule.sources)}\n"


def _condition(rule: Any) -> str:
    parts = [" and ".join(rule.all)] if rule.all else []
    parts += [f"any of ({', '.join(rule.any)})"] if rule.any else []
    none = getattr(rule, "none", ())
    parts += [f"none of ({', '.join(none)})"] if none else []
    return "; ".join(parts).replace("_", " ")


def _modifiers() -> Iterator[str]:
    yield "## What else about the person changes the advice\n"
    yield "| id | fact | advice | source |\n|---|---|---|---|"
    for item in modifiers():
        yield f"| {item.id} | {item.fact.replace('_', ' ')} | {item.advice} | {', '.join(item.sources)} |"


def _conflicts() -> Iterator[str]:
    yield "\n## Conflicts and stopping\n"
    yield f"Order: {' > '.join(table('rules')['conflicts']['order'])}.\n"
    yield from (f"- {entry['text']} ({', '.join(entry['sources'])})" for entry in table("rules")["stopping"].values())


def _cues() -> Iterator[str]:
    yield "\n## Cues\n"
    yield f"{table('cues')['focus']['text']} ({', '.join(table('cues')['focus']['sources'])})\n"
    yield "| cue | external | internal | aims at | load | not with | caution | grade, source |"
    yield "|---|---|---|---|---|---|---|---|"
    for cue in cues().values():
        aims = ", ".join(f"{t.measure} {t.wanted}" for t in cue.target)
        load = ", ".join(f"{tissue} {way}" for tissue, way in cue.effect.items() if way in ("up", "down"))
        vetoes = ", ".join(cue.veto).replace("_", " ") or "-"
        yield (
            f"| {cue.title} | {cue.external} | {cue.internal} | {aims} | {load} | {vetoes} | {cue.caution or '-'} | "
            f"{cue.grade}, {', '.join(cue.sources)} |"
        )
    yield "\nA cue that loads a tissue with a current problem is never offered; with a past one it loses two points."
    yield "It is offered only where a rule that holds speaks for it; the grade is of the evidence for what hurts.\n"
    for cue in cues().values():
        told = ", ".join(f"{site.replace('_', ' ')} {grade}" for site, grade in cue.grades.items())
        yield f"- {cue.title}: {told}; any other {cue.grade}"
    yield "\n## Pairs\n"
    yield "One cue at a time is the rule; a pair waits until one of its cues has held for two weeks by itself.\n"
    for pair in pairs():
        start = " from the start (the exception)" if pair.from_the_start else ""
        titles = " + ".join(cues()[name].title for name in pair.cues)
        yield f"- {titles}: {pair.site.replace('_', ' ')}{start} ({pair.grade}: {', '.join(pair.sources)})"


def _guards() -> Iterator[str]:
    yield "\n## What must not get worse in a trial\n"
    for guard in guards():
        limit = "" if guard.limit is None else f" past {guard.limit:g}"
        yield f"- {guard.fact.replace('_', ' ')}: {guard.measure} {guard.worse}{limit} ({', '.join(guard.sources)})"


def _thresholds() -> Iterator[str]:
    yield "\n## Thresholds\n"
    yield "| fact | measure | limit | tag |\n|---|---|---|---|"
    thresholds = table("thresholds")
    for name, limit in thresholds["fact"].items():
        yield f"| {name.replace('_', ' ')} | {limit['measure']} | {_limit(limit)} | {limit['tag']} |"
    for name, limit in thresholds["observed"].items():
        yield f"| {limit['fact'].replace('_', ' ')} | {name} (observed) | {_limit(limit)} | {limit['tag']} |"
    for name, limit in thresholds["unverified"].items():
        yield f"| {name.replace('_', ' ')} | - | {limit['value']} | unverified: not used by any rule |"


def _limit(limit: dict[str, Any]) -> str:
    word = f"above {limit['above']:g}" if "above" in limit else f"below {limit['below']:g}"
    red = f", strong above {limit['red']:g}" if "red" in limit else ""
    return f"{word}{red}{', grows with speed' if limit.get('scales_with_speed') else ''}"


def _flags() -> Iterator[str]:
    yield "\n## What comes first\n"
    yield "Answers, profile and visit are judged together. A clearance with a name and a day lifts what it names.\n"
    for level in levels().values():
        blocks = ", ".join(name.replace("_", " ") for name in BLOCKABLE if name in level.blocks) or "nothing"
        yield f"### {level.id.replace('_', ' ').capitalize()}\n"
        yield f"{level.action} Blocks: {blocks}. ({', '.join(level.sources)})\n"
        yield from (_question(q) for q in questions() if q.level == level.id)
        yield from (_trigger(t) for t in triggers() if t.level == level.id)
        yield ""
    yield "### What else a clinician will consider\n"
    for item in considerations():
        yield f"- {item.code.replace('_', ' ')}: {_condition(item)} ({', '.join(item.sources)})"
    yield f"\n{closing_text()}\n"


def _question(question: Question) -> str:
    after = next((q for q in questions() if q.follows == question.id), None)
    lowered = f"; after a yes: *{after.text}* A yes lowers it to {after.lowers_to or 'nothing'}" if after else ""
    return f"- {question.text}{lowered} ({', '.join(question.sources)})"


def _trigger(trigger: Trigger) -> str:
    only = "" if trigger.blocks is None else f"; blocks only {', '.join(sorted(trigger.blocks))}"
    action = f" {trigger.action}" if trigger.action else ""
    return f"- `{trigger.id}`: {_condition(trigger)}{only}.{action} ({trigger.grade}: {', '.join(trigger.sources)})"


def _sources() -> Iterator[str]:
    yield "\n## Sources\n"
    yield "Each key with what it is about and where it was read: [evidence](evidence.md)."
