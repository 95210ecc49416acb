"""Lines of what somebody has to do: rows of lists, told in the words of the policies of their cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from duecourse.casework.context.services import Services
from duecourse.casework.policies.grounds import bound_said
from duecourse.casework.queries.policy_titles import Versions
from duecourse.casework.queries.story.case_title import worded
from engine.identity import CASE, NO_ACTION, ActionName, CaseReference, InstanceId, OrganisationId, PersonId, SchoolId
from engine.language.compiled import CompiledPolicy
from engine.language.consents.consent_question import ConsentPage
from engine.language.track_definition import TrackDefinition
from engine.ports.agenda.headings import HeadingForm
from engine.ports.agenda.next_acts import Hands, NextAct
from engine.ports.letters.waiting_letters import Awaits, ListedLetter
from engine.ports.sights import UNREADABLE, Key, ListedCase
from engine.ports.store import Reading
from engine.record.codes import CaseNames, CodeKind, Codes
from engine.steps.options import own_title

AWAITED = {
    Awaits.CHECK: "Check the letter",
    Awaits.ISSUE: "Issue the approved letter",
    Awaits.SEND: "Send the letter",
}
"""What has to be done with a letter that waits, in the words of a list."""
UNTOLD = "This case cannot be read. Tell the person who runs Duecourse."
ROLES = 2
"""So many roles are named that may take one step."""
OUTSIDERS = (HeadingForm.YOURS, HeadingForm.REPORTED)
"""Who looks at a case from outside those who deal with it: what these do next is told as where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    """One case before somebody: its title, the act that is next, and whose it is.

    `place` names the page of the act below that of the case, "" where it is not the reader's: `removal/K7F/decide`;
    `on` is the procedure as it is typed after `act`, with `action`. `hands` say who has it: by name as far as the
    reader may know, each with the role. `outside` is whom it waits for outside the school. `is_late` says that the time
    is over, `bound` what that time rests on; `from_at` is when it can be done at the earliest. `since` is how long it
    has stood at `state`, a stage of `procedure`. `shared` names the other schools that share the case.
    """

    reference: CaseReference
    title: str
    school: str
    act: str
    procedure: str = ""
    state: str = ""
    hands: tuple[str, ...] = ()
    outside: str = ""
    is_mine: bool = False
    place: str = ""
    on: str = ""
    action: ActionName = NO_ACTION
    letter: str = ""
    clauses: tuple[str, ...] = ()
    due_at: datetime | None = None
    is_late: bool = False
    from_at: datetime | None = None
    since: datetime | None = None
    bound: str = ""
    danger: bool = False
    shared: tuple[str, ...] = ()
    key: Key = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWriter:
    """Words rows, with the names of those whom they name; each as its reader may know it."""

    services: Services
    versions: Versions
    schools: Mapping[SchoolId, str]
    names: Mapping[PersonId, str]
    now: datetime

    def line(self, row: ListedCase, *, danger: bool = False) -> AgendaLine:
        """Tell of a case."""
        policy = self.versions.of(row.policy_hash)
        is_readable = policy is not None and row.state != UNREADABLE
        bare = AgendaLine(
            reference=row.reference,
            title=self.title(row) or row.reference,
            school=self.schools.get(row.school, ""),
            act="" if is_readable else UNTOLD,
            shared=tuple(self.schools.get(each, "") for each in row.shared),
            danger=danger,
            key=row.key,
        )
        if policy is None or row.act is None or not is_readable:
            return bare
        return self._told(bare, policy, row, row.act)

    def of_letter(self, line: AgendaLine, row: ListedCase, listed: ListedLetter) -> AgendaLine:
        """Tell of a letter that waits to go out in the place of the act that is next in its case."""
        policy, waiting = self.versions.of(row.policy_hash), listed.letter
        track = policy.tracks.get(waiting.on.track) if policy is not None else None
        return replace(
            line,
            act=f"{AWAITED[waiting.awaits]}: {self.services.kind_of(waiting.template).title}",
            procedure=track.definition.title if track is not None else "",
            state="",
            hands=(),
            outside="",
            is_mine=True,
            place=f"letters/{waiting.code}",
            on="",
            action=NO_ACTION,
            letter=waiting.code,
            clauses=(),
            due_at=None,
            is_late=False,
            from_at=None,
            since=waiting.since,
            bound="",
        )

    def title(self, row: ListedCase) -> str:
        """Word the title of a case; "" of one that cannot be read."""
        policy = self.versions.of(row.policy_hash)
        if policy is None or row.heading is None or row.state == UNREADABLE:
            return ""
        return worded(policy, row.heading, self.name)

    def name(self, person: PersonId) -> str:
        """Give what somebody is called."""
        return self.names.get(person, person)

    def _told(self, bare: AgendaLine, policy: CompiledPolicy, row: ListedCase, act: NextAct) -> AgendaLine:
        definition = policy.track(act.on.track).definition
        state, step = definition.states[act.state], definition.actions.get(act.action)
        names = CaseNames(Codes(row.case, policy.tracks), everything=bool(row.revision))
        letter = names.codes.of(CodeKind.LETTER, str(act.letter)) if act.letter else ""
        place = f"letters/{letter}" if letter else f"{_place(names, act.on)}/{act.action}"
        outside = row.heading is not None and row.heading.form in OUTSIDERS
        theirs = row.heading is not None and row.heading.form is HeadingForm.YOURS
        says = (own_title(step, _own_page(definition, act.action)) if theirs else "") or step.title if step else ""
        stands = state.title if act.on == CASE else f"{definition.title}: {state.title}"
        return replace(
            bare,
            act=says if says and (act.is_mine or not outside) else stands,
            procedure=definition.title,
            state=state.title,
            hands=tuple(self._hands(policy, act.hands)),
            outside=policy.title(state.waits_for) if state.waits_for and not act.is_mine else "",
            is_mine=act.is_mine,
            place=place if act.is_mine else "",
            on=names.called(act.on),
            action=act.action if act.is_mine else NO_ACTION,
            letter=letter,
            clauses=policy.cites(act.on.track, act.action) if step is not None else (),
            due_at=act.due_at,
            is_late=act.overdue_at is not None and act.overdue_at <= self.now,
            from_at=act.from_at if act.from_at is not None and act.from_at > self.now else None,
            since=act.since,
            # for those who look from outside, what they wait for is enough
            bound=bound_said(policy, act.on.track, act.clock) if act.clock and not outside else "",
        )

    def late(self, line: AgendaLine, row: ListedCase) -> AgendaLine:
        """Tell by which clock a case is late, where that is not the one of the act that is next."""
        clock, policy = row.soonest, self.versions.of(row.policy_hash)
        if line.is_late or clock is None or policy is None:
            return line
        bound = bound_said(policy, clock.on.track, clock.name)
        return replace(line, due_at=clock.due_at, is_late=True, from_at=None, bound=bound)

    def _hands(self, policy: CompiledPolicy, hands: Hands) -> Iterator[str]:
        """Say who has an act: the names with their role, or the role alone; of many roles, the first that has names."""
        known = [(role, people) for role, people in hands if people] or list(hands)
        for role, people in known[:ROLES]:
            names = " or ".join(dict.fromkeys(map(self.name, people)))
            title = policy.title(role)
            yield f"{names} ({title})" if names else title if title[:2].isupper() else f"the {title}"


def _own_page(definition: TrackDefinition, action: ActionName) -> ConsentPage | None:
    pages = (consent.page for consent in definition.consents.values() if consent.page)
    return next((page for page in pages if action in page.steps), None)


def _place(names: CaseNames, on: InstanceId) -> InstanceId:
    return InstanceId.of(on.track, names.codes.of_procedure(on))


def named_in(rows: Iterable[ListedCase]) -> frozenset[PersonId]:
    """Name the people whom lines name."""
    return frozenset(person for row in rows for person in _named(row))


def _named(row: ListedCase) -> Iterator[PersonId]:
    if row.heading is not None:
        yield from row.heading.affected
        yield from (person for _, person in row.heading.parts if person)
    if row.act is not None:
        yield from (person for _, people in row.act.hands for person in people)


def names_of(reading: Reading, organisation: OrganisationId, rows: Iterable[ListedCase]) -> Mapping[PersonId, str]:
    """Give what the people are called whom lines name."""
    people = named_in(rows)
    return {each.id: each.name for each in reading.people_named(organisation, people)} if people else {}
