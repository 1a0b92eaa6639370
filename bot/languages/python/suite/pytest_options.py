"""Choose which of a project's own pytest options a measurement keeps. Pure.

What stays decides which tests run and how they are imported; what goes would
measure coverage a second time, stop early, reorder, spread over processes, or
only changes what is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DROPPED_ALONE = frozenset({
    "-x", "--exitfirst", "-v", "-vv", "-vvv", "-q", "-qq", "-l", "--showlocals", "-s", "--pdb",
    "--lf", "--last-failed", "--ff", "--failed-first", "--nf", "--new-first", "--sw", "--stepwise",
    "--sw-skip", "--stepwise-skip", "--cache-clear", "--no-cov", "--no-cov-on-fail", "--cov-append",
    "--cov-branch", "--verbose", "--quiet", "--strict-config", "--strict", "--trace",
    "--no-header", "--no-summary", "--full-trace", "--random-order", "--benchmark-only", "--co",
    "--collect-only", "--setup-show", "--looponfail", "-f", "--forked", "--full-capture",
    "--disable-warnings", "--disable-pytest-warnings", "--force-sugar", "--instafail",
})  # fmt: skip
_DROPPED_WITH_VALUE = frozenset({
    "-n", "--numprocesses", "--dist", "--maxprocesses", "--maxfail", "--cov-report",
    "--cov-config", "--cov-fail-under", "--cov-context", "--cov-precision", "--junitxml",
    "--junit-xml", "--junit-prefix", "--html", "--css", "--tb", "--color", "--code-highlight",
    "--durations", "--durations-min", "--random-order-bucket", "--random-order-seed",
    "--randomly-seed", "--reruns", "--reruns-delay", "--log-file", "--report-log", "--verbosity",
    "--capture", "--show-capture", "--basetemp", "-r", "--tx", "--rootdir", "--timeout",
    "--max-worker-restart", "--splits", "--group",
})  # fmt: skip
_DROPPED_STARTS = ("-r", "-n", "-vvvv")
_KEPT_PLAIN = frozenset({
    "--import-mode", "--doctest-modules", "--doctest-glob", "--ignore", "--ignore-glob",
    "--deselect", "--strict-markers",
})  # fmt: skip


def kept_options(addopts: Sequence[str]) -> tuple[str, ...]:
    """Return the options to keep, in order."""
    return tuple(_kept(addopts))


def plain_options(addopts: Sequence[str]) -> tuple[str, ...]:
    """Return those that pytest knows without any plugin, for when the rest stops it.

    Written as "--name" or "--name=value"; a value of its own is lost with its option.
    """
    return tuple(
        option
        for option, following in zip(addopts, [*addopts[1:], "-"], strict=False)
        if option.partition("=")[0] in _KEPT_PLAIN and ("=" in option or following.startswith("-"))
    )


def _kept(addopts: Sequence[str]) -> Iterator[str]:
    skip_value = False
    for option, following in zip(addopts, [*addopts[1:], "-"], strict=False):
        if skip_value:
            skip_value = False
            continue
        name, has_value, _ = option.partition("=")
        if name in _DROPPED_WITH_VALUE or name == "--cov":
            # `--cov` may stand alone, before another option.
            skip_value = not has_value and not (name == "--cov" and following.startswith("-"))
        elif name not in _DROPPED_ALONE and not _is_short_noise(option):
            yield option


def _is_short_noise(option: str) -> bool:
    """Tell "-ra", "-n4" and the like."""
    return not option.startswith("--") and option.startswith(_DROPPED_STARTS)
