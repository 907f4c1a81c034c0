"""Words, tables and pictures of the section on repeatability."""

from __future__ import annotations

import math

from validation.sections.repeatability import SHOWN, all_rows
from validation.tools.markdown import NONE, number, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    return {
        "halves": halves(result),
        "by_measure": by_measure(result),
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
