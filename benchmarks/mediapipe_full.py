"""Run by ``against_mediapipe.py`` inside MediaPipe's own environment: frames and seconds of its ``full`` pose graph."""

import json
import sys
import time

import cv2
import mediapipe as mp

video = cv2.VideoCapture(sys.argv[1])
with mp.solutions.pose.Pose(model_complexity=1) as pose:
    started, frames = time.perf_counter(), 0
    while True:
        ok, picture = video.read()
        if not ok:
            break
        pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
        frames += 1
    seconds = time.perf_counter() - started
print(json.dumps({"frames": frames, "seconds": seconds}))
