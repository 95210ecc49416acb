"""One message to try the relay out with."""

from __future__ import annotations

from duecourse.casework.administration.permission import demand_administrator, note
from duecourse.casework.context.services import Caller, Services, spend
from engine.errors import BadInput
from engine.ports.mail.relay import Outbound, Postroom, RelayAnswer, is_address

TRIED = "mail tried"
TEXT = """This is a test of the way by which Duecourse sends its mail.

Nobody has to do anything. People sign in at {site}
"""


def demand_postroom(services: Services) -> Postroom:
    """Give the way by which mail leaves. Raises BadInput where none is set."""
    if services.postroom is None:
        raise BadInput(
            "No mail relay is set, so nothing is sent. Set DUECOURSE_MAIL_RELAY, DUECOURSE_MAIL_FROM and "
            "DUECOURSE_MAIL_SITE; docs/how-to/send-mail.md says how."
        )
    return services.postroom


def try_out(services: Services, caller: Caller, to: str) -> RelayAnswer:
    """Send one message that says nothing. Raises BadInput, NotPermitted or RelayAway."""
    room = demand_postroom(services)
    if not is_address(to):
        raise BadInput("This is no e-mail address that a message can be sent to.")
    now = services.clock.now()
    with services.store.writing() as writing:
        spend(writing, caller, "", now)
        demand_administrator(writing, caller, now)
        note(writing, services, caller, TRIED, "")
    message = Outbound(
        id=f"<{services.ids.identifier()}@{room.domain}>",
        to=to,
        subject="A test of the mail of Duecourse",
        text=TEXT.format(site=room.site),
        at=now,
    )
    with room.relay.connected() as line:
        return line.submit(message)
