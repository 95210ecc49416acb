"""The fixed pages and answers of a report, in the words that people read."""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.vocabulary import FactKind
from engine.steps.options import Ask

WHO = {
    "staff": "Somebody who works here, or me",
    "other": "Somebody else, such as a parent or a pupil",
    "unknown": "I don’t know",
}
"""Who may have done it, besides those who hold a post at the top of the policy."""
AFFECTED = {
    "me": "Me",
    "others": "Somebody else who works here",
    "both": "Me and others",
    "nobody": "Nobody by name, or the school itself",
}
REPORTER = {
    "me": "I noticed it",
    "colleague": "A colleague told me",
    "nobody": "Somebody who does not want to be named",
}
MOST_ADDRESSES = 20


@dataclass(frozen=True, slots=True)
class WizardPage:
    """One page of the report. `slug` is the end of its address; `raised_by` that of the page whose answer raised it."""

    slug: str
    asks: tuple[Ask, ...]
    kind: str = "question"
    raised_by: str = ""


WHO_HELP = (
    "The person who posted it or did it, as far as you know. Those you name lose sight of this report first, before "
    "anything of it is written down, and others deal with it."
)
POST_HELP = (
    "The person who holds this post can see nothing of your report. It goes to those beside it, the first who are free."
)
NAMED_HELP = (
    "Choose everybody whom it is about. They can see nothing of your report and hold no role in it. If one of them "
    "leads the school or the trust, those above them deal with it. If you name yourself, you cannot see it either."
)
GIVEN_TO = "Whom are you reporting it to?"
GIVEN_TO_NOBODY = "I do not know whom to choose: it goes to those who deal with it"
NOBODY = "nobody"
GIVEN_TO_HELP = (
    "Your policy has people report to somebody they choose. The person you choose sees your report as you made it, and "
    "not what is done about it. Those who deal with it are told in any case."
)
ABOUT = (FactKind.POST_OF_SUBJECT, FactKind.CATEGORY_OF_SUBJECT)
ADDRESSES = WizardPage(
    "addresses",
    (
        Ask(
            name="addresses",
            type="lines",
            ask="Where can it be seen?",
            optional=True,
            options={},
            help="Copy the web address of each page, post or profile, one on each line. None? Leave it empty.",
        ),
    ),
)
TOLD_AT = Ask(
    name="told_at",
    type="time",
    ask="When were you told?",
    optional=True,
    options={},
    help="Deadlines run from then. When it took place belongs in your words. Leave it empty if it was just now.",
)
