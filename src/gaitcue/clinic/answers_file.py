"""The red-flag questionnaire as a file: the template to fill in, and the answers read back.

The file is TOML::

    on = 2026-11-20
    [answers]
    saddle_numbness = false      # ids as `gaitcue red-flags` lists them; one that is left out was not answered
    [[cleared]]                  # seen and cleared; lifts a block
    on = 2026-11-22
    by = "name of who saw them"
    clears = ["night_pain"]      # what was cleared
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from gaitcue.clinic.rule_data import questions, table
from gaitcue.clinic.triage import Answers, Clearance
from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import About, shown, use_one_of
from gaitcue.terms.names import is_name
from gaitcue.terms.vocabulary import SITES


def clearable() -> Mapping[str, str]:
    """What a clinician may clear: a question, something that the profile raised, or a site."""
    raised = {str(row["id"]): str(row["id"]) for row in table("red_flags").get("trigger", ())}
    return {question.id: question.text for question in questions()} | raised | SITES


@dataclass(frozen=True, slots=True)
class ClearanceEntry:
    """Somebody was seen and cleared."""

    on: Annotated[date, About("When", future=False)]
    by: Annotated[str, About("Name of the clinician")]
    clears: Annotated[tuple[str, ...], About("What was cleared", "Ids of questions, or sites.", choices=clearable)] = ()
    note: Annotated[str, About("Note")] = ""


@dataclass(frozen=True, slots=True)
class AnswersEntry:
    """The questionnaire as it was filled in."""

    on: Annotated[date, About("Date of the answers", future=False)]
    answers: Annotated[dict[str, bool], About("Question by question, true for yes")]
    cleared: Annotated[tuple[ClearanceEntry, ...], About("Seen and cleared")] = ()


def read_answers(source: Path | Mapping[str, Any], today: date | None = None) -> Answers:
    """Read red-flag answers from a TOML (or JSON) file or a mapping of the same shape.

    Raises
    ------
    BadOption : unreadable, an unknown question, an answer that is neither true nor false, a clearance without a name
        or in the future
    """
    from gaitcue.terms.typed import read_file, read_mapping

    if isinstance(source, Path):
        where, entry = source.name, read_file(source, AnswersEntry, "red-flag answers", today=today)
    else:
        where = "the red-flag answers"
        entry = read_mapping(source, AnswersEntry, where, today=today)
    problem = next(_faults(entry), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}")
    cleared = tuple(Clearance(one.on, one.by, one.clears, one.note) for one in entry.cleared)
    return Answers(entry.on, entry.answers, cleared)


def _faults(entry: AnswersEntry) -> Iterator[str]:
    known = [question.id for question in questions()]
    for name in entry.answers:
        if name not in known:
            yield f"{shown(name)} in answers is not known; {use_one_of(name, known)} (gaitcue red-flags lists them)"
    for question in questions():
        if entry.answers.get(question.id) and question.follows and not entry.answers.get(question.follows):
            yield f"{question.id} is true but {question.follows}, which it follows, is not: answer {question.follows}"
    for number, one in enumerate(entry.cleared, 1):
        if not is_name(one.by):
            yield f"cleared[{number}].by is {one.by!r}: write the name of the clinician who saw the person"


def answers_template(today: date) -> str:
    """The questions as a file to fill in: valid as it comes, with every question left open."""
    lines = [
        "# Answer each question: take the # away before its name, and write true for yes or false for no.",
        "# A question that keeps its # counts as not answered.",
        f"on = {today.isoformat()}",
        "",
        "[answers]",
    ]
    for question in questions():
        lines += [f"# {question.text}", f"#{question.id} = false", ""]
    lines += [
        "# After an alarm: who has seen the person, when, and what was cleared. It lifts the block.",
        "#[[cleared]]",
        f"#on = {today.isoformat()}",
        '#by = "name of the clinician"',
        "#clears = []",
    ]
    return "\n".join(lines)
