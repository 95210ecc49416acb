"""Whether this installation is well: what `/ready` and `doctor` both ask, without a word about anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from duecourse.casework.commands.sweep import SILENT
from duecourse.casework.context.services import Services
from duecourse.casework.mail.desk_work import MailStanding, standing
from engine.errors import NotFound, Unavailable
from engine.ports.store import Reading
from engine.time.moments import say_moment

DRAFTS_LATE = timedelta(minutes=5)
"""The outbox is looked at every few seconds: a letter that is not rendered for so long waits for somebody."""

READS_LATE = timedelta(minutes=5)
"""Spools are looked at every few seconds too: a line that waits for so long is taken by nobody."""

MAIL_LATE, DANGER_LATE = timedelta(hours=1), timedelta(minutes=10)
"""For how long the relay may take nothing, or a message wait, before somebody is to look."""

MEGABYTE = 1024 * 1024
ROOM = 200 * MEGABYTE
"""Bytes that must be free on the disk."""


CLOCKS = ("sweep", "outbox", "reads", "mail")
"""What goes by the clock, by name."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be well; `says` is for the person who runs the machine, and names nobody."""

    name: str
    well: bool
    says: str


def checks(services: Services) -> tuple[Check, ...]:
    """Look whether the database answers, the sweep comes, the outbox moves, reads are taken and the disk has room."""
    try:
        with services.store.reading() as reading:
            found = (Check("database", True, "answers"), *_clocks(services, reading))
    except Unavailable as away:
        unknown = "not known while the database does not answer"
        found = (Check("database", False, str(away)), *(Check(name, False, unknown) for name in CLOCKS))
    return (*found, _disk(services))


def is_well(found: tuple[Check, ...]) -> bool:
    """Say whether all is well."""
    return all(check.well for check in found)


def _clocks(services: Services, reading: Reading) -> Iterator[Check]:
    now = services.clock.now()
    try:
        organisation = reading.organisation()
    except NotFound:
        yield from (Check(name, False, "nothing to do: this store holds no trust yet") for name in CLOCKS)
        return
    last, zone = reading.last_sweep(organisation.id), ZoneInfo(organisation.zone)
    # either way: a clock that was set back must not make an old pass look new
    well = last is not None and abs(now - last) <= SILENT
    said = f"the last pass ended on {say_moment(last, zone)}" if last else "there was no pass yet"
    yield Check("sweep", well, said if well else f"{said}; start `duecourse run` or `duecourse worker`")
    since = reading.waiting_since(organisation.id, "draft")
    late = since is not None and now - since > DRAFTS_LATE
    yield Check("outbox", not late, f"a letter waits since {say_moment(since, zone)}" if since else "nothing waits")
    looked = services.spool.waiting_since(reading.spools(organisation.id))
    waits = looked is not None and now - looked > READS_LATE
    says = f"who looked since {say_moment(looked, zone)} is not in the access log yet" if looked else "nothing waits"
    yield Check("reads", not waits, says)
    yield _mail(standing(services, reading), now, zone)


def _mail(mail: MailStanding, now: datetime, zone: ZoneInfo) -> Check:
    """Say whether mail leaves; where no relay is set nothing does, and that is how it was set."""
    desk = mail.desk
    late = mail.oldest is not None and now - mail.oldest > MAIL_LATE
    late = late or (mail.oldest_danger is not None and now - mail.oldest_danger > DANGER_LATE)
    if not mail.is_set:
        return Check("mail", True, f"no relay is set, so nothing is sent; {mail.waiting} notices wait")
    if mail.is_paused:
        return Check("mail", False, "paused since a backup was put back; look, then `duecourse mail resume`")
    if desk.refused_since and (late or now - desk.refused_since > MAIL_LATE):
        return Check(
            "mail", False, f"the relay takes nothing since {say_moment(desk.refused_since, zone)}: {desk.refused}"
        )
    if mail.is_held:
        return Check("mail", False, f"{mail.waiting} notices at once wait for a word: `duecourse mail release`")
    if mail.undecided or mail.failed:
        says = f"{mail.undecided} messages may have left or not, {mail.failed} were refused: `duecourse mail list`"
        return Check("mail", not mail.undecided, says)
    waits = f"the oldest message waits since {say_moment(mail.oldest, zone)}" if mail.oldest else "nothing waits"
    return Check("mail", not late, waits)


def _disk(services: Services) -> Check:
    try:
        room = services.files.room()
    except OSError as error:
        return Check("disk", False, f"cannot be looked at: {error.strerror}")
    return Check("disk", room >= ROOM, f"{room // MEGABYTE} megabytes are free; {ROOM // MEGABYTE} are needed")
