"""The full product of site, status, flag, kind of gait and kind of history, each person with what is decided.

A kind holds values that the rules treat alike; which of them stands for the kind is drawn for each person, so that any
two values meet.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from gaitcue.clinic import Decision, Problem, Profile, VisitFacts
from gaitcue.terms.vocabulary import SITES
from support import drawn
from support.cases import TODAY, answered, decided
from support.drawn import HISTORY, NO, filmed

COMPLAINTS = [(site, status) for site in sorted(SITES) for status in ("current", "past")]
HIGH_PAIN = VisitFacts(pain=(7.0,))
FLAGS: dict[str, dict[str, bool] | None] = {
    **drawn.FLAGS,
    "a cold": NO | {"fever": True, "fever_known": True},
    "pain over 5 today": NO,
}
"""Two that block running and leave the exercises, beside the levels."""
GAIT_KINDS = {
    "not filmed": ("not filmed",),
    "nothing stands out": ("plain", "a little slow"),
    "slow": ("slow", "reaching, slow"),
    "reaching": ("reaching", "rearfoot, reaching", "shank"),
    "reaching, quick": ("reaching, quick",),
    "leaning": ("leaning", "leaning, tilted", "tilted", "hip flexed", "little extension"),
    "of one measure": ("upright", "bouncing", "forefoot"),
}
FLAG_KINDS = {
    **{name: (name,) for name in ("none raised", "emergency", "within days", "caution")},
    "open": ("not asked", "half"),
    "soon": ("same day", "clinician first"),
    "not running": ("a cold", "pain over 5 today"),
}
HISTORY_KINDS = {
    "nothing that rules ask for": ("nothing more", "old operation", "nothing told", "sprinter"),
    "tested": ("weak bridge", "tight hips", "drop and crossing", "hills"),
    "cue hurt": ("cadence hurt", "pair hurt", "no relief", "disliked"),
    "cue helped": ("cadence helped", "pair helped", "glutes cost"),
    "one change": ("new shoes", "race"),
    "slow to heal": ("low energy", "slow to settle", "older"),
    "blocked": tuple(sorted(drawn.BLOCKING)),
    "not running": ("cyclist", "rests"),
}
Row = tuple[tuple[str, str], str, str, str]


def rows() -> Iterator[Row]:
    """Complaint, flag, gait and history of everybody."""
    kinds = itertools.product(COMPLAINTS, FLAG_KINDS.values(), GAIT_KINDS.values(), HISTORY_KINDS.values())
    draw = random.Random(9)
    for complaint, flags, gaits, histories in kinds:
        yield complaint, draw.choice(flags), draw.choice(gaits), draw.choice(histories)


def person_of(row: Row) -> Profile:
    (site, status), _, _, history = row
    about = {"sports": ("running",), "age": 35.0, "height_cm": 174.0, "sex": "female"} | HISTORY[history]
    if status == "past":
        about.pop("pain_now", None)
    return Profile(TODAY, problems=(Problem(site, status=status, side="right"),), **about)


def decided_for(row: Row) -> Decision:
    """What is decided about the person of one row."""
    _, flag, gait, _ = row
    told = FLAGS[flag]
    answers = None if told is None else answered(told)
    visit = HIGH_PAIN if flag == "pain over 5 today" else None
    return decided(filmed(gait, "as it is"), person_of(row), answers, visit=visit)
