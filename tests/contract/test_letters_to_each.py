"""One letter to each of a list of people: each sealed and sent for itself, counted once when the last has gone out."""

from __future__ import annotations

import pytest

from duecourse.casework.audit.verification import replay_cases, verify_cases
from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.letter_answers.put_right import correct_letter, write_in_its_place
from duecourse.casework.commands.letter_answers.received_answers import record_return
from duecourse.casework.commands.letter_checks.approval_requests import approve, ask_approval
from duecourse.casework.commands.letter_checks.approval_state import approval_state
from duecourse.casework.commands.letter_mail.requests import sending_form
from duecourse.casework.commands.letter_sets.recipient_list import (
    add_people,
    put_person_right,
    remove_people,
)
from duecourse.casework.commands.letter_sets.set_dispatch import Stands, record_gone, send_each
from duecourse.casework.commands.letter_sets.set_prints import PrintRun, print_set
from duecourse.casework.commands.letter_texts import PDF
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.outbox import run_outbox
from duecourse.page_count import page_count
from engine.errors import BadAnswers, NotFound, Refused
from engine.identity import ActionName, CaseReference
from engine.ports.letters.waiting_letters import Awaits, waiting_letters
from engine.ports.mail.relay import Outbound
from engine.record.papers.listed_recipients import RecipientWords
from tests.fake_relay import FakeRelay, with_mail
from tests.letters_given import case_of, entries_of, later, rendition
from tests.letters_to_each import BREACH, DPO, THREE, breached, issue, issued, letter_of, listed, the_set
from tests.services import caller

POST = "receipt 1234 of the post office"
NAMES = ("Anna Example", "Placeholder", "Invented", "High Street", "families.example")


def text(place: Services, reference: CaseReference, number: int) -> str:
    return letter_texts.read_letter(place, caller(place, DPO), reference, number, "text")


def letters_in(relay: FakeRelay) -> list[Outbound]:
    """Give the letters among what a relay took."""
    return [each for each in relay.taken if not each.by_machine]


def state(place: Services, reference: CaseReference) -> str:
    return case_of(place, reference).tracks[BREACH].state


def stands(place: Services, reference: CaseReference, number: int) -> list[Stands]:
    return [line.stands for line in the_set(place, reference, number).lines]


def by_post(place: Services, reference: CaseReference, number: int, *rows: int) -> None:
    copies = [letter_of(place, reference, number, row).number for row in rows]
    record_gone(place, caller(place, DPO), reference, number, copies, POST, way="post")


def test_each_letter_has_its_own_salutation_address_and_reference_and_names_no_other(place: Services) -> None:
    reference, number = issued(place)
    texts = [text(place, reference, letter_of(place, reference, number, row).number) for row in (1, 2, 3)]

    assert "Mrs Anna Example\n1 High Street\nOakfield\nOX1 1AA" in texts[0]
    assert "Dear Mrs Example" in texts[0]
    assert "Dear Mr and Mrs Placeholder" in texts[1]
    assert "Dear Jo Invented" in texts[2]
    assert "Placeholder" not in texts[0] + texts[2]
    assert "Anna Example" not in texts[1] + texts[2]
    assert len({each.split("Our reference: ")[1].split("\n")[0] for each in texts}) == 3


def test_the_letter_with_the_list_says_to_how_many_it_goes_and_names_none_of_them(place: Services) -> None:
    reference, number = issued(place)
    says = text(place, reference, number)

    assert "Parents of year 9: one letter to each of 3 people" in says
    assert not any(name in says for name in NAMES)


def test_each_reads_of_their_own_child_and_nothing_is_issued_while_a_row_names_nobody(place: Services) -> None:
    reference, number = listed(place, f"{THREE}Mx New Person;4 High Street, Oakfield;;;\n")
    with pytest.raises(Refused, match="Row 4 of the list: Missing: whom it concerns"):
        issue(place, reference, number)
    remove_people(place, caller(place, DPO), reference, number, [4])
    issue(place, reference, number)
    first, second = (
        " ".join(text(place, reference, letter_of(place, reference, number, row).number).split()) for row in (1, 2)
    )

    assert "because information about Kim could be seen" in first
    assert "this information about Sam was among it: - Name" in second
    assert "Kim" not in second + text(place, reference, number)


def test_nothing_is_issued_before_somebody_is_on_the_list(place: Services) -> None:
    reference, number = breached(place)
    text(place, reference, number)

    with pytest.raises(Refused, match="nobody is on its list yet"):
        letters.issue(place, caller(place, DPO), reference, number)


def test_every_bad_row_is_told_at_once_with_its_line_and_nobody_is_put_on_the_list(place: Services) -> None:
    reference, number = breached(place)
    rows = "Name;Address;E-mail\nMrs Good;1 Street, Town;\n;2 Street, Town;\nMr Bad;;no-address\nMr Worse;;\n"
    with pytest.raises(BadAnswers) as bad:
        add_people(place, caller(place, DPO), reference, number, rows)

    assert [f"Line {line}" in bad.value.faults["people"] for line in (2, 3, 4, 5)] == [False, True, True, True]
    assert case_of(place, reference).letters[str(number)].recipients == ()


def test_twenty_bad_rows_are_told_and_how_many_more_there_are(place: Services) -> None:
    reference, number = breached(place)
    with pytest.raises(BadAnswers) as bad:
        add_people(place, caller(place, DPO), reference, number, "Mr Bad\n" * 30)

    assert bad.value.faults["people"].count("Line ") == 20
    assert bad.value.faults["people"].endswith(". And 10 more")


def test_the_same_rows_twice_double_nobody(place: Services) -> None:
    reference, number = listed(place)
    with pytest.raises(BadAnswers, match="stands on the list already"):
        add_people(place, caller(place, DPO), reference, number, THREE)
    add_people(place, caller(place, DPO), reference, number, f"{THREE}Mx New Person;4 High Street, Oakfield;\n")

    assert [line.person.number for line in the_set(place, reference, number).lines] == [1, 2, 3, 4]


def test_a_row_is_put_right_and_another_taken_off_before_the_issue_and_not_after_it(place: Services) -> None:
    reference, number = listed(place)
    by, concerns = caller(place, DPO), {"about": "Kim", "kinds": "Name"}
    moved = RecipientWords(name="Mrs Anna Example", address="9 New Street\nOakfield", **concerns)
    put_person_right(place, by, reference, number, 1, moved)
    remove_people(place, by, reference, number, [2])
    issue(place, reference, number)
    says = text(place, reference, letter_of(place, reference, number, 1).number)

    assert "9 New Street" in says
    assert [line.person.number for line in the_set(place, reference, number).lines] == [1, 3]
    with pytest.raises(Refused, match="closed"):
        remove_people(place, by, reference, number, [3])


def test_the_step_is_taken_once_when_the_last_has_gone_out_and_counts_from_then(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2)
    between = state(place, reference), case_of(place, reference).letters[str(number)].status
    later(place, hours=2)
    last = place.clock.now()
    by_post(place, reference, number, 3)
    taken = [each.event for each in entries_of(place, reference) if each.event.action == "tell_people_first"]

    assert between == ("both_due", "issued")
    assert state(place, reference) == "ico_due"
    assert [each.happened_at for each in taken] == [last]
    assert case_of(place, reference).letters[str(number)].status == "dispatched"
    assert stands(place, reference, number) == [Stands.SENT] * 3


def test_the_letter_with_the_list_and_its_step_wait_for_the_last_for_everybody(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1)
    by = caller(place, DPO)
    with pytest.raises(Refused, match="some of their letters still wait"):
        letters.dispatch(place, by, reference, number, POST)
    with pytest.raises(Refused, match="some of these still wait"):
        steps.take_step(place, by, reference, BREACH, ActionName("tell_people_first"), facts={}, proof=POST)


def test_each_leaves_by_e_mail_to_one_address_and_the_rest_is_recorded_by_post(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    send_each(place, caller(place, DPO), reference, number)
    waiting = stands(place, reference, number)
    while send_mail(place):
        pass
    sealed = [rendition(place, reference, letter_of(place, reference, number, row).number, PDF) for row in (1, 3)]

    assert waiting == [Stands.ON_ITS_WAY, Stands.TO_SEND, Stands.ON_ITS_WAY]
    assert [each.to for each in letters_in(relay)] == ["anna@families.example", "jo@families.example"]
    assert [each.attached.content for each in letters_in(relay) if each.attached] == sealed
    assert not any(name in f"{each.subject} {each.text}" for each in letters_in(relay) for name in NAMES)
    assert stands(place, reference, number) == [Stands.SENT, Stands.TO_SEND, Stands.SENT]
    by_post(place, reference, number, 2)
    assert state(place, reference) == "ico_due"


def test_asked_a_second_time_nobody_is_written_to_twice(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    send_each(place, caller(place, DPO), reference, number)
    with pytest.raises(Refused, match="Nobody on this list is left"):
        send_each(place, caller(place, DPO), reference, number)
    while send_mail(place):
        pass
    with pytest.raises(Refused, match="Nobody on this list is left"):
        send_each(place, caller(place, DPO), reference, number)
    assert len(letters_in(relay)) == 2


def test_what_waits_for_the_relay_and_is_posted_leaves_by_e_mail_no_more(place: Services) -> None:
    place, relay = with_mail(place)
    reference, number = issued(place)
    send_each(place, caller(place, DPO), reference, number)
    by_post(place, reference, number, 1, 2)
    while send_mail(place):
        pass

    assert [each.to for each in letters_in(relay)] == ["jo@families.example"]
    assert state(place, reference) == "ico_due"


def test_one_that_came_back_marks_its_own_letter_alone_and_goes_to_a_new_address(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    second = letter_of(place, reference, number, 2).number
    record_return(place, caller(place, DPO), reference, second, "Gone away")
    waits = waiting_letters(case_of(place, reference))

    assert stands(place, reference, number) == [Stands.SENT, Stands.CAME_BACK, Stands.SENT]
    mine = [each for each in waits.values() if each.template == "L23-people-notice"]
    assert [(each.number, each.awaits) for each in mine] == [(second, Awaits.ADDRESS)]


def test_a_correction_goes_to_the_one_whose_letter_it_was_or_to_all_of_them(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    by, second = caller(place, DPO), letter_of(place, reference, number, 2).number
    to_one = correct_letter(place, by, reference, second, wrong="The day was wrong.", instead="It was Monday.")
    last = max(to_one.case.letters.values(), key=lambda each: each.number)
    to_all = correct_letter(place, by, reference, number, wrong="The day was wrong.", instead="It was Monday.")
    every = max(to_all.case.letters.values(), key=lambda each: each.number)
    run_outbox(place)

    assert "Mr and Mrs Placeholder\n2 High Street" in text(place, reference, last.number)
    assert [each.number for each in every.recipients] == [1, 2, 3]
    assert "one letter to each of 3 people" in text(place, reference, every.number)


def test_a_letter_of_one_is_written_again_for_that_one(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    second = letter_of(place, reference, number, 2).number
    written = write_in_its_place(place, caller(place, DPO), reference, second, reason="They moved")
    again = max(written.case.letters.values(), key=lambda each: each.number)

    assert [each.number for each in again.recipients] == [2]
    assert again.replaces == second


def test_those_that_cannot_go_are_withdrawn_and_the_rest_counts(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2)
    by, third = caller(place, DPO), letter_of(place, reference, number, 3).number
    with pytest.raises(Refused, match="Some letters of this list have gone out already"):
        letters.withdraw(place, by, reference, number, "Nobody lives there.")
    letters.withdraw(place, by, reference, third, "Nobody lives there.")

    assert state(place, reference) == "ico_due"
    assert stands(place, reference, number) == [Stands.SENT, Stands.SENT, Stands.WITHDRAWN]


def test_a_list_that_is_withdrawn_takes_every_letter_with_it_and_no_step(place: Services) -> None:
    reference, number = issued(place)
    letters.withdraw(place, caller(place, DPO), reference, number, "The facts were wrong.")

    assert stands(place, reference, number) == [Stands.WITHDRAWN] * 3
    assert state(place, reference) == "both_due"


def test_a_draft_that_is_stopped_leaves_its_list_to_the_next(place: Services) -> None:
    reference, _ = listed(place)
    steps.take_step(
        place, caller(place, DPO), reference, BREACH, ActionName("assess_again"), facts={"new_facts": "More is known."}
    )
    later(place, minutes=1)
    judged = {"risk": "high_risk", "risk_reasons": "Still so", "people_concerned": "Pupils of year 9"}
    judged |= {"likely_consequences": "Letters", "advice_to_people": "Be careful.", "people_addressed": "Parents"}
    steps.take_step(place, caller(place, DPO), reference, BREACH, ActionName("assess"), facts=judged)
    drafts = [each for each in case_of(place, reference).letters.values() if each.template == "L23-people-notice"]

    assert [each.status for each in drafts] == ["stopped", "draft"]
    assert len(drafts[-1].recipients) == 3


def test_an_approval_holds_for_the_list_that_was_approved(place: Services) -> None:
    reference, number = listed(place)
    by, head = caller(place, DPO), caller(place, "oakfield-head")
    text(place, reference, number)
    ask_approval(place, by, reference, number)
    approve(place, head, reference, number)
    add_people(place, by, reference, number, "Mx New Person;4 High Street, Oakfield;\n")
    with looking(place, by, reference) as case:
        read = letter_texts.letter_text(case, number, "text")
        standing = approval_state(case, read.letter, read.content).standing

    assert standing == "changed"


def test_the_list_is_for_those_who_work_on_the_letter(place: Services) -> None:
    reference, number = issued(place)
    for who in ("oakfield-teacher", "hilltop-head"):
        with pytest.raises(NotFound), looking(place, caller(place, who), reference) as case:
            sending_form(case, number)
        with pytest.raises(NotFound):
            print_set(place, caller(place, who), reference, number, PrintRun.ALL)
        with pytest.raises(NotFound):
            remove_people(place, caller(place, who), reference, number, [1])


def test_no_event_file_name_or_line_of_history_holds_a_name(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    bodies = " ".join(repr(each.event) for each in entries_of(place, reference))
    with looking(place, caller(place, DPO), reference) as case:
        told = " ".join(f"{each.says} {' '.join(each.details)}" for each in case.history())
    printed = print_set(place, caller(place, DPO), reference, number, PrintRun.ALL)

    assert not any(name in f"{bodies} {told} {printed.name}" for name in NAMES)
    assert "3 letters, one to each of the people on its list: issued." in told
    assert "3 people on its list, entered or put right." in told


def test_a_pdf_of_all_begins_each_letter_on_a_sheet_of_its_own(place: Services) -> None:
    reference, number = issued(place)
    printed = print_set(place, caller(place, DPO), reference, number, PrintRun.ALL)
    each = [
        page_count(rendition(place, reference, letter_of(place, reference, number, row).number, PDF), PDF)
        for row in (1, 2, 3)
    ]
    even = [pages + pages % 2 for pages in each]

    assert page_count(printed.content, PDF) == sum(even[:-1]) + each[-1]


def test_only_those_without_an_e_mail_address_are_printed_for_the_post(place: Services) -> None:
    reference, number = issued(place)
    one = rendition(place, reference, letter_of(place, reference, number, 2).number, PDF)
    printed = print_set(place, caller(place, DPO), reference, number, PrintRun.BY_POST)

    assert page_count(printed.content, PDF) == page_count(one, PDF)


def test_verify_covers_every_letter_and_the_chain_stands(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1, 2, 3)
    found = letters.verify_letters(place, caller(place, DPO), reference)

    assert len(found) >= 4
    assert not any(found.values())
    verdicts = [*verify_cases(place, caller(place, DPO)), *replay_cases(place, caller(place, DPO))]
    assert {each.wrong for each in verdicts} == {""}


def test_a_set_waits_as_one_row_with_its_counts(place: Services) -> None:
    reference, number = issued(place)
    by_post(place, reference, number, 1)
    rows = [each for each in waiting_letters(case_of(place, reference)).values() if each.template.startswith("L23")]

    assert [(each.number, each.awaits, each.people, each.sent) for each in rows] == [(number, Awaits.SEND, 3, 1)]
