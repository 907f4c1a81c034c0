"""Who must not get a cue, and why: by name, and by what the cue does to a tissue that hurts or hurt.

Reasons are codes: the name of a fact, ``loads`` about the fact of a tissue that the cue loads more, or one of those in
``ALWAYS``.
"""

from __future__ import annotations

from gaitcue.clinic.facts import Facts, holds
from gaitcue.clinic.rule_data import Cue, cues
from gaitcue.terms.advice import Reason

TISSUE_FACTS = {
    "hamstring": ("pht_current", "pht_past"),
    "patellofemoral": ("pfp_current", "pfp_past"),
    "distal": ("distal_current", "distal_past"),
    "tibia": ("bone_stress_current", "bone_stress_past"),
    "hip_itb": ("itb_current", "itb_past"),
    "low_back": ("low_back_current", "low_back_past"),
}
"""Tissue of a cue's effects -> the facts of a current and of a past problem there."""
SITE_TISSUE = {
    "proximal_hamstring": "hamstring",
    "patellofemoral": "patellofemoral",
    "achilles": "distal",
    "calf": "distal",
    "plantar": "distal",
    "metatarsal": "distal",
    "bone_stress": "tibia",
    "iliotibial_band": "hip_itb",
    "low_back": "low_back",
}
"""Site -> the tissue of a cue's effects; what a cue does to any other site is not known."""
ALWAYS = {
    "surgery_not_cleared": "post_op_not_cleared",
    "thigh_not_examined": "midthigh_sudden",
    "not_running": "not_running",
}
"""Code -> the fact that forbids every cue."""


def veto(cue: Cue, facts: Facts) -> Reason | None:
    """None when the cue may be tried, else why not."""
    if holds(facts, "no_problem") and not holds(facts, "bone_stress_cleared"):
        return Reason("nothing_hurts")
    always = next((code for code, fact in ALWAYS.items() if holds(facts, fact)), None)
    if always:
        return Reason(always)
    if holds(facts, "bone_stress_current") and not holds(facts, "bone_stress_cleared"):
        return Reason("bone_not_cleared")
    named = next((fact for fact in cue.veto if holds(facts, fact)), None)
    if named:
        return Reason(named)
    hurt = next((now for tissue, (now, _) in TISSUE_FACTS.items() if _loads(cue, tissue) and holds(facts, now)), None)
    return Reason("loads", {"about": hurt}) if hurt else None


def hurt_before(cue: Cue, facts: Facts) -> bool:
    """Whether the cue by itself made the pain worse, or a smaller dose of it did."""
    for name in facts["cue_hurt"].inputs["cues"]:
        dose = cues()[name].dose_pct if name in cues() else None
        larger = dose is not None and cue.dose_pct is not None and cue.dose_pct >= dose
        if name == cue.id or larger:
            return True
    return False


def burdens(cue: Cue, facts: Facts) -> list[str]:
    """Facts that count against a cue without forbidding it: past problems of a tissue that it loads more."""
    named = [fact for fact in cue.penalty if holds(facts, fact)]
    past = [then for tissue, (_, then) in TISSUE_FACTS.items() if _loads(cue, tissue) and holds(facts, then)]
    return list(dict.fromkeys([*named, *past]))


def helped(cue: Cue, facts: Facts) -> list[str]:
    """Tissues with a current problem that the cue unloads."""
    return [
        tissue for tissue, (now, _) in TISSUE_FACTS.items() if cue.effect.get(tissue) == "down" and holds(facts, now)
    ]


def _loads(cue: Cue, tissue: str) -> bool:
    return cue.effect.get(tissue) == "up"
