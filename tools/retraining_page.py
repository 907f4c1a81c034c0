"""docs/retraining.md: how a course of live retraining goes, and every number of it with its source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gaitcue.clinic import cues
from gaitcue.live.protocol.rules import cue_rules, entry, table
from gaitcue.live.protocol.schedule import session_plan, usual_schedule
from tools.evidence import RETRAINING

TEXT = Path(__file__).parent / "text" / "retraining.md"


def retraining_page() -> str:
    """The page as Markdown."""
    parts = (TEXT.read_text(encoding="utf-8").splitlines(), _sessions(), _cues(), _numbers())
    lines = (line for part in parts for line in part)
    return "\n".join(lines).rstrip() + "\n"


def _sessions() -> Iterator[str]:
    about = table()["schedule"]
    yield "\n## The eight sessions\n"
    yield f"The core is read ({', '.join(about['sources'])}); session by session it is a {about['tag']}. A whole number"
    yield "of patterns fills a run, so that the share is the one that is stated: blocks are stretched a little.\n"
    yield "| session | minutes | feedback | in blocks, minutes of running |\n|---|---|---|---|"
    for number, spec in enumerate(usual_schedule(), 1):
        plan = session_plan(spec, number, baseline=False)
        blocks = ", ".join(f"{one.from_s / 60:g} to {one.to_s / 60:g}" for one in plan.blocks)
        told = "all the time" if spec.feedback_pct >= 100.0 else blocks
        yield f"| {number} | {spec.run_min:g} | {spec.feedback_pct:g} % | {told} |"


def _cues() -> Iterator[str]:
    yield "\n## What can be trained live\n"
    yield "| cue | on | band | tag, sources |\n|---|---|---|---|"
    for rule in cue_rules().values():
        aim = f"+{rule.rise_pct:g} %" if rule.rise_pct is not None else rule.way
        ends = [f"not below {value:g}" for value in rule.least.values()]
        ends += [f"not above {value:g}" for value in rule.most.values()]
        ends += [f"with knee pain not below {value:g}" for value in rule.with_knee_pain.values()]
        named = ", ".join(dict.fromkeys((rule.tag, *rule.sources))).replace("*", "\\*")
        yield f"| {cues()[rule.id].title} | {', '.join(rule.measures)} | {', '.join((aim, *ends))} | {named} |"


def _numbers() -> Iterator[str]:
    yield "\n## Every number\n"
    yield "| number | value | source |\n|---|---|---|"
    for group in RETRAINING:
        for name, row in table()[group].items():
            found, home = entry(group, name), f" (as in {row['as_in']})" if "as_in" in row else ""
            yield f"| {group} {name.replace('_', ' ')} | {_value(found['value'])} | {_source(found)}{home} |"


def _value(value: Any) -> str:
    return ", ".join(str(one).replace("_", " ") for one in value) if isinstance(value, list) else f"{value:g}"


def _source(found: dict[str, Any]) -> str:
    built = ", ".join(found.get("built_on", ()))
    told = f"{found['tag']}, built on {built}" if built else str(found["tag"])
    return told.replace("*", "\\*")
