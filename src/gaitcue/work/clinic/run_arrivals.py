"""Runs that come into a watched folder: a folder for each runner, named as the runner is, whose files are taken in as
soon as they are finished.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gaitcue.care.activity.opening import ENDINGS
from gaitcue.store.runners import folded
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import GaitcueError, NotThere
from gaitcue.work.clinic.activities import TakenIn, Told, take_in
from gaitcue.work.clinic.at_the_computer import runner_called
from gaitcue.work.clinic.folder_watch import LOOK_S, FolderWatch, State, checked, log, state_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.watch_steps import count_watches

KINDS = (*ENDINGS, ".zip")
DEEPEST = 3
"""folders within a runner's own: a platform's export has some"""


@dataclass(frozen=True, slots=True)
class Came:
    """A file that was looked at, and what became of it."""

    name: str
    taken: TakenIn


class RunWatch(FolderWatch):
    """Looks at folders of runs: ``FOLDER/Rita Runner/2026-05-02.fit``, or by a runner's number or id."""

    option = "--watch-runs"
    seen_in = "watched-runs.json"

    def __init__(self, record: Record, asker: Asker, folder: Path) -> None:
        super().__init__(record, asker, folder)
        self._said: set[tuple[str, str]] = set()

    def look(self) -> list[Came]:
        """Take in every file of a runner's folder that has not changed since the last look."""
        now = dict(files_of(self.folder))
        return [came for name in self.finished(now) if (came := self._take(name, now[name])) is not None]

    def _take(self, name: str, state: State) -> Came | None:
        try:
            runner_id = self._whose(Path(name).parts[0])
            taken = take_in(self.record, self.asker, runner_id, self.folder / name)
            count_watches(self.record, self.asker, runner_id, date.today())
        except (GaitcueError, OSError) as problem:  # once a runner of that name is there, the next look takes it in
            self._say_once(name, problem)
            return None
        self.keep(name, state)
        for refused, why in taken.refused:
            log.warning("%s was not used: %s", refused, why)
        return Came(name, taken)

    def _whose(self, name: str) -> str:
        """The runner of exactly this name, number or id: a name that merely fits could be somebody else's.

        Raises
        ------
        NotThere : there is none in this clinic
        BadOption : there are several
        """
        asker, row = runner_called(self.record, name)
        exact = folded(name) in (row.id, folded(row.reference), folded(row.name))
        if asker.clinic_id != self.asker.clinic_id or not exact:
            raise NotThere(f"there is no runner {name!r}: name the folder as the runner is, or by the reference number")
        return row.id

    def _say_once(self, name: str, problem: Exception) -> None:
        if (name, str(problem)) not in self._said:
            self._said.add((name, str(problem)))
            log.warning("%s was not taken in: %s", name, problem)


def coming_in(
    record: Record, asker: Asker, runner_id: str, folder: Path, told: Told, stay: Callable[[float], bool] | None = None
) -> Iterator[TakenIn]:
    """What comes into the folder of one runner, for as long as somebody asks; the first look takes in what is there.

    Parameters
    ----------
    stay : waits so many seconds and says whether to look again; without it always
    """
    folder = checked(folder, "--watch", record)
    before: dict[str, State] = {}
    taken: dict[str, State] = {}
    while True:
        now = dict(_within(folder, "", DEEPEST))
        for name, state in now.items():
            if before.get(name) == state and taken.get(name) != state:
                taken[name] = state
                came = take_in(record, asker, runner_id, folder / name.removeprefix("/"), told)
                count_watches(record, asker, runner_id, date.today())
                yield came
        before = now
        if not (stay or _wait)(LOOK_S):
            return


def _wait(seconds: float) -> bool:
    time.sleep(seconds)
    return True


def files_of(folder: Path) -> Iterator[tuple[str, State]]:
    """Files of runs in the folders of runners, by their path from the watched one, with what tells if they grow."""
    for own in sorted(os.scandir(folder), key=lambda one: one.name):
        if own.is_dir(follow_symlinks=False) and not own.name.startswith("."):
            yield from _within(Path(own.path), own.name, DEEPEST)


def _within(folder: Path, name: str, deepest: int) -> Iterator[tuple[str, State]]:
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        below = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False) and deepest and not entry.name.startswith("."):
            yield from _within(Path(entry.path), below, deepest - 1)
        elif entry.name.lower().endswith(KINDS) and (state := state_of(entry)) is not None:
            yield below, state
