"""Ask an address whether Ollama is there, within a time that nothing prolongs."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from urllib.parse import urlsplit

from bot.stages.ollama_places import VERSION_CHARS_MAX, Answer, End

PROBE_SECONDS_MAX = 2.0
"""For one address, looking up its name included."""

BYTES_MAX = 4096
_OK = 200


def ask_version(url: str, *, seconds: float = PROBE_SECONDS_MAX) -> Answer:
    """Return what `GET /api/version` of "http://host:port" came to; no proxy, no redirect.

    Source: Ollama's API, "Version": {"version": "0.5.1"}.
    """
    # A resolver, or a server that sends byte by byte, keeps to no socket's timeout.
    found: list[Answer] = []
    asking = Thread(target=lambda: found.append(_ask(url, seconds)), daemon=True)
    asking.start()
    asking.join(seconds)
    return found[0] if found else Answer(End.TIMED_OUT)


def _ask(url: str, seconds: float) -> Answer:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.request("GET", "/api/version")
        reply = connection.getresponse()
        return _read(reply.status, reply.read(BYTES_MAX))
    except TimeoutError:
        return Answer(End.TIMED_OUT)
    except (socket.gaierror, UnicodeError):
        # A name that no resolver can even be asked for is none either.
        return Answer(End.NO_HOST)
    except ConnectionRefusedError:
        return Answer(End.REFUSED)
    except (HTTPException, ConnectionError) as error:
        return Answer(End.OTHER, type(error).__name__)
    except OSError as error:
        return Answer(End.UNREACHABLE, error.strerror or type(error).__name__)
    finally:
        connection.close()


def _read(status: int, body: bytes) -> Answer:
    try:
        version = json.loads(body)["version"]
    except (ValueError, KeyError, TypeError):
        version = None
    if status != _OK or not isinstance(version, str):
        return Answer(End.OTHER, f"HTTP {status}, and no version")
    return Answer(End.ANSWERED, version[:VERSION_CHARS_MAX])
