"""Anchors: taken to be kept elsewhere, and held against the store as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, BrokenRecord
from engine.identity import CaseId, OrganisationId
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.anchor import Anchor, Link
from engine.record.chain import GENESIS, verify, verify_accesses
from engine.record.organisation_events import walk
from engine.record.values import SCHEDULER

NO_CASE_ANY_MORE = "The case is not there any more."
CHANGED = "The record is not the one that was anchored: an event before the anchor was changed, added or taken away."
ACCESSES_CHANGED = (
    "The access log is not the one that was anchored: a line before the anchor was changed or taken away."
)


CHANGES_CHANGED = (
    "The chain of the organisation is not the one that was anchored: what was kept of people, posts, schools, "
    "settings, accounts or policies before the anchor, or that a case began, was changed or taken away."
)
ACCESS_LOG, ORGANISATION = "access log", "organisation"


@dataclass(frozen=True, slots=True)
class Changed:
    """A chain that does not fit an anchor, and what is wrong.

    A case that is not there any more is named by its identifier, any other by its reference.
    """

    name: str
    wrong: str


def take_anchor(services: Services, caller: Caller) -> Anchor:
    """Say where every chain of the trust ends now; for those who administer. It shows nobody a case.

    Raises NotPermitted.
    """
    at = services.clock.now()
    take_reads(services)  # what was looked at before the anchor belongs to it
    with services.store.writing() as writing:
        demand_administrator(writing, caller, at)
        organisation = writing.organisation().id
        note(writing, services, caller, "anchor taken", "")
        accesses = writing.access_end(organisation)
        changes = writing.organisation_end(organisation)
        cases = {case: head.link for case, head in writing.heads(organisation).items()}
    return Anchor(organisation=organisation, at=at, cases=cases, accesses=accesses, changes=changes)


def check_anchor(services: Services, caller: Caller, anchor: Anchor) -> tuple[Changed, ...]:
    """Hold an anchor against the store: every chain must begin with what was anchored, letter by letter.

    Raises:
        NotPermitted: the caller does not administer. BadInput: the anchor is of another trust.
    """
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        if reading.organisation().id != anchor.organisation:
            raise BadInput("This anchor was taken of another store. Name the folder of its own with --data.")
        return tuple(_changed(reading, anchor))


def _changed(reading: Reading, anchor: Anchor) -> Iterator[Changed]:
    present = reading.heads(anchor.organisation)
    for case, link in anchor.cases.items():
        if case not in present:
            yield Changed(case, NO_CASE_ANY_MORE)
        elif wrong := _wrong_chain(reading, anchor, case, link):
            yield Changed(present[case].reference, wrong)
    if wrong := _wrong_accesses(reading, anchor):
        yield Changed(ACCESS_LOG, wrong)
    if anchor.changes is not None and (wrong := _wrong_changes(reading, anchor.organisation, anchor.changes)):
        yield Changed(ORGANISATION, wrong)


def _wrong_accesses(reading: Reading, anchor: Anchor) -> str:
    lines = reading.accesses(anchor.organisation)
    try:
        verify_accesses(lines)
    except BrokenRecord as error:
        return str(error)
    until = [line.hash for line in lines[: anchor.accesses.length]]
    return "" if _end(until) == anchor.accesses else ACCESSES_CHANGED


def _wrong_changes(reading: Reading, organisation: OrganisationId, link: Link) -> str:
    record = reading.organisation_record(organisation)
    try:
        walk(record)
    except BrokenRecord as error:
        return str(error)
    return "" if _end([change.hash for change in record.changes[: link.length]]) == link else CHANGES_CHANGED


def _end(hashes: Sequence[str]) -> Link:
    return Link(len(hashes), hashes[-1] if hashes else GENESIS)


def _wrong_chain(reading: Reading, anchor: Anchor, case: CaseId, link: Link) -> str:
    try:
        entries = reading.entries(Viewer(anchor.organisation, SCHEDULER), case)
        fits = len(entries) >= link.length and verify(entries[: link.length]) == link.hash
    except BrokenRecord as error:
        return str(error)
    return "" if fits else CHANGED
