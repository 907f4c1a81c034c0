"""Run by ``stock.py`` inside MediaPipe's own environment: its ``full`` pose graph's points of a clip as JSON.

Normalised coordinates times width are turned into pixels whose (0, 0) is the centre of the top-left one.
"""

import json
import sys
from typing import Any

import cv2
import mediapipe as mp

NAMES = [landmark.name.lower() for landmark in mp.solutions.pose.PoseLandmark]


def points(result: Any, width: int, height: int) -> list[list[float]]:
    if result.pose_landmarks is None:
        return []
    return [[p.x * width - 0.5, p.y * height - 0.5, max(p.visibility, 1e-3)] for p in result.pose_landmarks.landmark]


def main(clip: str, out: str) -> None:
    video = cv2.VideoCapture(clip)
    fps = video.get(cv2.CAP_PROP_FPS)
    frames = []
    with mp.solutions.pose.Pose(model_complexity=1) as pose:
        while True:
            ok, picture = video.read()
            if not ok:
                break
            result = pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            frames.append(points(result, picture.shape[1], picture.shape[0]))
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"source": "mediapipe full", "fps": fps, "keypoint_names": NAMES, "frames": frames}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
