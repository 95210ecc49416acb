"""Outsiders: people who are known in one case alone, with what letters to them need.

Parents, pupils, agencies, witnesses, contacts at a site: nobody outside the case sees them, in no list, search or
choice of the trust, and two cases never share one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from duecourse.casework.administration.known_person import with_values, wrong_with
from duecourse.casework.administration.permission import note
from duecourse.casework.administration.value_checks import refuse_all
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.report_form import check_category
from duecourse.casework.context.services import Caller, Services, Transaction, demand_sight, person_of
from engine.changes import contents
from engine.errors import BadInput, NotPermitted
from engine.identity import CASE, CaseId, CaseReference, OrganisationId, PersonId, PersonKey
from engine.language.vocabulary import CATEGORIES
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.record.case import Case
from engine.record.values import Part
from engine.steps.take import Report
from engine.steps.transition import Refusal, Step

LONGEST_RELATION = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody from outside as they are typed: `said` holds what KNOWN lists, `relation` what they are here."""

    said: Mapping[str, str | None] = field(default_factory=dict)
    relation: str = ""

    @property
    def category(self) -> str:
        """Give what they are to the trust, where their relation is one of its categories; "" where it is not."""
        return self.relation if self.relation in CATEGORIES else ""


def made(services: Services, organisation: OrganisationId, case: CaseId, new: Outsider) -> Person:
    """Make an outsider of a case, not kept yet. Raises BadInput with everything that is wrong."""
    own = PersonId(services.ids.short())
    nobody = Person(id=own, organisation=organisation, key=PersonKey(own), name="", email="", case=case)
    found = _titled(with_values(nobody, new.said))
    relation = new.relation.strip()
    refuse_all((*wrong_with(found, nobody), _wrong_relation(relation)))
    return replace(found, relation=relation)


def _titled(person: Person) -> Person:
    """Put the title before a family name that stands alone: nobody is listed as Smith."""
    alone = bool(person.title) and not person.given and person.name == person.family
    return replace(person, name=f"{person.title} {person.family}") if alone else person


def _wrong_relation(relation: str) -> str:
    if len(relation) <= LONGEST_RELATION and (not relation or relation.isprintable()):
        return ""
    return f"What somebody is to the case stands on one line and has at most {LONGEST_RELATION} characters."


def somebody_of(reading: Reading, case: Case, named: str) -> Person:
    """Find somebody whom a case may name: an outsider of it, by identifier or name, or somebody of the trust.

    Raises:
        NotFound: nobody is called that. BadInput: two outsiders of the case are.
    """
    outsiders = reading.outsiders(case.organisation, case.id)
    found = [each for each in outsiders if named in (each.id, each.key)]
    found = found or [each for each in outsiders if each.name.casefold() == named.strip().casefold()]
    if len(found) > 1:
        ways = ", ".join(each.key for each in found)
        raise BadInput(f"Two people of this case are called '{named}'. Name one of them by: {ways}.")
    return found[0] if found else person_of(reading, case.organisation, named)


def with_outsiders(
    services: Services, writing: Writing, case: Case, told: Report, new: Sequence[tuple[Part, Outsider]]
) -> Report:
    """Keep the outsiders whom a report names, and give it with them. Raises BadInput."""
    for part, each in new:
        person = made(services, case.organisation, case.id, each)
        writing.save_person(person)
        match part:
            case Part.REPORTER:
                told = replace(told, reported_by=person.id)
            case Part.AFFECTED:
                known = {**told.categories, person.id: each.category}
                told = replace(told, affected=(*told.affected, person.id), categories=known)
            case Part.SUBJECT:
                told = replace(told, subjects={**told.subjects, person.id: each.category})
            case _:
                raise BadInput("A report names who made it, whom it affects and whom it is about: others later.")
    return told


def add_outsider(
    services: Services, caller: Caller, reference: CaseReference, part: str, new: Outsider, category: str = ""
) -> Written:
    """Make somebody from outside part of a case; for those who manage it. Raises BadInput."""
    check_category(category)
    if part not in tuple(Part):
        raise BadInput(f"'{part}' is nothing that somebody can be to a case. Possible: {', '.join(Part)}.")

    def decide(transaction: Transaction) -> Step | Refusal:
        case = transaction.case
        change = managed(transaction, caller)
        person = made(services, case.organisation, case.id, new)
        transaction.writing.save_person(person)
        return contents.add_person(
            transaction.policy,
            case,
            person.id,
            Part(part),
            change,
            transaction.world,
            category=category or new.category,
        )

    return carry_out(services, caller, reference, f"add {part}", decide)


def change_outsider(services: Services, caller: Caller, reference: CaseReference, named: str, new: Outsider) -> Person:
    """Change what is known of an outsider of a case; what was not typed stays. For those who manage the case.

    Raises:
        BadInput, NotFound, NotPermitted.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        case = writing.find_case(caller.viewer, reference)
        organisation = writing.organisation()
        world = services.world_of(writing, organisation, case, now)
        transaction = Transaction(writing, services.policy_of(writing, case), case, world)
        seen = present_in(transaction)
        demand_sight(transaction.policy, seen, caller.viewer.person, CASE)
        if not contents.may_manage(transaction.policy, seen, caller.viewer.person):
            raise NotPermitted("Only those who manage the case change what is known of its people.")
        before = somebody_of(writing, case, named)
        if before.case != case.id:
            raise BadInput(f"{before.name} is known to the whole trust: `duecourse person change` changes that.")
        after = replace(with_values(before, new.said), relation=new.relation.strip() or before.relation)
        refuse_all((*wrong_with(after, before), _wrong_relation(after.relation)))
        writing.save_person(after)
        note(writing, services, caller, "person changed", after.id)
    return after
