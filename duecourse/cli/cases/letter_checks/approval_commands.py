"""A second person: asked to approve a draft, approving it, sending it back, and what waits for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks import approval_requests
from duecourse.casework.commands.letter_checks.approval_state import (
    ApprovalState,
    approval_state,
    mine_to_approve,
)
from duecourse.casework.commands.letter_checks.confirmations import forbidden_words
from duecourse.casework.commands.letter_texts import letter_text
from duecourse.casework.commands.letter_words.standing_words import Confirmation
from duecourse.casework.context.look.case_reader import looking
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.cases.letter_checks.confirmation_commands import confirmed_shape
from duecourse.cli.cases.letter_checks.meant_letter import change_letter
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.time.moments import say_moment


def letter_approval(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """Say how a letter stands with a second person: whether one has to approve it, who may, and what became of it."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}", given=True) as case:
        read = letter_text(case, case.letter_named(code), "text")
        state, stay = approval_state(case, read.letter, read.content), forbidden_words(case, read).confirmed
    document = {
        "needed": state.needed,
        "standing": state.standing,
        "content": state.content,
        "asked_by": state.asked_by,
        "by": state.by,
        "at": json_shapes.iso(state.at),
        "says": state.says,
        "may_approve": state.may_approve,
        "others": list(state.others),
        "roles": list(state.roles),
        "problems": list(read.problems),
        "confirmed": [confirmed_shape(each) for each in stay],
    }
    at = say_moment(state.at, place.zone()) if state.at else ""
    call.give(document, lambda: typer.echo("\n".join((*_said(state, at), *_staying(stay)))))


def _staying(stay: Sequence[Confirmation]) -> Iterator[str]:
    for each in stay:
        yield f"Words stay that a rule forbids: {each.hit.says}"
        yield from (f"  “{passage}”" for passage in each.hit.passages)
        yield f"  {each.name}: {each.reason}"


def _said(state: ApprovalState, at: str) -> Iterator[str]:
    if not (state.needed or state.standing or state.instead):
        yield "No second person has to approve this letter."
        return
    yield {
        "": state.instead or "A second person has to approve this letter, and has not been asked.",
        "asked": f"{state.asked_by} asked for approval on {at}.",
        "approved": f"Approved by {state.by} on {at}, as it stands now.",
        "changed": f"It says something else than what {state.by} approved on {at}.",
        "sent back": f"{state.by} sent it back on {at}.",
    }[state.standing]
    if state.says:
        yield f"“{state.says}”"
    if state.stands_in_the_way:
        yield f"Who may approve it: {', '.join(state.others) or 'nobody now; roles: ' + ', '.join(state.roles)}."


def letter_ask_approval(
    call: Call,
    reference: Reference,
    code: Code,
    message: Annotated[str, typer.Option("--message", help="What they should know; kept with the case.")] = "",
    as_: As = "",
) -> None:
    """Ask a second person to approve a draft; those who may are told that it waits."""
    ask = approval_requests.ask_approval
    change_letter(call, reference, code, as_, lambda place, by, letter: ask(place, by, reference, letter, message))


def letter_approve(
    call: Call,
    reference: Reference,
    code: Code,
    content: Annotated[
        str, typer.Option("--content", help="What `letter approval --json` calls so: refuse if it says else by now.")
    ] = "",
    as_: As = "",
) -> None:
    """Approve a draft that somebody else drafted, edited and asked about."""
    approve = approval_requests.approve
    change_letter(call, reference, code, as_, lambda place, by, letter: approve(place, by, reference, letter, content))


def letter_send_back(
    call: Call,
    reference: Reference,
    code: Code,
    reason: Annotated[str, typer.Option("--reason", help="What has to be mended.")] = "",
    as_: As = "",
) -> None:
    """Send a draft back to who asked for its approval, with a reason."""
    send_back = approval_requests.send_back
    change_letter(call, reference, code, as_, lambda place, by, letter: send_back(place, by, reference, letter, reason))


def letter_to_approve(call: Call, as_: As = "") -> None:
    """List the letters that wait for your approval."""
    place = call.looking()
    by = caller(place, as_)
    found = mine_to_approve(place, by)
    document = [{"reference": each.reference, "code": each.code, "letter": each.title} for each in found]
    rows = [(each.reference, each.code, each.title) for each in found]
    call.give(document, lambda: table(("Case", "Code", "Letter"), rows, "No letter waits for your approval."))
