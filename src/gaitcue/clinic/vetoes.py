"""Who must not get a cue, and why: by name, and by what the cue does to a tissue that hurts or hurt."""

from __future__ import annotations

from gaitcue.clinic.facts import Facts, holds
from gaitcue.clinic.tables import Cue

TISSUE_FACTS = {
    "hamstring": ("pht_current", "pht_past"),
    "patellofemoral": ("pfp_current", "pfp_past"),
    "distal": ("distal_current", "distal_past"),
    "tibia": ("bone_stress_current", "bone_stress_past"),
    "hip_itb": ("itb_current", "itb_past"),
    "low_back": ("low_back_current", "low_back_past"),
}
"""Tissue of a cue's effects -> the facts of a current and of a past problem there."""
FACT_WORDS = {
    "pht_current": "hamstring pain now",
    "pht_past": "hamstring pain in the past",
    "pht_any": "hamstring pain now or in the past",
    "pfp_current": "kneecap pain now",
    "pfp_past": "kneecap pain in the past",
    "pfp_any": "kneecap pain now or in the past",
    "distal_current": "an Achilles, calf or foot problem now",
    "distal_past": "an Achilles, calf or foot problem in the past",
    "distal_any": "an Achilles, calf or foot problem now or in the past",
    "bone_stress_current": "bone stress",
    "bone_stress_past": "bone stress in the past",
    "itb_current": "iliotibial band pain now",
    "itb_past": "iliotibial band pain in the past",
    "low_back_current": "low-back pain now",
    "low_back_past": "low-back pain in the past",
    "cadence_raised_pain": "a faster cadence raised the pain",
}


def allowed(cue: Cue, facts: Facts) -> str | None:
    """None when the cue may be tried, else the reason why not."""
    if holds(facts, "no_problem"):
        return "nothing hurts, so nothing is changed"
    if holds(facts, "post_op_not_cleared"):
        return "running is not cleared after the surgery"
    if holds(facts, "midthigh_sudden"):
        return "the thigh has to be examined first"
    if holds(facts, "bone_stress_current") and not holds(facts, "bone_stress_cleared"):
        return "bone stress has to be cleared first"
    if holds(facts, "not_running"):
        return "this person does not run"
    named = next((fact for fact in cue.veto if holds(facts, fact)), None)
    if named:
        return FACT_WORDS.get(named, named.replace("_", " "))
    hurt = next((now for tissue, (now, _) in TISSUE_FACTS.items() if _loads(cue, tissue) and holds(facts, now)), None)
    return f"it loads more: {FACT_WORDS[hurt]}" if hurt else None


def penalties(cue: Cue, facts: Facts) -> list[str]:
    """Reasons that count against a cue without forbidding it: past problems of a tissue that it loads more."""
    named = [fact for fact in cue.penalty if holds(facts, fact)]
    past = [then for tissue, (_, then) in TISSUE_FACTS.items() if _loads(cue, tissue) and holds(facts, then)]
    return [FACT_WORDS.get(fact, fact.replace("_", " ")) for fact in dict.fromkeys([*named, *past])]


def helped(cue: Cue, facts: Facts) -> list[str]:
    """Tissues with a current problem that the cue unloads."""
    return [
        tissue for tissue, (now, _) in TISSUE_FACTS.items() if cue.effect.get(tissue) == "down" and holds(facts, now)
    ]


def _loads(cue: Cue, tissue: str) -> bool:
    return cue.effect.get(tissue) == "up"
