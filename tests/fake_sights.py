"""How cases stand before people, in memory: the lists of the store that tests keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from engine.identity import CASE, CaseId, CaseReference, OrganisationId, PersonId, PostName, SchoolId
from engine.language.posts import spelling
from engine.people.posts_beside import at_school
from engine.ports.agenda.case_orders import CaseOrder
from engine.ports.agenda.next_acts import whose
from engine.ports.letters.waiting_letters import Awaits, LettersWanted, ListedLetter, MailMark, waiting_letters
from engine.ports.records import Person, Viewer
from engine.ports.search.found_pieces import FoundCase
from engine.ports.sights import CasesWanted, ClockSight, ClocksWanted, Key, ListedCase, ListedClock, Page, Sight, Sights
from engine.record.case import Case
from engine.record.clock_alerts import clock_alerts
from engine.record.values import Alert
from store.mapping import moment
from store.sight.agenda_columns import NEVER
from store.sight.asked import FALLING


class FakeSights:
    """Reads and writes of what stands before somebody."""

    state: Any = None
    """What the store keeps: `cases`, `people`, `sights`, `refreshes`."""

    def held(self, viewer: Viewer, school: SchoolId) -> set[PostName]:
        """Name the posts that a viewer holds at a school now."""
        person = self.state.people.get(viewer.person)
        if person is None or not person.active:
            return set()
        held = [
            each
            for each in person.posts
            if (each.is_held(viewer.at) if viewer.at else (each.since, each.until) == (None, None))
        ]
        here = {spelling(each.post) or each.post for each in held if each.school in ("", school)}
        return here | {at_school(spelling(each.post) or each.post, each.school) for each in held}

    def sees(self, viewer: Viewer, case: Case) -> bool:
        """Say whether a viewer may know that a case exists."""
        if viewer.sees_all or case.organisation != viewer.organisation:
            return case.organisation == viewer.organisation
        sight = self.state.sights.get(case.id, {}).get(viewer.person)
        return sight is not None and (not sight.posts or bool(self.held(viewer, case.school) & set(sight.posts)))

    def _before(self, viewer: Viewer, school: SchoolId | None = None) -> Iterator[tuple[Case, Sight]]:
        for case in self.state.cases.values():
            sight = self.state.sights.get(case.id, {}).get(viewer.person)
            if sight is None or not self.sees(viewer, case) or school not in (None, case.school, *case.shared):
                continue
            if set(sight.relied) <= self.held(viewer, case.school):
                yield case, sight

    def _cases(self, viewer: Viewer, wanted: CasesWanted) -> Iterator[ListedCase]:
        for case, sight in self._before(viewer, wanted.school):
            soonest = sight.clocks[0] if sight.clocks else None
            due = moment(soonest.due_at) if soonest and soonest.due_at else NEVER
            fits = (
                wanted.kind in (None, sight.kind)
                and wanted.turn in (None, whose(sight.act))
                and (wanted.since is None or self._is_new(viewer, case, sight, wanted.since))
                and (wanted.soon is None or not sight.ended or _act_at(sight) <= moment(wanted.soon))
                and wanted.ended in (None, sight.ended)
                and wanted.state in ("", sight.state)
                and (bool(sight.works) or not wanted.mine)
                and (wanted.late_at is None or any(is_late(clock, wanted.late_at) for clock in sight.clocks))
                and (not wanted.track or any(clock.on.track == wanted.track for clock in sight.clocks))
                and wanted.policy in ("", case.policy)
                and (not wanted.topic or (sight.heading is not None and sight.heading.value == wanted.topic))
                and (not wanted.holder or _has_it(sight, wanted.holder))
                and (not wanted.danger or self._is_in_danger(case, sight))
                and (wanted.reported_from is None or case.reported_at >= wanted.reported_from)
                and (wanted.reported_before is None or case.reported_at < wanted.reported_before)
            )
            if fits and (wanted.due_by is None or due <= moment(wanted.due_by)):
                key: Key = (due, case.reference)
                yield ListedCase(
                    case=case.id,
                    reference=case.reference,
                    school=case.school,
                    policy=case.policy,
                    policy_hash=case.policy_hash,
                    reported_at=case.reported_at,
                    revision=case.revision if sight.everything else 0,
                    state=sight.state,
                    ended=sight.ended,
                    soonest=soonest,
                    key=_key(wanted, sight, key),
                    shared=_shared(case, sight),
                    heading=sight.heading,
                    act=sight.act,
                )

    def _is_in_danger(self, case: Case, sight: Sight) -> bool:
        others = self.state.sights.get(case.id, {}).values()
        return sight.danger_at is not None or (sight.everything and any(each.danger_at for each in others))

    def _is_new(self, viewer: Viewer, case: Case, sight: Sight, since: datetime) -> bool:
        if sight.act is None or sight.act.since <= since:
            return False
        lines = (line.access for line in self.state.log if line.access.person == viewer.person)
        return not any(line.case == case.reference and line.at >= sight.act.since for line in lines)

    def listed_cases(self, viewer: Viewer, wanted: CasesWanted, page: Page) -> Sequence[ListedCase]:
        return paged(self._cases(viewer, wanted), page, falls=wanted.order in FALLING)

    def count_cases(self, viewer: Viewer, wanted: CasesWanted, limit: int) -> int:
        return min(limit, len(list(self._cases(viewer, wanted))))

    def versions_in_use(self, viewer: Viewer, policy: str) -> Mapping[str, int]:
        every = self._cases(viewer, CasesWanted())
        return Counter(row.policy_hash for row in every if row.policy == policy)

    def cases_named(
        self, viewer: Viewer, wanted: CasesWanted, references: Sequence[CaseReference]
    ) -> Sequence[ListedCase]:
        every = self.listed_cases(viewer, wanted, Page(limit=10**9))
        return [row for row in every if row.reference in references]

    def _clocks(self, viewer: Viewer, wanted: ClocksWanted) -> Iterator[ListedClock]:
        for case, sight in self._before(viewer, wanted.school):
            for clock in sight.clocks:
                due, overdue = (moment(at) if at else NEVER for at in (clock.due_at, clock.overdue_at))
                fits = (
                    (clock.not_before if wanted.not_before else wanted.waits in (None, clock.waits))
                    and not (clock.not_before and (wanted.waits is not None or wanted.in_grace_at is not None))
                    and wanted.track in ("", clock.on.track)
                    and (clock.on in sight.works or not wanted.mine)
                    and (wanted.due_after is None or due > moment(wanted.due_after))
                    and (wanted.due_by is None or due <= moment(wanted.due_by))
                    and (wanted.overdue_by is None or overdue <= moment(wanted.overdue_by))
                    and (wanted.in_grace_at is None or overdue > moment(wanted.in_grace_at))
                )
                kept = case.deadlines[clock.key]
                if fits:
                    yield ListedClock(
                        case=case.id,
                        reference=case.reference,
                        school=case.school,
                        policy_hash=case.policy_hash,
                        round=kept.round,
                        binding=kept.binding,
                        roles=kept.planned[-1].roles if kept.planned else (),
                        sight=clock,
                        key=(due, case.reference, clock.on, clock.name),
                        shared=_shared(case, sight),
                    )

    def listed_clocks(self, viewer: Viewer, wanted: ClocksWanted, page: Page) -> Sequence[ListedClock]:
        return paged(self._clocks(viewer, wanted), page)

    def count_clocks(self, viewer: Viewer, wanted: ClocksWanted, limit: int) -> int:
        return min(limit, len(list(self._clocks(viewer, wanted))))

    def _letters(self, viewer: Viewer, wanted: LettersWanted) -> Iterator[ListedLetter]:
        for case, sight in self._before(viewer, wanted.school):
            for number, letter in waiting_letters(case).items():
                drafted = self.state.drafts.get((case.id, number))
                incomplete = letter.awaits is Awaits.CHECK and (drafted is None or bool(drafted.problems))
                name = f"{case.id} letter {number} "
                posts = [each.state for each in self.state.outbox.values() if each.dedupe.startswith(name)]
                mail = next((state for state in reversed(posts) if state in tuple(MailMark)), "")
                fits = (
                    letter.on in sight.works
                    and letter.awaits is wanted.awaits
                    and wanted.track in ("", letter.on.track)
                    and wanted.incomplete in (None, incomplete)
                    and wanted.unsent in (None, mail in ("failed", "unknown"))
                    and (wanted.since_by is None or letter.since <= wanted.since_by)
                )
                if fits:
                    yield ListedLetter(
                        case=case.id,
                        reference=case.reference,
                        school=case.school,
                        policy_hash=case.policy_hash,
                        letter=letter,
                        incomplete=incomplete,
                        mail=MailMark(mail),
                        key=(moment(letter.at), case.reference, letter.code),
                    )

    def listed_letters(self, viewer: Viewer, wanted: LettersWanted, page: Page) -> Sequence[ListedLetter]:
        return paged(self._letters(viewer, wanted), page)

    def count_letters(self, viewer: Viewer, wanted: LettersWanted, limit: int) -> int:
        return min(limit, len(list(self._letters(viewer, wanted))))

    def erasing(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        cases: Iterable[Case] = self.state.cases.values()
        mine = (case for case, sight in self._before(viewer) if sight.everything)
        found = [
            case.reference
            for case in (cases if viewer.sees_all else mine)
            if any(each.status == "asked" for each in case.erasures.values())
        ]
        return sorted(found)[:limit]

    def approving(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        mine = (case for case, _ in self._before(viewer))
        found = [case.reference for case in mine if any(letter.waits_for_approval for letter in case.letters.values())]
        return sorted(found)[:limit]

    def open_alerts(self, viewer: Viewer, limit: int) -> Sequence[tuple[CaseReference, Alert]]:
        found = [
            (case.reference, alert)
            for case, sight in self._before(viewer)
            for whole in clock_alerts(case.alerts.values(), case.deadlines, case.tracks)
            if whole.ended is None and (lines := [line for line in whole.lines if line.status == "raised"])
            for alert in [replace(lines[0], alert=lines[-1].alert)]
            if alert.on in sight.works and f"{alert.on} {alert.deadline}" not in sight.unseen
        ]
        return sorted(found, key=lambda each: (each[1].raised_at, each[0], each[1].number))[:limit]

    def dangers_unread(self, viewer: Viewer) -> Sequence[CaseId]:
        return [case.id for case, sight in self._before(viewer) if sight.danger_at is not None]

    def dangers_unopened(self, viewer: Viewer, limit: int) -> Sequence[CaseId]:
        looked = [(line.access.person, line.access.case, line.access.at) for line in self.state.log]

        def is_open(case: Case, led: Sight) -> bool:
            sights = self.state.sights[case.id].items()
            leads = [person for person, each in sights if each.danger_at and each.works == led.works]
            return not any(who in leads and what == case.reference and at >= led.danger_at for who, what, at in looked)

        found = [
            case
            for case, sight in self._before(viewer)
            if sight.works
            and not sight.danger_at
            and not sight.ended
            and any(led.danger_at and is_open(case, led) for led in self.state.sights[case.id].values())
        ]
        return [case.id for case in sorted(found, key=lambda case: case.reference, reverse=True)][:limit]

    def given_unread(self, viewer: Viewer, limit: int) -> Sequence[CaseReference]:
        mine = (each for each in self.state.outbox.values() if each.recipient == viewer.person and each.kind == "given")
        return sorted({each.reference for each in mine})[:limit]

    def is_catching_up(self, viewer: Viewer, at: datetime) -> bool:
        return any(person == viewer.person and due <= moment(at) for person, due in self.state.refreshes)

    def sights(self, organisation: OrganisationId, case: CaseId) -> Sights | None:
        found: Sights | None = self.state.sights.get(case)
        return found

    def has_unsighted(self) -> bool:
        return any(case not in self.state.sights for case in self.state.cases)

    def unsighted(self, organisation: OrganisationId, limit: int) -> Sequence[CaseId]:
        return [case for case in self.state.cases if case not in self.state.sights][:limit]

    def catching_up(self, organisation: OrganisationId, at: datetime) -> Sequence[PersonId]:
        return sorted({person for person, due in self.state.refreshes if due <= moment(at)})

    def relying_on_posts(
        self, organisation: OrganisationId, person: PersonId, at: datetime, limit: int
    ) -> Sequence[CaseId]:
        reached = min(case for (who, due), case in self.state.refreshes.items() if who == person and due <= moment(at))
        known = self.state.people.get(person)
        places = {each.school for each in known.held(at)} if known is not None else set()
        found = (
            case
            for case, sights in self.state.sights.items()
            if person in sights or {"", self.state.cases[case].school, *self.state.cases[case].shared} & places
        )
        return sorted(case for case in found if case > reached)[:limit]

    def keep_sights(self, case: Case, sights: Sights) -> None:
        self.state.sights[case.id] = sights

    def give_up_sight(self, organisation: OrganisationId, case: CaseId) -> None:
        self.state.sights.setdefault(case, {})

    def reach(self, organisation: OrganisationId, person: PersonId, at: datetime, case: CaseId) -> None:
        for key in [key for key in self.state.refreshes if key[0] == person and key[1] <= moment(at)]:
            if case:
                self.state.refreshes[key] = case
            else:
                del self.state.refreshes[key]

    def note_posts(self, person: Person) -> None:
        """Note that the lists of somebody have to follow their posts."""
        changes = {moment(at) for each in person.posts for at in (each.since, each.until) if at is not None}
        for due in ("", *changes):
            self.state.refreshes[(person.id, due)] = CaseId("")


def is_late(clock: ClockSight, at: datetime) -> bool:
    """Say whether a clock is overdue at a moment."""
    return clock.overdue_at is not None and clock.overdue_at <= at


Line = TypeVar("Line", ListedLetter, ListedCase, ListedClock, FoundCase)


def _has_it(sight: Sight, person: PersonId) -> bool:
    return sight.act is not None and any(person in people for _, people in sight.act.hands)


def _act_at(sight: Sight) -> str:
    return moment(sight.act.at) if sight.act is not None and sight.act.at is not None else NEVER


def _key(wanted: CasesWanted, sight: Sight, key: Key) -> Key:
    if wanted.order is CaseOrder.ACT:
        return (_act_at(sight), key[1])
    if wanted.order is CaseOrder.NEWEST:
        return (moment(sight.act.since) if sight.act else "", key[1])
    if wanted.order is not CaseOrder.SOONEST:
        return key[1:]
    return (int(sight.ended), *key) if wanted.ended is None else key


def paged(lines: Iterable[Line], page: Page, *, falls: bool = False) -> list[Line]:
    """Cut a page out of lines, as a store does."""
    falls = falls != page.back
    found = sorted(lines, key=lambda line: line.key, reverse=falls)
    if page.after and found and len(page.after) == len(found[0].key):
        found = [line for line in found if (line.key < page.after if falls else line.key > page.after)]
    kept = found[: page.limit]
    return kept[::-1] if page.back else kept


def _shared(case: Case, sight: Sight) -> tuple[SchoolId, ...]:
    """Give the schools that share a case, to those who work on the case itself."""
    return tuple(sorted(case.shared)) if CASE in sight.works else ()
