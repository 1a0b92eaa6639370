"""Write values as YAML, one way only, so that equal values are equal bytes.

PyYAML's emitter writes about 400 of our mission files a second and no aligned
columns; our shape is fixed, so we write it ourselves. Reading stays PyYAML's.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.mission import ParameterValue

# Texts that no YAML reader, 1.1 or 1.2, takes for anything but text.
_PLAIN_IN_BLOCK = re.compile(r"[A-Za-z_][A-Za-z0-9_./%(),+=-]*( [A-Za-z0-9_./%(),+=-]+)*\Z")
_PLAIN_COUNT = re.compile(r"[0-9][0-9.]* [A-Za-z0-9_./%(),+=-]+( [A-Za-z0-9_./%(),+=-]+)*\Z")
_PLAIN_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z_][A-Za-z0-9_./%()+-]*( [A-Za-z0-9_./%()+-]+)*\Z")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
# JSON leaves these as they are; YAML forbids them or takes them for line ends.
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def text(value: str) -> str:
    """Write a text as a scalar of block style, quoted only where it must be."""
    if _PLAIN_DIGEST.match(value) or _PLAIN_COUNT.match(value):
        return value
    return value if _plain(value, _PLAIN_IN_BLOCK) else quoted(value)


def flow_text(value: str) -> str:
    """Write a text as a scalar inside [] or {}."""
    return value if _plain(value, _PLAIN_IN_FLOW) else quoted(value)


def quoted(value: str) -> str:
    """Write a text in double quotes, on one line, with every odd character escaped."""
    return _ESCAPED.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False)
    )


def flow_texts(values: Sequence[str]) -> str:
    """Write texts as [a, b]."""
    return f"[{', '.join(map(flow_text, values))}]"


def flow_value(value: ParameterValue) -> str:
    """Write a parameter's value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return flow_text(value) if isinstance(value, str) else flow_texts(value)


def flow_table(values: Mapping[str, ParameterValue]) -> str:
    """Write keys and values as {a: 1, b: x}, in their order."""
    return f"{{{', '.join(f'{flow_text(key)}: {flow_value(values[key])}' for key in values)}}}"


def _plain(value: str, form: re.Pattern[str]) -> bool:
    return bool(form.match(value)) and value.lower() not in _RESERVED
