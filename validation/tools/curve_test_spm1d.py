"""The test of whole curves beside ``spm1d``, the field's tool, on the same independent strides.

``python -m validation.tools.curve_test_spm1d --python PYTHON``: one that has spm1d (0.4.55). Pairs of runs are drawn
with smooth noise, half of them with a bump that differs. spm1d's nonparametric two-sample test takes strides for
independent; gaitcue's estimates how alike neighbours are, and is run both as it is and told that they are independent.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.ndimage import gaussian_filter1d

from gaitcue.compare.curves import test_curves
from gaitcue.compare.rule import MEASURE_LEVEL
from gaitcue.terms.arrays import Array

PAIRS, STRIDES, POINTS = 60, 12, 101
SMOOTH = 8.0
"""SD of the noise's smoothing, % of the stride"""
BUMP = 1.5
"""height of the difference, standard deviations of a stride"""
INSIDE = """
import json, sys
import numpy as np, spm1d
drawn = np.load(sys.argv[1])
told = []
for before, after in zip(drawn["before"], drawn["after"]):
    np.random.seed(0)
    found = spm1d.stats.nonparam.ttest2(after, before).inference(float(sys.argv[2]), two_tailed=True, iterations=2000)
    size = np.sqrt((before.var(axis=0, ddof=1) + after.var(axis=0, ddof=1)) / len(before))
    told.append([bool(found.h0reject), float(np.mean(found.zstar * size))])
json.dump(told, sys.stdout)
"""


def drawn(seed: int = 0) -> tuple[Array, Array]:
    """(PAIRS, STRIDES, POINTS) before and after; the second half of the pairs differs."""
    rng = np.random.default_rng(seed)
    noise = gaussian_filter1d(rng.normal(size=(2, PAIRS, STRIDES, POINTS)), SMOOTH, axis=-1)
    before, after = noise / noise.std()
    after[PAIRS // 2 :] += BUMP * np.exp(-(((np.arange(POINTS) - 40) / 8.0) ** 2))
    return before, after


def ours(before: Array, after: Array, *, independent: bool) -> list[tuple[bool, float]]:
    """(differs, mean threshold) of each pair."""
    estimate = "gaitcue.compare.curves.lag_one_correlation"
    with patch(estimate, return_value=0.0) if independent else nullcontext():
        tests = [test_curves(one, two) for one, two in zip(before, after, strict=True)]
    return [(test.p_value < MEASURE_LEVEL, float(np.mean(test.critical))) for test in tests]


def theirs(before: Array, after: Array, python: str) -> list[tuple[bool, float]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "curves.npz")
        np.savez(file, before=before, after=after)
        done = subprocess.run(
            [python, "-c", INSIDE, file, str(MEASURE_LEVEL)], check=True, capture_output=True, text=True
        )
    return [(bool(differs), float(threshold)) for differs, threshold in json.loads(done.stdout)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", required=True, help="a Python that has spm1d")
    before, after = drawn()
    spm1d = theirs(before, after, parser.parse_args().python)
    told = {how: ours(before, after, independent=how == "independent") for how in ("as it is", "independent")}
    for how, found in told.items():
        ratio = np.array([one[1] / two[1] for one, two in zip(found, spm1d, strict=True)])
        print(f"gaitcue, {how}: {calls(found)}; threshold over spm1d's {ratio.mean():.3f} (SD {ratio.std():.3f})")
    print(f"spm1d: {calls(spm1d)}")
    alike = sum(one[0] == two[0] for one, two in zip(told["independent"], spm1d, strict=True))
    print(f"same verdict in {alike} of {PAIRS} when told that strides are independent")
    return int(alike < 0.9 * PAIRS)


def calls(found: list[tuple[bool, float]]) -> str:
    none, some = (sum(differs for differs, _ in half) for half in (found[: PAIRS // 2], found[PAIRS // 2 :]))
    return f"called {none} of {PAIRS // 2} without a difference, {some} of {PAIRS // 2} with one"


if __name__ == "__main__":
    sys.exit(main())
