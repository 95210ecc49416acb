"""The digests of all that came with an e-mail, also within the e-mails in it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256

import pytest

from duecourse.handed_in.mail_digests import digests_in
from duecourse.handed_in.unfit_files import Unfit
from tests.handed_in_files import mail, picture
from tests.outlook_files import outlook_mail

RFC822, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
SEEN = picture("PNG")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(mail(("seen.png", SEEN)), RFC822, id="in an e-mail"),
        pytest.param(outlook_mail("Look", ("seen.png", SEEN)), OUTLOOK, id="in one that Outlook saved"),
        pytest.param(mail(("a.eml", mail(("seen.png", SEEN)))), RFC822, id="in an e-mail in an e-mail"),
        pytest.param(mail(("a.msg", outlook_mail("Look", ("seen.png", SEEN)))), RFC822, id="in one of Outlook in it"),
        pytest.param(outlook_mail("Look", ("a", mail(("seen.png", SEEN)))), OUTLOOK, id="in one without an ending"),
    ],
)
def test_whatever_it_lies_in_it_is_known(content: bytes, media_type: str) -> None:
    assert digest(SEEN) in digests_in(content, media_type)


def test_so_is_one_that_was_forwarded_with_its_lines_as_they_came() -> None:
    inner, outer = mail(("seen.png", SEEN)), EmailMessage()
    outer["From"] = "a@b.example"
    outer.set_content("See below")
    outer.add_attachment(message_from_bytes(inner, policy=policy.default))

    assert {digest(SEEN), digest(inner)} <= set(digests_in(outer.as_bytes(), RFC822))


def test_what_only_begins_as_an_email_does_or_is_broken_has_its_own_digest_alone() -> None:
    others = (b"Note: nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", b"\x89PNG")

    assert digests_in(mail(*(("a", each) for each in others)), RFC822) == [digest(each) for each in others]
    with pytest.raises(Unfit):
        digests_in(b"x", "image/png")
