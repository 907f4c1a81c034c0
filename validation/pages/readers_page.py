"""Words and table of the section on spoiled files."""

from __future__ import annotations

from validation.fuzz.campaign import bad, total
from validation.fuzz.children import GOOD
from validation.tools.markdown import number, table
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    rows = []
    for name, row in result["kinds"].items():
        other = {outcome: n for outcome, n in row.items() if outcome not in GOOD}
        told = ", ".join(f"{outcome} {n}" for outcome, n in other.items()) or "none"
        rows.append([name, sum(row.values()), row.get("sane", 0), row.get("one line", 0), told])
    return {
        "kinds": table(("kind of file", "readings", "sane", "one clear line", "anything else"), rows),
        "readings": number(total(result)),
        "minutes": number(result["minutes"], 0),
        "bad": number(bad(result)),
    }


def pictures(result: Result) -> dict[str, str]:
    return {}
