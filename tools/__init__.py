"""Developer's commands that are not part of the package."""
