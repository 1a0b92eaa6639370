"""Sum up what a model was asked: tokens, and what came of each version of a prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.outcome import ModelShare, PromptShare

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.domain.trajectory import Asked


def model_share(asked: Sequence[Asked], kept: Collection[str]) -> ModelShare | None:
    """Return what a mission's questions took and brought; None where none was asked.

    `kept` names the questions (`Asked.prompt`) out of whose answers a test was kept.
    """
    if not asked:
        return None
    return ModelShare(
        name=asked[-1].model,
        digest=asked[-1].model_digest,
        tokens_in=sum(one.tokens_in for one in asked),
        tokens_out=sum(one.tokens_out for one in asked),
        prompts=tuple(
            PromptShare(
                version,
                asked=sum(one.version == version for one in asked),
                usable=sum(one.version == version and one.situations > 0 for one in asked),
                kept=sum(one.version == version and one.prompt in kept for one in asked),
            )
            for version in sorted({one.version for one in asked})
        ),
    )


def model_total(shares: Sequence[ModelShare]) -> ModelShare | None:
    """Add up the shares of several missions; None where none has any."""
    if not shares:
        return None
    versions = sorted({one.version for share in shares for one in share.prompts})
    return ModelShare(
        name=", ".join(sorted({share.name for share in shares})),
        digest=", ".join(sorted({share.digest for share in shares if share.digest})),
        tokens_in=sum(share.tokens_in for share in shares),
        tokens_out=sum(share.tokens_out for share in shares),
        prompts=tuple(_prompt_total(version, shares) for version in versions),
    )


def _prompt_total(version: str, shares: Sequence[ModelShare]) -> PromptShare:
    found = [one for share in shares for one in share.prompts if one.version == version]
    return PromptShare(
        version,
        asked=sum(one.asked for one in found),
        usable=sum(one.usable for one in found),
        kept=sum(one.kept for one in found),
    )
