"""Who may see what of a case: need to know, track by track (ruling F).

Each track names the roles that may look into it. Those who hold one of them in the case work on that instance; the
affected person and the reporter see the instances that name them, and the subject sees nothing here at all.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.identity import CASE, About, InstanceId, PersonId, RoleName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import OTHERS
from engine.language.vocabulary import ANYONE, RECEIVER
from engine.people.staffing import BY_NAME, CONFLICTED, is_by_name, managing_roles
from engine.record.case import Case
from engine.record.effects import (
    AddressAdded,
    AddressFlagged,
    Alerted,
    Answered,
    Effect,
    ErasureChanged,
    EvidenceChanged,
    LetterChanged,
    Linked,
    NoteWritten,
    PersonAdded,
    RoleChanged,
    Shared,
    instance_of,
)
from engine.record.replacement import replace
from engine.record.values import SCHEDULER, Instance, Part

REPORTING = (Part.REPORTER, Part.RECORDER)


def viewers(policy: CompiledPolicy, track: TrackName) -> frozenset[RoleName]:
    """Name the roles that may look into a track; where it does not say, those who act in it."""
    return policy.track(track).viewers


def looks_into(
    policy: CompiledPolicy, case: Case, person: PersonId, roles: frozenset[RoleName]
) -> tuple[tuple[InstanceId, ...], tuple[InstanceId, ...]]:
    """Name the instances that somebody may look into in these roles, and those of them that they work on."""
    works = (
        ()
        if case.is_part(person, *CONFLICTED)
        else tuple(
            on
            for on, instance in case.tracks.items()
            if instance.track in policy.tracks and not roles.isdisjoint(viewers(policy, instance.track))
        )
    )
    if person not in case.people:
        return works, works
    sees = (on for on, instance in case.tracks.items() if on in works or _sees_as_part(policy, case, instance, person))
    return tuple(sees), works


def works_on(policy: CompiledPolicy, case: Case, instance: Instance, person: PersonId) -> bool:
    """Say whether somebody may look into an instance by a role that they hold in the case."""
    return works_in(policy, case, instance.track, person)


def works_in(policy: CompiledPolicy, case: Case, track: TrackName, person: PersonId) -> bool:
    """Say whether somebody may look into every instance of a track by a role that they hold in the case.

    Who may still read of an instance whose beginning was taken back is asked so: it is about nobody any more.
    """
    if person == SCHEDULER:
        return True
    if case.is_part(person, *CONFLICTED) or track not in policy.tracks:
        return False
    return any(person in case.team.get(role, ()) for role in viewers(policy, track) if role not in BY_NAME)


def sees_track(policy: CompiledPolicy, case: Case, instance: Instance, person: PersonId) -> bool:
    """Say whether somebody may look into an instance, by a role or by what they are to the case."""
    return works_on(policy, case, instance, person) or _sees_as_part(policy, case, instance, person)


def _sees_as_part(policy: CompiledPolicy, case: Case, instance: Instance, person: PersonId) -> bool:
    if case.is_part(person, Part.SUBJECT):
        return False
    seen_by = viewers(policy, instance.track)
    if "affected person" in seen_by and is_by_name(case, instance, Part.AFFECTED, person):
        return True
    if RECEIVER in seen_by and case.is_part(person, Part.RECIPIENT) and not case.is_part(person, *CONFLICTED):
        return True
    return "reporter" in seen_by and case.is_part(person, *REPORTING) and not case.is_part(person, Part.CHILD)


def hides_some(case: Case, sees: Collection[InstanceId], read: str, *, everything: bool = False) -> bool:
    """Say whether a case has instances of a track that somebody does not see; of any track, for `OTHERS`."""
    if read == OTHERS:
        return not everything
    return any(each.on not in sees for each in case.of_track(TrackName(read)))


def sees_role(policy: CompiledPolicy, case: Case, role: RoleName, person: PersonId) -> bool:
    """Say whether somebody may know who holds a role: they work on an instance that the role belongs to."""
    return any(
        role in (ANYONE, *viewers(policy, instance.track)) and works_on(policy, case, instance, person)
        for instance in case.tracks.values()
    )


def sees_everything(policy: CompiledPolicy, case: Case, person: PersonId) -> bool:
    """Say whether somebody works on every instance of a case, as an export of its whole record needs."""
    return all(works_on(policy, case, instance, person) for instance in case.tracks.values())


def may_assign(policy: CompiledPolicy, case: Case, person: PersonId) -> bool:
    """Say whether somebody may give roles in a case: they take the steps of its shell, and so manage it.

    Those who merely look into the shell, such as the safeguarding lead, could otherwise give themselves a role that
    sees everything.
    """
    held = any(person in case.team.get(role, ()) for role in managing_roles(policy))
    return held and works_on(policy, case, case.tracks[CASE], person)


def seen_case(policy: CompiledPolicy, case: Case, person: PersonId) -> Case:
    """Give a case as one person may see it: what they may not see is not there, nor a sign that it exists.

    Letters, evidence and alerts belong to those who work on their instance; so do the people of the case to those
    who work on its shell.
    """
    tracks = {on: instance for on, instance in case.tracks.items() if sees_track(policy, case, instance, person)}
    if CASE in tracks and not works_on(policy, case, tracks[CASE], person):
        tracks[CASE] = _as_reported(policy, tracks[CASE])
    worked = {on for on, instance in tracks.items() if works_on(policy, case, instance, person)}
    abouts = {instance.about for instance in tracks.values()}
    roles = {role: people for role, people in case.team.items() if sees_role(policy, case, role, person)}
    return replace(
        case,
        tracks=tracks,
        addresses={number: each for number, each in case.addresses.items() if About.address(number) in abouts},
        people=case.people if CASE in worked else {person: case.people[person]} if person in case.people else {},
        categories=case.categories if CASE in worked else {},
        team=roles,
        former={},
        deadlines={key: clock for key, clock in case.deadlines.items() if clock.on in tracks},
        letters={number: letter for number, letter in case.letters.items() if letter.on in worked},
        evidence={number: item for number, item in case.evidence.items() if item.on in worked},
        alerts={number: alert for number, alert in case.alerts.items() if alert.on in worked},
        shared=case.shared if CASE in worked else {},
        links=(),
    )


def _as_reported(policy: CompiledPolicy, shell: Instance) -> Instance:
    """Give the shell with the answers of the report alone: what was noted later is the managers' own."""
    definition = policy.track(shell.track).definition
    asked = (*definition.report, *definition.request)
    return replace(shell, answers={name: answer for name, answer in shell.answers.items() if name in asked})


def shows(policy: CompiledPolicy, case: Case, person: PersonId, effect: Effect) -> bool:
    """Say whether somebody may be told of one effect of an event."""
    match effect:
        case Linked():
            return False  # who may know of it depends on the other case too
        case PersonAdded() | ErasureChanged() | Shared():
            return case.tracks.get(CASE) is not None and works_on(policy, case, case.tracks[CASE], person)
        case RoleChanged():
            return sees_role(policy, case, effect.role, person)
        case AddressAdded() | AddressFlagged():
            about = About.address(effect.number)
            return any(each.about == about and sees_track(policy, case, each, person) for each in case.tracks.values())
        case Answered() if effect.on == CASE and CASE in case.tracks:
            seen = seen_case(policy, case, person).tracks.get(CASE)
            return seen is not None and (effect.name in seen.answers or works_on(policy, case, seen, person))
        case _:
            return _shows_of_track(policy, case, person, effect)


def _shows_of_track(policy: CompiledPolicy, case: Case, person: PersonId, effect: Effect) -> bool:
    instance = case.tracks.get(instance_of(effect))
    if instance is None:
        return works_in(policy, case, instance_of(effect).track, person)
    if isinstance(effect, LetterChanged | EvidenceChanged | Alerted | NoteWritten):
        return works_on(policy, case, instance, person)
    return sees_track(policy, case, instance, person)
