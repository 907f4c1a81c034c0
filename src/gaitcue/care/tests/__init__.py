"""Tests of capacity, flexibility, load and provocation: sides, bands, what changed, when due, what they cannot tell."""

from gaitcue.care.tests.kinds import Kind, kind_of_test, kinds
from gaitcue.care.tests.results import Reading, SideResult, due_tests, read_tests

__all__ = ["Kind", "Reading", "SideResult", "due_tests", "kind_of_test", "kinds", "read_tests"]
