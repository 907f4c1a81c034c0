"""Spoil files of every kind that gaitcue reads, and count what comes of them.

``python -m validation.fuzz --minutes N [--seed S] [--only KIND ...] [--keep FOLDER] [--store]``. Every reading runs in
a forked child with limits on time and memory. A good outcome is a sane answer or one clear line; anything else is kept,
with what happened, and ends in exit code 1. ``--store`` puts the figures where docs/validation.md takes them from.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gaitcue.terms.errors import GaitcueError
from validation.fuzz.children import GOOD, Told, read_in_fork
from validation.fuzz.mutations import mutated
from validation.fuzz.readers import KINDS, Kind
from validation.tools.store import save

KEEP = Path(tempfile.gettempdir()) / "gaitcue-fuzz"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parse(arguments)
    kinds = [kind for kind in KINDS if not asked.only or kind.name in asked.only]
    counts: Counter[tuple[str, str]] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_DATA_HOME"] = work  # an archive that passes is stored there
        for kind, data, path, told in readings(kinds, Path(work), random.Random(asked.seed), 60 * asked.minutes):
            counts[kind.name, told.outcome] += 1
            if told.outcome not in GOOD:
                keep(asked.keep, kind, data, path, told)
    result = {
        "minutes": (time.monotonic() - start) / 60,
        "seed": asked.seed,
        "kinds": {k.name: {o: n for (name, o), n in sorted(counts.items()) if name == k.name} for k in kinds},
    }
    if asked.store:
        save("fuzz", result)
    return tell(counts, asked.keep)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m validation.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=[kind.name for kind in KINDS], metavar="KIND")
    parser.add_argument("--keep", type=Path, default=KEEP, help=f"folder for failing inputs (default: {KEEP})")
    parser.add_argument("--store", action="store_true", help="store the figures for docs/validation.md")
    return parser.parse_args(arguments)


def readings(
    kinds: Sequence[Kind], work: Path, rng: random.Random, seconds: float
) -> Iterator[tuple[Kind, bytes, Path, Told]]:
    """Kind, spoiled content, its file and what came of it, until the time is over."""
    files = {kind.name: seed_of(kind, work) for kind in kinds}
    whole = {name: path.read_bytes() for name, path in files.items()}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        kind = rng.choices(kinds, [kind.weight for kind in kinds])[0]
        path = files[kind.name]
        data = mutated(whole[kind.name], path.suffix, rng)
        path.write_bytes(data)
        told = read_in_fork(kind.read, path, work / "report.txt")
        path.write_bytes(whole[kind.name])
        yield kind, data, path, told


def seed_of(kind: Kind, work: Path) -> Path:
    """A valid file; that it is read at all is the first thing to know."""
    folder = work / kind.name.replace(" ", "-")
    folder.mkdir()
    path = kind.make(folder)
    with suppress(GaitcueError):
        kind.read(path)  # what it imports is there for all children
    told = read_in_fork(kind.read, path, work / "report.txt")
    if told.outcome != "sane" and kind.name != "model archive":  # nobody can make an archive with the known sum
        sys.exit(f"{kind.name}: the seed itself ends in {told.outcome}: {told.where}")
    return path


def keep(folder: Path, kind: Kind, data: bytes, path: Path, told: Told) -> None:
    place = folder / kind.name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    number = len(list(place.glob("*.txt"))) + 1
    (place / f"{number:03d}-{told.outcome.replace(' ', '-')}{path.suffix}").write_bytes(data)
    (place / f"{number:03d}.txt").write_text(f"{told.outcome}\n{told.where}\n")


def tell(counts: Counter[tuple[str, str]], folder: Path) -> int:
    bad = sum(number for (_, outcome), number in counts.items() if outcome not in GOOD)
    for (name, outcome), number in sorted(counts.items()):
        print(f"{name:16} {outcome:12} {number}")
    print(f"{sum(counts.values())} readings, {bad} bad" + (f"; kept in {folder}" if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
