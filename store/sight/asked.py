"""What a list asks of rows of sight: which of somebody's rows are wanted, in which order, and from where on."""

from __future__ import annotations

from collections.abc import Sequence

from engine.identity import InstanceId, SchoolId, TrackName
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.records import Viewer
from engine.ports.sights import CasesWanted, ClocksWanted, Page
from store.connection.cursor import Values
from store.mapping import maybe
from store.sight.agenda_columns import hand_mark, topic_mark
from store.sight.rows import TO_PASS
from store.visibility import Condition, Holding

CASE_ORDER = ("due_at", "reference")
ALL_CASES_ORDER = ("ended", *CASE_ORDER)
REFERENCE_ORDER = ("reference",)
ACT_ORDER, NEW_ORDER = ("act_at", "reference"), ("since", "reference")
FALLING = (CaseOrder.LATEST, CaseOrder.NEWEST)
"""Orders that begin with what is last in them."""
UNREAD = (
    "since > ? AND turn > 0 AND NOT EXISTS (SELECT 1 FROM access_log "
    "WHERE access_log.organisation_id = case_sights.organisation_id "
    "AND access_log.case_reference = case_sights.reference "
    "AND access_log.person_id = case_sights.person_id AND access_log.what = 'read' "
    "AND access_log.at >= case_sights.since)"
)
"""What came to stand as it does after a moment, and was not looked at since."""
CLOCK_ORDER = ("due_at", "reference", "instance", "name")
# The first comparison is that of the index: the soonest clock of a case is due before any of its clocks is overdue.
LATE = (
    "due_at <= ? AND EXISTS (SELECT 1 FROM clock_sights WHERE clock_sights.organisation_id = "
    "case_sights.organisation_id AND clock_sights.case_id = case_sights.case_id "
    "AND clock_sights.person_id = case_sights.person_id AND clock_sights.due_at <= ? AND clock_sights.overdue_at <= ?)"
)
OF_TRACK = "rtrim(instance, '0123456789') = ?"
"""What is of one procedure: its instances differ by number alone."""
RUNS = (
    "EXISTS (SELECT 1 FROM clock_sights WHERE clock_sights.organisation_id = case_sights.organisation_id "
    "AND clock_sights.case_id = case_sights.case_id AND clock_sights.person_id = case_sights.person_id "
    f"AND {OF_TRACK})"
)
WORKS_ON = (  # the name of an instance ends where the next one begins, so none is found within another
    "EXISTS (SELECT 1 FROM case_sights WHERE case_sights.organisation_id = clock_sights.organisation_id "
    "AND case_sights.case_id = clock_sights.case_id AND case_sights.person_id = clock_sights.person_id "
    "AND replace(case_sights.works, '<' || clock_sights.instance || '>', '') <> case_sights.works)"
)
UNDER_POLICY = (
    "EXISTS (SELECT 1 FROM cases WHERE cases.organisation_id = case_sights.organisation_id "
    "AND cases.id = case_sights.case_id AND cases.policy = ?)"
)
REPORTED_FROM = (
    "EXISTS (SELECT 1 FROM cases WHERE cases.organisation_id = case_sights.organisation_id "
    "AND cases.id = case_sights.case_id AND cases.reported_at >= ?)"
)
REPORTED_BEFORE = (
    "EXISTS (SELECT 1 FROM cases WHERE cases.organisation_id = case_sights.organisation_id "
    "AND cases.id = case_sights.case_id AND cases.reported_at < ?)"
)
TOLD_OF, HELD_BY = "replace(heading, ?, '') <> heading", "replace(act, ?, '') <> act"
"""What the columns of codes say to their reader: what the title is made of, and who has the next act."""
IN_DANGER = (  # of a danger that others must act on, those know who see all of the case
    "(danger_at <> '' OR (everything = 1 AND EXISTS (SELECT 1 FROM case_sights AS led "
    "WHERE led.organisation_id = case_sights.organisation_id AND led.case_id = case_sights.case_id "
    "AND led.danger_at <> '')))"
)
OF_KIND, WAITS = "kind = ?", "waits = ?"
"""What the index of either list begins with, after whose it is."""
AT_SCHOOL = (  # what is of a school, or shared with it; what is shared is looked for once, and not for each row
    "(school_id = ? OR case_id IN (SELECT case_shares.case_id FROM case_shares "
    "WHERE case_shares.organisation_id = ? AND case_shares.school_id = ?))"
)


def whose(viewer: Viewer) -> Values:
    """Give the values that name the rows of somebody."""
    return (viewer.organisation, viewer.person)


def of_cases(viewer: Viewer, wanted: CasesWanted, holding: Holding) -> Condition:
    """Ask for cases before somebody who holds these posts now."""
    late = maybe(wanted.late_at)
    asked: tuple[tuple[str, Values | None], ...] = (
        (OF_KIND, None if wanted.kind is None else (str(wanted.kind),)),
        ("turn = ?", None if wanted.turn is None else (int(wanted.turn),)),
        (UNREAD, _one(maybe(wanted.since))),
        ("(ended = 0 OR act_at <= ?)", _one(maybe(wanted.soon))),
        ("ended = ?", None if wanted.ended is None else (int(wanted.ended),)),
        ("due_at <= ?", _one(maybe(wanted.due_by))),
        (AT_SCHOOL, at_school(viewer, wanted.school)),
        ("state = ?", _one(wanted.state or None)),
        ("works <> ''", () if wanted.mine else None),
        (LATE, (late, late, late) if late is not None else None),
        (RUNS, _one(begins(wanted.track))),
        (UNDER_POLICY, _one(wanted.policy or None)),
        (TOLD_OF, _one(topic_mark(wanted.topic) if wanted.topic else None)),
        (HELD_BY, _one(hand_mark(wanted.holder) if wanted.holder else None)),
        (IN_DANGER, () if wanted.danger else None),
        (REPORTED_FROM, _one(maybe(wanted.reported_from))),
        (REPORTED_BEFORE, _one(maybe(wanted.reported_before))),
    )
    return _joined(viewer, asked, holding)


def of_clocks(viewer: Viewer, wanted: ClocksWanted, holding: Holding) -> Condition:
    """Ask for running clocks before somebody who holds these posts now."""
    asked: tuple[tuple[str, Values | None], ...] = (
        (WAITS, _waiting(wanted)),
        ("due_at > ?", _one(maybe(wanted.due_after))),
        ("due_at <= ?", _one(maybe(wanted.due_by))),
        # what has no grace is overdue once it is due
        ("overdue_at <= ?", _one(maybe(wanted.overdue_by))),
        ("due_at <= ?", _one(maybe(wanted.overdue_by))),
        # the second comparison is that of an index over the few clocks that have a grace at all
        ("overdue_at > ? AND overdue_at > due_at AND waits < 2", _one(maybe(wanted.in_grace_at))),
        (AT_SCHOOL, at_school(viewer, wanted.school)),
        (OF_TRACK, _one(begins(wanted.track))),
        (WORKS_ON, () if wanted.mine else None),
    )
    return _joined(viewer, asked, holding)


def _waiting(wanted: ClocksWanted) -> Values | None:
    if wanted.not_before:
        return (TO_PASS,)
    return None if wanted.waits is None else (int(wanted.waits),)


_ORDERS = {
    CaseOrder.ACT: ACT_ORDER,
    CaseOrder.NEWEST: NEW_ORDER,
    CaseOrder.LATEST: REFERENCE_ORDER,
    CaseOrder.REFERENCE: REFERENCE_ORDER,
}


def order_of(wanted: CasesWanted) -> Sequence[str]:
    """Name the columns by which cases are listed."""
    if wanted.order in _ORDERS:
        return _ORDERS[wanted.order]
    return ALL_CASES_ORDER if wanted.ended is None else CASE_ORDER


def beyond(order: Sequence[str], page: Page, *, falls: bool) -> Condition:
    """Ask for what lies beyond the last line of the page before; a place in a list of another order is none.

    `falls` says that the list is read from its far end.
    """
    if len(page.after) != len(order):
        return "", ()
    places = ", ".join("?" for _ in order)
    return f" AND ({', '.join(order)}) {'<' if falls else '>'} ({places})", page.after


def _joined(viewer: Viewer, asked: Sequence[tuple[str, Values | None]], holding: Holding) -> Condition:
    """Join what is asked, where it is asked, with what somebody may see at this moment."""
    held, values = holding.all_of("relied", "school_id")
    parts = [(part, given) for part, given in asked if given is not None]
    condition = " AND ".join(("organisation_id = ?", "person_id = ?", *(part for part, _ in parts), held))
    return condition, (*whose(viewer), *(value for _, given in parts for value in given), *values)


def at_school(viewer: Viewer, school: SchoolId | None) -> Values | None:
    """Give the values that say at which school; None for all of them."""
    return None if school is None else (school, viewer.organisation, school)


def begins(track: TrackName) -> str | None:
    """Write how the names of a procedure's instances begin; None for every procedure."""
    return InstanceId.of(track, "") if track else None


def _one(value: object) -> Values | None:
    return None if value is None else (value,)
