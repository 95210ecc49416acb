"""Every error of Duecourse, in one tree.

DuecourseError
├── Mistake                 a person can mend it: said kindly, exit code 2
│   ├── BadInput            a value that cannot be taken as it is
│   │   ├── BadAnswers      answers to a step's questions, every fault by the name of its question
│   │   └── BadTime         a local time that is naive, does not exist or exists twice
│   ├── BadFiles            workflow, letter or directory files with faults, all of them at once
│   ├── NotFound            no such thing, or none that this person may see
│   ├── NotPermitted        the person may see it, and may not do this
│   ├── StaleRevision       somebody else was faster
│   ├── AlreadyDone         the same form was sent in before, and done
│   ├── NoCalendar          a date was asked for that no loaded calendar covers
│   └── Refused             a rule of the policy stands in the way, with every reason
└── Fault                   ours: logged with a reference, exit code 1
    ├── BrokenRecord        the chain, or replay, contradicts what is stored
    └── Unavailable         a database or another outside thing did not answer
        ├── RelayAway       the mail relay takes nothing, and why (`engine.ports.mail.relay`)
        └── Unwritten       who looks could not be written down, so nothing is shown
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from engine.reasons import INPUT, Reason, ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of one file.

    `line` counts from 1, and is 0 where the whole file is meant; `where` is the dotted place in the file.
    """

    file: str
    line: int
    where: str
    wrong: str
    allowed: str = ""

    def __str__(self) -> str:
        """Give the finding in the one form that every checker prints."""
        place = f"{self.file}:{self.line}: {self.where}: {self.wrong}"
        return f"{place}; {self.allowed}" if self.allowed else place


class DuecourseError(Exception):
    """Something went wrong; the message says what, and what would be allowed."""


class Mistake(DuecourseError):
    """A person can mend this; `code` says to programs what is wrong where there is no list of reasons."""

    code: ClassVar[ReasonCode] = ReasonCode.BAD_INPUT


class BadInput(Mistake):
    """A value cannot be taken as it is."""


class BadAnswers(BadInput):
    """Answers cannot be taken; `reasons` says of each question, as its `field`, what is wrong with its answer."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        """Keep the reasons and print them one per line."""
        self.reasons = tuple(reasons)
        super().__init__("\n".join(f"{name}: {says}" for name, says in self.faults.items()))

    @classmethod
    def of(cls, faults: Mapping[str, str], code: ReasonCode = ReasonCode.ANSWER_MALFORMED) -> BadAnswers:
        """Refuse answers in words, by the name of the question."""
        return cls(Reason(code=code, source=INPUT, says=says, field=name) for name, says in faults.items())

    @property
    def faults(self) -> dict[str, str]:
        """Give the words by the name of the question."""
        return {each.field: each.says for each in self.reasons}


class BadTime(BadInput):
    """A local time has no single meaning; the message offers the ones it may have."""


class BadFiles(Mistake):
    """Files have faults; `findings` holds every one of them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings and print them one per line."""
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


class NotFound(Mistake):
    """There is no such thing, or none that this person may see: the two are told apart nowhere."""

    code = ReasonCode.NOT_FOUND


class NotPermitted(Mistake):
    """The person may see this and may not do that."""

    code = ReasonCode.NOT_PERMITTED


class StaleRevision(Mistake):
    """Somebody else changed the case in the meantime; nothing was written."""

    code = ReasonCode.CHANGED_MEANWHILE

    def __init__(self, reference: str, asked: int) -> None:
        """Remember the revision that was looked at; how many others there were since is for nobody to read."""
        super().__init__(
            f"Case {reference} has changed since you looked. Nothing was written. "
            "Look at the case again, then repeat the step if it is still right."
        )
        self.reference, self.asked = reference, asked


class AlreadyDone(Mistake):
    """The same form was sent in before and done; `outcome` says what came of it then. Nothing was done again."""

    code = ReasonCode.NOT_AGAIN

    def __init__(self, outcome: str) -> None:
        """Say what came of the first time."""
        super().__init__(f"This was done already: see {outcome}. Nothing was done a second time.")
        self.outcome = outcome


class NoCalendar(Mistake):
    """No loaded calendar covers a date that a deadline needs; loading one is the only way on."""

    code = ReasonCode.NO_CALENDAR


class Refused(Mistake):
    """A rule of the policy stands in the way; `reasons` holds every reason, never just the first."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        """Keep the reasons and print them one per line."""
        super().__init__("\n".join(reason.says for reason in reasons))
        self.reasons = reasons


class Fault(DuecourseError):
    """Ours, not the person's."""


class BrokenRecord(Fault):
    """The stored record contradicts itself."""


class Unavailable(Fault):
    """Something outside did not answer in time."""


class Unwritten(Unavailable):
    """Who looks is written down before anything is shown, and that could not be done."""


def from_system(error: OSError, what: str = "") -> DuecourseError:
    """Say what the machine refused: a wrong place is the person's to mend, a full disk is not. Nothing is raised.

    `what` names the thing where the error itself does not.
    """
    file: object = getattr(error, "filename", None)
    place = what or (f"'{file}'" if file else "A file or connection")
    for kind, says in _MENDABLE:
        if isinstance(error, kind):
            return BadInput(f"{place} cannot be used: {says}.")
    return Unavailable(f"{place} cannot be used now: the machine says “{error.strerror or error}”.")


_MENDABLE: tuple[tuple[type[OSError], str], ...] = (
    (PermissionError, "this account has no right to it; choose another place, or ask who runs this machine"),
    (FileExistsError, "something else stands there already; choose another name"),
    (NotADirectoryError, "a part of it is a file and not a folder; look for a slip in the name"),
    (IsADirectoryError, "it is a folder; name a file"),
    (FileNotFoundError, "there is no such file or folder; look for a slip in the name"),
)
