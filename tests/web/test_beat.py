"""The metronome in a real browser: where its beats lie on the clock, over half an hour, whatever the page does."""

import itertools
import re

import pytest

from support.beats import RECORDING, on_the_beat
from support.in_browser import LAPTOP, as_it_stands, expect, until

# Renders beats offline, as they are asked for by a timer that comes late and unevenly; gives back where sound begins.
RENDERED = """
async ({ seconds, interval, change, rate }) => {
  const { Beats } = await import('/static/components/beat/beats.js');
  const { soundOf } = await import('/static/components/beat/sounds.js');
  const context = new OfflineAudioContext(1, seconds * rate, rate);
  const sound = soundOf(context, 'click');
  const beats = new Beats(context, (at) => {
    const source = new AudioBufferSourceNode(context, { buffer: sound });
    source.connect(context.destination);
    source.start(at);
    return source;
  }, () => true);
  beats.start(0.15, interval);
  beats.place(0.5);
  let n = 0;
  for (let at = 0.1; at < seconds - 0.2; at += 0.05 + 0.34 * ((n * 0.618) % 1), n += 1)
    context.suspend(at).then(() => {
      if (change && !beats.changed && context.currentTime > change.at) {
        beats.changed = true;
        beats.change(change.interval);
      }
      beats.place(context.currentTime + 0.5);
      context.resume();
    });
  const samples = (await context.startRendering()).getChannelData(0);
  const found = [];
  for (let i = 0, last = -1e9; i < samples.length; i += 1)
    if (Math.abs(samples[i]) > 0.02 && i - last > 0.1 * rate) { found.push(i / rate); last = i; }
  return { found, late: beats.late };
}
"""


@pytest.fixture
def rendered(open_page):
    page = open_page(LAPTOP)
    page.goto("/")

    def run(seconds, tempo, change=None, rate=8000):
        told = {"seconds": seconds, "interval": 60 / tempo, "change": change, "rate": rate}
        return as_it_stands(page.evaluate(RENDERED, told))

    return run


def test_over_thirty_minutes_every_beat_is_heard_within_two_milliseconds_of_the_clock(rendered):
    told = rendered(1800, 163.3)
    off = [1000 * abs(at - (0.15 + n * 60 / 163.3)) for n, at in enumerate(told["found"])]
    assert len(off) in range(4896, 4900)
    assert max(off) < 2.0
    assert told["late"] == 0


def test_another_tempo_begins_with_the_next_beat_and_nothing_is_stumbled_over(rendered):
    told = rendered(60, 154, {"at": 30, "interval": 60 / 163})["found"]
    gaps = [later - earlier for earlier, later in itertools.pairwise(told)]
    assert min(gaps) > 60 / 163 - 0.002 and max(gaps) < 60 / 154 + 0.002
    assert sorted({round(60 / gap) for gap in gaps}) == [154, 163]
    slower = [round(60 / gap) == 154 for gap in gaps]
    assert slower == sorted(slower, reverse=True)


ASLEEP = """
() => {
  Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
  const { beats, context, timer } = document.querySelector('gait-beat');
  clearInterval(timer);
  return Math.max(...beats.placed.map((beat) => beat.at)) - context.currentTime;
}
"""


@pytest.fixture
def beating(open_page, trial):
    """The cue of a trial on its page, with its metronome."""
    trial.begin(baseline="filmed")
    trial.tell(pain=2, effort=2)
    trial.do("next")

    def opened(**more):
        page = open_page(LAPTOP, **more)
        page.add_init_script(RECORDING)
        page.goto(f"/visits/{trial.visit}/trial")
        return page

    return opened


def begun(page) -> list[float]:
    """When each beat is heard."""
    return as_it_stands(page.evaluate("window.begun"))


def keeps_time(page, interval: float) -> None:
    """Beats are heard on the clock, all but those whose time was over before the page came to them."""
    left_out = on_the_beat(begun(page), interval)
    assert left_out <= as_it_stands(page.evaluate("document.querySelector('gait-beat').beats.late"))


def tempo_of(page) -> int:
    number = page.locator("gait-beat strong")
    expect(number).to_have_text(re.compile(r"^\d+$"))
    return int(as_it_stands(number.inner_text()))


def test_the_cue_of_a_trial_has_its_metronome_at_the_cadence_that_the_cue_asks_for(beating, trial, check_both):
    page = beating()
    tempo = tempo_of(page)
    now = trial.page["trial"]["now"]["beat"]
    assert tempo == round(now["usual_spm"] * 1.05)
    expect(page.get_by_text("Set a metronome"), "that is for the runner at home").to_have_count(0)
    page.get_by_role("button", name="Start the beat").click()
    page.get_by_role("button", name="Stop the beat").wait_for()
    page.wait_for_function("() => window.begun.length >= 8")
    keeps_time(page, 60 / tempo)
    page.get_by_text("Sound and volume").click()
    check_both(page)
    page.get_by_role("button", name="Stop the beat").click()
    until(page, "() => document.querySelector('gait-beat').beats.placed.length === 0")


def test_the_beat_goes_on_through_a_tap_that_renews_the_page_and_ends_with_its_part(beating):
    page = beating()
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => window.begun.length >= 3")
    page.locator("#tap-pain-2").click()
    page.locator("#tap-pain-2[aria-pressed=true]").wait_for()
    before = len(begun(page))
    page.wait_for_function(f"() => window.begun.length >= {before + 4}")
    keeps_time(page, 60 / tempo_of(page))
    page.evaluate("window.held = document.querySelector('gait-beat')")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="As usual again", level=2).wait_for()
    page.wait_for_function("() => !window.held.running && window.held.context === undefined")


def test_every_second_step_is_chosen_once_and_remembered(beating):
    page = beating()
    page.get_by_text("Sound and volume").click()
    page.get_by_text("every second step").click()
    page.reload()
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => window.begun.length >= 4")
    keeps_time(page, 120 / tempo_of(page))


def test_a_hidden_page_has_beats_for_the_whole_minute_in_which_browsers_let_it_sleep(beating):
    page = beating()
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => window.begun.length >= 2")
    assert as_it_stands(page.evaluate(ASLEEP)) > 74
    assert len(begun(page)) > 180
    keeps_time(page, 60 / tempo_of(page))


RINGS = """
async () => {
  const ring = document.querySelector('[data-part=ring]'), seen = new Set();
  for (let n = 0; n < 30; n++) { seen.add(ring.getAttribute('r')); await new Promise(requestAnimationFrame); }
  return [...seen];
}
"""


def test_who_asks_for_less_motion_sees_no_pulse(beating):
    page = beating(reduced_motion="reduce")
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => window.begun.length >= 4")
    assert as_it_stands(page.evaluate(RINGS)) == ["34"]


def test_the_ring_grows_with_the_beat(beating):
    page = beating()
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => Number(document.querySelector('[data-part=ring]').getAttribute('r')) > 37")


def test_a_sound_that_was_taken_away_is_told_and_comes_back_with_a_tap(beating):
    page = beating()
    page.get_by_role("button", name="Start the beat").click()
    page.wait_for_function("() => window.begun.length >= 2")
    page.evaluate("document.querySelector('gait-beat').context.suspend()")
    page.get_by_text("Something else has taken the sound").wait_for()
    page.locator("h1").click()
    page.wait_for_function("() => document.querySelector('gait-beat').context.state === 'running'")
    expect(page.get_by_text("Something else has taken the sound")).to_have_count(0)
