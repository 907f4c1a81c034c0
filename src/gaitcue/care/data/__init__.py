"""Stages, verdicts of a day, tests, outcomes, treatments and milestones after surgery, as data."""
