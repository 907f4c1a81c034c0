"""What the annotated video says at each moment: cadence, which foot is down, the shank's angle at the last landing."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from gaitcue.report.wording import words
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Analysis, Event, StrideValue

SHANK: Final = "shank_angle_ic"
CONTACTS_IN_CADENCE: Final = 8
LONGEST_CONTACT_S: Final = 0.45
"""a contact without its toe-off ends here (longer contacts are detection errors; product default)"""


@dataclass(frozen=True)
class LiveNumbers:
    """Looks up what was known at a moment of true time."""

    analysis: Analysis

    @cached_property
    def _contacts(self) -> list[Event]:
        return sorted((e for e in self.analysis.events if e.type == "initial_contact"), key=lambda e: e.time_s)

    @cached_property
    def _contact_times(self) -> list[float]:
        return [e.time_s for e in self._contacts]

    @cached_property
    def _stances(self) -> dict[Side, list[tuple[float, float]]]:
        """Side -> (on, off) in s, in order."""
        found: dict[Side, list[tuple[float, float]]] = {side: [] for side in SIDES}
        for side in SIDES:
            offs = sorted(e.time_s for e in self.analysis.events if e.side == side and e.type == "toe_off")
            for event in self._contacts:
                if event.side == side:
                    after = bisect_right(offs, event.time_s)
                    end = event.time_s + LONGEST_CONTACT_S
                    found[side].append((event.time_s, min(offs[after], end) if after < len(offs) else end))
        return found

    @cached_property
    def _shanks(self) -> dict[Side, list[tuple[float, StrideValue]]]:
        """Side -> (time of the landing, value), in order."""
        starts = {(s.side, s.stride): s.start_s for s in self.analysis.strides}
        found: dict[Side, list[tuple[float, StrideValue]]] = {side: [] for side in SIDES}
        for value in self.analysis.values:
            if value.measure == SHANK and value.side is not None and (value.side, value.stride) in starts:
                found[value.side].append((starts[value.side, value.stride], value))
        return {side: sorted(rows, key=lambda row: row[0]) for side, rows in found.items()}

    def cadence_spm(self, time_s: float) -> float | None:
        """Steps per minute over the last contacts; None before the third."""
        seen = self._contact_times[: bisect_right(self._contact_times, time_s)][-CONTACTS_IN_CADENCE:]
        return 60 * (len(seen) - 1) / (seen[-1] - seen[0]) if len(seen) >= 3 else None

    def is_down(self, side: Side, time_s: float) -> bool:
        """Whether a foot is on the ground."""
        stances = self._stances[side]
        index = bisect_right(stances, (time_s, float("inf"))) - 1
        return index >= 0 and stances[index][0] <= time_s < stances[index][1]

    def phase(self, time_s: float) -> str:
        """In words: which foot is down, or flight."""
        down = [side for side in SIDES if self.is_down(side, time_s)]
        if not down:
            return "flight" if self._contacts and time_s >= self._contact_times[0] else words.MISSING
        return f"{' and '.join(down)} foot down"

    def shank(self, side: Side, time_s: float) -> str:
        """The shank's angle at the last landing of a side."""
        rows = self._shanks[side]
        index = bisect_right([row[0] for row in rows], time_s) - 1
        if index < 0 or rows[index][1].value is None:
            return words.MISSING
        value = rows[index][1]
        text = words.with_unit(words.number(value.value, 0), value.unit)
        return text if value.status == "ok" else f"({text})"
