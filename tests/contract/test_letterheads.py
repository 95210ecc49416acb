"""The house's own paper: a school falls back on its trust, what was issued stays, and a signature is its owner's."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from duecourse.casework.administration.departures import end_person
from duecourse.casework.administration.paper.letterheads import change_paper, paper, papers, wrong_paper
from duecourse.casework.administration.paper.logos import drop_logo, set_logo
from duecourse.casework.administration.paper.signatures import (
    give_signature,
    own_signature,
    signatures,
    take_back_signature,
)
from duecourse.casework.administration.paper.specimens import specimen, specimen_images, specimen_pdf
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.audit.verification import verify_cases
from duecourse.casework.commands import letters
from duecourse.casework.commands.letter_texts import print_letter, read_letter
from duecourse.casework.context.services import Caller, Services
from engine.errors import AlreadyDone, BadInput, NotPermitted, Refused
from engine.identity import CaseReference
from engine.ports.letters.letterheads import EVERY, OWN
from tests.fakes import MemoryStore
from tests.house_pictures import NO_PICTURES_AT_ALL, png
from tests.services import act, caller, report, scheduler
from tests.unit.letters.nasty import LITERAL, SHOWN

OAK = "Logo of Oakfield: an oak"
FIELDS = ("address", "telephone", "email", "web", "footer")


def acknowledged(place: Services) -> CaseReference:
    """Report and acknowledge; the acknowledgement is letter 1."""
    reference = report(place)
    act(place, "senior", reference, "case/1", "acknowledge")
    return reference


def read(place: Services, reference: CaseReference, format_: str = "text", key: str = "senior") -> str:
    return read_letter(place, caller(place, f"oakfield-{key}"), reference, 1, format_)


def printed(place: Services, reference: CaseReference, *, large: bool = False, key: str = "senior") -> bytes:
    return print_letter(place, caller(place, f"oakfield-{key}"), reference, 1, large=large).content


def sheets(content: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def images(content: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(content)).pages)


def issued(place: Services, reference: CaseReference, key: str = "senior") -> None:
    read(place, reference, key=key)
    letters.issue(place, caller(place, f"oakfield-{key}"), reference, 1)


def test_a_letter_stands_on_the_paper_of_its_school_and_on_the_trusts_where_that_lacks_something(
    place: Services,
) -> None:
    it, reference = caller(place, "it"), acknowledged(place)
    change_paper(place, it, "", {"telephone": "01632 960777", "web": "www.trust.example", "footer": "Registered\nHere"})
    change_paper(place, it, "oakfield", {"telephone": "01632 960002", "email": "office@oakfield.example"})
    words, pdf, html = read(place, reference), sheets(printed(place, reference)), read(place, reference, "html")

    for said in ("Telephone: 01632 960002", "office@oakfield.example", "www.trust.example", "Registered"):
        assert said in words
        assert said in pdf
        assert said in html
    assert "960777" not in words + pdf + html
    assert '<a href="mailto:office@oakfield.example"' in html
    assert '<a href="https://www.trust.example"' in html
    assert words.startswith("DRAFT: not issued\n")
    assert "DRAFT: not issued" in html


def test_a_letter_that_was_issued_keeps_the_paper_it_went_out_on(place: Services) -> None:
    it, reference = caller(place, "it"), acknowledged(place)
    change_paper(place, it, "oakfield", {"telephone": "01632 960002"})
    set_logo(place, it, "oakfield", png(), OAK)
    issued(place, reference)
    before = (printed(place, reference), read(place, reference), read(place, reference, "html"))
    change_paper(place, it, "oakfield", {"telephone": "01632 960003"})
    drop_logo(place, it, "oakfield")
    after = (printed(place, reference), read(place, reference), read(place, reference, "html"))
    copy = printed(place, reference, large=True)
    history = paper(place, it, "oakfield").history

    assert after == before
    assert images(before[0]) == 1
    assert OAK in before[2]
    assert "data:image/png;base64," in before[2]
    assert "DRAFT" not in before[1] + before[2] + sheets(before[0])
    assert images(copy) == 1
    assert "960002" in sheets(copy)
    assert "copy in large print" in sheets(copy)
    assert [each.number for each in history] == [1, 2, 3, 4]
    assert [each.telephone for each in history] == ["01632 960002", "01632 960002", "01632 960003", "01632 960003"]
    assert letters.verify_letters(place, caller(place, "oakfield-senior"), reference) != {}
    assert set(letters.verify_letters(place, caller(place, "oakfield-senior"), reference).values()) == {()}


def test_a_letter_without_a_postal_address_is_not_issued_and_says_where_one_is_entered(place: Services) -> None:
    it, reference = caller(place, "it"), acknowledged(place)
    change_paper(place, it, "oakfield", {"address": ""})
    read(place, reference)
    with pytest.raises(Refused) as refused:
        issued(place, reference)
    change_paper(place, it, "oakfield", {"address": "1 Oak Road\nNowhere"})
    issued(place, reference)

    assert "`duecourse letterhead change` takes it" in str(refused.value)
    assert "1 Oak Road\nNowhere" in read(place, reference)


def test_a_missing_logo_stops_a_letter_only_where_the_trust_says_that_each_needs_one(place: Services) -> None:
    it, reference = caller(place, "it"), acknowledged(place)
    set_setting(place, it, "letters_need_logo", "yes")
    read(place, reference)
    with pytest.raises(Refused) as refused:
        issued(place, reference)
    set_logo(place, it, "", png(), "Logo of the trust: a lamp")
    issued(place, reference)

    assert "`duecourse letterhead logo` takes it" in str(refused.value)
    assert images(printed(place, reference)) == 1


def test_paper_is_kept_by_those_who_administer_and_by_nobody_else(place: Services) -> None:
    head = caller(place, "oakfield-head")

    for do in (
        lambda: change_paper(place, head, "oakfield", {"telephone": "01632 960002"}),
        lambda: set_logo(place, head, "oakfield", png(), OAK),
        lambda: drop_logo(place, head, "oakfield"),
        lambda: paper(place, head, "oakfield"),
        lambda: papers(place, head),
        lambda: specimen(place, head, "oakfield"),
        lambda: signatures(place, head),
    ):
        with pytest.raises(NotPermitted, match="kept by these posts"):
            do()


def test_a_second_click_changes_nothing_more(place: Services) -> None:
    once = replace(caller(place, "it"), once="token-of-the-form")
    change_paper(place, once, "oakfield", {"telephone": "01632 960002"})

    with pytest.raises(AlreadyDone):
        change_paper(place, once, "oakfield", {"telephone": "01632 960003"})
    with pytest.raises(BadInput, match="says that already"):
        change_paper(place, caller(place, "it"), "oakfield", {"telephone": "01632 960002"})
    assert len(paper(place, caller(place, "it"), "oakfield").history) == 1


@pytest.mark.parametrize("name", sorted(NO_PICTURES_AT_ALL)[::4])
def test_a_file_that_is_no_logo_gets_a_sentence_and_the_logo_before_it_stays(place: Services, name: str) -> None:
    it = caller(place, "it")
    before = set_logo(place, it, "oakfield", png(), OAK)
    with pytest.raises(BadInput):
        set_logo(place, it, "oakfield", NO_PICTURES_AT_ALL[name], OAK)
    with pytest.raises(BadInput, match="what the logo shows"):
        set_logo(place, it, "oakfield", png(), " ")

    assert paper(place, it, "oakfield").logo == before.logo == (before.logo[0], OAK)


def test_every_nasty_string_in_every_field_is_refused_in_a_sentence_or_stands_there_as_it_is(place: Services) -> None:
    it, reference = caller(place, "it"), acknowledged(place)
    taken = 0
    for typed in (*LITERAL.values(), *(given for given, _ in SHOWN.values())):
        given = dict.fromkeys(FIELDS, typed)
        faults = wrong_paper("oakfield", given)
        fits = {name: text for name, text in given.items() if name not in faults}
        before = paper(place, it, "oakfield").said
        with pytest.raises(BadInput, match=r"\w+"):
            change_paper(place, it, "oakfield", {**given, "telephone": "no telephone"})
        after = change_paper(place, it, "oakfield", fits).said if fits else before
        taken += len(fits)

        assert all(sentence.endswith(".") for sentence in faults.values())
        assert after == {**before, **{name: "\n".join(text.strip().splitlines()) for name, text in fits.items()}}
        html = read(place, reference, "html")

        assert "<script>alert" not in html
        assert 'href="javascript:' not in html
        assert "<img src=x" not in html
    assert printed(place, reference).startswith(b"%PDF")
    assert taken > len(LITERAL)


def test_a_signature_stands_on_letters_that_its_owner_issues_and_on_others_only_if_they_said_so(
    place: Services,
) -> None:
    senior, reference = caller(place, "oakfield-senior"), acknowledged(place)
    without = images(printed(place, reference))
    give_signature(place, senior, png(shade=10), OWN)
    own = images(printed(place, reference))
    give_signature(place, senior, png(shade=20), EVERY)
    every = images(printed(place, reference))
    take_back_signature(place, senior)

    assert (without, own, every) == (0, 1, 1)
    assert images(printed(place, reference)) == 0
    assert own_signature(place, senior) is None
    with pytest.raises(BadInput, match="no image of a signature"):
        take_back_signature(place, senior)


def test_a_letter_keeps_the_signature_it_was_issued_with_and_the_picture_is_gone_once_taken_back(
    place: Services,
) -> None:
    senior, reference = caller(place, "oakfield-senior"), acknowledged(place)
    given = give_signature(place, senior, png(shade=10), OWN)
    issued(place, reference)
    before = printed(place, reference)
    take_back_signature(place, senior)
    with place.store.reading() as reading:
        kept = reading.pictures(reading.organisation().id, [given.picture.digest])

    assert kept == {}
    assert printed(place, reference) == before
    assert images(before) == 1
    assert images(printed(place, reference, large=True)) == 0


def test_nobody_gives_or_sees_the_signature_of_another_and_who_keeps_people_can_end_it(place: Services) -> None:
    give_signature(place, caller(place, "oakfield-senior"), png(), EVERY)
    listed = [person.key for person, _ in signatures(place, caller(place, "it"))]

    assert own_signature(place, caller(place, "oakfield-head")) is None
    assert listed == ["oakfield-senior"]
    with pytest.raises(NotPermitted):
        take_back_signature(place, caller(place, "oakfield-teacher"), "oakfield-senior")
    take_back_signature(place, caller(place, "it"), "oakfield-senior")
    assert signatures(place, caller(place, "it")) == []


def test_the_signature_of_somebody_who_is_gone_goes_with_them(place: Services) -> None:
    give_signature(place, caller(place, "oakfield-teacher"), png(), OWN)
    end_person(place, caller(place, "it"), "oakfield-teacher")
    end_person(place, caller(place, "it"), "oakfield-deputy")  # who gave none

    assert signatures(place, caller(place, "it")) == []


def test_a_signature_says_on_which_letters_it_may_stand(place: Services) -> None:
    with pytest.raises(BadInput, match="own or every"):
        give_signature(place, caller(place, "oakfield-senior"), png(), "all of them")


def test_a_specimen_shows_the_paper_and_what_is_missing_of_it(place: Services) -> None:
    it = caller(place, "it")
    set_logo(place, it, "oakfield", png(), OAK)
    change_paper(place, it, "oakfield", {"address": "", "footer": "Below"})
    found, large = specimen(place, it, "oakfield"), specimen(place, it, "oakfield", large=True)
    pdf = specimen_pdf(place, found)

    assert any("postal address of the school" in sentence for sentence in found.missing)
    assert all(sheet.startswith(b"\x89PNG") for sheet in specimen_images(place, found))
    assert len(specimen_images(place, large)) >= len(specimen_images(place, found))
    assert images(pdf) == 1
    assert "Below" in sheets(pdf)
    assert specimen(place, it, "").missing == ()


def test_every_change_of_the_paper_is_in_the_chain_of_the_organisation(place: Services) -> None:
    it, senior = caller(place, "it"), caller(place, "oakfield-senior")
    change_paper(place, it, "", {"footer": "Registered here"})
    set_logo(place, it, "oakfield", png(), OAK)
    give_signature(place, senior, png(shade=10), OWN)
    take_back_signature(place, senior)

    everybody = Caller(viewer=scheduler(place))
    with place.store.reading() as reading:
        record = reading.organisation_record(everybody.viewer.organisation)
        told = [change.body for change in record.changes]

    assert [each for each in verify_cases(place, everybody) if each.wrong] == []
    if not isinstance(place.store, MemoryStore):  # it keeps no chain of the organisation
        assert any("letterheads//1" in body for body in told)
        assert any("signatures/" in body for body in told)
