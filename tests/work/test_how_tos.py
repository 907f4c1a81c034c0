"""The how-tos of the person and of the cue trial do what they say: their files are read, their commands exist."""

import re
import shlex
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gaitcue.cli.app import app
from gaitcue.clinic import cues, read_profile, read_trial
from gaitcue.work.contract import read_comparison, read_trial_result
from gaitcue.work.person import triage_of
from gaitcue.work.results import write_result
from gaitcue.work.trial import trial_to_folder
from support import people

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS / "examples"
PAGES = [DOCS / "person.md", DOCS / "cue-trial.md"]
RUNS = {
    "baseline": {"cadence": 158.0},
    "one-and-two": {"cadence": 168.0, "shank_angle_ic": 5.0, "ankle_hip_distance_pct": 26.0},
    "three": {"cadence": 158.0, "trunk_lean_stance": 3.0},
    "baseline-again": {"cadence": 158.5},
}


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    """The examples with a result for each take."""
    for file in EXAMPLES.iterdir():
        shutil.copy(file, tmp_path)
    for seed, (name, means) in enumerate(RUNS.items()):
        folder = tmp_path / f"{name}.gaitcue"
        folder.mkdir()
        run = people.moved(seed, **means)
        write_result(replace(run, clip=None, conditions=replace(run.conditions, height_cm=175.0)), folder)
    return tmp_path


def test_examples_are_read():
    profile = read_profile(EXAMPLES / "person.toml")
    assert profile.problem("proximal_hamstring", "current")
    assert profile.problem("patellofemoral", "past")
    flags = triage_of(EXAMPLES / "red-flags.toml")
    assert (flags.level, flags.unanswered) == (None, ())
    trial = read_trial(EXAMPLES / "trial.toml")
    assert [c.cues for c in trial.conditions] == [("cadence_5", "glutes"), ("run_tall",)]
    assert trial.profile == EXAMPLES / "person.toml"


def test_the_example_visit_becomes_pages(visit: Path):
    folder = trial_to_folder(visit / "trial.toml", red_flags=visit / "red-flags.toml", pdf=True)
    names = {file.name for file in folder.iterdir()}
    assert {"trial.json", "trial.html", "trial.pdf", "comparison.html", "before_after.png"} <= names
    judged = read_trial_result(folder)
    assert [(verdict.name, verdict.practise) for verdict in judged.verdicts] == [("1 + 2", "full"), ("3", "none")]
    assert [tried.cues for tried in judged.remember] == [("cadence_5", "glutes"), ("run_tall",)]
    assert read_comparison(folder).runs[0] == "baseline"
    text = (folder / "trial.html").read_text(encoding="utf-8")
    assert "Keep these together: “Shorter, faster steps” and “Tighten the glutes”." in text
    assert cues()["glutes"].external in text
    assert "as usual again" in text
    assert "Effort over the visits" not in text


def test_earlier_visits_give_a_trend(visit: Path):
    first = (visit / "trial.toml").read_text(encoding="utf-8")
    (visit / "visit-1.toml").write_text(first.replace("2026-11-21", "2026-11-01").replace("effort = 5", "effort = 8"))
    (visit / "trial.toml").write_text('earlier = ["visit-1.toml"]\n' + first)
    text = (trial_to_folder(visit / "trial.toml") / "trial.html").read_text(encoding="utf-8")
    assert "Effort over the visits" in text
    assert "falls" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_commands_and_options_exist(page: Path):
    runner = CliRunner()
    lines = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("gaitcue ")]
    assert lines
    for line in lines:
        words = shlex.split(line.split(">")[0])[1:]
        said = runner.invoke(app, [words[0], "--help"], env={"COLUMNS": "300", "NO_COLOR": "1"})
        assert said.exit_code == 0, line
        for option in (word for word in words if word.startswith("--")):
            assert option in said.stdout, f"{option} in: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_files_named_exist_and_fragments_are_read(page: Path):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in links if not (DOCS / link).is_file()] == []
    for fragment in blocks(page, "toml"):
        told = tomllib.loads(fragment)
        assert told.keys() <= {"cleared", "next_day", "earlier"}
        if "cleared" not in told:
            read_trial({"baseline": {}, "condition": [{"cues": ["glutes"]}], **told})


def test_the_override_of_the_how_to_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(DOCS / "person.md", "python")
    exec(code, {})
    assert "flat trails" in (tmp_path / "overrides.jsonl").read_text()
