"""What changed within the clip: its two parts compared as two runs are."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.compare import Occasion, compare
from gaitcue.report.pages.changes import ChangeRow, change_rows, lead_sentence
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.records import Analysis


@dataclass(frozen=True, slots=True)
class PartsTable:
    """The headline measures before and after the moment that divides the clip."""

    names: tuple[str, str]
    lead: str
    rows: tuple[ChangeRow, ...]
    explained: str


def parts_table(analysis: Analysis, catalog: Catalog) -> PartsTable | None:
    """The table of the parts; None when the clip was not divided."""
    parts = analysis.parts
    if parts is None:
        return None
    names = (f"before {parts.at_s:.1f} s", f"after {parts.at_s:.1f} s")
    found = compare([parts.before, parts.after], names, occasion=Occasion(same_session=True, same_camera=True))
    rows = change_rows(found, names[1], parts.before, catalog, headline=True)
    return PartsTable(names, lead_sentence(found, catalog, parts.before), rows, wording()["changes"]["explained"])
