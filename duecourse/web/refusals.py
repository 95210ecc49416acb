"""What the site refuses is written into the security log, so often and no oftener: nobody fills a disk by asking."""

from __future__ import annotations

from typing import cast

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from duecourse.casework.accounts.security_log import note_alone
from duecourse.casework.context.services import Services
from duecourse.logs.log import Log
from duecourse.web.measured import method_of
from duecourse.web.visitor import Visitor, address_of
from engine.errors import DuecourseError
from engine.identity import NO_PERSON
from engine.ports.watch.security_log import SecurityEvent

log = Log("duecourse.web")


class Noted:
    """Counts what is written of each kind, in the memory of this process: from one address, and from all."""

    FROM_ONE: RateLimitItem = parse("30 per 15 minutes")
    FROM_ALL: RateLimitItem = parse("600 per 15 minutes")

    def __init__(self) -> None:
        self.limiter = MovingWindowRateLimiter(MemoryStorage())

    def is_room(self, what: SecurityEvent, address: str) -> bool:
        """Say whether one more is written, and count it."""
        return self.limiter.hit(self.FROM_ONE, what, address) and self.limiter.hit(self.FROM_ALL, what)


def noted_of(request: Request) -> Noted:
    """Give what the site has counted."""
    return cast(Noted, request.app.state.noted)


def note_refusal(request: Request, what: SecurityEvent) -> None:
    """Write down that a request was refused: whose, from where, and at which route; never the address that it named."""
    address = address_of(request)
    if not noted_of(request).is_room(what, address):
        return
    visitor = cast(Visitor | None, getattr(request.state, "visitor", None))
    route: object = request.scope.get("route")
    detail = f"{method_of(request.scope)} {getattr(route, 'path', '')}".strip()
    person = visitor.person.id if visitor else NO_PERSON
    try:
        note_alone(cast(Services, request.app.state.services), what, person, address=address, detail=detail)
    except DuecourseError as error:
        # the request is refused all the same
        log.warning("refusal-unwritten", "A refusal could not be written down.", kind=type(error).__name__)
