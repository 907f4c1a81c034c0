"""Does ``track.nc`` open in the real ``movement`` package, and come back from it unchanged?

``python -m validation.tools.movement_round_trip --python PYTHON``: one that has movement (0.17 needs Python 3.12).
A synthetic track is written as a result's ``track.nc``, measured and saved again by movement, and read by gaitcue.
Before 0.17 movement called the dimensions ``keypoints`` and ``individuals``; there the file is renamed first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from gaitcue.demo.runner import Runner
from gaitcue.demo.tracks import true_track
from gaitcue.pose.formats import load_track
from gaitcue.work.results import write_track

INSIDE = """
import sys
import movement, xarray
from movement.kinematics import compute_pairwise_distances, compute_velocity

data = xarray.load_dataset(sys.argv[1], engine="scipy")
if tuple(int(part) for part in movement.__version__.split(".")[:2]) < (0, 17):
    data = data.rename(keypoint="keypoints", individual="individuals")
dim = next(name for name in data.position.dims if name.startswith("keypoint"))
speed = compute_velocity(data.position)
thigh = compute_pairwise_distances(data.position, dim=dim, pairs={"left_hip": "left_knee"})
data.to_netcdf(sys.argv[2], engine="scipy")
print(movement.__version__, dict(speed.sizes), float(thigh.mean()))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", required=True, help="a Python that has movement")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "track.nc"), Path(folder, "again.nc")
        track = true_track(Runner(duration_s=6.0))
        write_track(track, ours)
        subprocess.run([asked.python, "-c", INSIDE, ours, theirs], check=True)
        again = load_track(theirs)
        same = [str(n) for n in again["keypoint"].values]
        apart = np.nanmax(np.abs((again["position"] - track["position"].sel(keypoint=same)).values))
    print(f"{len(same)} points back, largest difference {apart:g} px")
    return int(not apart < 1e-6)


if __name__ == "__main__":
    sys.exit(main())
