"""What happens in a session, and how each is kept: one line of JSON an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from gaitcue.live.protocol.schedule import Block, SessionPlan, Stretch
from gaitcue.live.protocol.target import Aim, Target
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import BadOption, UnusableInput

VERSION: Final = 1
MOST_LINE: Final = 20_000
"""characters; a longer one was made by something else"""


@dataclass(frozen=True, slots=True)
class Joined:
    """A page began to send: its clock starts anew, and nothing was run in between."""

    time_s: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The person runs: the baseline begins, or the run."""

    time_s: float


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that newly stands. ``time_s`` is when it was known, ``contact_s`` when the foot came down."""

    time_s: float
    number: int
    leg: str
    contact_s: float
    values: Mapping[str, float | None] = field(default_factory=dict)
    """measure -> its value; None where it could not be measured"""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time goes on."""

    time_s: float


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain now, 0 to 10."""

    time_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Pause:
    """The person stands, or the camera was lost."""

    time_s: float


@dataclass(frozen=True, slots=True)
class Resume:
    """The person runs again."""

    time_s: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Enough for today, and why, as a code: done, tired, pain, other."""

    time_s: float
    why: str = "other"


Event = Joined | Ready | StepTaken | Tick | Pain | Pause | Resume | Stop
KINDS: Final[dict[str, type[Any]]] = {
    "joined": Joined, "ready": Ready, "step": StepTaken, "tick": Tick, "pain": Pain, "pause": Pause, "resume": Resume,
    "stop": Stop,
}  # fmt: skip
NAMES: Final = {kind: name for name, kind in KINDS.items()}
WHYS: Final = ("done", "tired", "pain", "other")


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: what the session was to be."""

    plan: SessionPlan
    aim: Aim
    target: Target | None
    """None while the baseline is not known"""
    pain_before: float | None = None
    pain_ok: float | None = None
    """what a clinician accepts in this person; None for what is tolerated usually"""
    speed_kmh: float | None = None
    """of the treadmill, as told; None where nobody told"""
    incline_pct: float | None = None


def event_of(told: Mapping[str, Any]) -> Event:
    """An event as a page sends it, or as a line holds it: ``{"kind": "pain", "time_s": 310.2, "score": 2}``.

    Raises
    ------
    BadOption : it is none
    """
    kind = KINDS.get(str(told.get("kind")))
    if kind is None:
        raise BadOption(f"a session knows no event {str(told.get('kind'))[:40]!r}")
    values = {name: value for name, value in told.items() if name != "kind"}
    try:
        event: Event = kind(**values)
        _check(event)
    except (TypeError, ValueError) as problem:
        raise BadOption(f"the event {told.get('kind')} cannot be taken: {str(problem)[:120]}") from None
    return event


def _check(event: Event) -> None:
    _number(event.time_s, 0.0, 1e9)
    if isinstance(event, Pain):
        _number(event.score, 0.0, 10.0)
    if isinstance(event, Stop) and event.why not in WHYS:
        raise ValueError(f"why is one of {', '.join(WHYS)}")
    if isinstance(event, StepTaken):
        _number(event.contact_s, 0.0, 1e9)
        _number(event.number, 1, 10_000_000)
        if event.leg not in ("left", "right") or not isinstance(event.values, Mapping):
            raise ValueError("a leg is left or right, and values is a table of numbers")
        for value in event.values.values():
            if value is not None:
                _number(value, -1e6, 1e6)


def _number(value: Any, least: float, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"a number from {least:g} to {most:g} was expected")


def line_of(event: Event) -> str:
    """An event as a line."""
    told = {one.name: getattr(event, one.name) for one in fields(event)}
    return _line({"kind": NAMES[type(event)], **told})


def header_line(header: Header) -> str:
    """The first line of a session's file."""
    return _line({"kind": "header", "version": VERSION, **asdict(header)})


def _line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, separators=(",", ":"), default=dict, allow_nan=False) + "\n"


def read_header(line: str) -> Header:
    """The first line.

    Raises
    ------
    UnusableInput : it is no session's, or one of a newer version
    """
    try:
        told = json.loads(line)
        if told["kind"] != "header" or told["version"] != VERSION:
            raise UnusableInput("the session's file is of another version of gaitcue: update gaitcue")
        plan = told["plan"]
        return Header(
            SessionPlan(
                plan["kind"], int(plan["number"]), float(plan["baseline_s"]), _rows(Stretch, plan["stretches"]),
                _rows(Block, plan["blocks"]), _rows(Reason, plan["notes"]),
            ),
            Aim(**told["aim"]),
            Target(**told["target"]) if told["target"] else None,
            told["pain_before"],
            told["pain_ok"], told.get("speed_kmh"), told.get("incline_pct"),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        raise UnusableInput("the session's file does not begin as one: it was made by something else") from None


def _rows(kind: type[Any], told: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
    return tuple(kind(**row) for row in told)


def events_in(lines: Iterable[str]) -> Iterator[Event]:
    """The events of lines. A last line that a crash tore is none; neither is one that a disk has damaged."""
    for line in lines:
        if not line.endswith("\n") or len(line) > MOST_LINE:
            continue
        try:
            yield event_of(json.loads(line))
        except (ValueError, RecursionError, BadOption, AttributeError):
            continue
