"""What the outside must satisfy: protocols for time, chance and storage, and the plain records they exchange.

`casework` knows only these; real stores and the memory fake pass one contract suite. Moments are aware and in
UTC. Every read takes a viewer and gives only what the viewer may see; what is hidden and what does not exist are
told apart nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Literal, Protocol

from engine.case import SCHEDULER, Case
from engine.chain import Entry


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes a read is for. The scheduler sees every case of its organisation."""

    organisation: str
    person: str

    @property
    def sees_all(self) -> bool:
        """Say whether no visibility filter applies."""
        return self.person == SCHEDULER


@dataclass(frozen=True, slots=True)
class Organisation:
    """A trust. `key` is its short name; `demo` marks invented data, on which a clock may be set by hand."""

    id: str
    key: str
    name: str
    zone: str
    demo: bool
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class School:
    """A school of a trust. `calendar` holds its own rows (terms, closures, one-off days) as plain text values."""

    id: str
    organisation: str
    key: str
    name: str
    address: str
    calendar: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody known to the trust: staff, and people of a case who hold no post. `posts` are (post, school id)
    pairs; a school id of "" means the whole trust. A person who has left is not active."""

    id: str
    organisation: str
    key: str
    name: str
    email: str
    active: bool = True
    posts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that leaves after commit: unique by recipient and dedupe key, and without any content of a case.

    `kind` is `alert`, `told` (a role must know at once) or `draft` (a letter to render; the recipient is "")."""

    id: str
    organisation: str
    case: str
    reference: str
    recipient: str
    kind: str
    dedupe: str
    body: Mapping[str, str]
    created_at: datetime
    state: Literal["queued", "done", "failed"] = "queued"
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class DraftLetter:
    """A letter as rendered, not yet sealed. `blocks` and `facts` are JSON; `problems` are sentences."""

    case: str
    number: int
    template: str
    template_hash: str
    blocks: str
    facts: str
    problems: tuple[str, ...]
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """A letter as issued: nothing in it ever changes. `record` is the JSON text that was hashed."""

    case: str
    number: int
    record: str
    sha256: str
    issued_at: datetime
    issued_by: str
    renditions: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """What is kept of one piece of evidence; the bytes stand in the file store under their digest."""

    case: str
    number: int
    on: str
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    captured_at: datetime | None
    added_at: datetime
    added_by: str
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list of cases."""

    id: str
    reference: str
    policy: str
    school: str
    status: str
    reported_at: datetime
    revision: int
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """One open deadline of the work list. `due_at` is None while the clock is paused."""

    case: str
    reference: str
    school: str
    on: str
    name: str
    round: int
    due_at: datetime | None
    overdue_at: datetime | None
    binding: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """One line of an organisation's access log: a read, a refusal, an export."""

    at: datetime
    person: str
    case: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class SealedAccess:
    """An access line in its chain."""

    sequence: int
    access: Access
    previous: str
    hash: str


def access_body(sequence: int, access: Access) -> str:
    """Write an access line as the text that is hashed after the line before it."""
    parts = [sequence, access.at.isoformat(), access.person, access.case, access.what, access.detail]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


class Reading(Protocol):
    """One consistent look at the store."""

    def organisation(self, key: str = "") -> Organisation:
        """Give an organisation; without a key, the only one. Raises NotFound."""
        ...

    def schools(self, organisation: str) -> Sequence[School]:
        """List the schools of an organisation by name."""
        ...

    def people(self, organisation: str) -> Sequence[Person]:
        """List the people of an organisation by name, those who have left included."""
        ...

    def policy_sources(self, organisation: str, hash_: str) -> Mapping[str, str]:
        """Give the files (name → text) a policy was compiled from, by its content hash. Raises NotFound."""
        ...

    def find_case(self, viewer: Viewer, reference: str) -> Case:
        """Load a case as its projection stands. Raises NotFound, also for a case the viewer may not see."""
        ...

    def case_by_id(self, viewer: Viewer, case: str) -> Case:
        """Load a case by identifier. Raises NotFound as `find_case` does."""
        ...

    def cases(self, viewer: Viewer) -> Sequence[CaseRow]:
        """List the cases the viewer may see: those with the earliest deadline first, then by reference."""
        ...

    def entries(self, viewer: Viewer, case: str) -> Sequence[Entry]:
        """List the sealed events of a case in order, with their words."""
        ...

    def words(self, viewer: Viewer, case: str) -> Mapping[tuple[int, str], str | None]:
        """Give the free text of a case by event number and key; None where it was erased."""
        ...

    def due(self, viewer: Viewer) -> Sequence[DueRow]:
        """List the open deadlines of the cases the viewer may see: soonest first, paused ones last."""
        ...

    def due_cases(self, organisation: str, now: datetime, limit: int) -> Sequence[str]:
        """List identifiers of cases with an alert to raise by now, in order, those set aside left out."""
        ...

    def draft(self, viewer: Viewer, case: str, number: int) -> DraftLetter | None:
        """Give the rendered draft of a letter; None where it has not been rendered."""
        ...

    def sealed(self, viewer: Viewer, case: str, number: int) -> SealedLetter | None:
        """Give an issued letter; None where it has not been issued."""
        ...

    def evidence(self, viewer: Viewer, case: str) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        ...

    def notices(self, organisation: str, state: str = "") -> Sequence[Notice]:
        """List what waits in the outbox, oldest first; with a state, only those in it."""
        ...

    def accesses(self, organisation: str) -> Sequence[SealedAccess]:
        """List the access log in order."""
        ...

    def last_sweep(self, organisation: str) -> datetime | None:
        """Say when the last sweep ended; None before the first."""
        ...

    def set_aside(self, organisation: str) -> Mapping[str, tuple[int, str]]:
        """Give the cases whose sweep failed: identifier → (tries, last error's reference)."""
        ...


class Writing(Reading, Protocol):
    """One transaction: all of it is written when it ends well, nothing when it does not."""

    def add_organisation(self, organisation: Organisation) -> None:
        """Add a trust."""
        ...

    def add_school(self, school: School) -> None:
        """Add a school."""
        ...

    def save_school(self, school: School) -> None:
        """Replace what is known of a school, its calendar included."""
        ...

    def save_person(self, person: Person) -> None:
        """Add a person, or replace what is known of one, posts included."""
        ...

    def keep_policy(self, organisation: str, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        """Keep the files of a policy version; does nothing where they are kept already."""
        ...

    def next_reference(self, organisation: str, prefix: str, year: int) -> str:
        """Take the next number of a year: LUM-2026-0042. Numbers run without gaps per committed case."""
        ...

    def create_case(self, case: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
        """Write a new case: its events, words, deadlines, alerts and who may see it."""
        ...

    def save_case(self, before: Case, after: Case, entries: Sequence[Entry], members: Iterable[str]) -> None:
        """Write what a step changed. Raises StaleRevision where the stored case is not at `before`."""
        ...

    def queue(self, notices: Iterable[Notice]) -> int:
        """Put notices in the outbox; one with a known recipient and dedupe key is dropped. Gives how many stayed."""
        ...

    def settle_notice(self, notice: Notice) -> None:
        """Write back state, attempts and error of a notice."""
        ...

    def save_draft(self, organisation: str, draft: DraftLetter) -> None:
        """Keep a rendered draft in place of an earlier one of the same letter."""
        ...

    def seal_letter(self, organisation: str, letter: SealedLetter) -> None:
        """Keep an issued letter; a second one under the same number is a BrokenRecord."""
        ...

    def add_evidence(self, organisation: str, evidence: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        ...

    def quarantine(self, organisation: str, case: str, number: int) -> None:
        """Mark evidence as not to be opened by anyone."""
        ...

    def log_access(self, organisation: str, accesses: Iterable[Access]) -> None:
        """Append to the access chain of an organisation."""
        ...

    def note_sweep(self, organisation: str, at: datetime) -> None:
        """Note when a sweep ended."""
        ...

    def note_failure(self, organisation: str, case: str, reference: str, limit: int) -> int:
        """Count a failed sweep of a case, with the log's reference; at `limit` tries it is set aside. Gives the tries."""
        ...

    def forget_failures(self, organisation: str, case: str) -> None:
        """Put a case that was set aside, or nearly, back among the others."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Undo only what happens inside when it fails; the error goes on to the caller."""
        ...


class Store(Protocol):
    """Where everything is kept."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open one consistent look."""
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """Open one transaction; it commits when the block ends well and rolls back otherwise."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Give the present moment, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that only ever grow, whatever happens to the wall clock."""
        ...


class Identifiers(Protocol):
    """Where identifiers and salts come from: the only chance in Duecourse."""

    def identifier(self) -> str:
        """Make an identifier that sorts by time of making (UUIDv7)."""
        ...

    def salt(self) -> str:
        """Make a salt that nobody can guess."""
        ...


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter that can be written: its id, number, title and whom it goes to."""

    id: str
    number: str
    title: str
    addressee: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as words. `blocks` and `facts` are JSON texts; `problems` stop its issue and are sentences."""

    template_hash: str
    blocks: str
    facts: str
    problems: tuple[str, ...]


class LetterWriter(Protocol):
    """What turns facts into letters, seals them, and shows them."""

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id."""
        ...

    def draft(self, template: str, facts: Mapping[str, object], zone: tzinfo) -> Rendered:
        """Write a draft; what is missing is marked in it and listed."""
        ...

    def show(self, blocks: str, format_: str, title: str) -> str:
        """Give a draft or an issued letter as `text` or `html`."""
        ...

    def seal(self, draft: DraftLetter, issued_by: str, issued_at: datetime) -> SealedLetter:
        """Seal a draft with every rendition of it."""
        ...

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        ...


class FileStore(Protocol):
    """Where the bytes of evidence are kept, by digest."""

    def keep(self, content: bytes) -> str:
        """Keep bytes and give their SHA-256."""
        ...

    def fetch(self, digest: str) -> bytes:
        """Give the bytes of a digest. Raises NotFound or BrokenRecord."""
        ...
