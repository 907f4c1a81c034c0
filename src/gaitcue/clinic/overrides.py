"""A clinician's word over a finding: always possible, always with a reason, always logged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Finding

Action = Literal["accept", "dismiss", "reword"]


@dataclass(frozen=True, slots=True)
class Override:
    finding: str
    """id of the finding"""
    action: Action
    reason: str
    who: str
    when: datetime
    text: str = ""
    """the new wording, for "reword" """


def check_override(override: Override, found: Sequence[Finding] | None = None) -> None:
    """Raise BadOption, in one line, when an entry is incomplete or names no finding."""
    if override.action not in get_args(Action):
        raise BadOption(f"Override action {override.action!r} is not known; use {', '.join(get_args(Action))}.")
    if not override.reason.strip() or not override.who.strip():
        raise BadOption("An override needs a reason and the name of who made it.")
    if override.action == "reword" and not override.text.strip():
        raise BadOption("Rewording a finding needs the new text.")
    if found is not None and override.finding not in {finding.id for finding in found}:
        raise BadOption(f"There is no finding {override.finding!r}; there are {', '.join(f.id for f in found)}.")


def apply_overrides(found: Sequence[Finding], overrides: Iterable[Override]) -> tuple[Finding, ...]:
    """The findings as the clinician left them; the rule's own text stays in ``inputs`` beside the override."""
    kept = {finding.id: finding for finding in found}
    for override in sorted(overrides, key=lambda entry: entry.when):
        check_override(override, found)
        if override.action == "dismiss":
            kept.pop(override.finding, None)
        elif override.finding in kept:
            kept[override.finding] = _marked(kept[override.finding], override)
    return tuple(kept.values())


def _marked(finding: Finding, override: Override) -> Finding:
    entry = {"action": override.action, "reason": override.reason, "who": override.who, "when": _iso(override.when)}
    inputs = {**finding.inputs, "override": entry}
    if override.action == "accept":
        return replace(finding, inputs=inputs)
    inputs["rule_text"] = finding.text_clinician
    return replace(finding, text_clinician=override.text, text_runner=override.text, inputs=inputs)


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def log_override(path: Path, override: Override) -> None:
    """Add one line to the log; nothing in it is ever changed."""
    check_override(override)
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps({**asdict(override), "when": _iso(override.when)}, ensure_ascii=False) + "\n")


def read_overrides(path: Path) -> tuple[Override, ...]:
    """All entries of a log; none when there is no log."""
    if not path.exists():
        return ()
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            entries.append(Override(**{**row, "when": datetime.fromisoformat(row["when"])}))
        except (ValueError, TypeError, KeyError) as problem:
            raise BadOption(f"Line {number} of {path.name} is no override entry: repair or remove it.") from problem
    return tuple(entries)
