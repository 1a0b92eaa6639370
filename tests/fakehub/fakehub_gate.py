"""The contract gate: requests and replies must fit GitHub's own description.

openapi-core was tried first: 80 ms for a request and 230 ms for a list of ten pull
requests on the machine this was written on, where jsonschema-rs takes 2 to 7 ms for
the same reply. So the schemas are GitHub's, and reading the paths is done here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema_rs
from fakehub.fakehub_http import Asked, Json, Reply, Template

DESCRIPTIONS = Path(__file__).parent / "description"
PLACE = "urn:github"
# Answers that GitHub gives anywhere and describes hardly anywhere.
ANYWHERE = (301, 302, 307, 400, 401, 403, 404, 410, 415, 422, 429, 500, 502, 503)
MESSAGE_CHARS_MAX = 300


@dataclass(frozen=True)
class Operation:
    """What the description says of one method of one path."""

    path: str
    method: str
    said: Mapping[str, Json]
    variables: Mapping[str, str]


@dataclass
class Contract:
    """One description, ready to compare with."""

    paths: Mapping[str, Mapping[str, Json]]
    components: Mapping[str, Json]
    registry: jsonschema_rs.Registry
    validators: dict[str, jsonschema_rs.Draft4Validator] = field(default_factory=dict)

    def operation(self, asked: Asked) -> Operation | None:
        """Return what describes a request, or None where nothing does."""
        # What is spelled out comes before what is variable.
        for path in sorted(self.paths, key=lambda text: (text.count("{"), -len(text))):
            said = self.paths[path].get(asked.method.lower())
            variables = Template(path).match(asked.path) if said else None
            if variables is not None and isinstance(said, Mapping):
                return Operation(path, asked.method.lower(), said, variables)
        return None

    def resolved(self, node: Json) -> Mapping[str, Json]:
        """Follow a reference to a parameter or response."""
        assert isinstance(node, Mapping)
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return node
        found: Json = self.components
        for name in reference.removeprefix(f"{PLACE}#/components/").split("/"):
            assert isinstance(found, Mapping)
            found = found[name]
        return self.resolved(found)

    def complaints(self, key: str, schema: Json, value: Json) -> list[str]:
        """Tell where a value breaks a schema; `key` names the schema for good."""
        validator = self.validators.get(key)
        if validator is None:
            assert isinstance(schema, dict)
            validator = jsonschema_rs.Draft4Validator(
                schema, validate_formats=True, registry=self.registry
            )
            self.validators[key] = validator
        return [
            f"{'/'.join(map(str, error.instance_path))}: {error.message}"[:MESSAGE_CHARS_MAX]
            for error in validator.iter_errors(value)
        ]


@cache
def contract(name: str) -> Contract:
    """Read a description: "github" or "ghes"."""
    read = json.loads((DESCRIPTIONS / f"{name}.json").read_text(encoding="utf-8"))
    said = _json_schema(read)
    assert isinstance(said, Mapping)
    registry = jsonschema_rs.Registry([(PLACE, {"components": said["components"]})], draft=4)
    paths, components = said["paths"], said["components"]
    assert isinstance(paths, Mapping)
    assert isinstance(components, Mapping)
    return Contract(
        {k: v for k, v in paths.items() if isinstance(v, Mapping)}, components, registry
    )


def _json_schema(node: Json) -> Json:
    """Return a node of OpenAPI 3.0 as JSON Schema: what is nullable may be null, too."""
    if isinstance(node, Mapping):
        bare = {key: _json_schema(value) for key, value in node.items() if key != "nullable"}
        reference = node.get("$ref")
        if isinstance(reference, str):
            bare["$ref"] = PLACE + reference
        return {"anyOf": [{"type": "null"}, bare]} if node.get("nullable") is True else bare
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_json_schema(item) for item in node]
    return node


def request_complaints(described: Contract, asked: Asked) -> list[str]:
    """Tell where a request breaks the description."""
    operation = described.operation(asked)
    if operation is None:
        return ["the description has no such operation"]
    return [
        *_parameter_complaints(described, operation, asked),
        *_body_complaints(described, operation, asked),
    ]


def _parameter_complaints(described: Contract, operation: Operation, asked: Asked) -> Iterator[str]:
    listed = operation.said.get("parameters", [])
    assert isinstance(listed, Sequence)
    parameters = [described.resolved(parameter) for parameter in listed]
    sent = {"path": operation.variables, "query": asked.query}
    for parameter in parameters:
        place, name = str(parameter["in"]), str(parameter["name"])
        text = sent.get(place, {}).get(name)
        if text is None:
            if parameter.get("required"):
                yield f"{place} parameter {name} is missing"
            continue
        key = f"{operation.method} {operation.path} {place} {name}"
        wrong = [described.complaints(key, parameter["schema"], read) for read in _readings(text)]
        if all(wrong):
            yield f"{place} parameter {name}={text}: {wrong[0][0]}"
    known = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
    yield from (f"unknown query parameter {name}" for name in asked.query.keys() - known)


def _readings(text: str) -> list[Json]:
    """Return what a parameter's text may stand for."""
    readings: list[Json] = [text]
    if re.fullmatch(r"-?[0-9]+", text):
        readings.append(int(text))
    if text in ("true", "false"):
        readings.append(text == "true")
    return readings


def _body_complaints(described: Contract, operation: Operation, asked: Asked) -> Iterator[str]:
    body = operation.said.get("requestBody")
    if not isinstance(body, Mapping):
        if asked.body:
            yield "a body where the description has none"
        return
    if not asked.body:
        if body.get("required"):
            yield "the body is missing"
        return
    schema = _json_content(body)
    try:
        sent: Json = json.loads(asked.body)
    except ValueError:
        yield "the body is no JSON"
        return
    key = f"{operation.method} {operation.path} body"
    yield from (f"body {said}" for said in described.complaints(key, schema, sent))
    properties = isinstance(schema, Mapping) and schema.get("properties")
    if isinstance(properties, Mapping) and isinstance(sent, Mapping):
        yield from (f"body: unknown field {name}" for name in sent.keys() - properties.keys())


def _json_content(node: Mapping[str, Json]) -> Json:
    content = node.get("content", {})
    assert isinstance(content, Mapping)
    found = content.get("application/json")
    return found.get("schema") if isinstance(found, Mapping) else None


def reply_complaints(described: Contract, asked: Asked, reply: Reply) -> list[str]:
    """Tell where a reply breaks the description."""
    operation = described.operation(asked)
    if operation is None:
        return []
    responses = operation.said["responses"]
    assert isinstance(responses, Mapping)
    said = responses.get(str(reply.status))
    if said is None:
        return [] if reply.status in ANYWHERE else [f"status {reply.status} is not described"]
    schema = _json_content(described.resolved(said))
    if schema is None:
        # Of many refusals the description has the status alone; GitHub sends its message.
        silent = reply.shape is None or reply.status in ANYWHERE
        return [] if silent else [f"a body with status {reply.status}"]
    if reply.status in ANYWHERE and isinstance(schema, Mapping) and "oneOf" in schema:
        # Of git/blobs it says "one of" two shapes that the same refusal always has.
        schema = {"anyOf": schema["oneOf"]}
    key = f"{operation.method} {operation.path} {reply.status}"
    return [f"reply {wrong}" for wrong in described.complaints(key, schema, reply.shape)]
