"""Have Ollama fetch a model, and show how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.models.call import Bounds, Call
from bot.adapters.models.ollama_model import OLLAMA_TROUBLES, ollama_trouble, open_client
from bot.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ollama

    from bot.ports.world import Console

PULL_SECONDS_MAX = 3600.0
PULL_BYTES_MAX = 64 * 1024 * 1024
LINE_BYTES_MAX = 64 * 1024
MEGABYTE = 1_000_000


def pull(url: str, name: str, console: Console, *, seconds: float = PULL_SECONDS_MAX) -> None:
    """Fetch a model to the server's disk, within `seconds`.

    Raises:
        ModelError: it was not fetched; the message says why.
    """
    console.info("the model is fetched", model=name, server=url)
    call = Call(Bounds(PULL_BYTES_MAX, LINE_BYTES_MAX, seconds))
    try:
        with call, open_client(url, call) as client:
            last = _show(client.pull(name, stream=True), name, console)
    except OLLAMA_TROUBLES as error:
        late = f"not done after {seconds:g} s" if call.cut_as else ""
        why = late or ollama_trouble(error).note
        raise ModelError(f"{url} did not fetch {name}: {why}") from error
    if last != "success":
        raise ModelError(f"{url} did not fetch {name}: it broke off; run again, it goes on there")


def _show(steps: Iterable[ollama.ProgressResponse], name: str, console: Console) -> str:
    """Show each step; return the last one's status.

    Source: Ollama's API, "Pull a model": {"status": "pulling …", "total": 10, "completed": 5},
    at the end {"status": "success"}.
    """
    status = ""
    for step in steps:
        status = step.status or ""
        if step.total and step.total > 0:
            done = min(max(0, step.completed or 0), step.total)
            text = f"fetch {name}, MB"
            console.progress(text, done=done // MEGABYTE, total=step.total // MEGABYTE)
    return status
