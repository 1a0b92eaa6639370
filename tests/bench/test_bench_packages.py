"""The pins and the published figures are what their sources say."""

from __future__ import annotations

import re

import pytest
from benchmark.figures import published
from benchmark.packages import SetName, anchors, packages


def test_the_published_figures_sum_up_as_published() -> None:
    known = anchors()

    found = published(known, list(known))

    rounded = {
        name: (round(one.median, 1), round(one.mean, 1), one.high) for name, one in found.items()
    }
    assert rounded == {
        "coverup3": (91.5, 76.3, 18),
        "coverup1": (82.2, 69.3, 12),
        "asked_once": (60.0, 55.8, 6),
        "codamosa_codex": (86.0, 76.3, 16),
        "codamosa_gpt4o": (83.1, 71.5, 13),
    }


def test_every_published_module_is_measured_once() -> None:
    measured = [module for package in packages(SetName.ANCHORED) for module in package.modules]

    assert len(measured) == 29
    assert sorted(measured) == sorted(anchors())


@pytest.mark.parametrize("which", SetName)
def test_every_archive_is_pinned_by_version_and_digest(which: SetName) -> None:
    for package in packages(which):
        assert re.fullmatch(r"[0-9a-f]{64}", package.archive.sha256), package.name
        assert re.match(r"\d+\.\d+", package.archive.version), package.name
        assert all("==" in need for need in package.needs), package.name


def test_no_module_is_in_two_sets() -> None:
    modules = [
        module for which in SetName for package in packages(which) for module in package.modules
    ]

    assert len(modules) == len(set(modules))


def test_a_package_of_one_file_is_that_file() -> None:
    (found,) = [one for one in packages(SetName.HELD_OUT) if one.name == "xmltodict"]

    assert found.file_of("xmltodict") == "xmltodict.py"


def test_a_module_is_found_below_src_and_as_a_package() -> None:
    (found,) = [one for one in packages(SetName.TUNED) if one.name == "cachetools"]

    assert found.file_of("cachetools") == "src/cachetools/__init__.py"
    assert found.file_of("cachetools.keys") == "src/cachetools/keys.py"
