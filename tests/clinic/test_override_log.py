"""The clinician's log: read strictly, written whole or not at all."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gaitcue.clinic import Override, apply_overrides, log_override, read_overrides
from gaitcue.clinic import overrides as room
from gaitcue.terms.advice import Finding
from gaitcue.terms.errors import BadOption

ENTRY = Override("p1", "dismiss", "asked again", "A. Clinician", datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


def test_a_disk_that_fills_up_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch):
    log = tmp_path / "log.jsonl"
    log_override(log, ENTRY)
    before = log.read_bytes()

    def half_written(path: Path, size: int) -> bool:
        with path.open("ab") as rest:
            rest.write(b'{"finding": "p')
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room, "_ends_a_line", half_written)
    with pytest.raises(OSError, match="No space left"):
        log_override(log, ENTRY)
    assert log.read_bytes() == before
    assert read_overrides(log) == (ENTRY,)


def test_an_entry_is_never_glued_to_a_line_without_its_end(tmp_path: Path):
    log = tmp_path / "log.jsonl"
    log_override(log, ENTRY)
    log.write_text(log.read_text().rstrip("\n"))
    log_override(log, ENTRY)
    assert read_overrides(log) == (ENTRY, ENTRY)


TORN = b'{"finding": "p2", "act'


def test_half_an_entry_is_taken_out_with_a_word(tmp_path: Path):
    """A full disk or a killed run of before left it; it was never said to be logged."""
    log = tmp_path / "log.jsonl"
    log_override(log, ENTRY)
    log.write_bytes(log.read_bytes() + TORN)
    assert log_override(log, ENTRY) == TORN.decode()
    assert read_overrides(log) == (ENTRY, ENTRY)
    assert log_override(log, ENTRY) == ""


def test_a_full_disk_leaves_even_half_an_entry_as_it_was(tmp_path: Path, monkeypatch):
    log = tmp_path / "log.jsonl"
    log_override(log, ENTRY)
    log.write_bytes(log.read_bytes() + TORN)
    before = log.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            log_override(log, ENTRY)
    assert log.read_bytes() == before


WHOLE = {"finding": "p1", "action": "dismiss", "reason": "x", "who": "y", "when": "2026-11-20T09:00:00"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (json.dumps({"finding": ["p1"]}), "line 1: finding is a list: write text in quotes"),
        (json.dumps(WHOLE | {"action": "reword"}), "new text"),
        (json.dumps(WHOLE | {"when": "soon"}), "write a time such as"),
        (json.dumps(WHOLE | {"action": "drop"}), "use one of accept"),
        (json.dumps(WHOLE | {"when": "2090-11-20T09:00:00"}), "lies in the future"),
        ("[" * 100_000, "line 1 is no override entry: repair or remove it"),
    ],
)
def test_a_line_that_cannot_be_is_named(tmp_path: Path, line: str, said: str):
    log = tmp_path / "log.jsonl"
    log.write_text(line + "\n")
    with pytest.raises(BadOption, match=r"log\.jsonl") as caught:
        read_overrides(log)
    assert said in str(caught.value)


def test_times_with_and_without_a_zone_are_ordered():
    found = [Finding("p1", "P1", "a", "a", "C", "x")]
    naive = Override("p1", "accept", "x", "y", datetime(2026, 11, 20, 9, 0))
    assert apply_overrides(found, [ENTRY, naive]) == ()
