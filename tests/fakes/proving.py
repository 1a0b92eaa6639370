"""A prover on fakes, of a subject of which line 1 alone is covered."""

from fakes.craft import FakeCraft
from fakes.language import situation, subject_file
from fakes.store import MemoryStore
from fakes.worker import FakeWorker

from bot.domain.mission import Limits
from bot.domain.trial import Verdict
from bot.mission.ledger import Ledger
from bot.mission.prove import Prover
from bot.ports.worker import Conditions


def prover() -> Prover:
    return Prover(
        here=FakeWorker(),
        there=FakeWorker(Conditions(hash_seed=1)),
        craft=FakeCraft(),
        ledger=Ledger(subject_file(executed={1}), MemoryStore()),
        source="source",
        file_name="test_a.py",
        limits=Limits(),
        seed=0,
    )


def proved(proving: Prover, call: str) -> Verdict:
    wanted = situation(call)
    return proving.prove(wanted, proving.here.observe([wanted])[0])
