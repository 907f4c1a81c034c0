"""A clinician's word over a finding: always possible, always with a reason, always logged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from gaitcue.terms.advice import Finding
from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import About, check_text, use_one_of
from gaitcue.terms.plain_files import load_text, parse_json

LARGEST_LOG_BYTES = 10_000_000

OverrideAction = Literal["accept", "dismiss", "reword"]


@dataclass(frozen=True, slots=True)
class Override:
    """A clinician's decision on one finding, with the reason and who took it."""

    finding: Annotated[str, About("Id of the finding")]
    action: Annotated[OverrideAction, About("What was decided")]
    reason: Annotated[str, About("Why")]
    who: Annotated[str, About("Who decides")]
    when: Annotated[datetime, About("When", future=False)]
    text: Annotated[str, About("The new wording, for reword")] = ""


def check_override(override: Override, found: Sequence[Finding] | None = None) -> None:
    """Raise BadOption, in one line, when an entry is incomplete or names no finding."""
    if override.action not in get_args(OverrideAction):
        wanted = use_one_of(override.action, get_args(OverrideAction))
        raise BadOption(f"Override action {override.action!r} is not known; {wanted}.")
    _check_words(override)
    if not override.reason.strip() or not override.who.strip():
        raise BadOption("An override needs a reason and the name of who made it.")
    if override.action == "reword" and not override.text.strip():
        raise BadOption("Rewording a finding needs the new text.")
    if found is not None and override.finding not in {finding.id for finding in found}:
        raise BadOption(f"There is no finding {override.finding!r}; there are {', '.join(f.id for f in found)}.")


def _check_words(override: Override) -> None:
    for name in ("finding", "reason", "who", "text"):
        try:
            check_text(getattr(override, name))
        except ValueError as problem:
            raise BadOption(f"{name} of the override: {problem}.") from None


def apply_overrides(found: Sequence[Finding], overrides: Iterable[Override]) -> tuple[Finding, ...]:
    """The findings as the clinician left them; the rule's own text stays in ``inputs`` beside the override.

    The last word counts: a finding that was dismissed is back when it is accepted or reworded later.
    """
    kept = {finding.id: finding for finding in found}
    dismissed: set[str] = set()
    for override in sorted(overrides, key=lambda entry: _moment(entry.when)):
        check_override(override, found)
        if override.action == "dismiss":
            dismissed.add(override.finding)
        else:
            dismissed.discard(override.finding)
            kept[override.finding] = _marked(kept[override.finding], override)
    return tuple(finding for finding in kept.values() if finding.id not in dismissed)


def _marked(finding: Finding, override: Override) -> Finding:
    entry = {"action": override.action, "reason": override.reason, "who": override.who, "when": _iso(override.when)}
    inputs = {**finding.inputs, "override": entry}
    if override.action == "accept":
        return replace(finding, inputs=inputs)
    inputs["rule_text"] = finding.text_clinician
    return replace(finding, text_clinician=override.text, text_runner=override.text, inputs=inputs)


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _moment(when: datetime) -> datetime:
    """A time that can be compared; one without a zone is taken as UTC."""
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def log_override(path: Path, override: Override) -> str:
    """Add one line to the log; nothing in it is ever changed, and a line that cannot be written whole is taken back.

    Returns
    -------
    The beginning of a line that an interrupted write had left at the end of the log, which is taken out; else empty.
    """
    check_override(override)
    line = json.dumps({**asdict(override), "when": _iso(override.when)}, ensure_ascii=False) + "\n"
    torn = _torn_end(path)
    size = path.stat().st_size - len(torn) if path.exists() else 0
    try:
        if torn:
            os.truncate(path, size)
        with path.open("ab") as log:
            log.write((b"" if _ends_a_line(path, size) else b"\n") + line.encode())
            log.flush()
            os.fsync(log.fileno())
    except OSError:
        if path.exists():
            os.truncate(path, size)
            _append(path, torn)
        raise
    return torn.decode("utf-8", "replace")


def _torn_end(path: Path) -> bytes:
    """What follows the last end of a line, if it is no whole entry."""
    if not path.is_file():
        return b""
    end = path.read_bytes().rpartition(b"\n")[2]
    try:
        return b"" if not end.strip() or isinstance(parse_json(end.decode("utf-8-sig")), dict) else end
    except (ValueError, RecursionError):
        return end


def _append(path: Path, rest: bytes) -> None:
    if rest:
        with path.open("ab") as log:
            log.write(rest)


def _ends_a_line(path: Path, size: int) -> bool:
    if not size:
        return True
    with path.open("rb") as log:
        log.seek(-1, os.SEEK_END)
        return log.read() == b"\n"


def read_overrides(path: Path) -> tuple[Override, ...]:
    """All entries of a log; none when there is no log.

    Raises
    ------
    BadOption : the log cannot be read, or one of its lines is no entry
    """
    if not path.exists():
        return ()
    lines = load_text(path, "a log of overrides", most_bytes=LARGEST_LOG_BYTES).split("\n")
    return tuple(_entry(line, f"{path.name}: line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _entry(line: str, where: str) -> Override:
    from gaitcue.terms.typed import read_mapping

    try:
        row: Any = parse_json(line)
    except (ValueError, RecursionError):
        raise BadOption(f"{where} is no override entry: repair or remove it") from None
    override = read_mapping(row, Override, where)
    try:
        check_override(override)
    except BadOption as problem:
        raise BadOption(f"{where}: {problem}") from None
    return override
