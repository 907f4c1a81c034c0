"""From the upload's end to the review, beside ``gaitcue analyze`` on the same clip: ``python -m benchmarks.arrival``.

Each turn asks the command first, then sends the clip to an app of its own; a turn's two times lie side by side, so that
their ratio holds on a machine that is shared too.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.served import Caller, serving
from gaitcue.demo import Runner, draw_clip
from gaitcue.store import runners, visits
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

AIM = 1.2
SECONDS, FPS = 10.0, 60.0
LOOK_S, PATIENCE_S = 0.2, 1200.0


def commanded_s(clip: Path, out: Path) -> float:
    """Seconds that ``gaitcue analyze`` takes."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "gaitcue", "analyze", str(clip), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def arrived_s(clip: Path, data: Path) -> float:
    """Seconds from the last byte of the clip to the review page with its numbers."""
    with Record.open(data) as record:
        asker = only_user(record)
        with record.write(asker) as session:
            visit = visits.add_visit(session, runners.add_runner(session, "Ada Runner", 1985, "1").id, date.today())
    with serving(data, workers=1) as server, Caller(server.url) as page:
        upload = page.sent(visit.id, clip.name, clip.read_bytes())
        begun = time.perf_counter()
        take = page.call(f"/api/uploads/{upload}/finish", {})["take"]["id"]
        asked = page.call(f"/api/takes/{take}/analyze", {})
        analysis = _made(page, asked["job"]["id"], begun)
        page.get(f"/analyses/{analysis}").raise_for_status()
        page.get(f"/api/analyses/{analysis}/review").raise_for_status()
        return time.perf_counter() - begun


def _made(page: Caller, job_id: str, begun: float) -> str:
    """The analysis that a job leads to, once it is there."""
    while time.perf_counter() - begun < PATIENCE_S:
        job = page.get(f"/jobs/{job_id}.json").json()
        if job["state"] == "done":
            return str(job["next"]).rsplit("/", 1)[-1]
        if job["state"] not in ("queued", "running"):
            raise RuntimeError(f"the job is {job['state']}: {job}")
        time.sleep(LOOK_S)
    raise RuntimeError("no analysis came")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = folder / "run.mp4"
        draw_clip(Runner(duration_s=SECONDS, fps=FPS, width=1920, height=1080, px_per_m=480.0), clip)
        pairs = [
            (commanded_s(clip, folder / f"out{turn}"), arrived_s(clip, folder / f"data{turn}"))
            for turn in range(asked.turns)
        ]
    for command, app in pairs:
        print(f"gaitcue analyze {command:.1f} s, from the upload's end to the review {app:.1f} s: {app / command:.2f}")
    middle = statistics.median(app / command for command, app in pairs)
    print(f"half of the turns under {middle:.2f} (aim {AIM})")


if __name__ == "__main__":
    main()
