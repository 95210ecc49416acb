"""What the page of a letter shows of the talk about its draft: comments, and words that a rule forbids."""

from __future__ import annotations

from typing import Any

from duecourse.casework.commands.letter_checks.confirmations import forbidden_words
from duecourse.casework.commands.letter_drafts.colleague_comments import LONGEST, SAYS, comments
from duecourse.casework.commands.letter_texts import LetterText
from duecourse.casework.context.look.case_reader import CaseReader
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from engine.steps.options import Ask

COMMENT = Ask(
    name=SAYS,
    type="text",
    ask="What should your colleagues know about this draft?",
    optional=False,
    options={},
    help=f"At most {LONGEST:,} characters. It is kept with the case, and never stands in the letter.",
)


def talk(case: CaseReader, read: LetterText) -> dict[str, Any]:
    """Give the comments on a draft and the words that a rule forbids, as far as the reader works on it."""
    return {"comments": comments(case, read.letter.number), "forbidden": forbidden_words(case, read)}


def comment_field(typed: Typed) -> fields.Field:
    """Make the field of a comment, with what was typed into it."""
    return fields.field_of(COMMENT, typed, {})
