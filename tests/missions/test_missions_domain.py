from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.missions import mission

from bot.domain.mission import SLUG_CHARACTERS_MAX, Limits, MissionConfig, Step, StepType


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("src/shop/cart.py", "007_src_shop_cart.yaml"),
        ("src/Shop/The Cart.py", "007_src_shop_the_cart.yaml"),
        ("src/a.b/c.py", "007_src_a_b_c.yaml"),
        ("__main__.py", "007_main.yaml"),
        ("é.py", "007_.yaml"),
    ],
)
def test_a_file_name_comes_from_number_and_subject(subject: str, name: str) -> None:
    assert mission(subject=subject).file_name == name


def test_a_long_path_gives_the_end_of_it_as_a_file_name() -> None:
    name = mission(subject=f"{'deep/' * 100}cart.py").file_name

    assert name.endswith("_deep_cart.yaml")
    assert len(name) <= len("007_.yaml") + SLUG_CHARACTERS_MAX


def test_a_mission_checks_itself() -> None:
    with pytest.raises(ValueError, match="mission id 'x' must be m- and 8 hex digits"):
        replace(mission(), id="x")
    with pytest.raises(ValueError, match="target_pct must be 0 to 100, got 101"):
        replace(mission(), target_pct=101)
    with pytest.raises(ValueError, match="step id '1' must start with a letter"):
        Step("1", "one", StepType.TOOL)
    with pytest.raises(ValueError, match="timeout_seconds must be 1 to 86400"):
        MissionConfig(timeout_seconds=0)


def test_a_limit_is_at_least_one() -> None:
    with pytest.raises(ValueError, match="limit repeats must be at least 1, got 0"):
        Limits(repeats=0)
