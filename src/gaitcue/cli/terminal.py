"""Words on a terminal: whatever a name holds, it is shown as a name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from gaitcue.terms.names import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def encodable_output() -> None:
    """A letter that this terminal's encoding does not have is spelled out instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def printable_lines(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


def say(text: str) -> None:
    print(printable_lines(text))


def complain(text: str) -> None:
    """One line on standard error."""
    print(f"gaitcue: {printable(' '.join(text.split()))}", file=sys.stderr)


def screen(*, stderr: bool = False) -> Console:
    """A console that takes no text for markup and lets no control character through."""
    from rich.console import Console

    class Screen(Console):
        def render_str(self, text: str, *args: object, **settings: object) -> Text:
            return super().render_str(printable_lines(text), *args, **settings)  # type: ignore[arg-type]

    return Screen(markup=False, emoji=False, highlight=False, stderr=stderr)


def bullet(text: str) -> Text:
    from rich.text import Text

    return Text.assemble(("• ", "yellow"), printable_lines(text))
