"""“I have forgotten my password”: who asks is answered the same, and as fast, whether the name is known or not."""

from __future__ import annotations

from duecourse.casework.accounts.invitations.new_links import asked_by_owner, begin_link, why_not
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sessions import is_line
from duecourse.casework.accounts.ways_in.attempts import begin_forgotten_try
from duecourse.casework.context.services import Services
from engine.identity import NO_PERSON
from engine.ports.records import Person
from engine.ports.store import Reading
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.one_time_links import LinkKind


def ask_for_reset(services: Services, name: str, address: str = "") -> None:
    """Count that somebody asks for a link, by name and by place, before it is known whose name it is.

    What follows is done by `send_reset`, behind the answer. Raises Slowed after many.
    """
    begin_forgotten_try(services, name.strip(), address)


def send_reset(services: Services, name: str, address: str = "") -> None:
    """Send a link to whose sign-in name, or e-mail address, was typed; nothing where it is nobody's.

    Somebody whose invitation ran out gets another one.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = _whose(writing, name.strip()) if is_line(name) else None
        note(services, writing, SecurityEvent.RESET_ASKED, person.id if person else NO_PERSON, address=address)
        kind = _due(writing, person) if person else None
        if person is None or kind is None or services.postroom is None:
            return
        if not why_not(writing, person, kind, "mail", now):
            begin_link(services, writing, person, kind, "mail", NO_PERSON, address=address)


def _whose(reading: Reading, name: str) -> Person | None:
    """Find who signs in with a name, or the one person who has an e-mail address."""
    trust = reading.organisation().id
    account = reading.account(name)
    if account is not None:
        return reading.find_person(trust, account.person)
    wanted = name.casefold()
    found = [
        each for each in reading.people(trust) if wanted in (each.email.casefold(), each.key.casefold()) and wanted
    ]
    return found[0] if len(found) == 1 else None


def _due(reading: Reading, person: Person) -> LinkKind | None:
    """Say which link somebody gets: a reset, or their invitation once more; None for who was never invited."""
    if reading.account_of(person.id) is not None:
        return "reset"
    link = reading.one_time_link(person.id)
    is_invited = link is not None and not asked_by_owner(link) and link.ended_at is None
    return "invitation" if is_invited else None
