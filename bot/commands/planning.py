"""What `plan` and `campaign` share: measure, plan, and write the mission files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, assert_never

from bot.adapters.result_dir import ResultDir
from bot.adapters.tree_digest import digest_tree
from bot.codec import from_json, to_json
from bot.commands.mission_files import read_mission_text
from bot.domain.answers import Answers
from bot.domain.mission import EngineName
from bot.domain.outcome import MissionRecord, Status
from bot.errors import InputError
from bot.mission.answered import hand_over, record
from bot.mission.file.folder import FileAction, PlanInput, PlanOutput, plan_campaign
from bot.mission.saved import WHY_CHARS_MAX, saved
from bot.mission.steps.analyze import digest_of
from bot.mission.steps.registry import REGISTRY
from bot.settings import ENGINES_DEFAULT, Settings
from bot.stages.globs import matches
from bot.stages.obey import Orders
from bot.stages.standard import CategoryRule, PlanSettings
from bot.wiring import Baseline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.doors import Doors
    from bot.ports.workshop import Sources, Suite
    from bot.ports.world import Console
    from bot.wiring import Site

BASELINE = "baseline.json"
MISSION_FOLDERS = ("missions/coverage", "missions/done", "missions/failed")
FAILING_SHOWN_MAX = 10
ANSWERS_BYTES_MAX = 32 * 1024**2
RECORD_BYTES_MAX = 1024 * 1024


def baseline_of(site: Site) -> Baseline:
    """Return the untouched suite's run: the one on record for these very files, or a fresh one."""
    settings, doors, workshop = site.settings, site.doors, site.workshop
    store = ResultDir(settings.out)
    tree = digest_tree(workshop.tree.root, without={"missions"})
    digest = hashlib.sha256(f"{tree}\n{workshop.python}\n{settings.tests_dir}".encode()).hexdigest()
    claim(settings.out)
    known = _known(store)
    if known is not None and known.tree == digest:
        return known
    doors.console.info("measuring the suite as it is")
    suite = workshop.measure()
    _tell(suite, doors)
    baseline = Baseline(digest, suite)
    store.write(BASELINE, to_json(baseline))
    return baseline


def claim(out: Path) -> None:
    """Make the result folder, and keep it out of git's sight without touching .gitignore.

    Raises:
        InputError: it cannot be written; found out before anything is measured.
    """
    store = ResultDir(out)
    try:
        if not (out / ".gitignore").exists():
            store.write(".gitignore", "*\n")
    except OSError as error:
        raise InputError(f"--out {out} cannot be written: {error.strerror}") from error


def _known(store: ResultDir) -> Baseline | None:
    """Read the saved baseline; one that cannot be read is as good as none."""
    try:
        return saved(Baseline, store, BASELINE)
    except ValueError:
        return None


def _engines(settings: Settings) -> tuple[EngineName, ...]:
    """Return what mission files allow: all, unless the command names some."""
    return tuple(EngineName) if settings.engines == ENGINES_DEFAULT else settings.engines


def _tell(suite: Suite, doors: Doors) -> None:
    doors.console.info(
        "measured",
        cases=len(suite.ends),
        failing=len(suite.failing),
        files=len(suite.report.files),
        statements=suite.report.lines.pct_text,
    )
    if suite.failing:
        names = sorted(suite.failing)[:FAILING_SHOWN_MAX]
        doors.console.warning(
            "tests that fail already are recorded and set aside", tests=", ".join(names)
        )
    if suite.note:
        doors.console.quoted("notes of the measurement", suite.note)


def make_plan(settings: Settings, console: Console, sources: Sources, suite: Suite) -> PlanOutput:
    """Decide the missions and write their files into the repository's missions/ folder.

    Raises:
        InputError: a `--subject` matches no source file.
    """
    store = ResultDir(settings.root)
    paths = sources.sources()
    unmeasured = [path for path in paths if suite.report.file(path) is None]
    reasons = {path: sources.why_unreadable(path) for path in unmeasured}
    _refuse_no_match(settings.subject, paths)
    answers = _answers(settings.answers)
    output = plan_campaign(
        PlanInput(
            report=suite.report,
            digests={path: digest_of(sources.read(path)) for path in paths},
            settings=PlanSettings(
                target_pct=settings.target_pct,
                subjects=settings.subject,
                categories=tuple(CategoryRule(*rule.split("=", 1)) for rule in settings.category),
                engines=_engines(settings),
            ),
            files=_mission_files(settings.root),
            failing_before=tuple(sorted(suite.failing)),
            unreadable={path: why for path, why in reasons.items() if why},
            orders=Orders(answers or Answers(), settings.needs_approval),
            tried=_tried(settings.root, console),
        )
    )
    if answers is not None:
        console.info("answers recorded", records=record(store, answers))
    hand_over(store, answers or Answers(), {mission.id for mission in output.missions})
    for note in output.notes:
        console.warning(note)
    for change in output.changes:
        match change.action:
            case FileAction.WRITE:
                store.write(change.path, change.text or "")
            case FileAction.REMOVE:
                store.delete(change.path)
            case FileAction.KEEP:
                pass
            case _:
                assert_never(change.action)
    return output


def _answers(path: Path | None) -> Answers | None:
    """Read what `listen` heard, None where nobody listened.

    Raises:
        InputError: it is not there, too large, or no answers.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            content = stream.read(ANSWERS_BYTES_MAX + 1)
        if len(content) > ANSWERS_BYTES_MAX:
            raise InputError(f"--answers {path} is larger than {ANSWERS_BYTES_MAX} bytes")
        return from_json(Answers, content.decode())
    except OSError as error:
        raise InputError(f"--answers {path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        why = str(error)[:WHY_CHARS_MAX]
        raise InputError(f"--answers {path} is not what `listen` writes: {why}") from error


def _refuse_no_match(patterns: Sequence[str], sources: Sequence[str]) -> None:
    """Refuse a pattern that names no source file: a typing mistake would pass as success.

    Raises:
        InputError: a pattern matches nothing.
    """
    for pattern in patterns:
        if not any(matches(source, pattern) for source in sources):
            raise InputError(f"--subject {pattern!r} matches none of {len(sources)} source files")


def _tried(root: Path, console: Console) -> dict[str, str]:
    """Read the registry: subjects whose missions ended below their target, and their digests.

    A record that cannot be read is told and counts as none.
    """
    store = ResultDir(root, bytes_max=RECORD_BYTES_MAX)
    found = {}
    for name in store.names(REGISTRY):
        try:
            record = saved(MissionRecord, store, f"{REGISTRY}/{name}")
        except (OSError, ValueError) as error:
            console.warning("a record cannot be read", file=f"{REGISTRY}/{name}", why=str(error))
            continue
        if record is not None and record.status is not Status.REACHED:
            found[record.subject] = record.subject_digest
    return found


def _mission_files(root: Path) -> dict[str, str]:
    """Read every mission file of the repository, open and archived, by path."""
    store = ResultDir(root)
    paths = [f"{folder}/{name}" for folder in MISSION_FOLDERS for name in store.names(folder)]
    return {path: read_mission_text(root / path, path) for path in paths if path.endswith(".yaml")}
