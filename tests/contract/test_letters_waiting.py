"""Letters that wait stand in one list across cases, for those who work on what they belong to and for nobody else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_mail.requests import send
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.casework.queries.case_lists import Stretch
from duecourse.casework.queries.letters_across.waiting_list import (
    AskedLetters,
    LetterLine,
    LetterList,
    every_letter_waiting,
    letters_waiting,
)
from duecourse.outbox import run_outbox
from engine.errors import BadAnswers
from engine.ports.sights import Page
from engine.record.codes import letter_code
from tests.fake_relay import with_mail
from tests.letters_given import SENIOR, case_of, drafted, issued, later, sealed
from tests.mail_relays import NEVER
from tests.services import caller


def listed(place: Services, show: LetterList, who: str = SENIOR, **asked: str) -> Sequence[LetterLine]:
    page = letters_waiting(place, caller(place, who), AskedLetters(show=show, **asked), Page(limit=25))
    return page.lines


def counts(place: Services, who: str = SENIOR) -> dict[LetterList, int]:
    page = letters_waiting(place, caller(place, who), AskedLetters(), Page(limit=25))
    return {name: count for name, count in page.counts.items() if count}


def test_a_letter_goes_from_list_to_list_as_it_is_written_issued_and_sent(place: Services) -> None:
    reference, number = drafted(place)
    request = letter_code(case_of(place, reference).id, number)

    assert request in {line.code for line in listed(place, LetterList.WRITE)}
    run_outbox(place)
    assert request in {line.code for line in listed(place, LetterList.CHECK)}
    later(place, minutes=1)
    sealed(place, reference, "send")
    assert request not in {line.code for line in listed(place, LetterList.CHECK)}
    assert [line.code for line in listed(place, LetterList.SEND)] == [request]
    letters.dispatch(place, caller(place, SENIOR), reference, number, "web form, reference 7")
    assert request not in {
        line.code for _, line in every_letter_waiting(place, caller(place, SENIOR), AskedLetters(), Stretch()).lines
    }


def test_a_letter_that_did_not_leave_stands_in_a_list_of_its_own(place: Services) -> None:
    place, _ = with_mail(place)
    reference, number = issued(place)
    send(place, caller(place, SENIOR), reference, number, NEVER, "pdf")

    assert [line.mail for line in listed(place, LetterList.SEND)] == ["queued"]
    send_mail(place)

    assert listed(place, LetterList.SEND) == ()
    assert [line.mail for line in listed(place, LetterList.UNSENT)] == ["failed"]


def test_those_who_do_not_work_on_what_a_letter_belongs_to_find_none_and_count_none(place: Services) -> None:
    drafted(place)
    run_outbox(place)

    assert counts(place)
    for who in ("oakfield-teacher", "hilltop-senior", "oakfield-dsl"):
        assert counts(place, who) == {}, who
        assert all(listed(place, show, who) == () for show in LetterList)


def test_a_letter_that_waits_longest_stands_first_and_pages_follow_each_other(place: Services) -> None:
    first = drafted(place)[0]
    later(place, days=8)
    second = drafted(place)[0]
    by = caller(place, SENIOR)
    every = [line for name, line in every_letter_waiting(place, by, AskedLetters(), Stretch()).lines]
    one = letters_waiting(place, by, AskedLetters("write"), Page(limit=1))
    two = letters_waiting(place, by, AskedLetters("write"), Page(limit=1, after=one.later))
    back = letters_waiting(place, by, AskedLetters("write"), Page(limit=1, after=two.earlier, back=True))

    assert [line.since for line in every] == sorted(line.since for line in every)
    assert {line.reference for line in every} == {first, second}
    assert [*one.lines, *two.lines] == every[:2]
    assert back.lines == one.lines
    assert {line.reference for line in listed(place, LetterList.WRITE, age="7")} == {first}


def test_letters_are_narrowed_to_a_school_and_a_procedure_and_what_is_not_known_is_told(place: Services) -> None:
    drafted(place)
    everything = listed(place, LetterList.WRITE)
    removal = listed(place, LetterList.WRITE, procedure="removal")

    assert 0 < len(removal) < len(everything)
    assert listed(place, LetterList.WRITE, school="oakfield") == everything
    wrong = letters_waiting(place, caller(place, SENIOR), AskedLetters("lost", "nowhere", "xyz", "5"), Page(limit=25))
    assert set(wrong.faults) == {"show", "school", "procedure", "age"}
    assert wrong.lines == ()
    with pytest.raises(BadAnswers):
        every_letter_waiting(place, caller(place, SENIOR), AskedLetters("lost"), Stretch())
