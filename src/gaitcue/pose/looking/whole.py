"""Pictures that the decoder found damaged are not looked at: what they show is no pose of the runner."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING

from gaitcue.terms.errors import UnusableInput

if TYPE_CHECKING:
    from gaitcue.video import Frame


class WholePictures:
    """Lets whole pictures through and remembers the damaged ones, which are likely why nothing is found."""

    def __init__(self) -> None:
        self._damaged: set[int] = set()

    def of(self, stream: Generator[Frame, None, None]) -> Generator[Frame, None, None]:
        """The frames of a stream without those that the decoder found damaged."""
        with closing(stream):
            for frame in stream:
                if frame.damaged:
                    self._damaged.add(frame.index)
                else:
                    yield frame

    def blamed(self, problem: UnusableInput) -> UnusableInput:
        """The problem, with the damage as its likely cause where there is any."""
        if not (count := len(self._damaged)):
            return problem
        pictures = "a picture" if count == 1 else f"{count} pictures"
        return UnusableInput(f"{pictures} or more of the file are damaged: copy it from the phone again ({problem})")
