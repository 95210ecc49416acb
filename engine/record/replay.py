"""Fold events into a case: replay, and the oracle of what is stored.

Replay never asks the engine again what should have happened; it does what the effects say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch

from engine.identity import CASE, PersonId, PostName, RoleName
from engine.record import effects as change
from engine.record.case import Case
from engine.record.chain import Entry, Event
from engine.record.kinds import EventKind
from engine.record.replacement import replace
from engine.record.values import Address, Done, Instance, Loan, Share


def apply(case: Case, entries: Iterable[Entry]) -> Case:
    """Fold sealed events into a case, in order."""
    for entry in entries:
        case = replace(apply_event(case, entry.event), head=entry.hash)
    return case


def apply_event(case: Case, event: Event) -> Case:
    """Fold one event: the note of who took which step, then its effects."""
    case = begin_event(case, event)
    for effect in event.effects:
        case = fold(effect, case, event)
    return case


def begin_event(case: Case, event: Event) -> Case:
    """Count an event, and note who took which step, before its effects are folded."""
    case = replace(case, revision=event.sequence)
    if event.kind != EventKind.ACTED:
        return case
    instance = case.tracks[event.on]
    done = Done(event.by, event.at, event.happened_at, event.outcome)
    return case.with_track(replace(instance, done={**instance.done, event.taken: done}))


@singledispatch
def fold(effect: object, _case: Case, _event: Event) -> Case:
    """Give the case as one effect leaves it."""
    raise TypeError(f"{type(effect).__name__} is not an effect")


@fold.register
def _opened(effect: change.Opened, case: Case, event: Event) -> Case:
    track = Instance(
        track=effect.on.track,
        number=effect.on.number,
        state=effect.state,
        since=event.happened_at,
        reported_at=effect.reported_at,
        about=effect.about,
    )
    case = case.with_track(track)
    return replace(case, reported_at=effect.reported_at) if effect.on == CASE else case


@fold.register
def _moved(effect: change.Moved, case: Case, event: Event) -> Case:
    instance = case.tracks[effect.on]
    return case.with_track(replace(instance, state=effect.to, ended=effect.ended, since=event.happened_at))


@fold.register
def _attached(effect: change.Attached, case: Case, _event: Event) -> Case:
    return case.with_track(replace(case.tracks[effect.on], about=effect.about))


@fold.register
def _answered(effect: change.Answered, case: Case, _event: Event) -> Case:
    instance = case.tracks[effect.on]
    others = tuple(name for name in instance.given if name != effect.name)
    return case.with_track(
        replace(
            instance,
            answers={**instance.answers, effect.name: effect.answer},
            given=(*others, effect.name) if effect.given else others,
        )
    )


@fold.register
def _consented(effect: change.Consented, case: Case, _event: Event) -> Case:
    instance = case.tracks[effect.on]
    return case.with_track(replace(instance, consents={**instance.consents, effect.name: effect.value}))


@fold.register
def _clocked(effect: change.Clocked, case: Case, _event: Event) -> Case:
    return replace(case, deadlines={**case.deadlines, effect.deadline.key: effect.deadline})


@fold.register
def _held(effect: change.Held, case: Case, _event: Event) -> Case:
    instance = case.tracks[effect.on]
    current = instance.held_by_hand if effect.by_hand else instance.held
    names = tuple(name for name in current if name != effect.name)
    names = (*names, effect.name) if effect.active else names
    return case.with_track(replace(instance, held_by_hand=names) if effect.by_hand else replace(instance, held=names))


@fold.register
def _person(effect: change.PersonAdded, case: Case, _event: Event) -> Case:
    parts = case.people.get(effect.person, ())
    if effect.category:
        case = replace(case, categories={**case.categories, effect.person: effect.category})
    if effect.part in parts:
        return case
    return replace(case, people={**case.people, effect.person: (*parts, effect.part)})


@fold.register
def _role(effect: change.RoleChanged, case: Case, _event: Event) -> Case:
    people = tuple(person for person in case.team.get(effect.role, ()) if person != effect.person)
    case = replace(case, by_post=_by_post(case, effect), by_hand=_by_hand(case, effect), lent=_lent(case, effect))
    if effect.active:
        return replace(case, team={**case.team, effect.role: (*people, effect.person)})
    before = tuple(person for person in case.former.get(effect.role, ()) if person != effect.person)
    former = {**case.former, effect.role: (*before, effect.person)}
    return replace(case, team={**case.team, effect.role: people}, former=former)


def _by_post(case: Case, effect: change.RoleChanged) -> Mapping[RoleName, Mapping[PersonId, PostName]]:
    """Note the post by which somebody came to a role; where that is none, nothing stands of them."""
    known = case.by_post.get(effect.role, {})
    mine = {person: post for person, post in known.items() if person != effect.person}
    if effect.active and effect.post:
        mine[effect.person] = effect.post
    elif len(mine) == len(known):
        return case.by_post
    others = {role: people for role, people in case.by_post.items() if role != effect.role}
    return {**others, effect.role: mine} if mine else others


def _by_hand(case: Case, effect: change.RoleChanged) -> Mapping[RoleName, Mapping[PersonId, bool]]:
    """Note what a person gave or took by hand; what goes by the rules leaves nothing of a gift behind."""
    known = case.by_hand.get(effect.role, {})
    if not effect.by_hand and not known.get(effect.person):
        return case.by_hand
    mine = {person: given for person, given in known.items() if person != effect.person}
    if effect.by_hand:
        mine[effect.person] = effect.active
    others = {role: people for role, people in case.by_hand.items() if role != effect.role}
    return {**others, effect.role: mine} if mine else others


def _lent(case: Case, effect: change.RoleChanged) -> Mapping[RoleName, Mapping[PersonId, Loan]]:
    """Note until when somebody gave up a role; it stays so until that moment, or a person decides otherwise."""
    known = case.lent.get(effect.role, {})
    if effect.until is None and (effect.person not in known or not effect.by_hand):
        return case.lent
    mine = {person: loan for person, loan in known.items() if person != effect.person}
    if effect.until is not None:
        mine[effect.person] = Loan(effect.until, effect.lent_to)
    others = {role: people for role, people in case.lent.items() if role != effect.role}
    return {**others, effect.role: mine} if mine else others


@fold.register
def _address(effect: change.AddressAdded, case: Case, event: Event) -> Case:
    address = Address(effect.number, effect.reported_at, event.sequence, effect.flagged)
    return replace(case, addresses={**case.addresses, str(effect.number): address})


@fold.register
def _flag(effect: change.AddressFlagged, case: Case, _event: Event) -> Case:
    address = replace(case.addresses[str(effect.number)], flagged=effect.flagged)
    return replace(case, addresses={**case.addresses, str(effect.number): address})


@fold.register
def _letter(effect: change.LetterChanged, case: Case, _event: Event) -> Case:
    return replace(case, letters={**case.letters, str(effect.letter.number): effect.letter})


@fold.register
def _evidence(effect: change.EvidenceChanged, case: Case, _event: Event) -> Case:
    return replace(case, evidence={**case.evidence, str(effect.evidence.number): effect.evidence})


@fold.register
def _alerted(effect: change.Alerted, case: Case, _event: Event) -> Case:
    return replace(case, alerts={**case.alerts, str(effect.alert.number): effect.alert})


@fold.register
def _restored(effect: change.Restored, case: Case, _event: Event) -> Case:
    return case.with_track(effect.track)


@fold.register
def _removed(effect: change.Removed, case: Case, _event: Event) -> Case:
    return replace(case, tracks={on: instance for on, instance in case.tracks.items() if on != effect.on})


@fold.register
def _erasure(effect: change.ErasureChanged, case: Case, _event: Event) -> Case:
    return replace(case, erasures={**case.erasures, str(effect.erasure.number): effect.erasure})


@fold.register
def _policy(effect: change.PolicyChanged, case: Case, _event: Event) -> Case:
    return replace(case, policy_hash=effect.policy_hash)


@fold.register
def _noted(_effect: change.NoteWritten, case: Case, _event: Event) -> Case:
    """Leave the case as it is: a note stands in its history, and nothing rests on one."""
    return case


@fold.register
def _shared(effect: change.Shared, case: Case, event: Event) -> Case:
    others = {school: share for school, share in case.shared.items() if school != effect.school}
    if effect.active:
        others[effect.school] = Share(event.happened_at, event.by)
    return replace(case, shared=others)


@fold.register
def _linked(effect: change.Linked, case: Case, _event: Event) -> Case:
    others = tuple(each for each in case.links if each != effect.case)
    return replace(case, links=(*others, effect.case) if effect.active else others)
