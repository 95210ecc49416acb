"""The digests of everything that came with an e-mail: by them it is known whether something in it is shut away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from duecourse.handed_in.opened_mail import open_mail

DEEPEST = 8
"""E-mails in e-mails are opened so far; nobody forwards one within another more often."""
_MAIL, _OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
_OF_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OF_MAIL = re.compile(rb"\s*(?:>?From |[!-9;-~]+:[ \t\r\n])")


def digests_in(content: bytes, media_type: str) -> list[str]:
    """Give each digest once. Raises Unfit where the e-mail itself cannot be opened."""
    return list(dict.fromkeys(_digests(open_mail(content, media_type).files, 1)))


def _digests(files: list[bytes], depth: int) -> Iterator[str]:
    for each in files:
        yield sha256(each).hexdigest()
        if depth < DEEPEST:
            yield from _digests(_files_in(each), depth + 1)


def _files_in(content: bytes) -> list[bytes]:
    """Give what came with something, where it is an e-mail that can be opened."""
    is_of_outlook = content.startswith(_OF_OUTLOOK)
    if not is_of_outlook and not _OF_MAIL.match(content):
        return []
    try:
        return open_mail(content, _OUTLOOK if is_of_outlook else _MAIL).files
    except Exception:
        # another document in the same wrapping, or a broken e-mail: its own digest is known
        return []
