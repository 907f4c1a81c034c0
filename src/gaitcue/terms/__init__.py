"""What everything is called: keypoints, sides, events, records, units, sign conventions, errors. Imports nobody."""
