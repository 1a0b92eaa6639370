"""Measure what real model servers do with schemas, long prompts, seeds, prefixes and hanging up.

    python bench/model_facts.py ollama|llama.cpp --url http://127.0.0.1:11501 [--model NAME]

The server must run already (bench/model_servers.py) and have nobody else to serve. Prints a
Markdown list, of which docs/models.md shows the last one that was measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import jsonschema
from servers.asking import OllamaWire, OpenAIWire, Question, Reply, Wire, ask
from servers.pins import WEIGHTS
from servers.schemas import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Fact = tuple[str, str]
WIRES: dict[str, Callable[[str, str], Wire]] = {"ollama": OllamaWire, "llama.cpp": OpenAIWire}
SHOWN_CHARS_MAX = 200
RULE_TOKENS_MAX = 160
CONTEXT_SMALL = 2048
# A line is about 12 tokens: the long prompt has about 4,800, the prefix about 1,200.
LINE = "def rule_{0}(basket): return basket.total > {0}\n"
LONG_LINES = 400
PREFIX_LINES = 100
FIRST = "The word at the beginning is HERON."
LAST = "The word at the end is OTTER."
WORDS = "Which animals are named here as words at the beginning or the end? Name them."
STORY = "Tell a long story about a river."
STORY_TOKENS = 400
HANG_UP_AFTER = 4


def lines_of(count: int, start: int = 0) -> str:
    """Return that many lines of code, none like another."""
    return "".join(LINE.format(number) for number in range(start, start + count))


def speeds(wire: Wire) -> Iterator[Fact]:
    """Read about 1,200 tokens, write 100; the same again, then another end to the same prefix."""
    prefix = lines_of(PREFIX_LINES)
    question = Question(f"{prefix}\nSay what this is.", tokens_max=100)
    first, again = ask(wire, question), ask(wire, question)
    other = ask(wire, replace(question, user=f"{prefix}\nHow many rules are there?"))
    yield "tokens/s in", f"{rate(first.tokens_in, first.in_s)} ({first.tokens_in} tokens)"
    yield "tokens/s out", f"{rate(first.tokens_out, first.out_s)} ({first.tokens_out} tokens)"
    yield (
        "seconds to read it, the same again, same prefix and other end",
        " / ".join(f"{reply.in_s:.2f}" for reply in (first, again, other)),
    )
    yield (
        "tokens in, as told for these three",
        " / ".join(str(reply.tokens_in) for reply in (first, again, other)),
    )
    yield (
        "of these from the cache, where told",
        " / ".join(str(reply.tokens_kept) for reply in (first, again, other)),
    )


def seeds(wire: Wire) -> Iterator[Fact]:
    """Draw with one seed three times, another prompt in between, then with another seed."""
    question = Question(STORY, tokens_max=40, temperature=0.8, seed=7)
    texts = [ask(wire, question).text, ask(wire, question).text]
    ask(wire, Question("Name a fish.", tokens_max=8))
    texts.append(ask(wire, question).text)
    other = ask(wire, replace(question, seed=8)).text
    yield "same seed at once, same text", yes(texts[0] == texts[1])
    yield "same seed after another prompt, same text", yes(texts[0] == texts[2])
    yield "other seed, other text", yes(other != texts[0])


def ends(wire: Wire) -> Iterator[Fact]:
    """Cut an answer by its length; ask for what is not there."""
    cut = ask(wire, Question(STORY, tokens_max=5))
    yield "an answer that was cut", f"{cut.end}, {cut.tokens_out} tokens"
    no_limit = ask(wire, Question("Say yes.", tokens_max=20))
    yield "an answer that ended", f"{no_limit.end}, {no_limit.tokens_out} tokens"
    other = Question("Hello", tokens_max=4, more={"model": "no-such-model"})
    yield "a model that is not there", said(ask(wire, other))
    broken = ask(wire, Question("Hello", tokens_max=4, schema={"type": "nonsense"}))
    yield "a schema that is none", said(broken)
    signs = ask(wire, Question("Write the word for cat in Japanese and in Greek.", tokens_max=30))
    yield "text beyond ASCII, whole", yes("\ufffd" not in signs.text)


def long_prompts(wire: Wire) -> Iterator[Fact]:
    """Send more than fits, as one message and with a system message."""
    long = f"{FIRST}\n{lines_of(LONG_LINES)}\n{LAST}\n{WORDS}"
    question = Question(long, tokens_max=24, context=CONTEXT_SMALL)
    yield f"4,800 tokens into {CONTEXT_SMALL}", said(ask(wire, question))
    system = replace(question, user=f"{LAST}\n{WORDS}", system=f"{FIRST}\n{lines_of(LONG_LINES)}")
    yield "the same in the system message", said(ask(wire, system))
    refuse = replace(question, more={"truncate": False, "shift": False})
    yield "the same with truncate and shift off", said(ask(wire, refuse))
    fits = Question(f"{lines_of(PREFIX_LINES)}\n{STORY}", tokens_max=1200, context=CONTEXT_SMALL)
    yield "an answer that outgrows the context", said(ask(wire, fits))


def contexts(wire: Wire) -> Iterator[Fact]:
    """Change the context's length between two questions; Ollama loads the model anew."""
    for context in (CONTEXT_SMALL, CONTEXT_SMALL, 2 * CONTEXT_SMALL, CONTEXT_SMALL):
        reply = ask(wire, Question("Say yes.", tokens_max=4, context=context))
        yield f"num_ctx {context}", f"loading took {reply.load_s:.2f} s"


def hanging_up(wire: Wire) -> Iterator[Fact]:
    """Leave in the middle of a long answer; how soon is the next one answered?"""
    calm = ask(wire, Question("Say yes.", tokens_max=2))
    left = ask(wire, Question(STORY, tokens_max=STORY_TOKENS), pieces_max=HANG_UP_AFTER)
    after = ask(wire, Question("Say yes.", tokens_max=2))
    pace = (left.seconds - left.first_s) / (HANG_UP_AFTER - 1)
    yield (
        "seconds of a short answer, of one after hanging up",
        (
            f"{calm.seconds:.1f} / {after.seconds:.1f}; the rest of the left one would have taken "
            f"{pace * STORY_TOKENS:.0f}"
        ),
    )


def schemas(wire: Wire) -> Iterator[Fact]:
    """Hold answers to each rule, by prompts that ask for the opposite."""
    for rule in RULES:
        question = Question(rule.pull, schema=rule.schema, tokens_max=RULE_TOKENS_MAX)
        yield f"schema: {rule.keyword}", held(rule, ask(wire, question))


def held(rule: Rule, reply: Reply) -> str:
    """Say whether an answer keeps the rule; one that was cut may still say nothing of it."""
    if reply.error:
        return said(reply)
    try:
        jsonschema.validate(json.loads(reply.text), rule.schema)
    except ValueError:
        return f"no JSON ({reply.end}, {reply.tokens_out} tokens): {short(reply.text)}"
    except jsonschema.ValidationError as error:
        return f"BROKEN, {short(error.message)}"
    return f"kept: {short(reply.text)}"


def said(reply: Reply) -> str:
    """Show what came of a question."""
    if reply.error:
        return f"HTTP {reply.status}: {short(reply.error)}"
    return f"{reply.end}, tokens {reply.tokens_in} in, {reply.tokens_out} out: {short(reply.text)}"


def short(text: str) -> str:
    """Return the beginning of a text on one line."""
    return json.dumps(text[:SHOWN_CHARS_MAX], ensure_ascii=False)


def rate(tokens: int, seconds: float) -> str:
    """Return tokens a second, or that none were told."""
    return f"{tokens / seconds:.1f}" if seconds else "not told"


def yes(fact: bool) -> str:  # noqa: FBT001 - its one word is the fact's
    """Write a fact as people do."""
    return "yes" if fact else "no"


MEASURES = {
    "speeds": speeds,
    "seeds": seeds,
    "ends": ends,
    "long": long_prompts,
    "contexts": contexts,
    "hanging-up": hanging_up,
    "schemas": schemas,
}


def main() -> int:
    """Measure what was asked for and print each fact as soon as it is known."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("server", choices=list(WIRES))
    parser.add_argument("--url", required=True)
    parser.add_argument("--model", default=WEIGHTS[0].model)
    parser.add_argument("--only", choices=list(MEASURES), action="append", default=[])
    asked = parser.parse_args()
    wire = WIRES[asked.server](asked.url, asked.model)
    for name, measure in MEASURES.items():
        if not asked.only or name in asked.only:
            for fact, value in measure(wire):
                sys.stdout.write(f"* {fact}: {value}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
