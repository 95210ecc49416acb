"""What commands that change a letter have in common: whose eyes, which letter, and what is said of what was done."""

from __future__ import annotations

from collections.abc import Callable

from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import named
from duecourse.cli.call import Call
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.identity import CaseReference


def change_letter(
    call: Call,
    reference: CaseReference,
    code: str,
    as_: str,
    change: Callable[[Services, Caller, int], Written],
) -> None:
    """Do something to a letter that is named by its code or number, and say what was done. Raises NotFound."""
    place = call.services()
    by = caller(place, as_)
    wrote(call, place, change(place, by, named.letter(place, by, reference, code)))
