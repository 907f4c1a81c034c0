"""Pages of the manual, one per measure, made from the register."""

from __future__ import annotations

from gaitcue.gait.measures import MEASURES, MeasureDefinition
from gaitcue.gait.measures.registry import Reference
from gaitcue.terms.records import Conditions

NEEDS = {
    "scale": "a scale: the speed (`--speed-kmh`) or the runner's height (`--height-cm`)",
    "speed": "the running speed (`--speed-kmh`), or a scale from which it follows",
    "standing": "a standing reference (`--standing`)",
    "pelvis": "ASIS and PSIS, from stickers (`--sticker asis=X,Y@FRAME --sticker psis=X,Y@FRAME`) or markers",
    "trunk": "shoulders, or C7",
    "feet": "heel and toe",
}
ROWS = {
    "leg": "near, far and both legs (markers: left, right and both)",
    "run": "both legs together",
    "pair": "right against left",
}
EXAMPLE = Conditions(speed_kmh=10.8, height_cm=174)


def page(definition: MeasureDefinition) -> str:
    """Markdown page of one measure."""
    ok, low = definition.min_fps
    lines = [
        f"# {definition.title_clinician}",
        "",
        "<!-- Made by `python -m tools.make_docs`; do not edit. -->",
        "",
        definition.definition,
        "",
        "| | |",
        "|---|---|",
        f"| id | `{definition.id}` |",
        f"| for the runner | {definition.title_runner} |",
        f"| unit | {definition.unit} |",
        f"| moment or phase | {definition.belongs_to} |",
        f"| rows | {ROWS[definition.scope]} |",
        f"| needs | {'; '.join(NEEDS[need] for need in definition.needs) or 'only the points it is made of'} |",
        f"| frame rate | {_frame_rate(ok, low)} |",
        f"| source | {definition.source} |",
        "",
        "## Usual range",
        "",
        usual(definition.reference(EXAMPLE), definition.unit),
    ]
    if definition.note:
        lines += ["", "## Note", "", definition.note]
    return "\n".join(lines) + "\n"


def _frame_rate(ok: float, low: float) -> str:
    if low >= ok:
        return f"{ok:.0f} fps or more; not measurable below"
    return f"{ok:.0f} fps or more; low confidence from {low:.0f}; not measurable below"


def usual(reference: Reference | None, unit: str) -> str:
    """One sentence on the reference at the example's speed and height."""
    if reference is None:
        return "None: nothing is published that could serve as one."
    low, high = (None if end is None else f"{end:.3g}" for end in (reference.low, reference.high))
    span = f"{low} to {high}" if low and high else f"up to {high}" if high else f"{low} or more"
    grade = f", evidence grade {reference.grade}" if reference.grade else ""
    on = f"; {reference.source}" if reference.sources != (reference.tag,) else ""
    return f"{span} {unit} at 3.0 m/s and 174 cm ({reference.tag}{grade}{on}). {reference.note}."


def index() -> str:
    """Markdown list of all measures by family."""
    lines = ["# Measures", "", "<!-- Made by `python -m tools.make_docs`; do not edit. -->"]
    family = ""
    for definition in MEASURES.values():
        if definition.family != family:
            family = definition.family
            lines += ["", f"## {family[0].upper()}{family[1:]}", ""]
        lines.append(
            f"- [{definition.title_clinician}]({definition.id}.md) ({definition.unit}): {definition.definition}"
        )
    left_out = (
        "The plumb-line screen is left out: its rule could not be verified. Views from behind "
        "(A13) and the arms (A12) are not measured yet."
    )
    return "\n".join([*lines, "", left_out]) + "\n"


def measure_pages() -> dict[str, str]:
    """File name -> text: a page for each measure, and the list of all."""
    return {"index.md": index(), **{f"{one.id}.md": page(one) for one in MEASURES.values()}}
