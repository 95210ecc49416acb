"""How a letter stands, as a tag: its status, or while it is issued what became of it by e-mail."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.casework.commands.letter_mail.mail_state import LetterMail
from duecourse.web.case_texts import LETTER_COLOURS, LETTER_WORDS
from engine.record.values import Letter

ON_ITS_WAY: Mapping[str, tuple[str, str]] = {
    "queued": ("Waits to be sent", "blue"),
    "sending": ("Being handed over", "blue"),
    "failed": ("Could not be sent", "red"),
    "unknown": ("Nobody knows if it left", "red"),
}

APPROVALS: Mapping[str, tuple[str, str]] = {
    "asked": ("Waits for approval", "yellow"),
    "approved": ("Approved: to issue", "teal"),
    "sent back": ("Sent back: to mend", "orange"),
}
"""How a draft stands about which a second person was asked."""


def letter_tag(letter: Letter, mail: LetterMail) -> tuple[str, str]:
    """Give the words and the colour."""
    usual = LETTER_WORDS[letter.status], LETTER_COLOURS[letter.status]
    if letter.status == "draft" and letter.approval is not None:
        return APPROVALS[letter.approval.state]
    return ON_ITS_WAY.get(mail.state, usual) if letter.status == "issued" else usual
