"""The socket: HTTP/1.1 on loopback, REST and GraphQL under a prefix, git beside them."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from fakehub.fakehub_http import Asked, Refusal
from fakehub.fakehub_rules import WRITES
from fakehub.fakehub_smart_http import answer_git

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakehub.fakehub_api import Api

BODY_BYTES_MAX = 64 * 2**20


class Server(ThreadingHTTPServer):
    """Serves one Api; requests about its state are answered one after the other."""

    daemon_threads = True
    # Concurrency tests open many connections at once.
    request_queue_size = 128

    def __init__(self, rest: str, graphql: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rest = rest
        self.graphql = graphql
        self.lock = RLock()
        self.api: Api | None = None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it Nagle's algorithm and delayed acknowledgement cost 40 ms a reply.
    disable_nagle_algorithm = True
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        api = self.server.api
        assert api is not None
        parts = urlsplit(self.path)
        asked = Asked(
            self.command,
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            dict(self.headers.items()),
            self._body(),
        )
        git = answer_git(api.world, asked, self.server.lock)
        if git is not None:
            self._send(git.status, git.headers, git.body)
        else:
            self._rest(api, asked)

    def _rest(self, api: Api, asked: Asked) -> None:
        path = self._api_path(asked.path)
        if path is None:
            refusal = Refusal(404, "Not Found").reply()
            self._send(404, {}, refusal.payload())
            return
        asked = Asked(asked.method, path, asked.query, asked.headers, asked.body)
        with self.server.lock:
            reply = api.answer(asked)
            lost = api.world.rules.lost_status(asked) if asked.method in WRITES else None
        if lost == 0:
            self.close_connection = True
        elif lost is not None:
            self._send(lost, {"content-type": "text/html"}, b"<title>Unicorn!</title>")
        else:
            kind = {"content-type": "application/json; charset=utf-8"}
            self._send(reply.status, {**kind, **reply.headers}, reply.payload())

    def _api_path(self, path: str) -> str | None:
        """Return the path below the API's prefix, or None outside of it."""
        if path == self.server.graphql:
            return "/graphql"
        return path.removeprefix(self.server.rest) if path.startswith(self.server.rest) else None

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._chunks()
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_BYTES_MAX))

    def _chunks(self) -> bytes:
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name in headers}:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
