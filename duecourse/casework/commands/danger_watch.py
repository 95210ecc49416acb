"""Whether dangers were opened by those who were told: what nobody has opened goes on to others, each rung once.

A store keeps the cases in which somebody was told, and when to look at them next; how far a danger has climbed follows
from what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from duecourse.casework.commands.letter_mail.outgoing_letter import VIA
from duecourse.casework.context.access_log import last_reads
from duecourse.casework.context.services import Services, write
from duecourse.logs.log import Log
from engine.alarms.danger_ladder import DangerStanding, climb, next_rung, rung_of, unheard
from engine.errors import NotFound, StaleRevision, Unavailable
from engine.identity import CaseId, InstanceId, PersonId, RoleName
from engine.people.visibility import works_on
from engine.ports.records import DROPPED, Notice, Organisation, Viewer
from engine.ports.spools import Looks
from engine.ports.store import Writing
from engine.record.case import Case
from engine.record.chain import Entry
from engine.record.kinds import FROM_OUTSIDE
from engine.record.values import SCHEDULER
from engine.steps.dangers import Danger, dangers

log = Log("duecourse.sweep")
READ = 200
"""How many cases are listed at once."""

AGAIN = timedelta(minutes=1)
"""When a case is looked at again of which it could not be said."""


def climb_dangers(services: Services, now: datetime, rest: Callable[[float], bool]) -> int:
    """Look at every case whose time has come. Gives how many dangers went on to others; `rest` may end it early."""
    climbed = 0
    with services.store.reading() as reading:
        organisation = reading.organisation()
        waiting = reading.dangers_watched(organisation.id, now, READ)
    for case in waiting:
        begun = services.clock.monotonic()
        climbed += _look(services, organisation, case, now)
        if rest(services.clock.monotonic() - begun):
            break
    return climbed


def _look(services: Services, organisation: Organisation, case: CaseId, now: datetime) -> int:
    """Look at one case; what goes wrong in it touches no other, and it is looked at again."""
    try:
        with services.store.writing(gives_way=True) as writing:
            return _climbed(services, writing, organisation, case, now)
    except (StaleRevision, Unavailable):
        return 0  # somebody was faster, or the database is away: the next pass looks
    except Exception:
        log.fault("danger-unwatched", "It could not be said whether a danger was opened.")
        with services.store.writing(gives_way=True) as writing:
            writing.watch_danger(organisation.id, case, now + AGAIN)
        return 0


def _climbed(services: Services, writing: Writing, organisation: Organisation, case: CaseId, now: datetime) -> int:
    count, next_look = 0, None
    try:
        before = writing.case_by_id(Viewer(organisation.id, SCHEDULER), case)
    except NotFound:
        writing.watch_danger(organisation.id, case, None)
        return 0
    policy = services.policy_of(writing, before)
    known = _known(services, writing, before)
    for danger in dangers(policy, before):
        told = known.get(danger.on)
        if told is None or not unheard(before, danger, told):
            continue
        step = climb(policy, before, danger, told, services.world_of(writing, organisation, before, now))
        if step is not None:
            before = write(writing, services, policy, before, step).case
            count += 1
        coming = next_rung(told, now)
        next_look = min(filter(None, (next_look, coming)), default=None)
    writing.watch_danger(organisation.id, case, next_look)
    return count


def _known(services: Services, writing: Writing, case: Case) -> Mapping[InstanceId, DangerStanding]:
    """Say how it stands with each danger of a case: by what was sent, who has looked, and who has done something."""
    policy = services.policy_of(writing, case)
    notices = writing.told_in(case.organisation, (case.id,))
    if not notices:
        return {}
    reads = last_reads(services, writing, case.organisation, (case.reference,))
    entries = writing.entries(Viewer(case.organisation, SCHEDULER), case.id)
    found: dict[InstanceId, DangerStanding] = {}
    for danger in dangers(policy, case):
        about = [each for each in notices if each.body.get("on") == danger.on]
        usual = [each for each in about if _rung(each, danger) is None]
        if not usual:
            continue
        since = max(each.created_at for each in usual)
        # what was dropped before it left was told to nobody
        told = [each for each in about if each.state != DROPPED]
        mine = [(each, rung) for each in told if (rung := _rung(each, danger)) and rung[1] == since]
        looked = {*_looked(reads, since), *_acted(entries, since)}
        found[danger.on] = DangerStanding(
            since=since,
            opened=frozenset(each for each in looked if works_on(policy, case, case.tracks[danger.on], each)),
            climbed=frozenset((number, role) for _, (number, _, role) in mine),
            beyond=frozenset(each.recipient for each, _ in mine),
        )
    return found


def _rung(notice: Notice, danger: Danger) -> tuple[int, datetime, RoleName] | None:
    return rung_of(danger.on, notice.dedupe.removeprefix(f"{notice.case} "))


def _looked(reads: Looks, since: datetime) -> Iterator[PersonId]:
    yield from (person for (person, _), at in reads.items() if at >= since)


def _acted(entries: Iterable[Entry], since: datetime) -> Iterator[PersonId]:
    """Give who has done something in the case since, with their own hands, which nobody does without knowing of it."""
    yield from (entry.event.by for entry in entries if entry.event.at >= since and _is_by_hand(entry))


def _is_by_hand(entry: Entry) -> bool:
    """Say whether somebody stood in the case when this was recorded.

    What the outbox records of a letter bears the name of its sender, who may be long away; where it was erased how
    something came in, nobody can say.
    """
    via = entry.words.get("via")
    in_their_name = via is not None and via.text in (VIA, None)
    return entry.event.by != SCHEDULER and entry.event.kind not in FROM_OUTSIDE and not in_their_name
