"""Reports, steps, and the housekeeping of a case: each one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from duecourse.casework.dating import fixed_by_law, refuse_future, sending_refused
from duecourse.casework.office import (
    Desk,
    Office,
    Sender,
    change_case,
    demand_sight,
    notices,
    open_school_of,
    person_of,
    spend,
)
from duecourse.casework.own_policy import own_policy
from duecourse.casework.proving import demand_proof
from duecourse.casework.reporting import check_category, subjects_of
from duecourse.casework.veiling import refused
from engine import housekeeping, standing
from engine.addresses import page_of
from engine.case import CASE, Case, Part
from engine.chain import GENESIS
from engine.change import Change
from engine.duration import Duration
from engine.errors import BadInput, NotPermitted, Refused
from engine.housekeeping import already_there
from engine.permits import Request
from engine.policy import Report, act, open_case
from engine.recording import Refusal, Step, World
from engine.seeing import may_assign, members, seen_case


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as somebody makes it; people and the school by short name, a reporter of "" for an anonymous one.

    A `policy` of "" is that of the trust.
    `about` maps those whom it is about to one of `engine.case.CATEGORIES`, or to "" where that is not said. With
    `as_given`, addresses are kept as they were typed, also where they could be read otherwise.
    """

    policy: str
    school: str
    reported_by: str
    affected: Sequence[str] = ()
    addresses: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    happened_at: datetime | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    as_given: bool = False


def report(office: Office, sender: Sender, new: NewReport) -> Step:
    """Open a case from a report; its reference is taken in the same transaction.

    Raises:
        BadInput: an answer or an address cannot be taken. NotFound: no such policy, school or person.
        AlreadyDone: the same form was sent in before; it carries the reference of the case that it opened.
    """
    now = office.clock.now()
    with office.store.writing() as writing:
        organisation = writing.organisation()
        library = office.library
        policy = library.current(new.policy) if new.policy else own_policy(library, organisation, guess=False)
        school = open_school_of(writing, organisation.id, new.school)
        world = office.world(writing, organisation, school.id, now)
        reported_at = new.happened_at or now
        refuse_future(reported_at, now, world.calendar.zone)
        affected = tuple(person_of(writing, organisation.id, key).id for key in new.affected)
        reporter = person_of(writing, organisation.id, new.reported_by).id if new.reported_by else ""
        demand_proof(writing, organisation.id, policy)
        year = reported_at.astimezone(world.calendar.zone).year
        reference = writing.next_reference(organisation.id, policy.definition.prefix, year)
        spend(writing, sender, reference, now)
        blank = Case(
            office.ids.identifier(),
            organisation.id,
            reference,
            policy.key,
            policy.hash,
            school.id,
            reported_at,
            head=GENESIS,
        )
        about = subjects_of(writing, organisation.id, new.about)
        answers = Report(
            reporter,
            sender.viewer.person,
            affected,
            new.addresses,
            new.answers,
            reported_at,
            sender.via,
            about,
            new.as_given,
        )
        result = open_case(policy, blank, answers, world)
        if isinstance(result, Refusal):
            raise Refused(result.reasons)
        writing.create_case(result.case, result.entries, members(policy, result.case))
        writing.queue(notices(office, result))
    return result


def take_step(
    office: Office,
    sender: Sender,
    reference: str,
    on: str,
    action: str,
    *,
    facts: Mapping[str, str],
    happened_at: datetime | None = None,
    proof: str = "",
    revision: int | None = None,
) -> Step:
    """Take one step of a track. Raises Refused, BadInput, NotFound or StaleRevision."""

    def decide(desk: Desk) -> Step | Refusal:
        demand_sight(desk.policy, desk.case, sender.viewer.person, on)
        at = happened_at or desk.world.at
        request = Request(on, action, sender.actor, at, facts, proof, sender.via)
        late = sending_refused(office, desk, request)
        result = late or act(desk.policy, desk.case, request, _world_for(desk, request))
        return result if isinstance(result, Step) else refused(desk.policy, desk.case, request, result)

    return change_case(office, sender, reference, f"{on} {action}", decide, revision=revision)


def _world_for(desk: Desk, request: Request) -> World:
    """Give what a step needs: one that may flag a page needs to know under which addresses it stands here."""
    name = request.on.split("/")[0]
    actions = desk.policy.track(name).definition.actions if name in desk.policy.tracks else {}
    action = actions.get(request.action)
    flags = action is not None and (action.flags_address or any(end.flags_address for end in action.outcomes.values()))
    return desk.knowing_pages if flags else desk.world


def add_person(office: Office, sender: Sender, reference: str, person: str, part: str, category: str = "") -> Step:
    """Make somebody part of a case: affected person, subject, child or witness; `category` says what they are here."""
    check_category(category)
    if part not in tuple(Part):
        raise BadInput(f"'{part}' is nothing that somebody can be to a case. Possible: {', '.join(Part)}.")

    def decide(desk: Desk) -> Step | Refusal:
        known = person_of(desk.writing, desk.case.organisation, person)
        change = managed(desk, sender)
        return housekeeping.add_person(desk.policy, desk.case, known.id, Part(part), change, desk.world, category)

    return change_case(office, sender, reference, f"add {part}", decide)


def assign(office: Office, sender: Sender, reference: str, role: str, person: str) -> Step:
    """Give a role of a case to somebody, after the conflict check."""

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender)
        if not may_assign(desk.policy, desk.case, sender.viewer.person):
            raise NotPermitted("Only whoever manages the case gives roles in it. Ask the senior manager of the case.")
        known = person_of(desk.writing, desk.case.organisation, person)
        return housekeeping.assign(desk.policy, desk.case, role, known.id, change, desk.world)

    return change_case(office, sender, reference, f"assign {role}", decide)


def add_address(
    office: Office,
    sender: Sender,
    reference: str,
    address: str,
    happened_at: datetime | None = None,
    *,
    as_given: bool = False,
) -> Step:
    """Add a web address to a case; its own clock runs from when it was reported.

    Refused where its page is in the case already; by its number for whoever sees that address.
    """

    def decide(desk: Desk) -> Step | Refusal:
        demand_sight(desk.policy, desk.case, sender.viewer.person, CASE)
        change, world = _change(sender, desk, "", happened_at), desk.knowing_pages
        result = housekeeping.add_address(desk.policy, desk.case, address, change, world, as_given=as_given)
        there = set(world.pages.of(page_of(address)))
        hidden = there.isdisjoint(seen_case(desk.policy, desk.case, sender.viewer.person).addresses)
        return Refusal((already_there(),)) if isinstance(result, Refusal) and there and hidden else result

    return change_case(office, sender, reference, "add address", decide)


def flag_address(office: Office, sender: Sender, reference: str, number: int) -> Step:
    """Flag an address as possibly an indecent image of a child: the step of its track that does so (ruling 9)."""

    def decide(desk: Desk) -> Step | Refusal:
        track = next((each for each in desk.case.tracks.values() if each.about == f"address/{number}"), None)
        if track is None or track.on not in seen_case(desk.policy, desk.case, sender.viewer.person).tracks:
            raise BadInput(f"Case {reference} has no address {number}, or none that you may see.")
        actions = desk.policy.track(track.track).definition.actions
        flag = next((name for name, action in actions.items() if action.flags_address == "yes"), "")
        if not flag:
            change = _change(sender, desk, "")
            return housekeeping.flag_address(desk.policy, desk.case, number, change, desk.knowing_pages)
        request = Request(track.on, flag, sender.actor, desk.world.at, via=sender.via)
        return act(desk.policy, desk.case, request, desk.knowing_pages)

    return change_case(office, sender, reference, f"flag address {number}", decide)


def correct(office: Office, sender: Sender, reference: str, on: str, facts: Mapping[str, str], reason: str) -> Step:
    """Correct recorded answers, with a reason."""

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender, reason, on=on)
        return housekeeping.correct(desk.policy, desk.case, on, facts, change, desk.knowing_pages)

    return change_case(office, sender, reference, f"correct {on}", decide)


def set_hold(office: Office, sender: Sender, reference: str, on: str, name: str, *, active: bool, reason: str) -> Step:
    """Set or lift a hold by hand, with a reason."""

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender, reason, on=on)
        return standing.hold(desk.policy, desk.case, on, name, active, change, desk.world)

    return change_case(office, sender, reference, f"hold {on} {name}", decide)


def change_clock(
    office: Office, sender: Sender, reference: str, on: str, name: str, what: str, reason: str, by: str = ""
) -> Step:
    """Pause, resume or extend a clock, with a reason."""
    more = Duration.parse(by) if by else None

    def decide(desk: Desk) -> Step | Refusal:
        change = managed(desk, sender, reason, on=on)
        fixed = fixed_by_law(office, desk, on, name)
        if fixed is not None and what != "resume":
            return Refusal((fixed,))
        return standing.change_clock(desk.policy, desk.case, on, name, what, more, change, desk.world)

    return change_case(office, sender, reference, f"{what} {on} {name}", decide)


def acknowledge_alert(office: Office, sender: Sender, reference: str, number: int, reason: str) -> Step:
    """Note what is being done about an alert."""

    def decide(desk: Desk) -> Step | Refusal:
        seen = seen_case(desk.policy, desk.case, sender.viewer.person)
        alert = seen.alerts.get(str(number))
        if alert is None:
            raise BadInput(f"Case {reference} has no alert {number}, or none that is yours.")
        change = managed(desk, sender, reason, on=alert.on)
        return standing.acknowledge_alert(desk.policy, desk.case, number, change, desk.world)

    return change_case(office, sender, reference, f"acknowledge alert {number}", decide)


def managed(
    desk: Desk, sender: Sender, reason: str = "", happened_at: datetime | None = None, on: str = CASE
) -> Change:
    """Describe a change that only somebody who works on an instance may make: on the case itself by default.

    Raises:
        BadInput: there is no such instance that they may see. NotPermitted: they have no role there.
    """
    demand_sight(desk.policy, desk.case, sender.viewer.person, on)
    if not housekeeping.may_manage(desk.policy, desk.case, sender.viewer.person, on):
        raise NotPermitted(
            "Only somebody who holds a role in this part of the case may do this. Ask the senior manager of the case."
        )
    return _change(sender, desk, reason, happened_at)


def _change(sender: Sender, desk: Desk, reason: str, happened_at: datetime | None = None) -> Change:
    refuse_future(happened_at or desk.world.at, desk.world.at, desk.world.calendar.zone)
    return Change(sender.actor, happened_at or desk.world.at, reason, sender.via)
