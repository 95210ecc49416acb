"""Rows of the letters that wait, written beside a step, and lists of them: what their reader works on, and no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from engine.identity import CaseId, InstanceId
from engine.ports.letters.waiting_letters import (
    Awaits,
    LettersWanted,
    ListedLetter,
    MailMark,
    WaitingLetter,
    waiting_letters,
)
from engine.ports.records import Viewer
from engine.ports.sights import Page
from engine.record.case import Case
from store.connection.cursor import Cursor, Named, Values, inserting
from store.mapping import maybe, moment, when
from store.sight.asked import AT_SCHOOL, OF_TRACK, at_school, begins, beyond
from store.sight.few import one_of, worked_on
from store.visibility import Visibility

COLUMNS = (
    "organisation_id",
    "case_id",
    "number",
    "code",
    "instance",
    "template",
    "awaits",
    "since",
    "at",
    "reference",
    "school_id",
    "people",
    "sent",
)
KEY = COLUMNS[:3]
ORDER = ("at", "reference", "code")
KEEP = (
    f"{inserting('waiting_letters', COLUMNS)} ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET "
    f"{', '.join(f'{column} = excluded.{column}' for column in COLUMNS if column not in KEY)}"
)
DROP = "DELETE FROM waiting_letters WHERE organisation_id = ? AND case_id = ? AND number = ?"
DROP_ALL = "DELETE FROM waiting_letters WHERE organisation_id = ? AND case_id = ?"
WORKS_ON = (
    "EXISTS (SELECT 1 FROM case_sights WHERE case_sights.organisation_id = waiting_letters.organisation_id "
    "AND case_sights.case_id = waiting_letters.case_id AND case_sights.person_id = ? "
    "AND replace(case_sights.works, '<' || waiting_letters.instance || '>', '') <> case_sights.works AND {})"
)
OF_LETTER = (
    "letter_drafts.organisation_id = waiting_letters.organisation_id "
    "AND letter_drafts.case_id = waiting_letters.case_id AND letter_drafts.number = waiting_letters.number"
)
COMPLETE = f"EXISTS (SELECT 1 FROM letter_drafts WHERE {OF_LETTER} AND letter_drafts.problems = '[]')"
OF_MAIL = (
    "outbox.organisation_id = waiting_letters.organisation_id AND outbox.case_id = waiting_letters.case_id "
    "AND outbox.kind = 'letter' "
    "AND outbox.dedupe > waiting_letters.case_id || ' letter ' || waiting_letters.number || ' ' "
    "AND outbox.dedupe < waiting_letters.case_id || ' letter ' || waiting_letters.number || '!'"
)
UNSENT = f"EXISTS (SELECT 1 FROM outbox WHERE {OF_MAIL} AND outbox.state IN ('failed', 'unknown'))"
MAIL = (
    f"(SELECT outbox.state FROM outbox WHERE {OF_MAIL} AND outbox.state IN ('queued', 'sending', 'failed', 'unknown') "
    "ORDER BY outbox.created_at DESC, outbox.id DESC LIMIT 1) AS mail"
)
THOSE = "SELECT * FROM waiting_letters WHERE {condition} ORDER BY {order} LIMIT ?"
LISTED = (
    f"SELECT waiting_letters.*, cases.policy_hash, {MAIL}, NOT {COMPLETE} AS incomplete "
    "FROM ({those}) AS waiting_letters JOIN cases ON cases.organisation_id = waiting_letters.organisation_id "
    "AND cases.id = waiting_letters.case_id ORDER BY {order}"
)
COUNTED = "SELECT count(*) FROM (SELECT 1 FROM waiting_letters WHERE {condition} LIMIT ?) AS counted"


def write(cursor: Cursor, before: Case | None, after: Case) -> None:
    """Write what a step changed of the letters that wait; most steps change nothing of them."""
    if not after.letters or (before is not None and before.letters is after.letters and _goes_on(before, after)):
        return
    was: Mapping[int, WaitingLetter] = waiting_letters(before) if before is not None else {}
    now = waiting_letters(after)
    cursor.run_each(DROP, [(*_key(after), number) for number in was if number not in now])
    cursor.run_each(KEEP, [row(after, each) for number, each in now.items() if was.get(number) != each])


def _goes_on(before: Case, after: Case) -> bool:
    """Say whether no procedure came, went, ended or began again."""
    was, now = before.tracks, after.tracks
    return was is now or (was.keys() == now.keys() and all(was[on].ended == each.ended for on, each in now.items()))


def write_all(cursor: Cursor, case: Case) -> None:
    """Write the letters of a case that wait, in the place of what stood there."""
    cursor.run(DROP_ALL, _key(case))
    cursor.run_each(KEEP, rows_of(case))


def rows_of(case: Case) -> Sequence[Values]:
    """Give the rows of a case, in the order of COLUMNS."""
    return [row(case, each) for each in waiting_letters(case).values()]


def row(case: Case, letter: WaitingLetter) -> Values:
    """Write a letter that waits, in the order of COLUMNS."""
    told = (letter.code, letter.on, letter.template, str(letter.awaits), moment(letter.since), moment(letter.at))
    return (*_key(case), letter.number, *told, case.reference, case.school, letter.people, letter.sent)


def _key(case: Case) -> Values:
    return (case.organisation, case.id)


class LetterListsReading(Visibility):
    """Reads of letters that wait."""

    def listed_letters(self, viewer: Viewer, wanted: LettersWanted, page: Page) -> Sequence[ListedLetter]:
        """List such letters, those listed under the earliest moment first."""
        condition, values = self._asked(viewer, wanted)
        after, key = beyond(ORDER, page, falls=page.back)
        order = ", ".join(f"{column}{' DESC' if page.back else ''}" for column in ORDER)
        statement = LISTED.format(those=THOSE.format(condition=f"{condition}{after}", order=order), order=order)
        rows = self.cursor.fetch_named(statement, (*values, *key, page.limit))
        return [_listed(each) for each in (rows[::-1] if page.back else rows)]

    def count_letters(self, viewer: Viewer, wanted: LettersWanted, limit: int) -> int:
        """Count such letters, up to a limit."""
        condition, values = self._asked(viewer, wanted)
        counted: int = self.cursor.fetch(COUNTED.format(condition=condition), (*values, limit))[0][0]
        return counted

    @cached_property
    def _few(self) -> dict[Viewer, Sequence[CaseId] | None]:
        return {}

    def _cases_of(self, viewer: Viewer) -> Sequence[CaseId] | None:
        """Name the cases that a viewer works on, where these are few; asked once in a look, for all of its lists."""
        if self.write or viewer not in self._few:
            self._few[viewer] = worked_on(self.cursor, viewer)
        return self._few[viewer]

    def _asked(self, viewer: Viewer, wanted: LettersWanted) -> tuple[str, Values]:
        """Ask for what waits in procedures that the viewer works on by what they hold now."""
        held, by = self.holding(viewer).all_of("case_sights.relied", "case_sights.school_id")
        few = self._cases_of(viewer)
        asked: tuple[tuple[str, Values | None], ...] = (
            ("organisation_id = ?", (viewer.organisation,)),
            ("awaits = ?", (str(wanted.awaits),)),
            (_unless(COMPLETE, wanted.incomplete is True), None if wanted.incomplete is None else ()),
            (_unless(UNSENT, wanted.unsent is False), None if wanted.unsent is None else ()),
            (AT_SCHOOL, at_school(viewer, wanted.school)),
            (OF_TRACK, (begins(wanted.track),) if wanted.track else None),
            ("since <= ?", (maybe(wanted.since_by),) if wanted.since_by is not None else None),
            (WORKS_ON.format(held), (viewer.person, *by)),
            # those of few cases are looked for there, and not among all that wait in the trust
            (one_of("case_id", few or ()), tuple(few) if few is not None else None),
        )
        parts = [(part, given) for part, given in asked if given is not None]
        return " AND ".join(part for part, _ in parts), tuple(value for _, given in parts for value in given)


def _unless(condition: str, is_not: bool) -> str:
    return f"NOT {condition}" if is_not else condition


def _listed(row: Named) -> ListedLetter:
    return ListedLetter(
        case=row["case_id"],
        reference=row["reference"],
        school=row["school_id"],
        policy_hash=row["policy_hash"],
        letter=WaitingLetter(
            number=row["number"],
            code=row["code"],
            on=InstanceId(row["instance"]),
            template=row["template"],
            awaits=Awaits(row["awaits"]),
            since=when(row["since"]),
            at=when(row["at"]),
            people=row["people"],
            sent=row["sent"],
        ),
        incomplete=row["awaits"] == Awaits.CHECK and bool(row["incomplete"]),
        mail=MailMark(row["mail"] or ""),
        key=tuple(row[column] for column in ORDER),
    )
