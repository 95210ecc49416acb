"""An invitation, or a reset of a forgotten password: made for somebody, sent or printed, and withdrawn.

The code of a link is made when its message leaves, or its letter is printed; it is kept as its hash. A newer one ends
the one before, and so does a password that is set otherwise, or leaving.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.casework.accounts.authority import author_of
from duecourse.casework.accounts.private_links import is_only_theirs
from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sessions import log_account
from duecourse.casework.administration.permission import demand_keeper
from duecourse.casework.context.services import Caller, Services, person_of, spend
from engine.errors import BadInput
from engine.identity import NO_CASE, NO_PERSON, NO_REFERENCE, PersonId
from engine.ports.records import ONE_TIME, Notice, Person
from engine.ports.store import Reading, Writing
from engine.ports.watch.security_log import SecurityEvent
from engine.ports.ways_in.one_time_links import LinkKind, LinkWay, OneTimeLink

WAITS: Mapping[LinkKind, timedelta] = {"invitation": timedelta(days=14), "reset": timedelta(days=1)}
"""For how long the message of a link may wait to leave; then nobody waits for it any more."""
BY_MAIL: Mapping[LinkKind, timedelta] = {"invitation": timedelta(days=14), "reset": timedelta(hours=1)}
BY_LETTER: Mapping[LinkKind, timedelta] = {"invitation": timedelta(days=28), "reset": timedelta(days=7)}
"""For how long a code counts once its message left, or its letter was printed."""
CALLED: Mapping[LinkKind, str] = {"invitation": "invitation", "reset": "new password"}
"""What a link is called in the security log."""
NO_RELAY = (
    "Mail is not set up here, so nothing can be sent. Print letters instead, or set up mail: docs/how-to/mail.md."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Somebody who gets no link, and why, in a sentence."""

    person: Person
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLinks:
    """Who gets a link, and who does not."""

    people: tuple[Person, ...]
    left_out: tuple[LeftOut, ...] = ()


def invite(services: Services, keys: Collection[str], by: Caller | None, way: LinkWay = "mail") -> AskedLinks:
    """Invite people who have no account yet, each by a link of their own. Nobody is invited where one cannot be.

    By mail the links leave with the next pass; for a letter see `link_letters`, which prints it in the same step.

    Raises:
        BadInput: somebody has an account, has left, or has no e-mail address of their own. NotFound, NotPermitted.
    """
    _demand_relay(services, way)
    with services.store.writing() as writing:
        people = [person_of(writing, writing.organisation().id, key) for key in dict.fromkeys(keys)]
        for person in people:
            author = author_of(writing, by, person, services.clock.now())
            if why := why_not(writing, person, "invitation", way, services.clock.now()):
                raise BadInput(why)
            begin_link(services, writing, person, "invitation", way, author, address=by.address if by else "")
    return AskedLinks(people=tuple(people))


def invite_all(services: Services, by: Caller | None, way: LinkWay = "mail", *, again: bool = False) -> AskedLinks:
    """Invite everybody whom somebody keeps and who has neither an account nor an invitation that still counts.

    With `again` those are invited once more whose invitation still counts. Those who cannot be invited this way are
    named with why. Raises NotPermitted, BadInput where nothing can be sent, AlreadyDone.
    """
    _demand_relay(services, way)
    people, left_out = list[Person](), list[LeftOut]()
    with services.store.writing() as writing:
        if by is not None:
            spend(writing, by, "", services.clock.now())
        for person in without_account(services, writing, by, again=again):
            author = author_of(writing, by, person, services.clock.now())
            if why := why_not(writing, person, "invitation", way, services.clock.now()):
                left_out.append(LeftOut(person=person, why=why))
                continue
            begin_link(services, writing, person, "invitation", way, author, address=by.address if by else "")
            people.append(person)
    return AskedLinks(people=tuple(people), left_out=tuple(left_out))


def reset(services: Services, key: str, by: Caller | None, way: LinkWay = "mail") -> Person:
    """Let somebody choose another password, by a link of their own; until they do, the one they have counts.

    Raises BadInput where they have no account, have left or have no e-mail address; NotFound, NotPermitted.
    """
    _demand_relay(services, way)
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, key)
        author = author_of(writing, by, person, services.clock.now())
        if why := why_not(writing, person, "reset", way, services.clock.now()):
            raise BadInput(why)
        begin_link(services, writing, person, "reset", way, author, address=by.address if by else "")
    return person


def withdraw(services: Services, key: str, by: Caller | None) -> Person:
    """End the link of somebody that was not used. Raises BadInput where there is none, NotFound, NotPermitted."""
    now = services.clock.now()
    with services.store.writing() as writing:
        person = person_of(writing, writing.organisation().id, key)
        author = author_of(writing, by, person, now)
        link = writing.one_time_link(person.id)
        if link is None or not link.is_living(now):
            raise BadInput(f"{person.name} has no invitation or link that still counts.")
        writing.end_link(person.id, now)
        log_account(writing, now, person.organisation, author, f"{CALLED[link.kind]} withdrawn", person.id)
        address = by.address if by else ""
        what = SecurityEvent.TOKEN_REVOKED
        note(services, writing, what, person.id, by=author, address=address, detail=CALLED[link.kind])
    return person


def without_account(
    services: Services, reading: Reading, by: Caller | None, *, again: bool = False
) -> Iterator[Person]:
    """Give those whom somebody keeps, and who have neither an account nor, unless `again`, a living invitation."""
    now, trust = services.clock.now(), reading.organisation()
    keeper = demand_keeper(reading, by, now) if by else None
    invited = {each.person for each in reading.one_time_links(trust.id) if each.is_living(now) and not again}
    known = {each.person for each in reading.all_accounts(trust.id)}
    known |= {each.person for each in reading.bound_identities(trust.id)}
    for person in reading.people(trust.id):
        is_ours = not person.case and person.is_there(now) and (keeper is None or keeper.has(person, now))
        if is_ours and person.id not in invited | known:
            yield person


def why_not(reading: Reading, person: Person, kind: LinkKind, way: LinkWay, at: datetime) -> str:
    """Say in a sentence why somebody gets no link; "" where they do."""
    has_account = reading.account_of(person.id) is not None
    if not person.is_there(at):
        return f"{person.name} has left and gets no password any more."
    if kind == "invitation" and has_account:
        return f"{person.name} has an account already: `duecourse account reset {person.key}` lets them choose another."
    if kind == "reset" and not has_account:
        return f"{person.name} has no account yet: `duecourse account invite {person.key}` invites them."
    if way == "letter":
        return ""
    if not person.email:
        return f"{person.name} has no e-mail address. Enter it under People, or print a letter."
    if not is_only_theirs(reading, person):
        return f"{person.name} shares their e-mail address with somebody else, who could use the link. Print a letter."
    return ""


def begin_link(
    services: Services,
    writing: Writing,
    person: Person,
    kind: LinkKind,
    way: LinkWay,
    author: PersonId,
    *,
    address: str = "",
) -> OneTimeLink:
    """Keep a link without a code in the place of the one before, and queue its message where it goes by mail."""
    now = services.clock.now()
    link = OneTimeLink(
        organisation=person.organisation,
        person=person.id,
        kind=kind,
        way=way,
        made_at=now,
        made_by=author,
        until=now + WAITS[kind],
    )
    writing.keep_link(link)
    if way == "mail":
        writing.queue([_notice(services, person, now, kind)])
    log_account(writing, now, person.organisation, author, f"{CALLED[kind]} by {way}", person.id)
    note(services, writing, SecurityEvent.TOKEN_MADE, person.id, by=author, address=address, detail=CALLED[kind])
    return link


def _notice(services: Services, person: Person, now: datetime, kind: LinkKind) -> Notice:
    id_ = services.ids.identifier()
    return Notice(
        id=id_,
        organisation=person.organisation,
        case=NO_CASE,
        reference=NO_REFERENCE,
        recipient=person.id,
        kind=ONE_TIME,
        dedupe=f"{ONE_TIME} {id_}",
        body={"what": kind},
        created_at=now,
    )


def _demand_relay(services: Services, way: LinkWay) -> None:
    if way == "mail" and services.postroom is None:
        raise BadInput(NO_RELAY)


def asked_by_owner(link: OneTimeLink) -> bool:
    """Say whether somebody typed their name on the page for forgotten passwords; nobody who keeps people asked."""
    return link.kind == "reset" and link.made_by == NO_PERSON
