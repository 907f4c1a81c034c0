"""A metronome as a page shows it: so much more than the runner's own cadence, never a number that is everybody's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BeatView:
    """What ``gait-beat`` beats."""

    usual_spm: float
    """steps a minute as usual, of both feet"""
    share_pct: float
    """so much more"""
    choices: tuple[float, ...] = ()
    """other shares to choose from; none where the share is set"""

    @property
    def tempo_spm(self) -> float:
        return self.usual_spm * (1 + self.share_pct / 100)


def beat_of(usual_spm: float | None, aim_spm: float | None) -> BeatView | None:
    """The metronome between two cadences; None where one is unknown.

    Examples
    --------
    >>> beat_of(160.0, 168.0).share_pct
    5.0
    """
    if not usual_spm or aim_spm is None:
        return None
    return BeatView(usual_spm, round(100 * (aim_spm / usual_spm - 1), 6))
