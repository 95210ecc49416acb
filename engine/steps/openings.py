"""How instances of tracks begin: with the report, with an address or a person, or when a step opens them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from engine.errors import BadInput
from engine.identity import CASE, NOBODY, About, FactName, InstanceId, PersonId, RoleName, TrackName
from engine.language.guards import evaluate
from engine.language.track_definition import Opening, TrackDefinition
from engine.language.vocabulary import CASE_TRACK, RoleKind
from engine.people.category_by_post import UNKNOWN, category_by_post
from engine.record.case import Case
from engine.record.effects import AddressFlagged, Answered, Attached, Clocked, Moved, Opened, PersonAdded, Removed
from engine.record.kinds import EventKind
from engine.record.outbox_marks import NEWS, TOLD
from engine.record.replacement import replace
from engine.record.values import Answer, Instance, Part
from engine.steps.deadlines import Happening
from engine.steps.transition import Recording

AT_ONCE = "at once"
SAME = "same"
AFFECTED = "affected person"
PARTS = {AFFECTED: Part.AFFECTED, "subject": Part.SUBJECT, "child": Part.CHILD}


def abouts(case: Case, each: str, only: Sequence[str] = (), giver: About = NOBODY) -> tuple[About, ...]:
    """List what a track multiplies by: addresses, people of one kind, or one nobody where there is none yet.

    `only` keeps those who are, or for all that is known may be, of these categories; `same` is the person or address
    that the opening instance is about, `giver`.
    """
    if each == SAME:
        return (giver,)
    if each == "address":
        return tuple(About.address(number) for number in case.addresses)
    if each not in PARTS:
        return (NOBODY,)
    people = (person for person, parts in case.people.items() if PARTS[each] in parts)
    return tuple(About.somebody(person) for person in people if is_meant(case, person, only)) or (NOBODY,)


def is_meant(case: Case, person: PersonId, only: Sequence[str]) -> bool:
    """Say whether a track for these categories is for somebody; nobody is left out because it is not known."""
    category = case.categories.get(person, UNKNOWN)
    return not only or category in (*only, UNKNOWN)


def _comes_with(recording: Recording, definition: TrackDefinition, person: PersonId) -> bool:
    """Say whether a track begins with somebody by itself.

    Of an affected person of whom nobody said what they are, their posts tell it; without a post, a track that lists
    `unknown` takes them, and the other tracks leave them to it.
    """
    category = recording.case.categories.get(person, UNKNOWN)
    if definition.per == AFFECTED and category == UNKNOWN:
        category = category_by_post(recording.world.staffing, person)
    if category != UNKNOWN or not definition.only:
        return not definition.only or category in definition.only
    others = (track.definition for track in recording.policy.tracks.values())
    taken = any(each.opens == AT_ONCE and each.per == definition.per and UNKNOWN in each.only for each in others)
    return UNKNOWN in definition.only or not taken


def open_track(recording: Recording, name: TrackName, about: About, reported_at: datetime) -> Happening:
    """Begin one instance; a guard over the report may let it begin elsewhere than usual."""
    definition = recording.policy.track(name).definition
    on = InstanceId.of(name, _next_number(recording.case, name))
    probe = Instance(
        track=name, number=0, state=definition.starts, since=recording.happened_at, reported_at=reported_at, about=about
    )
    view = recording.view(probe)
    state = next((start.state for start in definition.starts_instead if evaluate(start.when, view)), definition.starts)
    recording.do(Opened(on=on, state=state, about=about, reported_at=reported_at))
    if state != definition.starts and about.is_address:
        recording.do(AddressFlagged(int(about.address_number), flagged=True))
    return Happening(on=on, left="", happened_at=reported_at)


def _next_number(case: Case, name: TrackName) -> int:
    """Give the number of a new instance; that of one whose beginning was taken back is never given again."""
    named = {*case.tracks, *(clock.on for clock in case.deadlines.values())}
    named |= {letter.on for letter in case.letters.values()} | {item.on for item in case.evidence.values()}
    return max((on.number for on in named if on.track == name), default=0) + 1


def open_shell(recording: Recording, answers: Mapping[FactName, Answer], reported_at: datetime) -> Happening:
    """Begin the shell of a case, in the state that the answers of the report call for."""
    definition = recording.policy.track(CASE_TRACK).definition
    recording.do(Opened(on=CASE, state=definition.starts, about=NOBODY, reported_at=reported_at))
    shell = recording.case.tracks[CASE]
    view = recording.view(replace(shell, answers=answers))
    state = next((start.state for start in definition.starts_instead if evaluate(start.when, view)), "")
    if state:
        recording.do(Moved(CASE, state, definition.states[state].end))
    return Happening(on=CASE, left="", happened_at=reported_at)


def open_at_once(recording: Recording, kind: str, about: About, reported_at: datetime) -> list[Happening]:
    """Begin every track that comes with an address, or with a person of this kind."""
    found = []
    for name, track in recording.policy.tracks.items():
        definition = track.definition
        at_once = definition.per == kind and definition.opens == AT_ONCE
        meant = at_once and (kind not in PARTS or _comes_with(recording, definition, about.person))
        if meant and not _runs(recording.case, name, about):
            begun = open_track(recording, name, about, reported_at)
            _tell(recording, recording.policy.told(name), begun.on)
            found.append(begun)
    return found


def follow_openings(recording: Recording, on: InstanceId, openings: Iterable[Opening]) -> list[Happening]:
    """Begin what a step opens, hand over what it gives, and tell those who take care of what has no track yet."""
    found: list[Happening] = []
    for opening in openings:
        instance = recording.case.tracks[on]
        if opening.when is not None and evaluate(opening.when, recording.view(instance)) is not True:
            continue
        missing = opening.later or (opening.track if opening.track not in recording.policy.tracks else "")
        if missing:
            subject = f"This case needs the procedure “{missing.replace('_', ' ')}”, which is yours to start"
            kind = TOLD if missing in recording.policy.begun_by_danger else NEWS
            recording.tell(kind, opening.tells, on, subject, f"later {missing} {on}")
        else:
            begun = _follow(recording, instance, opening)
            for happening in begun:
                _tell(recording, opening.tells, happening.on)
            found += begun
        if opening.letter:
            recording.ask_letter(opening.letter, on)
    return found


def _tell(recording: Recording, roles: Sequence[RoleName], on: InstanceId) -> None:
    """Tell some roles that an instance has begun."""
    policy = recording.policy
    title = policy.track(on.track).definition.title
    if recording.event.kind == EventKind.OPENED and on.track in policy.begun_by_danger and roles:
        # a danger that is reported is told to those who manage the case as well
        roles = (*roles, *(role for role in policy.roles_of(RoleKind.MANAGER) if role not in roles))
    recording.inform(roles, on, f"“{title}” has begun", f"{on} begun")


def _tell_again(recording: Recording, roles: Sequence[RoleName], on: InstanceId) -> None:
    """Tell some roles that what has ended concerns the case again."""
    subject = f"“{recording.policy.track(on.track).definition.title}” has ended and may have to be taken up again"
    recording.inform(roles, on, subject, f"{on} again {recording.event.sequence}")


def _follow(recording: Recording, giver: Instance, opening: Opening) -> list[Happening]:
    found = []
    only = recording.policy.track(opening.track).definition.only
    for about in abouts(recording.case, opening.each, only, giver.about):
        if opening.known and recording.case.categories.get(about.person, UNKNOWN) not in only:
            continue  # nobody, or somebody of whom it is not known
        running = _runs(recording.case, opening.track, about)
        ended = [each for each in recording.case.of_track(opening.track) if each.about == about and opening.once]
        if running is None and ended:
            _tell_again(recording, opening.tells, ended[-1].on)
            continue
        if running is None:
            happening = open_track(recording, opening.track, about, recording.happened_at)
            found.append(happening)
            running = recording.case.tracks[happening.on]
        _give(recording, giver, running, opening.give)
    return found


def _give(recording: Recording, giver: Instance, taker: Instance, given: Mapping[FactName, FactName]) -> None:
    """Hand over answers that the taker has not yet recorded itself."""
    for name, source in given.items():
        answer = giver.answers.get(source)
        settled = name in taker.answers and name not in taker.given
        if answer is not None and answer.kind == "value" and not settled:
            recording.do(Answered(on=taker.on, name=name, answer=replace(answer), given=True))


def give_to(recording: Recording, people: Iterable[PersonId], of: str = "report") -> None:
    """Give a report, or an entry, to those whom the person who makes it chose, and tell them so. Raises BadInput."""
    receives, staffing = recording.policy.definition.receives, recording.world.staffing
    chosen = tuple(dict.fromkeys(people))
    if not chosen:
        return
    if receives is None or receives.of != of:
        raise BadInput(f"This policy does not have people give a {of} to somebody of their choice.")
    for person in chosen:
        if recording.case.is_part(person, Part.SUBJECT, Part.AFFECTED, Part.CHILD, Part.REPORTER, Part.RECORDER):
            raise BadInput(f"A {of} is given to somebody else than those whom it concerns and those who make it.")
        if person not in staffing.holding(receives.posts):
            raise BadInput(f"A {of} is given to somebody who is {' or '.join(receives.posts)} at this school.")
        recording.do(PersonAdded(person, Part.RECIPIENT))
    recording.give(chosen)


def attach(recording: Recording, part: Part, person: PersonId) -> list[Happening]:
    """Give instances about nobody to somebody who is now known, and begin what comes with the person."""
    kind = next((kind for kind, known in PARTS.items() if known is part), "")
    if not kind:
        return []
    about = About.somebody(person)
    for instance in tuple(recording.case.tracks.values()):
        definition = recording.policy.track(instance.track).definition
        open_to = definition.per == kind and not instance.about and is_meant(recording.case, person, definition.only)
        if open_to and not _runs(recording.case, instance.track, about):
            recording.do(Attached(instance.on, about))
    _take_back(recording, kind, about)
    return open_at_once(recording, kind, about, recording.happened_at)


def _take_back(recording: Recording, kind: str, about: About) -> None:
    """Take back what had begun with somebody before it was known what they are, where nothing was done in it yet."""
    case = recording.case
    for instance in tuple(case.tracks.values()):
        definition = recording.policy.track(instance.track).definition
        mine = definition.per == kind and definition.opens == AT_ONCE and instance.about == about
        if mine and _is_untouched(case, instance) and not _comes_with(recording, definition, about.person):
            for clock in tuple(case.deadlines.values()):
                if clock.on == instance.on and clock.state == "open":
                    recording.do(Clocked(clock.ended("not_needed", recording.happened_at)))
            recording.do(Removed(instance.on))


def _is_untouched(case: Case, instance: Instance) -> bool:
    """Say whether nothing stands in an instance: no step, no answer, no consent, no letter and no evidence."""
    kept = {*(each.on for each in case.letters.values()), *(each.on for each in case.evidence.values())}
    said = instance.done or instance.answers or instance.consents
    return not instance.ended and not said and instance.on not in kept


def answered(on: InstanceId, answers: Mapping[FactName, Answer], sequence: int) -> tuple[Answered, ...]:
    """Turn checked answers into effects; words are found again by the number of their event."""
    return tuple(
        Answered(on=on, name=name, answer=answer if answer.kind == "value" else replace(answer, event=sequence))
        for name, answer in answers.items()
    )


def _runs(case: Case, name: TrackName, about: About) -> Instance | None:
    """Find an instance of a track about the same thing that has not ended."""
    found = (instance for instance in case.of_track(name) if instance.about == about and not instance.ended)
    return next(found, None)
