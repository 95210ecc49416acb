"""What a notice says on its way: a reference and where to sign in, and nothing about anybody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from engine.ports.mail.outgoing_mail import UNSENT
from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.records import SET_ASIDE, Notice, Person
from engine.ports.store import Reading


class Unsendable(StrEnum):
    """Why a notice cannot go out at all; a person has to reach its recipient otherwise."""

    LEFT = "left"
    NO_ADDRESS = "no address"


NO_MORE_HERE = "Mail can be read on its way, so this one says no more."
SUBJECTS = {"told": "Urgent: case {reference}", SET_ASIDE: "Duecourse needs an administrator: {reference}"}
SUBJECT = "Duecourse: case {reference}"
FIRST = {
    "told": "Case {reference} needs you at once. Sign in and open it now:",
    UNSENT: "A letter of case {reference} did not leave, or nobody knows. Sign in to see why, and what to do:",
    "given": "Case {reference} has come to you. Sign in to open it:",
    SET_ASIDE: "The clocks of case {reference} stand still. See `duecourse aside list`, or sign in:",
}
USUAL = "Something in case {reference} waits for you. Sign in to open it:"


def message_to(reading: Reading, room: Postroom, notice: Notice, now: datetime) -> Outbound | Unsendable:
    """Write the message of a notice, or say why it cannot go out. Its name stays that of its first try."""
    person = _recipient(reading, notice, now)
    if person is None:
        return Unsendable.LEFT
    if not person.email:
        return Unsendable.NO_ADDRESS
    place = room.site if notice.kind == SET_ASIDE else f"{room.site}/cases/{notice.reference}"
    first = FIRST.get(notice.kind, USUAL).format(reference=notice.reference)
    return Outbound(
        id=notice.message_id or f"<{notice.id}@{room.domain}>",
        to=person.email,
        subject=SUBJECTS.get(notice.kind, SUBJECT).format(reference=notice.reference),
        text=f"{first}\n\n{place}\n\n{NO_MORE_HERE}\n",
        at=now,
    )


def _recipient(reading: Reading, notice: Notice, now: datetime) -> Person | None:
    """Find who a notice is for, if they are of the trust and have not left."""
    found = reading.people_named(notice.organisation, (notice.recipient,))
    return next((each for each in found if not each.case and each.is_there(now)), None)
