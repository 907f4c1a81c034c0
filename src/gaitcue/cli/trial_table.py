"""What ``gaitcue trial`` prints: what to mind first, the verdict on each cue with its reasons, and the next step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitcue.cli.terminal import bullet, screen
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.trial_words import (
    TrialWords,
    condition_label,
    cue_names,
    step_words,
    survival_term,
    verdict_term,
)
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Conditions

if TYPE_CHECKING:
    from rich.table import Table


def print_trial(folder: Path) -> None:
    """The verdict on each cue, best first, with its reasons, and what to do next."""
    result = json.loads((folder / "trial.json").read_text(encoding="utf-8"))
    say, console = TrialWords(registered, Conditions()), screen()
    for line in first_lines(result, say):
        console.print(line, style="bold red")
    console.print(verdict_table(result, say))
    for line in next_lines(result):
        console.print(line)
    for line in mind_lines(result, say):
        console.print(bullet(line))
    console.print("What to remember for the next visit stands in trial.html, ready for the person's file.")
    console.print(f"Written: {folder}", soft_wrap=True)


def first_lines(result: dict[str, Any], say: TrialWords) -> Iterator[str]:
    """What the triage says, and that the questions were not asked."""
    yield from result["triage"]["actions"]
    yield from (say.clinician(r) for r in _reasons(result["said"]) if r.code.startswith("flags_"))


def verdict_table(result: dict[str, Any], say: TrialWords) -> Table:
    from rich.table import Table

    table = Table(title=f"Cue trial of {result['date']}", title_justify="left")
    for column in ("condition", "verdict", "why"):
        table.add_column(column)
    for verdict in result["verdicts"]:
        word, survival = verdict_term(verdict["verdict"]), survival_term(verdict["survival"])
        why = "\n".join(say.clinician(reason) for reason in _reasons(verdict["reasons"]))
        label = condition_label(verdict["name"], verdict["cues"])
        named = label if label != verdict["name"] else f"{label}\n{cue_names(verdict['cues'])}"
        table.add_row(named, f"{word}\n{survival}".rstrip(), why)
    return table


def next_lines(result: dict[str, Any]) -> Iterator[str]:
    step = result["next_step"]
    if step["cues"]:
        target = step["target"]
        to = f", {target['from_spm']:g} to {target['to_spm']:g} steps a minute" if target else ""
        how = {"full": "Practise", "half": "Practise half of", "short": "In short blocks"}[step["practise"]]
        yield f"{how}: {cue_names(step['cues'])}{to}"
    for number, reason in enumerate(_reasons(step["steps"]), 1):
        yield f"{number}. {step_words(reason)}"


def mind_lines(result: dict[str, Any], say: TrialWords) -> Iterator[str]:
    for reason in _reasons(result["said"]):
        note = say.note(reason)
        if not reason.code.startswith("flags_") and note.level != "info":
            yield note.text
    yield from (words.capital(note["text"]) for note in result["notes"] if note["level"] != "info")


def _reasons(stored: list[dict[str, Any]]) -> list[Reason]:
    return [Reason(entry["code"], entry["values"]) for entry in stored]
