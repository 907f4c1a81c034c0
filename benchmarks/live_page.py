"""A live session in Chromium with a fake camera: from the camera's picture to the skeleton drawn over it.

``python -m benchmarks.live_page [--seconds 300]`` prints its figures, those of the steps' numbers as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

TESTS = Path(__file__).parents[1] / "tests"
WARM_S = 10.0
LISTEN = """
() => {
  window.delays = [];
  window.steps = [];
  const page = document.querySelector('gait-live');
  page.addEventListener('live-step', ({ detail }) => {
    window.newest = detail.number;
    window.steps.push([detail.delay_ms, detail.after_picture_ms]);
  });
  page.addEventListener('live-drawn', (event) => {
    if (event.detail.delay_ms !== null) window.delays.push(event.detail.delay_ms);
  });
}
"""


def skeletons(seconds: float, fps: float = 30.0) -> dict[str, Any]:
    """Delays (ms) of so many seconds of a session before a camera of so many frames a second, pictures drawn a second,
    and the rate that the page says.
    """
    sys.path.insert(0, str(TESTS))
    from support.fake_camera import chromium_with, runner_at, write_camera
    from support.live import begun_session
    from support.served import served

    with tempfile.TemporaryDirectory() as name, Record.open(Path(name) / "record") as record:
        film = write_camera(Path(name) / "camera.y4m", runner_at(fps))
        app = create_app(record, Settings(secret=b"s" * 32))
        session_id = begun_session(record, only_user(record))
        with served(app) as address, chromium_with(film) as browser:
            page = browser.new_context(permissions=["camera"]).new_page()
            page.goto(f"{address}/live/{session_id}")
            page.evaluate(LISTEN)
            page.get_by_role("button", name="Switch the camera on").click()
            ready = page.locator("[data-part=ready]")
            ready.wait_for(timeout=90_000)
            ready.click()
            page.wait_for_timeout(1e3 * WARM_S)
            before = page.evaluate("window.delays.length")
            page.wait_for_timeout(1e3 * seconds)
            delays = np.array(page.evaluate(f"window.delays.slice({before})"), float)
            told, rate = page.evaluate("window.steps"), page.locator("[data-part=rate]").text_content()
    return figures(delays, seconds) | step_figures(told) | {"rate_shown": rate}


def figures(delays: np.ndarray[Any, np.dtype[np.float64]], seconds: float) -> dict[str, Any]:
    """Half and 95 % of the delays, the medians of the first and the last third, and the rate."""
    third = max(1, len(delays) // 3)
    return {
        "page_p50_ms": round(float(np.median(delays)), 1),
        "page_p95_ms": round(float(np.percentile(delays, 95)), 1),
        "page_first_ms": round(float(np.median(delays[:third])), 1),
        "page_last_ms": round(float(np.median(delays[-third:])), 1),
        "page_rate_hz": round(len(delays) / seconds, 1),
    }


def step_figures(told: list[list[float]]) -> dict[str, Any]:
    """From a step's contact to its number on the page, and the part of it after the newest picture was taken; ms.

    Only steps with feedback are told, after the minute as usual: with a run shorter than that there are none.
    """
    if not told:
        return {"steps": 0}
    after_contact, after_picture = np.array(told, float).T
    return {
        "steps": len(told),
        **{f"step_p{pct}_ms": round(float(np.percentile(after_contact, pct)), 1) for pct in (50, 95)},
        **{f"step_after_picture_p{pct}_ms": round(float(np.percentile(after_picture, pct)), 1) for pct in (50, 95)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300.0)
    print(json.dumps(skeletons(parser.parse_args().seconds), indent=1))


if __name__ == "__main__":
    main()
