"""A language of few words for corridor tests: a situation's call says what happens.

`call` is "<lines> <end> [words…]": "3,4 returned", "3 raised", "3 returned flaky",
"3 returned hollow", "3 returned unkillable", "3 returned forbidden", "3 returned failing",
"3 raised undeclared", "3 raised unbound".
"2,3 returned step-3" runs line 3 in a step that its test can do without.
A test of "3 returned timid-3" misses that mutant until it asserts what a mutant changed.
A test file is one line a candidate, "<name> <call>".
"""

from collections.abc import Collection

from bot.domain.coverage import FileCoverage
from bot.domain.mission import EngineName
from bot.domain.trial import Situation

SUBJECT = "src/a.py"
LINES = frozenset(range(1, 11))


def situation(call: str, *, segment: str = "f") -> Situation:
    return Situation(segment, (), (), call, EngineName.SEARCH)


def lines_of(call: str) -> frozenset[int]:
    first = call.split(" ", maxsplit=1)[0]
    return frozenset(int(line) for line in first.split(",") if line)


def subject_file(executed: Collection[int] = ()) -> FileCoverage:
    return FileCoverage(SUBJECT, frozenset(executed), LINES - frozenset(executed))
