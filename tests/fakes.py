"""A store in memory: it passes the same contract suite as the real ones."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from engine.errors import AlreadyDone, BrokenRecord, NotFound, StaleRevision
from engine.identity import (
    NO_CASE,
    NO_REFERENCE,
    CaseId,
    CaseReference,
    OrganisationId,
    PersonId,
    PersonKey,
    SchoolId,
    WordsKey,
    reference_of,
)
from engine.ports.accounts import SAVED_VIEWS, SEARCHES, Account, KeptForm, WebSession
from engine.ports.feeds.calendar_feeds import CalendarFeed, FeedUse
from engine.ports.letters.letterheads import Letterhead, SignatureImage
from engine.ports.letters.trust_documents import TrustDocument
from engine.ports.mail.outgoing_mail import MailDesk
from engine.ports.records import (
    CaseSummary,
    DoneByHand,
    DraftLetter,
    EvidenceFile,
    Notice,
    Organisation,
    Person,
    School,
    SealedLetter,
    Tenure,
    Viewer,
)
from engine.ports.search.found_pieces import IssuedText
from engine.ports.sights import Sights
from engine.ports.sweeps import SetAside
from engine.ports.watch.security_log import SecurityLine
from engine.ports.watch.troubles import StandingTrouble
from engine.ports.ways_in.bound_identities import BoundIdentity
from engine.ports.ways_in.known_devices import KnownDevice
from engine.ports.ways_in.one_time_links import OneTimeLink
from engine.ports.ways_in.passkeys import Passkey
from engine.ports.ways_in.second_factors import SecondFactor
from engine.ports.ways_in.wrong_tries import WrongTries
from engine.record.access import BACKUP, Access, AccessesWanted, SealedAccess, access_body
from engine.record.anchor import ChainEnd, Link
from engine.record.case import Case
from engine.record.chain import GENESIS, Entry, Words, link
from engine.record.effects import Clocked
from engine.record.erasures import NAMELESS, ErasedPlace
from engine.record.organisation_events import OrganisationRecord
from engine.record.values import Deadline
from engine.search.pieces import TEXT
from tests.fake_documents import FakeDocuments
from tests.fake_feeds import FakeFeeds
from tests.fake_kept import FakeKept
from tests.fake_letterheads import FakeLetterheads
from tests.fake_mail import FakeMail
from tests.fake_search import FakeSearch
from tests.fake_watch import FakeWatch
from tests.fake_ways_in import FakeWaysIn

Key = TypeVar("Key")
Value = TypeVar("Value")


def _by_post(held: Tenure) -> tuple[str, str, str]:
    return held.post, held.school, held.since.isoformat() if held.since else ""


@dataclass(kw_only=True)
class State:
    """Everything that a store holds; lists and dictionaries only, so that it can be copied whole."""

    organisations: list[Organisation] = field(default_factory=list)
    schools: dict[SchoolId, School] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    helplines: dict[str, Mapping[str, str]] = field(default_factory=dict)
    platforms: dict[str, Mapping[str, str]] = field(default_factory=dict)
    policies: dict[str, Mapping[str, str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    counters: dict[tuple[str, int], int] = field(default_factory=dict)
    cases: dict[CaseId, Case] = field(default_factory=dict)
    sights: dict[CaseId, Sights] = field(default_factory=dict)
    refreshes: dict[tuple[PersonId, str], CaseId] = field(default_factory=dict)
    entries: dict[CaseId, list[Entry]] = field(default_factory=dict)
    clocks: dict[tuple[CaseId, str, int], Deadline] = field(default_factory=dict)
    drafts: dict[tuple[str, int], DraftLetter] = field(default_factory=dict)
    letters: dict[tuple[str, int], SealedLetter] = field(default_factory=dict)
    evidence: dict[tuple[str, int], EvidenceFile] = field(default_factory=dict)
    outbox: dict[str, Notice] = field(default_factory=dict)
    watched: dict[CaseId, datetime] = field(default_factory=dict)
    desk: MailDesk = field(default_factory=MailDesk)
    log: list[SealedAccess] = field(default_factory=list)
    spools: dict[str, int] = field(default_factory=dict)
    staffing: int = 0
    swept: datetime | None = None
    ticked: list[DoneByHand] = field(default_factory=list)
    failures: dict[CaseId, tuple[int, str, bool]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, WebSession] = field(default_factory=dict)
    tries: dict[str, WrongTries] = field(default_factory=dict)
    factors: dict[PersonId, SecondFactor] = field(default_factory=dict)
    passkeys: dict[tuple[PersonId, str], Passkey] = field(default_factory=dict)
    identities: dict[PersonId, BoundIdentity] = field(default_factory=dict)
    links: dict[PersonId, OneTimeLink] = field(default_factory=dict)
    devices: dict[tuple[str, str], KnownDevice] = field(default_factory=dict)
    forms: dict[tuple[str, str], KeptForm] = field(default_factory=dict)
    spent: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    security: list[SecurityLine] = field(default_factory=list)
    troubles: dict[tuple[str, datetime], StandingTrouble] = field(default_factory=dict)
    feeds: dict[PersonId, CalendarFeed] = field(default_factory=dict)
    feed_uses: dict[PersonId, FeedUse] = field(default_factory=dict)
    letterheads: list[Letterhead] = field(default_factory=list)
    documents: list[tuple[TrustDocument, bytes]] = field(default_factory=list)
    logos: dict[str, bytes] = field(default_factory=dict)
    signatures: dict[PersonId, SignatureImage] = field(default_factory=dict)


@dataclass
class MemoryAccounts:
    """Accounts, sessions, kept forms and spent tokens over a state."""

    state: State

    def account(self, name: str) -> Account | None:
        return next((each for each in self.state.accounts.values() if each.name == name.lower()), None)

    def hold_account(self, person: PersonId) -> Account | None:
        return self.account_of(person)

    def account_of(self, person: PersonId) -> Account | None:
        return self.state.accounts.get(person)

    def all_accounts(self, organisation: OrganisationId) -> Sequence[Account]:
        return sorted(self.state.accounts.values(), key=lambda each: each.name)

    def session(self, token_hash: str) -> WebSession | None:
        return self.state.sessions.get(token_hash)

    def sessions_of(self, person: PersonId, since: datetime) -> Sequence[WebSession]:
        living = [it for it in self.state.sessions.values() if it.person == person and it.ended_at is None]
        found = sorted((it for it in living if it.seen_at >= since), key=lambda it: it.token_hash)
        return sorted(found, key=lambda it: it.started_at, reverse=True)

    def kept_form(self, person: PersonId, place: str) -> KeptForm | None:
        return self.state.forms.get((person, place))

    def forms_at(self, place: str, before: datetime) -> Sequence[KeptForm]:
        return [each for each in self.state.forms.values() if each.place == place and each.saved_at < before]

    def kept_forms(self, person: PersonId) -> Sequence[KeptForm]:
        theirs = sorted((form for form in self.state.forms.values() if form.person == person), key=lambda f: f.place)
        return sorted(theirs, key=lambda form: form.saved_at, reverse=True)

    def _demand(self, person: PersonId) -> None:
        if person not in self.state.people:
            raise BrokenRecord("There is no such person.")

    def save_account(self, account: Account) -> None:
        self._demand(account.person)
        holder = self.account(account.name)
        if holder is not None and holder.person != account.person:
            raise BrokenRecord("Somebody else has this name.")
        self.state.accounts[account.person] = replace(account, name=account.name.lower())

    def save_session(self, session: WebSession) -> None:
        self._demand(session.person)
        known = self.state.sessions.get(session.token_hash, session)
        ended_at = known.ended_at or session.ended_at
        self.state.sessions[session.token_hash] = replace(known, seen_at=session.seen_at, ended_at=ended_at)

    def stage_session(self, token_hash: str, stage: str) -> None:
        self.state.sessions[token_hash] = replace(self.state.sessions[token_hash], stage=stage)

    def confirm_session(self, token_hash: str, at: datetime) -> None:
        self.state.sessions[token_hash] = replace(self.state.sessions[token_hash], confirmed_at=at)

    def end_sessions(self, person: PersonId, at: datetime) -> int:
        lives = [each for each in self.state.sessions.values() if each.person == person and each.ended_at is None]
        for session in lives:
            self.state.sessions[session.token_hash] = replace(session, ended_at=at)
        return len(lives)

    def end_session(self, token_hash: str, at: datetime) -> bool:
        session = self.state.sessions.get(token_hash)
        if session is None or session.ended_at is not None:
            return False
        self.state.sessions[token_hash] = replace(session, ended_at=at)
        return True

    def end_links(self, person: PersonId, at: datetime, page: str = "") -> int:
        links = [each for each in self.state.sessions.values() if each.person == person and each.one_page]
        living = [each for each in links if each.ended_at is None and page in ("", each.one_page)]
        for session in living:
            self.state.sessions[session.token_hash] = replace(session, ended_at=at)
        return len(living)

    def purge_sessions(self, before: datetime) -> int:
        return _purge(self.state.sessions, [key for key, it in self.state.sessions.items() if it.seen_at < before])

    def keep_form(self, form: KeptForm) -> None:
        self._demand(form.person)
        self.state.forms[(form.person, form.place)] = form

    def drop_form(self, person: PersonId, place: str) -> None:
        self.state.forms.pop((person, place), None)

    def purge_forms(self, before: datetime) -> int:
        old = [key for key, it in self.state.forms.items() if it.saved_at < before and it.place != SAVED_VIEWS]
        return _purge(self.state.forms, old)

    def spend(self, token: str, person: PersonId, outcome: str, at: datetime) -> None:
        self._demand(person)
        if (person, token) in self.state.spent:
            raise AlreadyDone(self.state.spent[(person, token)][0])
        self.state.spent[(person, token)] = (outcome, at)

    def purge_spent(self, before: datetime) -> int:
        return _purge(self.state.spent, [key for key, (_, at) in self.state.spent.items() if at < before])


def _purge(rows: dict[Key, Value], keys: Sequence[Key]) -> int:
    for key in keys:
        del rows[key]
    return len(keys)


@dataclass
class MemorySession(
    MemoryAccounts, FakeSearch, FakeKept, FakeMail, FakeWatch, FakeFeeds, FakeLetterheads, FakeDocuments, FakeWaysIn
):
    """One look, or one transaction, over a state; `changed` says that this one changed who is there and where."""

    changed: bool = False

    def organisation(self, key: str = "") -> Organisation:
        found = [each for each in self.state.organisations if key in ("", each.key)]
        if len(found) != 1:
            raise NotFound("There is no organisation here yet.")
        return replace(found[0], staffing=None if self.changed else self.state.staffing)

    def schools(self, organisation: OrganisationId) -> Sequence[School]:
        return sorted(self.state.schools.values(), key=lambda each: each.name)

    def people(self, organisation: OrganisationId, case: CaseId = NO_CASE) -> Sequence[Person]:
        here = (each for each in self.state.people.values() if each.case in (NO_CASE, case))
        return sorted(here, key=lambda each: each.name)

    def outsiders(self, organisation: OrganisationId, case: CaseId) -> Sequence[Person]:
        return [each for each in self.people(organisation, case) if each.case]

    def find_person(self, organisation: OrganisationId, person: str) -> Person | None:
        return next((each for each in self.people(organisation) if person in (each.id, each.key)), None)

    def people_named(self, organisation: OrganisationId, people: Collection[PersonId]) -> Sequence[Person]:
        found = (each for each in self.state.people.values() if each.id in people)
        return sorted(found, key=lambda each: each.name)

    def staff_of(self, organisation: OrganisationId, school: SchoolId) -> Sequence[Person]:
        places = ("", school)
        return [
            each
            for each in self.people(organisation)
            if each.active and any(held.school in places for held in each.posts)
        ]

    def helplines(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        return [row for _, row in sorted(self.state.helplines.items())]

    def platforms(self, organisation: OrganisationId) -> Sequence[Mapping[str, str]]:
        return [row for _, row in sorted(self.state.platforms.items())]

    def policy_sources(self, organisation: OrganisationId, hash_: str) -> Mapping[str, str]:
        if hash_ not in self.state.policies:
            raise NotFound(f"The policy version {hash_[:12]} is not kept here.")
        return self.state.policies[hash_]

    def keeps_policy(self, organisation: OrganisationId, hash_: str) -> bool:
        return hash_ in self.state.policies

    def policy_versions(self, organisation: OrganisationId) -> Mapping[str, str]:
        return dict(self.state.versions)

    def find_case(self, viewer: Viewer, reference: CaseReference) -> Case:
        found = [each for each in self.state.cases.values() if each.reference == reference]
        if not found or not self.sees(viewer, found[0]):
            raise NotFound(f"There is no case {reference}, or none that you may see.")
        return found[0]

    def case_by_id(self, viewer: Viewer, case: CaseId) -> Case:
        found = self.state.cases.get(case)
        if found is None or not self.sees(viewer, found):
            raise NotFound("There is no case with this identifier, or none that you may see.")
        return found

    def cases_by_id(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Case]:
        known = {each: self.state.cases[each] for each in cases if each in self.state.cases}
        return {each: case for each, case in known.items() if self.sees(viewer, case)}

    def words_of(
        self, viewer: Viewer, cases: Collection[CaseId]
    ) -> Mapping[CaseId, Mapping[tuple[int, str], str | None]]:
        found = {each: self.words(viewer, each) for each in cases}
        return {each: words for each, words in found.items() if words}

    def _open(self, case: CaseId) -> list[Deadline]:
        return [clock for key, clock in self.state.clocks.items() if key[0] == case and clock.state == "open"]

    def cases(self, viewer: Viewer) -> Sequence[CaseSummary]:
        rows = []
        for case in self.state.cases.values():
            if self.sees(viewer, case):
                soonest = min((clock.due_at for clock in self._open(case.id) if clock.due_at), default=None)
                rows.append(
                    CaseSummary(
                        id=case.id,
                        reference=case.reference,
                        policy=case.policy,
                        policy_hash=case.policy_hash,
                        school=case.school,
                        status=case.status,
                        reported_at=case.reported_at,
                        revision=case.revision,
                        next_due_at=soonest,
                    )
                )
        return sorted(rows, key=lambda row: (row.next_due_at is None, row.next_due_at, row.reference))

    def cases_standing(self, viewer: Viewer, states: Mapping[str, Collection[str]]) -> Sequence[CaseSummary]:
        return [row for row in self.cases(viewer) if row.status in states.get(row.policy_hash, (row.status,))]

    def entries(self, viewer: Viewer, case: CaseId) -> Sequence[Entry]:
        known = self.state.cases.get(case)
        return list(self.state.entries[case]) if known and self.sees(viewer, known) else []

    def entries_of(self, viewer: Viewer, cases: Collection[CaseId]) -> Mapping[CaseId, Sequence[Entry]]:
        found = {each: self.entries(viewer, each) for each in cases}
        return {each: entries for each, entries in found.items() if entries}

    def words(self, viewer: Viewer, case: CaseId) -> Mapping[tuple[int, str], str | None]:
        return {
            (entry.event.sequence, key): words.text
            for entry in self.entries(viewer, case)
            for key, words in entry.words.items()
        }

    def due_cases(
        self, organisation: OrganisationId, now: datetime, limit: int, after: CaseId = NO_CASE, *, aside: bool = False
    ) -> Sequence[CaseId]:
        out: Collection[str] = () if aside else self.set_aside(organisation)
        ripe = {
            key[0]
            for key, clock in self.state.clocks.items()
            if clock.next_alert and clock.next_alert.at <= now and key[0] not in out and key[0] > after
        }
        return sorted(ripe)[:limit]

    def one_of_each(self, organisation: OrganisationId, cases: Sequence[CaseId]) -> Sequence[CaseId]:
        found: dict[tuple[str, str], CaseId] = {}
        for each in (self.state.cases[case] for case in sorted(cases)):
            found.setdefault((each.policy_hash, each.school), each.id)
        return sorted(found.values())

    def claim(self, organisation: OrganisationId, cases: Sequence[CaseId], now: datetime) -> Sequence[CaseId]:
        due = self.due_cases(organisation, now, len(self.state.cases), aside=True)
        return [case for case in due if case in cases]

    def queued(self, organisation: OrganisationId, kind: str, limit: int) -> Sequence[Notice]:
        return [each for each in self.notices(organisation, "queued") if each.kind == kind][:limit]

    def count_queued(self, organisation: OrganisationId) -> Mapping[str, int]:
        return Counter(each.kind for each in self.notices(organisation, "queued"))

    def draft(self, viewer: Viewer, case: CaseId, number: int) -> DraftLetter | None:
        return self.state.drafts.get((case, number)) if self.entries(viewer, case) else None

    def sealed(self, viewer: Viewer, case: CaseId, number: int) -> SealedLetter | None:
        return self.state.letters.get((case, number)) if self.entries(viewer, case) else None

    def issued_texts(
        self, viewer: Viewer, letters: Collection[tuple[CaseId, int]]
    ) -> Mapping[tuple[CaseId, int], IssuedText]:
        found = {each: letter for each in letters if (letter := self.sealed(viewer, *each)) is not None}
        return {
            each: IssuedText(text=letter.renditions[TEXT].decode(), issued_at=letter.issued_at)
            for each, letter in found.items()
            if TEXT in letter.renditions
        }

    def evidence(self, viewer: Viewer, case: CaseId) -> Sequence[EvidenceFile]:
        if not self.entries(viewer, case):
            return []
        return [row for key, row in sorted(self.state.evidence.items()) if key[0] == case]

    def names_file(self, sha256: str) -> bool:
        return any(row.sha256 == sha256 for row in self.state.evidence.values())

    def bytes_added(self, organisation: OrganisationId, person: PersonId, since: datetime) -> int:
        mine = (row for row in self.state.evidence.values() if row.added_by == person and row.added_at >= since)
        return sum(row.size for row in mine)

    def cases_with_file(self, organisation: OrganisationId, sha256: str) -> Sequence[Case]:
        there = {row.case for row in self.state.evidence.values() if row.sha256 == sha256}
        return [case for case in self.state.cases.values() if case.id in there and case.organisation == organisation]

    def flagged_addresses(self, organisation: OrganisationId) -> Sequence[str]:
        found: list[str | None] = []
        for case in self.state.cases.values():
            words = {(e.event.sequence, key): w.text for e in self.state.entries[case.id] for key, w in e.words.items()}
            flagged = {n: each for n, each in case.addresses.items() if each.flagged}
            mine = case.organisation == organisation
            found += [words.get((each.event, f"address/{n}.url")) for n, each in flagged.items() if mine]
        return [text for text in found if text]

    def notices(self, organisation: OrganisationId, state: str = "") -> Sequence[Notice]:
        found = [each for each in self.state.outbox.values() if state in ("", each.state)]
        return sorted(found, key=lambda each: (each.created_at, each.id))

    def told_in(self, organisation: OrganisationId, cases: Collection[CaseId]) -> Sequence[Notice]:
        return [each for each in self.notices(organisation) if each.case in cases and each.kind == "told"]

    def dangers_watched(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        due = sorted((at, case) for case, at in self.state.watched.items() if at <= now)
        return [case for _, case in due][:limit]

    def lent_until(self, organisation: OrganisationId, now: datetime, limit: int) -> Sequence[CaseId]:
        loans = (
            (case, loan) for case in self.state.cases.values() for mine in case.lent.values() for loan in mine.values()
        )
        return sorted({case.id for case, loan in loans if loan.until <= now})[:limit]

    def first_reads(
        self, organisation: OrganisationId, reference: CaseReference, since: datetime
    ) -> Mapping[PersonId, datetime]:
        lines = [line.access for line in self.state.log if line.access.what == "read"]
        mine = [line for line in reversed(lines) if line.case == reference and line.at >= since]
        return {line.person: line.at for line in mine}

    def last_reads(
        self, organisation: OrganisationId, references: Collection[str]
    ) -> Mapping[tuple[PersonId, str], datetime]:
        lines = [line.access for line in self.state.log if line.access.what == "read"]
        return {(line.person, line.case): line.at for line in lines if line.case in references}

    def last_here(self, viewer: Viewer, before: datetime) -> datetime | None:
        lines = (line.access for line in self.state.log if line.access.person == viewer.person)
        return max((line.at for line in lines if line.case == "" and line.at < before), default=None)

    def last_backup(self, organisation: OrganisationId) -> datetime | None:
        return max((line.access.at for line in self.state.log if line.access.what == BACKUP), default=None)

    def accesses_wanted(self, organisation: OrganisationId, wanted: AccessesWanted) -> Sequence[SealedAccess]:
        found = [
            line
            for line in reversed(self.state.log)
            if wanted.case in ("", line.access.case)
            and wanted.person in (None, line.access.person)
            and (wanted.since is None or line.access.at >= wanted.since)
            and (wanted.until is None or line.access.at < wanted.until)
        ]
        return found[wanted.passed : wanted.passed + wanted.limit]

    def accesses(self, organisation: OrganisationId) -> Sequence[SealedAccess]:
        return list(self.state.log)

    def spools(self, organisation: OrganisationId) -> Mapping[str, int]:
        return dict(self.state.spools)

    def spool_taken(self, organisation: OrganisationId, spool: str) -> int:
        return self.state.spools.get(spool, 0)

    def note_spool(self, organisation: OrganisationId, spool: str, taken: int) -> None:
        self.state.spools[spool] = taken

    def forget_spool(self, organisation: OrganisationId, spool: str) -> None:
        self.state.spools.pop(spool, None)

    def heads(self, organisation: OrganisationId) -> Mapping[CaseId, ChainEnd]:
        cases = sorted(self.state.cases.items())
        return {id_: ChainEnd(case.reference, Link(case.revision, case.head)) for id_, case in cases}

    def access_end(self, organisation: OrganisationId) -> Link:
        return Link(len(self.state.log), self.state.log[-1].hash if self.state.log else GENESIS)

    def organisation_end(self, organisation: OrganisationId) -> Link:
        return Link(0, GENESIS)

    def organisation_record(self, organisation: OrganisationId) -> OrganisationRecord:
        heads = {"access": self.access_end(organisation)}
        return OrganisationRecord(changes=(), kept={}, present={}, heads=heads)

    def waiting_since(self, organisation: OrganisationId, kind: str) -> datetime | None:
        queued = (each.created_at for each in self.state.outbox.values() if (each.state, each.kind) == ("queued", kind))
        return min(queued, default=None)

    def done_by_hand(self, organisation: OrganisationId) -> Sequence[DoneByHand]:
        return sorted(self.state.ticked, key=lambda each: (each.noted_at, each.id), reverse=True)

    def tick_off(self, done: DoneByHand) -> None:
        self._demand(done.by)
        self.state.ticked.append(done)

    def last_sweep(self, organisation: OrganisationId) -> datetime | None:
        return self.state.swept

    def set_aside(self, organisation: OrganisationId) -> Mapping[CaseId, SetAside]:
        found = {
            case: SetAside(self.state.cases[case].reference if case in self.state.cases else NO_REFERENCE, tries, log)
            for case, (tries, log, aside) in self.state.failures.items()
            if aside
        }
        return dict(sorted(found.items(), key=lambda item: item[1].reference))

    def add_organisation(self, organisation: Organisation) -> None:
        self.state.organisations.append(organisation)
        self._change()

    def save_organisation(self, organisation: Organisation) -> None:
        self.state.organisations = [
            organisation if each.id == organisation.id else each for each in self.state.organisations
        ]
        self._change()

    def _change(self) -> None:
        self.state.staffing += 1
        self.changed = True

    def save_helpline(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        self.state.helplines[row["key"]] = dict(row)

    def save_platform(self, organisation: OrganisationId, row: Mapping[str, str]) -> None:
        self.state.platforms[row["key"]] = dict(row)

    def add_school(self, school: School) -> None:
        self.state.schools[school.id] = school
        self._change()

    def save_school(self, school: School) -> None:
        self.state.schools[school.id] = school
        self._change()

    def save_person(self, person: Person) -> None:
        known = self.state.people.get(person.id)
        if person.posts or (known and known.posts):
            self._change()
        self.state.people[person.id] = replace(person, posts=tuple(sorted(person.posts, key=_by_post)))
        self.note_posts(person)

    def keep_policy(self, organisation: OrganisationId, hash_: str, policy: str, sources: Mapping[str, str]) -> None:
        self.state.policies.setdefault(hash_, dict(sources))
        self.state.versions.setdefault(hash_, policy)

    def next_reference(self, organisation: OrganisationId, prefix: str, year: int) -> CaseReference:
        number = self.state.counters.get((prefix, year), 0) + 1
        self.state.counters[(prefix, year)] = number
        return reference_of(prefix, year, number)

    def create_case(self, case: Case, entries: Sequence[Entry], sights: Sights) -> None:
        self.state.entries[case.id] = []
        self._write(case, entries, sights)

    def save_case(self, before: Case, after: Case, entries: Sequence[Entry], sights: tuple[Sights, Sights]) -> None:
        stored = self.state.cases[after.id].revision
        if stored != before.revision:
            raise StaleRevision(after.reference, before.revision)
        stood, stands = sights
        kept = {who: each for who, each in self.state.sights[after.id].items() if who in stands or who not in stood}
        changed = {who: each for who, each in stands.items() if stood.get(who) != each}
        self._write(after, entries, {**kept, **changed})
        self.forget_failures(after.organisation, after.id)

    def _write(self, case: Case, entries: Sequence[Entry], sights: Sights) -> None:
        self.state.cases[case.id] = case
        self.state.sights[case.id] = sights
        self.state.entries[case.id].extend(entries)
        for effect in (effect for entry in entries for effect in entry.event.effects):
            if isinstance(effect, Clocked):
                self.state.clocks[(case.id, effect.deadline.key, effect.deadline.round)] = effect.deadline

    def queue(self, notices: Iterable[Notice]) -> int:
        stayed = 0
        for notice in notices:
            known = {(each.recipient, each.dedupe): each for each in self.state.outbox.values()}
            there = known.get((notice.recipient, notice.dedupe))
            if there is None:
                self.state.outbox[notice.id] = notice
                stayed += 1
            elif (there.state, there.kind, notice.kind) == ("dropped", "told", "told"):
                self.state.outbox[there.id] = replace(there, state="queued", settled_at=None)
                stayed += 1
            if notice.kind == "told":
                self.watch_danger(notice.organisation, notice.case, notice.created_at)
        return stayed

    def watch_danger(self, organisation: OrganisationId, case: CaseId, at: datetime | None) -> None:
        self.state.watched.pop(case, None)
        if at is not None:
            self.state.watched[case] = at

    def settle_notice(self, notice: Notice) -> None:
        self.state.outbox[notice.id] = notice

    def save_draft(self, organisation: OrganisationId, draft: DraftLetter) -> None:
        self.state.drafts[(draft.case, draft.number)] = draft

    def seal_letter(self, organisation: OrganisationId, letter: SealedLetter) -> None:
        if (letter.case, letter.number) in self.state.letters:
            raise BrokenRecord(f"Letter {letter.number} was issued already.")
        self.state.letters[(letter.case, letter.number)] = letter

    def add_evidence(self, organisation: OrganisationId, evidence: EvidenceFile) -> None:
        self.state.evidence[(evidence.case, evidence.number)] = evidence

    def quarantine(self, organisation: OrganisationId, case: CaseId, number: int) -> None:
        self.state.evidence[(case, number)] = replace(self.state.evidence[(case, number)], quarantined=True)

    def erase(self, organisation: OrganisationId, case: CaseId, places: Iterable[ErasedPlace]) -> None:
        for place in places:
            if place.what == "letter":
                letter = self.state.letters[(case, place.number)]
                self.state.letters[(case, place.number)] = replace(letter, record="", renditions={})
            elif place.what == "words":
                entry = self.state.entries[case][place.number - 1]
                words = {**entry.words, place.key: Words(None, "")}
                self.state.entries[case][place.number - 1] = replace(entry, words=words)
                self._erase_said(case, WordsKey(place.key))
            elif place.what == "person":
                gone = self.state.people[place.key]
                nobody = Person(
                    id=gone.id,
                    organisation=gone.organisation,
                    key=PersonKey(f"erased-{gone.id}"),
                    name=NAMELESS,
                    email="",
                )
                self.state.people[place.key] = replace(nobody, case=gone.case, relation=gone.relation)

    def _erase_said(self, case: CaseId, words: WordsKey) -> None:
        if words.evidence_number and words.name in ("name", "url"):
            key = (case, int(words.evidence_number))
            row = self.state.evidence[key]
            self.state.evidence[key] = replace(row, name="") if words.name == "name" else replace(row, url="")

    def drop_drafts(self, organisation: OrganisationId, case: CaseId) -> None:
        self.state.drafts = {key: each for key, each in self.state.drafts.items() if key[0] != case}

    def drop_forms_at(self, organisation: OrganisationId, case: CaseReference) -> None:
        here = f"/cases/{case}"
        self.state.forms = {
            key: each
            for key, each in self.state.forms.items()
            if each.place not in (here, SEARCHES) and not each.place.startswith(f"{here}/")
        }

    def tell_act(self, by: PersonId, what: str) -> None:
        """Keep nothing: a store in memory has no chain of the organisation."""

    def log_access(self, organisation: OrganisationId, accesses: Iterable[Access]) -> None:
        for access in accesses:
            previous = self.state.log[-1].hash if self.state.log else GENESIS
            sequence = len(self.state.log) + 1
            hash_ = link(previous, access_body(sequence, access))
            self.state.log.append(SealedAccess(sequence, access, previous, hash_))

    def note_sweep(self, organisation: OrganisationId, at: datetime) -> None:
        self.state.swept = at

    def note_failure(self, organisation: OrganisationId, case: CaseId, reference: str, limit: int) -> int:
        tries = self.state.failures.get(case, (0, "", False))[0] + 1
        self.state.failures[case] = (tries, reference, tries >= limit)
        return tries

    def forget_failures(self, organisation: OrganisationId, case: CaseId) -> None:
        self.state.failures.pop(case, None)

    @contextmanager
    def savepoint(self) -> Generator[None]:
        before = copy.deepcopy(self.state)
        try:
            yield
        except BaseException:
            self.state.__dict__.update(before.__dict__)
            raise


@dataclass
class MemoryStore:
    """A store that is gone with the process."""

    def scrub(self) -> None:
        """Nothing of what was taken out is left anywhere."""

    state: State = field(default_factory=State)

    @contextmanager
    def reading(self) -> Generator[MemorySession]:
        yield MemorySession(copy.deepcopy(self.state))

    @contextmanager
    def writing(self, *, gives_way: bool = False) -> Generator[MemorySession]:
        draft = copy.deepcopy(self.state)
        yield MemorySession(draft)
        self.state = draft

    @property
    def is_awaited(self) -> bool:
        return False

    def close(self) -> None:
        self.state = State()
