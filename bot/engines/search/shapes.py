"""What a function does with a value: attributes read, keys looked up, items iterated, comparisons.

A shape is read from the body without running it, by `reading.py`; `forms.py` makes values of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Trait(StrEnum):
    """What a use says of a value."""

    TEXT = "text"
    NUMBER = "number"
    MAPPING = "mapping"
    SEQUENCE = "sequence"
    CALLABLE = "callable"
    PATH = "path"
    JSON = "json"
    STREAM = "stream"
    CONTEXT = "context"
    MUTATED = "mutated"


@dataclass
class Shape:
    """Uses of one value, collected while a body is read.

    `linked` maps parameters to the items looked up under their values.
    """

    attributes: dict[str, Shape] = field(default_factory=dict)
    keys: dict[str, Shape] = field(default_factory=dict)
    linked: dict[str, Shape] = field(default_factory=dict)
    element: Shape | None = None
    result: Shape | None = None
    traits: dict[Trait, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    constants: dict[str, None] = field(default_factory=dict)

    def mark(self, *traits: Trait) -> Shape:
        """Add traits and return the shape."""
        self.traits |= dict.fromkeys(traits)
        return self

    def share(self, other: Shape) -> None:
        """Let two values that one name may stand for have the same uses from now on."""
        for name in ("attributes", "keys", "linked", "traits", "types", "constants"):
            both = getattr(self, name) | getattr(other, name)
            setattr(self, name, both)
            setattr(other, name, both)

    def attribute(self, name: str) -> Shape:
        """Return the shape of an attribute."""
        return self.attributes.setdefault(name, Shape())

    def item(self) -> Shape:
        """Return the shape of what iteration or an index gives."""
        if self.element is None:
            self.element = Shape()
        return self.element

    def called(self) -> Shape:
        """Return the shape of what a call gives."""
        if self.result is None:
            self.result = Shape()
        return self.result
