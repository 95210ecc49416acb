"""A letter that has gone out is corrected, withdrawn, asked back or chased by a letter of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands import letter_texts, letters
from duecourse.casework.commands.letter_answers.put_right import (
    CORRECT_IT,
    NOT_WITHDRAWN,
    STANDS,
    WrongRecipient,
    correct_letter,
    went_to_the_wrong_person,
    why_not_withdrawn,
    withdraw_sent,
    write_in_its_place,
)
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import CaseReference, TrackName
from engine.record.kinds import EventKind
from engine.record.values import Letter
from tests.letters_given import SENIOR, begun, case_of, entries_of, issued, later
from tests.services import caller

WRONG, INSTEAD = "The second address was that of another page.", "The address is https://a.example/right."
BECAUSE = "The letter was sent before the check was finished."
ASTRAY = "It was put into the wrong envelope; they rang us."


def sent(place: Services) -> tuple[CaseReference, int]:
    reference, number = issued(place)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "post, receipt 7")
    later(place, minutes=1)
    return reference, number


def last(place: Services, reference: CaseReference) -> Letter:
    return max(case_of(place, reference).letters.values(), key=lambda letter: letter.number)


def read(place: Services, reference: CaseReference, number: int, who: str = SENIOR) -> str:
    return " ".join(letter_texts.read_letter(place, caller(place, who), reference, number, "text").split())


def problems(place: Services, reference: CaseReference, number: int) -> tuple[str, ...]:
    with looking(place, caller(place, SENIOR), reference) as case:
        return letter_texts.letter_text(case, number, "text").problems


def issue_and_send(place: Services, reference: CaseReference, number: int) -> None:
    read(place, reference, number)
    later(place, minutes=1)
    letters.issue(place, caller(place, SENIOR), reference, number)
    later(place, minutes=1)
    letters.dispatch(place, caller(place, SENIOR), reference, number, "post, receipt 9")
    later(place, minutes=1)


def corrected(place: Services) -> tuple[CaseReference, int, Letter]:
    reference, number = sent(place)
    correct_letter(place, caller(place, SENIOR), reference, number, wrong=WRONG, instead=INSTEAD)
    return reference, number, last(place, reference)


def test_a_letter_that_was_wrong_is_corrected_by_one_that_says_what_was_wrong_and_what_holds(place: Services) -> None:
    reference, number, correction = corrected(place)
    first = case_of(place, reference)
    said = read(place, reference, correction.number)
    code = first.letters[str(number)]
    issue_and_send(place, reference, correction.number)
    after = case_of(place, reference)

    assert (correction.template, correction.about, correction.action) == ("L42-correction", number, "")
    assert f"reference {reference}/" in said
    assert WRONG in said
    assert INSTEAD in said
    assert "Nothing else in the earlier letter changes" in said
    assert "keep both letters" not in said
    assert said.startswith("DRAFT") or "In confidence: for the team that handles reports" in said
    assert "The team that handles reports at Posts Example" in said
    assert after.letters[str(number)] == code
    assert after.tracks == first.tracks
    assert after.letters[str(correction.number)].status == "dispatched"
    assert all(not each.wrong for each in verify_cases(place, caller(place, SENIOR)))


def test_a_correction_names_nobody_whom_the_letter_did_not_name_and_says_nothing_that_it_may_not(
    place: Services,
) -> None:
    reference, number = sent(place)
    wrong = "We said that Oakley Oakfield had written it. Otherwise court proceedings follow."
    correct_letter(place, caller(place, SENIOR), reference, number, wrong=wrong, instead=INSTEAD)
    correction = last(place, reference)
    found = " ".join(problems(place, reference, correction.number))

    assert "Oakley Oakfield" in found
    assert "court proceedings" in found
    read(place, reference, correction.number)
    with pytest.raises(Refused):
        letters.issue(place, caller(place, SENIOR), reference, correction.number)


def test_a_letter_written_again_is_told_of_by_a_correction_once_it_has_gone(place: Services) -> None:
    reference, number = sent(place)
    write_in_its_place(place, caller(place, SENIOR), reference, number, reason="Two faults", wrong=WRONG)
    again, correction = sorted(case_of(place, reference).letters.values(), key=lambda each: each.number)[-2:]
    before = problems(place, reference, correction.number)
    issue_and_send(place, reference, again.number)
    said = read(place, reference, correction.number)

    assert (again.replaces, correction.about) == (number, number)
    assert any("send the letter that was written in its place first" in each for each in before)
    assert "takes its place" in said
    assert "Nothing else in the earlier letter changes" not in said
    assert problems(place, reference, correction.number) == ()


def test_a_letter_that_is_withdrawn_is_told_to_its_reader_with_why_and_since_when(place: Services) -> None:
    reference, number = sent(place)
    withdraw_sent(place, caller(place, SENIOR), reference, number, because=BECAUSE)
    withdrawal = last(place, reference)
    said = read(place, reference, withdrawal.number)

    assert (withdrawal.template, withdrawal.about_as) == ("L43-withdrawal", "withdrawal")
    assert BECAUSE in said
    assert "it counts no longer" in said
    assert "destroy" not in said
    assert case_of(place, reference).letters[str(number)].status == "dispatched"
    assert entries_of(place, reference)[-1].event.kind == EventKind.LETTER_PUT_RIGHT


def test_what_warned_somebody_is_never_withdrawn_and_its_correction_lets_them_go_on(place: Services) -> None:
    reference = begun(place)
    first = (each for each in case_of(place, reference).letters.values() if each.template == "L01-acknowledgement")
    number = next(first).number
    issue_and_send(place, reference, number)
    by = caller(place, SENIOR)
    with pytest.raises(Refused) as refused:
        withdraw_sent(place, by, reference, number, because=BECAUSE)
    correct_letter(place, by, reference, number, wrong=WRONG, instead=INSTEAD)
    said = read(place, reference, last(place, reference).number)

    assert refused.value.reasons[0].says == NOT_WITHDRAWN
    assert refused.value.reasons[0].unlocks == CORRECT_IT
    assert "what protects a child or somebody in danger, or keeps evidence, should not stop" in said


def test_what_suspends_charges_warns_or_dismisses_is_no_letter_that_is_taken_back(place: Services) -> None:
    kinds = place.letters.kinds()
    ended = {kind.number: why_not_withdrawn(kind) for kind in kinds.values() if kind.instead}

    assert {"L10", "L11", "L13", "L13a", "L13b", "L14", "L14a", "L15", "L16", "L17", "L18", "L19"} < set(ended)
    assert {"L34", "L39", "L41"} < set(ended)
    assert "ends by the step that lifts it" in ended["L13"][1]
    assert "step of its register that takes it back" in ended["L39"][1]
    assert {says for says, _ in ended.values()} == {STANDS}


def test_letters_that_warn_or_report_to_an_authority_are_corrected_and_chased_by_telephone(place: Services) -> None:
    kinds = place.letters.kinds()
    kept = {kind.number for kind in kinds.values() if not (kind.withdrawn or kind.instead)}
    telephoned = {kinds[each].number for each in kinds if kinds[each].chased == "telephone"}

    assert kept == {"L01", "L08", "L08a", "L21", "L22", "L24", "L25", "L26", "L27"}
    assert telephoned == kept - {"L01"}


def test_somebody_who_got_a_letter_by_mistake_is_asked_for_it_and_told_of_nobody(place: Services) -> None:
    reference, number = sent(place)
    to = WrongRecipient(name="Pat Example", address="3 Other Street", email="pat@example.com")
    went_to_the_wrong_person(place, caller(place, SENIOR), reference, number, to, what=ASTRAY)
    asking = last(place, reference)
    said = read(place, reference, asking.number)

    assert "Pat Example 3 Other Street" in said
    assert "It was not meant for you" in said
    assert "Posts Example" not in said
    assert "a.example" not in said
    assert ASTRAY not in said
    assert problems(place, reference, asking.number) == ()
    assert not case_of(place, reference).of_track(TrackName("data_breach"))


def test_what_tells_of_a_letter_waits_once_and_only_of_what_has_gone_out(place: Services) -> None:
    reference, number = issued(place)
    by = caller(place, SENIOR)
    doings: tuple[Callable[[], object], ...] = (
        lambda: correct_letter(place, by, reference, number, wrong=WRONG, instead=INSTEAD),
        lambda: withdraw_sent(place, by, reference, number, because=BECAUSE),
        lambda: went_to_the_wrong_person(place, by, reference, number, WrongRecipient(address="3 Way"), what=ASTRAY),
    )
    for do in doings:
        with pytest.raises(Refused):
            do()
    letters.dispatch(place, by, reference, number, "post, receipt 7")
    for do in doings:
        do()
        with pytest.raises(Refused) as twice:
            do()
        assert "waits already" in twice.value.reasons[0].says


def test_what_is_not_said_is_asked_for_at_its_field(place: Services) -> None:
    reference, number = sent(place)
    by = caller(place, SENIOR)

    with pytest.raises(BadAnswers) as correction:
        correct_letter(place, by, reference, number, wrong=" ", instead="")
    with pytest.raises(BadAnswers) as withdrawal:
        withdraw_sent(place, by, reference, number, because="")
    with pytest.raises(BadAnswers) as astray:
        went_to_the_wrong_person(place, by, reference, number, WrongRecipient(name="Pat"), what=ASTRAY)
    with pytest.raises(BadAnswers) as bad:
        went_to_the_wrong_person(place, by, reference, number, WrongRecipient(email="pat at home"), what=ASTRAY)

    assert set(correction.value.faults) == {"wrong_words", "instead_words"}
    assert set(withdrawal.value.faults) == {"because_words"}
    assert set(astray.value.faults) == {"astray_address"}
    assert set(bad.value.faults) == {"astray_email"}


def test_those_who_do_not_work_on_a_letter_put_nothing_right_and_read_nothing_of_it(place: Services) -> None:
    reference, number, correction = corrected(place)

    for who in ("oakfield-teacher", "hilltop-senior"):
        with pytest.raises(NotFound):
            withdraw_sent(place, caller(place, who), reference, number, because=BECAUSE)
        with pytest.raises(NotFound):
            read(place, reference, correction.number, who)
