"""Every generated page of the manual: ``python -m tools.make_docs`` writes them all again, and says what changed."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.api_page import api_page
from tools.evidence import evidence_page
from tools.import_graph import picture
from tools.measure_pages import measure_pages
from tools.person_page import person_page
from tools.record_page import record_page
from tools.retraining_page import retraining_page
from tools.rules_page import rules_page
from tools.schemas import schema_files

DOCS = Path(__file__).parents[1] / "docs"
FOLDERS = ("measures", "schemas")
"""all that lies in them is generated"""


def pages() -> dict[str, str]:
    """Path below docs/ -> text."""
    single = {
        "api.md": api_page(),
        "clinic-rules.md": rules_page(),
        "evidence.md": evidence_page(),
        "person.md": person_page(),
        "record.md": record_page(),
        "retraining.md": retraining_page(),
        "pictures/rooms.svg": picture(),
    }
    measures = {f"measures/{name}": text for name, text in measure_pages().items()}
    return single | measures | {f"schemas/{name}": text for name, text in schema_files().items()}


def stale(docs: Path = DOCS) -> tuple[list[str], list[str]]:
    """Pages that differ from what the code and data say, and files that no generator makes any more."""
    made = pages()
    differ = [name for name, text in made.items() if not _same(docs / name, text)]
    lying = [file for folder in FOLDERS for file in sorted((docs / folder).glob("*")) if file.is_file()]
    left = [name for name in (str(file.relative_to(docs)) for file in lying) if name not in made]
    return differ, left


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def write(docs: Path = DOCS) -> list[str]:
    """Write the pages that differ and remove those that nothing makes; returns their names."""
    differ, left = stale(docs)
    made = pages()
    for name in differ:
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(made[name], encoding="utf-8")
    for name in left:
        (docs / name).unlink()
    return [*differ, *left]


if __name__ == "__main__":
    print("\n".join(write(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)) or "all pages are current")
