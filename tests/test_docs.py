"""Documentation as a contract: links lead somewhere, and every command that the pages show exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = r"^\s*(?:\.venv/bin/)?gaitcue ([^\n#`]*)"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    missing = [link for link in links if link and not (page.parent / link).exists()]
    assert missing == []


def test_commands_and_options_shown_exist():
    import typer

    from gaitcue.cli.app import app

    command = typer.main.get_command(app)
    shown = [(page.name, line) for page in PAGES for line in re.findall(SHOWN, page.read_text(encoding="utf-8"), re.M)]
    assert len(shown) > 20
    for name, line in shown:
        words, meant = line.split(), command
        while hasattr(meant, "commands"):  # gaitcue record has commands of its own
            assert words and words[0] in meant.commands, f"{name}: gaitcue {line}"
            meant = meant.commands[words.pop(0)]
        known = {flag for p in meant.params for flag in (*p.opts, *p.secondary_opts)}
        unknown = [w for w in words if w.startswith("--") and w not in known]
        assert unknown == [], f"{name}: gaitcue {line}"


def test_every_public_report_of_the_page_has_its_test():
    page = (ROOT / "docs" / "public-reports.md").read_text(encoding="utf-8")
    reports = set(re.findall(r"github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)", page))
    told = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("tests/**/test_public_reports.py"))
    named = set(re.findall(r"([\w.-]+/[\w.-]+)((?:#\d+,? ?)+)", told))
    tested = {(where, number) for where, numbers in named for number in re.findall(r"\d+", numbers)}
    assert len(reports) >= 12
    assert reports == tested


def test_the_walk_from_the_command_to_a_number_leads_past_what_is_there():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    walk = re.findall(r"^\| \**`([\w/.]+)`(?:, `[\w/.]+`)?(?: `(\w+)`)?", page, re.MULTILINE)
    assert len(walk) > 12 and sum(bool(function) for _, function in walk) > 8
    gone = [(place, name) for place, name in walk if not is_there(ROOT / "src" / "gaitcue" / place, name)]
    assert gone == []


def is_there(place: Path, function: str) -> bool:
    return place.exists() and (not function or f"def {function}(" in place.read_text(encoding="utf-8"))


def test_the_words_of_the_glossary_stand_in_the_code():
    page = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    told = [word for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for word in re.findall(r"`(\w+)`", row)]
    files = [file for folder in ("src", "validation") for file in (ROOT / folder).rglob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert len(told) > 8
    assert [word for word in told if not re.search(rf"\b{word}\b", code)] == []
