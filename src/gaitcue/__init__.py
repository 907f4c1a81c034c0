"""gaitcue: running gait from a phone clip, measured with its error, and the cue that suits this runner."""

__version__ = "0.1.0"
