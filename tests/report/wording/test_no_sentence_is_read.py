"""No logic of clinic and report reads a sentence: codes are compared, texts are only shown."""

import re
from pathlib import Path

SRC = Path(__file__).parents[3] / "src" / "gaitcue"
READ = re.compile(
    r"(text|text_runner|text_clinician|reason|sentence|action|advice)\w*(\[[^\]]*\])?\.(startswith|endswith|removeprefix|find|index)\("
    r"|[\"'][a-z]+ [a-z ]+[\"'] (not )?in \w*(text|reason|sentence|action)\w*"
)


def test_no_line_of_clinic_or_report_looks_into_a_sentence():
    files = [*(SRC / "clinic").rglob("*.py"), *(SRC / "report").rglob("*.py")]
    assert len(files) > 40
    read = [
        f"{file.name}: {line.strip()}" for file in files for line in file.read_text().splitlines() if READ.search(line)
    ]
    assert read == []


def test_the_room_that_parsed_sentences_is_gone():
    assert not (SRC / "report" / "wording" / "spelled.py").exists()
