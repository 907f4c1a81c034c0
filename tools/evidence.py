"""docs/evidence.md: every source with who uses it, what product defaults rest on, and what is not verified.

``python -m tools.evidence [docs/evidence.md]``
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from gaitcue.care.rules import table as care_table
from gaitcue.clinic.rule_data import cues, modifiers, questions, rules, table
from gaitcue.gait.measures import MEASURES
from gaitcue.gait.policy import policy
from gaitcue.live.protocol.rules import cue_rules
from gaitcue.live.protocol.rules import table as retraining_table
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED, sources

CARE = ("symptoms", "programme", "treatments")
"""data files of care whose numbers move a plan"""
RETRAINING = ("course", "begin", "baseline", "target", "pain", "result", "watch", "clock")
"""groups of live retraining's numbers"""
TEXT = Path(__file__).parent / "text" / "evidence.md"
PAGE = Path(__file__).parents[1] / "docs" / "evidence.md"


def evidence_page() -> str:
    """The page as Markdown."""
    parts = (TEXT.read_text(encoding="utf-8").splitlines(), _sources(), _defaults(), _unverified())
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def cited() -> dict[str, list[str]]:
    """Key -> what cites it, rules and cues with their grade."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = [(f"rule {rule.id} ({rule.grade})", rule.sources) for rule in rules()]
    rows += [(f"cue {cue.id}", cue.sources) for cue in cues().values()]
    rows += [(f"live training of {rule.id}", (rule.tag, *rule.sources)) for rule in cue_rules().values()]
    rows += [("schedule of live retraining", tuple(retraining_table()["schedule"]["sources"]))]
    rows += [(f"red flag {question.id}", question.sources) for question in questions()]
    rows += [(f"modifier {item.id}", item.sources) for item in modifiers()]
    rows += [(f"measure {name}", about.sources) for name, about in MEASURES.items()]
    rows += [(f"usual range of {name}", entry["sources"]) for name, entry in _ranges().items()]
    rows += [(f"threshold {name}", keys) for name, _, keys in _thresholds()]
    rows += [(f"error of {name}", (entry["source"],)) for name, entry in _errors()]
    for who, keys in rows:
        for key in dict.fromkeys(keys):
            found[key].append(who)
    return found


def _sources() -> Iterator[str]:
    used = cited()
    yield "\n## Sources\n"
    yield "| key | what it is about | where | read | used by |\n|---|---|---|---|---|"
    for key, source in sorted(sources().items(), key=lambda item: item[0].lower()):
        read = "reported" if source.secondary else "itself"
        yield f"| {_plain(key)} | {source.about} | {source.where} | {read} | {', '.join(used.get(key, ())) or '-'} |"


def _defaults() -> Iterator[str]:
    yield "\n## Product defaults, and what they rest on\n"
    yield "| what | value | built on |\n|---|---|---|"
    for name, row, keys in _thresholds():
        if row["tag"] == PRODUCT_DEFAULT:
            built_on = ", ".join(_plain(key) for key in keys if key != PRODUCT_DEFAULT)
            yield f"| {name.replace('_', ' ')} | {_value(row)} | {built_on or 'nothing published'} |"
    for name, entry in _ranges().items():
        if entry["tag"] == PRODUCT_DEFAULT:
            built_on = ", ".join(_plain(key) for key in entry["sources"] if key != PRODUCT_DEFAULT)
            yield f"| usual range of {name.replace('_', ' ')} | {_value(entry)} | {built_on or 'nothing published'} |"
    for name, entry in _errors():
        if entry["source"] == PRODUCT_DEFAULT:
            value = f"{entry['value']:g} {entry['unit']}"
            yield f"| error of {name.replace('_', ' ')} | {value} | {entry.get('note', 'nothing published')} |"


def _unverified() -> Iterator[str]:
    yield "\n## Not verified\n"
    yield "Shown as such where it appears, used by no rule.\n"
    yield from (f"- {name.replace('_', ' ')}: {row['value']}" for name, row in table("thresholds")[UNVERIFIED].items())
    for name, entry in _ranges().items():
        if entry["tag"] == UNVERIFIED:
            yield f"- usual range of {name.replace('_', ' ')}: {_value(entry)}. {entry['note']}"


def _thresholds() -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """(name, entry, keys) of every tagged entry of the thresholds, however deep."""
    for group, content in (table("thresholds") | table("practice") | policy()).items():
        if group != UNVERIFIED:
            yield from _walked(group, content)
    for name in CARE:
        for group, content in care_table(name).items():
            # Their numbers have short names: the group says what they are about.
            yield from ((f"{group} {one}", row, keys) for one, row, keys in _walked(group, content))
    for group in RETRAINING:
        for one, row, keys in _walked(group, retraining_table()[group]):
            yield f"live {group} {one}", row, keys


def _walked(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    if not isinstance(value, dict):
        return
    if "tag" in value:
        yield name, value, (value["tag"], *value.get("built_on", ()))
    for key, inner in value.items():
        yield from _walked(key, inner)


def _ranges() -> dict[str, Any]:
    return tomllib.loads(files("gaitcue.gait.measures").joinpath("references.toml").read_text(encoding="utf-8"))


def _errors() -> list[tuple[str, dict[str, Any]]]:
    text = files("gaitcue.compare").joinpath("detectable_change.toml").read_text(encoding="utf-8")
    return [row for group in ("published", "default", "by_unit") for row in tomllib.loads(text)[group].items()]


def _value(row: dict[str, Any]) -> str:
    shown: dict[str, Any] = {
        key: row[key] for key in ("value", "above", "below", "red", "low", "high", "mean", "sd") if key in row
    }
    if list(shown) == ["value"]:
        return str(shown["value"])
    if not shown:
        shown = {k: v for k, v in row.items() if k not in ("tag", "built_on") and isinstance(v, int | float)}
    return ", ".join(f"{key.replace('_', ' ')} {value:g}" for key, value in shown.items()) or "see the data"


def _plain(key: str) -> str:
    """The star of a secondary source is no emphasis."""
    return key.replace("*", "\\*")


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(evidence_page(), encoding="utf-8")
