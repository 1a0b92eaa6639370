"""Build Ollama by Go, in the version and from the digests that stand in go.mod and go.sum."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from servers.pins import OLLAMA_MODULE, OLLAMA_PINS

if TYPE_CHECKING:
    from servers.fetching import Say

BUILD_S_MAX = 14_400
LOOK_S_MAX = 300
NEEDED = {
    "go": "Go 1.24 or newer",
    "gcc": "a C compiler; on Debian and Ubuntu: apt install g++",
    "g++": "a C++ compiler; on Debian and Ubuntu: apt install g++",
}
# A module of Go's holds no folder named vendor, where Ollama keeps other people's headers.
# Two of them are a distribution's packages, the third has a stand-in beside go.mod.
HEADERS = {"nlohmann/json_fwd.hpp": "nlohmann-json3-dev", "stb/stb_image.h": "libstb-dev"}
OWN_HEADERS = OLLAMA_PINS / "include"
# Released programs pick a library made for the processor when they start, in which weights are
# packed anew for it. Built by Go alone, the processor's code is part of the program: for the
# oldest processors and without packing, unless told otherwise. On two cores with AVX-512, an
# answer of Qwen2.5-Coder-1.5B was read at 58 and written at 24 tokens a second with AVX2 alone,
# at 115 and 31 with both.
FLAGS = {"x86_64": "-O3 -march=native", "AMD64": "-O3 -march=native"}
DEFINED = "-DGGML_USE_CPU_REPACK"
CPU_FACTS = Path("/proc/cpuinfo")
KIND_DIGITS = 8


def pinned_version() -> str:
    """Return Ollama's version in go.mod, as it calls itself: "0.17.4"."""
    text = (OLLAMA_PINS / "go.mod").read_text(encoding="utf-8")
    found = re.search(rf"^(?:require )?\s*{re.escape(OLLAMA_MODULE)} v(\S+)", text, re.MULTILINE)
    assert found, f"{OLLAMA_PINS}/go.mod requires no {OLLAMA_MODULE}"
    return found[1]


def program_in(folder: Path) -> Path:
    """Return where the program for this machine's processor is built to."""
    return folder / f"ollama-{pinned_version()}-{kind()}" / "ollama"


def build_ollama(folder: Path, say: Say) -> Path:
    """Return the program, built into `folder` unless it is there: minutes on two cores.

    Raises:
        SystemExit: Go or a compiler is not here, or the build failed.
    """
    version, program = pinned_version(), program_in(folder)
    if program.exists():
        return program
    need()
    say(f"ollama {version}: building, which takes minutes")
    flags = flags_here()
    coming = program.with_suffix(".coming")
    command = ["go", "build", "-C", str(OLLAMA_PINS), "-o", str(coming)]
    # Unless it is told, a program built by hand calls itself 0.0.0.
    linked = f"-s -w -X={OLLAMA_MODULE}/version.Version={version}"
    built = subprocess.run(
        [*command, "-ldflags", linked, OLLAMA_MODULE],
        env={
            **os.environ,
            "CGO_ENABLED": "1",
            # Go knows what it built by these words, which name no processor by themselves.
            "CGO_CPPFLAGS": f"-I{OWN_HEADERS} {DEFINED} -DBUILT_FOR=cpu_{kind()}",
            "CGO_CFLAGS": flags,
            "CGO_CXXFLAGS": flags,
        },
        check=False,
        timeout=BUILD_S_MAX,
    )
    if built.returncode != 0:
        raise SystemExit(f"Ollama {version} cannot be built here; Go's words stand above")
    coming.rename(program)
    return program


def flags_here() -> str:
    """Return what compilers are told of this machine's processor."""
    return FLAGS.get(platform.machine(), "-O3")


def kind() -> str:
    """Tell programs apart that are built for other processors, or otherwise."""
    facts = CPU_FACTS.read_text(encoding="utf-8") if CPU_FACTS.exists() else platform.processor()
    able = next((line for line in facts.splitlines() if line.startswith(("flags", "Features"))), "")
    told = f"{platform.machine()} {flags_here()} {DEFINED} {able}"
    return hashlib.sha256(told.encode()).hexdigest()[:KIND_DIGITS]


def need() -> None:
    """Say what is missing here before minutes are spent.

    Raises:
        SystemExit: a program or a header that the build needs.
    """
    for name, what in NEEDED.items():
        if shutil.which(name) is None:
            raise SystemExit(f"{name} is not here; building Ollama needs {what}")
    missing = {}
    for header, package in HEADERS.items():
        looked = ["g++", "-fsyntax-only", "-include", header, "-x", "c++", os.devnull]
        found = subprocess.run(looked, capture_output=True, check=False, timeout=LOOK_S_MAX)
        if found.returncode != 0:
            missing[header] = package
    if missing:
        raise SystemExit(
            f"{' and '.join(missing)} not found, which building Ollama needs; on Debian and "
            f"Ubuntu: apt install {' '.join(missing.values())}"
        )
