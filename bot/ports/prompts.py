"""What models are asked, written from templates: facts go in, text comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Written:
    """A question in words. `version` names its template and that one's digest: "gap@3f9a1c22"."""

    version: str
    system: str
    user: str


class Prompts(Protocol):
    """Writes prompts."""

    def write(self, name: str, facts: object) -> Written:
        """Write the prompt of a name ("gap") from a dataclass of its facts.

        Raises:
            TemplateError: there is no such prompt, or it is written from other facts.
        """
        ...
