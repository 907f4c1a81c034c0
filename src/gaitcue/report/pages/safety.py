"""When to get checked out: the same on every page."""

from typing import Final

CHECK_OUT_NOW: Final = (
    "a sudden tearing pain, a pop, or a leg that gives way",
    "numbness between the legs, or new trouble with bladder or bowel",
    "weakness or numbness that spreads",
    "a calf that is swollen, hot and sore, or trouble breathing",
    "fever together with the pain",
)
CHECK_OUT_SOON: Final = (
    "pain that makes you limp or change the way you run",
    "pain on one spot of a bone, or night pain that no position eases",
    "pain that is no better after six weeks of exercises, or that keeps coming back",
)
