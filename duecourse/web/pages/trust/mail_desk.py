"""The mail, for administrators: what waits, what failed, and what only a person can decide; by reference alone."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.mail.desk_work import DECISIONS, MailLine, decide, mail_standing, release, resume
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pagination import PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import submit
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import BadAnswers, NotFound
from engine.ports.mail.outgoing_mail import LETTER, UNSENT
from engine.ports.records import ACCOUNT, DIGEST, HANDED_ON, ONE_TIME, SET_ASIDE, UNKNOWN
from engine.record.outbox_marks import APPROVE, DUTY, LINK, NEWS
from engine.steps.options import Ask

router = APIRouter()
PLACE = "/mail"
ONE = f"{PLACE}/message/{{message}}"
LIST, FORM = "mail/list.html", "mail/message.html"
STATES = {
    "sending": "On its way",
    "failed": "Refused",
    UNKNOWN: "Nobody knows whether it left",
}
KINDS = {
    "told": "Danger: told at once",
    NEWS: "What somebody's step tells others",
    DUTY: "Something to be done by hand",
    "alert": "A deadline",
    "given": "A case that has come to somebody",
    LETTER: "A letter",
    UNSENT: "A letter that did not leave",
    LINK: "A private link, by which somebody answers for themselves",
    ONE_TIME: "A link by which somebody chooses a password",
    APPROVE: "A letter that waits for a second person",
    ACCOUNT: "Something about somebody’s own account",
    HANDED_ON: "Cases that are with a colleague now",
    DIGEST: "Several things in one message",
    SET_ASIDE: "A case whose clocks stand still",
}
"""What each kind of message is, in words for an administrator, who sees no case."""
NOTHING_MORE = {
    "told": "Nothing more: its recipient was told in another way",
    "needless": "Nothing more: nobody needs it any more",
}
SENT = Ask(
    name="mail_settled",
    type="choice",
    ask="What is to be done?",
    optional=False,
    options={
        "again": "Send it; it keeps its Message-ID, so that a receiver knows it if it came before",
        "sent": "It arrived; it counts as sent",
    },
)
REFUSED = Ask(
    name="mail_settled",
    type="choice",
    ask="What is to be done?",
    optional=False,
    options={"again": "Send it again, now that what stood in the way is mended", **NOTHING_MORE},
)
LETTER_REFUSED = Ask(
    name="mail_settled",
    type="choice",
    ask="What is to be done?",
    optional=False,
    options=NOTHING_MORE,
)


@router.get(PLACE)
@InOneLook
def mail_list(request: Request, visitor: SignedIn, number: PageNumber = "1") -> Response:
    """Say whether mail leaves, and list what does not."""
    return page(request, LIST, **_standing(visitor, number))


@router.post(f"{PLACE}/release")
def let_go(request: Request, visitor: SignedIn) -> Response:
    """Let so many notices leave as wait for a word."""

    def do() -> str:
        release(visitor.services, visitor.caller)
        return PLACE

    return submit(request, visitor, LIST, lambda: _standing(visitor), do, after=PLACE)


@router.post(f"{PLACE}/resume")
def go_on(request: Request, visitor: SignedIn) -> Response:
    """Let mail leave again after a backup was put back."""

    def do() -> str:
        resume(visitor.services, visitor.caller)
        return PLACE

    return submit(request, visitor, LIST, lambda: _standing(visitor), do, after=PLACE)


@router.get(ONE)
@InOneLook
def ask_message(request: Request, visitor: SignedIn, message: str) -> Response:
    """Ask what is to be done about a message."""
    return page(request, FORM, **_context(visitor, message, Typed()))


@router.post(ONE)
def decide_message(request: Request, visitor: SignedIn, message: str) -> Response:
    """Do it."""
    asks = (_ask(_line(visitor, message)),)

    def do() -> str:
        answers = fields.read(asks, visitor.typed, visitor.zone)
        faults = {**fields.missing(asks, answers.facts), **answers.faults}
        if faults:
            raise BadAnswers.of(faults)
        chosen = next(each for each in DECISIONS if each == answers.facts["mail_settled"])
        decide(visitor.services, visitor.caller, message, chosen)
        return PLACE

    return submit(request, visitor, FORM, lambda: _context(visitor, message, visitor.typed), do, after=PLACE)


def _standing(visitor: Visitor, number: str = "1") -> dict[str, Any]:
    mail, waiting = mail_standing(visitor.services, visitor.caller)
    once = visitor.services.ids.identifier()
    shown = {"mail": mail, "waiting": sheet(waiting, number, PLACE), "states": STATES, "kinds": KINDS}
    return {**shown, "once": once, "reasons": (), "stale": None, "kept": False}


def _context(visitor: Visitor, message: str, typed: Typed) -> dict[str, Any]:
    line = _line(visitor, message)
    return {
        "line": line,
        "once": visitor.services.ids.identifier(),
        "fields": [fields.field_of(_ask(line), typed, {})],
        "reasons": (),
        "stale": None,
        "kept": False,
    }


def _line(visitor: Visitor, message: str) -> MailLine:
    mail, _ = mail_standing(visitor.services, visitor.caller)
    for line in mail.lines:
        if line.id == message and line.state in (UNKNOWN, "failed"):
            return line
    raise NotFound("Nothing is to be decided about this message. What waits for a word stands under “Mail”.")


def _ask(line: MailLine) -> Ask:
    if line.state == UNKNOWN:
        return SENT
    return LETTER_REFUSED if line.kind == LETTER else REFUSED
