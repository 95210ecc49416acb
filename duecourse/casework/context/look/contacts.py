"""Who must know of a danger: by which post, by which telephone, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from duecourse.casework.context.look.told import Contact, Reached, ways_to
from duecourse.casework.context.services import Services
from engine.identity import CASE, NO_CASE, NO_POST, NO_REFERENCE, NOWHERE, FactName, InstanceId, PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import Fact
from engine.language.vocabulary import FactKind
from engine.people.staffing import Staffing, candidates, conflict, is_passed_on, managing_roles, ranked
from engine.people.visibility import REPORTING
from engine.ports.records import Person, School
from engine.questions.answers import options_of
from engine.questions.joined_words import listed
from engine.record.case import Case
from engine.record.values import Part
from engine.steps.dangers import Danger, Said, dangers, told_of

NOBODY_YET = "Nobody has been told yet. Telephone now: do not wait for somebody to look here."
FLAGGED = "A web address may show an indecent image of a child."


class Why(StrEnum):
    """Why somebody is named who does not hold the usual post."""

    HELD = "held"
    NOBODY = "nobody"
    KEPT_OUT = "kept out"
    ABOUT = "about"
    KNOWS = "knows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One danger and one role that must know of it, as one person may be told.

    `said` are the answers that raised it, `kinds` what their questions mean; `school` is named where several may be
    meant. `mine` says that the reader must act, `looked_into` when somebody who deals with it has looked, `passed_on`
    when it went on to others because nobody had, in words.
    """

    on: InstanceId
    role: str
    said: tuple[str, ...]
    kinds: tuple[FactKind, ...]
    contacts: tuple[Contact, ...]
    why: Why = Why.HELD
    school: str = ""
    mine: bool = False
    looked_into: str = ""
    passed_on: str = ""

    @property
    def is_opened(self) -> bool:
        """Say whether somebody who must know has looked."""
        return bool(self.looked_into) or any(contact.opened for contact in self.contacts)

    @property
    def introduced(self) -> str:
        """Say why it is these people; "" where they simply hold the post."""
        match self.why:
            case Why.NOBODY:
                return f"Nobody holds the post of {self.role} at present. Standing in:"
            case Why.KEPT_OUT:
                return f"The {self.role} cannot deal with this one. Standing in:"
            case Why.ABOUT:
                return "Because of whom it is about, it goes to:"
            case Why.KNOWS:
                return f"The {self.role} is the one who reports it, and knows already. To be told as well:"
            case Why.HELD:
                return ""

    @property
    def ways(self) -> tuple[str, ...]:
        """Say who they are and how each is reached."""
        return ways_to(self.contacts)

    @property
    def truth(self) -> str:
        """Say what was done so that they know: what was sent, who has looked, and what is left to do."""
        if self.mine:
            return f"It is for you to act on, as {self.role}."
        if not self.contacts:
            return (
                f"There is nobody at the school or in the trust who could be told as {self.role}, and nobody has been "
                "told. Speak to a member of the trust board in person now."
            )
        opened = [contact.truth for contact in self.contacts if contact.opened]
        if opened:
            return " ".join(opened)
        if self.looked_into:
            return f"Somebody who deals with it has opened it, on {self.looked_into}."
        return " ".join(filter(None, (*self._sendings, self._climbed)))

    @property
    def _sendings(self) -> tuple[str, ...]:
        told = tuple(self._each_sending())
        left = any(contact.reached in (Reached.SENT, Reached.UNKNOWN) for contact in self.contacts)
        return told if left else (NOBODY_YET, *told)

    def _each_sending(self) -> Iterator[str]:
        """Say of each what was sent; of several whom nothing reaches for one reason, that reason is said once."""
        unsent = [contact for contact in self.contacts if contact.reached is Reached.UNSENT]
        first = {contact.because: contact for contact in reversed(unsent)}
        for contact in self.contacts:
            if contact.reached is not Reached.UNSENT:
                yield from [contact.truth] if contact.truth else []
            elif first[contact.because] is contact:
                yield contact.truth
                others = [each for each in unsent if each.because == contact.because and each is not contact]
                if others:
                    yield _nor(others)

    @property
    def _climbed(self) -> str:
        return (
            f"Nobody had opened it by {self.passed_on}, so those who step in were told then." if self.passed_on else ""
        )


def _nor(others: Sequence[Contact]) -> str:
    """Say that what went to others was not sent either, and how each of them is called."""
    one = "that" if len(others) == 1 else "those"
    if len({each.call for each in others}) == 1:
        return f"Nor could {one} to {listed(each.name for each in others)}: {others[0].call}."
    return f"Nor could {one} to {listed(f'{each.name} ({each.call})' for each in others)}."


def together(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Make one alarm of those that call for the same people, whatever raised them, in the order in which they come."""
    found: dict[tuple[object, ...], Alarm] = {}
    for alarm in alarms:
        key = (alarm.role, alarm.contacts, alarm.why, alarm.school, alarm.mine, alarm.truth)
        known = found.get(key)
        said = dict.fromkeys((*known.said, *alarm.said) if known else alarm.said)
        asked = dict.fromkeys((*known.kinds, *alarm.kinds) if known else alarm.kinds)
        found[key] = replace(alarm, said=tuple(said), kinds=tuple(asked))
    return list(found.values())


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A case, made or in the making, with the people around it; those who are `knowing` need not be told."""

    policy: CompiledPolicy
    case: Case
    here: Staffing
    people: Mapping[PersonId, Person]
    knowing: frozenset[PersonId]

    def raised(self, danger: Danger) -> list[Alarm]:
        """Give the alarms of one danger: one for each role that must know."""
        return [self.alarm(danger.on, role, danger.said) for role in danger.roles]

    def alarm(self, on: InstanceId, role: RoleName, said: Sequence[Said] = ()) -> Alarm:
        """Name who must know, in the order in which the role goes to them."""
        found = self._found(role)
        contacts = tuple(
            Contact(
                person=id_,
                name=person.name,
                post=self.policy.title(post),
                telephone=person.telephone,
                has_mail=bool(person.email),
            )
            for id_, post in ranked(self.policy, self.case, role, self.here, found)
            if (person := self.people.get(id_)) is not None
        )
        return Alarm(
            on=on,
            role=self.policy.title(role),
            said=self.said(on, said),
            kinds=tuple(kind for each in said if (kind := self._fact(each).kind) is not None),
            contacts=contacts,
            why=self._why(role, found),
        )

    def said(self, on: InstanceId, said: Sequence[Said]) -> tuple[str, ...]:
        """Say what raised a danger: the answers, or that the procedure has begun."""
        if said or not on:
            return tuple(self._answer(each) for each in said)
        instance = self.case.tracks[on]
        begun = f"{self.policy.track(instance.track).definition.title} has begun."
        return (FLAGGED if instance.about.address_number else begun,)

    def _fact(self, said: Said) -> Fact:
        return self.policy.track(said.on.track).definition.facts[said.name]

    def _answer(self, said: Said) -> str:
        fact = self._fact(said)
        labels = options_of(fact, self.policy.definition)
        return f"{fact.ask} {'; '.join(labels.get(value, value) for value in said.values)}."

    def _found(self, role: RoleName) -> tuple[PersonId, ...]:
        holders = self.case.team.get(role) or candidates(self.policy, self.case, role, self.here)
        others = tuple(person for person in holders if person not in self.knowing)
        if others or not holders:
            return others
        # the person it is about stays, because the policy leads round them
        known = {person for person in self.knowing if not self.case.is_part(person, Part.SUBJECT)}
        left = {person: posts for person, posts in self.here.posts.items() if person not in known}
        return candidates(self.policy, self.case, role, Staffing(posts=left))

    def _why(self, role: RoleName, found: Sequence[str]) -> Why:
        usual = self.here.holding(self.policy.role(role).held_by)
        if not usual:
            return Why.NOBODY
        if is_passed_on(self.policy, self.case, role, self.here):
            return Why.ABOUT
        free = [person for person in usual if conflict(self.policy, self.case, role, person) is None]
        if any(person in usual for person in found):
            return Why.HELD
        if not free:
            return Why.KEPT_OUT
        return Why.KNOWS if all(person in self.knowing for person in free) else Why.HELD


def raised(policy: CompiledPolicy, case: Case, here: Staffing, people: Iterable[Person]) -> tuple[Alarm, ...]:
    """Name who must know of the dangers of a case that was just opened, or would be."""
    known = frozenset(person for person in case.people if case.is_part(person, *REPORTING))
    scene = Scene(policy=policy, case=case, here=here, people={person.id: person for person in people}, knowing=known)
    return tuple(alarm for danger in dangers(policy, case) for alarm in scene.raised(danger))


def dealing(policy: CompiledPolicy, case: Case, here: Staffing, people: Iterable[Person]) -> tuple[Contact, ...]:
    """Name those who deal with a case now and how they are reached; one for each post."""
    scene = Scene(
        policy=policy, case=case, here=here, people={person.id: person for person in people}, knowing=frozenset()
    )
    found = (contact for role in managing_roles(policy) for contact in scene.alarm(CASE, role).contacts)
    by_post: dict[str, Contact] = {}
    for contact in found:
        if not by_post.get(contact.post, contact).telephone or contact.post not in by_post:
            by_post[contact.post] = contact
    return tuple(by_post.values())


def safeguarding(policy: CompiledPolicy, case: Case, here: Staffing, people: Iterable[Person]) -> tuple[str, ...]:
    """Say how those are reached who look after children, by post and never by name: whether or not a child is named."""
    scene = Scene(
        policy=policy, case=case, here=here, people={person.id: person for person in people}, knowing=frozenset()
    )
    child = policy.shell.fact(FactKind.DANGER_TO_CHILD)
    found = (contact for role in told_of(policy, child) for contact in scene.alarm(NOWHERE, role).contacts)
    return tuple(dict.fromkeys(f"{contact.post}: {contact.call}" for contact in found))


def to_tell(
    services: Services,
    policy: CompiledPolicy,
    schools: Sequence[School],
    *,
    question: FactName,
    parts: Mapping[str, Part],
    by: PersonId,
    about_post: str = "",
) -> tuple[Alarm, ...]:
    """Name who must know of a danger that somebody is about to report, at each of the schools that it may be about.

    `parts` maps short names to what these people are to the report as far as it says already, `about_post` is the
    post at the top whose holders it is about, `by` is who reports it.
    """
    found: list[Alarm] = []
    now = services.clock.now()
    with services.store.reading() as reading:
        organisation = reading.organisation()
        people = {person.id: person for person in reading.people(organisation.id)}
        for school in schools:
            here = services.staffing(reading, school.id, now)
            known = {person.id: (parts[person.key],) for person in people.values() if person.key in parts}
            post = policy.definition.top.get(about_post, NO_POST)
            known |= dict.fromkeys(here.meant(post) if post else (), (Part.SUBJECT,))
            case = Case(
                id=NO_CASE,
                organisation=organisation.id,
                reference=NO_REFERENCE,
                policy=policy.key,
                policy_hash=policy.hash,
                school=school.id,
                reported_at=now,
                people=known,
            )
            scene = Scene(policy=policy, case=case, here=here, people=people, knowing=frozenset((by,)))
            told = (scene.alarm(NOWHERE, role) for role in told_of(policy, question))
            found += [replace(alarm, school=school.name if len(schools) > 1 else "") for alarm in told]
    return tuple(found)
