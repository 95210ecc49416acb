"""The search: words are sent in, kept with the person, and looked for at an address that does not tell them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.accounts import sessions
from duecourse.casework.search.findings import LONGEST, Findings, search
from duecourse.web.pagination import asked_page, turning
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.ports.accounts import SEARCHES

router = APIRouter()
BOX = "words"
KEPT = 10
"""So many searches of somebody are kept, so that going back in the browser shows each as it was."""
EMPTY = "Enter what you look for: a reference, a name, a web address, or words."
NO_WORD = "There is no letter and no number in what you entered. Enter a reference, a name, a web address, or words."


@router.post(SEARCHES)
def look_for(request: Request, visitor: SignedIn) -> Response:
    """Take in what somebody looks for, and go on to where it is looked for."""
    words = visitor.typed.get(BOX)[:LONGEST]
    if not words:
        return _shown(request, "", Findings(asked=()), errors={BOX: EMPTY})
    kept = {name: text for name, text in _kept(visitor).items() if name != BOX}
    token = visitor.services.ids.identifier()
    newest = dict([*sorted(kept.items()), (token, words)][-KEPT:])
    visitor.keep(SEARCHES, newest)
    return go(f"{SEARCHES}?of={token}")


@router.get(SEARCHES)
@InOneLook
def found(request: Request, visitor: SignedIn, of: str = "", after: str = "", before: str = "") -> Response:
    """Show what was found; without a search, ask what to look for."""
    kept = _kept(visitor)
    words = kept.get(of, "") if of != BOX else ""
    if not words:
        return _shown(request, kept.get(BOX, ""), None, gone=bool(of))
    findings = search(visitor.services, visitor.caller, words, asked_page(after, before))
    links = turning(findings.earlier, findings.later, f"{SEARCHES}?of={of}")
    errors = {} if findings.asked else {BOX: NO_WORD}
    return _shown(request, words, findings, errors=errors, links=links)


def _kept(visitor: Visitor) -> dict[str, str]:
    form = sessions.kept_form(visitor.services, visitor.person.id, SEARCHES)
    return dict(form.fields) if form is not None else {}


def _shown(request: Request, words: str, findings: Findings | None, **beside: object) -> Response:
    given: dict[str, object] = {"errors": {}, "gone": False, "links": None, **beside}
    status = UNPROCESSABLE if given["errors"] else 200
    return page(request, "search.html", status=status, words=words, found=findings, longest=LONGEST, **given)
