"""Read back what an earlier run left: another version, a kill or a person may have spoiled it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.codec import from_json

if TYPE_CHECKING:
    from bot.ports.world import Store

T = TypeVar("T")
WHY_CHARS_MAX = 300


def saved(cls: type[T], store: Store, name: str) -> T | None:
    """Return what a file of a result directory holds, None where there is none.

    Raises:
        ValueError: it is not UTF-8, no JSON, or of another format; the message says which.
    """
    try:
        text = store.read(name)
        return None if text is None else from_json(cls, text)
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not as this version writes it: {error}"[:WHY_CHARS_MAX]) from error
