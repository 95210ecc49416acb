"""The chain of the organisation, held against the rows that it speaks for and the access log whose end it knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.errors import BrokenRecord
from engine.identity import OrganisationId
from engine.ports.store import Reading
from engine.record.access import SealedAccess
from engine.record.anchor import Link
from engine.record.chain import GENESIS
from engine.record.organisation_events import NOTHING, OrganisationEvent, OrganisationRecord, standing, strays, walk

ACCESS, ORGANISATION = "access", "organisation"
WHAT = {
    "organisations": "The trust and its settings",
    "schools": "A school and its calendar",
    "people": "What is known of a person",
    "posts": "The posts of a person",
    "helplines": "A helpline",
    "platforms": "A platform",
    "done_by_hand": "What was ticked off as done by hand",
    "policy_versions": "A version of a policy",
    "accounts": "How a person signs in",
    "calendar_feeds": "A calendar feed",
    "second_factors": "The second factor of a person",
    "passkeys": "The passkeys of a person",
    "bound_identities": "Who a person is at the provider that they sign in with",
    "one_time_links": "The link by which a person chooses a password",
    "letterheads": "A letterhead",
    "logos": "A logo",
    "trust_documents": "A document of the trust",
    "signatures": "The image of a signature",
    "letter_drafts": "The draft of a letter",
    "cases": "The beginning of a case",
    "outbox": "The notice that a case was set aside",
}
"""What stands in a table, in words for people."""
CHANGED = "{what}{which}: changed in the store behind its record."
GONE = "{what}{which}: taken out of the store behind its record."
ADDED = "{what}{which}: put into the store behind its record."
ASTRAY = "{0} rows of the table {1} belong to no trust that is there: they were put in, or the trust was changed."
ENDS_ELSEWHERE = "The chain of the organisation does not end where it ended: events were cut off."
LOG_ENDS_ELSEWHERE = "The access log does not end where it ended: lines were cut off, or added behind the record."
LOG_DIFFERS = "The access log is not the one that event {0} of the organisation knew: lines were cut off or changed."
STRANGE_HEAD = "The end of a chain is kept that nobody knows."


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationVerdict:
    """What looking at the chain of the organisation gave: its length, where it ends, and all that is wrong.

    `rows` were held against it, and `erased` rows of before are empty because an event says so.
    """

    events: int
    head: str
    wrong: tuple[str, ...]
    rows: int = 0
    erased: int = 0


def verdict_of(reading: Reading, organisation: OrganisationId, *, naming: bool) -> OrganisationVerdict:
    """Walk the chain of the organisation and hold it against what it speaks for.

    With `naming`, what is wrong is told with the identifier of the row; never with a name.
    """
    record, lines = reading.organisation_record(organisation), reading.accesses(organisation)
    head = record.changes[-1].hash if record.changes else GENESIS
    return OrganisationVerdict(
        events=len(record.changes),
        head=head,
        wrong=tuple(_wrong(record, lines, naming=naming)),
        rows=len(record.present),
        erased=sum(words.text is None for words in record.kept.values()),
    )


def _wrong(record: OrganisationRecord, lines: Sequence[SealedAccess], *, naming: bool) -> Iterator[str]:
    try:
        changes = walk(record)
    except BrokenRecord as error:
        yield str(error)
        return
    yield from _wrong_ends(record, changes, lines)
    yield from (ASTRAY.format(count, table) for table, count in record.astray.items())
    for name, (stood, present) in strays(standing(changes, record.kept), record.present).items():
        table, _, which = name.partition("/")
        says = CHANGED if stood and present else GONE if stood else ADDED
        yield says.format(what=WHAT[table], which=f" ({which})" if naming and which else "")


def _wrong_ends(
    record: OrganisationRecord, changes: Sequence[OrganisationEvent], lines: Sequence[SealedAccess]
) -> Iterator[str]:
    """Compare where both chains end with where they are known to have ended."""
    end = Link(len(record.changes), record.changes[-1].hash if record.changes else GENESIS)
    if record.heads.get(ORGANISATION, NOTHING) != end:
        yield ENDS_ELSEWHERE
    hashes = {line.sequence: line.hash for line in lines} | {0: GENESIS}
    last = Link(len(lines), hashes.get(len(lines), ""))
    if record.heads.get(ACCESS, NOTHING) != last:
        yield LOG_ENDS_ELSEWHERE
    if set(record.heads) - {ACCESS, ORGANISATION}:
        yield STRANGE_HEAD
    for change in changes:
        if hashes.get(change.accesses.length) != change.accesses.hash:
            yield LOG_DIFFERS.format(change.sequence)
            return
