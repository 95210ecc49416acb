"""Which kind of data each column of each table holds: a column that stands in none, or in two, fails a test.

`organisation_id` is the trust itself and stands in every table: it is named once, in `EVERYWHERE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.ports.people_data.data_kinds import (
    DONE,
    DRAFTS,
    FILES,
    FOUND,
    KINDS,
    LETTERS,
    LOOKED,
    MESSAGES,
    NOBODY,
    PAPER,
    PERSON,
    POSTS,
    SAID,
    SECURITY,
    SETTINGS,
    SIGN_IN,
    TICKED,
    TRUST_RECORD,
    TYPED,
    DataKind,
)

EVERYWHERE = "organisation_id"
"""The column that every table has, and that is about no person."""

COLUMNS: Mapping[str, tuple[tuple[DataKind, str], ...]] = {
    "access_log": ((LOOKED, "at person_id case_reference what detail"), (NOBODY, "sequence previous hash")),
    "access_spools": ((NOBODY, "spool taken"),),
    "accounts": ((SIGN_IN, "person_id name password_hash changed_at"),),
    "alerts": ((NOBODY, "case_id instance deadline alert round number status breached_at raised_at"),),
    "bound_identities": ((SIGN_IN, "person_id issuer subject bound_at"),),
    "calendar_feeds": ((SIGN_IN, "person_id token_hash made_at"),),
    "case_shares": ((NOBODY, "case_id school_id"),),
    "case_sights": (
        (FOUND, "person_id reference kind everything works sees unseen posts relied turn act heading"),
        (NOBODY, "case_id school_id ended due_at clock state danger_at act_at since"),
    ),
    "cases": (
        (DONE, "snapshot"),
        (NOBODY, "id reference policy policy_hash school_id status reported_at revision head sighted flagged"),
        (NOBODY, "erasing approving lent_until"),
    ),
    "chain_heads": ((NOBODY, "chain length hash"),),
    "clock_sights": (
        (FOUND, "person_id reference relied"),
        (NOBODY, "case_id instance name school_id state due_at overdue_at waits"),
    ),
    "deadlines": ((NOBODY, "case_id instance name round state binding due_at overdue_at next_alert_at roles"),),
    "done_by_hand": ((TICKED, "person_id noted_at note"), (NOBODY, "id policy number school_id done_on")),
    "events": ((DONE, "body"), (NOBODY, "case_id sequence previous hash")),
    "evidence": (
        (FILES, "name url captured_at added_at added_by"),
        (NOBODY, "case_id number instance kind media_type size sha256 quarantined"),
    ),
    "feed_uses": ((SIGN_IN, "person_id fetched given"),),
    "helplines": ((SETTINGS, "key body"),),
    "platforms": ((SETTINGS, "key body"),),
    "kept_forms": ((TYPED, "person_id place fields saved_at"),),
    "known_devices": ((SIGN_IN, "person_id token_hash first_at last_at"),),
    "letter_drafts": (
        (DRAFTS, "blocks facts problems"),
        (NOBODY, "case_id number template template_hash rendered_at"),
    ),
    "letter_renditions": ((LETTERS, "content"), (NOBODY, "case_id number name")),
    "letterheads": (
        (PAPER, "by_id since telephone email web footer logo_says"),
        (NOBODY, "school_id number logo"),
    ),
    "letters": ((LETTERS, "record issued_at issued_by"), (NOBODY, "case_id number sha256")),
    "logos": ((NOBODY, "digest content"),),
    "mail_desks": ((NOBODY, "holder until refused refused_since again_at tries released"),),
    "one_time_links": (
        (SIGN_IN, "person_id kind way token_hash sent_to made_at made_by until sent_at used_at ended_at"),
    ),
    "organisation_events": ((TRUST_RECORD, "body"), (NOBODY, "sequence previous hash")),
    "organisation_rows": ((TRUST_RECORD, "body"), (NOBODY, "sequence name salt")),
    "organisations": ((SETTINGS, "name settings"), (NOBODY, "id key zone demo staffing")),
    "outbox": (
        (MESSAGES, "case_id reference recipient kind dedupe body created_at"),
        (NOBODY, "id state attempts error message_id next_at settled_at"),
    ),
    "passkeys": ((SIGN_IN, "person_id credential key count name since used_at"),),
    "people": (
        (PERSON, "id key name email telephone title given family address_form postal_address former_names"),
        (PERSON, "case_id relation active leaves_at telling large_print colours"),
    ),
    "pieces": ((FOUND, "by_id at words"), (NOBODY, "case_id place kind instance opens number")),
    "policy_versions": ((NOBODY, "hash policy sources"),),
    "posts": ((POSTS, "person_id post school_id since until kind instead_of"),),
    "reference_counters": ((NOBODY, "prefix year last"),),
    "schools": ((SETTINGS, "name address calendar"), (NOBODY, "id key active kind joins_on")),
    "second_factors": ((SIGN_IN, "person_id secret since recovery"),),
    "security_log": ((SECURITY, "at what person_id by_id address detail"), (NOBODY, "id")),
    "sessions": (
        (SIGN_IN, "token_hash person_id started_at seen_at ended_at one_page is_link address device stage"),
        (SIGN_IN, "confirmed_at"),
    ),
    "sight_refreshes": ((FOUND, "person_id"), (NOBODY, "due_at reached")),
    "signatures": ((PAPER, "person_id content used given_at"), (NOBODY, "digest")),
    "spent_tokens": ((SIGN_IN, "person_id token_hash spent_at"), (NOBODY, "outcome")),
    "sweep_failures": ((NOBODY, "case_id tries reference set_aside"),),
    "sweeps": ((NOBODY, "last_at"),),
    "troubles": ((NOBODY, "code since detail told_at ended_at ended"),),
    "trust_documents": (
        (PAPER, "since by_id title content"),
        (NOBODY, "number key digest size pages"),
    ),
    "waiting_letters": (
        (NOBODY, "case_id number code instance template awaits since at reference school_id people sent"),
    ),
    "watched_dangers": ((NOBODY, "case_id at"),),
    "words": ((SAID, "text salt"), (NOBODY, "case_id sequence key")),
    "wrong_tries": ((SECURITY, "subject tries last_at free_at"),),
}


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """One column, and the kind of data that it holds."""

    table: str
    column: str
    kind: DataKind


def classified() -> Iterator[ColumnKind]:
    """Give every column that is classified, in the order of the tables; one that stands twice comes twice."""
    for table, kinds in COLUMNS.items():
        for kind, columns in kinds:
            yield from (ColumnKind(table, column, kind) for column in columns.split())


def by_kind() -> Mapping[str, Mapping[str, list[str]]]:
    """Map each kind of data, by name, to its columns by their tables."""
    found: dict[str, dict[str, list[str]]] = {kind.name: {} for kind in KINDS}
    for each in classified():
        found[each.kind.name].setdefault(each.table, []).append(each.column)
    return found
