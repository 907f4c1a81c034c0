"""Words of the person's record: sites, sports, medicines, treatments. Id -> what it is called."""

from __future__ import annotations

from collections.abc import Mapping

SITES: dict[str, str] = {
    "proximal_hamstring": "sit bone, top of the hamstring",
    "hamstring_midthigh": "middle of the back of the thigh",
    "deep_gluteal": "deep in the buttock, sciatic nerve",
    "hip_joint": "hip joint, groin",
    "adductor": "inner thigh, adductors",
    "pelvic_bone": "bone of the pelvis or sacrum",
    "apophysis": "growth plate (the bony point a tendon pulls on, in the young)",
    "sacroiliac": "back of the pelvis, sacroiliac joint",
    "low_back": "low back",
    "iliotibial_band": "outside of the knee, iliotibial band",
    "patellofemoral": "kneecap",
    "anterior_lower_leg": "shin, front of the lower leg",
    "bone_stress": "bone stress injury, stress fracture",
    "calf": "calf",
    "achilles": "Achilles tendon",
    "plantar": "sole or heel, plantar fascia",
    "metatarsal": "forefoot, metatarsals",
    "other": "somewhere else",
}

SITE_WORDS: Mapping[str, str] = {
    "pht": "proximal_hamstring",
    "sit_bone": "proximal_hamstring",
    "ischium": "proximal_hamstring",
    "sciatic": "deep_gluteal",
    "piriformis": "deep_gluteal",
    "hip": "hip_joint",
    "groin": "hip_joint",
    "inner_thigh": "adductor",
    "sacrum": "pelvic_bone",
    "growth_plate": "apophysis",
    "back": "low_back",
    "lower_back": "low_back",
    "itb": "iliotibial_band",
    "pfp": "patellofemoral",
    "kneecap": "patellofemoral",
    "shin": "anterior_lower_leg",
    "stress_fracture": "bone_stress",
    "achilles_tendon": "achilles",
    "plantar_fascia": "plantar",
    "forefoot": "metatarsal",
}
RUNNING_SPORTS: dict[str, str] = {
    "running": "running",
    "trail_running": "trail running",
    "track": "track, middle and long distance",
    "sprinting": "sprinting, hurdles, jumps",
    "orienteering": "orienteering",
    "triathlon": "triathlon",
    "football": "football (soccer)",
    "american_football": "American football",
    "australian_football": "Australian football",
    "rugby": "rugby",
    "hockey": "hockey",
    "lacrosse": "lacrosse",
    "basketball": "basketball",
    "handball": "handball",
    "netball": "netball",
    "baseball": "baseball, softball",
    "cricket": "cricket",
    "tennis": "tennis, padel, squash, badminton",
    "obstacle_racing": "obstacle racing",
}
"""In all of them people run, at least in parts."""
OTHER_SPORTS: dict[str, str] = {
    "cycling": "cycling",
    "mountain_biking": "mountain biking",
    "walking": "walking",
    "hiking": "hiking",
    "swimming": "swimming",
    "rowing": "rowing",
    "strength_training": "strength training, gym",
    "yoga": "yoga, pilates",
    "dance": "dance",
    "gymnastics": "gymnastics",
    "climbing": "climbing",
    "riding": "horse riding",
    "skiing": "skiing",
    "skating": "skating",
    "golf": "golf",
    "volleyball": "volleyball",
    "martial_arts": "martial arts",
    "other": "another sport without running",
    "none": "no sport",
}
SPORTS: dict[str, str] = RUNNING_SPORTS | OTHER_SPORTS
CYCLING_SPORTS = frozenset({"cycling", "mountain_biking", "triathlon"})
SPORT_WORDS: Mapping[str, str] = {
    "run": "running",
    "runner": "running",
    "jogging": "running",
    "road_running": "running",
    "marathon": "running",
    "trail": "trail_running",
    "ultra": "trail_running",
    "sprint": "sprinting",
    "sprints": "sprinting",
    "athletics": "track",
    "track_and_field": "track",
    "duathlon": "triathlon",
    "soccer": "football",
    "field_hockey": "hockey",
    "softball": "baseball",
    "squash": "tennis",
    "padel": "tennis",
    "badminton": "tennis",
    "bike": "cycling",
    "biking": "cycling",
    "mtb": "mountain_biking",
    "mountain_bike": "mountain_biking",
    "gym": "strength_training",
    "weights": "strength_training",
    "pilates": "yoga",
    "horse_riding": "riding",
}

MEDICINES: dict[str, str] = {
    "fluoroquinolone": "fluoroquinolone antibiotic, in the last months",
    "corticosteroid_tablets": "corticosteroid (cortisone) tablets",
    "corticosteroid_inhaler": "corticosteroid inhaler or nasal spray",
    "painkiller": "painkillers or anti-inflammatories",
    "blood_thinner": "blood thinner",
    "other": "another medicine",
    "none": "no medicine",
}
TENDON_MEDICINES = frozenset({"fluoroquinolone", "corticosteroid_tablets"})
"""Those that a tendon may suffer from (docs/clinic-rules.md)."""
MEDICINE_WORDS: Mapping[str, str] = {
    "ciprofloxacin": "fluoroquinolone",
    "levofloxacin": "fluoroquinolone",
    "moxifloxacin": "fluoroquinolone",
    "ofloxacin": "fluoroquinolone",
    "prednisolone": "corticosteroid_tablets",
    "prednisone": "corticosteroid_tablets",
    "asthma_spray": "corticosteroid_inhaler",
    "budesonide": "corticosteroid_inhaler",
    "ibuprofen": "painkiller",
    "naproxen": "painkiller",
    "diclofenac": "painkiller",
    "paracetamol": "painkiller",
    "acetaminophen": "painkiller",
}

TREATMENTS: dict[str, str] = {
    "corticosteroid_injection": "corticosteroid (cortisone) injection",
    "prp_injection": "injection of own blood plasma (PRP)",
    "other_injection": "another injection at the site",
    "shockwave": "shockwave",
    "loading_programme": "programme of loading exercises",
    "manual_therapy": "manual therapy, massage, needling",
    "rest": "a break from running",
    "other": "another treatment",
}
INJECTIONS = frozenset({"corticosteroid_injection", "prp_injection", "other_injection"})
TREATMENT_WORDS: Mapping[str, str] = {
    "cortisone": "corticosteroid_injection",
    "steroid_injection": "corticosteroid_injection",
    "cortisone_injection": "corticosteroid_injection",
    "prp": "prp_injection",
    "injection": "other_injection",
    "eswt": "shockwave",
    "physiotherapy": "loading_programme",
    "massage": "manual_therapy",
    "dry_needling": "manual_therapy",
}

PROCEDURES: dict[str, str] = {
    "tendon_repair": "tendon sewn back to the bone",
    "tendon_release": "tendon released or debrided",
    "bone": "bone fixed",
    "joint": "joint operated or replaced",
    "other": "another operation",
}
IMAGING_SHOWS: dict[str, str] = {
    "nothing": "nothing unusual",
    "tendinopathy": "tendon changed, not torn",
    "partial_tear": "partial tear",
    "full_tear": "tendon torn off",
    "bone_stress": "bone stress or stress fracture",
    "growth_plate": "growth plate changed or torn off",
    "nerve": "nerve irritated or pressed",
    "other": "something else",
}
PATTERNS: dict[str, str] = {
    "warms_up": "stiff at first, better while running, worse afterwards or next morning",
    "worse_through_run": "worse from step to step through the run",
    "load_only": "only during the load, gone at once",
    "sitting": "mostly in sitting",
    "morning": "mostly in the morning",
    "night": "mostly at night",
    "constant": "always the same",
}
"""How the pain behaves over 24 hours."""
