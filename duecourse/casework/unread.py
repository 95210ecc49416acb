"""Who at a school has not recorded that they read the policy as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duecourse.casework.office import Office, Sender, staffing
from duecourse.casework.register_entries import KIND, REGISTER, WITHDRAWN, holder
from duecourse.casework.register_looking import Looker
from duecourse.casework.registers import log_reads, school_in
from duecourse.casework.reporting import ReportForm, report_form
from engine.case import SCHEDULER, Track
from engine.compiled import CompiledPolicy
from engine.errors import NotPermitted
from engine.records import Person, School, Viewer

READ = "policy_read"
OVERSEERS = ("senior manager", "headteacher", "central team")
"""Roles whose posts look after a school, and so after what its people have read."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Who at a school has not recorded that they read the policy as it was approved on a day."""

    school: School
    title: str
    approved: date
    people: tuple[Person, ...]
    read: int


def overseen(office: Office, sender: Sender) -> tuple[School, ...]:
    """List the schools whose readers somebody may look up."""
    return _overseen(office, sender, report_form(office, sender))


def unread(office: Office, sender: Sender, school: str = "") -> Unread:
    """List who holds a post at a school and has not recorded that they read the present version of the policy.

    A policy is another one when it was approved again, and what was read before no longer counts.

    Raises:
        NotPermitted: the viewer looks after no school. NotFound, BadInput: there is no such school for them.
    """
    form = report_form(office, sender)
    schools = _overseen(office, sender, form)
    if not schools:
        raise NotPermitted("Only those who look after a school may list who has not read the policy there.")
    place = school_in(schools, school)
    with office.store.reading() as reading:
        organisation = reading.organisation()
        looker = Looker(office, reading, Viewer(organisation.id, SCHEDULER), office.clock.now())
        have = _readers(looker, place, form.policy)
        here = [person for person in reading.people(organisation.id) if person.active and _is_at(person, place)]
    log_reads(office, sender, [("", f"who has not read the policy at {place.key}")])
    left = tuple(person for person in here if person.id not in have)
    return Unread(place, form.policy.definition.title, form.policy.definition.approved, left, len(here) - len(left))


def _overseen(office: Office, sender: Sender, form: ReportForm) -> tuple[School, ...]:
    held_by = tuple(post for role in OVERSEERS for post in form.policy.role(role).held_by)
    with office.store.reading() as reading:
        organisation = reading.organisation().id
        return tuple(
            school
            for school in form.schools
            if sender.viewer.person in staffing(reading, organisation, school.id).holding(held_by)
        )


def _readers(looker: Looker, school: School, policy: CompiledPolicy) -> frozenset[str]:
    return frozenset(
        holder(case)
        for case in looker.requests(school.id)
        if any(_is_reading(track) for track in case.of_track(REGISTER))
        and case.policy == policy.key
        and looker.policy_of(case).definition.approved == policy.definition.approved
    )


def _is_reading(track: Track) -> bool:
    answer = track.answers.get(KIND)
    return answer is not None and answer.value == READ and track.state != WITHDRAWN


def _is_at(person: Person, school: School) -> bool:
    return any(place == school.id for _, place in person.posts)
