"""What is known about a value that a person writes: how it is asked, in which unit, what may be answered.

A record says it once, in its annotations; the reader, the manual's page and a form are made from it::

    pain_now: Annotated[float | None, About("Pain now", unit="on the 0-10 scale", low=0, high=10)] = None
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args

AppointmentStep = Literal["person", "complaint", "load", "treatment", "health", "aims", "examination"]
STEPS: tuple[AppointmentStep, ...] = get_args(AppointmentStep)
"""The order of an appointment."""
EARLIEST = date(1900, 1, 1)
LONGEST_TEXT = 2000
KEPT_CONTROLS = frozenset("\n\t")
"""control characters that text may hold"""
SHORT_LIST = 12
"""a list of choices up to this long is shown whole beside a suggestion"""
LONG_LIST = 24
"""choices beyond are not listed: nobody reads on"""


@dataclass(frozen=True, slots=True)
class When:
    """A field is asked when another one has one of these values; ``field`` is its neighbour, or a path from the top."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """One field: its label and help in plain words, its unit, what may be answered, when it is asked and what for."""

    label: str
    help: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: Callable[[], Mapping[str, str]] | Mapping[str, str] = field(default_factory=dict)
    """what may be answered: ids with their titles, or a function that gives them"""
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """other words for a choice -> its id"""
    future: bool = True
    """a date may lie ahead"""
    step: AppointmentStep | None = None
    """the part of an appointment in which it is asked; without one as its neighbours"""
    asked_when: When | None = None
    untold: str = ""
    """what it means to leave it out, where something else answers it"""

    def allowed(self) -> Mapping[str, str]:
        """Every choice with its title; empty when anything of the type may be answered."""
        return self.choices() if callable(self.choices) else self.choices

    def judge(self, value: Any, today: date) -> Any:
        """The value as it is kept.

        Raises
        ------
        ValueError : it cannot be; the message says what is allowed
        """
        if isinstance(value, tuple) and self.choices:
            return tuple(dict.fromkeys(self._entry(item, today) for item in value))
        return self._one(value, today)

    def _entry(self, item: Any, today: date) -> Any:
        try:
            return self._one(item, today)
        except ValueError as problem:
            raise ValueError(f"{shown(str(item))}: {problem}") from None

    def _one(self, value: Any, today: date) -> Any:
        if isinstance(value, str):
            return choose(value, self.allowed(), self.synonyms) if self.choices else check_text(value)
        if isinstance(value, date):
            check_date(value.date() if isinstance(value, datetime) else value, today, self.future)
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._number(value)
        return value

    def _number(self, value: float) -> float:
        low, high = self.low, self.high
        if (low is None or value >= low) and (high is None or value <= high):
            return value
        span = f"from {low:.10g} to {high:.10g}" if low is not None and high is not None else f"of {low:.10g} or more"
        raise ValueError(f"give a number {span}{' ' + self.unit if self.unit else ''}")

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import PydanticCustomError, core_schema

        def judged(value: Any, info: Any) -> Any:
            try:
                return self.judge(value, (info.context or {}).get("today") or date.today())
            except ValueError as problem:
                raise PydanticCustomError("told", "{why}", {"why": str(problem)}) from None

        return core_schema.with_info_after_validator_function(judged, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        told: dict[str, Any] = handler(schema) | {"title": self.label}
        described = {"description": self.help, "minimum": self.low, "maximum": self.high, "unit": self.unit}
        told |= {name: value for name, value in described.items() if value not in (None, "")}
        if self.choices:
            told.get("items", told)["enum"] = [*self.allowed(), *([None] if "anyOf" in told else [])]
        return told


FOR_THE_CLINICIAN = "For the clinician to read and weigh; no rule rests on it."
"""said of a field that only a person can judge"""


def pain_score(label: str, explained: str = "", **more: Any) -> About:
    """A score from 0 (none) to 10 (the worst that can be thought of)."""
    return About(label, explained, "on the 0-10 scale", 0, 10, **more)


def spoken(name: str) -> str:
    """A name of a field as words."""
    return name.replace("_", " ")


def folded(text: str) -> str:
    """The same word however it is written: capitals, spaces, hyphens and underscores do not count."""
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


def choose(told: str, choices: Mapping[str, str], synonyms: Mapping[str, str] | None = None) -> str:
    """The choice that was meant: by its id, another word for it, or a title (or its beginning) that only one has.

    Raises
    ------
    ValueError : none or several; the message names those that may be meant
    """
    word, known = folded(told), {folded(choice): choice for choice in choices}
    word = folded((synonyms or {}).get(word, word))
    if word in known:
        return known[word]
    titled = [choice for choice, title in choices.items() if word in (folded(title), folded(title.split(":")[0]))]
    if len(titled) == 1:
        return titled[0]
    if titled:
        raise ValueError(f"that is the title of {', '.join(titled)}: write which one")
    raise ValueError(use_one_of(told, choices))


def use_one_of(told: object, choices: Iterable[str]) -> str:
    """What is allowed instead, the nearest first."""
    names = list(choices)
    near = difflib.get_close_matches(folded(str(told)[:80]), names, n=1, cutoff=0.6)
    if near and len(names) > SHORT_LIST:
        return f"did you mean {near[0]}?"
    more = ", ..." if len(names) > LONG_LIST else ""
    return f"{f'did you mean {near[0]}? ' if near else ''}use one of {', '.join(names[:LONG_LIST])}{more}"


def shown(value: object) -> str:
    """A value as it stands in a file, shortened."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping) or is_dataclass(value):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) > 10**15:
        return "a huge number"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def check_text(text: str) -> str:
    """Raise ValueError for text that is too long or holds control characters; else the text itself."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"keep it under {LONGEST_TEXT} characters")
    if any((ord(letter) < 32 and letter not in KEPT_CONTROLS) or letter == "\x7f" for letter in text):
        raise ValueError("it holds control characters: write plain text")
    return text


def check_date(day: date, today: date, future: bool) -> None:
    """Raise ValueError for a date that cannot be; the zone of who wrote it may be a day ahead."""
    if day < EARLIEST:
        raise ValueError("that is too long ago: write a date such as 2026-11-20")
    if not future and day > today + timedelta(days=1):
        raise ValueError(f"that lies in the future (today is {today}): correct the date")
