"""Whether an answer is what a schema asks for, as a server would hold a model to it."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator


def is_answer(schema: str, call: str, **more: object) -> bool:
    """Tell whether two situations with such a call, one for each goal, are an answer."""
    many = [{"goal": n, "needs": "", "setup": [], "call": call, **more} for n in (1, 2)]
    return bool(Draft202012Validator(json.loads(schema)).is_valid({"situations": many}))
