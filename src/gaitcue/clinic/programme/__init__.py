"""What a person can do besides running: exercises by stage, seat, what to leave out (``data/stages.toml``)."""

from gaitcue.care.programme.table import Dose, Exercise, Stage, stages
from gaitcue.clinic.programme.choosing import NOTHING, Programme, programme_of
from gaitcue.clinic.programme.opening import open_stage

__all__ = ["NOTHING", "Dose", "Exercise", "Programme", "Stage", "open_stage", "programme_of", "stages"]
