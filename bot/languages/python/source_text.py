"""Decode Python source as its interpreter does: by its mark or its coding line (PEP 263).

Columns count characters of this text, here and in the worker (worker/switching.py),
so both leave the mark out.
"""

from __future__ import annotations

from io import BytesIO
from tokenize import detect_encoding

SUFFIXES = frozenset({".py", ".pyi"})


def decoded(content: bytes) -> str:
    r"""Return source as text with "\n" line ends.

    Bytes that are no text in the encoding that they claim, which Python would
    refuse too, are read as UTF-8 and shown as U+FFFD.
    """
    try:
        text = content.decode(detect_encoding(BytesIO(content).readline)[0])
    except (SyntaxError, ValueError, LookupError):
        # LookupError: "rot13" and its like are codecs, and none of text.
        text = content.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
