"""``python -m gaitcue``: the command, where its script is not on the path."""

from gaitcue.cli import main

main()
