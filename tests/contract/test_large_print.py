"""Large print is asked once and kept with the reader of a letter: the next letters to them are printed so."""

from __future__ import annotations

import json

import pytest

from duecourse.casework.commands import letter_texts
from duecourse.casework.commands.letter_checks.large_print import keep_large_print
from duecourse.casework.commands.letter_checks.letter_check import letter_check
from duecourse.casework.commands.letter_texts import letter_text
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadInput, NotFound
from engine.identity import CaseReference
from tests.letters_given import SENIOR, begun, case_of, drafted
from tests.services import act, caller


def asked(place: Services) -> tuple[CaseReference, int]:
    """Bring a case to where the police are asked about: the person affected is asked for consent by a letter."""
    reference = begun(place)
    act(place, "senior", reference, "support/1", "offer", how_offered="In person")
    case = case_of(place, reference)
    return reference, next(each.number for each in case.letters.values() if each.status == "draft" and not each.action)


def large(place: Services, reference: CaseReference, number: int) -> bool:
    with place.store.reading() as reading:
        draft = reading.draft(caller(place, SENIOR).viewer, case_of(place, reference).id, number)
    assert draft is not None
    return json.loads(draft.facts)["addressee"].get("large_print") is True


def test_it_is_kept_with_the_reader_used_for_their_letters_and_taken_back(place: Services) -> None:
    reference, number = asked(place)
    senior = caller(place, SENIOR)
    letter_texts.read_letter(place, senior, reference, number, "text")
    before = large(place, reference, number)
    kept = keep_large_print(place, senior, reference, number, large=True)
    letter_texts.read_letter(place, senior, reference, number, "text")
    during = large(place, reference, number)
    with looking(place, senior, reference) as case:
        check = letter_check(case, letter_text(case, number, "text"))
    keep_large_print(place, senior, reference, number, large=False)
    letter_texts.read_letter(place, senior, reference, number, "text")

    assert (before, during, large(place, reference, number)) == (False, True, False)
    assert check is not None
    assert check.reader == kept


def test_nobody_else_keeps_it_and_an_organisation_has_none(place: Services) -> None:
    reference, number = asked(place)

    with pytest.raises(NotFound):
        keep_large_print(place, caller(place, "hilltop-senior"), reference, number, large=True)
    other, request = drafted(place)
    with pytest.raises(BadInput, match="nobody whom Duecourse knows"):
        keep_large_print(place, caller(place, SENIOR), other, request, large=True)
