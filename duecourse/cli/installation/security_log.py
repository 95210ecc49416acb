"""The security log, for administrators at the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from duecourse.casework.accounts.security_log import security_lines
from duecourse.cli.call import As, Call, PageOf
from duecourse.cli.tables import table
from duecourse.cli.typed import beginning_of, caller, ending_of
from engine.errors import BadInput
from engine.ports.watch.security_log import SecurityEvent, SecurityWanted
from engine.time.moments import say_moment

HERE = "this machine"


def security_log(
    call: Call,
    what: Annotated[str, typer.Option("--what", help="Only lines of one kind, such as sign-in-refused.")] = "",
    person: Annotated[str, typer.Option("--person", help="Only about or by one person, by short name.")] = "",
    address: Annotated[str, typer.Option("--address", help="Only from one address of the network.")] = "",
    since: Annotated[str, typer.Option("--since", help="From this day or moment on.")] = "",
    until: Annotated[str, typer.Option("--to", help="Up to this day, or before this moment.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many lines at most.")] = 50,
    page: PageOf = 1,
    as_: As = "",
) -> None:
    """Read who came in, who was refused and what was done to accounts, the newest first; that you do is written down.

    For those who administer the trust.
    """
    place = call.services()
    wanted = SecurityWanted(
        what=_kind(what),
        address=address,
        since=beginning_of(place, since),
        until=ending_of(place, until),
        limit=limit,
        passed=(page - 1) * limit,
    )
    lines, zone = security_lines(place, caller(place, as_), wanted, person), place.zone()
    rows = [
        (say_moment(line.at, zone), line.what.value, line.person, line.by, line.address or HERE, line.detail)
        for line in lines
    ]
    empty = "No line of the security log fits." if page == 1 else "There are no more lines."
    headings = ("When", "What", "Person", "By", "From", "Where")
    call.give([asdict(line) for line in lines], lambda: table(headings, rows, empty))


def _kind(text: str) -> SecurityEvent | None:
    if text and text not in tuple(SecurityEvent):
        raise BadInput(f"There is no line of the kind '{text}'. Kinds: {', '.join(SecurityEvent)}.")
    return SecurityEvent(text) if text else None
