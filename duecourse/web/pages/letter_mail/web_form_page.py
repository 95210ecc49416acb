"""An issued letter beside a portal or web form: every field to be copied, and the proof asked for beside it."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.commands.letter_mail.seen_limits import keep_limit
from duecourse.casework.commands.letter_mail.web_form import web_form
from duecourse.web.forms import fields
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.case import look, shared
from duecourse.web.pages.letters import LETTER, SENT_AT
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import BadAnswers, Refused
from engine.identity import CaseReference
from engine.ports.letters.dispatch_ways import WAYS, DispatchWay
from engine.ports.letters.form_limits import is_limit
from engine.ports.letters.web_forms import LEAST, MOST
from engine.steps.options import Ask

router = APIRouter()


def _proof() -> Ask:
    """Ask what shows that a form was sent."""
    shown = WAYS[DispatchWay.PORTAL].shown_by
    help_ = f"{shown[0].upper()}{shown[1:]}."
    return Ask(name="proof", type="text", ask="What shows that it went out?", optional=False, options={}, help=help_)


@router.get(f"{LETTER}/form")
@InOneLook
def read(request: Request, visitor: SignedIn, reference: CaseReference, number: str, limit: str = "") -> Response:
    """Show the fields; `limit` is how many characters the form takes, as somebody read there."""
    typed = limit.strip()
    good = is_limit(typed)
    most = int(typed) if good else 0
    wrong = f"Give a whole number of characters between {LEAST} and {MOST:,}" if typed and not good else ""
    with look(visitor, reference, f"letter {number}") as case:
        found, view = case.letter_named(number), case.view
        try:
            form = web_form(case, found, most if good else 0)
        except Refused:  # its own page says how it stands
            return go(f"/cases/{reference}/letters/{number}")
    kept = visitor.kept(f"/cases/{reference}/letters/{number}/dispatch") or Typed()
    return page(
        request,
        "case/letter_form.html",
        **shared(visitor, view),
        letter=form.letter,
        form=form,
        limit=typed or (form.limit or ""),
        errors={"limit": wrong} if wrong else {},
        keeps=most if good and form.platform and form.platform.limit != most else 0,
        asked=(fields.field_of(_proof(), kept, {}), fields.field_of(SENT_AT, kept, {})),
        way=DispatchWay.PORTAL.value,
        seen=view.seen,
        once=visitor.services.ids.identifier(),
    )


@router.post(f"{LETTER}/form")
def keep(visitor: SignedIn, reference: CaseReference, number: str) -> Response:
    """Keep how much the form takes, so that the next person has it already."""
    place = f"/cases/{reference}/letters/{number}/form"
    with look(visitor, reference, f"letter {number}") as case:
        found = case.letter_named(number)
    try:
        keep_limit(visitor.services, visitor.caller, reference, found, visitor.typed.get("limit"))
    except (BadAnswers, Refused):  # the page itself says what is wrong with it
        return go(f"{place}?{urlencode({'limit': visitor.typed.get('limit')})}")
    return go(place)
