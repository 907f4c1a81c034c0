"""Treatments on the time axis, and what each changes in the rules of the plan."""

from gaitcue.care.treatments.effects import Effects, effects_on, rule_of

__all__ = ["Effects", "effects_on", "rule_of"]
