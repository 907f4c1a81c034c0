"""A whole session in Chromium, long, and with its server killed: memory, the beat, what is in the session's file.

``python -m benchmarks.live_soak [--minutes 30] [--kills 20]`` prints the figures, ``python -m benchmarks.live --only
soak`` puts them into docs/benchmarks-live.md. Server, worker and page are processes of their own, as at a clinic.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.live_page import LISTEN, figures, step_figures
from benchmarks.served import Served, begin
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.live_session import state_in_file
from gaitcue.work.clinic.record import Record

TESTS = Path(__file__).parents[1] / "tests"
EVERY_S = 5.0
WARM_S = 60.0
"""after which nothing should grow any more"""
BEAT = """
async (tempo) => {
  const { Beats } = await import('/static/components/beat/beats.js');
  const { soundOf } = await import('/static/components/beat/sounds.js');
  const context = new AudioContext();
  await context.resume();
  const quiet = new GainNode(context, { gain: 0.01 });
  quiet.connect(context.destination);
  const play = (at) => {
    const click = new AudioBufferSourceNode(context, { buffer: soundOf(context, 'click') });
    click.connect(quiet);
    click.start(at);
    return click;
  };
  const beats = new Beats(context, play, () => true);
  beats.start(context.currentTime + 0.2, 60 / tempo);
  setInterval(() => beats.place(context.currentTime + 0.5), 50);
  const apart = () => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    return 1000 * contextTime - performanceTime;
  };
  let begun = null;
  window.beat = () => {
    const places = beats.placed.map((beat) => Math.abs((beat.at - beats.origin) % (60 / tempo)));
    const off = Math.max(0, ...places.map((one) => Math.min(one, 60 / tempo - one)));
    begun ??= apart();
    return { off_ms: 1000 * off, late: beats.late, clocks_ms: apart() - begun };
  };
}
"""
"""The session's metronome beside it: how far its beats lie from their places, how many came too late to be heard, and
how far the sound card's clock and the page's have gone apart. The beats are heard: after half a minute of silence
Chromium lets a timer stand in for the sound card, and that loses time on a busy machine."""


@dataclass
class Session:
    """A session that is open in a browser, before a camera."""

    server: Served
    data: Path
    id: str
    page: Any = None
    renderers: list[int] = field(default_factory=list)
    """process ids of what draws the page"""

    @property
    def memory_mb(self) -> dict[str, float]:
        """Resident memory of server, worker and page."""
        pids = {"server": [self.server.process.pid], "worker": self.server.workers(), "page": self.renderers}
        return {name: round(sum(map(resident_mb, own)), 1) for name, own in pids.items()}

    def press(self, part: str) -> None:
        self.page.locator(f"[data-part={part}]").click()

    def phase(self) -> str:
        return str(self.page.locator("[data-part=desk]").get_attribute("data-phase"))

    def answer(self) -> None:
        """Pain is asked for every five minutes: a little."""
        asked = self.page.locator("[data-score='1']")
        if asked.is_visible():
            asked.click()


def resident_mb(pid: int) -> float:
    """Memory of a process now; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


@contextmanager
def session_before_a_camera(minutes: float) -> Iterator[Session]:
    """A first session of so many minutes, begun, its minute as usual under way."""
    sys.path.insert(0, str(TESTS))
    from support.fake_camera import chromium_with, write_camera
    from support.live import begun_session

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Record.open(folder / "record") as record:
            schedule = [{"run_min": minutes, "feedback_pct": 100.0}]
            session_id = begun_session(record, only_user(record), schedule)
        opened = Session(begin(folder / "record"), folder / "record", session_id)
        try:
            with chromium_with(write_camera(folder / "camera.y4m")) as browser:
                opened.page = browser.new_context(permissions=["camera"]).new_page()
                opened.page.goto(f"{opened.server.url}/live/{session_id}")
                opened.page.evaluate(LISTEN)
                opened.renderers = renderers(browser)
                opened.press("open")
                opened.page.locator("[data-part=ready]").wait_for(timeout=90_000)
                opened.press("ready")
                yield opened
        finally:
            opened.server.stop()


def renderers(browser: Any) -> list[int]:
    """Process ids of what draws the pages."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [int(one["id"]) for one in told if one["type"] == "renderer"]


def soak(minutes: float) -> dict[str, Any]:
    """A whole session: memory over it, the beat, delays at its beginning and its end, what is in its file."""
    memory: list[tuple[float, dict[str, float]]] = []
    with session_before_a_camera(minutes) as session:
        session.page.evaluate(BEAT, 163.3)
        begun, beats = time.monotonic(), list[dict[str, float]]()
        while session.phase() != "ended" and time.monotonic() - begun < 60 * (minutes + 5):
            session.page.wait_for_timeout(1e3 * EVERY_S)
            session.answer()
            memory.append((time.monotonic() - begun, session.memory_mb))
            beats.append(session.page.evaluate("window.beat()"))
        delays = np.array(session.page.evaluate("window.delays"), float)
        told = session.page.evaluate("window.steps")
        lasted, ended = time.monotonic() - begun, session.phase()
        with Record.open(session.data) as record:
            state = state_in_file(record, session.id)
    return {
        "minutes": round(lasted / 60, 1),
        "ended": ended,
        **figures(delays, lasted),
        **step_figures(told),
        **beat_figures(beats),
        **memory_figures(memory),
        "kept_steps": state.steps if state else 0,
        "kept_run_s": round(state.run_s, 1) if state else 0.0,
    }


def beat_figures(beats: list[dict[str, float]]) -> dict[str, float]:
    """The worst of all readings; of the clocks that in the last minute as well, and how many were over 5 ms."""
    worst = {f"beat_{name}": round(max(abs(one[name]) for one in beats), 3) for name in beats[0]}
    apart_ms = np.abs([one["clocks_ms"] for one in beats])
    return worst | {
        "clocks_end_ms": round(float(np.median(apart_ms[-round(60 / EVERY_S) :])), 2),
        "clocks_over_5_pct": round(100 * float(np.mean(apart_ms > 5)), 1),
    }


def memory_figures(memory: list[tuple[float, dict[str, float]]]) -> dict[str, Any]:
    """Of each process: MB early, MB at the end (medians of a tenth of the run), MB a minute between them."""
    warm = [one for one in memory if one[0] > min(WARM_S, memory[-1][0] / 3)]
    tenth = max(1, len(warm) // 10)
    told: dict[str, Any] = {}
    for name in ("server", "worker", "page"):
        values = np.array([row[name] for _, row in warm])
        slope = np.polyfit([at / 60 for at, _ in warm], values, 1)[0] if len(warm) > 2 else 0.0
        early, late = float(np.median(values[:tenth])), float(np.median(values[-tenth:]))
        told |= {f"{name}_mb": [round(early, 1), round(late, 1)], f"{name}_mb_a_minute": round(float(slope), 2)}
    return told


def killed(times: int, seed: int = 14) -> dict[str, Any]:
    """``kill -9`` of the server at random moments of a session: each step that the page was told is in the file."""
    moments, lost, told = random.Random(seed), 0, 0
    with session_before_a_camera(60.0) as session:
        until_phase(session, "run")
        for _ in range(times):
            told_before = steps_told(session)
            wait_for_steps(session, told_before + 1)
            session.page.wait_for_timeout(1e3 * moments.uniform(0.0, 3.0))
            session.server.kill()
            told = steps_told(session)
            with Record.open(session.data) as record:
                state = state_in_file(record, session.id)
            lost += max(0, told - (state.last_step if state else 0))
            session.server = begin(session.data, port=int(session.server.url.rsplit(":", 1)[1]))
            until_phase(session, "paused")
            session.press("resume")
            until_phase(session, "run")
        session.press("stop")
        session.page.locator("[data-why=done]").click()
        until_phase(session, "ended")
    return {"kills": times, "steps_told": told, "steps_lost": lost}


def until_phase(session: Session, name: str) -> None:
    session.page.locator(f"[data-part=desk][data-phase={name}]").wait_for(timeout=150_000)


def steps_told(session: Session) -> int:
    """Number of the newest step that the page was told of."""
    return int(session.page.evaluate("window.newest ?? 0"))


def wait_for_steps(session: Session, number: int) -> None:
    session.page.wait_for_function(f"() => (window.newest ?? 0) >= {number}", timeout=60_000)
    session.answer()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--kills", type=int, default=0)
    asked = parser.parse_args()
    told = {}
    if asked.minutes:
        told["soak"] = soak(asked.minutes)
    if asked.kills:
        told["kills"] = killed(asked.kills)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
