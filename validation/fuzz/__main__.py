"""Spoil files of every kind that gaitcue reads, and count what comes of them.

``python -m validation.fuzz --minutes N [--seed S] [--only KIND ...] [--keep FOLDER] [--store]``. Every reading runs in
a forked child with limits on time and memory. A good outcome is a sane answer or one clear line; anything else is kept,
with what happened, and ends in exit code 1. ``--store`` puts the figures where docs/validation.md takes them from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from validation.fuzz.campaign import KEEP, bad, campaign, total
from validation.fuzz.readers import KINDS
from validation.tools.store import Result, save


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parse(arguments)
    kinds = [kind for kind in KINDS if not asked.only or kind.name in asked.only]
    result = campaign(asked.minutes, asked.seed, kinds, asked.keep)
    if asked.store:
        save("readers", result)
    tell(result, asked.keep)
    return 1 if bad(result) else 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m validation.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=[kind.name for kind in KINDS], metavar="KIND")
    parser.add_argument("--keep", type=Path, default=KEEP, help=f"folder for failing inputs (default: {KEEP})")
    parser.add_argument("--store", action="store_true", help="store the figures for docs/validation.md")
    return parser.parse_args(arguments)


def tell(result: Result, folder: Path) -> None:
    for name, row in result["kinds"].items():
        print(f"{name:16} " + ", ".join(f"{outcome} {number}" for outcome, number in row.items()))
    wrong = bad(result)
    print(f"{total(result)} readings, {wrong} bad" + (f"; kept in {folder}" if wrong else ""))


if __name__ == "__main__":
    sys.exit(main())
