"""A client without manners: it sends what it is told, follows nothing, repeats nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from fakehub.fakehub_http import Json

TIMEOUT_S = 30


@dataclass(frozen=True)
class Answer:
    """A reply; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    shape: Json

    def at(self, *keys: str | int) -> Json:
        """Return what lies under keys of objects and places of lists."""
        node = self.shape
        for key in keys:
            if isinstance(key, int):
                assert isinstance(node, Sequence)
                node = node[key]
            else:
                assert isinstance(node, Mapping)
                node = node[key]
        return node

    def each(self, *keys: str | int) -> list[Json]:
        """Return what every item of a list has under keys."""
        assert isinstance(self.shape, Sequence)
        return [self.at(place, *keys) for place in range(len(self.shape))]

    def said(self) -> str:
        """Return a refusal's message with the messages of its errors."""
        assert isinstance(self.shape, Mapping)
        errors = self.shape.get("errors", ())
        assert isinstance(errors, Sequence)
        more = [error.get("message", "") for error in errors if isinstance(error, Mapping)]
        return " ".join(str(part) for part in (self.shape["message"], *more))


@dataclass(frozen=True)
class Client:
    """Asks one API, as whoever the token stands for; "" is nobody."""

    api_url: str
    token: str = ""

    def ask(
        self,
        method: str,
        path: str,
        body: Json | bytes = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; a path may also be the whole address out of a Link header."""
        parts = urlsplit(path if path.startswith("http") else self.api_url + path)
        asked = "&".join(filter(None, [parts.query, urlencode(query or {})]))
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
        try:
            address = f"{parts.path}?{asked}" if asked else parts.path
            connection.request(method, address, sent, self._headers() | dict(headers or {}))
            reply = connection.getresponse()
            text = reply.read()
        finally:
            connection.close()
        named = {name.lower(): value for name, value in reply.getheaders()}
        is_json = "json" in named.get("content-type", "")
        return Answer(reply.status, named, json.loads(text) if text and is_json else None)

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": "missions", "Content-Type": "application/json"}
        return headers | ({"Authorization": f"token {self.token}"} if self.token else {})
