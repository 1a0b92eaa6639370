"""One rule per idea of search: a picture of a subject, and the input that must be proposed."""

# ruff: noqa: E501 - a picture reads best with its statements where they are

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import OracleOrigin

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]


def covers_all(bench: Bench) -> bool:
    file, _ = bench.run()
    return not file.missing and not file.missing_arcs


GUARDS = {
    "equality": "def f(x: str) -> int:\n    if x == 'magic word':\n        return 1\n    return 0\n",
    "text guard": "def f(x: str) -> int:\n    if x.startswith('pre-'):\n        return 1\n    return 0\n",
    "boundary": "def f(x: int) -> int:\n    if x == 31337:\n        return 1\n    return 0\n",
    "upper end": "def f(x: int) -> int:\n    if x > 998 and x < 1000:\n        return 1\n    return 0\n",
    "length": "def f(x: str) -> int:\n    if len(x) == 3:\n        return 1\n    return 0\n",
    "member": "KINDS = ('red', 'blue')\ndef f(x):\n    if x in KINDS:\n        return 1\n    return 0\n",
    "pattern": "import re\nP = re.compile(r'^[A-Z]{2}-\\d+$')\n"
    "def f(x: str) -> int:\n    if P.match(x):\n        return 1\n    return 0\n",
    "key": "def f(options):\n    if 'depth' in options:\n        return options['depth']\n    return 0\n",
    "nested key": "def f(row):\n    if row['kind'] == 'a':\n        return 1\n    return 0\n",
    "attribute": "def f(user):\n    if user.is_admin:\n        return user.name\n    return ''\n",
    "method of a parameter": "def f(shop):\n    total = 0\n    for line in shop.open_lines():\n"
    "        total += line.price * line.quantity\n    return total\n",
    "type": "def f(x):\n    if isinstance(x, dict):\n        return 1\n    if isinstance(x, bytes):\n"
    "        return 2\n    return 3\n",
    "wrong type": "def f(x: str) -> int:\n    if not isinstance(x, str):\n        raise TypeError(x)\n"
    "    return 1\n",
    "none": "def f(x: str | None = None) -> int:\n    if x is None:\n        return 0\n    return 1\n",
    "flag": "def f(x, *, loud=False):\n    if loud:\n        return str(x).upper()\n    return str(x)\n",
    "callback": "def f(callback):\n    if callback('a'):\n        return 1\n    return 0\n",
    "raising callback": "from typing import Callable\ndef f(run: Callable[[], int]) -> int:\n"
    "    try:\n        return run()\n    except ValueError:\n        return -1\n",
    "star": "def f(*values, **options):\n    if len(values) > 1:\n        return 2\n"
    "    if options:\n        return 1\n    return 0\n",
    "json": "import json\ndef f(text):\n    try:\n        return len(json.loads(text))\n"
    "    except ValueError:\n        return -1\n",
    "file": "from pathlib import Path\ndef f(path: Path) -> int:\n    if not path.exists():\n"
    "        return 0\n    return len(path.read_text())\n",
    "open file": "def f(path):\n    with open(path, encoding='utf-8') as lines:\n"
    "        return len(list(lines))\n",
    "environment": "import os\ndef f():\n    if os.environ.get('SHOP_DEBUG') == '1':\n"
    "        return 1\n    return 0\n",
    "platform": "import sys\ndef f():\n    if sys.platform == 'win32':\n        return 1\n"
    "    return 0\n",
    "time": "import time\ndef f():\n    return time.time() > 5\n",
    "input": "def f():\n    if input('sure? ') == 'yes':\n        return 1\n    return 0\n",
    "closure": "def f(n):\n    def add(x):\n        return x + n\n    return add\n",
    "decorator": "def f(func):\n    def wrapper(*args, **kwargs):\n        if args:\n"
    "            return func(*args)\n        return None\n    return wrapper\n",
    "generator": "def f(n: int):\n    for i in range(n):\n        yield i\n",
    "async generator": "async def f(n: int):\n    for i in range(n):\n        yield i\n",
    "context manager": "from contextlib import contextmanager\n@contextmanager\ndef f(x):\n"
    "    y = x\n    yield y\n    y = 0\n",
    "private function": "def f(x: int) -> int:\n    return _g(x)\ndef _g(x):\n    if x > 55:\n"
    "        return 1\n    return 0\n",
    "lines of text": "def f(text: str) -> int:\n    found = 0\n    for line in text.splitlines():\n"
    "        if line == 'Notes:':\n            found += 1\n    return found\n",
}


@pytest.mark.parametrize("picture", GUARDS.values(), ids=GUARDS.keys())
def test_a_guard_is_passed_both_ways(bench: Make, picture: str) -> None:
    assert covers_all(bench(picture))


CLASSES = {
    "enum member": "from enum import Enum\nclass Kind(Enum):\n    A = 1\n    B = 2\n"
    "def f(kind: Kind) -> int:\n    if kind is Kind.B:\n        return 1\n    return 0\n",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 0\n"
    "    def far(self) -> bool:\n        if self.y > 40:\n            return True\n"
    "        return False\n",
    "abstract class": "from abc import ABC, abstractmethod\nclass Shape(ABC):\n    @abstractmethod\n"
    "    def area(self) -> int: ...\n    def big(self) -> bool:\n        return self.area() > 1\n",
    "protocol": "from typing import Protocol\nclass Source(Protocol):\n"
    "    def fetch(self, url: str) -> bytes: ...\n"
    "def f(source: Source) -> int:\n    return len(source.fetch('a'))\n",
    "subclass": "from abc import ABC, abstractmethod\nclass A(ABC):\n    @abstractmethod\n"
    "    def go(self): ...\nclass B(A):\n    def go(self):\n        return 1\n"
    "def f(a: A) -> int:\n    return a.go()\n",
    "factory method": "class K:\n    def __init__(self, made=None):\n        if made != 'inside':\n"
    "            raise ValueError('use make')\n    @classmethod\n    def make(cls) -> 'K':\n"
    "        return cls('inside')\n    def go(self):\n        return 1\n",
    "state": "class Q:\n    def __init__(self):\n        self.items = []\n"
    "    def put(self, item):\n        self.items.append(item)\n"
    "    def take(self):\n        if not self.items:\n            raise LookupError('empty')\n"
    "        return self.items.pop()\n",
    "keyed state": "class Box:\n    def __init__(self):\n        self._by_name = {}\n"
    "    def add(self, name: str, size: int) -> None:\n        self._by_name[name] = size\n"
    "    def size(self, name: str) -> int:\n        size = self._by_name[name]\n"
    "        return size\n",
    "attribute set": "class D:\n    def __init__(self):\n        self.meta = None\n"
    "    def kind(self):\n        if self.meta:\n            return 1\n        return 0\n",
    "operators": "class V:\n    def __init__(self, x: int):\n        self.x = x\n"
    "    def __eq__(self, other):\n        return isinstance(other, V) and self.x == other.x\n"
    "    def __hash__(self):\n        return hash(self.x)\n"
    "    def __lt__(self, other: 'V'):\n        return self.x < other.x\n"
    "    def __add__(self, other: 'V'):\n        return V(self.x + other.x)\n"
    "    def __radd__(self, other):\n        return self\n"
    "    def __iadd__(self, other):\n        return self\n"
    "    def __neg__(self):\n        return V(-self.x)\n"
    "    def __repr__(self):\n        return 'V'\n    def __len__(self):\n        return 1\n"
    "    def __iter__(self):\n        yield self.x\n"
    "    def __getitem__(self, at):\n        return at\n"
    "    def __setitem__(self, at, value):\n        self.x = value\n"
    "    def __delitem__(self, at):\n        self.x = 0\n"
    "    def __contains__(self, one):\n        return True\n"
    "    def __call__(self, one):\n        return one\n"
    "    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n        return False\n"
    "    def __round__(self, digits=0):\n        return 1\n    def __bool__(self):\n        return True\n"
    "    def __copy__(self):\n        return self\n    def __deepcopy__(self, memo):\n        return self\n"
    "    def __getattr__(self, name):\n        return name\n",
    "async methods": "class C:\n    async def get(self, name: str) -> str:\n        return name\n"
    "    async def __aenter__(self):\n        return self\n"
    "    async def __aexit__(self, *error):\n        return None\n",
    "static and class methods": "class T:\n    @staticmethod\n    def one(x: int) -> int:\n"
    "        return x\n    @classmethod\n    def two(cls, x: int) -> int:\n        return x\n",
}


@pytest.mark.parametrize("picture", CLASSES.values(), ids=CLASSES.keys())
def test_a_class_is_made_and_used(bench: Make, picture: str) -> None:
    assert covers_all(bench(picture, most=1000))


OUTSIDE = {
    "import fallback": "try:\n    import surely_not_installed as fast\nexcept ImportError:\n"
    "    fast = None\nX = 1\n",
    "absent library": "try:\n    import json\n    FAST = True\nexcept ImportError:\n"
    "    FAST = False\n",
    "from import": "try:\n    from json import dumps\nexcept ImportError:\n"
    "    def dumps(x):\n        return 'x'\n",
    "platform": "import sys\nif sys.platform == 'win32':\n    END = 1\nelse:\n    END = 2\n",
    "version": "import sys\nif sys.version_info < (3, 0):\n    OLD = True\nelse:\n    OLD = False\n",
    "environment": "import os\nif os.environ.get('SHOP_MODE'):\n    MODE = 1\nelse:\n    MODE = 0\n",
    "program": "import sys\ndef main():\n    return len(sys.argv)\n"
    "if __name__ == '__main__':\n    X = main()\n",
}


@pytest.mark.parametrize("picture", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_code_outside_functions_is_run_anew(bench: Make, picture: str) -> None:
    file, _ = bench(picture).run()

    # The installed half of an import fallback runs at import, or needs a stand-in.
    assert not file.missing


def test_a_doctest_becomes_a_documented_expectation(bench: Make) -> None:
    made = bench(
        'def double(x: int) -> int:\n    """Double.\n\n    >>> double(21)\n    42\n'
        "    >>> double(None)\n    Traceback (most recent call last):\n    TypeError: no\n"
        '    """\n    return x * 2\n'
    )

    _, tried = made.run()

    expected = {
        one.call: (one.expectation.value, one.expectation.raises, one.expectation.source)
        for one, _ in tried
        if one.expectation and one.expectation.origin is OracleOrigin.DOCUMENTED
    }
    assert expected == {
        "double(21)": ("42", None, "docstring of double, line 4"),
        "double(None)": (None, "TypeError", "docstring of double, line 6"),
    }


def test_calls_in_tests_are_mined(bench: Make) -> None:
    source = (
        "import hashlib\ndef f(x: str, n: int) -> int:\n"
        "    if hashlib.sha256(x.encode()).hexdigest()[0] == 'e' and n == 17:\n"
        "        return 1\n    return 0\n"
    )
    texts = {"tests/test_f.py": "def test_f():\n    assert f('hello there 25', n=17) == 1\n"}

    _, tried = bench(source, texts=texts, most=3).run()

    assert 'f("hello there 25", 17)' in [one.call.replace("'", '"') for one, _ in tried]


def test_calls_in_fenced_examples_are_mined(bench: Make) -> None:
    source = "def f(x: int) -> int:\n    if x * x == 1522756:\n        return 1\n    return 0\n"
    texts = {"README.md": "Use it:\n\n```python\nf(1234)\n```\n"}

    assert covers_all(bench(source, texts=texts, most=3))


def test_a_word_quoted_by_an_error_is_tried(bench: Make) -> None:
    source = (
        "def f(x: str) -> int:\n    if x.encode().hex() != '6f70656e':\n"
        "        raise ValueError(f\"{x!r} is not one of '{'po'[1] + 'p' + 'en'}'\")\n    return 1\n"
    )

    assert covers_all(bench(source))


def test_constants_of_another_module_are_used(bench: Make) -> None:
    source = (
        "def f(x: str) -> int:\n    WORD = globals().get('SECRET_WORD') or SECRET_WORD\n"
        "    if x == WORD:\n        return 1\n    return 0\n"
        "exec('SECRET_' + 'WORD = ' + repr(chr(120) * 3 + 'yz'))\n"
    )
    texts = {"other.py": 'SECRET_WORD = "xxxyz"\n'}

    assert covers_all(bench(source, texts=texts))


def test_a_condition_says_what_differs(bench: Make) -> None:
    source = "def f(count: int) -> int:\n    if count < 1:\n        return 1\n    return 0\n"

    _, tried = bench(source).run()

    assert [(one.call, one.condition) for one, _ in tried][:2] == [
        ("f(1)", ""),
        ("f(0)", "count is 0"),
    ]


def test_arguments_stay_in_order_when_one_is_changed(bench: Make) -> None:
    source = (
        "def f(first: int, second: str, third: int) -> int:\n    if first > 400:\n        return 1\n"
        "    return len(second) + third\n"
    )

    _, tried = bench(source).run()

    returned = [one.call for one, seen in tried if seen.error is None]
    assert any(call.startswith(("f(401,", "f(1000,")) for call in returned)


def test_a_context_managers_error_path_is_entered(bench: Make) -> None:
    source = (
        "from contextlib import contextmanager\n@contextmanager\ndef f():\n    try:\n        yield 1\n"
        "    except ValueError:\n        pass\n"
    )

    assert covers_all(bench(source))


def test_an_import_names_the_module_that_defines(bench: Make) -> None:
    source = (
        "from datetime import date\n\ndef f(day):\n"
        '    """Tell.\n\n    >>> f(date(2024, 1, 31))\n    31\n    """\n    return day.day\n'
    )

    _, tried = bench(source, most=5).run()

    told = next(one for one, _ in tried if one.expectation)
    assert "from datetime import date" in told.imports
