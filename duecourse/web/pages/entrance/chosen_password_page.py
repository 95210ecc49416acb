"""Choose a password by the code of an invitation or a reset: looking at the page does nothing, sending it does.

The code comes behind the `#` of the address, which no server sees, and a script puts it into its field; without a
script, or from a letter, it is typed.
"""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from duecourse.casework.accounts.invitations.chosen_passwords import choose_password
from duecourse.casework.accounts.invitations.link_codes import PAGE
from duecourse.casework.accounts.ways_in.attempts import Slowed
from duecourse.casework.context.services import Services
from duecourse.web.forms.typed import Typed
from duecourse.web.pages.sign_in import LARGEST, LONGEST_NAME, slow_down
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE, go
from duecourse.web.visitor import address_of, read_form
from engine.errors import BadAnswers, BadInput
from engine.ports.accounts import Passwords

router = APIRouter()
FORM = "entrance/choose_password.html"
CHOSEN = "/sign-in?ended=chosen"


@router.get(PAGE)
def ask(request: Request) -> Response:
    """Ask for the code and a password."""
    return page(request, FORM, code="")


@router.post(PAGE, max_body_size=LARGEST)
async def choose(request: Request) -> Response:
    """Let the owner of the code choose, or say kindly what stands in the way."""
    return await run_in_threadpool(_choose, request, await read_form(request))


def _choose(request: Request, typed: Typed) -> Response:
    services, passwords = cast(Services, request.app.state.services), cast(Passwords, request.app.state.passwords)
    code = typed.get("code")[:LONGEST_NAME]
    first, again = ("".join(typed.texts.get(name, ())) for name in ("new_password", "new_again"))
    faults = _missing(code, first, again)
    if not faults:
        try:
            choose_password(services, passwords, code, first, address_of(request))
            return go(CHOSEN)
        except Slowed as slowed:
            return slow_down(request, services, slowed, FORM, "code", code=code)
        except BadAnswers as bad:
            faults = dict(bad.faults)
        except BadInput as bad:
            faults = {"code": str(bad)}
    return page(request, FORM, status=UNPROCESSABLE, code=code, errors=faults)


def _missing(code: str, first: str, again: str) -> dict[str, str]:
    faults = {}
    if not code:
        faults["code"] = "Write the code of your e-mail or letter"
    if not first:
        faults["new_password"] = "Write the password that you choose"
    elif first != again:
        faults["new_again"] = "The two passwords are not the same. Write the same one twice"
    return faults
