"""Words, tables and pictures of the section on repeatability."""

from __future__ import annotations

import math

from validation.halves import SHOWN, all_rows
from validation.markdown import NONE, number, table
from validation.pictures import Axis, Series, dots
from validation.store import Result

PUBLISHED = {
    "foot_strike_angle": "1.3–2.3 deg between days (foot inclination, Dingenen 2018); typical error 2.5 deg (Waikato)",
    "shank_angle_ic": "2.2–4.8 deg between days (tibia inclination, Dingenen 2018)",
    "knee_flexion_peak_stance": "2.3–3.8 deg between days (Dingenen 2018)",
    "knee_flexion_ic": "3–8 deg within, 9–14 deg between days (95 % interval, Damsted 2015)",
    "hip_flexion_ic": "3–7 deg within, 9–11 deg between days (Damsted 2015)",
    "trunk_lean_stance": "1.3–2.3 deg between days (lateral trunk, Dingenen 2018)",
    "ankle_dorsiflexion_stance": "2.2–4.8 deg between days (Dingenen 2018)",
}


def parts(result: Result) -> dict[str, str]:
    return {
        "takes": str(result["takes"]),
        "halves": halves(result),
        "by_measure": by_measure(result),
        "retakes": retakes(result),
    }


def halves(result: Result) -> str:
    rows = []
    for clip, told in result["halves"].items():
        if "refused" in told:
            rows.append([clip, NONE, NONE, NONE, NONE, f"refused: {told['refused']}"])
            continue
        known = [row for row in told["rows"] if row["allowed"]]
        inside = sum(abs(row["difference"]) <= row["allowed"] for row in known)
        verdicts = [row["verdict"] for row in known]
        strides = " + ".join(str(n) for n in told["strides"])
        share = f"{inside} of {len(known)}" + (f" ({number(100 * inside / len(known), 0)} %)" if known else "")
        changed, probably = verdicts.count("changed"), verdicts.count("probably_changed")
        rows.append([clip, strides, share, str(changed), str(probably), f"median {number(median_share(known))}"])
    head = ["clip", "strides used", "differences within", "called changed", "probably changed", "difference / allowed"]
    return table(head, rows)


def median_share(rows: list[Result]) -> float | None:
    shares = sorted(abs(row["difference"]) / row["allowed"] for row in rows)
    return shares[len(shares) // 2] if shares else None


def by_measure(result: Result) -> str:
    rows = all_rows(result)
    names = sorted({row["measure"] for row in rows if row["allowed"]})
    body = []
    for name in names:
        mine = [row for row in rows if row["measure"] == name and row["allowed"]]
        worst = max(mine, key=lambda row: abs(row["difference"]) / row["allowed"])
        inside = sum(abs(row["difference"]) <= row["allowed"] for row in mine)
        known = worst["detectable"]
        size = f"{number(abs(worst['difference']), 3)} {worst['unit']} ({worst['leg']})"
        share = number(abs(worst["difference"]) / worst["allowed"])
        body.append([name.replace("_", " "), f"{inside} of {len(mine)}", share, size, number(known, 3)])
    return table(["measure", "within", "worst: share", "worst: difference", "smallest detectable, same session"], body)


def retakes(result: Result) -> str:
    own, video = result["own"], result["retakes"]
    rows = []
    for name in [n for n in SHOWN if n in own or n in video]:
        mine, drawn = own.get(name, {}), video.get(name, {})
        unit = mine.get("unit") or drawn.get("unit", "")
        values = (mine.get("same_session"), drawn.get("value"), mine.get("value"))
        rows.append([name.replace("_", " "), unit, *(number(v, 3) for v in values), PUBLISHED.get(name, NONE)])
    return table(["measure", "unit", "same session", "through video", "other day", "published (people)"], rows)


def pictures(result: Result) -> dict[str, str]:
    rows = [row for row in all_rows(result) if row["allowed"]]
    names = [name for name in SHOWN if any(row["measure"] == name for row in rows)]
    series = [Series(leg, [worst_share(rows, name, leg) for name in names]) for leg in ("near", "far", "both")]
    axis = Axis("largest difference of the halves / what both intervals allow (shaded: within)", 0, 2, (0, 1))
    alt = "Largest difference between the halves of a clip over what the intervals allow, by measure and leg."
    plain = [name.replace("_", " ") for name in names]
    return {"halves.svg": dots("First half against second half", alt, plain, series, axis)}


def worst_share(rows: list[Result], name: str, leg: str) -> float | None:
    shares = [abs(r["difference"]) / r["allowed"] for r in rows if (r["measure"], r["leg"]) == (name, leg)]
    return max((s for s in shares if math.isfinite(s)), default=None)
