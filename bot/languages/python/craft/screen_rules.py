"""The names that generated code may not use, by the reason given. Data only.

Threads may not be started, locks and events may be made; HTTP status codes are fine,
HTTP clients are not.
"""

MODULES = {
    "it uses the network": (
        "aiohttp",
        "asyncore",
        "ftplib",
        "http.client",
        "http.server",
        "httpx",
        "imaplib",
        "nntplib",
        "poplib",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "telnetlib",
        "urllib.request",
        "urllib3",
        "websockets",
        "xmlrpc",
    ),
    "it starts processes": ("multiprocessing", "pty", "subprocess"),
    "it reaches below Python": (
        "_ctypes",
        "_thread",
        "cffi",
        "ctypes",
        "mmap",
        "resource",
        "signal",
    ),
    "it uses mocks": ("mock", "unittest.mock"),
    "it builds code": ("code", "codeop", "marshal"),
    "it installs packages": ("ensurepip", "pip", "venv"),
    "it shows pages to people": ("webbrowser",),
}

CALLS = {
    "it builds code": ("__import__", "breakpoint", "compile", "eval", "exec", "input"),
    "it ends the interpreter": ("exit", "os._exit", "os.abort", "quit", "sys.exit"),
    "it starts processes": (
        "asyncio.create_subprocess_exec",
        "asyncio.create_subprocess_shell",
        "concurrent.futures.ProcessPoolExecutor",
        "os.fork",
        "os.forkpty",
        "os.kill",
        "os.killpg",
        "os.popen",
        "os.startfile",
        "os.system",
    ),
    "it starts threads": (
        "concurrent.futures.ThreadPoolExecutor",
        "threading.Thread",
        "threading.Timer",
    ),
    "it uses the network": (
        "asyncio.open_connection",
        "asyncio.open_unix_connection",
        "asyncio.start_server",
        "asyncio.start_unix_server",
    ),
    "it skips itself": (
        "pytest.exit",
        "pytest.importorskip",
        "pytest.skip",
        "pytest.xfail",
        "unittest.SkipTest",
        "unittest.skip",
        "unittest.skipIf",
        "unittest.skipUnless",
    ),
    "it watches the interpreter": (
        "sys.setprofile",
        "sys.setrecursionlimit",
        "sys.settrace",
        "threading.setprofile",
        "threading.settrace",
    ),
    "it changes the environment": (
        "os.chdir",
        "os.chroot",
        "os.putenv",
        "os.setgid",
        "os.setuid",
        "os.umask",
        "os.unsetenv",
    ),
    "it reaches below Python": ("globals",),
    "it reloads modules": ("importlib.reload", "runpy.run_path"),
}
CALL_PREFIXES = {"it starts processes": ("os.exec", "os.posix_spawn", "os.spawn")}

NAMES = {
    "it reads the environment": ("os.environ", "os.environb", "os.getenv"),
    "it reaches below Python": ("__builtins__", "builtins.__import__", "sys._getframe"),
    "it skips itself": (
        "pytest.mark.skip",
        "pytest.mark.skipif",
        "pytest.mark.xfail",
    ),
}

ATTRIBUTES = {
    "it reaches below Python": (
        "__base__",
        "__bases__",
        "__builtins__",
        "__closure__",
        "__code__",
        "__globals__",
        "__mro__",
        "__reduce__",
        "__reduce_ex__",
        "__subclasses__",
        "cr_frame",
        "f_back",
        "f_builtins",
        "f_globals",
        "gi_frame",
        "tb_frame",
    ),
    "it looks for the subject's own file": ("__file__", "__loader__", "__spec__"),
}

# Written as functions: their arguments are paths.
FILE_WRITERS = frozenset(
    {
        "os.chmod",
        "os.link",
        "os.makedirs",
        "os.mkdir",
        "os.mkfifo",
        "os.remove",
        "os.removedirs",
        "os.rename",
        "os.renames",
        "os.replace",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.unlink",
        "shutil.chown",
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "shutil.move",
        "shutil.rmtree",
        "shutil.unpack_archive",
    }
)
OPENERS = frozenset(
    {"bz2.open", "codecs.open", "gzip.open", "io.open", "lzma.open", "open", "os.open"}
)
PATHS = frozenset(
    {
        "pathlib.Path",
        "pathlib.PosixPath",
        "pathlib.PurePath",
        "Path",
        "os.path.join",
        "pathlib.Path.cwd",
        "pathlib.Path.home",
    }
)
# Written as methods of a path.
PATH_WRITERS = frozenset(
    {
        "chmod",
        "hardlink_to",
        "mkdir",
        "rename",
        "rmdir",
        "symlink_to",
        "touch",
        "unlink",
        "write_bytes",
        "write_text",
    }
)
# What lists folders or reads files, by functions and by methods of a path.
FILE_READERS = frozenset(
    {"glob.glob", "glob.iglob", "os.listdir", "os.scandir", "os.walk", "shutil.copy", "io.FileIO"}
)
PATH_READERS = frozenset({"glob", "iterdir", "open", "read_bytes", "read_text", "rglob", "walk"})
TEMPORARY = frozenset({"tmp_path", "tmp_path_factory", "tmpdir", "tmpdir_factory", "tempfile"})
