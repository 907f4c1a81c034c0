"""Annotated clips: lines, numbers and two clips side by side."""
