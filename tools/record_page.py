"""The manual's page about the record, with the tables as the code has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gaitcue.store.columns import Row
from gaitcue.store.whole import tables

TEXT = Path(__file__).parent / "text" / "record.md"
COMMON = set(Row.__annotations__)


def record_page() -> str:
    """The text with the list of tables in its place."""
    return TEXT.read_text(encoding="utf-8").replace("{{tables}}", "\n".join(_rows()))


def _rows() -> Iterator[str]:
    yield "| table | what a row is | columns besides `id`, `clinic_id`, `created_at` |"
    yield "|---|---|---|"
    for table in sorted(tables(), key=lambda table: str(table.__tablename__)):
        columns = ", ".join(f"`{column.name}`{_leads_to(column)}" for column in table.__table__.columns if _own(column))
        yield f"| `{table.__tablename__}` | {(table.__doc__ or '').strip().splitlines()[0]} | {columns} |"


def _own(column: Any) -> bool:
    return column.name not in COMMON


def _leads_to(column: Any) -> str:
    return "".join(f" → {key.column.table.name}" for key in column.foreign_keys)
