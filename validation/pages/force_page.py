"""Words, tables and pictures of the section on force plates."""

from __future__ import annotations

from collections.abc import Iterator

from validation.tools.markdown import NONE, number, signed, table
from validation.tools.pictures import histograms
from validation.tools.store import Result

HEAD = (
    "events", "missed", "invented", "contact bias", "SD", "toe-off bias", "SD", "contact time bias", "RMSE",
    "covered %",
)  # fmt: skip


def parts(result: Result) -> dict[str, str]:
    return {
        "trials": str(result["trials"]),
        "variants": variants(result),
        "by_trial": by_trial(result),
        "left_out": left_out(result),
        "second_laboratory": second_laboratory(result),
        "ball_rise": ball_rise(result),
        "smoothed_force": smoothed_force(result),
        "angles": angles(result),
    }


def variants(result: Result) -> str:
    return table(["trials", *HEAD], [[row["variant"], *cells(row)] for row in result["variants"]])


def cells(row: Result) -> Iterator[str]:
    for name in ("events", "missed", "extra"):
        yield str(row[name])
    for short in ("ic", "to"):
        yield signed(row[f"{short}_bias_ms"])
        yield number(row[f"{short}_sd_ms"], 1)
    yield signed(row["contact_bias_ms"])
    yield number(row["contact_rmse_ms"], 1)
    yield number(row["covered_pct"], 0)


def by_trial(result: Result) -> str:
    return table(["trial", *HEAD], [[name, *cells(row)] for name, row in result["by_trial"].items()])


def left_out(result: Result) -> str:
    rows = [[runner, *(signed(v) for v in biases)] for runner, biases in result["left_out"].items()]
    return table(["runner", "initial contact", "toe-off"], rows)


def second_laboratory(result: Result) -> str:
    rows = result["second_laboratory"]
    if not rows:
        return "Not among the recordings.\n"
    names = {"both": "full body, 3 m/s", "left": "left foot", "right": "right foot"}
    return table(["trial", *HEAD], [[names[which], *cells(row)] for which, row in rows.items()])


def ball_rise(result: Result) -> str:
    """One row a runner, slower two speeds as at the second laboratory, beside the error of toe-off."""
    rows = []
    for trial, sides in result["ball_rise"].items():
        if trial.endswith("T45"):
            continue
        second = trial not in result["by_trial"]
        bias = (result["second_laboratory"]["both"] if second else result["by_trial"][trial])["to_bias_ms"]
        values = [
            [number(sides[s][k], 0) if s in sides else NONE for s in ("left", "right")] for k in ("rise_mm", "turn_deg")
        ]
        name = "full body, 3 m/s" if second else trial
        rows.append((bias, [name, *(" / ".join(pair) for pair in values), signed(bias)]))
    head = ["trial", "ball risen at toe-off, mm: left / right", "foot turned, deg: left / right", "toe-off bias, ms"]
    return table(head, [row for _, row in sorted(rows, key=lambda each: -each[0])])


def smoothed_force(result: Result) -> str:
    rows = [[f"{cut} Hz", *(signed(v) for v in shifts)] for cut, shifts in result["smoothed_force"].items()]
    return table(["low-pass of the force", "initial contact, ms", "toe-off, ms"], rows)


def angles(result: Result) -> str:
    rows = [
        [name.replace("_", " "), str(row["n"]), number(row["mean_abs_deg"], 3), number(row["p95_deg"], 3)]
        for name, row in result["angles"].items()
    ]
    return table(["angle", "samples", "mean difference, deg", "95th percentile, deg"], rows)


def pictures(result: Result) -> dict[str, str]:
    panels = []
    for variant, counts in result["histograms"].items():
        if variant != "bins_ms":
            panels += [(f"{variant}: contact", counts["initial_contact"]), (f"{variant}: toe-off", counts["toe_off"])]
    edges = result["histograms"]["bins_ms"]
    alt = "Histograms of the errors of initial contact and toe-off against force plates, by trial variant."
    return {"force.svg": histograms("Events against force plates", alt, edges, panels)}
