"""Rules, cues, thresholds, red flags and sources, as data."""
