"""docs/schemas/: JSON Schemas of the result files and of what a person writes, made from the records that read them."""

from __future__ import annotations

import json
from typing import Any

from gaitcue.clinic.answers_file import AnswersEntry
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.trial_file import TrialEntry
from gaitcue.terms.typed import json_schema
from gaitcue.work.contract import KINDS, ClipFacts
from gaitcue.work.corrections import CorrectionsFile
from gaitcue.work.results import VIEW_NAMES

WRITTEN = {
    "person": Profile,
    "red-flags": AnswersEntry,
    "trial-file": TrialEntry,
    "corrections": CorrectionsFile,
}


def schema_files() -> dict[str, str]:
    """File name -> text."""
    results = {kind.name: _of_result(json_schema(kind.model), kind.schema) for kind in KINDS}
    schemas = results | {name: json_schema(model) for name, model in WRITTEN.items()}
    index = {"README.md": _index()}
    return index | {f"{name}.schema.json": _text(schema) for name, schema in schemas.items()}


def _of_result(schema: dict[str, Any], version: str) -> dict[str, Any]:
    schema["properties"]["schema"] |= {"const": version}
    if "View" in schema["$defs"]:
        _as_in_the_file(schema["$defs"]["View"])
        schema["properties"]["clip"] = _clip() | {"title": schema["properties"]["clip"]["title"]}
    return schema


def _as_in_the_file(view: dict[str, Any]) -> None:
    """The scale has the file's name: pixels per metre, null for markers."""
    names = {inside: outside for outside, inside in VIEW_NAMES.items()}
    view["properties"] = {names.get(name, name): told for name, told in view["properties"].items()}
    view["required"] = [names.get(name, name) for name in view["required"]]


def _clip() -> dict[str, Any]:
    clip = json_schema(ClipFacts)
    return {name: told for name, told in clip.items() if name in ("type", "properties", "required", "description")}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _index() -> str:
    lines = [
        "# JSON Schemas",
        "",
        "<!-- Made by `python -m tools.make_docs`; do not edit. -->",
        "",
        "What gaitcue writes; `schema` in the file names kind and version, and another version is refused by name:",
        "",
        *(f"- [{kind.name}.json]({kind.name}.schema.json): `{kind.schema}`" for kind in KINDS),
        "",
        "What a person writes (TOML or JSON of the same shape):",
        "",
        *(f"- [{name}]({name}.schema.json)" for name in WRITTEN),
    ]
    return "\n".join(lines) + "\n"
