"""Retraining while somebody runs: the same measures one frame at a time, and the sessions in which feedback fades."""
