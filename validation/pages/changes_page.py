"""Words and tables of the section on gait that changes within a recording."""

from __future__ import annotations

from validation.tools.markdown import signed, table
from validation.tools.store import Result

KINDS = {"initial_contact": "contact", "toe_off": "toe-off"}
HEAD = [f"{name}{what}" for name in KINDS.values() for what in (", mean", " alone", ", SD", " alone")]


def parts(result: Result) -> dict[str, str]:
    trials = [[row["runner"], f"{row['pair']}: {row['part']}", *cells(row)] for row in result["trials"]]
    drawn = [
        [f"{row['fps']:g}", f"{row['change']}, {row['kind']}: {row['part']}", *cells(row)] for row in result["drawn"]
    ]
    return {
        "trials": table(["runner", "speeds: part", *HEAD], trials),
        "drawn": table(["fps", "change: part", *HEAD], drawn),
    }


def cells(row: Result) -> list[str]:
    return [
        f"{row[name]:.1f}" if "sd" in name else signed(row[name])
        for kind in KINDS
        for name in (f"{kind}_ms", f"{kind}_alone_ms", f"{kind}_sd_ms", f"{kind}_sd_alone_ms")
    ]


def pictures(result: Result) -> dict[str, str]:
    return {}
