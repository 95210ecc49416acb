"""What a notice says on its way: a reference and where to sign in, and nothing about anybody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from duecourse.casework.accounts.ways_in.owner_notices import AccountNews
from duecourse.casework.administration.grants.earlier_addresses import TO
from engine.ports.mail.outgoing_mail import UNSENT
from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.records import ACCOUNT, DIGEST, HANDED_ON, SET_ASIDE, Notice, Person
from engine.ports.store import Reading
from engine.record.outbox_marks import APPROVE, DUTY, NEWS


class Unsendable(StrEnum):
    """Why a notice cannot go out at all; a person has to reach its recipient otherwise."""

    LEFT = "left"
    NO_ADDRESS = "no address"
    SHARED = "shared address"


NO_MORE_HERE = "Mail can be read on its way, so this one says no more."
SUBJECTS = {"told": "Urgent: case {reference}", SET_ASIDE: "Duecourse needs an administrator: {reference}"}
SUBJECT = "Duecourse: case {reference}"
FIRST = {
    "told": "Case {reference} needs you at once. Sign in and open it now:",
    NEWS: "Something in case {reference} concerns you. Sign in to see what:",
    DUTY: "Something is to be done by hand in case {reference}. Sign in to open it:",
    APPROVE: "A letter of case {reference} waits for your approval. Sign in to read it:",
    UNSENT: "A letter of case {reference} did not leave, or nobody knows. Sign in to see why, and what to do:",
    "given": "Case {reference} has come to you. Sign in to open it:",
    SET_ASIDE: "The clocks of case {reference} stand still. See `duecourse aside list`, or sign in:",
}
OF_ACCOUNT = {
    AccountNews.WRONG_PASSWORDS: "Somebody tried several wrong passwords with your name. Your account is safe: nobody "
    "came in by that, and on a device that you used before you sign in as ever. Was it not you? Tell the person who "
    "gave you your account. Where you are signed in stands here:",
    AccountNews.WRONG_CODES: "Somebody wrote your right password, and then several wrong codes. Nobody came in "
    "by that. If that was not you, they know your password: change it at once, and tell the person who gave you your "
    "account:",
    AccountNews.WRONG_ANSWERS: "Somebody who is signed in with your name was asked again who they are, and wrote "
    "several wrong passwords or codes. If that was not you, somebody else is at a device on which you are signed in: "
    "end all that you do not know, change your password at once, and tell the person who gave you your account:",
    AccountNews.NEW_DEVICE: "Somebody signed in with your name on a device that was not used for it before. Was that "
    "you? Then there is nothing to do. If not, change your password at once, which signs them out, and tell the person "
    "who gave you your account:",
    AccountNews.PASSWORD_SET: "Your password was changed. If that was neither you nor somebody whom you asked for it, "
    "tell the person who gave you your account at once:",
    AccountNews.CODE_PRINTED: "A letter was printed with a code by which you choose a new password. If you asked "
    "nobody for it, tell the person who gave you your account at once:",
    AccountNews.PASSKEY_MADE: "A passkey was made for your account: it proves that it is you, in place of a code of "
    "your app. If that was not you, take it away and change your password at once:",
    AccountNews.PASSKEY_REMOVED: "A passkey of your account was taken away. If that was neither you nor somebody whom "
    "you asked for it, tell the person who gave you your account at once:",
    AccountNews.IDENTITY_BOUND: "You signed in with your trust's account for the first time, and are known by it from "
    "now on. If that was not you, tell the person who gave you your account at once:",
    AccountNews.IDENTITY_UNBOUND: "Your trust's account does not sign you in here until you sign in with it again. If "
    "you asked nobody for it, tell the person who gave you your account:",
    AccountNews.FACTOR_SET: "A second factor was set up for your account: from now on you need a code of your app to "
    "sign in. If that was not you, tell the person who gave you your account at once:",
    AccountNews.FACTOR_REMOVED: "The second factor of your account was taken away. If that was neither you nor "
    "somebody whom you asked for it, tell the person who gave you your account at once:",
    AccountNews.RECOVERY_USED: "Somebody used one of your recovery codes, in place of your app. If that was not you, "
    "change your password at once, and tell the person who gave you your account:",
    AccountNews.ADDRESS_CHANGED: "Your account has another e-mail address now, and what it tells you goes there. If "
    "you asked nobody for it, somebody may be trying to come in as you: tell your head, or another person who keeps "
    "people in Duecourse, at once, by telephone:",
    AccountNews.POST_GIVEN: "A post by which cases are seen was given to somebody: one that you hold too, or one of "
    "the trust whose people you keep. You are told once a day. Who holds which post stands on the site; if one of them "
    "should not, tell the central team:",
}
USUAL = "Something in case {reference} waits for you. Sign in to open it:"


def message_to(reading: Reading, room: Postroom, notice: Notice, now: datetime) -> Outbound | Unsendable:
    """Write the message of a notice, or say why it cannot go out. Its name stays that of its first try."""
    person = recipient_of(reading, notice, now)
    if person is None:
        return Unsendable.LEFT
    if not person.email and TO not in notice.body:
        return Unsendable.NO_ADDRESS
    if notice.kind == DIGEST:
        return _digest(room, notice, person, now)
    if notice.kind == HANDED_ON:
        return _handed_on(room, notice, person, now)
    if notice.kind == ACCOUNT:
        return _of_account(room, notice, person, now)
    place = room.site if notice.kind == SET_ASIDE else f"{room.site}/cases/{notice.reference}"
    first = FIRST.get(notice.kind, USUAL).format(reference=notice.reference)
    return Outbound(
        id=notice.message_id or f"<{notice.id}@{room.domain}>",
        to=person.email,
        subject=SUBJECTS.get(notice.kind, SUBJECT).format(reference=notice.reference),
        text=f"{first}\n\n{place}\n\n{NO_MORE_HERE}\n",
        at=now,
    )


def _digest(room: Postroom, notice: Notice, person: Person, now: datetime) -> Outbound:
    """Write the message that holds several notices: how many, and where to open each case."""
    references = notice.body["references"].split()
    count = notice.body["count"]
    things = "One thing waits" if count == "1" else f"{count or 'Some'} things wait"
    places = "\n".join(f"{reference}: {room.site}/cases/{reference}" for reference in references)
    cases = "one case" if len(references) == 1 else f"{len(references)} cases"
    return Outbound(
        id=notice.message_id or f"<{notice.id}@{room.domain}>",
        to=person.email,
        subject=f"Duecourse: {cases} with something for you",
        text=f"{things} for you, in {cases}. Sign in to open them:\n\n{places}\n\n{NO_MORE_HERE} How you are told is "
        f"yours to choose: {room.site}/how-i-am-told\n",
        at=now,
    )


def _handed_on(room: Postroom, notice: Notice, person: Person, now: datetime) -> Outbound:
    """Write that cases of somebody are with a colleague now: how many, and none of them by its reference."""
    count = notice.body["count"]
    cases = "One case that you had is" if count == "1" else f"{count} cases that you had are"
    return Outbound(
        id=notice.message_id or f"<{notice.id}@{room.domain}>",
        to=person.email,
        subject="Duecourse: handed over to a colleague",
        text=f"{cases} with a colleague now, so you need do nothing more there. Sign in to see what you still have:"
        f"\n\n{room.site}/work\n\n{NO_MORE_HERE}\n",
        at=now,
    )


def _of_account(room: Postroom, notice: Notice, person: Person, now: datetime) -> Outbound:
    """Write what somebody is told of their own account: what happened, and what to do where it was not they."""
    first = OF_ACCOUNT[AccountNews(notice.body["what"])]
    return Outbound(
        id=notice.message_id or f"<{notice.id}@{room.domain}>",
        to=notice.body.get(TO) or person.email,
        subject="Duecourse: your account",
        text=f"{first}\n\n{room.site}/account\n\n{NO_MORE_HERE} Nobody from Duecourse ever asks you for a password.\n",
        at=now,
    )


def recipient_of(reading: Reading, notice: Notice, now: datetime) -> Person | None:
    """Find who a notice is for, if they are of the trust and have not left."""
    found = reading.people_named(notice.organisation, (notice.recipient,))
    return next((each for each in found if not each.case and each.is_there(now)), None)
