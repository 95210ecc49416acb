"""E-mails taken apart, as mail programs and Outlook save them."""

from __future__ import annotations

from base64 import encodebytes

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


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_email_inside_another_is_taken_out_as_it_came(ends: str) -> None:
    inner = (
        "Received: from a.example (a.example\n [192.0.2.1])   by b.example\n\t; Mon, 2 Nov 2026\nFROM:   a@b.example\n"
        f"Subject: {'a long word ' * 20}\nX-Old: caf\udce9\nContent-Type: multipart/mixed; boundary=y\n\n"
        "before\n--y\n\n  From here on\n.\n--y--\nafter"
    )
    outer = (
        f"From: a@b\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n{inner}\n--x--\n"
    )
    came = [each.replace("\n", ends).encode("utf-8", "surrogateescape") for each in (inner, outer)]

    assert open_mail(came[1], RFC822).bytes_of(1) == came[0]


def test_one_that_was_packed_is_unpacked() -> None:
    head = b"From: a@b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    inner = mail(("a.png", b"dots"))

    assert open_mail(head + encodebytes(inner), RFC822).bytes_of(1) == inner


PARTS = "From: a@b\nContent-Type: multipart/{kind}; boundary=x\n\n--x\n{first}\n--x\n{second}\n--x--\n"
PLAIN, PAGE = "Content-Type: text/plain\n\n", "Content-Type: text/html\n\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(PARTS.format(kind="mixed", first=f"{PLAIN}One", second=f"{PLAIN}two"), "One\n\ntwo", id="both"),
        pytest.param(
            PARTS.format(kind="mixed", first=f"{PLAIN}One", second=f"{PAGE}<p>two"), "One\n\ntwo", id="of two forms"
        ),
        pytest.param(
            PARTS.format(kind="alternative", first=f"{PLAIN}One", second=f"{PAGE}<p>two"), "One", id="one of two forms"
        ),
        pytest.param(
            PARTS.format(kind="alternative", first=f"{PLAIN} \n", second=f"{PAGE}<p>two"),
            "two",
            id="the other is blank",
        ),
        pytest.param("From: a@b\nContent-Type: text/plain; charset=utf-8\n\n\ufeffOne", "One", id="a mark first"),
        pytest.param("From: a@b\nContent-Type: text/plain; charset=idna\n\n..One", "..One", id="no encoding"),
    ],
)
def test_no_words_are_left_out(content: str, text: str) -> None:
    assert open_mail(content.encode(), RFC822).text == text


def test_what_is_no_words_is_a_file_also_where_it_has_no_name() -> None:
    second = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR"
    found = open_mail(PARTS.format(kind="alternative", first=f"{PLAIN}One", second=second).encode(), RFC822)
    alone = open_mail(b"From: a@b\nContent-Type: application/pdf\n\n%PDF-", RFC822)

    assert (found.text, found.attached) == ("One", [(1, "attachment.calendar", 15)])
    assert alone.attached == [(1, "attachment.pdf", 5)]


@pytest.mark.parametrize("number", [0, 2, -1])
def test_what_did_not_come_with_it_cannot_be_taken_out(number: int) -> None:
    with pytest.raises(Unfit):
        open_mail(mail(("a.png", b"dots")), RFC822).bytes_of(number)


def test_a_page_is_read_as_its_words() -> None:
    assert plain_of("<p>One</p>  <div>two <b>three</b></div><br><br><br><li>four") == "One\n\ntwo three\n\nfour"
