"""What a clearance lifts: it needs a name and a day that has come, is not older than what it answers, and names it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from gaitcue.clinic.rule_data import table
from gaitcue.clinic.triage.records import Clearance, Raised
from gaitcue.terms.names import is_name


def cleared_by(
    item: Raised, entries: Iterable[Clearance], told_on: date, today: date, *, alone: bool
) -> Clearance | None:
    """The clearance that lifts this item, if one does.

    Parameters
    ----------
    told_on : the day on which the item was answered or described
    alone : nothing else blocks, so that a clearance without names can only mean this
    """
    lasting = timedelta(days=float(table("red_flags")["clearance"]["lasting_days"]["value"]))
    earliest = told_on - lasting if item.lasting else told_on
    names = {item.id, *item.sites}
    for entry in entries:
        meant = bool(names & set(entry.clears)) or (not entry.clears and alone and bool(item.blocks))
        if meant and is_name(entry.by) and earliest <= entry.on <= today:
            return entry
    return None


def why_ignored(entries: Iterable[Clearance], raised: Sequence[Raised], today: date) -> Iterator[tuple[Clearance, str]]:
    """Clearances that lift nothing, each with the code of why not."""
    used = {item.cleared for item in raised if item.cleared}
    names = {name for item in raised for name in (item.id, *item.sites)}
    for entry in entries:
        if entry in used:
            continue
        if not is_name(entry.by):
            yield entry, "no_name"
        elif entry.on > today:
            yield entry, "in_the_future"
        elif not entry.clears:
            yield entry, "names_nothing"
        else:
            yield entry, "too_old" if names & set(entry.clears) else "not_raised"
