"""Every code that the judging hands over has its sentence, for each reader."""

import re
from pathlib import Path

from gaitcue.clinic import verdicts
from gaitcue.clinic.verdicts import MEANINGS
from gaitcue.report.wording.sentences import wording

SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in Path(verdicts.__file__).parent.glob("*.py"))


def test_every_code_has_its_sentence_and_every_sentence_its_code():
    codes = set(re.findall(r'Reason\(\s*"(\w+)"', SOURCES)) | {"flags_not_asked", "flags_partly", "flags_old"}
    chosen = {"runs", "runs_half", "runs_held", "flat", "one_thing", "next_morning", "morning_was_fine"}
    chosen |= {"pain_fell", "pain_rose_little", "pain_same", "dose_over", "dose_above_most"}
    assert len(codes) > 40
    assert codes | chosen == set(wording()["trial_reason"]) | set(wording()["trial_step"])


def test_every_verdict_has_its_words():
    words = wording()["trial_verdict"]
    assert set(MEANINGS) <= set(words)
    assert all(row["runner"] for name, row in words.items() if name in MEANINGS)
