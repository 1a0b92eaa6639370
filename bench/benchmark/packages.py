"""The pinned packages, the modules in them that are measured, and the published figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmark.archives import Archive

ANCHORS = Path(__file__).parents[1] / "anchors.csv"
PUBLISHED = ("coverup3", "coverup1", "asked_once", "codamosa_codex", "codamosa_gpt4o")


class SetName(StrEnum):
    """Which packages: with published figures, looked at while tuning, or nobody tuned on."""

    ANCHORED = "anchored"
    TUNED = "tuned"
    HELD_OUT = "held-out"


@dataclass(frozen=True)
class Package:
    """One archive; `needs` are installed beside it, `source` is the folder that holds `modules`.

    `is_file` tells that it is one module and no folder.
    """

    archive: Archive
    modules: tuple[str, ...]
    needs: tuple[str, ...] = ()
    source: str = "."
    is_file: bool = False

    @property
    def name(self) -> str:
        """Name it as the registry does."""
        return self.archive.name

    @property
    def top(self) -> str:
        """Return the import name of the whole."""
        return self.modules[0].partition(".")[0]

    def file_of(self, module: str) -> str:
        """Return a module's file, relative to the archive's root, "/" always."""
        path = f"{module.replace('.', '/')}.py"
        if module == self.top and not self.is_file:
            path = f"{module}/__init__.py"
        return path if self.source == "." else f"{self.source}/{path}"


@dataclass(frozen=True)
class Anchor:
    """Published line and branch coverage of one module, in percent, by system."""

    module: str
    published: dict[str, float]


def anchors() -> dict[str, Anchor]:
    """Read the published figures, by module, in the file's order."""
    with ANCHORS.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return {
        row["module"]: Anchor(row["module"], {name: float(row[name]) for name in PUBLISHED})
        for row in rows
    }


def sizes() -> dict[str, int]:
    """Count the lines of each module with published figures, as those figures count them."""
    with ANCHORS.open(encoding="utf-8", newline="") as opened:
        return {row["module"]: int(row["lines"]) for row in csv.DictReader(opened)}


def _modules(package: str) -> tuple[str, ...]:
    with ANCHORS.open(encoding="utf-8", newline="") as opened:
        return tuple(row["module"] for row in csv.DictReader(opened) if row["package"] == package)


def packages(which: SetName) -> tuple[Package, ...]:
    """Return the packages of a set, modules in the order of the published figures."""
    match which:
        case SetName.ANCHORED:
            return _anchored()
        case SetName.TUNED:
            return TUNED
        case SetName.HELD_OUT:
            return HELD_OUT


def _anchored() -> tuple[Package, ...]:
    return tuple(
        Package(archive, _modules(archive.name), NEEDS.get(archive.name, ()))
        for archive in ANCHORED
    )


ANCHORED = (
    Archive(
        "codetiming",
        "1.3.0",
        "7f9949dad6438f458a22b811b0738c55e45f685d27551352871e15811f3a5e89",
        cut=("tests", "tox.ini"),
    ),
    Archive(
        "docstring_parser",
        "0.7.3",
        "cde5fbf8b846433dfbde1e0f96b7f909336a634d5df34a38cb75050c7346734a",
        cut=("docstring_parser/tests",),
    ),
    Archive(
        "pypara",
        "0.0.24",
        "5876014e15960f5da04ed156db0e0748e520e69e966667095e4d6f958d58f9a6",
        cut=("tests",),
    ),
    Archive(
        "python-string-utils",
        "1.0.0",
        "dcf9060b03f07647c0a603408dc8b03f807f3b54a05c6e19eb14460256fac0cb",
    ),
    Archive(
        "pytutils",
        "0.4.1",
        "71a4b752e0f0979e5a16fc11307acb18bd66d166b129627d9353151d67558e22",
        # It has no suite, but settings that ask for plugins, and omit half of the modules.
        cut=(".coveragerc", "conftest.py", "pytest.ini", "tox.ini"),
    ),
    Archive(
        "sty",
        "1.0.0rc0",
        "e8c5f17d8f1f21b0a8ca81453625d0847af2ffe9e53c82fb3b4a34ccb36513ee",
        wheel=True,
    ),
)

NEEDS = {
    "pypara": ("python-dateutil==2.9.0.post0", "six==1.17.0"),
    "pytutils": (
        "PyYAML==6.0.3",
        "Pygments==2.19.2",
        "cachetools==5.5.2",
        "six==1.17.0",
        "wrapt==1.17.3",
    ),
}

# The held-out set until 2026-11-22; engines were tuned on it since.
TUNED = (
    Package(
        Archive(
            "blinker",
            "1.9.0",
            "b4ce2265a7abece45e7cc896e98dbebe6cead56bcf805a3d23136d145f5445bf",
            cut=("tests", "tox.ini"),
        ),
        modules=("blinker.base", "blinker._utilities"),
        source="src",
    ),
    Package(
        Archive(
            "cachetools",
            "5.5.2",
            "1a661caa9175d26759571b2e19580f9d6393969e5dfca11fdb1f947a23e640d4",
            cut=("tests", "tox.ini"),
        ),
        modules=("cachetools", "cachetools._decorators", "cachetools.func", "cachetools.keys"),
        source="src",
    ),
    Package(
        Archive(
            "isodate",
            "0.7.2",
            "4cd1aa0f43ca76f4a6c6c0292a85f40b35ec2e43e315b59f06e6d32171a953e6",
            cut=("tests", "tox.ini"),
        ),
        modules=(
            "isodate.duration",
            "isodate.isodates",
            "isodate.isodatetime",
            "isodate.isoduration",
            "isodate.isostrf",
            "isodate.isotime",
            "isodate.isotzinfo",
            "isodate.tzinfo",
        ),
        source="src",
    ),
    Package(
        Archive(
            "semver",
            "3.0.4",
            "afc7d8c584a5ed0a11033af086e8af226a9c0b206f313e0301f8dd7b6b589602",
            cut=("tests", "tox.ini", ".coveragerc", ".pytest.ini"),
        ),
        modules=("semver.version", "semver.cli", "semver._deprecated"),
        source="src",
    ),
)

# Drawn by seed from forty small packages without dependencies, five modules of each at most;
# nobody looked at them while an engine was written.
HELD_OUT = (
    Package(
        Archive(
            "xmltodict",
            "1.0.4",
            "6d94c9f834dd9e44514162799d344d815a3a4faec913717a9ecbfa5be1bb8e61",
            cut=("tests",),
        ),
        modules=("xmltodict",),
        is_file=True,
    ),
    Package(
        Archive(
            "tinydb",
            "4.9.0",
            "6928b1fa785186bda7952a0ba05aaeedc883ede565ca9c7d608de44e5e75de70",
            cut=("tests",),
        ),
        modules=(
            "tinydb.middlewares",
            "tinydb.operations",
            "tinydb.queries",
            "tinydb.storages",
            "tinydb.utils",
        ),
    ),
    Package(
        Archive(
            "more-itertools",
            "11.2.1",
            "cbf08fd0af284dc69718b9b76a8e6203df624d70209ea511e4219d350c856f63",
            cut=("tests", "tox.ini"),
        ),
        modules=("more_itertools.recipes",),
    ),
    Package(
        Archive(
            "parse",
            "1.22.4",
            "706d458feed5a81b02768d3156e8070baf6cee7d150a3a3c0cd43101a875c3b5",
            cut=("tests",),
        ),
        modules=("parse",),
    ),
    Package(
        Archive(
            "pyparsing",
            "3.3.3",
            "928ae7e20211f3b6f3915a72f06a0cfd29ab9d24279dd6346b6b1a7146397d36",
            cut=("tests", "tox.ini"),
        ),
        modules=(
            "pyparsing.actions",
            "pyparsing.common",
            "pyparsing.helpers",
            "pyparsing.results",
            "pyparsing.unicode",
        ),
    ),
)
