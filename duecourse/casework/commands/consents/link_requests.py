"""A private link sent to somebody by mail, asked for by those who deal with their case; its secret nobody here sees."""

from __future__ import annotations

from duecourse.casework.accounts.private_links import is_only_theirs
from duecourse.casework.context.look.written_case import Written, carry_out
from duecourse.casework.context.management import managed
from duecourse.casework.context.services import Caller, Services, Transaction
from engine.changes import answers_by_link
from engine.errors import BadInput
from engine.identity import ActionName, CaseReference, InstanceId, PersonId
from engine.ports.records import Person
from engine.steps.transition import Refusal, Step

NO_RELAY = (
    "No mail leaves this installation, so no link can be sent. Give the person the form on paper, or ask them in "
    "person, and record what they said and who heard it."
)
NO_ADDRESS = (
    "{name} has no e-mail address of their own here. Give them the form on paper, or ask them in person, and record "
    "what they said and who heard it."
)
SHARED = (
    "The e-mail address of {name} is kept of somebody else as well, so others may read what comes there. Give them the "
    "form on paper, or have an administrator put the address right."
)
LEFT = "{name} is not among the people who work here now. Give them the form on paper, or write to them."


def send_link(
    services: Services, caller: Caller, reference: CaseReference, on: InstanceId, action: ActionName
) -> Written:
    """Send the person whom a procedure is about a link of their own to one step of it; it works once, for a week.

    Raises:
        BadInput: no mail can reach them. NotFound, NotPermitted: as for any change by those who deal with the case.
        Refused: they could not take the step now, or it is none of theirs.
    """

    def decide(transaction: Transaction) -> Step | Refusal:
        change = managed(transaction, caller, on=on)
        step = answers_by_link.ask(transaction.policy, transaction.case, on, action, change, transaction.world)
        if isinstance(step, Step):
            _demand_reach(services, transaction, transaction.case.tracks[on].person)
        return step

    return carry_out(services, caller, reference, f"send a link {on} {action}", decide)


def _demand_reach(services: Services, transaction: Transaction, person: PersonId) -> None:
    """See that mail reaches somebody. Raises BadInput."""
    if services.postroom is None:
        raise BadInput(NO_RELAY)
    known = known_by_mail(transaction, person)
    if known is None:
        raise BadInput(NO_ADDRESS.format(name="This person"))
    if not known.is_there(transaction.world.at):
        raise BadInput(LEFT.format(name=known.name))
    if not known.email:
        raise BadInput(NO_ADDRESS.format(name=known.name))
    if not is_only_theirs(transaction.writing, known):
        raise BadInput(SHARED.format(name=known.name))


def known_by_mail(transaction: Transaction, person: PersonId) -> Person | None:
    """Find somebody of the trust; None for a person whom a case alone knows, such as a parent."""
    found = transaction.writing.people_named(transaction.case.organisation, (person,))
    return next((each for each in found if not each.case), None)
