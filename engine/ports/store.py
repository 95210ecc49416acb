"""What the outside must satisfy: protocols for storage, and the plain records they exchange.

`casework` knows only these; real stores and the memory fake pass one contract suite. Moments are aware, in UTC. Every
read takes a viewer and gives only what they may see; what is hidden and what is not there are told apart nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from engine.identity import NO_CASE, CaseId, CaseReference, OrganisationId, PersonId, SchoolId
from engine.ports.accounts import AccountsReading, AccountsWriting
from engine.ports.chains import ChainsReading
from engine.ports.emptied_places import ErasingWriting, Scrubbing
from engine.ports.letters.letterheads import LetterheadsReading, LetterheadsWriting
from engine.ports.letters.trust_documents import TrustDocumentsReading, TrustDocumentsWriting
from engine.ports.letters.waiting_letters import WaitingLettersReading
from engine.ports.mail.outgoing_mail import MailReading, MailWriting
from engine.ports.notices import TellingReading
from engine.ports.records import (
    CaseSummary,
    DraftLetter,
    EvidenceFile,
    Notice,
    Organisation,
    Person,
    School,
    SealedLetter,
    Viewer,
)
from engine.ports.search.found_pieces import SearchReading, SearchWriting
from engine.ports.sights import Sights, SightsReading, SightsWriting
from engine.ports.spools import SpoolsReading, SpoolsWriting
from engine.ports.sweeps import SweepsReading, SweepsWriting
from engine.ports.watch.database_size import SizeReading
from engine.ports.watch.security_log import SecurityReading, SecurityWriting
from engine.ports.watch.troubles import TroublesReading, TroublesWriting
from engine.record.access import Access
from engine.record.case import Case
from engine.record.chain import Entry


class Reading(
    MailReading,
    AccountsReading,
    SecurityReading,
    SizeReading,
    TroublesReading,
    SweepsReading,
    TellingReading,
    ChainsReading,
    SpoolsReading,
    SightsReading,
    LetterheadsReading,
    TrustDocumentsReading,
    WaitingLettersReading,
    SearchReading,
    Protocol,
):
    """One consistent look at the store."""

    def organisation(self, key: str = "") -> Organisation:
        """Give an organisation; without a key, the only one. Raises NotFound."""
        ...

    def schools(self, organisation: OrganisationId) -> Sequence[School]:
        """List the schools of an organisation by name."""
        ...

    def people(self, organisation: OrganisationId, case: CaseId = NO_CASE) -> Sequence[Person]:
        """List the people of an organisation by name, those who have left included; of outsiders those of one case."""
        ...

    def outsiders(self, organisation: OrganisationId, case: CaseId) -> Sequence[Person]:
        """List by name those who are known in one case alone."""
        ...

    def find_person(self, organisation: OrganisationId, person: str) -> Person | None:
        """Find somebody of the trust by identifier or key; None where there is nobody, or an outsider of a case."""
        ...

    def people_named(self, organisation: OrganisationId, people: Collection[PersonId]) -> Sequence[Person]:
        """List those of some identifiers by name, outsiders too; one that nobody has is left out."""
        ...

    def staff_of(self, organisation: OrganisationId, school: SchoolId) -> Sequence[Person]:
        """List by name who holds a post of any time at a school or in the trust above it, and has not left."""
        ...

    def helplines(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        """List the helplines that the trust confirmed, added or put aside, by key; rows in the directory's shape."""
        ...

    def platforms(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        """List the platforms that the trust confirmed, added or put aside, by key; texts in the directory's shape."""
        ...

    def policy_sources(self, organisation: OrganisationId, hash_: str) -> Mapping[str, str]:
        """Give the files (name → text) a policy was compiled from, by its content hash. Raises NotFound."""
        ...

    def policy_versions(self, organisation: OrganisationId) -> Mapping[str, str]:
        """Give every policy version that is kept: content hash → key of the policy."""
        ...

    def keeps_policy(self, organisation: OrganisationId, hash_: str) -> bool:
        """Say whether a policy version is kept."""
        ...

    def find_case(self, viewer: Viewer, reference: CaseReference) -> Case:
        """Load a case as its projection stands. Raises NotFound, also for a case the viewer may not see."""
        ...

    def case_by_id(self, viewer: Viewer, case: CaseId) -> Case:
        """Load a case by identifier. Raises NotFound as `find_case` does."""
        ...

    def cases_by_id(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Case]:
        """Load several to look at them; those that are damaged, or that the viewer may not see, are left out."""
        ...

    def cases(self, viewer: Viewer) -> Sequence[CaseSummary]:
        """List the cases the viewer may see: those with the earliest deadline first, then by reference."""
        ...

    def cases_standing(self, viewer: Viewer, states: Mapping[str, Collection[str]]) -> Sequence[CaseSummary]:
        """List such of them as stand in one of these states, by the hash of the version; all of any other version."""
        ...

    def entries(self, viewer: Viewer, case: CaseId) -> Sequence[Entry]:
        """List the sealed events of a case in order, with their words."""
        ...

    def entries_of(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Sequence[Entry]]:
        """Do so for several; those that are damaged, or that the viewer may not see, are left out."""
        ...

    def words(self, viewer: Viewer, case: CaseId) -> Mapping[tuple[int, str], str | None]:
        """Give the free text of a case by event number and key; None where it was erased."""
        ...

    def words_of(
        self, viewer: Viewer, cases: Collection[CaseId]
    ) -> Mapping[CaseId, Mapping[tuple[int, str], str | None]]:
        """Give the same of several cases; of one that has none, or that the viewer may not see, nothing."""
        ...

    def draft(self, viewer: Viewer, case: CaseId, number: int) -> DraftLetter | None:
        """Give the rendered draft of a letter; None where it has not been rendered."""
        ...

    def sealed(self, viewer: Viewer, case: CaseId, number: int) -> SealedLetter | None:
        """Give an issued letter; None where it has not been issued."""
        ...

    def evidence(self, viewer: Viewer, case: CaseId) -> Sequence[EvidenceFile]:
        """List what is kept of the evidence of a case, in order."""
        ...

    def names_file(self, sha256: str) -> bool:
        """Say whether any evidence is kept under this digest."""
        ...

    def bytes_added(self, organisation: OrganisationId, person: PersonId, since: datetime) -> int:
        """Count the bytes of evidence that somebody has handed in since a moment."""
        ...

    def cases_with_file(self, organisation: OrganisationId, sha256: str) -> Sequence[Case]:
        """List the cases of an organisation that keep evidence under this digest."""
        ...

    def flagged_addresses(self, organisation: OrganisationId) -> Sequence[str]:
        """List the addresses that any case of an organisation holds for possible illegal images."""
        ...


class Writing(
    Reading,
    MailWriting,
    AccountsWriting,
    SecurityWriting,
    TroublesWriting,
    SweepsWriting,
    SpoolsWriting,
    SightsWriting,
    ErasingWriting,
    LetterheadsWriting,
    TrustDocumentsWriting,
    SearchWriting,
    Protocol,
):
    """One transaction: all of it is written when it ends well, nothing when it does not."""

    def add_organisation(self, organisation: Organisation) -> None:
        """Add a trust."""
        ...

    def save_organisation(self, organisation: Organisation) -> None:
        """Replace what is known of a trust, its settings included."""
        ...

    def save_helpline(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        """Keep a helpline of the trust's own, in place of an earlier row of the same key."""
        ...

    def save_platform(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        """Keep what the trust knows of a platform, in place of an earlier row of the same key."""
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

    def keep_policy(self, organisation: OrganisationId, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        """Keep the files of a policy version; does nothing where they are kept already."""
        ...

    def next_reference(self, organisation: OrganisationId, prefix: str, year: int) -> CaseReference:
        """Take the next number of a year: LUM-2026-0042. Numbers run without gaps per committed case."""
        ...

    def create_case(self, case: Case, entries: Sequence[Entry], sights: Sights) -> None:
        """Write a new case: its events, words, deadlines, alerts, and how it stands before everybody."""
        ...

    def save_case(self, before: Case, after: Case, entries: Sequence[Entry], sights: tuple[Sights, Sights]) -> None:
        """Write what a step changed, also of how the case stands before everybody; its failed sweeps are forgotten.

        Raises StaleRevision where the stored case is not at `before`.
        """
        ...

    def queue(self, notices: Iterable[Notice]) -> int:
        """Put notices in the outbox; one with a known recipient and dedupe key is dropped. Gives how many stayed."""
        ...

    def settle_notice(self, notice: Notice) -> None:
        """Write back state, attempts and error of a notice."""
        ...

    def save_draft(self, organisation: OrganisationId, draft: DraftLetter) -> None:
        """Keep a rendered draft in place of an earlier one of the same letter."""
        ...

    def seal_letter(self, organisation: OrganisationId, letter: SealedLetter) -> None:
        """Keep an issued letter; a second one under the same number is a BrokenRecord."""
        ...

    def add_evidence(self, organisation: OrganisationId, evidence: EvidenceFile) -> None:
        """Keep what is known of a piece of evidence."""
        ...

    def tell_act(self, by: PersonId, what: str) -> None:
        """Say who does what in this transaction, for the chain of the organisation, where no line of the log does."""
        ...

    def log_access(self, organisation: OrganisationId, accesses: Iterable[Access]) -> None:
        """Append to the access chain of an organisation."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Undo only what happens inside when it fails; the error goes on to the caller."""
        ...


class Store(Scrubbing, Protocol):
    """Where everything is kept."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open one consistent look."""
        ...

    def writing(self, *, gives_way: bool = False) -> AbstractContextManager[Writing]:
        """Open one transaction; it commits when the block ends well and rolls back otherwise. With `gives_way`, it
        begins once nobody else in this process waits to write."""
        ...

    @property
    def is_awaited(self) -> bool:
        """Say whether somebody in this process waits to write."""
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...
