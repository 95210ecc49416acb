"""One letter for several addresses of one site: put together, sent for all of them or none, and taken apart again."""

from __future__ import annotations

import pytest

from duecourse.casework.audit.verification import replay_cases, verify_cases
from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.letter_checks import letters_together as together
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadAnswers, Refused
from engine.identity import ActionName, CaseReference, InstanceId
from engine.record.codes import CodeKind, Codes
from engine.record.kinds import EventKind
from engine.record.values import Letter
from tests.letters_given import SENIOR, case_of, entries_of, later
from tests.services import act, caller, report

PAGES = ("https://posts.example/1", "https://posts.example/2", "https://www.posts.example/3", "https://else.example/4")
SAME = {
    "approach": "ask_host",
    "approach_reason": "It insults her",
    "host_name": "Posts Example",
    "host_contact": "abuse@posts.example",
    "ground": "terms",
    "requested_action": "remove",
}
PROOF = "Web form, reference AB-1234"


def begun(place: Services, *grounds: str) -> CaseReference:
    """Report one address for each ground, and decide to ask the site about each."""
    reference = report(place, *PAGES[: len(grounds)])
    act(place, "senior", reference, "case/1", "acknowledge")
    scope = {"scope": "in_scope", "scope_reason": "Ours", "danger_confirmed": "yes"}
    act(place, "senior", reference, "case/1", "triage", **scope)
    act(place, "senior", reference, "case/1", "open_tracks")
    for number, ground in enumerate(grounds, 1):
        said = {**SAME, "ground": ground, "description": f"Post {number}"}
        act(place, "senior", reference, f"removal/{number}", "decide", **said)
    return reference


def letter_on(place: Services, reference: CaseReference, number: int, status: str = "draft") -> Letter:
    """Find the request to the site about one address."""
    found = case_of(place, reference).letters.values()
    return next(each for each in found if each.action == "send" and each.on.number == number and each.status == status)


def joined(place: Services, reference: CaseReference) -> Letter:
    """Put the requests about all addresses of the site in one."""
    first = letter_on(place, reference, 1)
    together.put_together(place, caller(place, SENIOR), reference, first.number)
    return case_of(place, reference).letters[str(first.number)]


def issued(place: Services, reference: CaseReference, number: int) -> None:
    letter_texts.read_letter(place, caller(place, SENIOR), reference, number, "text")
    later(place, minutes=1)
    letters.issue(place, caller(place, SENIOR), reference, number)
    later(place, minutes=1)


def text(place: Services, reference: CaseReference, number: int) -> str:
    return letter_texts.read_letter(place, caller(place, SENIOR), reference, number, "text")


def states(place: Services, reference: CaseReference) -> list[str]:
    return [each.state for each in case_of(place, reference).tracks.values() if each.track == "removal"]


def code_of(place: Services, reference: CaseReference, number: int) -> str:
    return Codes(case_of(place, reference).id, ()).of(CodeKind.ADDRESS, number)


def shown(place: Services, reference: CaseReference, number: int) -> together.LettersTogether:
    with looking(place, caller(place, SENIOR), reference) as case:
        return together.letters_together(case, number)


def test_letters_to_one_site_that_say_the_same_are_offered_as_one_and_others_say_why_not(place: Services) -> None:
    reference = begun(place, "terms", "privacy", "terms", "terms")
    found = shown(place, reference, letter_on(place, reference, 1).number)

    assert [each.url for each in found.may_join] == [PAGES[2]]
    assert [(each.url, each.differs) for each in found.may_not] == [
        (PAGES[1], ("“Why should the host act?” is answered otherwise",))
    ]


def test_one_letter_lists_the_addresses_and_its_sending_takes_the_step_for_each(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    says = text(place, reference, letter.number)
    issued(place, reference, letter.number)
    letters.dispatch(place, caller(place, SENIOR), reference, letter.number, PROOF)
    case = case_of(place, reference)
    clocks = [each for each in case.deadlines.values() if each.name == "check" and each.state == "open"]
    steps_taken = [entry for entry in entries_of(place, reference) if entry.event.action == "send"]

    assert PAGES[0] in says
    assert PAGES[1] in says
    assert states(place, reference) == ["requested", "requested"]
    assert {each.on.number for each in clocks} == {1, 2}
    assert [each.words["proof"].text for each in steps_taken] == [PROOF, PROOF]
    assert case.letters[str(letter.number)].status == "dispatched"
    assert letter_on(place, reference, 2, "withdrawn").also == ()


def test_an_address_that_goes_leaves_the_draft_and_nobody_asks_the_site_about_it(place: Services) -> None:
    reference = begun(place, "terms", "terms", "terms")
    letter = joined(place, reference)
    act(place, "deputy", reference, "removal/2", "found_gone")
    says = text(place, reference, letter.number)

    assert PAGES[1] not in says
    assert PAGES[2] in says
    assert [on.number for on in case_of(place, reference).letters[str(letter.number)].covers] == [1, 3]


def test_where_the_first_address_goes_the_others_have_a_draft_together(place: Services) -> None:
    reference = begun(place, "terms", "terms", "terms")
    letter = joined(place, reference)
    act(place, "deputy", reference, "removal/1", "found_gone")
    other = letter_on(place, reference, 2)

    assert case_of(place, reference).letters[str(letter.number)].status == "stopped"
    assert [on.number for on in other.covers] == [2, 3]


def test_an_issued_letter_that_speaks_of_an_address_gone_since_is_stopped_and_the_others_have_a_draft(
    place: Services,
) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    issued(place, reference, letter.number)
    act(place, "deputy", reference, "removal/2", "found_gone")

    with pytest.raises(Refused, match="cannot be dispatched"):
        letters.dispatch(place, caller(place, SENIOR), reference, letter.number, PROOF)
    assert letter_on(place, reference, 1).covers == (InstanceId("removal/1"),)


def test_a_flagged_address_takes_the_letter_with_it(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    issued(place, reference, letter.number)
    act(place, "teacher", reference, "removal/2", "flag")

    assert case_of(place, reference).letters[str(letter.number)].status == "stopped"
    assert PAGES[1] not in text(place, reference, letter_on(place, reference, 1).number)


def test_the_step_of_one_address_is_the_sending_of_the_letter_for_all(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    issued(place, reference, letter.number)
    on, senior = InstanceId("removal/2"), caller(place, SENIOR)
    steps.take_step(place, senior, reference, on, ActionName("send"), facts={}, proof=PROOF)

    assert states(place, reference) == ["requested", "requested"]
    assert case_of(place, reference).letters[str(letter.number)].status == "dispatched"


def test_where_one_address_is_held_nothing_goes_out_and_the_refusal_names_it(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    issued(place, reference, letter.number)
    # an answer that only one of them has: it may be no ordinary request any more
    steps.correct(place, caller(place, SENIOR), reference, InstanceId("removal/2"), {"ground": "intimate_image"}, "So")

    with pytest.raises(Refused, match=f"Address {code_of(place, reference, 2)}, of which this letter speaks"):
        letters.dispatch(place, caller(place, SENIOR), reference, letter.number, PROOF)
    assert states(place, reference) == ["ready", "ready"]


def test_a_letter_that_would_no_longer_say_the_same_of_each_is_not_issued(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    steps.correct(place, caller(place, SENIOR), reference, InstanceId("removal/2"), {"ground": "privacy"}, "A slip")

    with pytest.raises(Refused, match="it would not say the same: “Why should the host act"):
        issued(place, reference, letter.number)


def test_an_address_taken_out_has_a_draft_of_its_own_again(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    senior, code = caller(place, SENIOR), code_of(place, reference, 2)
    together.take_apart(place, senior, reference, letter.number, code.lower())

    assert case_of(place, reference).letters[str(letter.number)].also == ()
    assert PAGES[1] in text(place, reference, letter_on(place, reference, 2).number)
    with pytest.raises(BadAnswers):
        together.take_apart(place, senior, reference, letter.number, code)


def test_letters_that_say_something_else_are_not_put_together_by_anybody(place: Services) -> None:
    reference = begun(place, "terms", "privacy")
    first, second = letter_on(place, reference, 1), letter_on(place, reference, 2)

    with pytest.raises(Refused, match="No other draft"):
        together.put_together(place, caller(place, SENIOR), reference, first.number)
    with pytest.raises((Refused, BadAnswers)):
        together.put_together(place, caller(place, SENIOR), reference, first.number, [second.number])


def test_what_was_put_together_and_sent_is_in_the_record_as_it_was(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    letter = joined(place, reference)
    issued(place, reference, letter.number)
    letters.dispatch(place, caller(place, SENIOR), reference, letter.number, PROOF)
    kinds = [entry.event.kind for entry in entries_of(place, reference)]
    senior = caller(place, SENIOR)
    verdicts = [*verify_cases(place, senior), *replay_cases(place, senior)]

    assert EventKind.LETTERS_JOINED in kinds
    assert {each.wrong for each in verdicts} == {""}
    assert not any(letters.verify_letters(place, caller(place, SENIOR), reference).values())
