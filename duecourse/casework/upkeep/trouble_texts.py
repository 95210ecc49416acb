"""What is said of each trouble of an installation: in a mail, on the page, at the command line; about nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.ports.mail.relay import Outbound, Postroom
from engine.ports.watch.troubles import StandingTrouble, TroubleCode

SUBJECT = "Duecourse needs an administrator"
SAYS: Mapping[TroubleCode, str] = {
    TroubleCode.SWEEP: "Deadlines are not looked at: the last pass is too long ago. Start `serve` or `worker` again.",
    TroubleCode.DRAFTS: "A letter waits to be drafted for too long. Look at the log.",
    TroubleCode.READS: "Who looked is not brought into the access log. Look at the log.",
    TroubleCode.MAIL_WAITS: "A message waits for too long. `duecourse mail list` shows which.",
    TroubleCode.MAIL_HELD: "So many notices wait at once that they need a word: `duecourse mail release`.",
    TroubleCode.MAIL_PAUSED: "Sending is paused since a backup was put back: look, then `duecourse mail resume`.",
    TroubleCode.MAIL_UNKNOWN: "Of a message nobody knows whether it left: `duecourse mail decide`.",
    TroubleCode.MAIL_FAILED: "A message was refused for good: `duecourse mail list`. Tell its recipient otherwise.",
    TroubleCode.RELAY: "The mail relay takes nothing for an hour or more: `duecourse mail test` says why.",
    TroubleCode.CASES_ASIDE: "The clocks of a case stand still: `duecourse aside list` shows which.",
    TroubleCode.DISK: "The disk is nearly full.",
    TroubleCode.CALENDAR: "Bank holidays are not known for a day soon: update Duecourse, or `duecourse calendar load`.",
    TroubleCode.CLOCK_FORWARD: "The clock of the machine jumped forward, or it slept. Is its time right now?",
    TroubleCode.CLOCK_BACK: "The clock of the machine jumped back. Is its time right now?",
}
DETAILS: Mapping[TroubleCode, str] = {
    TroubleCode.RELAY: "Why: {}.",
    TroubleCode.CLOCK_FORWARD: "By {} seconds.",
    TroubleCode.CLOCK_BACK: "By {} seconds.",
}


def says_of(trouble: StandingTrouble) -> str:
    """Say what is wrong, and what mends it."""
    detail = DETAILS.get(trouble.code, "").format(trouble.detail) if trouble.detail else ""
    return f"{SAYS[trouble.code]} {detail}".strip()


def message_about(room: Postroom, id_: str, to: str, troubles: Sequence[StandingTrouble], now: datetime) -> Outbound:
    """Write the message to one administrator."""
    lines = "\n".join(f"- {says_of(each)}" for each in troubles)
    text = f"{lines}\n\n{room.site}/installation\n\nThis is told once a day for as long as it stands.\n"
    return Outbound(id=f"<{id_}@{room.domain}>", to=to, subject=SUBJECT, text=text, at=now)
