"""The file that a visit is written in, and the trial that it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from gaitcue.clinic.profile import cue_titles
from gaitcue.clinic.rule_data import joined_titles, setting
from gaitcue.clinic.trial import BASELINE, RETURN, Condition, NextDay, Take, Trial
from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import About, pain_score
from gaitcue.terms.vocabulary import SITE_WORDS, SITES

Day = date  # the file has a field of the name `date`


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEntry:
    """One recording of the visit."""

    analysis: Annotated[str | None, About("A finished result", "A folder, seen from the file.")] = None
    clip: Annotated[str | None, About("A clip, in place of a result")] = None
    pain: Annotated[float | None, pain_score("Pain at the site")] = None
    effort: Annotated[float | None, pain_score("Effort")] = None
    awkwardness: Annotated[float | None, pain_score("How awkward it felt")] = None
    pain_elsewhere: Annotated[float | None, pain_score("Pain at another site")] = None
    elsewhere: Annotated[str | None, About("Where else it hurts", choices=SITES, synonyms=SITE_WORDS)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEntry(TakeEntry):
    """One recording with a cue, or with several together."""

    cues: Annotated[
        tuple[str, ...], About("The cues", "Ids or titles; several are tried together.", choices=cue_titles)
    ]
    name: Annotated[str, About("What the condition is called", "Without one its cues.")] = ""
    wording: Annotated[Literal["external", "internal"], About("Which words were used")] = "external"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDayEntry:
    """Pain on the same everyday task, the morning before and the morning after."""

    pain: Annotated[float, pain_score("The morning after")]
    pain_before: Annotated[float, pain_score("The morning before")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEntry:
    """One visit: as usual, one to three conditions, as usual again."""

    baseline: Annotated[TakeEntry, About("As usual")]
    condition: Annotated[tuple[ConditionEntry, ...], About("With a cue")]
    date: Annotated[Day | None, About("Date of the visit", future=False)] = None
    return_baseline: Annotated[TakeEntry | None, About("As usual again")] = None
    next_day: Annotated[NextDayEntry | None, About("The next morning")] = None
    profile: Annotated[str | None, About("The person's file", "Seen from this file.")] = None
    same_camera: Annotated[bool, About("The camera was not touched in between")] = False
    seed: Annotated[int, About("What fixed the random order", "", "", 0, 2**32)] = 0
    earlier: Annotated[tuple[str, ...], About("Trial files of earlier visits, first in the list first")] = ()


def read_trial(source: Path | Mapping[str, Any], today: date | None = None) -> Trial:
    """Read a trial from a TOML (or JSON) file or a mapping of the same shape; relative paths start at its folder.

    Raises
    ------
    BadOption : unreadable, no baseline or condition, an unknown cue, more than three conditions, a score off 0-10
    """
    from gaitcue.terms.typed import read_file, read_mapping

    if isinstance(source, Path):
        entry, folder, where = read_file(source, TrialEntry, "a trial", today=today), source.parent, source.name
    else:
        entry, folder, where = read_mapping(source, TrialEntry, "the trial", today=today), Path(), "the trial"
    problem = next(faults(entry), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}")
    return _trial(entry, folder, today or date.today())


def faults(entry: TrialEntry) -> Iterator[str]:
    """What cannot be in one visit."""
    most = int(setting("trial", "most_conditions"))
    if not entry.condition:
        yield "a trial needs at least one [[condition]]"
    if len(entry.condition) > most:
        yield f"the trial has {len(entry.condition)} conditions; a visit takes {most} at most: split it"
    for place, take in _takes(entry):
        if take.analysis and take.clip:
            yield f"{place} names a clip and an analysis: keep one"
    for number, condition in enumerate(entry.condition, 1):
        if not condition.cues:
            yield f'condition[{number}].cues is empty: name a cue, e.g. cues = ["cadence_5"]'
    names = [_name(condition) for condition in entry.condition]
    if len(set(names)) != len(names) or {BASELINE, RETURN} & set(names):
        yield "give every condition a name of its own"


def _takes(entry: TrialEntry) -> Iterator[tuple[str, TakeEntry]]:
    yield "baseline", entry.baseline
    yield from ((f"condition[{number}]", condition) for number, condition in enumerate(entry.condition, 1))
    if entry.return_baseline is not None:
        yield "return_baseline", entry.return_baseline


def _trial(entry: TrialEntry, folder: Path, today: date) -> Trial:
    again, morning = entry.return_baseline, entry.next_day
    return Trial(
        on=entry.date or today,
        baseline=_take(entry.baseline, BASELINE, folder),
        conditions=tuple(
            Condition(_take(condition, _name(condition), folder), condition.cues, condition.wording)
            for condition in entry.condition
        ),
        return_baseline=None if again is None else _take(again, RETURN, folder),
        next_day=None if morning is None else NextDay(morning.pain, morning.pain_before),
        profile=folder / entry.profile if entry.profile else None,
        same_camera=entry.same_camera,
        seed=entry.seed,
        earlier=tuple(folder / name for name in entry.earlier),
    )


def _name(condition: ConditionEntry) -> str:
    return condition.name or joined_titles(condition.cues)


def _take(entry: TakeEntry, name: str, folder: Path) -> Take:
    recording = entry.analysis or entry.clip
    return Take(
        name,
        folder / recording if recording else None,
        entry.pain,
        entry.effort,
        entry.awkwardness,
        entry.pain_elsewhere,
        entry.elsewhere,
    )
