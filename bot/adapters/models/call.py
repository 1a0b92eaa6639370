"""One question's way to a server: bounded in bytes and time, and cut from any thread.

Whatever client asks by it, no redirect is followed, no proxy and no netrc file is asked,
nothing is decompressed, and the only key that is sent is the one given.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Event, Lock, Timer
from typing import TYPE_CHECKING

import httpx

from bot.ports.model import CompletionEnd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from ssl import SSLContext
    from typing import Self

CONNECT_S_MAX = 10.0
LINE_BYTES_MAX = 64 * 1024
"""A piece of an answer is one line, of some hundred bytes."""

BYTES_MIN = 64 * 1024
BYTES_A_TOKEN_MAX = 4096
"""Servers wrap each token in JSON with names, times and counts."""

DOCUMENT_BYTES_MAX = 8 * 1024 * 1024
"""What a server tells about its models; licences and templates are among it."""

USER_AGENT = "coverage-missions"
_LINE_ENDS = {sign.encode(): f"\\u{ord(sign):04x}".encode() for sign in "\x85\u2028\u2029"}


@dataclass(frozen=True)
class Bounds:
    """How much a reply may hold, one line of it, and how many seconds it may take in all."""

    bytes_max: int
    line_bytes_max: int
    seconds: float


def answer_bounds(tokens_max: int, seconds: float) -> Bounds:
    """Return the bounds of an answer of so many tokens."""
    return Bounds(BYTES_MIN + tokens_max * BYTES_A_TOKEN_MAX, LINE_BYTES_MAX, seconds)


def document_bounds(seconds: float) -> Bounds:
    """Return the bounds of what a server tells about itself."""
    return Bounds(DOCUMENT_BYTES_MAX, DOCUMENT_BYTES_MAX, seconds)


class TooMuch(httpx.TransportError):
    """A reply went past its bounds; the message says past which."""


class Call:
    """One question; `with` starts its time. `cut` ends it from any thread, whatever it waits for.

    `key` is sent as a bearer token, "" for none.
    """

    def __init__(self, bounds: Bounds, key: str = "") -> None:
        self.bounds = bounds
        self._key = key
        self._lock = Lock()
        self._gone = Event()
        self._cut_as: CompletionEnd | None = None
        self._sockets: list[socket.socket] = []
        self._timer = Timer(bounds.seconds, self.cut, (CompletionEnd.TIMED_OUT,))
        self._timer.daemon = True

    def use(self, key: str) -> None:
        """Send a key with all that follows."""
        self._key = key

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def cut_as(self) -> CompletionEnd | None:
        """Tell why it was cut, None where it was not."""
        return self._cut_as

    def cut(self, end: CompletionEnd) -> None:
        """End it now; a server notices and stops to generate. The first reason stays."""
        with self._lock:
            if self._cut_as is None:
                self._cut_as = end
            self._gone.set()
            for one in self._sockets:
                _shut(one)

    def wait(self, seconds: float) -> bool:
        """Wait between two attempts; tell whether it is still wanted."""
        return not self._gone.wait(seconds)

    def transport(self, url: str) -> httpx.BaseTransport:
        """Return what an HTTP client sends its requests to this server by."""
        return _Bounded(self, is_secure=url.startswith("https:"))

    def timeout(self) -> httpx.Timeout:
        """Return the client's own limits: the call's, since its clock runs for all of it."""
        seconds = self.bounds.seconds
        return httpx.Timeout(seconds, connect=min(seconds, CONNECT_S_MAX))

    def headers(self) -> dict[str, str]:
        """Return what every request says besides its body."""
        key = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **key}

    def connected(self, event: str, told: Mapping[str, object]) -> None:
        """Keep the socket of a connection, so that it can be cut while nobody answers.

        Source: httpcore, "Extensions", trace: "connection.connect_tcp.complete" and
        "connection.start_tls.complete" return the stream.
        """
        if event not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        stream = told.get("return_value")
        found = getattr(stream, "get_extra_info", lambda _: None)("socket")
        if isinstance(found, socket.socket):
            with self._lock:
                self._sockets.append(found)
                if self._cut_as is not None:
                    _shut(found)


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class _Bounded(httpx.BaseTransport):
    """Sends requests for a call, and lets replies through that keep its bounds."""

    def __init__(self, call: Call, *, is_secure: bool) -> None:
        self._call = call
        # Certificates take longer to load than most questions on loopback take to answer.
        self._inner = httpx.HTTPTransport(
            verify=_certificates() if is_secure else False,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the reply is read later, within the bounds.

        Raises:
            TooMuch: the reply is encoded, so that its bytes say nothing of its length.
        """
        # The library would send a key out of the environment to whoever is asked.
        request.headers.pop("Authorization", None)
        request.headers.update(self._call.headers())
        request.extensions = {**request.extensions, "trace": self._call.connected}
        reply = self._inner.handle_request(request)
        encoding = reply.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            reply.close()
            raise TooMuch("the reply is compressed, which was not asked for")
        assert isinstance(reply.stream, httpx.SyncByteStream)
        return httpx.Response(
            reply.status_code,
            # Nothing else that a server says of its text is believed.
            headers={"Content-Type": "application/json; charset=utf-8"},
            stream=_BoundedStream(reply.stream, self._call.bounds),
            extensions=reply.extensions,
        )

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()


class _BoundedStream(httpx.SyncByteStream):
    """A body that ends at its bounds, line by line."""

    def __init__(self, inner: httpx.SyncByteStream, bounds: Bounds) -> None:
        self._inner = inner
        self._bounds = bounds

    def __iter__(self) -> Iterator[bytes]:
        """Yield whole lines, empty ones left out, and what follows the last.

        Raises:
            TooMuch: the body, or one line of it, is longer than it may be.
        """
        total, rest = 0, b""
        for chunk in self._inner:
            total += len(chunk)
            if total > self._bounds.bytes_max:
                raise TooMuch(f"the reply is longer than {self._bounds.bytes_max} bytes")
            *lines, rest = (rest + chunk).split(b"\n")
            # Whole lines, too: whether a line's end comes with its start is the network's whim.
            for line in lines:
                self._check(line)
                if line.strip():
                    yield _one_line(line) + b"\n"
            self._check(rest)
        if rest.strip():
            yield _one_line(rest)

    def _check(self, line: bytes) -> None:
        if len(line) > self._bounds.line_bytes_max:
            raise TooMuch(f"a line is longer than {self._bounds.line_bytes_max} bytes")

    def close(self) -> None:
        """Close the connection's body."""
        self._inner.close()


def _one_line(line: bytes) -> bytes:
    """Escape what httpx takes for the end of a line and JSON for a character of a string.

    Source: httpx 0.28, LineDecoder, splits where `str.splitlines` does.
    """
    for sign, escaped in _LINE_ENDS.items():
        line = line.replace(sign, escaped)
    return line
