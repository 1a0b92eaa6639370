"""Name what of the subject an act calls: what a test of it shows to work, or to refuse. Pure."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import calls_within, done

if TYPE_CHECKING:
    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definitions


def acts_on(situation: Situation, definitions: Definitions) -> frozenset[str]:
    """Return the public functions and methods that are called, by their names in the module."""
    inner = calls_within(done(situation) or ast.Constant(None))
    each = [situation, *(replace(situation, call=ast.unparse(call)) for call in inner)]
    called = (definitions.called(one) for one in each)
    return frozenset(one.qualname for one in called if one is not None and not one.is_private)
