"""Evidence looked at: drawn or read again, by those who may see it, and never what is shut away."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from duecourse.casework.audit.bundle import export
from duecourse.casework.commands import addresses, evidence
from duecourse.casework.commands.custody import waiting_files
from duecourse.casework.commands.custody.report_files import ReportedFile
from duecourse.casework.commands.custody.shut_files import UNOPENED
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.letter_packs.correspondence import PackKind, pack
from duecourse.casework.commands.steps import NewReport
from duecourse.casework.commands.steps import report as steps_report
from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.look.case_reader import looking
from duecourse.handed_in.separate_previews import SeparatePreviews
from duecourse.web.app import build_app
from engine.errors import Refused
from engine.identity import CASE, CaseReference, InstanceId
from engine.record.access import READ
from tests.cli import CALM
from tests.handed_in_files import GPS_PLACE, bomb, mail, pdf, photo, photo_of_a_phone, picture, word
from tests.outlook_files import outlook_mail
from tests.services import caller, report
from tests.site import Site, cheap_passwords, forms_of

MP4 = b"\0\0\0\x18ftypisom" + bytes(20)


def keep(site: Site, reference: CaseReference, name: str, content: bytes, on: str = CASE) -> str:
    """Keep a file as the senior manager; gives its address."""
    by = caller(site.services, "oakfield-senior")
    written = evidence.add(site.services, by, reference, NewEvidence(name=name, content=content, on=InstanceId(on)))
    last = list(written.case.evidence.values())[-1]
    return f"/cases/{reference}/evidence/{written.case.code(last)}"


def names_kept(site: Site, reference: CaseReference) -> list[str]:
    with looking(site.services, caller(site.services, "oakfield-senior"), reference) as case:
        return [row.name for row in case.evidence()]


@pytest.mark.parametrize("content", [photo(), photo_of_a_phone(), picture("WEBP"), pdf(b"\n\n")])
def test_a_picture_is_drawn_again_small_and_apart_and_says_nothing_of_where_it_was_taken(
    site: Site, content: bytes
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "saw", content)
    small, items, story = (
        senior.get(f"{place}/picture"),
        senior.get(f"/cases/{reference}/items"),
        senior.get(f"/cases/{reference}"),
    )

    assert Image.open(BytesIO(small.content)).format == "JPEG"
    assert GPS_PLACE not in small.content
    assert small.headers["x-content-type-options"] == "nosniff"
    assert small.headers["content-security-policy"].startswith("sandbox")
    assert f'src="{place}/picture"' in items.text
    assert f'src="{place}/picture"' in story.text
    assert "data:image/jpeg;base64," in senior.get(f"{place}/look").text
    assert senior.get(place).content == content


def test_words_of_a_file_are_shown_decoded_and_harmless(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "chat.txt", "He said “no” <script>alert(1)</script> \u202ereversed".encode("utf-16"))
    looked = senior.get(f"{place}/look")

    assert "He said “no” &lt;script&gt;alert(1)&lt;/script&gt; \ufffdreversed" in looked.text
    assert "Written as UTF-16" in looked.text
    assert "Minutes" in senior.get(f"{keep(site, reference, 'notes.docx', word('Minutes'))}/look").text


@pytest.mark.parametrize(
    ("content", "says"),
    [(bomb(), "larger than can safely be unpacked"), (b"\x89PNG\r\n\x1a\nrest", "damaged"), (MP4, "not shown here")],
)
def test_where_there_is_no_preview_it_is_said_and_the_original_stays_to_be_saved(
    site: Site, content: bytes, says: str
) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "saw", content)
    looked, small = senior.get(f"{place}/look"), senior.get(f"{place}/picture")

    assert says in looked.text
    assert f'href="{place}" download' in looked.text
    assert (small.status_code, small.headers["content-type"]) == (200, "image/svg+xml")
    assert senior.get(place).content == content


def test_what_is_shut_away_has_no_preview_by_any_way(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    content = photo()
    place = keep(site, reference, "saw.jpg", content, "removal/1")
    elsewhere = report(site.services, "https://b.example/9")
    same = keep(site, elsewhere, "same.jpg", content)
    letter = keep(site, elsewhere, "mail.eml", mail(("saw.jpg", content)))
    words = keep(site, elsewhere, "words.txt", b"harmless")
    addresses.flag_address(site.services, caller(site.services, "oakfield-senior"), reference, 1)
    asked = [senior.get(f"{each}/{way}") for each in (place, same) for way in ("look", "picture", "attachments/1")]
    opened = [senior.get(f"{letter}{way}") for way in ("", "/look", "/attachments/1")]
    code, by = words.rsplit("/", 1)[1], caller(site.services, "oakfield-senior")
    packed, bundle = pack(site.services, by, elsewhere, PackKind.HEARING, "zip"), export(site.services, by, elsewhere)
    again = [keep_again(site, elsewhere, mail(("other.jpg", content))), report_again(site, mail(("x.jpg", content)))]

    assert {answer.status_code for answer in (*asked, senior.get(place), senior.get(same))} == {409}
    assert not [answer for answer in asked if "base64" in answer.text or b"JFIF" in answer.content]
    assert "/picture" not in senior.get(f"/cases/{reference}").text
    assert "/picture" not in senior.get(f"/cases/{reference}/items").text
    assert {answer.status_code for answer in opened} == {409}
    assert [name for name in in_zip(packed.content) if "evidence" in name] == [f"01-{elsewhere}-evidence-{code}.txt"]
    assert [name for name in in_zip(bundle) if name.startswith("files/")] == ["files/3"]
    assert all("must not be copied" in each for each in again)
    assert names_kept(site, elsewhere) == ["same.jpg", "mail.eml", "words.txt"]


def in_zip(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as found:
        return found.namelist()


def keep_again(site: Site, reference: CaseReference, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        keep(site, reference, "again.eml", content)
    return str(refused.value)


def report_again(site: Site, content: bytes) -> str:
    """Hand an e-mail in with a report: while it is written, and as it is sent."""
    by = caller(site.services, "oakfield-teacher")
    (wrong,) = waiting_files.put_by(site.services, by, [("again.eml", content)])
    new = NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        answers=CALM,
        files=(ReportedFile("again.eml", content),),
    )
    with pytest.raises(Refused, match="must not be copied"):
        steps_report(site.services, by, new)
    return wrong


def test_an_email_that_there_was_no_time_to_look_into_is_given_out_later(site: Site) -> None:
    reference = report(site.services)
    place = keep(site, reference, "mail.eml", mail(("saw.jpg", photo())))
    tools = replace(site.services.custody, previews=SeparatePreviews(seconds=0.001))
    services = replace(site.services, custody=tools)
    hurried = Site(services, build_app(services, cheap_passwords())).person("oakfield-senior")

    assert UNOPENED in hurried.get(f"{place}/look").text
    assert hurried.get(place).status_code == 422
    assert site.person("oakfield-senior").get(place).status_code == 200


def test_who_does_not_see_a_file_sees_no_preview_of_it(site: Site) -> None:
    reference = report(site.services)
    place = keep(site, reference, "saw.jpg", photo())
    for who in ("oakfield-teacher", "riverside-senior"):
        person = site.person(who)

        assert {person.get(f"{place}/{way}").status_code for way in ("look", "picture", "attachments/1")} == {404}
        assert "/picture" not in person.get(f"/cases/{reference}").text


def test_that_a_preview_was_given_is_written_down_as_the_file_would_be(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "saw.jpg", photo())
    senior.get(f"{place}/picture")
    take_reads(site.services)
    by = caller(site.services, "oakfield-senior").viewer
    with site.services.store.reading() as reading:
        lines = [line.access for line in reading.accesses(by.organisation)]

    assert (READ, "preview of evidence 1") in [(each.what, each.detail) for each in lines if each.person == by.person]


@pytest.mark.parametrize(
    "content",
    [
        mail(("saw.jpg", photo()), ("a.exe", b"MZ\x90\0")),
        outlook_mail("Look", ("saw.jpg", photo()), ("a.exe", b"MZ\x90\0")),
    ],
    ids=["a mail program", "Outlook"],
)
def test_what_came_with_an_email_is_listed_and_taken_one_by_one_through_the_gate(site: Site, content: bytes) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "mail", content)
    code = place.rsplit("/", 1)[1]
    looked = senior.get(f"{place}/look")
    unanswered = senior.fill(f"{place}/attachments/1")
    doubted = senior.fill(f"{place}/attachments/1", image="dont_know")
    before = names_kept(site, reference)
    taken = senior.fill(f"{place}/attachments/1", image="no")
    program = senior.fill(f"{place}/attachments/2", image="no")

    assert "Ann Example &lt;ann@parents.example&gt;" in looked.text
    assert "2 November 2026 at 8:15am" in looked.text
    assert "saw.jpg" in looked.text
    assert unanswered.status_code == 422
    assert "the e-mail itself has to be shut away" in doubted.text
    assert '/flag">Flag address' in doubted.text
    assert before == ["mail"]
    assert taken.url.path == f"/cases/{reference}/items"
    assert (program.status_code, "This kind of file is not kept here" in program.text) == (422, True)
    assert names_kept(site, reference) == ["mail", f"saw (with {code}).jpg"]
    assert senior.get(f"{place}/attachments/3").status_code == 404


def test_a_second_press_takes_it_once(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "mail.eml", mail(("saw.jpg", photo())))
    fields = {**forms_of(senior.get(f"{place}/attachments/1"))[0].fields, "image": "no"}
    answers = [senior.client.post(f"{place}/attachments/1", data=fields) for _ in range(2)]

    assert [each.url.path for each in answers] == [f"/cases/{reference}/items"] * 2
    assert len(names_kept(site, reference)) == 2


def test_nothing_is_taken_where_an_address_may_show_an_illegal_image(site: Site) -> None:
    reference, senior = report(site.services), site.person("oakfield-senior")
    place = keep(site, reference, "mail.eml", mail(("saw.jpg", photo())), "removal/1")
    asked = senior.get(f"{place}/attachments/1")
    addresses.flag_address(site.services, caller(site.services, "oakfield-senior"), reference, 1)
    refused = senior.send(asked, image="no")

    assert refused.status_code == 409
    assert names_kept(site, reference) == ["mail.eml"]
