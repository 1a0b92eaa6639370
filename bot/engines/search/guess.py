"""What a parameter takes, guessed from its name alone: `path`, `count`, `items`, `callback`."""

from __future__ import annotations

import re

from bot.engines.search.builtin_values import (
    ANYTHING,
    BOOLS,
    BYTES,
    CALLABLES,
    FLOATS,
    INTS,
    LIBRARY,
    PATH_TEXTS,
    PATHS,
    TEXTS,
)
from bot.engines.search.pieces import Piece, literal

_LISTS = tuple(map(Piece, ("[1, 2, 3]", "[]", '["a", "b"]', "[[1, 2], [3]]", '[("a", 1)]')))
_DICTS = tuple(map(Piece, ('{"a": 1}', "{}", '{"a": {"b": 1}}', '{"name": "abc"}')))
_STREAMS = LIBRARY["typing.IO"]
_LOGGERS = (Piece('logging.getLogger("sample")', ("import logging",)),)
_URLS = tuple(map(Piece, ('"http://example.com/a?b=1"', '"ftp://example.com"', '"example.com"')))

_ERROR_CLASSES = tuple(map(Piece, ("ValueError", "(KeyError, ValueError)", "Exception", "OSError")))

FORMATS_MAX = 6
"""Well-formed texts tried for one parameter."""

_FORMATS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"date_?time|timestamp|isoformat",
        ("2024-01-31T12:30:45Z", "2024-01-31 12:30:45", "20240131T123045"),
    ),
    (r"(?<!up)date(?!_?time)", ("2024-01-31", "20240131", "31 January 2024")),
    (r"(?<!date)(?<!date_)time(?!out|r|s\b|delta|_?zone)", ("12:30:45", "12:30", "23:59:59.5")),
    (r"duration|period|interval|timedelta", ("P1DT2H30M", "1h30m", "00:01:30")),
    (r"version|semver|release", ("1.2.3", "2.0.0-rc.1+build.5", "1.0a1")),
    (r"url|uri|link|href", ("http://ann@example.com:80/a/b?c=1#d", "example.com/a")),
    (r"mail", ("ann@example.com", "Ann <ann@example.com>")),
    (r"ip_|_ip|\bip|host|addr", ("127.0.0.1", "::1", "localhost:8080")),
    (r"colou?r|hex|rgb", ("#ff8000", "#fff", "red")),
    (r"uuid|guid", ("12345678-1234-5678-1234-567812345678",)),
    (r"json", ('{"a": [1, 2]}', "[]")),
    (r"xml|html|markup", ("<p>one <b>two</b></p>", "<a/>")),
    (r"csv", ("a,b\n1,2\n",)),
    (r"query", ("a=1&b=2",)),
    (r"cookie|header", ("a=1; b=2", "text/html; charset=utf-8")),
    (r"mime|content_?type", ("text/html; charset=utf-8",)),
    (r"expr|formula|condition", ("1 + 2 * (3 - a)", 'a == "b" and not c')),
    (r"markdown|rst", ("# Title\n\n- item *one*\n",)),
    (r"cron|schedule", ("*/5 * * * *",)),
)

# The first pattern found in the name, split at underscores, decides.
_BY_NAME: tuple[tuple[str, tuple[Piece, ...]], ...] = (
    (r"exceptions|excs|errors|retry_on|exc_types?|exc_class|error_class", _ERROR_CLASSES),
    (r"callback|callable|func|function|fn|predicate|hook|handler|factory|decorator|f", CALLABLES),
    (r"is|has|use|should|allow|strict|verbose|force|flag|enabled?|recursive|reverse", BOOLS),
    (r"path|filename|file|filepath|directory|dir|folder|dest|destination", (*PATH_TEXTS, *PATHS)),
    (r"stream|fp|fd|fh|buffer|buf|reader|writer|fileobj", _STREAMS),
    (r"logger|log", _LOGGERS),
    (r"urls?|uri|link|href|endpoint", _URLS),
    (r"email", tuple(map(Piece, ('"ann@example.com"', '"ann"', '""')))),
    (r"dates?|day", LIBRARY["datetime.date"]),
    (r"datetime|timestamp|when|now|dt", LIBRARY["datetime.datetime"]),
    (r"raw|bytes|payload|blob|binary", (*BYTES, *TEXTS)),
    (
        r"items|values|list|seq|sequence|iterable|rows|args|elements|lines|nums|array|lst|arr",
        _LISTS,
    ),
    (r"tags|names|words|tokens|keys|columns|fields|parts", (Piece('["a", "b"]'), *_LISTS)),
    (
        r"dict|mapping|map|options|opts|config|conf|settings|kwargs|params|headers|attrs|meta",
        _DICTS,
    ),
    (r"json|document", (Piece("'{\"a\": 1}'"), Piece('"not json"'), *_DICTS)),
    (
        r"count|size|n|num|number|index|idx|length|len|width|height|limit|max|min|start|stop|end",
        INTS,
    ),
    (r"step|depth|level|offset|year|month|age|id|port|digits|times|total|i|j|k|x|y", INTS),
    (r"amount|price|rate|ratio|factor|weight|seconds|delay|timeout|percent|threshold", FLOATS),
    (r"pattern|regex", tuple(map(Piece, ('"a+"', '"(b)(c)?"', '"["')))),
    (r"cls|klass|class|type", LIBRARY["builtins.type"]),
    (r"exc|exception|error|err", LIBRARY["builtins.Exception"]),
    (
        r"field|column|attr|attribute|tag|option|property|name|text|string|str|s|label|title|message|msg|word|key|prefix|suffix|sep|code|line",
        TEXTS,
    ),
    (
        r"source|src|content|body|docstring|description|format|fmt|template|mode|encoding|char",
        TEXTS,
    ),
)
_COMPILED = tuple((re.compile(rf"(?:^|_)(?:{names})(?:_|$)"), pieces) for names, pieces in _BY_NAME)


def by_name(name: str) -> tuple[Piece, ...]:
    """Return pieces that a parameter of this name may take, likely first; () for no idea."""
    return next((pieces for pattern, pieces in _COMPILED if pattern.search(name.lower())), ())


def formats(name: str) -> tuple[Piece, ...]:
    """Return well-formed texts of the kind that a name speaks of; () for no idea."""
    found = (texts for pattern, texts in _FORMATS if re.search(pattern, name.lower()))
    return tuple(literal(text) for texts in found for text in texts)[:FORMATS_MAX]


def anything(name: str) -> tuple[Piece, ...]:
    """Return pieces for a parameter that only its name is known of: likely first, then others."""
    return tuple(dict.fromkeys((*by_name(name), *ANYTHING)))
