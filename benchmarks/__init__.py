"""Developer's commands that measure time and memory; not part of the package."""
