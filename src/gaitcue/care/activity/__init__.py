"""Runs as watches and phones keep them: FIT, TCX and GPX files to numbers about load, hills and steps."""
