"""E-mails taken apart, as mail programs and Outlook save them."""

from __future__ import annotations

import pytest

from duecourse.handed_in.opened_mail import WITHOUT_MARKUP, open_mail, plain_of
from duecourse.handed_in.unfit_files import Unfit
from tests.handed_in_files import mail, picture
from tests.outlook_files import outlook_mail

LATIN = "From: a@b\r\nTo: c@d\r\nSubject: Zoë\r\n\r\nZoë said".encode("latin-1")
RFC822, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"


def test_an_email_says_who_wrote_when_about_what_with_its_words_and_files() -> None:
    found = open_mail(mail(("a.png", picture("PNG")), ("b.txt", b"Two")), RFC822)

    assert dict(found.said) == {
        "From": "Ann Example <ann@parents.example>",
        "To": "head@oakfield.example",
        "Date": "Mon, 02 Nov 2026 08:15:00 +0000",
        "Subject": "What was posted – again",
    }
    assert found.text == "Dear head,\nplease look at this.\n"
    assert found.attached == [(1, "a.png", len(picture("PNG"))), (2, "b.txt", 3)]
    assert found.bytes_of(2) == b"Two"


def test_so_does_one_that_outlook_saved() -> None:
    found = open_mail(outlook_mail("Dear head – look", ("a.png", b"dots")), OUTLOOK)

    assert dict(found.said) == {
        "From": "Ann Example <ann@parents.example>",
        "To": "Head <head@a.example>",
        "Date": "Mon, 02 Nov 2026 08:15:00 +0000",
        "Subject": "What was posted",
    }
    assert found.text == "Dear head – look"
    assert (found.attached, found.bytes_of(1)) == ([(1, "a.png", 4)], b"dots")


def test_of_one_in_html_alone_the_words_are_read_and_nothing_is_run_or_loaded() -> None:
    found = open_mail(mail(html=True), RFC822)

    assert (found.text, found.form) == ("Dear head,\n\nlook & see", WITHOUT_MARKUP)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(
            "From: a@b\r\nTo: c@d\r\nSubject: Zoë\r\n\r\nZoë said".encode("latin-1"), "Zoë said", id="latin-1, unsaid"
        ),
        pytest.param(
            b"From: a@b\nTo: c@d\nContent-Type: text/plain; charset=windows-1252\n\n\x93no\x94", "“no”", id="Windows"
        ),
        pytest.param(
            b"From: a@b\nTo: c@d\nContent-Type: text/plain; charset=klingon\n\nZo\xc3\xab",
            "Zoë",
            id="an unknown encoding",
        ),
        pytest.param(
            b"From: a@b\nTo: c@d\nContent-Type: multipart/mixed; boundary=x\n\nno part", "", id="a broken one"
        ),
    ],
)
def test_words_are_read_in_whatever_encoding_they_came(content: bytes, text: str) -> None:
    assert open_mail(content, RFC822).text.strip() == text


def test_a_subject_in_letters_that_it_may_not_have_is_read() -> None:
    found = open_mail("From: a@b\r\nSubject: Zoë and Noël\r\n\r\nHi".encode("latin-1"), RFC822)

    assert dict(found.said)["Subject"] == "Zoë and Noël"


def test_an_email_inside_another_is_a_file_of_its_own() -> None:
    inner = mail(("a.png", b"dots"))
    outer = b"From: a@b\r\nTo: c@d\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    outer += b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--x--\r\n"
    found = open_mail(outer, RFC822)

    assert [name for _, name, _ in found.attached] == ["attachment.eml"]
    assert open_mail(found.bytes_of(1), RFC822).attached == [(1, "a.png", 4)]


@pytest.mark.parametrize("number", [0, 2, -1])
def test_what_did_not_come_with_it_cannot_be_taken_out(number: int) -> None:
    with pytest.raises(Unfit):
        open_mail(mail(("a.png", b"dots")), RFC822).bytes_of(number)


def test_a_page_is_read_as_its_words() -> None:
    assert plain_of("<p>One</p>  <div>two <b>three</b></div><br><br><br><li>four") == "One\n\ntwo three\n\nfour"
