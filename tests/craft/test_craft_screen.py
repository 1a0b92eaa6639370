from __future__ import annotations

import pytest

from bot.languages.python.craft.screen import CODE_CHARS_MAX, TEST_LINES_MAX, screened
from bot.languages.python.craft.screen_files import OUTSIDE, STRANGE

UNSEEN = "it imports what cannot be read beforehand"


def reason(source: str) -> str:
    found = screened(source, subject="src/shop/cart.py", module="shop.cart")
    return found.partition(" (line")[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import socket", "it uses the network"),
        ("import urllib.request as r", "it uses the network"),
        ("from http import client", "it uses the network"),
        ("from urllib import request", "it uses the network"),
        ("import urllib\nurllib.request.urlopen(x)", "it uses the network"),
        ("import importlib\nimportlib.import_module('socket')", "it uses the network"),
        ("import subprocess", "it starts processes"),
        ("import os\nos.system('x')", "it starts processes"),
        ("from os import system", "it starts processes"),
        ("import os as o\no.execv('x', [])", "it starts processes"),
        ("import os\nos.fork()", "it starts processes"),
        ("import multiprocessing.pool", "it starts processes"),
        ("import threading\nthreading.Thread(target=f).start()", "it starts threads"),
        ("import os\nx = os.environ['A']", "it reads the environment"),
        ("import os\nos.getenv('A')", "it reads the environment"),
        ("from os import environ", "it reads the environment"),
        ("import os\nos.chdir('x')", "it changes the environment"),
        ("eval('1')", "it builds code"),
        ("exec('1')", "it builds code"),
        ("__import__('os')", "it builds code"),
        ("import sys\nsys.exit(0)", "it ends the interpreter"),
        ("import os\nos._exit(0)", "it ends the interpreter"),
        ("import ctypes", "it reaches below Python"),
        ("import signal", "it reaches below Python"),
        ("().__class__.__base__.__subclasses__()", "it reaches below Python"),
        ("f.__globals__['x']", "it reaches below Python"),
        ("getattr(f, '__globals__')", "it reaches below Python"),
        ("import sys\nsys._getframe()", "it reaches below Python"),
        ("import os\ngetattr(os, 'sys' + 'tem')", "it looks up what cannot be read beforehand"),
        ("import os\ngetattr(os, 'system')('x')", "it starts processes"),
        ("import os\nvars(os)['system']('x')", "it reaches below Python"),
        ("import os\nos.__dict__['system']('x')", "it reaches below Python"),
        ("import sys\nsys.modules['os'].system('x')", "it reaches below Python"),
        ("globals()['f']", "it reaches below Python"),
        ("import builtins\nbuiltins.exec('1')", "it builds code"),
        ("import os\nrun = os.system", "it starts processes"),
        ("import os\nmap(os.system, ['x'])", "it starts processes"),
        ("from shop import cart\ncart.os.system('x')", "it starts processes"),
        ("from shop import cart\ncart.os.environ['A']", "it reads the environment"),
        ("import pip\npip.main(['install', 'x'])", "it installs packages"),
        ("import webbrowser\nwebbrowser.open('x')", "it shows pages to people"),
        ("import asyncio\nasyncio.start_unix_server(f)", "it uses the network"),
        ("import pathlib\npathlib.Path('/root/.ssh/id_rsa').read_text()", OUTSIDE),
        ("from pathlib import Path\nPath('~/.netrc').read_bytes()", OUTSIDE),
        ("import os\nos.listdir('/')", OUTSIDE),
        ("import glob\nglob.glob('/root/*')", OUTSIDE),
        ("from unittest.mock import Mock", "it uses mocks"),
        ("from unittest import mock", "it uses mocks"),
        ("import sys\nsys.settrace(None)", "it watches the interpreter"),
        ("import pytest\npytest.skip('x')", "it skips itself"),
        ("import pytest\n@pytest.mark.skip\ndef test_a(): f()", "it skips itself"),
        ("import pytest\npytestmark = pytest.mark.xfail(strict=True)", "it skips itself"),
        ("import importlib\nimportlib.reload(m)", "it reloads modules"),
        ("import importlib\nimportlib.import_module(x)", UNSEEN),
        ("import runpy\nrunpy.run_module('os')", "it runs another module"),
        ("import runpy\nrunpy.run_path('x.py')", "it reloads modules"),
        ("import sys\nsys.modules['a'] = b", "it replaces loaded modules"),
        ("import sys\ndel sys.modules['a']", "it replaces loaded modules"),
        ("from shop.cart import *", "it imports everything"),
        ("f(lambda: SimpleNamespace(end=lambda: 1))", "its fakes answer with fakes"),
        ("p = tmp_path / 'a\\nb'", STRANGE),
        (f"p = tmp_path / '{'a' * 61}'", STRANGE),
        ("x = 1  # pragma: no cover", "it hides lines from coverage"),
        ("x = 1  # PRAGMA:no branch", "it hides lines from coverage"),
        ("while True:\n    f()", "it may never end"),
        ("import time\ntime.sleep(1)", "it waits"),
        ("import time\ntime.sleep(x)", "it waits"),
        ("assert True", "it asserts nothing"),
        ("assert 1 == 1", "it asserts nothing"),
        ("assert x == x", "it asserts nothing"),
        ("assert (f(), 'message')", "it asserts nothing"),
        ("assert f() or True", "it asserts nothing"),
        ("open('/etc/passwd')", OUTSIDE),
        ("open('../x')", OUTSIDE),
        ("open('x', 'w')", OUTSIDE),
        ("open('x', mode='a')", OUTSIDE),
        ("open('x', mode)", OUTSIDE),
        ("from pathlib import Path\nPath('x').write_text('a')", OUTSIDE),
        ("from pathlib import Path\np = Path('x')\nq = p / 'a'\nq.open('w')", OUTSIDE),
        ("from pathlib import Path\nPath('~/x')", OUTSIDE),
        ("import os\nos.remove('x')", OUTSIDE),
        ("import shutil\nshutil.rmtree('x')", OUTSIDE),
        ("open('src/shop/cart.py')", "it touches the subject's own file"),
        ("import shop.cart\nopen(shop.cart.__file__)", "it looks for the subject's own file"),
    ],
)  # fmt: skip
def test_what_no_test_needs_is_refused(source: str, expected: str) -> None:
    assert reason(source) == expected


def test_a_path_is_followed_through_any_number_of_names() -> None:
    chain = "".join(f"    p{at + 1} = p{at}\n" for at in range(20))
    start = "def test_a(tmp_path):\n    p0 = "

    assert (
        reason(f"from pathlib import Path\n{start}Path('x')\n{chain}    p20.unlink()\n") == OUTSIDE
    )
    assert reason(f"{start}tmp_path\n{chain}    p20.rmdir()\n") == ""


@pytest.mark.parametrize(
    "source",
    [
        "from http import HTTPStatus",
        "from urllib.parse import urlparse",
        "import threading\nlock = threading.Lock()",
        "import os\nos.path.join(tmp_path, 'a')",
        "import os\ndef test_a(monkeypatch):\n    monkeypatch.setitem(os.environ, 'A', '1')",
        "def test_a(monkeypatch):\n    monkeypatch.setenv('A', '1')",
        "import math\nassert getattr(math, 'pi') > 3",
        "assert vars(Cart()) == {'lines': []}",
        "from pathlib import Path\nassert parent(Path('/a/b')) == Path('/a')",
        "def test_a(tmp_path):\n    import os\n    assert os.listdir(tmp_path) == []",
        "env = Environment()\nenv.globals['a'] = 1\nassert env.system() == 2",
        "import sys\ndef test_a(monkeypatch):\n    monkeypatch.setitem(sys.modules, 'a', None)",
        "from pathlib import Path\np = Path(tmp_path)\np.write_text('x')\nq = p.parent\nq.mkdir()",
        "path = str(tmp_path / 'x')\nwith open(path, 'w') as f:\n    f.write('a')",
        "for path in tmp_path.iterdir():\n    path.unlink()",
        "import os\nos.makedirs(tmp_path / 'a')",
        "import tempfile\nwith tempfile.TemporaryDirectory() as d:\n    open(d + '/a', 'w')",
        "open('tests/data/a.json')",
        "from pathlib import Path\nPath('data.json').read_text()",
        "from pathlib import Path\np: Path = Path('a')\np.open('r')",
        "import shutil\nshutil.copy('tests/data/a', tmp_path)",
        "fake.mkdir('a')",
        "text.replace('a', 'b')",
        "import time\ntime.sleep(0.01)",
        "import asyncio\nasyncio.run(f())",
        "import runpy\nrunpy.run_module('shop.__main__', run_name='__main__')",
        "import importlib\nimportlib.import_module('shop.cart')",
        "assert f() == 1",
        "assert f()",
        "assert not f() or g()",
        "while x:\n    x = f()",
        "x['a'] = 1",
        "getattr(x, 'a')",
        "getattr(x)",
        "f(**{'a': 1})",
        "open()",
    ],
)
def test_what_ordinary_tests_do_is_allowed(source: str) -> None:
    assert reason(source) == ""


def test_the_line_is_told() -> None:
    assert screened("x = 1\nimport socket", subject="a.py", module="a").endswith("(line 2)")


@pytest.mark.parametrize("source", ["def f(:", "x = 1\0", "#" * (CODE_CHARS_MAX + 1)])
def test_what_does_not_parse_is_unreadable(source: str) -> None:
    assert reason(source).startswith("unreadable: ")


@pytest.mark.parametrize(
    "source", ["p = tmp_path / 'a b.txt'", "x = 1 / 2", "x = a / 'b\\nc'", "x = tmp_path / name"]
)
def test_plain_names_and_divisions_pass(source: str) -> None:
    assert reason(source) == ""


def a_test(lines: int, line: str = "    x = f(1)") -> str:
    return "\n".join(["def test_a():", *[line, ""] * (lines - 1)])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (a_test(TEST_LINES_MAX), ""),
        (a_test(26), "it is too long to review (26 lines, at most 25)"),
        (a_test(10, f"    x = f({'a' * 99})"), "it is too long to review (28 lines, at most 25)"),
        (a_test(26).replace("test_a", "helper"), ""),
    ],
)
def test_a_test_fits_a_reviewers_screen(source: str, expected: str) -> None:
    assert screened(source, subject="src/shop/cart.py", module="shop.cart") == expected


@pytest.mark.parametrize(
    ("own", "fake", "expected"),
    [
        (20, 20, ""),
        (TEST_LINES_MAX, TEST_LINES_MAX, ""),
        (26, 5, "it is too long to review (26 lines, at most 25)"),
        (5, 26, "it is too long to review (26 lines, at most 25)"),
    ],
)
def test_a_class_that_a_test_defines_is_read_by_itself(own: int, fake: int, expected: str) -> None:
    body = ["    class Fake:", *["        x = 1"] * (fake - 1), *["    x = f(1)"] * (own - 1)]
    source = "\n".join(["def test_a():", *body])

    assert screened(source, subject="src/shop/cart.py", module="shop.cart") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("signal = Signal()\nsignal.send(1)", ""),
        ("def test_a():\n    resource = Resource(1)\n    assert resource.name == 'a'", ""),
        ("with opened() as ssl:\n    ssl.read()", ""),
        ("signal.send(1)", "it reaches below Python"),
        ("import signal\nsignal.alarm(1)", "it reaches below Python"),
        ("import signal\nsignal = Signal()\nsignal.send(1)", "it reaches below Python"),
        ("import sys\nsignal = sys.modules['signal']\nsignal.alarm(1)", "it reaches below Python"),
        ("signal = Signal()\nsignal = vars(x)['y']\nsignal.alarm(1)", "it reaches below Python"),
        ("eval = eval\neval('1')", "it builds code"),
    ],
)
def test_a_name_that_is_assigned_is_not_the_module_of_that_name(source: str, expected: str) -> None:
    assert reason(source) == expected
