"""The evidence is at home: every key that the tree cites is listed, and the page is made from the data."""

import re
from pathlib import Path

from gaitcue.terms.sources import sources, unresolved
from tools.evidence import PAGE, cited, evidence_page

ROOT = Path(__file__).parents[2]
READ = [*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.toml"), *ROOT.glob("docs/**/*.md"), ROOT / "README.md"]


def test_the_page_is_made_from_the_data():
    assert PAGE.read_text(encoding="utf-8") == evidence_page()


def test_every_cited_key_is_listed():
    assert len(cited()) > 40
    assert unresolved(cited()) == []


def test_keys_in_square_brackets_are_listed():
    keys = {
        key
        for file in READ
        for key in re.findall(r"\[((?:[A-Z][A-Za-z]+|deRuiter|dosSantos|vanOeveren)\d\d\*?)\]", file.read_text("utf-8"))
    }
    assert unresolved(keys) == []


def test_no_document_outside_the_repository_is_cited():
    """A reader has what is cited: keys and pages of docs/, nothing else."""
    outside = re.compile(r"clinical\.md|pose-notes|peers\.md|DESIGN\.md|\[E\]|\[M\]|\[M/E\]|\b[A-I]\d{1,2}\.\d")
    found = [
        f"{file.relative_to(ROOT)}: {m.group()}" for file in READ for m in outside.finditer(file.read_text("utf-8"))
    ]
    assert found == []


def test_a_source_says_what_it_is_and_whether_it_was_read_itself():
    assert sources()["Souza16*"].secondary and not sources()["Teng14"].secondary
    assert [s.key for s in sources().values() if not (s.about and s.where)] == []
