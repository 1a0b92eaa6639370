from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import UNCONFINED
from fakes.console import FakeConsole

from bot.adapters.sandbox import choose as choosing
from bot.adapters.sandbox import kernel, probe
from bot.adapters.sandbox.choose import choose, probe_all
from bot.adapters.sandbox.confined import ConfinedSandbox
from bot.adapters.sandbox.probe import Probe
from bot.domain.outcome import SandboxTier
from bot.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable

_CAP_SYS_ADMIN = 21
CONFINING = [SandboxTier.BUBBLEWRAP, SandboxTier.NAMESPACES, SandboxTier.LANDLOCK]


def may_make_namespaces() -> bool:
    """Say whether this process has the right that makes every namespace possible."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"^CapEff:\s*([0-9a-f]+)$", status, re.MULTILINE)
    assert found
    return os.geteuid() == 0 and bool(int(found[1], 16) >> _CAP_SYS_ADMIN & 1)


@pytest.mark.parametrize("tier", CONFINING)
def test_a_tier_works_where_it_must_and_elsewhere_says_why_not(tier: SandboxTier) -> None:
    must = kernel.landlock_abi() > 2 if tier is SandboxTier.LANDLOCK else may_make_namespaces()

    found = probe.probe(tier)

    assert found.tier is tier
    assert (found.sandbox is None) == bool(found.reason)
    assert found.sandbox is not None or not must, found.reason


def only(*working: SandboxTier) -> Callable[[SandboxTier], Probe]:
    """Stand in for the probe on a machine where only these tiers work."""

    def answer(tier: SandboxTier) -> Probe:
        works = tier in {*working, SandboxTier.NONE}
        return Probe(tier, ConfinedSandbox(tier) if works else None, "" if works else "forbidden")

    return answer


@pytest.mark.parametrize("strongest", range(3))
def test_the_strongest_tier_that_works_is_chosen(
    monkeypatch: pytest.MonkeyPatch, strongest: int
) -> None:
    monkeypatch.setattr(choosing, "probe", only(*CONFINING[strongest:]))
    console = FakeConsole()

    chosen = choose(unsafe_no_sandbox=True, console=console)

    assert chosen.tier is CONFINING[strongest]
    assert [method for method, _ in console.told] == ["info"] * strongest
    assert all("forbidden" in told for _, told in console.told)


def test_without_any_tier_the_refusal_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "probe", only())

    with pytest.raises(SandboxError) as refused:
        choose(unsafe_no_sandbox=False, console=FakeConsole())

    for word in ("bubblewrap", "namespaces", "landlock", "forbidden", "--unsafe-no-sandbox"):
        assert word in str(refused.value)


def test_running_without_a_sandbox_is_allowed_on_request_and_loud(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "probe", only())
    console = FakeConsole()

    chosen = choose(unsafe_no_sandbox=True, console=console)

    assert chosen.tier is SandboxTier.NONE
    assert console.told[-1][0] == "warning"
    assert "NO SANDBOX" in console.told[-1][1]


def test_a_forced_tier_is_the_only_one_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "probe", only(*CONFINING))

    chosen = choose(unsafe_no_sandbox=False, console=FakeConsole(), tier=SandboxTier.LANDLOCK)

    assert chosen.tier is SandboxTier.LANDLOCK


def test_a_forced_tier_that_does_not_work_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "probe", only(SandboxTier.LANDLOCK))

    with pytest.raises(SandboxError, match="namespaces: forbidden"):
        choose(unsafe_no_sandbox=True, console=FakeConsole(), tier=SandboxTier.NAMESPACES)


def test_forcing_no_sandbox_still_needs_the_permission() -> None:
    with pytest.raises(SandboxError, match="--unsafe-no-sandbox"):
        choose(unsafe_no_sandbox=False, console=FakeConsole(), tier=SandboxTier.NONE)

    forced = choose(unsafe_no_sandbox=True, console=FakeConsole(), tier=SandboxTier.NONE)
    assert forced.tier is SandboxTier.NONE


def test_every_confining_tier_is_probed_in_order_and_once() -> None:
    first = probe_all()

    assert [found.tier for found in first] == CONFINING
    assert all(one is other for one, other in zip(first, probe_all(), strict=True))


def test_a_sandbox_that_lets_the_hostile_program_through_is_refused() -> None:
    class Leaky(ConfinedSandbox):
        """A tier that claims to confine and does not."""

        run = staticmethod(UNCONFINED.run)

    reason = probe._confines(Leaky(SandboxTier.LANDLOCK))

    assert "can be written" in reason


def test_a_tier_that_cannot_be_built_is_refused_with_the_reason() -> None:
    # It does not know bubblewrap's options, and says so on its stderr.
    broken = ConfinedSandbox(SandboxTier.BUBBLEWRAP, "/usr/bin/env")

    reason = probe._confines(broken)

    assert reason.startswith("the sandbox could not be set up: bubblewrap could not build")
    assert "env --help" in reason


@pytest.mark.parametrize(
    ("abi", "root", "refused"),
    [(0, True, True), (0, False, True), (2, False, True), (2, True, False), (3, False, False)],
)
def test_an_old_landlock_is_trusted_only_below_another_uid(
    abi: int,
    root: bool,  # noqa: FBT001 - pytest gives it by name
    refused: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    assert bool(probe._lacking_landlock(abi, root=root)) == refused


def test_a_machine_without_bubblewrap_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_candidates", lambda _: [])

    found = probe.probe.__wrapped__(SandboxTier.BUBBLEWRAP)

    assert found == Probe(SandboxTier.BUBBLEWRAP, None, "no `bwrap` is installed")


def test_tools_that_bubblewrap_needs_inside_are_named_when_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "TOOLS", ("/usr/bin/env", "/no/setpriv"))

    assert probe._lacking(SandboxTier.BUBBLEWRAP).startswith("/no/setpriv not found")


def test_the_bundled_bubblewrap_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(probe, "import_module", absent)

    assert probe._wheels_bwrap() is None
