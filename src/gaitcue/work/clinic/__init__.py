"""The record's use cases: one file for each step of the appointment, functions of ``(record, asker, ...)``."""
