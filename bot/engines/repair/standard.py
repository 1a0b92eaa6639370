"""The standard library as names: which module has what tests use. Data only."""

from __future__ import annotations

import sys

_PUBLIC = {
    "pathlib": "Path PurePath PurePosixPath PureWindowsPath PosixPath",
    "datetime": "datetime date time timedelta timezone tzinfo UTC",
    "decimal": "Decimal ROUND_HALF_UP ROUND_HALF_EVEN ROUND_DOWN ROUND_UP InvalidOperation"
    " localcontext getcontext",
    "fractions": "Fraction",
    "collections": "Counter OrderedDict ChainMap defaultdict deque namedtuple UserDict UserList"
    " UserString",
    "collections.abc": "Iterable Iterator Generator Mapping MutableMapping Sequence"
    " MutableSequence MutableSet Hashable Sized Coroutine Awaitable AsyncIterator AsyncIterable"
    " AsyncGenerator",
    "dataclasses": "dataclass field replace asdict astuple fields is_dataclass FrozenInstanceError",
    "enum": "Enum IntEnum Flag IntFlag StrEnum auto unique",
    "functools": "partial reduce lru_cache wraps cached_property cmp_to_key singledispatch"
    " total_ordering partialmethod",
    "itertools": "chain count cycle repeat islice product permutations combinations groupby"
    " zip_longest accumulate starmap takewhile dropwhile tee pairwise"
    " combinations_with_replacement",
    "operator": "itemgetter attrgetter methodcaller",
    "typing": "Any Callable Dict List Optional Set Tuple Type Union NamedTuple TypedDict Protocol"
    " TypeVar Generic Literal ClassVar Final cast",
    "types": "SimpleNamespace ModuleType MappingProxyType FunctionType MethodType TracebackType"
    " GeneratorType CoroutineType",
    "io": "StringIO BytesIO TextIOWrapper BufferedReader",
    "uuid": "UUID uuid4 uuid1 uuid5 NAMESPACE_DNS",
    "contextlib": "contextmanager suppress redirect_stdout redirect_stderr ExitStack nullcontext"
    " closing asynccontextmanager AsyncExitStack",
    "abc": "ABC ABCMeta abstractmethod",
    "textwrap": "dedent indent fill shorten",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits punctuation Template Formatter",
    "math": "inf nan pi isclose sqrt floor ceil isnan isinf",
    "random": "Random randint choice shuffle",
    "statistics": "mean median stdev",
    "json": "JSONDecodeError JSONEncoder JSONDecoder loads dumps",
    "copy": "copy deepcopy",
    "argparse": "ArgumentParser Namespace ArgumentTypeError ArgumentError",
    "configparser": "ConfigParser RawConfigParser NoSectionError NoOptionError",
    "logging": "Logger LogRecord Formatter Handler StreamHandler getLogger INFO DEBUG"
    " WARNING ERROR",
    "tempfile": "TemporaryDirectory NamedTemporaryFile mkdtemp",
    "shutil": "copyfile copytree rmtree",
    "html": "escape unescape",
    "html.parser": "HTMLParser",
    "xml.etree.ElementTree": "Element ElementTree SubElement fromstring tostring ParseError",
    "urllib.parse": "urlparse urljoin quote unquote urlencode parse_qs urlsplit ParseResult"
    " SplitResult",
    "urllib.error": "HTTPError URLError",
    "http": "HTTPStatus HTTPMethod",
    "http.cookies": "SimpleCookie Morsel",
    "email.message": "EmailMessage Message",
    "ipaddress": "ip_address ip_network IPv4Address IPv6Address IPv4Network",
    "zoneinfo": "ZoneInfo",
    "calendar": "monthrange timegm",
    "base64": "b64encode b64decode",
    "hashlib": "sha256 md5 sha1",
    "threading": "Lock RLock Event Condition Semaphore local",
    "queue": "Queue Empty Full PriorityQueue LifoQueue",
    "heapq": "heappush heappop heapify nlargest nsmallest",
    "bisect": "bisect_left bisect_right insort",
    "weakref": "WeakValueDictionary WeakKeyDictionary ref WeakSet",
    "struct": "pack unpack calcsize",
    "inspect": "signature Signature Parameter",
    "ast": "NodeVisitor NodeTransformer literal_eval",
    "csv": "DictReader DictWriter",
    "array": "array",
    "glob": "glob",
    "pprint": "pprint pformat",
    "time": "time sleep monotonic perf_counter strftime strptime gmtime localtime mktime",
    "concurrent.futures": "Future",
    "importlib": "import_module",
    "warnings": "catch_warnings simplefilter",
    "unittest": "TestCase",
}
"""Public names by module. Where two modules share a name, the earlier one is meant."""

_TESTING = {
    "pytest": "pytest",
    "raises": "pytest.raises",
    "approx": "pytest.approx",
    "mock": "unittest.mock",
    **{
        name: f"unittest.mock.{name}"
        for name in ("Mock", "MagicMock", "AsyncMock", "patch", "call", "ANY")
    },
}
_SHORT = {
    "dt": "import datetime as dt",
    "ET": "import xml.etree.ElementTree as ET",
}
# Importing these does something.
_LOUD = frozenset({"antigravity", "idlelib", "test", "this", "turtle", "turtledemo"})

MODULES = frozenset(
    name for name in sys.stdlib_module_names if not name.startswith("_") and name not in _LOUD
)
"""Modules of the standard library, as this interpreter has them."""

PUBLIC: dict[str, frozenset[str]] = {
    module: frozenset(names.split()) for module, names in _PUBLIC.items()
}
_MODULE_OF = {name: module for module in reversed(PUBLIC) for name in sorted(PUBLIC[module])}


def is_twin(name: str) -> bool:
    """Tell whether a module has a class or function of its own name: datetime, copy, glob."""
    return name in PUBLIC.get(name, ())


def standard_line(name: str, attributes: frozenset[str], *, called: bool) -> str:
    """Return the import that gives a name, by how it is used; "" where there is none.

    `attributes` are those read from it, `called` tells that it is called itself.
    """
    if name in _SHORT:
        return _SHORT[name]
    is_module = name in MODULES and bool(attributes) and not called
    if is_module and (name not in _MODULE_OF or attributes & PUBLIC.get(name, frozenset())):
        return f"import {name}"
    return f"from {_MODULE_OF[name]} import {name}" if name in _MODULE_OF else ""


def tool_line(name: str) -> str:
    """Return the import of a name of pytest or of the standard library's mocks, "" for others."""
    module, _, last = _TESTING.get(name, "").rpartition(".")
    if not last:
        return ""
    return f"from {module} import {last}" if module else f"import {last}"
