"""Does the rule for "changed" hold its error rate? Simulates runs of an unchanged and of a changed runner.

``python -m validation.calibration.change_rule [--quick] [--out docs/change-rule.md]``

Every simulated run has strides with a first-order autoregressive part (the runner) and an independent part (events
found between frames), and a shift of the whole run (recorded again: camera, clothing, processing), shared in part
between the measures. The rule is the shipped one; nothing here is tuned to it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter1d

from gaitcue.compare.curves import test_curves
from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.compare.rule import DifferenceEvidence, holm, verdict, weigh
from gaitcue.gait.autocorrelation import lag_one_correlation, run_mean
from gaitcue.terms.arrays import Array
from gaitcue.terms.quantiles import Z95

WORDS = ("changed", "probably_changed")


@dataclass(frozen=True, slots=True)
class Simulated:
    """A headline measure: its stride-to-stride SD and how fast it moves at contact (both product defaults)."""

    measure: str
    unit: str
    stride_sd: float
    per_second: float
    """change of the value per second of event error"""
    legs: int
    """rows: one for the run, or near, far and both legs"""


HEADLINE_TABLE = (
    Simulated("cadence", "spm", 2.5, 300.0, 1),
    Simulated("vertical_oscillation", "cm", 0.5, 0.0, 1),
    Simulated("trunk_lean_stance", "deg", 1.0, 0.0, 1),
    Simulated("contact_time", "ms", 8.0, 1400.0, 3),
    Simulated("ankle_hip_distance_pct", "%", 1.2, 330.0, 3),
    Simulated("shank_angle_ic", "deg", 1.5, 300.0, 3),
    Simulated("knee_flexion_ic", "deg", 1.8, 300.0, 3),
    Simulated("foot_strike_angle", "deg", 2.0, 300.0, 3),
    Simulated("hip_flexion_ic", "deg", 1.5, 100.0, 3),
    Simulated("knee_flexion_peak_stance", "deg", 1.2, 0.0, 3),
    Simulated("thigh_extension", "deg", 1.5, 0.0, 3),
)


@dataclass(frozen=True, slots=True)
class Cell:
    strides: int
    fps: float
    correlation: float
    retake: float = 1.0
    """run-to-run error in units of what the smallest detectable change allows (0: same take, nothing moved)"""
    effect: float = 0.0
    """true change of every second row, in smallest detectable changes"""


@dataclass(frozen=True, slots=True)
class Rates:
    per_measure: float
    """worst single row: share of unchanged runs called changed"""
    table: float
    """share of tables with any unchanged row called changed"""
    probably: float
    """share of unchanged rows called changed or probably changed"""
    power: float
    """share of changed rows called changed"""
    power_probably: float
    coverage: float
    """of the strides' 95 % interval when the takes differ by nothing"""


def autoregressive(rng: np.random.Generator, shape: tuple[int, ...], correlation: float) -> Array:
    """Unit-variance first-order autoregressive values along axis 0."""
    shocks = rng.standard_normal(shape)
    values = np.empty(shape)
    values[0] = shocks[0]
    for row in range(1, shape[0]):
        values[row] = correlation * values[row - 1] + np.sqrt(1 - correlation**2) * shocks[row]
    return values


def rows_of_table(fps: float) -> list[tuple[Simulated, float]]:
    """Each row of the headline table with its smallest detectable change."""
    rows = []
    for simulated in HEADLINE_TABLE:
        known = smallest_detectable_change(simulated.measure, simulated.unit, fps=fps, same_session=True)
        assert known is not None
        rows += [(simulated, known.value)] * simulated.legs
    return rows


def simulate(cell: Cell, repeats: int, seed: int) -> Rates:
    rng = np.random.default_rng(seed)
    rows = rows_of_table(cell.fps)
    true = np.array([cell.effect * size if index % 2 else 0.0 for index, (_, size) in enumerate(rows)])
    said = np.array([_one_table(cell, rows, true, rng) for _ in range(repeats)])
    return _rates(said, true)


def _one_table(cell: Cell, rows: Sequence[tuple[Simulated, float]], true: Array, rng: np.random.Generator) -> Array:
    """(rows, 3): changed, changed or probably, interval holds the truth."""
    shared = rng.standard_normal(2)
    evidence = [_one_row(cell, row, effect, shared, rng) for row, effect in zip(rows, true, strict=True)]
    adjusted = holm([item.p_value for item in evidence])
    words = [verdict(item, p_value) for item, p_value in zip(evidence, adjusted, strict=True)]
    inside = [item.ci_low <= effect <= item.ci_high for item, effect in zip(evidence, true, strict=True)]
    return np.array([[word == "changed", word in WORDS, hit] for word, hit in zip(words, inside, strict=True)])


def _one_row(
    cell: Cell, row: tuple[Simulated, float], effect: float, shared: Array, rng: np.random.Generator
) -> DifferenceEvidence:
    simulated, detectable = row
    number = np.arange(cell.strides, dtype=float)
    retake_sd = cell.retake * detectable / Z95 / np.sqrt(2.0)
    retake = retake_sd * (np.sqrt(0.5) * shared + np.sqrt(0.5) * rng.standard_normal(2))
    jitter = simulated.per_second / cell.fps / np.sqrt(12.0)
    runs = [
        simulated.stride_sd * autoregressive(rng, (cell.strides,), cell.correlation)
        + jitter * rng.standard_normal(cell.strides)
        + retake[run]
        + effect * run
        for run in (0, 1)
    ]
    correlation = lag_one_correlation([(number, run) for run in runs])
    return weigh(run_mean(runs[0], correlation), run_mean(runs[1], correlation), detectable)


def _rates(said: Array, true: Array) -> Rates:
    same, moved = true == 0, true != 0
    return Rates(
        per_measure=float(said[:, same, 0].mean(axis=0).max()),
        table=float(said[:, same, 0].any(axis=1).mean()),
        probably=float(said[:, same, 1].mean()),
        power=float(said[:, moved, 0].mean()) if moved.any() else 0.0,
        power_probably=float(said[:, moved, 1].mean()) if moved.any() else 0.0,
        coverage=float(said[:, :, 2].mean()),
    )


def curve_false_alarms(strides: int, correlation: float, repeats: int, seed: int) -> float:
    """Share of unchanged pairs of runs whose curves are said to differ somewhere in the cycle."""
    rng = np.random.default_rng(seed)
    alarms = 0
    for _ in range(repeats):
        pair = [autoregressive(rng, (strides, 101), correlation) for _ in range(2)]
        smooth = [gaussian_filter1d(run, 6.0, axis=1, mode="wrap") for run in pair]
        alarms += test_curves(smooth[0], smooth[1], permutations=400).p_value <= 0.05
    return alarms / repeats


def report(repeats: int) -> Iterator[str]:
    yield _INTRODUCTION.format(rows=len(rows_of_table(120)), repeats=repeats)
    yield from _nothing_changed(repeats)
    yield from _power(repeats)
    yield from _curves(max(repeats // 5, 40))


_INTRODUCTION = """# The rule for "changed": error rate and power

Made by `python -m validation.calibration.change_rule`. A headline table of {rows} rows (measures of both legs),
{repeats} simulated pairs of runs per line, the shipped rule, smallest detectable changes (SDC) for takes of one
session.

- *retake 1*: every run is shifted by an error as large as the SDC allows (two recordings of an unchanged runner differ
  by more than the SDC in 5 % of cases); half of that error is shared by all measures.
  *retake 0*: nothing but the strides varies.
- *worst measure*: highest share of single rows called *changed* although nothing changed; must stay at or below 5 %.
- *whole table*: share of tables with at least one such row; must stay at or below 10 %.
- *probably*: share of unchanged rows called *changed* or *probably changed*.
- Runs of 4 to 6 strides are of low confidence and are never called *changed*, so the table begins with 7.
- *coverage*: of the difference's 95 % interval, in runs that differ by strides only.
"""


def _nothing_changed(repeats: int) -> Iterator[str]:
    yield "\n## When nothing changed\n"
    yield "| strides a run | fps | lag-one correlation | retake | worst measure | whole table | probably | coverage |"
    yield "|---|---|---|---|---|---|---|---|"
    cells = [Cell(n, 120, r, k) for n in (7, 10, 20, 40) for r in (0.0, 0.3, 0.6) for k in (0.0, 1.0)]
    cells += [Cell(n, fps, 0.3, 1.0) for fps in (30, 60, 240) for n in (10, 20)]
    for index, cell in enumerate(cells):
        rates = simulate(cell, repeats, index)
        coverage = f"{rates.coverage:.1%}" if cell.retake == 0 else "-"
        yield (
            f"| {cell.strides} | {cell.fps:g} | {cell.correlation:g} | {cell.retake:g} | {rates.per_measure:.1%} | "
            f"{rates.table:.1%} | {rates.probably:.1%} | {coverage} |"
        )


def _power(repeats: int) -> Iterator[str]:
    yield "\n## When every second row changed\n"
    yield "The effect is in SDCs; retake 1, so the runs carry their full re-recording error.\n"
    yield "| strides a run | fps | lag-one correlation | effect | changed | changed or probably | any false row |"
    yield "|---|---|---|---|---|---|---|"
    cells = [Cell(n, 120, 0.3, 1.0, e) for n in (7, 10, 20, 40) for e in (1.0, 1.5, 2.0, 3.0)]
    cells += [Cell(20, fps, 0.3, 1.0, 2.0) for fps in (30, 60, 240)]
    cells += [Cell(20, 120, r, 1.0, 2.0) for r in (0.0, 0.6)]
    for index, cell in enumerate(cells):
        rates = simulate(cell, max(repeats // 3, 20), 1000 + index)
        yield (
            f"| {cell.strides} | {cell.fps:g} | {cell.correlation:g} | {cell.effect:g} | {rates.power:.1%} | "
            f"{rates.power_probably:.1%} | {rates.table:.1%} |"
        )


def _curves(repeats: int) -> Iterator[str]:
    yield "\n## Curves over the gait cycle: nothing changed\n"
    yield f"Share of curve pairs said to differ anywhere in the cycle ({repeats} pairs a line); to stay below 5 %.\n"
    yield "| strides a run | lag-one correlation | false alarms |"
    yield "|---|---|---|"
    for index, (n, r) in enumerate((n, r) for n in (8, 15, 30) for r in (0.0, 0.3, 0.6)):
        yield f"| {n} | {r:g} | {curve_false_alarms(n, r, repeats, 2000 + index):.1%} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("docs/change-rule.md"))
    parser.add_argument("--quick", action="store_true", help="few repeats, to see that it runs")
    options = parser.parse_args(arguments)
    text = "\n".join(report(60 if options.quick else 1000)) + "\n"
    options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
