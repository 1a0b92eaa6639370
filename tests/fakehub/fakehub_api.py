"""The whole API without a socket: who asks, what may they, which endpoint, which rules."""

from __future__ import annotations

import base64
import binascii
import re
import traceback
from dataclasses import dataclass, field, replace

from fakehub.fakehub_call import Call
from fakehub.fakehub_gate import Contract, reply_complaints, request_complaints
from fakehub.fakehub_graphql import answer_graphql
from fakehub.fakehub_http import Asked, Refusal, Reply, Shape, not_found
from fakehub.fakehub_rights import check_rights
from fakehub.fakehub_routes import Route, route_of
from fakehub.fakehub_rules import WRITES, Meter, Window
from fakehub.fakehub_shapes import Shapes
from fakehub.fakehub_state import Repo, Token, TokenKind, World

GRAPHQL = "/graphql"
RATE_LIMIT = "/rate_limit"
ANONYMOUS_PER_HOUR = 60
BY_ID = re.compile(r"/repositories/(\d+)(?P<rest>/.*)?")


@dataclass(frozen=True)
class Seen:
    """One request that arrived, and the status that answered it, lost or not."""

    method: str
    path: str
    query: str
    body: bytes
    status: int
    login: str | None


@dataclass
class Api:
    """Answers requests one after the other; the caller holds a lock."""

    world: World
    shapes: Shapes
    described: Contract
    meter: Meter
    seen: list[Seen] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        """Answer one request; the gate notes what breaks GitHub's description."""
        asked = self._by_name(asked)
        token: Token | None = None
        headers: dict[str, str] = {}
        try:
            token = token_of(self.world, asked)
            headers = self._counted(asked, token)
            reply = self._answered(asked, token)
        except Refusal as refusal:
            reply = refusal.reply()
        except Exception:  # noqa: BLE001 - a test must learn of the double's own mistakes
            self.violations.append(f"the double broke:\n{traceback.format_exc()}")
            reply = Refusal(500, "the double broke").reply()
        reply = replace(reply, headers={**headers, **reply.headers})
        self._note(asked, reply, token)
        return reply

    def _by_name(self, asked: Asked) -> Asked:
        """Return the request as if it had named the repository, not its number."""
        found = BY_ID.fullmatch(asked.path)
        repo = found and self.world.repos.get(int(found[1]))
        if not found or not repo:
            return asked
        return replace(asked, path=f"/repos/{repo.full_name}{found['rest'] or ''}")

    def _note(self, asked: Asked, reply: Reply, token: Token | None) -> None:
        login = token.account.login if token else None
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        self.seen.append(Seen(asked.method, asked.path, query, asked.body, reply.status, login))
        if asked.path == GRAPHQL:
            return
        wrong = request_complaints(self.described, asked)
        wrong += reply_complaints(self.described, asked, reply)
        self.violations += [f"{asked.method} {asked.path}: {what}" for what in wrong]

    def _counted(self, asked: Asked, token: Token | None) -> dict[str, str]:
        window = self._window(token)
        if asked.path != RATE_LIMIT:
            whose = "installation" if token and token.kind is not TokenKind.PERSON else "user"
            self.meter.count(window, f"{whose} ID {token.account.id if token else 0}")
        return window.headers()

    def _window(self, token: Token | None) -> Window:
        rules = self.world.rules
        if token is None:
            return self.meter.window("anonymous", ANONYMOUS_PER_HOUR)
        if token.kind is TokenKind.ACTIONS:
            return self.meter.window(f"repository {token.repository}", rules.requests_per_hour)
        return self.meter.window(token.account.login, rules.requests_per_hour_person)

    def _answered(self, asked: Asked, token: Token | None) -> Reply:
        check_headers(asked)
        if asked.path == RATE_LIMIT:
            return self._rate_limit(token)
        if asked.path == GRAPHQL:
            return self._graphql(asked, token)
        found = route_of(asked.method, asked.path)
        if found is None:
            raise not_found()
        route, variables = found
        return self._called(route, Call(self.world, self.shapes, asked, variables, token, None))

    def _called(self, route: Route, call: Call) -> Reply:
        if "repo" not in call.variables:
            return route.endpoint(call)
        name = f"{call.variables['owner']}/{call.variables['repo']}"
        repo = self.world.repo(name)
        if repo is None:
            return self._moved(call.asked, name)
        call = replace(call, found=repo)
        check_rights(route, call)
        if call.asked.method in WRITES:
            self.meter.count_write(creates=route.creates)
        return route.endpoint(call)

    def _moved(self, asked: Asked, name: str) -> Reply:
        """Point to a renamed repository.

        Raises:
            Refusal: no repository ever had this name.
        """
        number = self.world.renamed.get(name.lower())
        if number is None:
            raise not_found()
        url = f"{self.shapes.api}/repositories/{number}"
        url += asked.path.removeprefix(f"/repos/{name}")
        shape: Shape = {
            "message": "Moved Permanently",
            "url": url,
            "documentation_url": "https://docs.github.com/v3/#http-redirects",
        }
        return Reply(301 if asked.method == "GET" else 307, shape, {"location": url})

    def _rate_limit(self, token: Token | None) -> Reply:
        window = self._window(token)
        core: Shape = {
            "limit": window.limit,
            "used": window.used,
            "remaining": max(0, window.limit - window.used),
            "reset": int(window.headers()["x-ratelimit-reset"]),
        }
        resources: Shape = {"core": core, "search": core, "graphql": core}
        return Reply(200, {"resources": resources, "rate": core})

    def _graphql(self, asked: Asked, token: Token | None) -> Reply:
        if token is None:
            raise Refusal(401, "Requires authentication")
        if asked.method != "POST":
            raise not_found()
        if b"mutation" in asked.body:
            self.meter.count_write(creates=False)
        reply, wrong = answer_graphql(self.world, self.shapes, asked, token)
        self.violations += [f"POST /graphql: {what}" for what in wrong]
        return reply


def token_of(world: World, asked: Asked) -> Token | None:
    """Return whose request it is, or None for nobody's.

    Raises:
        Refusal: the token is none of ours, or has expired.
    """
    if world.rules.token_expires():
        raise Refusal(401, "Bad credentials")
    scheme, _, text = asked.header("authorization").partition(" ")
    if not scheme:
        return None
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(text).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            text = ""
    token = world.tokens.get(text)
    if token is None:
        raise Refusal(401, "Bad credentials")
    return token


def check_headers(asked: Asked) -> None:
    """Refuse headers that GitHub refuses.

    Raises:
        Refusal: no User-Agent, or an Accept that asks for something else than JSON.
    """
    if not asked.header("user-agent"):
        message = "Request forbidden by administrative rules. "
        raise Refusal(403, message + "Please make sure your request has a User-Agent header")
    accept = asked.header("accept")
    if accept and not any(part in accept for part in ("json", "*/*", "application/vnd.github")):
        message = f"Unsupported 'Accept' header: '{accept}'. Must accept 'application/json'."
        raise Refusal(415, message)


def repository_named(world: World, name: str) -> Repo | None:
    """Return a repository by its present or a former name, or None."""
    return world.repo(name) or world.repos.get(world.renamed.get(name.lower(), 0))
