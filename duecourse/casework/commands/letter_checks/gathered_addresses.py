"""The addresses of one site in one letter by itself: what nobody has touched yet and says the same is put together.

It happens when drafts are written, never when somebody looks. An address that a person took out stays out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecourse.casework.commands.letter_texts import facts_of
from duecourse.casework.context.services import Services, write
from duecourse.correspondence.told_of_each import tells_of_each, what_differs
from engine.addresses.reported import host_of
from engine.changes.change import Change
from engine.changes.letters import joined_letters
from engine.identity import CaseId, InstanceId, WordsKey
from engine.ports.records import Viewer
from engine.ports.store import Reading
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.effects import LetterChanged
from engine.record.kinds import EventKind
from engine.record.values import SCHEDULER, Actor, Letter
from engine.steps.transition import Refusal


def gather_addresses(services: Services, viewer: Viewer, case_id: CaseId, number: int) -> None:
    """Put a fresh draft together with like fresh drafts to the same site, in the first of them. Raises NotFound."""
    with services.store.reading() as reading:
        found = _fitting(services, reading, viewer, reading.case_by_id(viewer, case_id), number)
    if not found:
        return
    with services.store.writing(gives_way=True) as writing:
        case = writing.case_by_id(viewer, case_id)
        letters = [case.letters[str(each)] for each in found]
        if not all(_is_fresh(each) for each in letters):
            return
        policy = services.policy_of(writing, case)
        world = services.world_of(writing, writing.organisation(), case, services.clock.now())
        change = Change(Actor(SCHEDULER), world.at, "")
        done = joined_letters.put_together(policy, case, letters[0], letters[1:], change, world)
        if not isinstance(done, Refusal):
            write(writing, services, policy, case, done)


def _fitting(services: Services, reading: Reading, viewer: Viewer, case: Case, number: int) -> tuple[int, ...]:
    """Give the numbers of drafts that one letter can stand for, the first of them first; () where there is but one."""
    letter = case.letters.get(str(number))
    if letter is None or not letter.action or letter.template not in services.letters.kinds() or not _is_fresh(letter):
        return ()
    gathers = services.letters.gathers(letter.template)
    like = [each for each in case.letters.values() if _is_like(case, letter, each)] if tells_of_each(gathers) else []
    if not like:
        return ()
    words, apart = reading.words(viewer, case.id), _taken_apart(reading.entries(viewer, case.id))
    site = _site(case, words, letter.on)
    like = [each for each in like if site and _site(case, words, each.on) == site and each.number not in apart]
    if not like or letter.number in apart:
        return ()
    policy = services.policy_of(reading, case)
    definition = policy.track(letter.on.track).definition

    def facts(of: Letter) -> Mapping[str, object]:
        return facts_of(services, reading, viewer, policy, case, of)

    own = facts(letter)
    fit = [each.number for each in like if not what_differs(gathers, definition, own, facts(each))]
    return tuple(sorted((letter.number, *fit))) if fit else ()


def _is_like(case: Case, letter: Letter, other: Letter) -> bool:
    same = (other.template, other.action, other.on.track) == (letter.template, letter.action, letter.on.track)
    return same and other.number != letter.number and other.on in case.tracks and _is_fresh(other)


def _is_fresh(letter: Letter) -> bool:
    """Say whether nobody has done anything with a draft yet that another would lose, or that it would change."""
    untouched = not (letter.edited or letter.approval or letter.comments or letter.confirmed)
    return letter.status == "draft" and untouched and not (letter.replaces or letter.about)


def _taken_apart(entries: Sequence[Entry]) -> frozenset[int]:
    """Give the numbers of drafts that somebody gave to an address by itself."""
    known: set[int] = set()
    apart: set[int] = set()
    for entry in entries:
        by_hand = entry.event.kind == EventKind.LETTERS_JOINED and entry.event.by != SCHEDULER
        letters = {each.letter.number for each in entry.event.effects if isinstance(each, LetterChanged)}
        apart |= letters - known if by_hand else set()
        known |= letters
    return frozenset(apart)


def _site(case: Case, words: Mapping[tuple[int, str], str | None], on: InstanceId) -> str:
    address = case.addresses.get(case.tracks[on].about.address_number)
    url = (words.get((address.event, WordsKey.of_address(address.number))) or "") if address else ""
    return host_of(url).removeprefix("www.")
