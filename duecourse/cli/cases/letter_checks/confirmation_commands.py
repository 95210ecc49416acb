"""Words of a draft that a rule forbids: listed, and confirmed with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from duecourse.casework.commands.letter_checks import confirmations
from duecourse.casework.commands.letter_checks.confirmations import ForbiddenWords
from duecourse.casework.commands.letter_words.standing_words import Confirmation
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.queries import named
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Code, Reference
from duecourse.cli.typed import caller
from duecourse.cli.written import wrote
from engine.ports.rules.rule_hits import RuleHit


def letter_words(call: Call, reference: Reference, code: Code, as_: As = "") -> None:
    """List the words of a draft that a rule forbids, with where they stand: to change, or to confirm with a reason."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, f"letter {code}", given=True) as case:
        found = confirmations.read_forbidden_words(case, case.letter_named(code))
    document = {
        "open": [_hit(each) for each in found.open],
        "barred": [_hit(each) for each in found.barred],
        "confirmed": [confirmed_shape(each) for each in found.confirmed],
    }
    call.give(document, lambda: typer.echo("\n".join(_said(found)) or "No rule forbids any word of this letter."))


def confirmed_shape(each: Confirmation) -> dict[str, object]:
    """The shape of words that somebody confirmed."""
    return {**_hit(each.hit), "by": each.name, "at": json_shapes.iso(each.at), "reason": each.reason}


def _hit(each: RuleHit) -> dict[str, object]:
    return {"key": each.key, "says": each.says, "passages": list(each.passages)}


def _said(found: ForbiddenWords) -> Iterator[str]:
    for hit in found.open:
        yield f"{hit.key}: {hit.says} Change the words, or confirm them: `duecourse letter confirm`."
        yield from (f"  “{passage}”" for passage in hit.passages)
    for hit in found.barred:
        yield f"{hit.says} No reason lets these words stand."
        yield from (f"  “{passage}”" for passage in hit.passages)
    for each in found.confirmed:
        yield f"Confirmed by {each.name}: {each.hit.says}"
        yield from (f"  “{passage}”" for passage in each.hit.passages)
        yield f"  because: {each.reason}"


def letter_confirm(
    call: Call,
    reference: Reference,
    code: Code,
    hit: Annotated[str, typer.Argument(metavar="WORDS", help="The words, by the key that `letter words` gives.")],
    reason: Annotated[str, typer.Option("--reason", help="Why they have to stay; its approver reads it.")] = "",
    as_: As = "",
) -> None:
    """Confirm words of a draft that a rule forbids, with a reason; of some rules nothing is confirmed."""
    place = call.services()
    by = caller(place, as_)
    number = named.letter(place, by, reference, code)
    wrote(call, place, confirmations.confirm(place, by, reference, number, hit, reason))
