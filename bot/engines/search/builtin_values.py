"""Plain values to try for each builtin and library type, simplest first."""

from __future__ import annotations

from bot.engines.search.pieces import PLACE, Piece

_TEMPORARY = ("tmp_path",)


def _sources(*sources: str, imports: tuple[str, ...] = ()) -> tuple[Piece, ...]:
    return tuple(Piece(source, imports) for source in sources)


def text_file(text: str, name: str = "input.txt") -> Piece:
    """Make a path to a small text file."""
    return Piece(
        PLACE,
        setup=(f'{PLACE} = tmp_path / "{name}"', f'{PLACE}.write_text({text!r}, encoding="utf-8")'),
        fixtures=_TEMPORARY,
    )


MISSING_FILE = Piece('tmp_path / "missing.txt"', fixtures=_TEMPORARY)
NEW_FOLDER = Piece("tmp_path", fixtures=_TEMPORARY)
PATHS = (
    text_file("abc\n"),
    MISSING_FILE,
    NEW_FOLDER,
    Piece('Path("notes.txt")', ("from pathlib import Path",)),
)
PATH_TEXTS = tuple(
    Piece(f"str({piece.source})", piece.imports, piece.setup, piece.fixtures) for piece in PATHS[:3]
)

INTS = _sources("1", "0", "-1", "2", "5", "10", "100", "1000")
FLOATS = _sources("1.5", "0.0", "-1.5", "2.0", "100.0", 'float("inf")', 'float("nan")')
TEXTS = _sources(
    '"abc"', '""', '"a"', '"Hello, World"', '"1"', '"one two three"', '" abc "', '"ABC"',
    '"a,b"', '"key=value"', '"-1.5"', '"é"', '"a\\nb"',
)  # fmt: skip
BOOLS = _sources("True", "False")
NONE = Piece("None")
BYTES = _sources('b"abc"', 'b""', 'b"\\xff"', 'b"a\\nb"')
CALLABLES = _sources(
    "lambda *args, **kwargs: None",
    "lambda *args, **kwargs: args",
    "str",
    "lambda *args, **kwargs: 1",
    "lambda *args, **kwargs: True",
    "lambda value: value",
    "len",
)

CONTEXTS = (
    Piece("Lock()", ("from threading import Lock",)),
    Piece("nullcontext()", ("from contextlib import nullcontext",)),
)
_DATETIME = "from datetime import "
_ZONED = (
    Piece(
        "datetime(2024, 1, 31, 12, 30, tzinfo=timezone.utc)",
        (_DATETIME + "datetime", _DATETIME + "timezone"),
    ),
    Piece(
        "datetime(2024, 7, 1, tzinfo=timezone(timedelta(hours=-5)))",
        (_DATETIME + "datetime", _DATETIME + "timedelta", _DATETIME + "timezone"),
    ),
)
LIBRARY: dict[str, tuple[Piece, ...]] = {
    "builtins.int": INTS,
    "builtins.float": FLOATS,
    "builtins.complex": _sources("1 + 2j", "0j"),
    "builtins.str": TEXTS,
    "builtins.bool": BOOLS,
    "builtins.bytes": BYTES,
    "builtins.bytearray": _sources('bytearray(b"abc")', "bytearray()"),
    "builtins.memoryview": _sources('memoryview(b"abc")'),
    "builtins.object": _sources("1", '"abc"', "None", "object()", "[1]", '{"a": 1}'),
    "builtins.NoneType": (NONE,),
    "types.NoneType": (NONE,),
    "builtins.slice": _sources("slice(0, 2)", "slice(None)"),
    "builtins.range": _sources("range(3)", "range(0)"),
    "numbers.Number": _sources("1", "0", "-1", "1.5"),
    "numbers.Real": _sources("1", "0", "-1.5"),
    "numbers.Integral": INTS,
    "builtins.BaseException": _sources('ValueError("wrong")', "KeyboardInterrupt()"),
    "builtins.Exception": _sources('ValueError("wrong")', 'KeyError("a")', "Exception()"),
    "builtins.ValueError": _sources('ValueError("wrong")'),
    "builtins.OSError": _sources('OSError(2, "missing")'),
    "builtins.type": _sources("int", "str", "list", "dict"),
    "types.TracebackType": (NONE,),
    "types.ModuleType": (Piece("math", ("import math",)),),
    "types.FunctionType": CALLABLES,
    "types.SimpleNamespace": _sources(
        'SimpleNamespace(name="abc")', imports=("from types import SimpleNamespace",)
    ),
    "datetime.datetime": _sources(
        "datetime(2024, 1, 31, 12, 30)", "datetime(2020, 2, 29)", "datetime(1999, 12, 31, 23, 59)",
        imports=(_DATETIME + "datetime",),
    ) + _ZONED,
    "datetime.date": _sources(
        "date(2024, 1, 31)", "date(2020, 2, 29)", "date(2023, 7, 15)", "date(2024, 2, 1)",
        imports=(_DATETIME + "date",),
    ),
    "datetime.time": _sources("time(12, 30)", "time(0, 0)", imports=(_DATETIME + "time",)),
    "datetime.timedelta": _sources(
        "timedelta(days=1)", "timedelta(0)", "timedelta(hours=-1)", "timedelta(seconds=90)",
        imports=(_DATETIME + "timedelta",),
    ),
    "datetime.timezone": (Piece("timezone.utc", (_DATETIME + "timezone",)),),
    "datetime.tzinfo": (Piece("timezone.utc", (_DATETIME + "timezone",)), NONE),
    "decimal.Decimal": _sources(
        'Decimal("1.50")', 'Decimal("0")', 'Decimal("-1")', 'Decimal("100")',
        imports=("from decimal import Decimal",),
    ),
    "fractions.Fraction": _sources(
        "Fraction(1, 3)", "Fraction(0)", imports=("from fractions import Fraction",)
    ),
    "uuid.UUID": (Piece("UUID(int=1)", ("from uuid import UUID",)),),
    "re.Pattern": _sources('re.compile("a+")', 're.compile("(b)(c)?")', imports=("import re",)),
    "typing.Pattern": _sources('re.compile("a+")', imports=("import re",)),
    "re.Match": _sources('re.search("a+", "baab")', imports=("import re",)),
    "pathlib.Path": PATHS,
    "pathlib.PurePath": PATHS[3:],
    "os.PathLike": PATHS,
    "collections.Counter": _sources(
        'Counter("aab")', "Counter()", imports=("from collections import Counter",)
    ),
    "logging.Logger": (Piece('logging.getLogger("test")', ("import logging",)),),
    "argparse.ArgumentParser": _sources(
        "ArgumentParser()", imports=("from argparse import ArgumentParser",)
    ),
    "argparse.Namespace": (Piece('Namespace(name="abc")', ("from argparse import Namespace",)),),
    "ast.AST": (Piece('ast.parse("x = 1")', ("import ast",)),),
    "ast.Module": (Piece('ast.parse("x = 1")', ("import ast",)),),
    "inspect.Signature": (Piece("inspect.signature(len)", ("import inspect",)),),
    "random.Random": (Piece("Random(1)", ("from random import Random",)),),
    "typing.Hashable": _sources('"abc"', "1"),
    "collections.abc.Hashable": _sources('"abc"', "1"),
    "collections.abc.Sized": _sources("[1, 2]", "[]"),
    "collections.abc.Buffer": BYTES,
}  # fmt: skip

_IO = ("import io",)
_TEXT_STREAMS = _sources('io.StringIO("abc\\n")', "io.StringIO()", imports=_IO)
_BYTE_STREAMS = _sources('io.BytesIO(b"abc\\n")', "io.BytesIO()", imports=_IO)
LIBRARY |= {
    "typing.IO": (*_TEXT_STREAMS, *_BYTE_STREAMS),
    "typing.TextIO": _TEXT_STREAMS,
    "io.StringIO": _TEXT_STREAMS,
    "io.TextIOBase": _TEXT_STREAMS,
    "io.TextIOWrapper": _TEXT_STREAMS,
    "io.IOBase": (*_TEXT_STREAMS, *_BYTE_STREAMS),
    "typing.BinaryIO": _BYTE_STREAMS,
    "io.BytesIO": _BYTE_STREAMS,
    "io.RawIOBase": _BYTE_STREAMS,
    "io.BufferedIOBase": _BYTE_STREAMS,
    "io.BufferedReader": _BYTE_STREAMS,
}

ANYTHING = _sources(
    "1", '"abc"', "None", "[1, 2]", '{"a": 1}', "0", '""', "[]", "{}", "1.5", "True"
)
"""For a parameter that nothing is known about."""
