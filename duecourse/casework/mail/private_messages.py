"""The message that brings somebody a private link: where to answer, until when, and nothing about anybody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.casework.accounts.private_links import LIVES, is_only_theirs, link_path, make_link
from duecourse.casework.context.attendance import present
from duecourse.casework.context.services import Services
from duecourse.casework.mail.envelopes import Unsendable, recipient_of
from engine.changes.answers_by_link import could_answer
from engine.identity import ActionName, InstanceId
from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.records import Notice, Viewer
from engine.ports.store import Writing
from engine.record.codes import Codes
from engine.record.values import SCHEDULER
from engine.time.moments import say_day

SUBJECT = "Duecourse: a private link, case {reference}"
TEXT = """You are asked for an answer in case {reference}. This link is yours alone: it opens one page, on which you
read what you are asked and answer it, without signing in.

{place}

It works once, until {until}. Pass it on to nobody. If you would rather answer in person or on paper, tell the
school; and if you expected nothing like this, press nothing and tell the school as well.

Mail can be read on its way, so this one says no more.
"""


def private_message(
    services: Services, writing: Writing, room: Postroom, notice: Notice, now: datetime
) -> Outbound | Unsendable | None:
    """Write the message with a new link, or say why it cannot go out; None where there is nothing to answer any more.

    The link is made here, so that nobody who asked for it, or reads what waits, ever has it. Each try makes another,
    and ends the one before.
    """
    person = recipient_of(writing, notice, now)
    if person is None:
        return Unsendable.LEFT
    if not person.email:
        return Unsendable.NO_ADDRESS
    if not is_only_theirs(writing, person):
        return Unsendable.SHARED
    case = writing.find_case(Viewer(notice.organisation, SCHEDULER), notice.reference)
    policy = services.policy_of(writing, case)
    on, action = InstanceId(notice.body["on"]), ActionName(notice.body["subject"])
    trust = writing.organisation()
    here, world = present(services, writing, policy, case), services.world_of(writing, trust, case, now)
    if on not in here.tracks or not could_answer(policy, here, on, action, person.id, world):
        return None
    page = f"/cases/{case.reference}/{Codes(case.id, policy.tracks).place(on)}/{action}"
    place = f"{room.site}{link_path(make_link(services, writing, person, page, now))}"
    until = say_day((now + LIVES).astimezone(ZoneInfo(trust.zone)).date())
    return Outbound(
        # each try brings another link, so it is another message: a receiver must not take it for the one before
        id=f"<{notice.id}.{notice.attempts + 1}@{room.domain}>",
        to=person.email,
        subject=SUBJECT.format(reference=notice.reference),
        text=TEXT.format(reference=notice.reference, place=place, until=until),
        at=now,
    )
