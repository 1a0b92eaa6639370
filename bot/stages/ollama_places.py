"""Where an Ollama server may be, seen from a container or not, and what an answer means. Pure.

Source: Ollama listens on 127.0.0.1 unless OLLAMA_HOST says otherwise (its FAQ, "How can I
expose Ollama on my network"); from inside a container that is another machine's loopback.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

PORT = 11434
PORTS = {"http": 80, "https": 443}
"""What Ollama's own client takes where an address has a scheme and no port."""

ROUTES_MAX = 1000
VERSION_CHARS_MAX = 40
_DEFAULT, _IS_GATEWAY = "00000000", 0x2
_ROUTE_FIELDS = 4
_HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}|[0-9a-f:.]{2,45}")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a server listens on


class Origin(StrEnum):
    """Why an address is asked."""

    GIVEN = "OLLAMA_HOST"
    DOCKER = "Docker's name of its host"
    GATEWAY = "the default gateway"
    HERE = "this machine"


class End(StrEnum):
    """What came of asking an address for its version."""

    ANSWERED = "answered"
    OTHER = "something else answered"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    NO_HOST = "no such host"
    UNREACHABLE = "not reachable"


@dataclass(frozen=True)
class Place:
    """One address to ask, "http://host:port", and why."""

    url: str
    origin: Origin


@dataclass(frozen=True)
class Answer:
    """What came: `said` is the version that answered, or what else there is to say of it."""

    end: End
    said: str = ""


def places(given: str, routes: str) -> tuple[Place, ...]:
    """Return the addresses to ask, in order, none twice.

    `given` is OLLAMA_HOST as it is, "" for none; `routes` is the text of /proc/net/route.

    Raises:
        ValueError: `given` is no address.
    """
    gateway = gateway_of(routes)
    found = [Place(address_of(given), Origin.GIVEN)] if given.strip() else []
    found.append(Place(f"http://host.docker.internal:{PORT}", Origin.DOCKER))
    if gateway:
        found.append(Place(f"http://{gateway}:{PORT}", Origin.GATEWAY))
    found.append(Place(f"http://127.0.0.1:{PORT}", Origin.HERE))
    first = {place.url: place for place in reversed(found)}
    return tuple(place for place in found if first[place.url] is place)


def address_of(given: str) -> str:
    """Read OLLAMA_HOST as Ollama's own client does: "host", "host:port" or a whole address.

    What a server listens on everywhere is asked on loopback. Names, passwords and paths are
    dropped: the address is shown.

    Raises:
        ValueError: it is no address of HTTP.
    """
    text = given.strip().strip("\"'")
    parts = urlsplit(text if "://" in text else f"//{text}", scheme="http")
    host = parts.hostname or ""
    # urlsplit drops line breaks inside of an address.
    if parts.scheme not in PORTS or not text.isprintable() or not _HOST.fullmatch(host):
        raise ValueError("no address")
    host = _EVERYWHERE.get(host, host)
    named = f"[{host}]" if ":" in host else host
    port = parts.port or (PORTS[parts.scheme] if "://" in text else PORT)
    return f"{parts.scheme}://{named}:{port}"


def gateway_of(routes: str) -> str:
    """Return the default gateway's IPv4 address; "" where the routes name none.

    Shape: a heading, then lines of fields between tabs: interface, destination, gateway,
    flags; addresses are hexadecimal, their bytes as a little-endian machine keeps them.

    Source: Linux, proc(5), /proc/net/route; flag 2 is RTF_GATEWAY.
    """
    for line in routes.splitlines()[1:ROUTES_MAX]:
        fields = line.split()
        if len(fields) < _ROUTE_FIELDS or fields[1] != _DEFAULT:
            continue
        try:
            is_gateway = int(fields[3], 16) & _IS_GATEWAY
            packed = bytes.fromhex(fields[2])[::-1]
            address = str(ipaddress.IPv4Address(packed))
        except ValueError:
            continue
        if is_gateway:
            return address
    return ""


def advice(place: Place, end: End) -> str:
    """Say what to do about an address that gave no version; "" where there is nothing to do."""
    if end is End.NO_HOST and place.origin is Origin.DOCKER:
        return "Docker on Linux knows it with `--add-host host.docker.internal:host-gateway`"
    if end in (End.NO_HOST, End.OTHER):
        return "look at OLLAMA_HOST" if place.origin is Origin.GIVEN else ""
    if end is End.REFUSED and place.origin is Origin.HERE:
        return "start it with `ollama serve`; a container's loopback is not its host's"
    if end is End.REFUSED:
        return "Ollama listens on its own loopback: start it with OLLAMA_HOST=0.0.0.0"
    return "a firewall may drop it: let containers reach the port"
