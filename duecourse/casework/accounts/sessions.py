"""Signing in and out, sessions that end, and what somebody typed and has not sent in yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.calendar_feeds import end_lost_feeds
from duecourse.casework.accounts.password_rules import check_password, words_about
from duecourse.casework.accounts.security_log import forget_old, note
from duecourse.casework.accounts.ways_in.attempts import (
    FORGETS,
    forget_counts,
)
from duecourse.casework.accounts.ways_in.devices import FORGOTTEN, hashed
from duecourse.casework.accounts.ways_in.owner_notices import AccountNews, tell_owner
from duecourse.casework.context.services import Caller, Services, person_of
from engine.errors import BadInput
from engine.identity import NO_REFERENCE, OrganisationId, PersonId
from engine.ports.accounts import LASTING, Account, KeptForm, Passwords, WebSession
from engine.ports.records import Organisation, Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.record.access import Access

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
TOUCH = timedelta(minutes=1)
"""A session is marked as seen at most this often: looking at a page must not cost a write each time."""

KEEP_FORMS = timedelta(days=7)
MOST_FORMS = 50
MOST_TEXT = 8 * 1024 * 1024
"""Bytes of one kept form: at least as much as the site takes in one, so that nothing that came in is let go of."""
MOST_IN_ALL = 4 * MOST_TEXT
LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in; `ends_at` is when they no longer are, unless they do something before."""

    person: Person
    organisation: Organisation
    session: WebSession
    ends_at: datetime


def demand_may_set_password(services: Services, person_key: str, by: Caller | None = None) -> None:
    """Refuse what `set_password` would refuse whatever the password is, before anybody types one. Raises as it does."""
    _who_gets_a_password(services, person_key, by)


def _who_gets_a_password(services: Services, person_key: str, by: Caller | None) -> tuple[Person, PersonId, str]:
    """Give the person, who gives them the password, and the name under which they sign in."""
    now = services.clock.now()
    with services.store.reading() as reading:
        person = person_of(reading, reading.organisation().id, person_key)
        author = author_of(reading, by, person, now)
        name = name_for(reading, person)
    if not person.is_there(now):
        raise BadInput(f"{person.name} has left and gets no password any more.")
    return person, author, name


def set_password(
    services: Services, passwords: Passwords, person_key: str, password: str, by: Caller | None = None
) -> None:
    """Give somebody an account, or a new password; every session of theirs ends, and no device of theirs is known.

    The log says who did it.

    Raises:
        BadInput: the password is too easy to guess, or the person has left. NotFound: there is no such person.
        NotPermitted: they are not kept by the person who asks, or nobody was named who would have to be.
    """
    person, author, name = _who_gets_a_password(services, person_key, by)
    with services.store.reading() as reading:
        about = words_about(reading, person, name)
    check_password(password, about)
    made, now = passwords.hash(password), services.clock.now()
    with services.store.writing() as writing:
        had = writing.account_of(person.id)
        writing.save_account(
            Account(organisation=person.organisation, person=person.id, name=name, password_hash=made, changed_at=now)
        )
        writing.end_sessions(person.id, now)
        forget_counts(writing, person.organisation, person.id, now)
        writing.forget_devices(person.id)
        writing.end_link(person.id, now)
        if had is not None:
            tell_owner(services, writing, person.id, AccountNews.PASSWORD_SET)
        log_account(writing, now, person.organisation, author, "password set", person.id)
        note(services, writing, SecurityEvent.PASSWORD_SET, person.id, by=author, address=by.address if by else "")


def visit(services: Services, token: str) -> Visit | None:
    """Find who is signed in by a cookie's token, and mark that they were seen.

    None where the session is unknown, was ended, lay idle for too long or is too old, and for somebody who has left.
    """
    now = services.clock.now()
    with services.store.reading() as reading:
        session = reading.session(hashed(token))
        if session is None or not session.signs_in or has_ended(session, now):
            return None
        organisation = reading.organisation()
        person = person_of(reading, organisation.id, session.person)
    if not person.is_there(now):
        return None
    if now - session.seen_at >= TOUCH:
        session = replace(session, seen_at=now)
        with services.store.writing() as writing:
            writing.save_session(session)
    return Visit(person, organisation, session, _end(session))


def whose(services: Services, token: str) -> WebSession | None:
    """Find the session of a token, also one that is over: what was typed after its end is kept for that person."""
    with services.store.reading() as reading:
        session = reading.session(hashed(token))
    return session if session is not None and session.signs_in else None


def sign_out(services: Services, token: str, address: str = "") -> None:
    """End the session of a token; does nothing where there is none that lives."""
    now = services.clock.now()
    with services.store.writing() as writing:
        session = writing.session(hashed(token))
        if session is not None and session.ended_at is None:
            writing.save_session(replace(session, ended_at=now))
            note(services, writing, SecurityEvent.SIGNED_OUT, session.person, address=address)


def end_sessions(services: Services, person_key: str, by: Caller | None = None) -> int:
    """End every session of somebody, wherever they are signed in. Gives how many those were.

    Raises NotFound, NotPermitted.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, person_key)
        author = author_of(writing, by, person, now)
        ended = writing.end_sessions(person.id, now)
        log_account(writing, now, person.organisation, author, "sessions ended", person.id)
        note(services, writing, SecurityEvent.SESSIONS_ENDED, person.id, by=author, address=by.address if by else "")
    return ended


def accounts(services: Services) -> list[tuple[Account, Person]]:
    """List who can sign in, by name, those who have left included."""
    with services.store.reading() as reading:
        trust = reading.organisation().id
        people = {person.id: person for person in reading.people(trust)}
        found = [(account, people[account.person]) for account in reading.all_accounts(trust)]
    return sorted(found, key=lambda each: each[1].name)


def keep_form(
    services: Services, person: PersonId, organisation: OrganisationId, place: str, fields: Mapping[str, str]
) -> None:
    """Keep what somebody typed at a place, in place of what they typed there before.

    Of too many forms of one person, or too large ones, the oldest are let go of. Raises BadInput where there is too
    much text.
    """
    size = _size(fields)
    if size > MOST_TEXT or not is_line(place):
        raise BadInput("This is too much text to keep for later. Send it in, or make it shorter.")
    form = KeptForm(
        organisation=organisation, person=person, place=place, fields=dict(fields), saved_at=services.clock.now()
    )
    with services.store.writing() as writing:
        writing.keep_form(form)
        others = (kept for kept in writing.kept_forms(person) if kept.place not in (place, *LASTING))
        for number, old in enumerate(others, 1):
            size += _size(old.fields)
            if number >= MOST_FORMS or size > MOST_IN_ALL:
                writing.drop_form(person, old.place)


def _size(fields: Mapping[str, str]) -> int:
    return sum(len(text.encode()) for field in fields.items() for text in field)


def kept_form(services: Services, person: PersonId, place: str) -> KeptForm | None:
    """Give what somebody typed at a place and has not sent in; None where nothing is kept."""
    if not is_line(place):
        return None
    with services.store.reading() as reading:
        return reading.kept_form(person, place)


def kept_forms(services: Services, person: PersonId) -> Sequence[KeptForm]:
    """List everything that somebody typed and has not sent in, newest first."""
    with services.store.reading() as reading:
        return reading.kept_forms(person)


def drop_form(services: Services, person: PersonId, place: str) -> None:
    """Let go of what somebody typed at a place; does nothing where nothing is kept."""
    if is_line(place):
        with services.store.writing() as writing:
            writing.drop_form(person, place)


def tidy(services: Services, at: datetime | None = None) -> None:
    """Forget sessions, forms, tokens and lines of the security log that are too old; end feeds of those who left."""
    now = at or services.clock.now()
    before = now - KEEP_FORMS
    with services.store.writing(gives_way=True) as writing:
        writing.purge_sessions(before)
        writing.purge_forms(before)
        writing.purge_spent(before)
        writing.purge_tries(now - FORGETS)
        writing.purge_devices(now - FORGOTTEN)
        forget_old(services, writing)
        end_lost_feeds(services, writing)


def name_for(reading: Reading, person: Person) -> str:
    """Give the name that somebody signs in with: the one they have, or their short name. Raises BadInput."""
    account = reading.account_of(person.id)
    name = account.name if account else person.key.lower()
    holder = reading.account(name)
    if holder is not None and holder.person != person.id:
        raise BadInput(f"Somebody else signs in as '{name}' already. Give {person.name} another short name first.")
    return name


def log_account(
    writing: Writing, at: datetime, organisation: OrganisationId, person: PersonId, what: str, whose: str
) -> None:
    """Write into the access log what somebody did to an account."""
    writing.log_access(organisation, [Access(at=at, person=person, case=NO_REFERENCE, what=what, detail=whose)])


def has_ended(session: WebSession, now: datetime) -> bool:
    """Say whether a session is over, by itself or because it was ended."""
    return session.ended_at is not None or _end(session) <= now


def _end(session: WebSession) -> datetime:
    return min(session.seen_at + IDLE, session.started_at + ABSOLUTE)


def is_line(text: str) -> bool:
    """Say whether a text from outside is one short line, as every name and address of ours is."""
    return len(text) <= LONGEST_LINE and text.isprintable()
