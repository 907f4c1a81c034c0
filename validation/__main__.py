"""Run gaitcue on everything whose truth is known, store the figures, and write docs/validation.md from them.

``python -m validation --data FOLDER [--quick] [--only SECTION ...]``, sections as in ``SECTIONS``; without ``--data``
the folder that GAITCUE_DATA names. ``--page`` writes the page again from the stored results alone.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from validation.pages import write
from validation.tools.store import RESULTS, Request, Tell, load, save

SECTIONS = {
    "clips": "validation.sections.clips",
    "degraded": "validation.sections.degraded",
    "force": "validation.sections.force",
    "changes": "validation.sections.changes",
    "synthetic": "validation.sections.synthetic",
    "intervals": "validation.sections.intervals",
    "repeatability": "validation.sections.repeatability",
    "retakes": "validation.sections.retakes",
    "jumps": "validation.sections.jumps",
    "live": "validation.sections.live",
    "readers": "validation.sections.readers",
}
"""name of a section -> module with ``section(request)``"""
DOCS = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parse(arguments)
    chosen = [] if asked.page else asked.only or list(SECTIONS)
    data = asked.data or os.environ.get("GAITCUE_DATA", "")
    if chosen and not data:
        sys.exit("tell the folder with the recordings: --data FOLDER, or set GAITCUE_DATA")
    with progress() as tell, tempfile.TemporaryDirectory() as work:
        for name in chosen:
            request = Request(Path(data), Path(work), tell, asked.quick, asked.runs, asked.jobs, asked.stock_python)
            result = importlib.import_module(SECTIONS[name]).section(request)
            save(name, result | ({"quick": True} if asked.quick else {}), asked.results)
    write({name: result for name in SECTIONS if (result := load(name, asked.results))}, asked.docs)
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m validation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the real recordings (default: GAITCUE_DATA)")
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), help="these sections; the others stay as stored")
    parser.add_argument("--quick", action="store_true", help="few cases, to see that it runs")
    parser.add_argument("--page", action="store_true", help="write the page from the stored results, run nothing")
    parser.add_argument("--runs", type=int, help="runs a cell of the interval grid")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes of the interval grid")
    parser.add_argument("--stock-python", type=Path, help="Python that has mediapipe 0.10.21 (default: one is made)")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--docs", type=Path, default=DOCS)
    return parser.parse_args(arguments)


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on the terminal; nothing else is printed."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn()) as shown:
        task = shown.add_task("starting", total=1)

        def tell(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)

        yield tell


if __name__ == "__main__":
    sys.exit(main())
