"""The fixed pages and answers of a report, in the words that people read."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.casework.context.report_form import CAME_BY
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
    "pupil": "A pupil told me",
    "parent": "A parent or carer told me",
    "public": "Somebody else from outside told me",
    "nobody": "Somebody who does not want to be named",
}
OUTSIDE = {"pupil": "pupil", "parent": "parent", "public": "other"}
"""What somebody from outside is to the trust who told of it."""
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
TOLD_HOW = Ask(name="came_by", type="choice", ask="How were you told?", optional=True, options=CAME_BY)
TOLD_NAME = Ask(
    name="told_name",
    type="line",
    ask="Who told you?",
    optional=True,
    options={},
    help="Their name, as far as you know it and they agree. Leave it empty if they do not want to be named.",
)
TOLD_EMAIL = Ask(
    name="told_email",
    type="line",
    ask="At which e-mail address can they be reached?",
    optional=True,
    options={},
    help="So that they can be told what is done. A pupil is told by the safeguarding lead, and needs none.",
)
FILES = WizardPage(
    "files",
    (
        Ask(
            name="files",
            type="choice",
            ask="Do you have screenshots or other files of it?",
            optional=True,
            options={
                "no": "No",
                "clean": "Yes, and none of them could show an indecent image of a child",
                "unsure": "Yes, but one of them might, or I have not looked at them all",
            },
            help="A picture of the screen helps most: a post can be gone tomorrow. An indecent image of a child is "
            "never copied, saved or sent, not even as evidence; do not look again to make sure.",
        ),
    ),
    "files",
)
NEEDED = "Write what has happened. If you cannot, give a web address or add a file instead."
TOLD_AT = Ask(
    name="told_at",
    type="time",
    ask="When were you told?",
    optional=True,
    options={},
    help="Deadlines run from then. When it took place belongs in your words. Leave it empty if it was just now.",
)
