"""The review page in Chromium: how soon after the click it can be worked on, and how long a frame takes to be shown."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.store import clips
from gaitcue.terms.asker import Asker
from gaitcue.video import VideoWriter
from gaitcue.video.proxy import GROUP_FRAMES, PROXY_FPS
from gaitcue.work.clinic.record import Record

SIZE = (1280, 720)
"""of the browser's copy of a 1080p clip"""
OPENINGS, STEPS = 10, 60
USABLE = """
() => document.querySelector('gait-review[ready]') && document.querySelector('gait-player video').readyState >= 2
"""
STEP = """
async (count) => {
  const video = document.querySelector('gait-player video'), found = [];
  for (let i = 0; i < count; i += 1) {
    const shown = new Promise((done) => video.requestVideoFrameCallback(() => done()));
    const begun = performance.now();
    const key = i % 20 === 19 ? 'l' : 'ArrowRight';
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await shown;
    found.push(performance.now() - begun);
  }
  return found;
}
"""


def clip_of(record: Record, asker: Asker, seconds: float, fps: float) -> str:
    """A clip whose copy for the browser is there; its id."""
    sha256 = "b" * 64
    rng = np.random.default_rng(1)
    ground = rng.integers(40, 200, (SIZE[1] // 8, SIZE[0] // 8, 3), np.uint8).repeat(8, axis=0).repeat(8, axis=1)
    with (
        record.folder.new_proxy(sha256) as place,
        VideoWriter(place, *SIZE, PROXY_FPS, group=GROUP_FRAMES, fast=True) as writer,
    ):
        for frame in range(round(seconds * fps)):
            writer.write(np.roll(ground, 3 * frame % SIZE[0], axis=1), frame / PROXY_FPS)
    with record.write(asker) as session:
        row = clips.add_clip(session, sha256, 1, "run.mp4", {"version": 1})
        clips.proxy_is_there(session, row.id)
        return row.id


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def opened_and_stepped(app: Any, analysis_id: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Milliseconds from the click to a page that can be worked on, and from a key to its picture."""
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from support.served import served

    openings: list[float] = []
    with served(app) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for _ in range(OPENINGS + 1):
            page.goto("about:blank")
            begun = time.perf_counter()
            page.goto(f"{address}/analyses/{analysis_id}", wait_until="commit")
            page.wait_for_function(USABLE)
            openings.append(1e3 * (time.perf_counter() - begun))
        steps = page.evaluate(STEP, STEPS)
    return tuple(openings[1:]), tuple(steps[1:])
