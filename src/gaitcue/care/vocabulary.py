"""Words of the care record: what was done, what a surgeon allows, what a clinician may change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gaitcue.care.rules import table
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.vocabulary import SITES, TREATMENT_WORDS, TREATMENTS

ACTIVITIES: Final = {
    "exercises": "the exercises of the plan",
    "run": "a run",
    "walk": "a walk",
    "ride": "a ride",
    "sitting": "a long time seated",
    "gym": "other strength training",
    "sport": "another sport",
    "work": "physical work",
}
ACTIVITY_WORDS: Final = {
    "strength": "exercises",
    "programme": "exercises",
    "rehab": "exercises",
    "running": "run",
    "jog": "run",
    "walking": "walk",
    "hike": "walk",
    "cycling": "ride",
    "bike": "ride",
    "sit": "sitting",
    "driving": "sitting",
    "drive": "sitting",
    "desk": "sitting",
    "weights": "gym",
}
CARE_TREATMENTS: Final = TREATMENTS | {"surgery": "operation", "painkiller": "painkillers or anti-inflammatories"}
CARE_TREATMENT_WORDS: Final = dict(TREATMENT_WORDS) | {
    "operation": "surgery",
    "op": "surgery",
    "nsaid": "painkiller",
    "medication": "painkiller",
    "break": "rest",
}
LOADS_ELSEWHERE: Final = {
    "distance": "a longer run or week",
    "hills": "more hills",
    "speed": "faster running",
    "shoes": "new shoes",
    "cue": "a new running cue",
}
"""What else may go up; one of all in seven days."""
CHANGES: Final = {
    "stage": "set the stage",
    "level": "set how hard one thing is",
    "run_level": "set the walk-run level",
    "hill_level": "set the step of the hills",
    "speed_level": "set the step of fast running",
    "hold": "no step up until a day",
    "resume": "end a hold, or the weeks in which only the diary is kept",
    "pain_ok": "set the pain that is accepted",
    "exercise_out": "leave an exercise out",
    "exercise_in": "bring an exercise back",
    "reviewed": "seen, and the plan goes on",
}
VARIABLES: Final = {"hip_bend": "bend at the hip", "speed": "speed", "load": "load", "days": "days a week"}


ONE_OF_THEM: Final = frozenset({"low_back", "pelvic_bone", "apophysis", "bone_stress", "other"})
"""Sites that are not told of a side: there is one, or it says too little."""


def places() -> Mapping[str, str]:
    """Where it may hurt, each with its side: what the body map and its list offer.

    Examples
    --------
    >>> places()["calf_left"], places()["low_back"]
    ('calf, left', 'low back')
    """
    found: dict[str, str] = {}
    for site, title in SITES.items():
        sides = [(f"{site}_{side}", f"{title}, {side}") for side in SIDES]
        found.update([(site, title)] if site in ONE_OF_THEM else sides)
    return found


def places_or_sites() -> Mapping[str, str]:
    """The same, and a site whose side is told beside it, as a file may say."""
    return {**SITES, **places()}


def milestones() -> Mapping[str, str]:
    """What a surgeon may set a day for: id -> what it is called."""
    return {row["id"]: str(row["title"]) for row in table("surgery")["milestone"]}


def test_kinds() -> Mapping[str, str]:
    """Every test that can be entered: id -> its title."""
    return {row["id"]: str(row["title"]) for row in table("tests")["test"]}


def scales() -> Mapping[str, str]:
    """Every outcome total that can be entered: id -> its title."""
    return {row["id"]: str(row["title"]) for row in table("outcomes")["scale"]}


def exercise_titles() -> Mapping[str, str]:
    return {row["id"]: str(row["title"]) for row in (*table("stages")["exercise"], *table("stages")["extra"])}


def alarm_levels() -> Mapping[str, str]:
    """How urgent a red flag is."""
    return {name: str(row["title"]) for name, row in table("programme")["alarm"].items()}
