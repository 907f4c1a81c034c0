"""The course of a retraining: schedule, target, one session event by event, what came of it and what comes next.

Pure functions: nothing here reads a clock, a file or a record.
"""
