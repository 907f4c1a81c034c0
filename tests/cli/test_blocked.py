"""`gaitcue analyze` for people who should not run: the alarm comes first, and no file holds what is blocked."""

import html
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gaitcue.cli.app import app
from gaitcue.clinic import cues
from gaitcue.demo import Runner
from support.drawn_clips import drawn_clip

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ANSWERS = (EXAMPLES / "red-flags.toml").read_text(encoding="utf-8")
LEVELS = {
    "emergency": ("saddle_numbness", "Get emergency care now."),
    "same_day": ("hot_limb", "See a doctor urgently, today."),
    "within_days": ("night_pain", "See a GP or sports physician within days, and do not run until you are cleared."),
    "clinician_first": ("operated_recently", "Follow your surgeon"),
}
"""Level -> a question that raises it, and how its first line begins."""
TITLES = [cue.title for cue in cues().values()]
SAYINGS = [cue.external for cue in cues().values()]
BLOCKED = re.compile(
    r"What to try first|metronome|Film again|film from|Bridge hold|Hold for|Keep the load|How to run|return baseline"
)


def analyze(*told: str | Path) -> str:
    done = CliRunner().invoke(app, ["analyze", *map(str, told)], env={"NO_COLOR": "1", "COLUMNS": "300"})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Path:
    """A clip that was analysed before anybody asked about the person."""
    clip = tmp_path_factory.mktemp("clip") / "runner.mp4"
    runner = Runner(duration_s=5.0, fps=60.0, width=480, height=640, px_per_m=290.0)
    drawn_clip(runner, clip, tmp_path_factory)
    analyze(clip, "--preset", "fast", "--speed-kmh", "10.8")
    return clip.with_suffix(".gaitcue")


@pytest.fixture(scope="module", params=LEVELS)
def blocked(request, measured, tmp_path_factory) -> tuple[str, str, Path]:
    """A level, what the terminal said, and the folder that was written."""
    folder = tmp_path_factory.mktemp(request.param)
    question, _ = LEVELS[request.param]
    (folder / "flags.toml").write_text(ANSWERS.replace(f"{question} = false", f"{question} = true"), encoding="utf-8")
    told = ("--profile", EXAMPLES / "person.toml", "--red-flags", folder / "flags.toml")
    return request.param, analyze(measured, *told, "--pdf", "--out", folder / "out"), folder / "out"


def page_of(out: Path) -> str:
    page = re.sub(
        r"<(script|style|svg).*?</\1>", "", (out / "report.html").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def pdf_of(out: Path) -> str:
    from pypdf import PdfReader

    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(out / "report.pdf").pages))


def test_the_alarm_is_the_first_line_of_terminal_page_and_pdf(blocked):
    level, said, out = blocked
    first = LEVELS[level][1]
    assert said.startswith(first)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert html.unescape(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]).strip().startswith(first)
    assert 0 <= pdf_of(out).find(first) < 60


def test_nothing_blocked_is_in_any_of_its_outputs(blocked):
    _, said, out = blocked
    assert "film" not in said
    for where, text in {"terminal": said, "page": page_of(out), "pdf": pdf_of(out)}.items():
        assert where == "terminal" or "what is said here about filming is for later" in text, where
        assert [words for words in (*TITLES, *SAYINGS) if words in text] == [], where
        assert BLOCKED.search(text) is None, where


def test_the_result_file_holds_the_alarm_and_no_cue(blocked):
    level, _, out = blocked
    written = (out / "analysis.json").read_text(encoding="utf-8")
    advice, findings = json.loads(written)["advice"], json.loads(written)["findings"]
    assert (advice["level"], advice["no_cue"], advice["first"]) == (level, "blocked", None)
    assert advice["cues"] == advice["exercises"] == advice["seat"] == []
    assert findings[0]["rule"] == "C4"
    assert not [finding for finding in findings if {"cue", "exercise", "load", "remeasure"} & set(finding["advice"])]
    assert [saying for saying in SAYINGS if saying in written] == []


def test_a_known_cold_stops_running_and_filming_and_leaves_the_exercises(measured, tmp_path):
    """What is blocked in part: nothing of it in terminal, page, PDF and result file, and the rest is there."""
    told = re.sub(r"^(fever|fever_known) = false", r"\1 = true", ANSWERS, flags=re.MULTILINE)
    told += "" if "fever_known = true" in told else "\nfever_known = true\n"
    (tmp_path / "flags.toml").write_text(told, encoding="utf-8")
    out, person = tmp_path / "out", EXAMPLES / "person.toml"
    said = analyze(measured, "--profile", person, "--red-flags", tmp_path / "flags.toml", "--pdf", "--out", out)
    assert said.startswith("Wait with running until you are over the illness.")
    written = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    advice, findings = written["advice"], written["findings"]
    assert advice["blocks"] == ["cue_trial", "filming", "running"]
    assert advice["exercises"]
    assert (advice["first"], advice["cues"], advice["ready"], advice["no_cue"]) == (None, [], [], "blocked")
    assert not [finding for finding in findings if {"cue", "remeasure"} & set(finding["advice"])]
    for where, text in {"terminal": said, "page": page_of(out), "pdf": pdf_of(out)}.items():
        assert [words for words in (*TITLES, *SAYINGS) if words in text] == [], where
        assert not re.search(r"What to try first|metronome|Film again|film from|return baseline", text), where
        assert where == "terminal" or advice["exercises"][0]["title"] in text, where


def test_a_tendon_medicine_keeps_exercises_back_and_nothing_else(measured, tmp_path):
    person = tmp_path / "person.toml"
    text = (EXAMPLES / "person.toml").read_text(encoding="utf-8")
    person.write_text('medicines = ["fluoroquinolone"]\n' + text, encoding="utf-8")
    out = tmp_path / "out"
    analyze(measured, "--profile", person, "--red-flags", EXAMPLES / "red-flags.toml", "--pdf", "--out", out)
    written = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    advice, findings = written["advice"], written["findings"]
    assert advice["blocks"] == ["exercise"]
    assert advice["exercises"] == advice["seat"] == []
    assert not [finding for finding in findings if "exercise" in finding["advice"]]
    for where, shown in {"page": page_of(out), "pdf": pdf_of(out)}.items():
        assert not re.search(r"Bridge hold|Hold for|Step [1-4] of 4", shown), where
        assert "GP" in shown, where
        assert [title for title in TITLES if title in shown] or "How to run" in shown, where


def test_the_same_person_without_an_alarm_is_offered_what_the_others_are_not(measured, tmp_path):
    """The words looked for above are those of somebody whom nothing blocks."""
    told = ("--profile", EXAMPLES / "person.toml", "--red-flags", EXAMPLES / "red-flags.toml")
    analyze(measured, *told, "--out", tmp_path / "out")
    page = page_of(tmp_path / "out")
    assert [title for title in TITLES if title in page]
    assert BLOCKED.search(page)


def test_questions_that_nobody_asked_are_said_in_the_terminal_and_on_the_page(measured, tmp_path):
    said = analyze(measured, "--profile", EXAMPLES / "person.toml", "--out", tmp_path / "out")
    assert 0 < said.find("red-flag questions were not asked") < said.find("runner.mp4"), "before the measures"
    assert "safety questions" in page_of(tmp_path / "out").split("What to do")[0]
    done = CliRunner().invoke(app, ["cues", str(EXAMPLES / "person.toml")], env={"NO_COLOR": "1", "COLUMNS": "300"})
    assert 0 < done.output.find("red-flag questions were not asked") < done.output.find("Shorter, faster steps")
