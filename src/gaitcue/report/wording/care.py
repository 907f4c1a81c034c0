"""Words of care: sentences for the codes that its rooms hand over, for the runner and for the clinician."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gaitcue.care.programme.ladders import PlanStage
from gaitcue.care.programme.state import Step
from gaitcue.care.vocabulary import VARIABLES, test_kinds
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.advice import Reason

Voice = Literal["runner", "clinician"]


@cache
def care_words() -> dict[str, dict[str, Any]]:
    """Group -> code -> text, or voice -> text."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("care.toml").read_text(encoding="utf-8"))


def care_word(group: str, code: str, voice: Voice = "runner", values: Mapping[str, Any] | None = None) -> str:
    """The words of one code.

    Examples
    --------
    >>> care_word("why", "pain_during_stop", "runner", {"pain": 7.0, "limit": 5.0})
    'it hurt 7, more than 5'
    """
    told = care_words()[group][code]
    text: str = told if isinstance(told, str) else told[voice]
    return text.format_map({name: _said(name, value) for name, value in (values or {}).items()})


def said_reason(reason: Reason, voice: Voice = "runner", group: str = "why") -> str:
    """A reason in words, with whether it is not met or not known where it says so."""
    text = care_word(group, reason.code, voice, reason.values)
    state = reason.values.get("state")
    return f"{text} ({care_word('state', str(state))})" if state else text


def joined_reasons(reasons: tuple[Reason, ...], voice: Voice = "runner") -> str:
    """Reasons in one line."""
    return "; ".join(said_reason(reason, voice) for reason in reasons)


def step_words(step: Step, voice: Voice = "clinician") -> str:
    """One decision in words; steps of a ladder are counted from 1."""
    counted = step.variable in VARIABLES
    before, after = (None if value is None else value + counted for value in (step.before, step.after))
    return care_word("step", step.code, voice, {"variable": step.variable, "before": before, "after": after})


def dose_caution(stage: PlanStage) -> str:
    """That how much and how often is common practice; empty where it was read in a source or is our own default."""
    return "" if stage.verified else str(wording()["do"]["common"])


def _said(name: str, value: Any) -> str:
    if name == "share":
        return f"{100.0 * value:.0f} %"
    if name == "test":
        return test_kinds().get(str(value), str(value))
    if name == "variable":
        return str(care_words()["variable"].get(value, value))
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
