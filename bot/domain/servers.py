"""Addresses of servers that people name, read once and checked. Pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

PORT = 11434
PORTS = {"http": 80, "https": 443}
"""What Ollama's own client takes where an address has a scheme and no port."""

SERVERS_MAX = 32
MODEL_NAME = re.compile(r"[A-Za-z0-9][\w.:/@+-]{0,199}")
_HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a server listens on


def address_of(given: str) -> str:
    """Read OLLAMA_HOST as Ollama's own client does: "host", "host:port" or a whole address.

    What a server listens on everywhere is asked on loopback. Names, passwords and paths are
    dropped: the address is shown.

    Raises:
        ValueError: it is no address of HTTP.
    """
    text = given.strip().strip("\"'")
    parts = urlsplit(text if "://" in text else f"//{text}", scheme="http")
    host = _named(parts, text)
    port = parts.port or (PORTS[parts.scheme] if "://" in text else PORT)
    return f"{parts.scheme}://{host}:{port}"


def base_of(given: str) -> str:
    """Read the address of an OpenAI-compatible server: "http://host:8000" means ".../v1".

    Raises:
        ValueError: it is no address of HTTP.
    """
    text = given.strip()
    parts = urlsplit(text if "://" in text else f"//{text}", scheme="http")
    host = _named(parts, text)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/') or '/v1'}"


def servers_of(given: str) -> tuple[str, ...]:
    """Split a list of addresses at commas and white space.

    Raises:
        ValueError: one holds what no such address has, or there are too many.
    """
    found = tuple(dict.fromkeys(given.replace(",", " ").split()))
    if len(found) > SERVERS_MAX:
        raise ValueError(f"at most {SERVERS_MAX} servers; got {len(found)}")
    for one in found:
        if "@" in one:
            raise ValueError("holds a name or a password, which would be shown")
        if "?" in one or "#" in one:
            raise ValueError("ends before “?” and “#”")
    return found


def _named(parts: SplitResult, text: str) -> str:
    """Return the host as an address writes it.

    Raises:
        ValueError: there is none, or it is no address of HTTP.
    """
    host = parts.hostname or ""
    # urlsplit drops line breaks inside of an address.
    if parts.scheme not in PORTS or not text.isprintable() or not _HOST.fullmatch(host):
        raise ValueError("no address")
    host = _EVERYWHERE.get(host, host)
    return f"[{host}]" if ":" in host else host
