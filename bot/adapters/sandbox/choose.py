"""Pick the strongest confinement that works here, and say why no stronger one did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.sandbox.probe import Probe, probe
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError

if TYPE_CHECKING:
    from bot.adapters.sandbox.confined import ConfinedSandbox
    from bot.ports.world import Console

_CONFINING = (SandboxTier.BUBBLEWRAP, SandboxTier.NAMESPACES, SandboxTier.LANDLOCK)

_ADVICE = (
    "install bubblewrap, allow user namespaces, use a kernel with Landlock (Linux 6.2), "
    "or, for code that you trust, pass --unsafe-no-sandbox"
)


def choose(
    *, unsafe_no_sandbox: bool, console: Console, tier: SandboxTier | None = None
) -> ConfinedSandbox:
    """Return the strongest sandbox that held a hostile program, or the one of a forced `tier`.

    `unsafe_no_sandbox` is a permission, not a wish: what confines is still preferred.

    Raises:
        SandboxError: none works and running without is not allowed.
    """
    wanted = _CONFINING if tier is None else (tier,)
    refused = []
    for candidate in wanted:
        if candidate is SandboxTier.NONE:
            break
        found = probe(candidate)
        if found.sandbox is not None:
            return found.sandbox
        refused.append(found)
        console.info("sandbox tier does not work", tier=found.tier.value, reason=found.reason)
    if not unsafe_no_sandbox or (tier is not None and tier is not SandboxTier.NONE):
        raise SandboxError(_refusal(refused))
    return _unconfined(console)


def probe_all() -> tuple[Probe, ...]:
    """Probe every confining tier, strongest first, for people who ask what works here."""
    return tuple(map(probe, _CONFINING))


def _unconfined(console: Console) -> ConfinedSandbox:
    console.warning(
        "NO SANDBOX: code under test runs with your rights, your files and your network; "
        "only its environment, time, memory and output are limited"
    )
    unconfined = probe(SandboxTier.NONE).sandbox
    assert unconfined is not None
    return unconfined


def _refusal(refused: list[Probe]) -> str:
    reasons = "; ".join(f"{found.tier.value}: {found.reason}" for found in refused)
    return (
        f"no sandbox for untrusted code works here ({reasons or 'none was asked for'}); {_ADVICE}"
    )
