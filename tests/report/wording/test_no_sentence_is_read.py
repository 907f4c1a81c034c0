"""No logic reads a sentence: codes are compared, texts are only shown, and the rooms below the report write none."""

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src" / "gaitcue"
READ = re.compile(
    r"\b(note|doubt|reason|problem|row|change)\.(text|reason)\.(startswith|endswith|removeprefix|find|index|split)\("
    r"|(text|text_runner|text_clinician|reason|sentence|action|advice)\w*(\[[^\]]*\])?\.(startswith|endswith(?!\(\(\"[.?!]\")|removeprefix|find|index|partition|rpartition)\("
    r"|\.(text_runner|text_clinician)\.r?(split|partition)\("
    r"|\b\w*source\.(startswith|endswith|removeprefix|find|index|split)\("
    r"|[\"'][a-z]+ [a-z ]+[\"'] (not )?in \w*(\.)?(text|reason|sentence|action)\w*"
    r"|\b(text|reason|sentence)\w*(\[[^\]]*\])? [=!]= [\"'][a-z]+ [a-z ]+[\"']"
    r"|f?[\"'][^\"']* [^\"']*[\"'] (not )?in \w+\.note\b"
    r"|re\.\w+\([^,]*, ?\w+\.(text|text_runner|text_clinician|reason|sentence)\b"
)
ROOMS = (
    "terms", "pose", "video", "demo", "gait", "compare", "care", "clinic", "live", "report", "store", "work", "web",
    "cli",
)  # fmt: skip
UPGRADES = {"compare/changes.py", "work/results.py"}
"""what an earlier version wrote as a sentence is carried on as it stands"""


LOG = re.compile(r"\baction\b.*\.(partition|endswith)\(.*\.")
"""an action of the log is a code such as runner.add, of which the store and the app read the parts"""


def sources(*rooms: str) -> list[Path]:
    return [file for room in rooms for file in (SRC / room).rglob("*.py")]


@pytest.mark.parametrize(
    "line",
    ['if note.text.startswith("speed"):', 'if "not told" in note.text:', 'kind, _, rest = row.reason.partition(":")',
     'if finding.text_runner.endswith("hurts"):', 'parts = change.reason.split(" and ")',
     'elif "too low" not in reason:', 'if f"{word} not told" in self.note:',
     'site = re.match(r"may ease the (.*)", finding.text)', 'if sentence == "nothing stands out":',
     'undone = speed.source.startswith("container edit list")'],
)  # fmt: skip
def test_a_line_that_looks_into_a_sentence_is_found(line):
    assert READ.search(line)


def test_no_line_of_any_room_looks_into_a_sentence():
    files = sources(*ROOMS)
    assert len(files) > 200
    read = [
        f"{file.name}: {line.strip()}"
        for file in files
        for line in file.read_text().splitlines()
        if READ.search(line) and not (LOG.search(line) and {"store", "web"} & {*file.parts})
    ]
    assert read == []


def calls(file: Path, name: str) -> list[ast.Call]:
    tree = ast.walk(ast.parse(file.read_text()))
    return [node for node in tree if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]


def brings_a_sentence(call: ast.Call) -> bool:
    return len(call.args) > 2 or any(word.arg == "text" for word in call.keywords)


def test_rooms_below_the_report_hand_over_notes_without_a_sentence():
    made = [(file, call) for file in sources(*ROOMS) for call in (*calls(file, "Note"), *calls(file, "note"))]
    assert len(made) > 20
    written = [
        f"{file.relative_to(SRC)}:{call.lineno}"
        for file in sources(*(room for room in ROOMS if room != "report"))
        for call in calls(file, "Note")
        if brings_a_sentence(call)
    ]
    assert written == []


def test_only_results_of_earlier_versions_bring_a_reason_as_it_was_written():
    quoting = {str(file.relative_to(SRC)) for file in sources(*ROOMS) if '"as_written"' in file.read_text()}
    assert quoting == UPGRADES


def test_the_room_that_parsed_sentences_is_gone():
    assert not (SRC / "report" / "wording" / "spelled.py").exists()
