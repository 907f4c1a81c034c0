"""The closing words of every report: when to get checked out."""

from __future__ import annotations

from gaitcue.clinic.rule_data import table


def closing_text() -> str:
    """When to get checked out; every report ends with it."""
    return str(table("red_flags")["closing"]["text"])
