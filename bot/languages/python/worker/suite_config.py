"""Make pytest ready once, in the zygote: plugins and conftest files loaded, session started.

Each trial then only collects and runs its file. This is what `pytest.main`
does, cut in two: `_prepareconfig`, `_do_configure` and `Session.from_config`
are private, but the same from pytest 7 to 9.2; nothing public stops between
the steps. Measured: starting the session in each trial costs most of its time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

from .addopts import filtered_addopts
from .recorder import Recorder

if TYPE_CHECKING:
    import pytest

    from .protocol import Config

NOTE_CHARS_MAX = 2000
# Output must be captured, or input() would end differently than in people's runs;
# "sys" keeps it in memory, where a fork cannot share a file position with its siblings.
_ALWAYS = ["--capture=sys", "-p", "no:randomly", "-p", "no:random_order"]


class Prepared:
    """A started session of pytest, or None and why there is none."""

    def __init__(self, session: pytest.Session | None, note: str = "") -> None:
        self.session = session
        self.note = note
        self.recorder = Recorder(reverse=False)

    def with_recorder(self, recorder: Recorder) -> Prepared:
        """Listen to the session by this plugin of ours."""
        assert self.session is not None
        import pytest

        # The meter goes on before other plugins do, who may evaluate conditions of the file.
        for name in ("setup", "call", "teardown"):
            pytest.hookimpl(tryfirst=True)(getattr(Recorder, f"pytest_runtest_{name}"))
        self.session.config.pluginmanager.register(recorder, "coverage-missions")
        self.recorder = recorder
        return self


def prepare(config: Config) -> Prepared:
    """Try the project's own options first, then fewer; a conftest may raise anything."""
    anchor = config.tests_path if os.path.isdir(config.tests_path) else config.root
    filtered = filtered_addopts(config.root)
    note = ""
    for addopts, cache in (
        (filtered, ["-p", "no:cacheprovider"]),
        (filtered, ["-o", "cache_dir=" + os.path.join(tempfile.gettempdir(), "pytest-cache")]),
        ("", ["-p", "no:cacheprovider"]),
        ("", []),
    ):
        arguments = ["-o", "addopts=" + addopts, *_ALWAYS, *cache, "--rootdir", config.root]
        made = _try_prepare([*arguments, anchor])
        if made.session is not None:
            return made.with_recorder(Recorder(reverse=config.reverse_order))
        note = note or made.note
    return Prepared(None, note)


def _try_prepare(arguments: list[str]) -> Prepared:
    from _pytest.config import _prepareconfig
    from _pytest.main import Session

    streams = (sys.stdin, sys.stdout, sys.stderr)
    try:
        config = _prepareconfig(arguments, [])
        session = Session.from_config(config)
        config._do_configure()  # noqa: SLF001 - see the module's docstring
        config.hook.pytest_sessionstart(session=session)
    except BaseException as error:
        why = f"pytest is not ready: {type(error).__name__}: {error}"
        return Prepared(None, why[:NOTE_CHARS_MAX])
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
    return Prepared(session)
