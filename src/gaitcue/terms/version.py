"""Which gaitcue this is: results name it, and what another version kept is computed again."""

__version__ = "0.1.0"
