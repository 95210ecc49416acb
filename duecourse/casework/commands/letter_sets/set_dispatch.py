"""The letters of a list of people: how each stands, several recorded at once with their own proof, each by e-mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from duecourse.casework.commands.letter_lists.listed_letters import ListedPerson, has_list
from duecourse.casework.commands.letter_lists.set_steps import copies_gone
from duecourse.casework.commands.letter_mail.mail_state import LetterMail, mail_of
from duecourse.casework.commands.letter_mail.outgoing_letter import forms_of, stored, why_not_sent, why_not_stored
from duecourse.casework.commands.letter_mail.requests import NO_RELAY
from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_sets.recipient_list import listed_letter
from duecourse.casework.commands.letter_sets.recipient_rows import spoken_to_as
from duecourse.casework.commands.letter_texts import letter_for
from duecourse.casework.commands.letters import shown_by
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from duecourse.correspondence.listed_people import row_of
from engine.changes.change import Change
from engine.changes.letters.letters_to_each import give_set_to_send
from engine.errors import BadAnswers
from engine.identity import CaseReference
from engine.people.visibility import works_on
from engine.ports.records import DROPPED, UNKNOWN
from engine.reasons import Reason
from engine.record.erasures import ErasedPlace
from engine.record.outbox_marks import LetterPost
from engine.record.values import Letter
from engine.steps.sets.letter_sets import copies_of, set_of
from engine.steps.transition import Refusal, Step

PDF_FORM = "pdf"
NOBODY_BY_MAIL = "Nobody on this list is left who has an e-mail address and whose letter still waits."


class Stands(StrEnum):
    """How the letter of one of the people stands."""

    LISTED = "listed"
    TO_SEND = "to send"
    ON_ITS_WAY = "on its way by e-mail"
    NOT_SENT = "could not be sent by e-mail"
    UNKNOWN = "nobody knows whether it left"
    SENT = "sent"
    CAME_BACK = "came back"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    ERASED = "text erased: withdraw it"


OPEN = (Stands.TO_SEND, Stands.NOT_SENT)
"""How a letter stands that somebody can still send now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """One of the people on a list with their letter, which is there from the issue; `at` is since when it stands so."""

    person: ListedPerson
    letter: Letter | None = None
    stands: Stands = Stands.LISTED
    mail: LetterMail = field(default_factory=LetterMail)
    at: datetime | None = None

    @property
    def may_go(self) -> bool:
        """Say whether it can be sent, or recorded as sent, now."""
        return self.stands in OPEN

    @property
    def dear(self) -> str:
        """Give what follows “Dear” in the letter."""
        return spoken_to_as(self.person.words) if self.person.words else ""

    @property
    def by_mail(self) -> bool:
        """Say whether it can be sent by e-mail now."""
        return self.may_go and bool(self.person.words and self.person.words.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSet:
    """A letter with the people on its list, and how the letter of each stands; `may_send` says that a relay is set."""

    letter: Letter
    lines: tuple[SetLine, ...]
    may_send: bool

    @property
    def counts(self) -> Mapping[Stands, int]:
        """Count the letters by how they stand."""
        found = Counter(line.stands for line in self.lines)
        return {stands: found[stands] for stands in Stands if found[stands]}

    @property
    def by_mail(self) -> tuple[SetLine, ...]:
        """Give those that can be sent by e-mail now."""
        return tuple(line for line in self.lines if line.by_mail)

    @property
    def to_go(self) -> tuple[SetLine, ...]:
        """Give those that are still to be sent, or recorded as sent."""
        return tuple(line for line in self.lines if line.may_go)


def letter_set(case: CaseReader, number: int) -> LetterSet:
    """Give the people on the list of a letter with how their letters stand. Raises NotFound."""
    whole = whole_of(case)
    letter, people = listed_letter(case, number)
    letters = {each.recipient: each for each in copies_of(whole.record, number)}
    lines = tuple(_line(whole, person, letters.get(person.number)) for person in people)
    return LetterSet(letter=letter, lines=lines, may_send=whole.services.postroom is not None)


def _line(whole: WholeCase, person: ListedPerson, letter: Letter | None) -> SetLine:
    if letter is None:
        return SetLine(person=person)
    mail = mail_of(whole, letter)
    erased = ErasedPlace("letter", letter.number) in whole.record.erased
    stands = Stands.ERASED if erased and letter.status == "issued" else _stands(letter, mail)
    return SetLine(person=person, letter=letter, stands=stands, mail=mail, at=letter.since)


def _stands(letter: Letter, mail: LetterMail) -> Stands:
    if letter.status == "dispatched":
        return Stands.CAME_BACK if letter.returned else Stands.ANSWERED if letter.answered else Stands.SENT
    if letter.status != "issued":
        return Stands.WITHDRAWN if letter.status == "withdrawn" else Stands.STOPPED
    by_mail = {"queued": Stands.ON_ITS_WAY, "sending": Stands.ON_ITS_WAY, UNKNOWN: Stands.UNKNOWN}
    return by_mail.get(mail.state, Stands.NOT_SENT if mail.state == "failed" else Stands.TO_SEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a letter has to do with a list of people: how many stand on its own, and how many of their letters are out
    or still wait; or whose list it belongs to, `of`, and which of how many it is."""

    people: int = 0
    sent: int = 0
    waiting: int = 0
    of: Letter | None = None
    row: int = 0


def list_of(case: CaseReader, number: int) -> Listing | None:
    """Say it of a letter, to those who work on it; None where it has to do with no list."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    instance = whole.case.tracks.get(letter.on)
    if instance is None or not works_on(whole.policy, whole.case, instance, whole.person):
        return None
    first = set_of(whole.record, letter)
    if first is not None:
        place = [each.number for each in first.recipients].index(letter.recipient) + 1
        return Listing(people=len(first.recipients), of=first, row=place)
    if not has_list(whole.services, whole.record, letter):
        return None
    stands = Counter(each.status for each in copies_of(whole.record, number))
    return Listing(people=len(letter.recipients), sent=stands["dispatched"], waiting=stands["issued"])


def record_gone(
    services: Services,
    caller: Caller,
    reference: CaseReference,
    number: int,
    copies: Sequence[int],
    proof: str,
    *,
    way: str,
    happened_at: datetime | None = None,
) -> Written:
    """Record that letters of a list went out by post or by hand, with one proof for these.

    Raises BadAnswers, Refused, NotFound or NotPermitted.
    """
    if not copies:
        raise BadAnswers.of({"copies": "Choose at least one letter that went out"})
    proof = shown_by(services, caller, reference, proof, way)

    def decide(transaction: Transaction) -> Step | Refusal:
        _list_of(services, transaction, caller, number)
        found = [each for each in copies_of(transaction.case, number) if each.number in copies]
        gone = [each for each in found if each.status != "issued"]
        if len(found) < len({*copies}) or gone:
            says = (
                "Some of these letters have gone out already, or were withdrawn."
                if gone
                else "There is no such letter."
            )
            return Refusal((stands_otherwise(transaction.case.letters[str(number)], says, "Look at the list again."),))
        at = happened_at or transaction.world.at
        return copies_gone(services, caller, transaction, found, proof, at)

    return carry_out(services, caller, reference, f"dispatch letters of list {number}", decide)


def send_each(services: Services, caller: Caller, reference: CaseReference, number: int) -> Written:
    """Give every letter of a list that still waits to be sent by e-mail, where its reader has an address for that.

    Each is a message of its own, to one address. Raises Refused, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        first = _list_of(services, transaction, caller, number)
        if services.postroom is None:
            return Refusal((stands_otherwise(first, NO_RELAY),))
        found = tuple(_addressed(transaction, caller, first))
        if not found:
            return Refusal((stands_otherwise(first, NOBODY_BY_MAIL),))
        reasons = why_not_sent(services, transaction, found[0][0], caller.actor)
        reasons = reasons or tuple(_not_whole(services, transaction, [letter for letter, _ in found]))
        if reasons:
            return Refusal(reasons)
        _drop_failed(transaction, [letter for letter, _ in found])
        sender = caller.viewer.person
        posts = [LetterPost(letter=letter.number, sender=sender, to=to, form=PDF_FORM) for letter, to in found]
        change = Change(caller.actor, transaction.world.at, "", caller.via)
        return give_set_to_send(transaction.policy, transaction.case, posts, change, transaction.world)

    return carry_out(services, caller, reference, f"send letters of list {number}", decide)


def _list_of(services: Services, transaction: Transaction, caller: Caller, number: int) -> Letter:
    """Find a letter with a list for somebody who works on it. Raises NotFound or NotPermitted."""
    letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
    managed(transaction, caller, on=letter.on)
    return letter


def _addressed(transaction: Transaction, caller: Caller, first: Letter) -> Iterator[tuple[Letter, str]]:
    """Give the letters that wait and are not on their way, each with the e-mail address of its reader."""
    words = transaction.writing.words(caller.viewer, transaction.case.id)
    rows = {each.number: row_of(words, each) for each in first.recipients}
    for letter in copies_of(transaction.case, first.number):
        row = rows.get(letter.recipient)
        if ErasedPlace("letter", letter.number) in transaction.case.erased:
            continue
        if letter.status == "issued" and row and row.email and not _is_under_way(transaction, letter):
            yield letter, row.email


def _is_under_way(transaction: Transaction, letter: Letter) -> bool:
    case = transaction.case
    rows = transaction.writing.letter_mail(case.organisation, case.id, letter.number)
    return any(each.state in ("queued", "sending", UNKNOWN) for each in rows)


def _not_whole(services: Services, transaction: Transaction, letters: Sequence[Letter]) -> Iterator[Reason]:
    for letter in letters:
        sealed = stored(transaction.writing, transaction.case, letter)
        yield from why_not_stored(services, transaction.case, letter, sealed)
        if sealed is not None and PDF_FORM not in forms_of(sealed):
            yield stands_otherwise(letter, "One of these letters is not kept as a PDF.")


def _drop_failed(transaction: Transaction, letters: Sequence[Letter]) -> None:
    """Let go of what stands in the outbox as failed: it is sent again as asked now."""
    case = transaction.case
    for letter in letters:
        for row in transaction.writing.letter_mail(case.organisation, case.id, letter.number):
            if row.state == "failed":
                transaction.writing.move_mail(replace(row, state=DROPPED), ("failed",))
