"""`gaitcue person`: the alarm is the first line, then what to do."""

from pathlib import Path

from typer.testing import CliRunner

from gaitcue.cli.app import app

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def run(*told: str) -> list[str]:
    done = CliRunner().invoke(app, ["person", *told])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_the_example_person_is_told_what_to_do_and_where_the_page_lies(tmp_path: Path):
    flags = str(EXAMPLES / "red-flags.toml")
    lines = run(str(EXAMPLES / "person.toml"), "--red-flags", flags, "--out", str(tmp_path / "a"))
    assert any(line.startswith("• Bridge hold: Hold for 30 to 45 seconds") for line in lines)
    assert lines[-1] == f"Page: {tmp_path / 'a' / 'advice.html'}"
    assert len(lines) == len(set(lines)), "nothing is said twice"


def test_an_alarm_is_the_first_line_and_nothing_blocked_follows(tmp_path: Path):
    flags = tmp_path / "flags.toml"
    asked = (EXAMPLES / "red-flags.toml").read_text()
    flags.write_text(asked.replace("saddle_numbness = false", "saddle_numbness = true"))
    lines = run(str(EXAMPLES / "person.toml"), "--red-flags", str(flags), "--out", str(tmp_path / "a"))
    assert lines[0] == "Get emergency care now."
    assert not any(line.startswith("•") for line in lines)
