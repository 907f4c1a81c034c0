"""From several looks at each frame to two legs: which leg is which, what was invented, what nobody saw."""

from __future__ import annotations

from gaitcue.pose.legs.solve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
