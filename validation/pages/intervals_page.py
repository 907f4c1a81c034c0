"""Words, tables and pictures of the section on intervals."""

from __future__ import annotations

from gaitcue.gait.intervals import error_table
from validation.sections.intervals import KINDS, together
from validation.tools.markdown import number, signed, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    runs = result["runs"]
    return {
        **{name: number(result[name]) for name in ("runs", "seconds", "runners")},
        "noise": number(result["noise_pct"]),
        "rows": str(3 * runs),
        "doubt": number(196 * (0.95 * 0.05 / max(runs, 1)) ** 0.5, 0),
        "coverage": coverage(result),
        "legs": legs(result),
        "events": events(result),
        "video": video(result),
    }


def coverage(result: Result) -> str:
    cells = list(result["cells"])
    kinds = [kind for kind in KINDS if any(name.endswith(kind) for name in cells)]
    pooled = {kind: together(result, kind) for kind in kinds}
    names = sorted({name for cell in result["cells"].values() for name in cell})
    rows = []
    for name in names:
        single = [result["cells"][cell].get(name, {}).get("coverage_pct") for cell in cells]
        whole = [pooled[kind].get(name, (0, None))[1] for kind in kinds]
        texts = [*(number(v, 0) for v in single), *(f"**{number(v, 1)}**" for v in whole)]
        rows.append([name.replace("_", " "), *texts])
    return table(["measure", *cells, *(f"all, {kind}" for kind in kinds)], rows)


def legs(result: Result) -> str:
    """Lowest and highest coverage of a measure by leg, frame rates together."""
    rows = []
    for kind, measures in result["by_leg"].items():
        for leg in ("near", "far", "both"):
            found = sorted((legs[leg], name.replace("_", " ")) for name, legs in measures.items() if leg in legs)
            if found:
                ends = [f"{number(pct, 1)} ({name})" for pct, name in (found[0], found[-1])]
                rows.append([kind, leg, len(found), *ends])
    return table(["cells", "leg", "measures", "lowest", "highest"], rows)


def events(result: Result) -> str:
    """What the events of a clip have in common, beside what the intervals of drawn points take it to be."""
    names = ("contact_mean", "toe_off_mean", "together", "contact", "toe_off", "contact_own", "toe_off_own")
    rows = [[rate, *(number(row.get(name), 1) for name in names)] for rate, row in result["events"].items()]
    used = error_table()["event_common"]["drawn"]
    rows.append(["in the intervals", "–", "–", *(number(1e3 * used[name], 1) for name in names[2:])])
    return table(["frame rate", *(name.replace("_", " ") for name in names)], rows)


def video(result: Result) -> str:
    rows = []
    for name, clip in result["video"].items():
        outside = clip.get("outside", [])
        held = f"{clip['intervals'] - len(outside)} of {clip['intervals']}" if "intervals" in clip else clip["refused"]
        rows.append([name, held, "; ".join(_outside(row) for row in outside) or "none"])
    return table(["clip", "hold", "outside: error / half width"], rows)


def _outside(row: Result) -> str:
    factor, unit = (1e3, "ms") if row["unit"] == "s" else (1.0, row["unit"])
    error, half = signed(factor * row["error"], 2), number(factor * row["half_width"], 2)
    return f"{row['measure'].replace('_', ' ')} {row['leg']} {error} / {half} {unit}"


def pictures(result: Result) -> dict[str, str]:
    kinds = [kind for kind in KINDS if together(result, kind)]
    pooled = {kind: together(result, kind) for kind in kinds}
    names = sorted({name for row in pooled.values() for name in row})
    series = [Series(kind, [pooled[kind].get(n, (0, None))[1] for n in names]) for kind in kinds]
    axis = Axis("intervals that hold the configured mean, % (shaded: 90 to 99)", 60, 100, (90, 99))
    alt = "Share of 95 % intervals that hold the configured mean, by measure."
    plain = [name.replace("_", " ") for name in names]
    return {"intervals.svg": dots("Coverage of the 95 % intervals", alt, plain, series, axis)}
