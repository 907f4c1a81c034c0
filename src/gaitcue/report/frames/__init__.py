"""Frames of the clip for pictures: which ones, cut out, faces blurred."""
