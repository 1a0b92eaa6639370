"""Start a server on loopback, wait until it answers, and end it with all its children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from servers.pins import CHAT_TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers.pins import Weights

HOST = "127.0.0.1"
THREADS = 2
CONTEXT_TOKENS = 8192
READY_S_MAX = 600
CREATE_S_MAX = 1800
ASK_S_MAX = 2
PAUSE_S = 0.2
END_S_MAX = 10
LOG_CHARS_MAX = 2000
_OK = 200


@dataclass(frozen=True)
class Launch:
    """How one server is started: it is ready once `url` + `probe` answers 200."""

    name: str
    command: tuple[str, ...]
    url: str
    probe: str
    environ: Mapping[str, str] = field(default_factory=dict)


def ollama(program: Path, folder: Path, port: int) -> Launch:
    """Launch Ollama; what it keeps, its key included, lies in `folder`."""
    kept = {
        "HOME": str(folder / "ollama-home"),
        "OLLAMA_MODELS": str(folder / "ollama-models"),
        "OLLAMA_HOST": f"{HOST}:{port}",
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_MAX_LOADED_MODELS": "1",
    }
    return Launch("ollama", (str(program), "serve"), f"http://{HOST}:{port}", "/api/version", kept)


@dataclass(frozen=True)
class Llama:
    """llama.cpp's server, and the library of the processor's code that it is to use."""

    program: Path
    library: Path


def llama(found: Llama, weights: Weights, file: Path, port: int) -> Launch:
    """Launch llama.cpp's server with one model, which it calls as Ollama would."""
    command = (
        *(str(found.program), "--model", str(file), "--alias", weights.model),
        *("--host", HOST, "--port", str(port), "--offline", "--no-ui"),
        *("--ctx-size", str(CONTEXT_TOKENS), "--threads", str(THREADS), "--parallel", "1"),
    )
    # The loader takes a library that it has already for every other of the same name.
    environ = {"LD_LIBRARY_PATH": str(found.program.parent), "LD_PRELOAD": str(found.library)}
    return Launch("llama.cpp", command, f"http://{HOST}:{port}", "/health", environ)


@contextmanager
def running(launch: Launch, log: Path) -> Iterator[str]:
    """Run the server while the block runs; yields its address. Its words go into `log`.

    Raises:
        SystemExit: it ended, or did not answer in `READY_S_MAX` seconds.
    """
    environ = {**os.environ, **launch.environ}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as words:
        process = subprocess.Popen(
            launch.command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
        )
    try:
        await_ready(launch, process, log)
        yield launch.url
    finally:
        end(process)


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.create_server((HOST, 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def await_ready(launch: Launch, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers."""
    until = time.monotonic() + READY_S_MAX
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"{launch.name} ended with {process.returncode}: {tail(log)}")
        if answers(launch.url, launch.probe):
            return
        time.sleep(PAUSE_S)
    raise SystemExit(f"{launch.name} did not answer in {READY_S_MAX} s: {tail(log)}")


def answers(url: str, path: str) -> bool:
    """Tell whether the address answers 200; anything else is no."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=ASK_S_MAX)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == _OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server and its children: kindly, then by force."""
    for signalled in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, signalled)
            process.wait(END_S_MAX)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def tail(log: Path) -> str:
    """Return the last words of a log."""
    return log.read_bytes()[-LOG_CHARS_MAX:].decode(errors="replace").strip() or "it said nothing"


def create(launch: Launch, weights: Weights, file: Path, folder: Path) -> None:
    """Make the weights known to a running Ollama by their name; known ones stay as they are.

    Raises:
        SystemExit: Ollama would not take them.
    """
    environ = {**os.environ, **launch.environ}
    program = launch.command[0]
    known = _run((program, "show", weights.model, "--template"), environ)
    # Ollama keeps a file under its digest, so a name that older weights have is made anew.
    blob = Path(environ["OLLAMA_MODELS"]) / "blobs" / f"sha256-{weights.sha256}"
    has_template = known.stdout.decode(errors="replace").strip() == CHAT_TEMPLATE.strip()
    if known.returncode == 0 and has_template and blob.exists():
        return
    recipe = folder / f"{file.stem}.Modelfile"
    recipe.write_text(f'FROM {file}\nTEMPLATE """{CHAT_TEMPLATE}"""\n', encoding="utf-8")
    made = _run((program, "create", weights.model, "-f", str(recipe)), environ)
    if made.returncode != 0:
        said = made.stderr.decode(errors="replace")[-LOG_CHARS_MAX:]
        raise SystemExit(f"Ollama would not take {file}: {said}")


def _run(
    command: tuple[str, ...], environ: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, env=environ, capture_output=True, check=False, timeout=CREATE_S_MAX
    )
