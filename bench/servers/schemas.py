"""What a server may be asked to hold an answer to, each with a prompt that pulls the other way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}


@dataclass(frozen=True)
class Rule:
    """One keyword of JSON Schema; a model that is not held to it would rather break it."""

    keyword: str
    value: Schema
    pull: str

    @property
    def schema(self) -> Schema:
        """Wrap the rule in an object, as all our answers are."""
        return {
            "type": "object",
            "properties": {"answer": self.value},
            "required": ["answer"],
            "additionalProperties": False,
            "$defs": DEFINITIONS,
        }


def closed(*names: str, **more: object) -> Schema:
    """Return an object of texts that has these names and no others."""
    return {
        "type": "object",
        "properties": dict.fromkeys(names, TEXT),
        "required": list(names),
        "additionalProperties": False,
        **more,
    }


DEFINITIONS = {"closed": closed("name")}
LIST = "Answer with the list of all numbers from 1 to 20."
ESSAY = "Answer with a paragraph of one hundred words about rivers."
PERSON = "Answer with an object that has name, age, street, town, telephone and email."
YEAR = "Answer with the number 2024."
RULES = (
    Rule("maxItems", {"type": "array", "items": NUMBER, "maxItems": 3}, LIST),
    Rule(
        "minItems", {"type": "array", "items": NUMBER, "minItems": 4}, "Answer with an empty list."
    ),
    Rule(
        "uniqueItems",
        {"type": "array", "items": NUMBER, "uniqueItems": True, "minItems": 4, "maxItems": 6},
        "Answer with the list 7, 7, 7, 7, 7, 7.",
    ),
    Rule("prefixItems", {"type": "array", "prefixItems": [TEXT, NUMBER], "items": False}, LIST),
    Rule("maxLength", {"type": "string", "maxLength": 12}, ESSAY),
    Rule(
        "minLength", {"type": "string", "minLength": 12, "maxLength": 40}, "Answer with the text a."
    ),
    Rule("pattern", {"type": "string", "pattern": "^[a-z_]{3,8}$"}, "Answer with HELLO WORLD 99."),
    Rule(
        "pattern, not anchored", {"type": "string", "pattern": "[a-z_]{3,8}"}, "Answer with HELLO."
    ),
    Rule("format date", {"type": "string", "format": "date"}, "Answer with the text: next week."),
    Rule("enum", {"enum": ["red", "green"]}, "Answer with the colour purple."),
    Rule("const", {"const": "red"}, "Answer with the colour purple."),
    Rule("minimum, maximum of integers", {"type": "integer", "minimum": 1, "maximum": 9}, YEAR),
    Rule("minimum, maximum of numbers", {"type": "number", "minimum": 1, "maximum": 9}, YEAR),
    Rule("multipleOf", {"type": "integer", "multipleOf": 7}, YEAR),
    Rule("type", NUMBER, ESSAY),
    Rule("several types", {"type": ["integer", "null"]}, ESSAY),
    Rule("required", closed("alpha", "beta", "gamma"), "Answer with an empty object."),
    Rule("additionalProperties: false", closed("name"), PERSON),
    Rule(
        "properties without additionalProperties",
        {"type": "object", "properties": {"name": TEXT}},
        PERSON,
    ),
    Rule(
        "maxProperties",
        {"type": "object", "additionalProperties": TEXT, "maxProperties": 2},
        PERSON,
    ),
    Rule(
        "propertyNames",
        {"type": "object", "additionalProperties": TEXT, "propertyNames": {"enum": ["red"]}},
        PERSON,
    ),
    Rule("anyOf", {"anyOf": [NUMBER, closed("name")]}, ESSAY),
    Rule("oneOf", {"oneOf": [NUMBER, closed("name")]}, ESSAY),
    Rule("allOf", {"allOf": [closed("name"), closed("name")]}, PERSON),
    Rule("$ref", {"$ref": "#/$defs/closed"}, PERSON),
    Rule("not", {"type": "string", "not": {"enum": ["purple"]}}, "Answer with the colour purple."),
    Rule(
        "if, then",
        {
            "type": "object",
            "properties": {"kind": {"enum": ["a"]}, "name": TEXT},
            "required": ["kind"],
            "additionalProperties": False,
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"required": ["name"]},
        },
        "Answer with only the kind, no name.",
    ),
)
