"""Words, tables and pictures of the section on the synthetic runner."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from validation.tools.markdown import number, signed, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result


def parts(result: Result) -> dict[str, str]:
    noisy = [row for row in result["grid"] if row["noise_pct"]]
    exact = [row for row in result["grid"] if not row["noise_pct"]]
    return {
        **{name: number(result[name]) for name in ("runners", "seconds")},
        "noise": number(result["noise_pct"]),
        "exact": grid(exact),
        "noisy": grid(noisy),
        "angles": angles(exact),
        "video": video(result["video"]),
        "video_angles": video_angles(result["video"]),
        "points": points(result["video"]),
    }


HEAD = ("cell", "contact: median, bias", "toe-off: median, bias", "asked", "missed / invented", "cadence spm",
        "contact time ms", "roll deg")  # fmt: skip


def grid(rows: Sequence[Result]) -> str:
    return table(HEAD, [[cell_name(row), *cells(row)] for row in rows])


def cell_name(row: Result) -> str:
    where = row["surface"].replace("overground", "over ground")
    return f"{row['fps']:g} fps, {where}, roll {row['roll_deg_set']:g}, facing {row['facing']}"


def cells(row: Result) -> list[str]:
    lost = [sum(row[f"{kind}_{what}"] for kind in ("initial_contact", "toe_off")) for what in ("missed", "extra")]
    refused = f" ({len(row['refused'])} refused)" if row["refused"] else ""
    return [
        *(
            f"{number(row[f'{kind}_median_abs_ms'], 1)}, {signed(row[f'{kind}_bias_ms'])}"
            for kind in ("initial_contact", "toe_off")
        ),
        f"{number(500 / row['fps'] + 3, 1)}",
        f"{lost[0]} / {lost[1]}{refused}",
        signed(row["cadence_spm"], 2),
        signed(row["contact_time_ms"]),
        signed(row["roll_deg"], 2),
    ]


def angles(rows: Sequence[Result]) -> str:
    rates = sorted({row["fps"] for row in rows})
    names = sorted({name for row in rows for name in row["angles_deg"]})
    body = []
    for name in names:
        worst = [largest([row["angles_deg"].get(name) for row in rows if row["fps"] == fps]) for fps in rates]
        body.append([name.replace("_ic", "").replace("_", " "), *(signed(value) for value in worst)])
    return table(["angle at contact", *(f"{fps:g} fps" for fps in rates)], body)


def largest(values: Sequence[float | None]) -> float | None:
    return max((v for v in values if v is not None), key=abs, default=None)


def video(rows: Sequence[Result]) -> str:
    body = []
    for row in rows:
        if row.get("refused") and "roll_deg" not in row:
            body.append([row["clip"], f"refused: {row['refused']}", *[""] * 7])
            continue
        worst = max(row["angles_deg"].items(), key=lambda item: abs(item[1]), default=("", None))
        name = worst[0].replace("_ic", "").replace("_", " ")
        body.append([row["clip"], *cells(row), f"{signed(worst[1])} ({name})" if name else "none"])
    return table(["clip", *HEAD[1:], "worst angle at contact, deg"], body)


def video_angles(rows: Sequence[Result]) -> str:
    names = sorted({name for row in rows for name in row.get("angles_deg", {})})
    body = [[row["clip"], *(signed(row.get("angles_deg", {}).get(name)) for name in names)] for row in rows]
    return table(["clip", *(name.replace("_ic", "").replace("_", " ") for name in names)], body)


def points(rows: Sequence[Result]) -> str:
    names = [f"{leg}_{joint}" for leg, joint in product(("near", "far"), ("hip", "knee", "ankle", "heel", "toe"))]
    body = [
        [row["clip"], *(number(row["points_pct_leg"][name], 1) for name in names)]
        for row in rows
        if "points_pct_leg" in row
    ]
    return table(["clip", *(name.replace("_", " ") for name in names)], body)


def pictures(result: Result) -> dict[str, str]:
    rows = [row for row in result["grid"] if row["facing"] == "right"]
    names = [short(row) for row in rows]
    over = [
        Series(title, [over_half_a_frame(row, kind) for row in rows])
        for title, kind in (("initial contact", "initial_contact"), ("toe-off", "toe_off"))
    ]
    axis = Axis("median error less half a frame, ms (shaded: what is asked)", -10, 20, (-10, 3))
    alt = "Median error of contact and toe-off less half a frame, by cell of the synthetic grid."
    return {"synthetic.svg": dots("Events of the synthetic runner (facing right)", alt, names, over, axis)}


def short(row: Result) -> str:
    noise = ", noise" if row["noise_pct"] else ""
    where = row["surface"].replace("overground", "ground").replace("treadmill", "belt")
    return f"{row['fps']:g} fps, {where}, roll {row['roll_deg_set']:g}{noise}"


def over_half_a_frame(row: Result, kind: str) -> float | None:
    value = row[f"{kind}_median_abs_ms"]
    return None if value is None else value - 500 / row["fps"]
