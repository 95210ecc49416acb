"""A private link: its person opens it once, and then has one page and no other, for a short time.

The secret is made when the message leaves, stands in it alone and is kept as its hash. A look at the address opens
nothing, for programs that guard mail look at every link; a press on the page does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.ways_in.devices import hashed
from duecourse.casework.context.services import Services
from engine.errors import NotFound
from engine.identity import PersonId
from engine.ports.accounts import WebSession
from engine.ports.records import Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent

LINK = "private link"
"""The kind of its token, as the security log names it."""
LIVES = timedelta(days=6)
"""For how long a link may be opened; sessions that nobody has used for a week are forgotten."""
NO_LINK = (
    "This link does not open anything any more: it works once, for six days, and a newer one ends it. Ask the person "
    "who deals with your case for another, or tell them your answer in person."
)


def link_path(token: str) -> str:
    """Give the path of a link below the address of the site."""
    return f"/private/{token}"


def make_link(services: Services, writing: Writing, person: Person, page: str, now: datetime) -> str:
    """Make a link to one page, in the place of those that nobody opened. Gives its secret, kept nowhere else."""
    token = services.ids.token()
    writing.end_links(person.id, now, page)
    writing.save_session(
        WebSession(
            token_hash=hashed(token),
            organisation=person.organisation,
            person=person.id,
            started_at=now,
            seen_at=now,
            one_page=page,
            is_link=True,
        )
    )
    note(services, writing, SecurityEvent.TOKEN_MADE, person.id, detail=LINK)
    return token


def demand_link(services: Services, token: str) -> None:
    """See that a link can be opened. Raises NotFound."""
    with services.store.reading() as reading:
        _living(reading, token, services.clock.now())


def open_link(services: Services, token: str, address: str = "") -> tuple[str, WebSession]:
    """Open a link, once. Gives the token for the cookie, and the session that goes to one page. Raises NotFound."""
    now, fresh = services.clock.now(), services.ids.token()
    with services.store.writing() as writing:
        link = _living(writing, token, now)
        if not writing.end_session(link.token_hash, now):
            raise NotFound(NO_LINK)  # somebody else opened it at the same moment
        opened = WebSession(
            token_hash=hashed(fresh),
            organisation=link.organisation,
            person=link.person,
            started_at=now,
            seen_at=now,
            one_page=link.one_page,
        )
        writing.end_links(link.person, now, link.one_page)
        writing.save_session(opened)
        note(services, writing, SecurityEvent.TOKEN_USED, link.person, address=address, detail=LINK)
    return fresh, opened


def close_page(services: Services, session: WebSession) -> None:
    """End what a link opened: its answer is given, and the next person at the computer gives no other."""
    with services.store.writing() as writing:
        writing.end_session(session.token_hash, services.clock.now())


def is_only_theirs(reading: Reading, person: Person) -> bool:
    """Say whether an e-mail address is kept of one person alone: what goes to a mailbox of several goes to nobody."""
    address = person.email.casefold()
    return not any(
        each.email.casefold() == address and each.id != person.id for each in reading.people(person.organisation)
    )


def _living(reading: Reading, token: str, now: datetime) -> WebSession:
    """Find a link that can be opened now. Raises NotFound, the same whatever is wrong with it."""
    link = reading.session(hashed(token))
    if link is None or not link.is_link or link.ended_at is not None or link.started_at + LIVES <= now:
        raise NotFound(NO_LINK)
    if not _is_there(reading, link.person, now):
        raise NotFound(NO_LINK)
    return link


def _is_there(reading: Reading, person: PersonId, now: datetime) -> bool:
    found = reading.people_named(reading.organisation().id, (person,))
    return any(each.is_there(now) for each in found)
