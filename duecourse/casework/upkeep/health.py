"""Whether this installation is well: what `/ready` and `doctor` both ask, without a word about anybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from duecourse.casework.commands.sweep import SILENT
from duecourse.casework.context.services import Services
from duecourse.casework.mail.desk_work import MailStanding, standing
from engine.errors import NotFound, Unavailable
from engine.ports.store import Reading
from engine.ports.watch.troubles import JUMPS, StandingTrouble, TroubleCode
from engine.time.moments import say_moment

DRAFTS_LATE = timedelta(minutes=5)
"""The outbox is looked at every few seconds: a letter that is not rendered for so long waits for somebody."""

READS_LATE = timedelta(minutes=5)
"""Spools are looked at every few seconds too: a line that waits for so long is taken by nobody."""

MAIL_LATE, DANGER_LATE = timedelta(hours=1), timedelta(minutes=10)
"""For how long the relay may take nothing, or a message wait, before somebody is to look."""

MEGABYTE = 1024 * 1024
ROOM, NEARLY = 200 * MEGABYTE, 500 * MEGABYTE
"""Bytes that must be free on the disk, and below which somebody is to look."""

FAILED_LATELY = timedelta(days=14)
"""For how long a message that was refused for good is a matter of the day; after that it stands in its list alone."""


CLOCKS = ("sweep", "outbox", "reads", "mail", "cases", "clock")
"""What goes by the clock, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be well; `says` is for the person who runs the machine, and names nobody.

    Where it is not, `code` says what is wrong and `detail` why, in a word; a site that it does not stop is ready.
    """

    name: str
    well: bool
    says: str
    code: TroubleCode | None = None
    detail: str = ""
    stops: bool = True

    @property
    def colour(self) -> str:
        """Give the colour of a lamp."""
        if self.well:
            return "green"
        return "red" if self.stops else "yellow"


def checks(services: Services) -> tuple[Check, ...]:
    """Look whether the database answers, the sweep comes, the outbox moves, reads are taken and the disk has room."""
    try:
        with services.store.reading() as reading:
            found = (Check(name="database", well=True, says="answers"), *_clocks(services, reading))
    except Unavailable as away:
        unknown = "not known while the database does not answer"
        found = (
            Check(name="database", well=False, says=str(away)),
            *(Check(name=name, well=False, says=unknown) for name in CLOCKS),
        )
    return (*found, _disk(services))


def is_well(found: tuple[Check, ...]) -> bool:
    """Say whether nothing stops the site: what is yellow wants a person, and people can go on."""
    return all(check.well or not check.stops for check in found)


def _clocks(services: Services, reading: Reading) -> Iterator[Check]:
    now = services.clock.now()
    try:
        organisation = reading.organisation()
    except NotFound:
        yield from (
            Check(name=name, well=False, says="nothing to do: this store holds no trust yet") for name in CLOCKS
        )
        return
    last, zone = reading.last_sweep(organisation.id), ZoneInfo(organisation.zone)
    # either way: a clock that was set back must not make an old pass look new
    well = last is not None and abs(now - last) <= SILENT
    said = f"the last pass ended on {say_moment(last, zone)}" if last else "there was no pass yet"
    says = said if well else f"{said}; start `duecourse serve` or `duecourse worker`"
    yield Check(name="sweep", well=well, says=says, code=TroubleCode.SWEEP)
    since = reading.waiting_since(organisation.id, "draft")
    late = since is not None and now - since > DRAFTS_LATE
    says = f"a letter waits since {say_moment(since, zone)}" if since else "nothing waits"
    yield Check(name="outbox", well=not late, says=says, code=TroubleCode.DRAFTS)
    looked = services.spool.waiting_since(reading.spools(organisation.id))
    waits = looked is not None and now - looked > READS_LATE
    says = f"who looked since {say_moment(looked, zone)} is not in the access log yet" if looked else "nothing waits"
    yield Check(name="reads", well=not waits, says=says, code=TroubleCode.READS)
    yield _mail(standing(services, reading), now, zone)
    aside = len(reading.set_aside(organisation.id))
    says = f"{aside} set aside: `duecourse aside list`" if aside else "none is set aside"
    yield Check(name="cases", well=not aside, says=says, code=TroubleCode.CASES_ASIDE, detail=str(aside), stops=False)
    yield _clock(reading.troubles(organisation.id), zone)


def _clock(troubles: Sequence[StandingTrouble], zone: ZoneInfo) -> Check:
    """Say whether the wall clock jumped in the last day, as far as a process that serves saw it."""
    jumps = [each for each in troubles if each.code in JUMPS]
    if not jumps:
        return Check(name="clock", well=True, says="no jump was seen in the last day")
    last = jumps[-1]
    way = "forward" if last.code is TroubleCode.CLOCK_FORWARD else "back"
    says = f"the wall clock jumped {way} by {last.detail} seconds on {say_moment(last.since, zone)}; is it right now?"
    return Check(name="clock", well=False, says=says, code=last.code, detail=last.detail, stops=False)


def _mail(mail: MailStanding, now: datetime, zone: ZoneInfo) -> Check:
    """Say whether mail leaves; where no relay is set nothing does, which wants a look once anything waits."""
    desk = mail.desk
    late = mail.oldest is not None and now - mail.oldest > MAIL_LATE
    late = late or (mail.oldest_danger is not None and now - mail.oldest_danger > DANGER_LATE)
    if not mail.is_set:
        says = f"no relay is set, so nothing is sent; {mail.waiting} notices wait"
        return Check(name="mail", well=not mail.waiting, says=says, stops=False)
    if mail.is_paused:
        says = "paused since a backup was put back; look, then `duecourse mail resume`"
        return Check(name="mail", well=False, says=says, code=TroubleCode.MAIL_PAUSED)
    if desk.refused_since and (late or now - desk.refused_since > MAIL_LATE):
        says = f"the relay takes nothing since {say_moment(desk.refused_since, zone)}: {desk.refused}"
        return Check(name="mail", well=False, says=says, code=TroubleCode.RELAY, detail=desk.refused)
    if mail.is_held:
        says = f"{mail.waiting} notices at once wait for a word: `duecourse mail release`"
        return Check(name="mail", well=False, says=says, code=TroubleCode.MAIL_HELD)
    failed = mail.failed_since(now - FAILED_LATELY)
    if mail.undecided or failed:
        says = f"{mail.undecided} messages may have left or not, {failed} were refused: `duecourse mail list`"
        code = TroubleCode.MAIL_UNKNOWN if mail.undecided else TroubleCode.MAIL_FAILED
        return Check(name="mail", well=False, says=says, code=code, stops=bool(mail.undecided) or late)
    waits = f"the oldest message waits since {say_moment(mail.oldest, zone)}" if mail.oldest else "nothing waits"
    return Check(name="mail", well=not late, says=waits, code=TroubleCode.MAIL_WAITS)


def _disk(services: Services) -> Check:
    try:
        room = services.files.room()
    except OSError as error:
        return Check(name="disk", well=False, says=f"cannot be looked at: {error.strerror}", code=TroubleCode.DISK)
    says = f"{room // MEGABYTE} megabytes are free; {ROOM // MEGABYTE} are needed"
    return Check(name="disk", well=room >= NEARLY, says=says, code=TroubleCode.DISK, stops=room < ROOM)
