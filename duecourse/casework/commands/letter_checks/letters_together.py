"""One letter for the addresses of one site: which drafts would say the same but for their address, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.commands.letter_reasons import stands_otherwise
from duecourse.casework.commands.letter_texts import facts_of, letter_for
from duecourse.casework.context.attendance import present_in
from duecourse.casework.context.look.case_reader import CaseReader, looking
from duecourse.casework.context.look.whole_case import WholeCase, whole_of
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction, done_before
from duecourse.correspondence.told_of_each import tells_of_each, what_differs
from engine.addresses.reported import host_of
from engine.changes.letters import joined_letters
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference, InstanceId, WordsKey
from engine.people.visibility import works_on
from engine.ports.fact_sources import Gathering
from engine.record.case import Case
from engine.record.codes import CodeKind, Codes, typed_code
from engine.record.values import Letter
from engine.steps.transition import Refusal, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressOfLetter:
    """An address that a letter speaks of, or that a like draft speaks of: `differs` says why one letter cannot
    speak of both, () where it can. `draft` is the number of that draft, 0 where it is this letter's own."""

    code: str
    url: str
    draft: int = 0
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersTogether:
    """The addresses that a letter speaks of, the first its own, and those of like drafts to the same site."""

    letter: Letter
    speaks_of: tuple[AddressOfLetter, ...] = ()
    others: tuple[AddressOfLetter, ...] = ()

    @property
    def may_join(self) -> tuple[AddressOfLetter, ...]:
        """Give those that it could speak of as well."""
        return tuple(each for each in self.others if not each.differs)

    @property
    def may_not(self) -> tuple[AddressOfLetter, ...]:
        """Give those that it could not, each with why."""
        return tuple(each for each in self.others if each.differs)


def letters_together(case: CaseReader, number: int) -> LettersTogether:
    """Say of which addresses a letter speaks and could speak; for those who work on them. Raises NotFound."""
    whole = whole_of(case)
    letter = letter_for(whole.services, whole.policy, whole.case, number, whole.caller)
    gathers = whole.services.letters.gathers(letter.template)
    if not letter.action or not tells_of_each(gathers):
        return LettersTogether(letter=letter)
    mine = {
        on: each for on, each in whole.case.tracks.items() if works_on(whole.policy, whole.case, each, whole.person)
    }
    speaks_of = tuple(_address(whole, on) for on in letter.covers if on in mine)
    like = [each for each in _like(whole.case, letter) if each.on in mine] if letter.on in mine else []
    site = _site(whole, letter.on)
    like = [each for each in like if site and _site(whole, each.on) == site]
    own = _facts(whole, letter) if like else {}
    others = tuple(_other(whole, gathers, own, each) for each in like)
    return LettersTogether(letter=letter, speaks_of=speaks_of, others=others)


def _like(case: Case, letter: Letter) -> Iterator[Letter]:
    if letter.status != "draft":
        return
    for other in case.letters.values():
        same = (other.template, other.action, other.status) == (letter.template, letter.action, "draft")
        if same and other.number != letter.number and other.on in case.tracks:
            yield other


def _address(whole: WholeCase, on: InstanceId, draft: int = 0, differs: tuple[str, ...] = ()) -> AddressOfLetter:
    number = whole.record.tracks[on].about.address_number
    code = Codes(whole.record.id, ()).of(CodeKind.ADDRESS, int(number)) if number else ""
    return AddressOfLetter(code=code, url=_url(whole, on), draft=draft, differs=differs)


def _url(whole: WholeCase, on: InstanceId) -> str:
    address = whole.record.addresses.get(whole.record.tracks[on].about.address_number)
    return (whole.words.get((address.event, WordsKey.of_address(address.number))) or "") if address else ""


def _site(whole: WholeCase, on: InstanceId) -> str:
    return host_of(_url(whole, on)).removeprefix("www.")


def _facts(whole: WholeCase, letter: Letter) -> Mapping[str, object]:
    return facts_of(whole.services, whole.reading, whole.caller.viewer, whole.policy, whole.record, letter)


def _other(
    whole: WholeCase, gathers: Mapping[str, Gathering], own: Mapping[str, object], other: Letter
) -> AddressOfLetter:
    """Say whether a like draft says the same of its address as this letter does of its own."""
    definition = whole.policy.track(other.on.track).definition
    edited = ("somebody edited its wording by hand",) if other.edited else ()
    differs = what_differs(gathers, definition, own, _facts(whole, other))
    return _address(whole, other.on, other.number, (*differs, *edited))


def put_together(
    services: Services, caller: Caller, reference: CaseReference, number: int, drafts: Sequence[int] = ()
) -> Written:
    """Let a draft speak also of the addresses of like drafts, which are withdrawn for it: of these, or of all that fit.

    Raises BadAnswers for a draft that says something else, Refused where there is none, NotFound or NotPermitted.
    """
    with looking(services, caller, reference, f"letter {number}") as case:
        found = letters_together(case, number)
    fits = {each.draft for each in found.may_join}
    if not fits or not set(drafts) <= fits:
        done_before(services, caller)
    _demand_draft(found.letter)
    if not fits:
        raise Refused((stands_otherwise(found.letter, "No other draft to this site says the same."),))
    if not set(drafts) <= fits:
        raise BadAnswers.of({"with": "Choose addresses of which this letter could speak as well"})
    chosen = tuple(drafts) or tuple(fits)

    def decide(transaction: Transaction) -> Step | Refusal:
        seen = present_in(transaction)
        letter = letter_for(services, transaction.policy, seen, number, caller)
        others = [letter_for(services, transaction.policy, seen, each, caller) for each in sorted(chosen)]
        change = managed(transaction, caller, on=letter.on)
        for each in (letter, *others):
            managed(transaction, caller, on=each.on)
            _demand_draft(each)
        policy, world = transaction.policy, transaction.world
        return joined_letters.put_together(policy, transaction.case, letter, others, change, world)

    return carry_out(services, caller, reference, f"put letters together with {number}", decide)


def take_apart(services: Services, caller: Caller, reference: CaseReference, number: int, code: str) -> Written:
    """Give an address that a draft speaks of a draft of its own again, by the code of the address.

    Raises BadAnswers, Refused, NotFound or NotPermitted.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        letter = letter_for(services, transaction.policy, present_in(transaction), number, caller)
        change = managed(transaction, caller, on=letter.on)
        _demand_draft(letter)
        codes, case = Codes(transaction.case.id, ()), transaction.case
        known = {
            codes.of(CodeKind.ADDRESS, int(case.tracks[on].about.address_number)): on
            for on in letter.also
            if on in case.tracks and case.tracks[on].about.is_address
        }
        if typed_code(code) not in known:
            raise BadAnswers.of({"address": "This letter does not speak of it besides its own address"})
        on = known[typed_code(code)]
        return joined_letters.take_apart(transaction.policy, case, letter, on, change, transaction.world)

    return carry_out(services, caller, reference, f"take letter {number} apart", decide)


def _demand_draft(letter: Letter) -> None:
    if letter.status != "draft":
        says = f"This letter is {letter.status}: of what it speaks is sealed with it, or settled."
        raise Refused((stands_otherwise(letter, says),))
