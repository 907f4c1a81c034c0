"""A first visit from the door to the signed report, in a real browser with a real clip; what is clicked is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitcue.demo import Runner
from gaitcue.web.serve import working
from support.drawn_clips import drawn_clip
from support.in_browser import LAPTOP, expect

MOST_CLICKS = 60
PATIENCE_MS = 600_000
"""for the analysis itself"""


class Hand:
    """Clicks and fields, counted."""

    def __init__(self) -> None:
        self.deeds: list[str] = []

    def click(self, place, **more) -> None:
        self.deeds.append(f"click {place}")
        place.click(**more)

    def fill(self, place, text: str) -> None:
        self.deeds.append(f"fill {place}")
        place.fill(text)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("drawn") / "run.mp4"
    runner = Runner(duration_s=6.0, fps=60.0, width=480, height=640, px_per_m=290.0, seed=5)
    return drawn_clip(runner, file, tmp_path_factory)


def test_from_the_door_to_the_signed_report(open_page, record, clip: Path, capsys) -> None:
    page, hand = open_page(LAPTOP), Hand()
    with working(record, 1):
        page.goto("/")
        hand.click(page.get_by_role("link", name="Add your first runner"))
        hand.fill(page.get_by_label("Name"), "Anna Lind")
        hand.fill(page.get_by_label("Birth year"), "1985")
        hand.click(page.get_by_role("button", name="Add the runner"))
        hand.click(page.get_by_role("button", name="Begin the visit"))
        tell(page, hand)
        film(page, hand, clip)
        review(page, hand)
        report(page, hand)
    expect(page.get_by_text("The files are those that were signed.")).to_be_visible()
    with capsys.disabled():
        print(f"\nfrom the door to the signed report: {len(hand.deeds)} clicks and fields (at most {MOST_CLICKS})")
    assert 20 < len(hand.deeds) <= MOST_CLICKS


def tell(page, hand: Hand) -> None:
    """The safety questions, and the complaint."""
    hand.click(page.get_by_role("link", name="Ask the questions"))
    hand.click(page.get_by_text("I asked every question"))
    hand.click(page.get_by_role("button", name="Add a complaint"))
    page.locator("select[name$='problems.0.site']").wait_for()
    hand.deeds += ["choose the place", "choose the side"]
    page.locator("select[name$='problems.0.site']").select_option("proximal_hamstring")
    page.locator("[name$='problems.0.side'][value=right]").check(force=True)
    hand.fill(page.locator("[name$='height_cm']"), "175")
    hand.click(page.get_by_role("button", name="Save the answers"))


def film(page, hand: Hand, clip: Path) -> None:
    """The clip, how it was run, and its analysis."""
    page.wait_for_url("**/triage*")
    hand.click(page.get_by_role("link", name="Film the run"))
    hand.deeds.append("choose the clip")
    page.locator("#clips").set_input_files(clip)
    take = page.locator(".take").first
    take.wait_for()
    hand.fill(take.get_by_role("textbox", name="Speed"), "10.8")
    hand.click(take.get_by_text("Treadmill"))
    hand.click(take.get_by_role("button", name="Analyse"))
    hand.click(page.get_by_role("link", name="Look at the analysis"), timeout=PATIENCE_MS)


def review(page, hand: Hand) -> None:
    """One contact is moved, and taken back."""
    page.locator("gait-review[ready]").wait_for()
    for key in ("]", "]", "Shift+ArrowRight"):
        hand.deeds.append(f"press {key}")
        page.keyboard.press(key)
    hand.click(page.get_by_role("button", name="Take it back").first)
    page.locator("gait-review:not([busy])").wait_for()
    hand.click(page.get_by_role("link", name="Findings and cues"))


def report(page, hand: Hand) -> None:
    """A finding is accepted, the report put together and signed."""
    hand.click(page.get_by_role("link", name="Go on to the report"))
    hand.fill(page.get_by_label("Your comment"), "Land under the body, twice a week.")
    hand.click(page.get_by_role("button", name="Show the preview"))
    page.frame_locator("iframe").get_by_text("Land under the body, twice a week.").first.wait_for()
    hand.fill(page.get_by_label("Signed by"), "Anna Bell")
    hand.click(page.get_by_role("button", name="Sign this report"))
    page.get_by_text("The files are those that were signed.").wait_for()
