"""What a report asks, and of whom: the questions of the policy, the schools, and the people who may be affected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duecourse.casework.office import Office, Sender
from engine.compiled import CompiledPolicy
from engine.errors import NotFound
from engine.policy import Ask, report_asks
from engine.records import Person, School


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What somebody may report: the policy, its questions, and the schools where they may report.

    `staff` maps each school's key to the people there: short name → name and posts."""

    policy: CompiledPolicy
    asks: tuple[Ask, ...]
    schools: tuple[School, ...]
    staff: Mapping[str, Mapping[str, str]]

    @property
    def dangers(self) -> tuple[Ask, ...]:
        """Give the questions about danger, which come first."""
        return tuple(ask for ask in self.asks if ask.type == "danger")


def report_form(office: Office, sender: Sender) -> ReportForm:
    """Put the questions of a report together for one person. Raises NotFound where they have no school."""
    with office.store.reading() as reading:
        organisation = reading.organisation()
        people = reading.people(organisation.id)
        schools = tuple(reading.schools(organisation.id))
    me = next(person for person in people if person.id == sender.viewer.person)
    mine = {place for _, place in me.posts}
    allowed = schools if "" in mine else tuple(school for school in schools if school.id in mine)
    if not allowed:
        raise NotFound("You hold no post at any school here, so there is none to report for.")
    policy = office.library.current(organisation.settings.get("policy") or next(iter(office.library.policies)))
    staff = {
        school.key: {person.key: _named(person, school) for person in people if _is_at(person, school)}
        for school in allowed
    }
    return ReportForm(policy, report_asks(policy), allowed, staff)


def _is_at(person: Person, school: School) -> bool:
    return person.active and any(place == school.id for _, place in person.posts)


def _named(person: Person, school: School) -> str:
    posts = ", ".join(post for post, place in person.posts if place == school.id)
    return f"{person.name} ({posts})"
