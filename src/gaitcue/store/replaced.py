"""Which clips another one replaced in a cue trial, of trials that were kept before this was noted with each stretch.

Such a clip lies in the trial's appointment, came after the trial began and before the one that stands in its stretch,
was run with the same cue, and stands in no stretch itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gaitcue.terms.together import condition_id


def with_replaced(state: Mapping[str, Any], begun_at: datetime, takes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The state of a trial in which each stretch names the takes that were replaced in it.

    Parameters
    ----------
    state : as the record keeps it; a stretch that names them already stays as it is
    takes : rows of the trial's appointment
    """
    listed = sorted(takes, key=lambda take: take["position"])
    standing = {stage.get("take_id") for stage in state.get("stages", ())}
    later = [take for take in listed if take["role"] == "run" and take["created_at"] > begun_at]
    loose = [take for take in later if take["id"] not in standing]
    made = []
    for stage in state.get("stages", ()):
        own = next((take for take in listed if take["id"] == stage.get("take_id")), None)
        if own is not None and "replaced" not in stage:
            cue = condition_id(stage.get("cues", ())) or None
            gone = [take for take in loose if take["position"] < own["position"] and (take["cue"] or None) == cue]
            loose = [take for take in loose if take not in gone]
            stage = stage | {"replaced": [take["id"] for take in gone]}
        made.append(stage)
    return {**state, "stages": made} if made else dict(state)
