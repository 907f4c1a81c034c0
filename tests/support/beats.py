"""Beats that a page gave to its sound card."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

RECORDING = """
window.begun = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at) { window.begun.push(at); return start.call(this, at); };
"""
"""for a page before its own scripts: when each beat is heard"""


def on_the_beat(starts: Iterable[float], interval: float) -> int:
    """One beat follows another, on the clock: a busy machine may leave beats out, so many, and shifts none."""
    gaps = [later - earlier for earlier, later in pairwise(sorted(starts))]
    assert min(gaps) == pytest.approx(interval, abs=1e-6)
    beats = [round(gap / interval) for gap in gaps]
    assert gaps == pytest.approx([interval * count for count in beats], abs=1e-6)
    return sum(beats) - len(beats)
