"""What has to come before anything else: one triage out of answers, profile and visit."""

from gaitcue.clinic.triage.judge import assess
from gaitcue.clinic.triage.records import BLOCKABLE, LEVELS, Answers, Clearance, Raised, Triage, VisitFacts

__all__ = ["BLOCKABLE", "LEVELS", "Answers", "Clearance", "Raised", "Triage", "VisitFacts", "assess"]
