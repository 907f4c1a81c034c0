"""Words and tables of the section on live against offline."""

from __future__ import annotations

from typing import Any

from gaitcue.gait import MEASURES
from validation.tools.markdown import number, table
from validation.tools.store import Result

STEPS = (
    "clip",
    "frames/s",
    "s",
    "steps",
    "missed",
    "invented",
    "contact, mean and SD ms",
    "95 % within ms",
    "cadence live / offline",
    "known after its contact, median ms",
)
AGES = ("frames/s", "newest frame behind the contact, ms", "contacts", "found, %", "mean error, ms", "SD, ms")
VALUES = ("clip", "measure", "unit", "live", "offline", "interval", "within")


def parts(result: Result) -> dict[str, str]:
    long = result["long"]
    return {
        "steps": table(STEPS, [steps_row(row) for row in result["clips"]]),
        "values": table(VALUES, [each for row in result["clips"] for each in value_rows(row)]),
        "ages": table(AGES, [age_row(row) for row in result["by_age"]]),
        "long_s": number(long["seconds"], 0),
        "long_steps": number(long["steps"], 0),
        "long_missed": number(long["missed"], 0),
        "long_invented": number(long["invented"], 0),
        "long_contact": number(long["contact_p95_ms"], 1),
    }


def pictures(result: Result) -> dict[str, str]:
    return {}


def steps_row(row: dict[str, Any]) -> list[str]:
    cadence = row["cadence"]
    return [
        row["clip"],
        number(row["fps"], 0),
        number(row["seconds"], 1),
        number(row["steps"], 0),
        number(row["missed"], 0),
        number(row["invented"], 0),
        f"{number(row['contact_bias_ms'], 1)}, {number(row['contact_sd_ms'], 1)}",
        number(row["contact_p95_ms"], 1),
        f"{number(cadence['live'], 1)} / {number(cadence['offline'], 1)}",
        number(row["waited_p50_ms"], 0),
    ]


def age_row(row: dict[str, Any]) -> list[str]:
    return [
        number(row["fps"], 0),
        f"{number(row['from_ms'], 0)} to {number(row['to_ms'], 0)}",
        number(row["contacts"], 0),
        number(row["found_pct"], 1),
        number(row["bias_ms"], 1),
        number(row["sd_ms"], 1),
    ]


def value_rows(row: dict[str, Any]) -> list[list[str]]:
    return [
        [
            row["clip"],
            MEASURES[each["measure"]].title_clinician,
            each["unit"],
            shown(each["live"]),
            shown(each["offline"]),
            "–" if each["ci_low"] is None else f"{shown(each['ci_low'])} to {shown(each['ci_high'])}",
            {True: "yes", False: "**no**", None: "not shown"}[each["inside"]],
        ]
        for each in row["measures"]
    ]


def shown(value: float | None) -> str:
    return "–" if value is None else number(value, 1 if abs(value) >= 1 else 3)
