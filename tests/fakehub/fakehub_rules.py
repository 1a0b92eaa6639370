"""What GitHub does and its description does not say: limits, lags, lost replies, the time.

Everything is settable and counts requests or reads the settable clock; nothing waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fakehub.fakehub_http import Asked, Refusal

BODY_CHARS_MAX = 65_536
HOUR_S = 3600
MINUTE_S = 60
WRITES = ("POST", "PATCH", "PUT", "DELETE")
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID."
)


@dataclass
class Clock:
    """The double's time, in seconds since 1970; it stands still until a test moves it."""

    now: int = 1_790_000_000

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass
class Lost:
    """Replies that never arrive although the write took effect; status 0 hangs up instead."""

    method: str
    path_end: str
    times: int
    status: int


@dataclass
class Rules:
    """Switches for one test; the defaults are GitHub's, with what is random left out."""

    requests_per_hour: int = 1000
    requests_per_hour_person: int = 5000
    limit_status: int = 403
    # Every Nth write meets the secondary limit; 0 is never.
    secondary_every: int = 0
    secondary_retry_after_s: int = 60
    # Documented: 80 and 500; off, because a clock that stands still is one minute for ever.
    content_per_minute: int | None = None
    content_per_hour: int | None = None
    # So many of the next creations are refused with "was submitted too quickly".
    too_quickly: int = 0
    # So many requests to label a new pull request or ask for its review are refused.
    unresolved_requests: int = 0
    # So many lists leave out what was just made.
    list_lag: int = 0
    # A page may be shorter than asked for, and not the last.
    page_items_max: int = 100
    # So many more requests to the API, then no token is worth anything.
    expires_after: int | None = None
    # So many comparisons show a branch where it was before it moved.
    compare_lag: int = 0
    # Whether a token of a job or an app may ask what a person may do; its rights are metadata's.
    rights_may_be_asked: bool = True
    # The status that lists of issues are refused with; 0 is none.
    issues_refused: int = 0
    # With 404 a refusal hides that there is anything to ask about.
    rights_refused_status: int = 403
    lost: list[Lost] = field(default_factory=list)

    def lose_reply(self, method: str, path_end: str, *, times: int = 1, status: int = 502) -> None:
        """Lose the next replies to requests whose path ends so; the writes take effect."""
        self.lost.append(Lost(method, path_end, times, status))

    def token_expires(self) -> bool:
        """Count one request, and tell whether its token is worth nothing any more."""
        if self.expires_after is None:
            return False
        self.expires_after -= 1
        return self.expires_after < 0

    def lost_status(self, asked: Asked) -> int | None:
        """Return the status that replaces this request's reply, or None to deliver it."""
        for lost in self.lost:
            fits = lost.method == asked.method and asked.path.endswith(lost.path_end)
            if fits and lost.times:
                lost.times -= 1
                return lost.status
        return None


@dataclass
class Window:
    """Requests counted in one hour, from the first one on."""

    limit: int
    started: int
    used: int = 0

    def headers(self) -> dict[str, str]:
        """Return what GitHub tells about it with every answer."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, self.limit - self.used)),
            "x-ratelimit-reset": str(self.started + HOUR_S),
            "x-ratelimit-used": str(min(self.used, self.limit)),
            "x-ratelimit-resource": "core",
        }


@dataclass
class Meter:
    """Counts requests and writes against the limits."""

    rules: Rules
    clock: Clock
    windows: dict[str, Window] = field(default_factory=dict)
    writes: int = 0
    created_at: list[int] = field(default_factory=list)

    def window(self, key: str, limit: int) -> Window:
        """Return the running hour of a token, or of a repository for GITHUB_TOKEN."""
        window = self.windows.get(key)
        if window is None or self.clock.now >= window.started + HOUR_S:
            window = self.windows[key] = Window(limit, self.clock.now)
        window.limit = limit
        return window

    def count(self, window: Window, whose: str) -> None:
        """Count one request.

        Raises:
            Refusal: the hour's requests are used up.
        """
        window.used += 1
        if window.used > window.limit:
            raise Refusal(
                self.rules.limit_status,
                f"API rate limit exceeded for {whose}.",
                headers=window.headers(),
            )

    def count_write(self, *, creates: bool) -> None:
        """Count one write.

        Raises:
            Refusal: a secondary limit was met; nothing was written.
        """
        self.writes += 1
        every = self.rules.secondary_every
        if every and self.writes % every == 0:
            raise self._secondary()
        if not creates:
            return
        limits = ((self.rules.content_per_minute, MINUTE_S), (self.rules.content_per_hour, HOUR_S))
        for most, seconds in limits:
            recent = [at for at in self.created_at if at > self.clock.now - seconds]
            if most is not None and len(recent) >= most:
                raise self._secondary()
        self.created_at.append(self.clock.now)

    def _secondary(self) -> Refusal:
        seconds = self.rules.secondary_retry_after_s
        return Refusal(self.rules.limit_status, SECONDARY, headers={"retry-after": str(seconds)})


def fit_for_github(text: str | None, resource: str) -> None:
    """Refuse a text that is too long.

    Raises:
        Refusal: it has more characters than GitHub takes.
    """
    if text is not None and len(text) > BODY_CHARS_MAX:
        error = {
            "resource": resource,
            "code": "custom",
            "field": "body",
            "message": f"body is too long (maximum is {BODY_CHARS_MAX} characters)",
        }
        raise Refusal(422, "Validation Failed", [error])
