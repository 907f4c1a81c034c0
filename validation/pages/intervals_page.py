"""Words, tables and pictures of the section on intervals."""

from __future__ import annotations

from validation.intervals import together
from validation.markdown import number, table
from validation.pictures import Axis, Series, dots
from validation.store import Result


def parts(result: Result) -> dict[str, str]:
    runs = result["runs"]
    return {
        **{name: number(result[name]) for name in ("runs", "seconds", "runners")},
        "noise": number(result["noise_pct"]),
        "rows": str(3 * runs),
        "doubt": number(196 * (0.95 * 0.05 / max(runs, 1)) ** 0.5, 0),
        "coverage": coverage(result),
    }


def coverage(result: Result) -> str:
    cells = list(result["cells"])
    kinds = [kind for kind in ("exact", "video") if any(name.endswith(kind) for name in cells)]
    pooled = {kind: together(result, kind) for kind in kinds}
    names = sorted({name for cell in result["cells"].values() for name in cell})
    rows = []
    for name in names:
        single = [result["cells"][cell].get(name, {}).get("coverage_pct") for cell in cells]
        whole = [pooled[kind].get(name, (0, None))[1] for kind in kinds]
        texts = [*(number(v, 0) for v in single), *(f"**{number(v, 1)}**" for v in whole)]
        rows.append([name.replace("_", " "), *texts])
    return table(["measure", *cells, *(f"all, {kind}" for kind in kinds)], rows)


def pictures(result: Result) -> dict[str, str]:
    kinds = [kind for kind in ("exact", "video") if together(result, kind)]
    pooled = {kind: together(result, kind) for kind in kinds}
    names = sorted({name for row in pooled.values() for name in row})
    series = [Series(kind, [pooled[kind].get(n, (0, None))[1] for n in names]) for kind in kinds]
    axis = Axis("intervals that hold the configured mean, % (shaded: 90 to 99)", 60, 100, (90, 99))
    alt = "Share of 95 % intervals that hold the configured mean, by measure."
    plain = [name.replace("_", " ") for name in names]
    return {"intervals.svg": dots("Coverage of the 95 % intervals", alt, plain, series, axis)}
