"""Rules of live retraining, as data."""
