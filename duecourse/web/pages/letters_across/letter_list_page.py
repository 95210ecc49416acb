"""The list of letters across cases: what waits to be written, checked, sent or answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from duecourse.casework.queries.desk import COUNTED
from duecourse.casework.queries.letters_across.waiting_list import (
    AGES,
    AskedLetters,
    LetterLine,
    LetterList,
    LettersPage,
    letters_waiting,
)
from duecourse.web.letter_tags import ON_ITS_WAY
from duecourse.web.pages.work import CATCHING_UP
from duecourse.web.pagination import asked_part, turning
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn

router = APIRouter()
TITLES: Mapping[LetterList, str] = {
    LetterList.WRITE: "To write",
    LetterList.CHECK: "To check",
    LetterList.APPROVE: "To approve",
    LetterList.ISSUE: "To issue",
    LetterList.SEND: "To send",
    LetterList.UNSENT: "Could not be sent",
    LetterList.ANSWER: "Waiting for an answer",
    LetterList.ADDRESS: "Came back",
}
SAYS: Mapping[LetterList, str] = {
    LetterList.WRITE: "Something is missing in these drafts: each says what, and where to enter it.",
    LetterList.CHECK: "These drafts are complete. Read each, and issue it.",
    LetterList.APPROVE: "A second person was asked to read these drafts before they are issued.",
    LetterList.ISSUE: "A second person has approved these drafts. Read each once more, and issue it.",
    LetterList.SEND: "These letters are issued and have not gone out yet.",
    LetterList.UNSENT: "These letters did not leave by e-mail, or nobody knows whether they did. Each says why.",
    LetterList.ANSWER: "These letters have gone out, and an answer is awaited. The one due first stands first.",
    LetterList.ADDRESS: "These letters came back and did not arrive: each waits for another address.",
}
EMPTY: Mapping[LetterList, str] = {
    LetterList.WRITE: "No draft lacks anything: good.",
    LetterList.CHECK: "No letter waits to be checked. A step that needs a letter drafts it for you.",
    LetterList.APPROVE: "No letter waits for a second person.",
    LetterList.ISSUE: "No letter that was approved waits to be issued.",
    LetterList.SEND: "No letter waits to be sent: good.",
    LetterList.UNSENT: "Every letter that was given to be sent has left: good.",
    LetterList.ANSWER: "No answer is awaited.",
    LetterList.ADDRESS: "No letter came back.",
}


@router.get("/letters")
@InOneLook
def letter_list(request: Request, visitor: SignedIn, after: str = "", before: str = "") -> Response:
    """List the letters that wait in what the visitor works on, narrowed as they ask, the oldest first."""
    asked = asked_letters(request.query_params)
    found = letters_waiting(visitor.services, visitor.caller, asked, asked_part(after, before))
    here = replace(asked, show=found.show)
    return page(
        request,
        "letters/waiting.html",
        status=UNPROCESSABLE if found.faults else 200,
        title=TITLES[found.show],
        says=SAYS[found.show],
        empty=EMPTY[found.show],
        asked=here,
        mail_tag=mail_tag,
        lines=found.lines,
        counts=_counts(found, here),
        ages=AGES,
        choices=found.choices,
        faults=found.faults,
        links=turning(found.earlier, found.later, address(here)),
        everywhere=address(AskedLetters(found.show)),
        catching_up=CATCHING_UP if found.catching_up else "",
    )


def asked_letters(query: QueryParams) -> AskedLetters:
    """Read what is asked of the list; what is not known is told where it is looked for."""
    return AskedLetters(*(query.get(name, "") for name in ("show", "school", "procedure", "age")))


def address(asked: AskedLetters) -> str:
    """Write the address of a list, with what it is narrowed to."""
    narrowed = urlencode({name: value for name, value in asdict(asked).items() if value})
    return f"/letters?{narrowed}" if narrowed else "/letters"


def mail_tag(line: LetterLine) -> tuple[str, str]:
    """Say how a letter stands as mail, and in which colour; ("", "") where it is none."""
    return ON_ITS_WAY.get(line.mail, ("", ""))


def _counts(found: LettersPage, asked: AskedLetters) -> list[tuple[LetterList, str, str, str]]:
    return [
        (name, title, _said(found.counts[name]), address(replace(asked, show=name)))
        for name, title in TITLES.items()
        if name in found.counts
    ]


def _said(count: int) -> str:
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)
