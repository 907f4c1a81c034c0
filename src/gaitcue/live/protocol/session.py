"""One session, event by event: its phase, whether there is feedback now, what was measured with it and without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from statistics import fmean
from typing import Final, Literal

from gaitcue.live.protocol.events import Event, Header, Joined, Pain, Pause, Ready, Resume, StepTaken, Stop, Tick
from gaitcue.live.protocol.rules import number
from gaitcue.live.protocol.schedule import SessionPlan, feedback_at, run_at, walks_at
from gaitcue.live.protocol.target import Aim, Target, target_from
from gaitcue.terms.advice import Reason

Phase = Literal["setup", "baseline", "run", "walk", "paused", "ended"]
MOVING: Final = ("baseline", "run", "walk")
NOTHING: Final[Mapping[str, tuple[float, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Band:
    """Steps of one kind (with feedback, or without) against the band."""

    steps: int = 0
    """in which the number was known"""
    inside: int = 0
    total: float = 0.0

    @property
    def share(self) -> float | None:
        """Of the steps, in the band; None without any."""
        return self.inside / self.steps if self.steps else None

    @property
    def mean(self) -> float | None:
        return self.total / self.steps if self.steps else None

    def with_step(self, value: float, inside: bool) -> Band:
        return Band(self.steps + 1, self.inside + inside, self.total + value)


@dataclass(frozen=True, slots=True)
class PainTold:
    """A score, and after how many seconds of the session it was told."""

    at_s: float
    score: float


@dataclass(frozen=True, slots=True)
class SessionState:
    """Where a session stands."""

    plan: SessionPlan
    aim: Aim
    target: Target | None
    phase: Phase = "setup"
    before_pause: Phase = "setup"
    """what goes on after it"""
    clock_s: float | None = None
    """the sender's time of the last event; None before the first one"""
    baseline_s: float = 0.0
    elapsed_s: float = 0.0
    """of running and walking"""
    with_feedback: Band = Band()
    without_feedback: Band = Band()
    baseline: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: NOTHING)
    """measure -> its values as usual, while that is being run"""
    unseen: Band = Band()
    """steps since the number was last shown"""
    summary: Reason | None = None
    """how it went without the number, told for a while when the number is back: without_number"""
    recent: tuple[float, ...] = ()
    """the last values of the target's measure"""
    recent_s: float = 0.0
    """when the newest of them was told, on the sender's clock"""
    steps: int = 0
    """all that were counted while running"""
    last_step: int = 0
    """number of the newest one"""
    pain_before: float | None = None
    pain_ok: float | None = None
    """where a clinician set what is accepted"""
    speed_kmh: float | None = None
    incline_pct: float | None = None
    pains: tuple[PainTold, ...] = ()
    ended: Reason | None = None
    """why; None while it goes on"""
    remarks: tuple[Reason, ...] = ()
    """what the person should know now: pain_eases, baseline_goes_on and why, pictures_missing"""

    @property
    def run_s(self) -> float:
        """Seconds that were run."""
        return run_at(self.plan, self.elapsed_s)

    @property
    def walk(self) -> bool:
        return self.phase == "walk"

    @property
    def feedback(self) -> bool:
        """Whether the number, the colour, the tone are there at this moment."""
        return self.phase == "run" and self.target is not None and feedback_at(self.plan, self.run_s)

    @property
    def value(self) -> float | None:
        """The number on the bar: the mean of the last steps."""
        return fmean(self.recent) if self.recent else None

    @property
    def pain_due(self) -> bool:
        """Whether it is time to ask."""
        if self.phase not in ("run", "walk"):
            return False
        last = self.pains[-1].at_s if self.pains else 0.0
        return self.elapsed_s - last >= 60.0 * number("pain", "ask_every_min")


def begun(header: Header) -> SessionState:
    """A session before its first event."""
    return SessionState(
        header.plan, header.aim, header.target, pain_before=header.pain_before, pain_ok=header.pain_ok,
        speed_kmh=header.speed_kmh, incline_pct=header.incline_pct,
    )  # fmt: skip


def replayed(header: Header, events: Iterable[Event]) -> SessionState:
    """The state after events: that of a file is that of the session."""
    return reduce(advanced, events, begun(header))


def takes(state: SessionState, event: Event) -> bool:
    """Whether an event changes anything: nothing does after the end, and of beats that come close together one does."""
    if state.phase == "ended":
        return False
    if isinstance(event, Tick) and state.clock_s is not None:
        return event.time_s - state.clock_s >= number("clock", "tick_s")
    if isinstance(event, StepTaken):
        return event.number > state.last_step
    return True


def advanced(state: SessionState, event: Event) -> SessionState:
    """The state after one event more."""
    if not takes(state, event):
        return state
    if isinstance(event, Joined):
        return _joined(state, event)
    state = _after_time(state, event.time_s)
    if state.phase == "ended":
        return state
    if isinstance(event, StepTaken):
        return _step(state, event)
    if isinstance(event, Pain):
        return _pain(state, event)
    if isinstance(event, Ready | Resume):
        return _goes_on(state)
    if isinstance(event, Pause):
        return _paused(state)
    return _ended(state, Reason(event.why)) if isinstance(event, Stop) else state


# --- time -------------------------------------------------------------------------------------------------------------


def _joined(state: SessionState, event: Joined) -> SessionState:
    """A page that comes back finds the session paused: somebody has to say that the run goes on."""
    return replace(_paused(state), clock_s=event.time_s)


def _after_time(state: SessionState, time_s: float) -> SessionState:
    """Time counts only while pictures came without a gap."""
    if state.clock_s is not None and time_s < state.clock_s:
        return state
    passed = 0.0 if state.clock_s is None else time_s - state.clock_s
    remarks = tuple(one for one in state.remarks if _still_told(one, time_s))
    summary = state.summary if state.summary and _still_told(state.summary, time_s) else None
    recent = () if time_s - state.recent_s > number("clock", "stale_s") else state.recent
    state = replace(state, clock_s=time_s, remarks=remarks, summary=summary, recent=recent)
    if state.phase not in MOVING:
        return state
    if passed > number("clock", "gap_s"):
        return _with_remark(state, Reason("pictures_missing", {"seconds": passed, "at_s": time_s}))
    return _baseline_time(state, passed) if state.phase == "baseline" else _run_time(state, passed)


def _still_told(one: Reason, time_s: float) -> bool:
    """What happened at a moment is old after a while."""
    return bool(time_s - one.values.get("at_s", time_s) <= number("clock", "told_s"))


def _baseline_time(state: SessionState, passed: float) -> SessionState:
    state = replace(state, baseline_s=state.baseline_s + passed)
    if state.baseline_s < state.plan.baseline_s:
        return state
    found = target_from(state.baseline, state.aim)
    if isinstance(found, Target):
        found = replace(found, speed_kmh=state.speed_kmh, incline_pct=state.incline_pct)
        return _run_begins(replace(state, target=found, remarks=()))
    if found.code == "nothing_to_gain":
        return _ended(state, found)
    return replace(state, remarks=(Reason("baseline_goes_on", found.values),))


def _run_begins(state: SessionState) -> SessionState:
    return replace(state, phase="run", baseline=NOTHING, recent=())


def _run_time(state: SessionState, passed: float) -> SessionState:
    elapsed = state.elapsed_s + passed
    if elapsed >= state.plan.total_s:
        return _ended(replace(state, elapsed_s=state.plan.total_s), Reason("done"))
    walks = walks_at(state.plan, elapsed)
    recent = () if walks else state.recent
    return replace(state, elapsed_s=elapsed, phase="walk" if walks else "run", recent=recent)


# --- what is told -----------------------------------------------------------------------------------------------------


def _goes_on(state: SessionState) -> SessionState:
    """Ready at first, or again after a pause."""
    after = state.before_pause if state.phase == "paused" else state.phase
    if after != "setup":
        return replace(state, phase=after, remarks=())
    first = replace(state, remarks=())
    return replace(first, phase="baseline") if state.target is None else _run_begins(first)


def _paused(state: SessionState) -> SessionState:
    if state.phase in ("paused", "ended", "setup"):
        return state
    return replace(state, phase="paused", before_pause=state.phase, recent=())


def _ended(state: SessionState, why: Reason) -> SessionState:
    return replace(state, phase="ended", ended=why, baseline=NOTHING, recent=())


def _with_remark(state: SessionState, remark: Reason) -> SessionState:
    others = tuple(one for one in state.remarks if one.code != remark.code)
    return replace(state, remarks=(*others, remark))


def _pain(state: SessionState, event: Pain) -> SessionState:
    """The stop rule: over the ceiling, or above what is tolerated and clearly up since the start."""
    state = replace(state, pains=(*state.pains, PainTold(state.elapsed_s, event.score)))
    start = state.pain_before if state.pain_before is not None else state.pains[0].score
    ceiling = number("pain", "stop_above")
    tolerated = min(number("pain", "tolerated") if state.pain_ok is None else state.pain_ok, ceiling)
    rose = event.score - start >= number("pain", "stop_rise")
    if event.score > ceiling or (event.score > tolerated and rose):
        values = {"pain": event.score, "start": start, "tolerated": tolerated, "ceiling": ceiling}
        return _ended(state, Reason("pain_stop", values))
    others = tuple(one for one in state.remarks if one.code != "pain_eases")
    if event.score > tolerated or rose:
        return replace(state, remarks=(*others, Reason("pain_eases", {"pain": event.score, "start": start})))
    return replace(state, remarks=others)


# --- steps ------------------------------------------------------------------------------------------------------------


def _step(state: SessionState, event: StepTaken) -> SessionState:
    state = replace(state, last_step=event.number)
    if state.phase == "baseline":
        return _baseline_step(state, event)
    # A step is known a moment after its contact: it belongs to where that was.
    at_s, target = state.elapsed_s - max(event.time_s - event.contact_s, 0.0), state.target
    if state.phase not in ("run", "walk") or at_s < 0.0 or walks_at(state.plan, at_s) or target is None:
        return state
    state = replace(state, steps=state.steps + 1)
    value = event.values.get(target.measure)
    return state if value is None else _judged(state, target, float(value), run_at(state.plan, at_s))


def _judged(state: SessionState, target: Target, value: float, run_s: float) -> SessionState:
    """A step against the band, by the number that is shown."""
    recent = (*state.recent, value)[-int(number("baseline", "smoothed_steps")) :]
    shown = fmean(recent)
    state = replace(state, recent=recent, recent_s=state.clock_s or 0.0)
    inside = target.holds(shown)
    if feedback_at(state.plan, run_s):
        return replace(_summed_up(state), with_feedback=state.with_feedback.with_step(shown, inside))
    alone, unseen = (band.with_step(shown, inside) for band in (state.without_feedback, state.unseen))
    return replace(state, without_feedback=alone, unseen=unseen)


def _summed_up(state: SessionState) -> SessionState:
    """The number is back: what was run without it is told once, so that what fades comes late and in sum."""
    if state.unseen.steps < number("result", "least_steps"):
        return replace(state, unseen=Band())
    values = {"share_pct": 100.0 * (state.unseen.share or 0.0), "steps": state.unseen.steps, "at_s": state.clock_s}
    return replace(state, unseen=Band(), summary=Reason("without_number", values))


def _baseline_step(state: SessionState, event: StepTaken) -> SessionState:
    """Values of the measures that may become the target, those of steps whose contact lay in the baseline."""
    if event.time_s - event.contact_s > state.baseline_s:
        return state
    told = {name: value for name in state.aim.measures if (value := event.values.get(name)) is not None}
    values = {name: (*state.baseline.get(name, ()), float(value)) for name, value in told.items()}
    return replace(state, baseline={**state.baseline, **values})
