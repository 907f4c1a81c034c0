"""What a person can do besides running: exercises by stage, seat, what to leave out (``data/stages.toml``)."""

from gaitcue.clinic.programme.choosing import NOTHING, Programme, programme_of
from gaitcue.clinic.programme.opening import open_stage
from gaitcue.clinic.programme.table import Dose, Exercise, Stage, stages

__all__ = ["NOTHING", "Dose", "Exercise", "Programme", "Stage", "open_stage", "programme_of", "stages"]
