"""A server on loopback that replies what it is told, well or badly, and sees who hangs up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60.0
"""For what comes at once; a slow machine may take its time."""


@dataclass(frozen=True)
class Reply:
    """One reply, sent chunk by chunk; where it breaks off, the last chunk's end is missing."""

    status: int = 200
    chunks: Iterable[bytes] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks_off: bool = False


class Service(Protocol):
    """What replies to requests; `hung_up` is set when a client leaves amid a reply."""

    hung_up: Event

    def reply(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply: ...


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """Serve at an address, "http://127.0.0.1:port"; gone with all its threads at the end."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"service": service})
    ) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        reply = self.service.reply(self.command, self.path, dict(self.headers), body)
        self.close_connection = True
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.service.hung_up.set()

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in reply.chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        if not reply.breaks_off:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass
