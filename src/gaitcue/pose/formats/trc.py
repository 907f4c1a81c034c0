"""TRC files (tab-separated marker positions of motion-capture programs)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gaitcue.pose.formats.trial import MarkerTrial, make_trial
from gaitcue.terms.errors import UnusableInput


def read_trc(path: Path) -> MarkerTrial:
    """Markers of a TRC file.

    Raises
    ------
    UnusableInput
        the header or the table is not that of a TRC file
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        fields, values = lines[1].split("\t"), lines[2].split("\t")
        header = {name.strip(): value.strip() for name, value in zip(fields, values, strict=False)}
        names = [name.strip() for name in lines[3].split("\t")[2:] if name.strip()]
        rows = [_numbers(line, 2 + 3 * len(names)) for line in lines[5:] if line.strip()]
        table = np.array(rows, float).reshape(-1, 2 + 3 * len(names))
        unit = header["Units"]
    except (IndexError, KeyError, ValueError, OSError) as error:
        raise UnusableInput(f"{path.name}: not a readable TRC file; export the trial again as TRC") from error
    position = table[:, 2:].reshape(len(table), len(names), 3)
    return make_trial(path, names, position, table[:, 1] - table[0, 1] if len(table) else table[:, 1], unit)


def _numbers(line: str, count: int) -> list[float]:
    """The row's cells as numbers; an empty cell is a lost marker."""
    cells = line.rstrip("\n").split("\t")[:count]
    cells += [""] * (count - len(cells))
    return [float(cell) if cell.strip() else float("nan") for cell in cells]
