"""Who is in the clip and who of them runs: a survey over the whole clip, before every frame is looked at.

A clip of one person costs a few looks of the detector. Where several people are seen, or something moves that is
nobody's, everybody is followed with a light model through a second of every stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gaitcue.pose.looking.crop import CROP_SIZE, crop_around
from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.pose.looking.exposure import picture_for_model
from gaitcue.pose.looking.passes import read_look
from gaitcue.pose.runner.candidates import Candidate, Person, linked, matched
from gaitcue.pose.runner.detector import CLEAR, Detection, radius_of
from gaitcue.pose.runner.stretches import Stretch
from gaitcue.pose.runner.unrest import Unrest
from gaitcue.pose.settings import PLAIN

if TYPE_CHECKING:
    from gaitcue.video import Frame

Read = Callable[[int], AbstractContextManager[Iterable["Frame"]]]
"""opens the clip at a frame"""

PRESENT = 0.5
"""presence below which the pose model itself says that nobody is there (MediaPipe's default as well)"""
FIRST_LOOKS = 25
"""frames at the beginning that are watched for a clear start"""
SCOUT_EVERY = 8
"""frames between two detections among them"""
UNCLEAR_EVERY = 2
"""detections follow this closely until one is clear: its score times its uprightness"""
GLANCE_S, GLANCE_EVERY_S = 0.3, 0.09
"""how long, and how often in it, movement is looked for in a stretch"""
FOLLOW_S, FOLLOW_HZ = 1.2, 30.0
"""true time through which everybody is followed in each stretch, and looks a second"""
UNEXPLAINED = 0.35
"""share of the movement that is nobody's and calls for a closer look"""
SEEN_SHARE = 0.5
"""whom the light model sees in less of the looks is no person"""
ONE_PLACE = 0.3
"""two followed with their hips nearer to each other than this share of the larger radius are one"""


class Detects(Protocol):
    """Finds the people in a frame."""

    def __call__(self, frame: Frame) -> list[Detection]:
        """At a glance."""

    def closely(self, frame: Frame) -> list[Detection]:
        """With closer looks at parts of the picture, whoever else is seen clearly."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of the people before the clip is read."""

    people: tuple[Person, ...]
    stretches: int
    thorough: bool
    """everybody was followed for a while, otherwise only one person was seen at all"""


class Scout:
    """Looks at a few stretches of a clip.

    Parameters
    ----------
    detect : finds people
    light : opens the light pose model; asked only when there is somebody to choose among
    read : opens the clip at a frame
    """

    def __init__(self, detect: Detects, light: Callable[[], PoseNetwork], read: Read) -> None:
        self._detect, self._make_light, self._read = detect, light, read
        self._light: PoseNetwork | None = None

    def survey(self, stretches: Sequence[Stretch], *, thorough: bool = False) -> Survey:
        """Who is in the clip; ``thorough`` follows everybody even if one person is all there seems to be."""
        first, alone = self._beginning(stretches[0])
        if alone and not thorough:
            glances = [self._glance(s) for s in stretches[1:] if s.cheap]
            if None not in glances:
                one = Person(tuple(c for seen in (first, *glances) for c in seen or ()))
                return Survey((one,) if first else (), len(stretches), thorough=False)
        found = [self._follow_all(stretch) for stretch in stretches]
        people = tuple(linked(found))
        return Survey(people or tuple(linked([first])), len(stretches), thorough=True)

    def _beginning(self, stretch: Stretch) -> tuple[list[Candidate], bool]:
        """Whoever is seen in the first frames, where seen most clearly; and is that one person at most?"""
        people: list[Candidate] = []
        unrest, time_s = Unrest(), -np.inf
        with self._read(stretch.first) as frames:
            for count, frame in enumerate(islice(frames, FIRST_LOOKS)):
                if frame.time_s - time_s >= GLANCE_EVERY_S:
                    unrest.feed(frame)
                    time_s = frame.time_s
                clear = all(person.clearness >= CLEAR for person in people)
                if count % (SCOUT_EVERY if clear else UNCLEAR_EVERY) == 0:
                    take_in(people, self._detect(frame), frame)
                if len(people) > 1:
                    return people, False
        return people, unrest.elsewhere([p.body for p in people]) <= UNEXPLAINED

    def _glance(self, stretch: Stretch) -> list[Candidate] | None:
        """Whoever is seen; None if those are several people, or if something moves that is nobody's."""
        with self._read(stretch.first) as frames:
            looks = list(spaced(frames, GLANCE_S, GLANCE_EVERY_S))
        people: list[Candidate] = []
        for frame in looks[:1]:
            take_in(people, self._detect(frame), frame)
        if len(people) != 1:
            return None if people else []
        unrest = Unrest()
        for frame in looks:
            unrest.feed(frame)
        return people if unrest.elsewhere([people[0].body]) <= UNEXPLAINED else None

    def _follow_all(self, stretch: Stretch) -> list[Candidate]:
        """Everybody in a stretch, followed with the light model."""
        people: list[Candidate] = []
        looks: list[int] = []
        with self._read(stretch.first) as frames:
            for frame in spaced(frames, FOLLOW_S, 1 / FOLLOW_HZ):
                if not looks:
                    take_in(people, self._detect.closely(frame), frame)
                elif len(looks) % SCOUT_EVERY == 0:
                    add_new(people, self._detect(frame), frame)
                looks.append(frame.index)
                for person in people:
                    self._follow(person, frame)
        seen = [p for p in people if len(p.times) > SEEN_SHARE * sum(i >= p.first_frame for i in looks)]
        return [p for p in without_doubles(seen) if 2 * len(p.times) > SEEN_SHARE * len(looks)]

    def _follow(self, person: Candidate, frame: Frame) -> None:
        self._light = self._light or self._make_light()
        crop = crop_around(person.body)
        output = self._light(picture_for_model(frame, crop.matrix(), CROP_SIZE))
        if output.presence >= PRESENT:
            person.followed(read_look(frame.index, frame.time_s, crop, {PLAIN: output}, (PLAIN,)))


def spaced(frames: Iterable[Frame], for_s: float, every_s: float) -> Iterator[Frame]:
    """The first frame and those after it, at least about ``every_s`` apart, through ``for_s`` of true time."""
    start: float | None = None
    last = -np.inf
    for frame in frames:
        start = frame.time_s if start is None else start
        if frame.time_s - start > for_s:
            return
        if frame.time_s - last >= 0.9 * every_s:
            last = frame.time_s
            yield frame


def take_in(people: list[Candidate], found: Sequence[Detection], frame: Frame) -> None:
    """Add those found to the people they are, or as new ones."""
    known = matched([p.body for p in people], [d.body for d in found])
    for i, seen in enumerate(found):
        if i not in known:
            people.append(Candidate(frame.index, seen.body, seen.body, [seen.radius], seen.clearness))
            continue
        person = people[known[i]]
        person.body = seen.body
        person.radius.append(seen.radius)
        person.consider(seen, frame.index)


def add_new(people: list[Candidate], found: Sequence[Detection], frame: Frame) -> None:
    """Add those found who are nobody that is followed already."""
    known = matched([p.body for p in people], [d.body for d in found])
    new = [d for i, d in enumerate(found) if i not in known]
    people += [Candidate(frame.index, d.body, d.body, [d.radius], d.clearness) for d in new]


def without_doubles(people: Sequence[Candidate]) -> list[Candidate]:
    """Of several who turned out to be one, the one seen most often."""
    kept: list[Candidate] = []
    for person in sorted(people, key=lambda p: -len(p.times)):
        if not any(is_double(person, other) for other in kept):
            kept.append(person)
    return kept


def is_double(a: Candidate, b: Candidate) -> bool:
    """Were both at one place in the later half of the looks? Who passes somebody else is there for a moment only."""
    places = dict(zip(a.frames, a.path, strict=True))
    pairs = [(places[frame], body) for frame, body in zip(b.frames, b.path, strict=True) if frame in places]
    apart = [float(np.hypot(*(p[0] - q[0]))) / max(radius_of(p), radius_of(q)) for p, q in pairs[len(pairs) // 2 :]]
    return not apart or float(np.median(apart)) < ONE_PLACE
