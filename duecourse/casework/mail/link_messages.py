"""The message that brings somebody a link by which they choose a password, once; it says nothing of any case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.accounts.invitations.link_codes import GivenCode, give_code_of
from duecourse.casework.accounts.invitations.new_links import asked_by_owner, why_not
from duecourse.casework.accounts.private_links import is_only_theirs
from duecourse.casework.context.services import Services
from duecourse.casework.mail.envelopes import Unsendable, recipient_of
from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.records import Notice
from engine.ports.store import Writing
from engine.ports.ways_in.one_time_links import OneTimeLink
from engine.time.moments import say_moment

INVITED = "Duecourse: your invitation"
RESET = "Duecourse: choose another password"
FIRST = {
    "invitation": "{trust} uses Duecourse, and you have a place in it. Choose the password that you will sign in with:",
    "asked": "You, or somebody who typed your name, asked for another password at {trust}. Choose it here. If it was "
    "not you, do nothing: the password that you have still counts.",
    "reset": "Somebody who keeps people at {trust} lets you choose another password. Choose it here:",
}
TEXT = """{first}

{place}

You sign in with the name {name}. If the page asks for a code, it is {code}

It works once, until {until}. Pass it on to nobody. Nobody from Duecourse ever asks you for a password. If you
expected nothing like this, tell the person at your school or trust who looks after computers.
"""


def link_message(
    services: Services, writing: Writing, room: Postroom, notice: Notice, now: datetime
) -> Outbound | Unsendable | None:
    """Write the message with a new code, or say why it cannot go out; None where its link was ended or ran out.

    The code is made here, so that nobody who asked for it, or reads what waits, ever has it.
    """
    person, link = recipient_of(writing, notice, now), writing.one_time_link(notice.recipient)
    if person is None:
        return Unsendable.LEFT
    if link is None or link.way != "mail" or link.made_at != notice.created_at or not link.is_living(now):
        return None
    if not person.email:
        return Unsendable.NO_ADDRESS
    if not is_only_theirs(writing, person):
        return Unsendable.SHARED
    if why_not(writing, person, link.kind, "mail", now):
        return None
    given = give_code_of(services, writing, person, link)
    trust = writing.organisation()
    return Outbound(
        # each try brings another code, so it is another message: a receiver must not take it for the one before
        id=f"<{notice.id}.{notice.attempts + 1}@{room.domain}>",
        to=person.email,
        subject=INVITED if link.kind == "invitation" else RESET,
        text=_text(link, given, room.site, trust.name, ZoneInfo(trust.zone)),
        at=now,
    )


def _text(link: OneTimeLink, given: GivenCode, site: str, trust: str, zone: ZoneInfo) -> str:
    first = FIRST["asked" if asked_by_owner(link) else link.kind].format(trust=trust)
    return TEXT.format(
        first=first,
        place=given.address(site),
        name=given.sign_in,
        code=given.code,
        until=say_moment(given.until, zone),
    )
