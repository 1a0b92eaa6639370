"""The failures we expect, sorted by who can act on them.

BotError                     exit
├─ ConfigError                 2   the author of the workflow or mission
│  ├─ InputError                   a flag, an input or a setting
│  ├─ MissionFileError             a mission file, with file:line:column
│  └─ TemplateError                a prompt or text template
├─ SubjectError                3   the owner of the repository
│  ├─ NothingRuns                  no interpreter or no test can be started
│  ├─ StaleMission                 the subject changed since the plan
│  ├─ ReportError                  a coverage report that cannot be read
│  ├─ EnvironmentBroken            the subject's environment cannot be made
│  └─ PatchRefused                 a patch holds what must not be published
└─ OutsideError                4   nobody: run again
   ├─ GitError                     git refused
   ├─ ForgeError                   GitHub refused, or cannot be reached
   ├─ ModelError                   a server of the model refused, or cannot be reached
   └─ SandboxError                 isolation is not to be had, or broke

Each class has an entry in docs/messages.md. Anything else is a bug: exit 70.
An interrupt exits 130. What a candidate does wrong is a Verdict, never an error.
"""

SERVER_ERRORS_FROM = 500


class BotError(Exception):
    """A failure we expect; the message says what to do next."""

    exit_code = 1


class ConfigError(BotError):
    """What was asked for cannot be done as written."""

    exit_code = 2


class InputError(ConfigError):
    """A flag, an input or a setting is wrong."""


class MissionFileError(ConfigError):
    """A mission file is wrong; `path`, `line` and `column` (1-based) say where."""

    def __init__(self, message: str, *, path: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{path}:{line}:{column}: {message}")
        self.message = message
        self.path = path
        self.line = line
        self.column = column


class TemplateError(ConfigError):
    """A template asks for facts nobody gives, or is given facts it never shows."""


class SubjectError(BotError):
    """The repository under test stands in the way."""

    exit_code = 3


class NothingRuns(SubjectError):
    """No interpreter, no import or no test could be started."""


class StaleMission(SubjectError):
    """The subject is not the file that the mission was planned for."""


class ReportError(SubjectError):
    """A coverage report cannot be read."""


class EnvironmentBroken(SubjectError):
    """The subject's environment cannot be made or lacks what its code imports."""


class PatchRefused(SubjectError):
    """A mission's patch holds what must not be published."""


class OutsideError(BotError):
    """Something outside failed; running again may help."""

    exit_code = 4


class GitError(OutsideError):
    """Git refused."""


class ForgeError(OutsideError):
    """GitHub refused, or cannot be reached; `status` is HTTP's (0: none), `said` its own words."""

    def __init__(self, message: str, status: int = 0, said: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.said = said

    @property
    def may_be_done(self) -> bool:
        """Tell whether what was asked may have been done: no reply came, or a broken server's."""
        return self.status == 0 or self.status >= SERVER_ERRORS_FROM


class ModelError(OutsideError):
    """A server of the model refused, cannot be reached, or lacks the model."""


class SandboxError(OutsideError):
    """Isolation cannot be had, or broke while in use."""
