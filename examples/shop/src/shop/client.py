"""Talks to the warehouse's HTTP service, asynchronously and with patience.

The transport is handed in, so that this module knows no HTTP library.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Awaitable, Callable, Mapping, Protocol

RETRIED = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True)
class Response:
    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Transport(Protocol):
    async def send(self, method: str, path: str, body: str | None = None) -> Response: ...


class WarehouseError(Exception):
    """The warehouse did not do what it was asked."""


class WarehouseDown(WarehouseError):
    """It did not answer, however often it was asked."""


class WarehouseRefused(WarehouseError):
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


def backoff_s(attempt: int, base: float = 0.5, most: float = 8.0) -> float:
    """Seconds to wait after the n-th failed attempt (1-based): doubling, up to a limit.

    >>> [backoff_s(n) for n in (1, 2, 3, 9)]
    [0.5, 1.0, 2.0, 8.0]
    """
    return min(base * 2 ** (attempt - 1), most)


class WarehouseClient:
    def __init__(
        self,
        transport: Transport,
        attempts: int = 3,
        timeout: float = 5.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if attempts < 1:
            raise ValueError("attempts must be at least 1")
        self.transport = transport
        self.attempts = attempts
        self.timeout = timeout
        self.sleep = sleep
        self.retries = 0

    async def stock(self, sku: str) -> int:
        """Ask how many pieces there are; an unknown article has none."""
        try:
            answer = await self._call("GET", f"/stock/{sku}")
        except WarehouseRefused as error:
            if error.status == 404:
                return 0
            raise
        try:
            return int(answer["pieces"])
        except (KeyError, TypeError, ValueError):
            raise WarehouseError(f"no number of pieces in the answer for {sku}") from None

    async def stock_of_all(self, skus, at_once: int = 4) -> dict[str, int | None]:
        """Ask for many articles; None where the warehouse did not tell."""
        gate = asyncio.Semaphore(at_once)

        async def one(sku):
            async with gate:
                try:
                    return await self.stock(sku)
                except WarehouseError:
                    return None

        return dict(zip(skus, await asyncio.gather(*(one(sku) for sku in skus))))

    async def order(self, number: int, items: Mapping[str, int]) -> str:
        """Have an order packed; return the parcel's tracking code."""
        if not items:
            raise ValueError("nothing to pack")
        body = json.dumps({"number": number, "items": dict(items)}, sort_keys=True)
        answer = await self._call("POST", "/parcels", body)
        tracking = answer.get("tracking")
        if not isinstance(tracking, str) or not tracking.strip():
            raise WarehouseError(f"order {number} got no tracking code")
        return tracking.strip()

    async def _call(self, method: str, path: str, body: str | None = None):
        reason = "never asked"
        for attempt in range(1, self.attempts + 1):
            wait = backoff_s(attempt)
            try:
                response = await asyncio.wait_for(
                    self.transport.send(method, path, body), self.timeout
                )
            except asyncio.TimeoutError:
                reason = f"no answer within {self.timeout:g} s"
            except OSError as error:
                reason = str(error) or type(error).__name__
            else:
                if response.status not in RETRIED:
                    return self._read(response)
                reason = f"status {response.status}"
                wait = self._wanted_wait(response, wait)
            if attempt < self.attempts:
                self.retries += 1
                await self.sleep(wait)
        raise WarehouseDown(f"{method} {path}: {reason} ({self.attempts} attempts)")

    @staticmethod
    def _wanted_wait(response: Response, otherwise: float) -> float:
        wanted = response.headers.get("Retry-After", "")
        return float(wanted) if wanted.isdigit() else otherwise

    @staticmethod
    def _read(response: Response):
        try:
            answer = json.loads(response.body or "{}")
        except json.JSONDecodeError:
            answer = None
        if not response.ok:
            detail = answer.get("error", "no detail") if isinstance(answer, dict) else response.body[:80]
            raise WarehouseRefused(response.status, detail)
        if not isinstance(answer, dict):
            raise WarehouseError("the warehouse answered something that is no JSON object")
        return answer
