"""A live session that goes on: each event is in its file before its state is told, which is the state of the file."""

from __future__ import annotations

from typing import Self

from gaitcue.live.protocol.events import (
    MOST_LINE,
    Event,
    Joined,
    StepTaken,
    Tick,
    events_in,
    header_line,
    line_of,
    read_header,
)
from gaitcue.live.protocol.events import Header as Header
from gaitcue.live.protocol.session import SessionState, advanced, replayed, takes
from gaitcue.store.live_files import SessionFile, lines_of, make_file
from gaitcue.terms.errors import BadOption, NotThere
from gaitcue.work.clinic.record import Record

UNWRITTEN = (StepTaken, Tick)
"""what comes many times a second reaches the disk with the next of the others; a killed process loses none of it"""


class RunningSession:
    """One session, open. Whoever else writes to its file is read too, so two of these never disagree for long."""

    def __init__(self, record: Record, session_id: str) -> None:
        """Open the session of an id.

        Raises
        ------
        NotThere : its file is not there
        """
        self._file = SessionFile(record.folder.live(session_id))
        lines = self._file.new_lines()
        if not lines:
            self._file.close()
            raise NotThere("the steps of this session are not there any more")
        self._state = replayed(read_header(lines[0]), events_in(lines[1:]))

    @property
    def state(self) -> SessionState:
        """Where it stands, by everything that is in the file."""
        for event in events_in(self._file.new_lines()):
            self._state = advanced(self._state, event)
        return self._state

    def take(self, event: Event) -> SessionState:
        """One event more: first it is kept, then it counts.

        Raises
        ------
        OutputRefused : the disk has no room: nothing was taken
        BadOption : the event is too long to be kept
        """
        if not takes(self.state, event):
            return self._state
        line = line_of(event)
        if len(line) > MOST_LINE:
            raise BadOption("the event is too long to be kept")
        self._file.add(line, for_good=not isinstance(event, UNWRITTEN))
        return self.state

    def join(self, time_s: float = 0.0) -> SessionState:
        """A page begins to send, with a clock of its own."""
        return self.take(Joined(time_s))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def begin_file(record: Record, session_id: str, header: Header) -> None:
    """The file of a new session."""
    make_file(record.folder.live(session_id), header_line(header))


def state_in_file(record: Record, session_id: str) -> SessionState | None:
    """The state of a session by its file, whether it goes on or not; None where the file is not there any more."""
    lines = lines_of(record.folder.live(session_id))
    return replayed(read_header(lines[0]), events_in(lines[1:])) if lines else None
