"""Where an Ollama server may be, seen from a container or not, and what an answer means. Pure.

Source: Ollama listens on 127.0.0.1 unless OLLAMA_HOST says otherwise (its FAQ, "How can I
expose Ollama on my network"); from inside a container that is another machine's loopback.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.servers import PORT, address_of
from bot.stages.markdown import one_line

ROUTES_MAX = 1000
VERSION_CHARS_MAX = 40
_DEFAULT, _IS_GATEWAY = "00000000", 0x2
_ROUTE_FIELDS = 4


class Origin(StrEnum):
    """Why an address is asked."""

    ASKED = "--ollama-url"
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
    """Return the addresses to ask, in order; whoever says where is asked no further.

    `given` is OLLAMA_HOST as it is, "" for none; `routes` is the text of /proc/net/route
    inside a container, "" elsewhere: there the gateway is no machine of one's own.

    Raises:
        ValueError: `given` is no address.
    """
    if given.strip():
        return (Place(address_of(given), Origin.GIVEN),)
    gateway = gateway_of(routes)
    found = [Place(f"http://host.docker.internal:{PORT}", Origin.DOCKER)]
    if gateway:
        found.append(Place(f"http://{gateway}:{PORT}", Origin.GATEWAY))
    found.append(Place(f"http://127.0.0.1:{PORT}", Origin.HERE))
    return tuple(found)


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
        is_named = place.origin in (Origin.GIVEN, Origin.ASKED)
        return f"look at {place.origin}" if is_named else ""
    if end is End.REFUSED and place.origin is Origin.HERE:
        return "start it with `ollama serve`; a container's loopback is not its host's"
    if end is End.REFUSED:
        return "Ollama listens on its own loopback: start it with OLLAMA_HOST=0.0.0.0"
    return "a firewall may drop it: let containers reach the port"


def came(place: Place, answer: Answer, *, seconds: float) -> str:
    """Say in one line what came of asking an address, and what to do; `seconds` were waited."""
    asked = f"{place.url} ({place.origin})"
    said = one_line(answer.said)
    match answer.end:
        case End.ANSWERED:
            return f"{asked} answered: version {said}"
        case End.TIMED_OUT:
            end = f"timed out after {seconds:g} s"
        case _:
            end = f"{answer.end} ({said})" if said else str(answer.end)
    todo = advice(place, answer.end)
    return f"{asked}: {end}; {todo}" if todo else f"{asked}: {end}"


def pull_command(place: Place, name: str) -> str:
    """Return what a person types to have a model at an address."""
    is_usual = place.url in (f"http://127.0.0.1:{PORT}", f"http://localhost:{PORT}")
    return f"ollama pull {name}" if is_usual else f"OLLAMA_HOST={place.url} ollama pull {name}"
