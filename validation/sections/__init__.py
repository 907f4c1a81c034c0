"""Sections of docs/validation.md: each measures one thing and hands over figures."""
