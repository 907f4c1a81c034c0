"""What a judged trial says, as sentences: exact for the clinician, plain for the runner (``english.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gaitcue.clinic import Protocol, cues
from gaitcue.clinic.protocol import stages
from gaitcue.clinic.rule_data import joined_titles
from gaitcue.clinic.trial import BASELINE, RETURN
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.codes import Reader, said
from gaitcue.report.wording.plain import PLAIN
from gaitcue.report.wording.sentences import filled, reason_text, wording
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Conditions, Note
from gaitcue.terms.vocabulary import SITES

TAKE_WORDS: Final = {BASELINE: "as usual", RETURN: "as usual again"}
SURVIVAL: Final = {"survives": "confirmed", "dropped": "dropped", "awaited": "awaited"}
HOW: Final = {
    "unmeasured": "what it aims at was not measured",
    "drift": "what moved was drift",
    "wrong_way": "what stands in for it moved the other way",
}
UNSEEN: Final = {
    "unmeasured": "The camera could not see what this cue changes",
    "drift": "You ran the same way when you ran as usual again, so the camera cannot tell what the cue changed",
}
"""The same for the runner."""


@dataclass(frozen=True, slots=True)
class TrialWords:
    """Sentences of one trial.

    Parameters
    ----------
    catalog : titles of measures
    told : conditions of the runs (titles depend on what was told)
    """

    catalog: Catalog
    told: Conditions

    def clinician(self, reason: Reason) -> str:
        return self._said(reason, "clinician")

    def runner(self, reason: Reason) -> str:
        """Empty where the runner is not told."""
        return self._said(reason, "runner")

    def note(self, reason: Reason) -> Note:
        """What holds for the whole visit, for the clinician."""
        level = wording()["trial_reason"][reason.code].get("level", "warning")
        return Note(reason.code, level, self.clinician(reason))

    def _said(self, reason: Reason, reader: Reader) -> str:
        told = reason.values
        values = {name: _plain(value) for name, value in told.items()}
        values |= _named(told, reader) | self._measured(told, reader) | _turns(reason, reader)
        return sentence(str(wording()["trial_reason"][reason.code][reader]).format_map(values))

    def _measured(self, told: Mapping[str, Any], reader: Reader) -> dict[str, str]:
        """Rows of the comparison and titles of measures."""
        found = {"rows": "; ".join(self.row(row, reader) for row in told.get("rows", ()))}
        if "measure" in told:
            found["row"] = self.row(told, reader)
        if "missing" in told:
            found["missing"] = self._title(str(told["missing"]))
        if "measures" in told:
            titles = [self._title(name) for name in told["measures"]]
            # Some titles have a comma of their own: "..., % of leg length".
            between = "; " if any("," in title for title in titles) else ", "
            found["measures"] = between.join(titles) or "what it aims at"
        return found

    def row(self, row: Mapping[str, Any], reader: Reader = "clinician") -> str:
        """For example "cadence 160.2 to 168.1 steps/min"; for the runner with a verb and fewer digits."""
        factor, unit = factor_of(row["unit"]), spoken_unit(row["unit"])
        digits = 1 if reader == "clinician" or unit == "cm" else 0
        before, after = (words.number(row[name] * factor, digits) for name in ("before", "after"))
        if reader == "clinician":
            return f"{self._title(row['measure'])} {before} to {words.with_unit(after, unit)}"
        to = after if row["measure"] == "cadence" else words.with_unit(after, unit)
        return f"{self._plainly(row['measure'])} went from {before} to {to}"

    def _title(self, measure: str) -> str:
        title = self.catalog(measure, self.told).title
        return title[:1].lower() + title[1:]

    def _plainly(self, measure: str) -> str:
        if measure in PLAIN:
            return PLAIN[measure].short
        title = self.catalog(measure, self.told).title_runner
        return title[:1].lower() + title[1:]


def _plain(value: Any) -> str:
    if value is None:
        return words.NOT_RECORDED
    if isinstance(value, float):
        return words.number(value, 0 if value.is_integer() else 1)
    return str(value)


def _named(told: Mapping[str, Any], reader: Reader) -> dict[str, str]:
    """What stands for an id or a code of the records."""
    named: dict[str, str] = {}
    if "cue" in told:
        named |= {"cue": cues()[told["cue"]].title, "caution": cues()[told["cue"]].caution}
    if "site" in told:
        named["site"] = SITES.get(str(told["site"]), "an unnamed site").lower()
    if "tissue" in told:
        named["tissue"] = said("tissue", str(told["tissue"]), reader)
    if "why" in told:
        named["why"] = said("reason", Reason(str(told["why"]), told), reader)
    if "text" in told:
        text = _text(told["text"])
        named |= {"text": text, "because": f": {text}" if text else ""}
    return named


def _text(told: str | Sequence[Reason | Mapping[str, Any]]) -> str:
    """A sentence as it is, or reasons of a comparison (read back from a file as plain mappings) in words."""
    if isinstance(told, str):
        return told
    return reason_text(one if isinstance(one, Reason) else Reason(one["code"], one["values"]) for one in told)


def _turns(reason: Reason, reader: Reader) -> dict[str, str]:
    """Turns of phrase that depend on more than one value."""
    told, found = reason.values, dict[str, str]()
    if reason.code == "pain_ceiling":
        found["take"] = _take(str(told["take"]), reader)
    if "ran_pct" in told:
        found["ran_signed"] = f"{told['ran_pct']:+g}".replace("-", words.MINUS)
    if reason.code == "effort_change":
        eases = told["practised"] and told["after"] > told["before"]
        practice = ". It often falls with practice" if reader == "runner" else ", which may fall with practice"
        found["practice"] = practice if eases else ""
    if reason.code == "relief_unexplained":
        found["how"] = HOW.get(str(told["effect"]), "no change beyond the error in what it aims at")
        found["unseen"] = UNSEEN.get(str(told["effect"]), "The camera did not show what changed")
    return found


def _take(name: str, reader: Reader) -> str:
    if reader == "runner":
        return f"running {TAKE_WORDS[name]}" if name in TAKE_WORDS else "running with a cue"
    parts = name.split(" + ")
    return TAKE_WORDS.get(name) or (condition_label(name, parts) if all(part in cues() for part in parts) else name)


def verdict_words(verdict: str, survival: str, *, second: bool = False) -> str:
    """What became of a condition, for the runner.

    Parameters
    ----------
    second : kept as well, but another one is practised
    """
    table = wording()["trial_verdict"]
    if survival == "dropped":
        return str(table["dropped"]["runner"])
    if verdict == "keep" and second:
        return str(table["second"]["runner"])
    return str(table["confirmed" if (verdict, survival) == ("keep", "survives") else verdict]["runner"])


def verdict_term(verdict: str) -> str:
    """The verdict for the clinician."""
    return str(wording()["trial_verdict"][verdict]["clinician"])


def survival_term(survival: str) -> str:
    """After the 24-hour response, for the clinician; empty for what was not kept."""
    return verdict_term(SURVIVAL[survival]) if survival in SURVIVAL else ""


def step_words(step: Reason) -> str:
    """One step for the runner."""
    values = {name: _plain(value) for name, value in step.values.items()}
    if step.code == "film_again":
        side = step.values["side"]
        values["side"] = f", with your painful {side} side to the camera" if side else ""
    if step.code == "again_with":
        values["what"] = "; ".join(wording()["trial_again"][code] for code in step.values["codes"])
    if step.code == "repeat_metronome":
        to = step.values["to_spm"]
        values["to"] = f" at {to:g} steps a minute" if to else ""
    return str(wording()["trial_step"][step.code]).format_map(values)


def lead_words(code: str, **values: Any) -> str:
    """A sentence about the whole visit."""
    return str(wording()["trial_lead"][code]).format_map(values)


def cue_name(cue: str) -> str:
    """For the runner, without the dose: "Shorter, faster steps"."""
    return cues()[cue].title.split(":")[0]


def cue_names(names: Iterable[str]) -> str:
    return " together with ".join(f"“{cue_name(name)}”" for name in names)


def condition_label(name: str, names: Sequence[str]) -> str:
    """The name that the person gave; without one, the cues in words."""
    return " + ".join(cue_name(cue) for cue in names) if name == " + ".join(names) else name


def visit_steps(protocol: Protocol) -> Iterator[str]:
    """A visit step by step, for the clinician."""
    steps = wording()["visit_step"]
    for stage in stages(protocol):
        titles = joined_titles(stage.cues)
        told = f"half of: {titles}" if stage.cues in protocol.halved else titles
        yield filled(steps[stage.kind], {"minutes": words.minutes(stage.minutes), "cues": told})
    yield filled(steps["stop"], {"limit": protocol.stop_at_pain})


def trend_words(per_session: float | None) -> str:
    """Effort above the baseline, visit by visit."""
    if per_session is None:
        return "One session only: effort often falls with practice"
    way = "falls" if per_session < 0 else "rises" if per_session > 0 else "stays"
    return f"Effort above baseline {way} ({per_session:+.1f} per session)".replace("-", words.MINUS)
