"""One letter for the addresses of one site by itself: when drafts are written, of what nobody has touched."""

from __future__ import annotations

from duecourse.casework.audit.verification import replay_cases, verify_cases
from duecourse.casework.commands import letters
from duecourse.casework.commands.addresses import add_address
from duecourse.casework.commands.letter_checks import letters_together as together
from duecourse.casework.commands.letter_drafts.colleague_comments import comment
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.outbox import run_outbox
from engine.identity import CaseReference
from tests.contract.test_letters_together import PAGES, PROOF, SAME, begun, code_of, issued, letter_on, states, text
from tests.letters_given import SENIOR, case_of
from tests.services import act, caller


def drafts(place: Services, reference: CaseReference) -> list[list[int]]:
    """Give the addresses of which each draft to the site speaks, by their numbers."""
    found = [each for each in case_of(place, reference).letters.values() if each.action == "send"]
    return [[on.number for on in each.covers] for each in found if each.status == "draft"]


def test_like_drafts_to_one_site_are_one_letter_once_they_are_written(place: Services) -> None:
    reference = begun(place, "terms", "privacy", "terms", "terms")
    run_outbox(place)
    letter = letter_on(place, reference, 1)
    says = text(place, reference, letter.number)

    assert sorted(drafts(place, reference)) == [
        [1, 3],
        [2],
        [4],
    ]  # the second says another ground, the last is elsewhere
    assert PAGES[0] in says
    assert PAGES[2] in says


def test_its_sending_takes_the_step_for_each(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    run_outbox(place)
    letter = letter_on(place, reference, 1)
    issued(place, reference, letter.number)
    letters.dispatch(place, caller(place, SENIOR), reference, letter.number, PROOF)
    verdicts = [*verify_cases(place, caller(place, SENIOR)), *replay_cases(place, caller(place, SENIOR))]

    assert states(place, reference) == ["requested", "requested"]
    assert {each.wrong for each in verdicts} == {""}


def test_an_address_that_somebody_took_out_stays_out_and_later_ones_come_in(place: Services) -> None:
    reference = begun(place, "terms", "terms", "terms")
    run_outbox(place)
    letter = letter_on(place, reference, 1)
    together.take_apart(place, caller(place, SENIOR), reference, letter.number, code_of(place, reference, 2))
    run_outbox(place)
    run_outbox(place)

    assert sorted(drafts(place, reference)) == [[1, 3], [2]]


def test_an_address_that_is_decided_on_later_comes_into_the_draft_that_is_there(place: Services) -> None:
    reference = begun(place, "terms")
    run_outbox(place)
    before = drafts(place, reference)
    add_address(place, caller(place, SENIOR), reference, PAGES[1])
    act(place, "senior", reference, "removal/2", "decide", **SAME, description="Post 2")
    run_outbox(place)

    assert before == [[1]]
    assert drafts(place, reference) == [[1, 2]]


def test_a_draft_that_somebody_has_worked_on_is_left_as_it_is(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    first = letter_on(place, reference, 1)
    comment(place, caller(place, SENIOR), reference, first.number, "Shall we ask for the second one too?")
    run_outbox(place)

    assert sorted(drafts(place, reference)) == [[1], [2]]
    with looking(place, caller(place, SENIOR), reference) as case:
        assert [each.url for each in together.letters_together(case, first.number).may_join] == [PAGES[1]]


def test_the_history_says_that_nobody_but_duecourse_put_them_together(place: Services) -> None:
    reference = begun(place, "terms", "terms")
    run_outbox(place)
    with looking(place, caller(place, SENIOR), reference) as case:
        told = [each for each in case.history() if "of which addresses a letter speaks" in each.says]

    assert [each.who for each in told] == ["Duecourse"]
