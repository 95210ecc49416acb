"""Where somebody is signed in, seen and ended by themselves; and what happened at their sign-in lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from duecourse.casework.accounts.security_log import note
from duecourse.casework.accounts.sessions import IDLE, has_ended
from duecourse.casework.accounts.ways_in.devices import hashed
from duecourse.casework.administration.permission import demand_active
from duecourse.casework.administration.permission import note as note_change
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import NotFound
from engine.ports.accounts import WebSession
from engine.ports.watch.security_log import SecurityEvent, SecurityLine, SecurityWanted

OTHERS = "others"
"""Marks every session of somebody but the one they are in."""
MARK = 16
"""Signs by which a session of one person is told from another: not enough of its hash to find it by."""
LATELY, MOST_LINES = timedelta(days=30), 10
COMINGS = (SecurityEvent.SIGNED_IN, SecurityEvent.PASSWORD_RIGHT)
REFUSALS = (
    SecurityEvent.SIGN_IN_REFUSED,
    SecurityEvent.SIGN_IN_LOCKED,
    SecurityEvent.CODE_REFUSED,
    SecurityEvent.CONFIRM_REFUSED,
)
CHANGES = (
    SecurityEvent.NEW_DEVICE,
    SecurityEvent.LET_IN,
    SecurityEvent.PASSWORD_SET,
    SecurityEvent.SESSIONS_ENDED,
    SecurityEvent.FACTOR_SET,
    SecurityEvent.FACTOR_REMOVED,
    SecurityEvent.RECOVERY_MADE,
    SecurityEvent.RECOVERY_USED,
)
"""With the two before it, what of the security log is told to the person whose account it is; where somebody else did
it, not who. Each is asked for by itself, so that what a stranger tries pushes nothing else out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSession:
    """One place at which somebody is signed in; `is_this` is the one they ask from."""

    mark: str
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    is_this: bool
    is_link: bool


@dataclass(frozen=True, slots=True)
class OwnSignIns:
    """Where somebody is signed in, and what happened lately: a few of each sort, the newest first."""

    sessions: Sequence[OwnSession]
    lately: Sequence[SecurityLine]


def own_sign_ins(services: Services, caller: Caller, this: WebSession) -> OwnSignIns:
    """Say where somebody is signed in, and what happened lately. Raises NotPermitted for somebody who has left."""
    now = services.clock.now()
    with services.store.reading() as reading:
        person = demand_active(reading, caller)
        living = [each for each in reading.sessions_of(person.id, now - IDLE) if not has_ended(each, now)]
        wanted = SecurityWanted(person=person.id, is_about=True, since=now - LATELY, limit=MOST_LINES)
        lines = [
            line
            for kinds in (COMINGS, REFUSALS, CHANGES)
            for line in reading.security_lines(person.organisation, replace(wanted, kinds=kinds))
        ]
    lines.sort(key=lambda each: (each.at, each.id), reverse=True)
    return OwnSignIns([_shown(each, this) for each in living if each.signs_in], lines)


def end_own_session(services: Services, caller: Caller, this: WebSession, mark: str) -> int:
    """End one session of one's own, or all but this one (OTHERS). Gives how many those were.

    Raises NotFound where there is no such session any more, AlreadyDone, NotPermitted for somebody who has left.
    """
    now = services.clock.now()
    with services.store.writing() as writing:
        spend(writing, caller, "", now)
        person = demand_active(writing, caller)
        others = [each for each in writing.sessions_of(person.id, now - IDLE) if each.token_hash != this.token_hash]
        chosen = [each for each in others if mark in (OTHERS, _mark(each))]
        if not chosen and mark != OTHERS:
            raise NotFound("This session has ended already.")
        ended = sum(writing.end_session(each.token_hash, now) for each in chosen)
        note_change(writing, services, caller, "sessions ended", person.id)
        note(services, writing, SecurityEvent.SESSIONS_ENDED, person.id, by=person.id, address=caller.address)
    return ended


def _shown(session: WebSession, this: WebSession) -> OwnSession:
    return OwnSession(
        mark=_mark(session),
        device=session.device,
        address=session.address,
        started_at=session.started_at,
        seen_at=session.seen_at,
        is_this=session.token_hash == this.token_hash,
        is_link=bool(session.one_page),
    )


def _mark(session: WebSession) -> str:
    return hashed(session.token_hash)[:MARK]
