"""Every way into the app, found in the app itself, and something to send there that its schema allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from gaitcue.web.routes import ROUTERS

NAME = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True)
class Way:
    """One method and address, the names in it, and the schemas of what is told there."""

    method: str
    path: str
    body: dict[str, Any] | None
    parameters: tuple[dict[str, Any], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(NAME.findall(self.path))

    @property
    def id(self) -> str:
        return f"{self.method} {self.path}"


def ways(app: FastAPI) -> tuple[Way, ...]:
    """Pages, twins, files and actions: all that the app answers, whether its schema names it or not."""
    schema = app.openapi()
    found = [
        _way(schema, method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]
    found.append(_way(schema, "GET", "/api/openapi.json"))
    assert {f"{method.upper()} {path}" for path, told in schema["paths"].items() for method in told} <= {
        way.id for way in found
    }, "a router of the app is not among ROUTERS"
    return tuple({way.id: way for way in found}.values())


def _way(schema: Mapping[str, Any], method: str, path: str) -> Way:
    # A page asks for what its twin asks for, and HEAD for what GET does.
    twin = "/index.json" if path == "/" else f"{path}.json"
    paths = schema["paths"]
    told = next((paths[one][method.lower()] for one in (path, twin) if method.lower() in paths.get(one, {})), {})
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = resolved(content, schema) if content else None
    parameters = [
        {**one, "schema": resolved(one["schema"], schema)}
        for one in told.get("parameters", ())
        if one["in"] in ("query", "header")
    ]
    return Way(method, path, body, tuple(parameters))


def resolved(schema: Any, whole: Mapping[str, Any]) -> Any:
    """The schema with what it refers to in its place."""
    if isinstance(schema, list):
        return [resolved(one, whole) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target: Any = whole
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return resolved(target, whole)
    return {name: resolved(value, whole) for name, value in schema.items()}


def sample(schema: Mapping[str, Any], ids: Mapping[str, str], name: str = "") -> Any:
    """A value that a schema allows, with the ids where a name asks for one."""
    if name in ids and schema.get("type", "string") == "string" and "enum" not in schema:
        return ids[name]
    for kind in ("anyOf", "oneOf"):
        if kind in schema:
            return sample(schema[kind][0], ids, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", next(iter(schema.get("enum", ())), None))
    if schema.get("type") == "object":
        asked = [one for one in schema.get("properties", {}) if one in schema.get("required", ()) or one in ids]
        return {one: sample(schema["properties"][one], ids, one) for one in asked}
    if schema.get("type") == "array":
        if name in ids:
            return [ids[one] for one in (name, f"other_{name}") if one in ids]
        return [sample(schema["items"], ids, name) for _ in range(schema.get("minItems", 0))]
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> Any:
    if schema.get("type") in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return low + 1 if "exclusiveMinimum" in schema else low
    if schema.get("type") == "boolean":
        return False
    if schema.get("format") == "date":
        return date.today().isoformat()
    return "x" * max(1, schema.get("minLength", 1))


SAID: dict[str, dict[str, Any]] = {
    "POST /api/accounts": {"login": "new", "name": "New", "role": "runner"},
    "POST /api/analyses/{analysis_id}/corrections": {"expects": 0, "change": {"kind": "near_side", "side": "left"}},
    "POST /api/trials/{trial_id}/score": {"number": 0, "stage": "baseline", "pain": 2},
}
"""what is told where a schema does not say all; ids are added"""
ASKED = {"GET /comparisons/{comparison_id}/at-a-moment.png": {"moment": "initial_contact"}}
"""what is asked for where no schema says it"""


def filled(way: Way, ids: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The address with its ids, and what is sent along, as ``httpx`` takes it."""
    told: dict[str, Any] = {"params": dict(ASKED.get(way.id, {})), "headers": {}}
    for one in way.parameters:
        if one.get("required") or one["name"] in ids:
            place = told["params" if one["in"] == "query" else "headers"]
            value = sample(one["schema"], ids, one["name"])
            place[one["name"]] = value if one["in"] == "query" else str(value)
    if way.body is not None:
        own = {name: ids[name] for name in way.body.get("properties", {}) if name.endswith("_id") and name in ids}
        told["json"] = SAID[way.id] | own if way.id in SAID else sample(way.body, ids)
    return NAME.sub(lambda found: ids[found[1]], way.path), told
