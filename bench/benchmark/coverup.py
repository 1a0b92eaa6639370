"""CoverUp: whole tests from a model, with what pytest says of them as follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.peers import Written

if TYPE_CHECKING:
    from benchmark.peers import Budget, Scratch

TESTS = "coverup-tests"
LOG = "coverup.log"


class CoverUp:
    """Runs it once a module against the same server; what it accepted in its time is kept."""

    pins = ("coverup==0.6.3", "litellm==1.106.2")
    # Its usual prompt lets the model look names up by calling a function, for which it wants a
    # model that is known to call functions; this is its own variant without. One request at a
    # time is what the server answers.
    options = ("--prompt", "gpt-v2-no-code-context", "--max-concurrency", "1", "--no-checkpoint")

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:
        """Return the files that it accepted until it ended, or its time did."""
        assert budget.place is not None
        package = scratch.bench.package
        folder = scratch.copy / TESTS
        folder.mkdir()
        argv = (
            *("coverup", "--model", f"ollama_chat/{budget.place.model}", *self.options),
            *("--ollama-api-base", budget.place.url, "--log-file", LOG),
            *("--package-dir", str(scratch.source / package.top), "--tests-dir", str(folder)),
            str(scratch.copy / package.file_of(module)),
        )
        # It will not start unless it finds the address here too; prices it would fetch.
        env = {"OLLAMA_API_BASE": budget.place.url, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        ran = scratch.run(argv, budget.seconds, networked=True, **env)
        texts = [one.read_text(encoding="utf-8") for one in sorted(folder.glob("test_*.py"))]
        first, *more = [text for text in texts if text.strip()] or [""]
        note = "its time was over" if ran.timed_out else ran.tail
        return Written(first, ran.seconds, note, more=tuple(more))
