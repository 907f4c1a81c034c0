"""Words and table of the section on jumps of load before rises of pain."""

from __future__ import annotations

from validation.tools.markdown import number, table
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    rows = [
        [kind, row["rises"], f"{100 * row['with_jump']:.0f} %", f"{100 * row['called_rare']:.0f} %"]
        for kind, row in result["kinds"].items()
    ]
    heads = (
        "pain rises",
        "rises",
        "with a jump in the two weeks before",
        "people told that chance does it in at most 5 %",
    )
    return {"people": number(result["people"], 0), "kinds": table(heads, rows)}


def pictures(result: Result) -> dict[str, str]:
    return {}
