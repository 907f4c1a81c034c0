"""What is asked of each figure and the best published one beside it: data with sources, in ``targets.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from validation.tools.markdown import number, table


@dataclass(frozen=True, slots=True)
class Target:
    """One figure: what is asked, and what others reached."""

    id: str
    title: str
    unit: str
    published: str
    source: str
    most: float | None = None
    least: float | None = None

    @property
    def asked(self) -> str:
        parts = []
        if self.least is not None:
            parts.append(f"at least {number(self.least)}")
        if self.most is not None:
            parts.append("none" if self.most == 0 else f"at most {number(self.most)}")
        return " and ".join(parts)

    def reached(self, value: float | None) -> bool:
        if value is None:
            return False
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@cache
def targets(section: str) -> tuple[Target, ...]:
    told = tomllib.loads((Path(__file__).parent / "targets.toml").read_text(encoding="utf-8"))
    return tuple(Target(id=name, **row) for name, row in told[section].items())


def verdicts(section: str, values: Mapping[str, float | None]) -> str:
    """Table of the section's figures: ours, what is asked, whether it is reached, the best published."""
    rows = []
    for target in targets(section):
        if target.id in values:
            value = values[target.id]
            ours = "not measured" if value is None else f"**{number(value)}** {target.unit}".strip()
            word = "yes" if target.reached(value) else "**no**"
            rows.append([target.title, ours, target.asked, word, f"{target.published} [{target.source}]"])
    return table(["figure", "gaitcue", "asked", "reached", "best published, or stock"], rows)


def fallen_short(section: str, values: Mapping[str, float | None]) -> list[Target]:
    return [t for t in targets(section) if t.id in values and not t.reached(values[t.id])]
