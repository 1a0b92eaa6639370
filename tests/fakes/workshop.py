"""A workshop with one subject, measured as each test says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fakes.language import SUBJECT, subject_file
from fakes.worker import FakeWorker

from bot.domain.coverage import Report, Segment, SegmentKind
from bot.domain.tested import TestEnd
from bot.ports.worker import Conditions
from bot.ports.workshop import Suite


@dataclass
class FakeWorkshop:
    """One subject of ten lines, of which line 1 runs on import; `suites` are measured in turn."""

    suites: list[Suite]
    files: dict[str, str] = field(default_factory=lambda: {SUBJECT: "source"})
    workers: list[FakeWorker] = field(default_factory=list)
    python: str = "3.11 of the fake"

    def sources(self) -> tuple[str, ...]:
        return (SUBJECT,)

    def segments(self, subject: str) -> tuple[Segment, ...]:
        assert subject == SUBJECT
        return (
            Segment("", SegmentKind.MODULE, 1, 10),
            Segment("f", SegmentKind.FUNCTION, 2, 10),
        )

    def measure(self) -> Suite:
        return self.suites.pop(0)

    def module_name(self, subject: str) -> str:
        return subject.rsplit("/", 1)[-1].removesuffix(".py")

    def tests_path(self, subject: str) -> str:
        return f"tests/test_{self.module_name(subject)}_missions.py"

    def worker(self, subject: str, conditions: Conditions) -> FakeWorker:
        assert subject == SUBJECT
        self.workers.append(FakeWorker(conditions))
        return self.workers[-1]

    def read(self, path: str) -> str:
        return self.files[path]

    def why_unreadable(self, path: str) -> str:
        return "" if path in self.files else f"{path}: is gone"

    def exists(self, path: str) -> bool:
        return path in self.files

    def write(self, path: str, text: str) -> None:
        self.files[path] = text

    def format(self, source: str, path: str) -> str:
        assert path.endswith(".py")
        return source

    def texts(self) -> Mapping[str, str]:
        return self.files


def suite(executed: Collection[int] = (), ends: Mapping[str, TestEnd] | None = None) -> Suite:
    return Suite(
        Report((subject_file(executed),)), {f"tests/{name}": e for name, e in (ends or {}).items()}
    )
