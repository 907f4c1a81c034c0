"""Advice for one person: before filming, without running, or on a finished result; no clip is analysed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.clinic import (
    Decision,
    Profile,
    advice_of,
    apply_overrides,
    check_answers,
    decide,
    overruled,
    read_overrides,
    read_profile,
)
from gaitcue.terms.advice import Advice, Finding
from gaitcue.terms.records import Analysis
from gaitcue.work.contract import ADVICE
from gaitcue.work.options import PersonFiles
from gaitcue.work.person import conditions_of, read_red_flags, sorted_out, visit_of
from gaitcue.work.results import plain, read_result


@dataclass(frozen=True, slots=True)
class Advised:
    """Everything that is said to and about one person on one day."""

    decision: Decision
    advice: Advice
    findings: tuple[Finding, ...]
    analysis: Analysis | None = None
    """the finished result that it rests on"""


def advise(
    profile: Path | Mapping[str, Any] | Profile,
    *,
    red_flags: Path | None = None,
    result: Path | None = None,
    overrides: Path | None = None,
    today: date | None = None,
) -> Advised:
    """Decide what is said to a person.

    Parameters
    ----------
    profile : the person, as a file, a mapping of the same shape, or read already
    red_flags : answers to the red-flag questions
    result : folder of a finished analysis; its video is not looked at again
    overrides : a clinician's log
    today : the day of the decision; the present one unless told

    Raises
    ------
    BadOption : a file cannot be read, or says what cannot be
    UnusableInput : the folder holds no finished analysis
    """
    person = profile if isinstance(profile, Profile) else read_profile(profile)
    answers = read_red_flags(red_flags) if red_flags else None
    check_answers(answers, person)
    analysis = read_result(result) if result else None
    if analysis is not None:
        analysis = replace(analysis, conditions=conditions_of(person, analysis.conditions))
    visit = visit_of(analysis) if analysis else None
    decision = decide(analysis, person, answers, today=today or date.today(), visit=visit)
    log = sorted_out(read_overrides(overrides) if overrides else (), decision.findings, decision.triage)
    found = apply_overrides(decision.findings, [override for override, applies in log if applies])
    decision = overruled(decision, found)
    advice = advice_of(decision, log)
    analysis = replace(analysis, findings=found, advice=advice) if analysis is not None else None
    return Advised(decision, advice, tuple(found), analysis)


def advise_to_folder(
    profile: Path, out: Path | None, files: PersonFiles, *, result: Path | None = None, pdf: bool = False
) -> tuple[Path, Advised]:
    """Decide what is said to a person and write the folder: advice.html, advice.json, and advice.pdf if asked.

    Returns
    -------
    The folder (``out``, or the profile's name without its suffix + ``.gaitcue``), and what was decided.
    """
    from gaitcue.work.folders.result_folder import default_folder

    told = advise(profile, red_flags=files.red_flags, result=result, overrides=files.overrides)
    folder = out or default_folder(profile)
    write_advice(told, profile.stem, folder, [profile, files.red_flags, files.overrides], pdf=pdf)
    return folder, told


def write_advice(told: Advised, name: str, out: Path, inputs: list[Path | None], *, pdf: bool = False) -> None:
    """Write the page and the data of what was decided."""
    from gaitcue.report import write_person
    from gaitcue.work.folders.result_folder import result_folder

    with result_folder(out, "advice", inputs, [path.name for path in inputs[:1] if path]) as folder:
        write_person(name, told.advice, told.findings, told.analysis, folder, pdf=pdf)
        text = json.dumps(advice_json(told), indent=1, ensure_ascii=False)
        (folder / "advice.json").write_text(text, encoding="utf-8")


def advice_json(told: Advised) -> dict[str, Any]:
    """The content of advice.json."""
    return {
        "schema": ADVICE.schema,
        "date": told.advice.on,
        "advice": plain(asdict(told.advice)),
        "findings": plain([asdict(finding) for finding in told.findings]),
    }
