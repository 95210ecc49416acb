"""What of an installation wants an administrator: noticed once a minute, told by mail and on a page, each once a day.

Mail of this kind goes to the relay by itself and not through the outbox, as it may be the outbox that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.context.administrators import administrators
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.mail.departure import is_paused
from duecourse.casework.upkeep.health import checks
from duecourse.casework.upkeep.trouble_texts import message_about
from duecourse.logs.log import Log
from engine.errors import BadInput, NoCalendar, NotFound
from engine.ports.mail.relay import Fate, Outbound, RelayAway, RelayLine
from engine.ports.records import Organisation
from engine.ports.store import Reading, Writing
from engine.ports.watch.troubles import JUMPS, MENDED, PASSED, StandingTrouble, TroubleCode

log = Log("duecourse.troubles")
SECOND_LOOK = timedelta(seconds=45)
"""So long something stands before it is told: what is over with the next pass wakes nobody."""

AGAIN = timedelta(days=1)
"""How often the same is told, and for how long a jump of the clock stays to be seen."""

FLAPS = timedelta(hours=4)
"""So long after it was told, what went and came back is told again at the earliest."""

TOLD_OTHERWISE = (TroubleCode.CASES_ASIDE,)
"""Of what administrators have a notice of their own that says more: this tells it once it has stood for a day."""

SHOWN, KEPT = timedelta(days=7), timedelta(days=90)
"""For how long what ended is shown, and kept."""

AHEAD = timedelta(days=90)
"""How far ahead bank holidays must be known."""


def look_after(services: Services) -> int:
    """Notice what is wrong and what is no longer, and tell administrators. Gives how many messages left."""
    found = dict(_found(services))
    now = services.clock.now()
    with services.store.writing(gives_way=True) as writing:
        try:
            trust = writing.organisation()
        except NotFound:
            return 0
        writing.watch_alone(trust.id)
        _note(writing, trust, found, now)
        writing.purge_troubles(trust.id, now - KEPT)
        due = _due(services, writing, trust, now)
        for each in due:
            writing.keep_trouble(replace(each, told_at=now))
    return _tell(services, due) if due else 0


def note_jump(services: Services, seconds: float) -> None:
    """Note that the wall clock jumped, forward or back, by so many seconds."""
    code = TroubleCode.CLOCK_FORWARD if seconds > 0 else TroubleCode.CLOCK_BACK
    now = services.clock.now()
    with suppress(NotFound), services.store.writing(gives_way=True) as writing:
        trust = writing.organisation().id
        detail = str(round(abs(seconds)))
        writing.keep_trouble(StandingTrouble(organisation=trust, code=code, since=now, detail=detail))


def standing_troubles(services: Services, caller: Caller) -> Sequence[StandingTrouble]:
    """List to an administrator what stands, and what ended in the last days. Raises NotPermitted."""
    now = services.clock.now()
    with services.store.reading() as reading:
        demand_administrator(reading, caller, now)
        return reading.troubles(reading.organisation().id, now - SHOWN)


def count_standing(services: Services) -> int:
    """Say how many troubles stand."""
    with services.store.reading() as reading:
        return len(reading.troubles(reading.organisation().id))


def _found(services: Services) -> Iterator[tuple[TroubleCode, str]]:
    """Give what is wrong now."""
    for check in checks(services):
        if not check.well and check.code is not None and check.code not in (*JUMPS, TroubleCode.CALENDAR):
            yield check.code, check.detail
    with suppress(NotFound), services.store.reading() as reading:
        if _calendar_ends(services, reading):
            yield TroubleCode.CALENDAR, ""


def _calendar_ends(services: Services, reading: Reading) -> bool:
    """Say whether the bank holidays of a school are unknown for a day not far ahead."""
    trust, ahead = reading.organisation(), services.clock.now() + AHEAD
    for school in services.schools(reading):
        try:
            calendar = services.calendar(school, trust.zone)
            calendar.why_not_working(calendar.local(ahead).date())
        except NoCalendar:
            return school.active
        except BadInput:
            continue  # cannot be read at all: `doctor` says why
    return False


def _note(writing: Writing, trust: Organisation, found: Mapping[TroubleCode, str], now: datetime) -> None:
    """Begin what is new and end what is over; what goes on keeps its beginning."""
    known = writing.troubles(trust.id, now - FLAPS)
    standing = {each.code: each for each in known if each.ended_at is None}
    for each in standing.values():
        if each.code in JUMPS and now - each.since >= AGAIN:
            writing.keep_trouble(replace(each, ended_at=now, ended=PASSED))
        elif each.code not in JUMPS and each.code not in found:
            writing.keep_trouble(replace(each, ended_at=now, ended=MENDED))
    for code, detail in found.items():
        begun = standing.get(code)
        if begun is None or begun.detail != detail:
            writing.keep_trouble(replace(begun or _begun(trust, code, known, now), detail=detail))


def _begun(trust: Organisation, code: TroubleCode, known: Sequence[StandingTrouble], now: datetime) -> StandingTrouble:
    """Begin one, which was told already where the same ended not long ago or where a notice of its own tells of it."""
    told = [each.told_at for each in known if each.code is code and each.told_at is not None]
    told_at = now if code in TOLD_OTHERWISE else max(told, default=None)
    return StandingTrouble(organisation=trust.id, code=code, since=now, told_at=told_at)


def _due(services: Services, writing: Writing, trust: Organisation, now: datetime) -> tuple[StandingTrouble, ...]:
    """List what is to be told by mail now; nothing while no relay is set, it rests, or sending is paused."""
    desk = writing.mail_desk(trust.id)
    resting = desk.again_at is not None and now < desk.again_at
    if services.postroom is None or resting or is_paused(trust):
        return ()
    return tuple(each for each in writing.troubles(trust.id) if _is_due(each, now))


def _is_due(trouble: StandingTrouble, now: datetime) -> bool:
    told, since = trouble.told_at, trouble.since
    if told is None:
        return abs(now - since) >= SECOND_LOOK
    if told < since:  # told before it went and came back
        return now - told >= FLAPS and now - since >= SECOND_LOOK
    return trouble.code not in JUMPS and now - told >= AGAIN


def _tell(services: Services, due: Sequence[StandingTrouble]) -> int:
    """Send one message to each administrator; where the relay takes nothing, it is tried again with the next pass."""
    room, now, taken = services.postroom, services.clock.now(), 0
    assert room is not None
    with services.store.reading() as reading:
        people = reading.people(reading.organisation().id)
    told = set(administrators(people, now))
    try:
        with room.relay.connected() as line:
            for person in people:
                if person.id in told and person.email:
                    message = message_about(room, services.ids.identifier(), person.email, due, now)
                    taken += _is_taken(line, message)
    except RelayAway as away:
        log.warning("trouble-untold", "Administrators could not be told by mail.", why=away)
        if not taken:
            with services.store.writing(gives_way=True) as writing:
                for each in due:
                    writing.keep_trouble(each)
    return taken


def _is_taken(line: RelayLine, message: Outbound) -> bool:
    """Say whether the relay took a message to one administrator; whatever else is wrong with it stops no other."""
    try:
        return line.submit(message).fate is Fate.TAKEN
    except RelayAway:
        raise
    except Exception as error:
        log.fault("trouble-untold", "An administrator could not be told by mail.", error)
        return False
