"""Who signs a letter: the first whom a source of its front matter gives, never who opens it, never its addressee.

Somebody who took a step signs for as long as they hold the role in which they took it; after that, who holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.correspondence.addressees import addressee_of
from duecourse.correspondence.capacities import capacity, place_of
from duecourse.correspondence.dossier import Dossier
from engine.identity import NO_PERSON, NO_ROLE, PersonId, RoleName
from engine.language.track_definition import Action
from engine.language.vocabulary import ANYONE
from engine.people.staffing import BY_NAME, CONFLICTED, ranked
from engine.ports.fact_sources import SignatureKind, SignatureSource
from engine.ports.records import Person
from engine.record.chain import Event
from engine.record.kinds import EventKind
from engine.record.values import Instance, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs, in which role, with the post and the place that stand below the name.

    Somebody of the case who signs in their own name has none of these. `why` says in a sentence why it is they.
    """

    person: Person
    role: RoleName = NO_ROLE
    title: str = ""
    place: str = ""
    why: str = ""


def signatory_of(dossier: Dossier) -> Signatory | None:
    """Find who signs the letter now; None where none of its sources gives anybody."""
    to = addressee_of(dossier).person
    addressee = to.id if to else NO_PERSON
    for source in dossier.kind.signs:
        # who is away signs only where nobody who covers for them is named
        for role, person in sorted(_named(dossier, source), key=lambda named: _is_away(dossier, named[1])):
            known = dossier.people.get(person)
            if known is None or person == addressee or not known.is_there(dossier.now):
                continue
            why = _why(dossier, source, role, person)
            if not role:
                return Signatory(person=known, why=why)
            if not dossier.case.is_part(person, *CONFLICTED):
                title, place = capacity(dossier, known, role), place_of(dossier, known, role)
                return Signatory(person=known, role=role, title=title, place=place, why=why)
    return None


def _why(dossier: Dossier, source: SignatureSource, role: RoleName, person: PersonId) -> str:
    """Say why somebody signs, as they do because of this source."""
    if source.kind is SignatureKind.MANAGER:
        return "They look after the case."
    taken = _last_taken(dossier, source) if source.kind is SignatureKind.TAKER else None
    if taken is not None and taken[0].by == person:
        return f"They took the step “{taken[1].title}”."
    if not role:
        return "It is their own letter."
    holds = f"They hold the role of {dossier.policy.title(role)} in this case."
    return f"{holds} Who took the step “{taken[1].title}” does not sign it now." if taken is not None else holds


def unsigned(dossier: Dossier) -> str:
    """Say that nobody can sign the letter, whom it lacks, and where that is mended."""
    policy = dossier.policy
    roles = dict.fromkeys(
        role
        for source in dossier.kind.signs
        for role in ((policy.manager,) if source.kind is SignatureKind.MANAGER else (source.role,))
        if role
    )
    titles = " or ".join(policy.title(role) for role in roles)
    holds = f"nobody who may sign it holds the role of {titles} in this case" if titles else "nobody signs it yet"
    return (
        f"Nobody can sign this letter: {holds}. Who takes part in the case, has left, or is whom it goes to does not "
        "sign. Give the role to somebody on the page People of the case, or with `duecourse role give`."
    )


def acting_manager(dossier: Dossier) -> Person | None:
    """Find who looks after the case: of those who manage it now, who last dealt with it; else by their posts."""
    role = dossier.policy.manager
    managers = sorted(_managers(dossier, role), key=lambda person: _is_away(dossier, person))
    found = (dossier.people.get(person) for person in managers)
    return next((person for person in found if person is not None and person.is_there(dossier.now)), None)


def _managers(dossier: Dossier, role: RoleName) -> Iterator[PersonId]:
    """List those who manage the case, those who took its steps first, the last of them first."""
    team = dossier.present.team.get(role, ())
    shell = [each for each in dossier.events if each.kind is EventKind.ACTED and each.on in dossier.case.tracks]
    dealt = [each for each in shell if dossier.case.tracks[each.on].track == dossier.policy.shell.track]
    yield from dict.fromkeys(each.by for each in reversed(dealt) if each.by in team)
    yield from (person for person, _ in _ranked(dossier, role))


def _is_away(dossier: Dossier, person: PersonId) -> bool:
    """Say whether somebody covers for a person now."""
    those = (each for each in dossier.people.values() if any(post.instead_of == person for post in each.posts))
    held = (each for somebody in those for each in somebody.held(dossier.now))
    return any(each.kind == "cover" and each.instead_of == person for each in held)


def _named(dossier: Dossier, source: SignatureSource) -> Iterator[tuple[RoleName, PersonId]]:
    """Give the people whom a source names, in order, each with the role in which they sign."""
    match source.kind:
        case SignatureKind.TAKER:
            yield from _takers(dossier, source)
        case SignatureKind.HOLDER:
            yield from ((source.role, person) for person, _ in _ranked(dossier, source.role))
        case SignatureKind.MANAGER:
            role = dossier.policy.manager
            yield from ((role, person) for person in dict.fromkeys(_managers(dossier, role)))
        case SignatureKind.AFFECTED | SignatureKind.SUBJECT:
            somebody = dossier.somebody(Part(source.kind.value))
            if somebody is not None:
                yield NO_ROLE, somebody.id


def _takers(dossier: Dossier, source: SignatureSource) -> Iterator[tuple[RoleName, PersonId]]:
    """Give who took one of some steps last, where they hold the role for it still, and then who holds it."""
    taken = _last_taken(dossier, source)
    if taken is None:
        return
    last, action = taken
    role = _role_of(dossier, last, action)
    if role == ANYONE or last.by in dossier.present.team.get(role, ()):
        yield role, last.by
        if not _is_away(dossier, last.by):
            return
    yield from ((role, person) for person, _ in _ranked(dossier, role))


def _last_taken(dossier: Dossier, source: SignatureSource) -> tuple[Event, Action] | None:
    """Find which of some steps was taken last; None where none was."""
    taken = [each for instance in _instances(dossier, source) for each in _taken(dossier, instance, source)]
    return max(taken, key=lambda each: (each[0].happened_at, each[0].sequence), default=None)


def _role_of(dossier: Dossier, event: Event, action: Action) -> RoleName:
    """Name the role in which somebody took a step, or could take it now; "" where they took it for themselves."""
    roles = [role for role in action.by if role not in BY_NAME]
    case, present = dossier.case, dossier.present
    now = (role for role in roles if role == ANYONE or event.by in present.team.get(role, ()))
    once = (role for role in roles if event.by in (*case.team.get(role, ()), *case.former.get(role, ())))
    return next(now, next(once, NO_ROLE))


def _instances(dossier: Dossier, source: SignatureSource) -> tuple[Instance, ...]:
    """Give the instances that a source asks: the letter's own, or those of a track, of the same person if there is."""
    if not source.track:
        return (dossier.instance,)
    found = dossier.case.of_track(source.track)
    same = tuple(each for each in found if each.person and each.person == dossier.instance.person)
    return same or found


def _taken(dossier: Dossier, instance: Instance, source: SignatureSource) -> Iterator[tuple[Event, Action]]:
    """List the steps meant that were taken on an instance."""
    return ((event, action) for event, action in dossier.steps_of(instance) if event.taken in source.steps)


def _ranked(dossier: Dossier, role: RoleName) -> tuple[tuple[PersonId, str], ...]:
    if role not in dossier.policy.definition.roles:
        return ()
    return ranked(dossier.policy, dossier.present, role, dossier.staffing, dossier.present.team.get(role, ()))
