"""What was typed, read: who asks, at what time, with which answers."""

from __future__ import annotations

from datetime import datetime
from getpass import getuser

from duecourse.casework.administration.trust_facts import somebody
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries.case_lists import WHOLE, Stretch
from engine.errors import BadInput
from engine.ports.records import Viewer
from engine.time.moments import parse_beginning, parse_ending, parse_moment


def caller(place: Services, person: str) -> Caller:
    """Find out for whose eyes this call is. Raises BadInput where nobody was named."""
    if not person:
        raise BadInput("Say who you are: --as SHORT-NAME, or set DUECOURSE_AS.")
    known = somebody(place, person)
    if not known.is_there(place.clock.now()):
        raise BadInput(f"{known.name} has left and can no longer act here.")
    return Caller(
        Viewer(known.organisation, known.id, place.clock.now()),
        f"at the command line by the system account {getuser()} as {person}",
    )


def moment_of(place: Services, text: str) -> datetime | None:
    """Read a time that was typed; None where nothing was. Raises BadTime for one without a single meaning."""
    return parse_moment(text, place.zone()) if text else None


def beginning_of(place: Services, text: str) -> datetime | None:
    """Read a first day or a time that was typed; None where nothing was. Raises BadTime."""
    return parse_beginning(text, place.zone()) if text else None


def ending_of(place: Services, text: str) -> datetime | None:
    """Read a last day, over at the midnight after it, or a time that was typed; None where nothing was.

    Raises BadTime.
    """
    return parse_ending(text, place.zone()) if text else None


def pairs(given: list[str] | None) -> dict[str, str]:
    """Read NAME=VALUE options; a name given twice makes a list. Raises BadInput."""
    found: dict[str, str] = {}
    for text in given or ():
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise BadInput(f"'{text}' is not of the form NAME=VALUE.")
        name = name.strip()
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def part_of(limit: int, page: int) -> Stretch:
    """Say which part of a list was asked for: all of it without a limit. Raises BadInput."""
    if limit < 0 or page < 1 or (page > 1 and not limit):
        raise BadInput("A page is counted from 1, and needs --limit to say how many lines it has.")
    return Stretch(limit=limit, passed=(page - 1) * limit) if limit else WHOLE
