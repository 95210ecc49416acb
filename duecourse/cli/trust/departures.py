"""Somebody leaves, or moves to another school: shown first, done in one step once that is confirmed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar

import typer

from duecourse.casework.administration import departures, transfers
from duecourse.casework.administration.departures import Departure, EndingPost
from duecourse.casework.administration.transfers import Moving, Transfer
from duecourse.casework.context.handovers import MOST_CLOCKS
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets
from duecourse.cli.trust.posts import shape_of_post, shapes_of_posts
from duecourse.cli.typed import beginning_of, caller, ending_of
from engine.time.moments import say_beginning, say_ending

Key = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
HandOver = Annotated[
    str, typer.Option("--hand-over-to", help="Who gets their open cases: as far as a post of theirs brings them to it.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only shown, or asked at a terminal.")]
Plan = TypeVar("Plan", Departure, Transfer)


def person_leave(
    call: Call,
    key: Key,
    on: Annotated[str, typer.Option("--on", help="The last day, or ISO time with its offset; without it, now.")] = "",
    to: HandOver = "",
    yes: Yes = False,
    as_: As = "",
) -> None:
    """Let somebody leave: posts, cover and sessions end, and their open cases go to others, in one step."""
    place = call.services()
    by, last = caller(place, as_), ending_of(place, on)
    plan = departures.look_ahead(place, by, key, last, to)
    verb = f"leaves at {say_ending(plan.at, place.zone())}" if plan.is_later else "leaves now"
    lines = [*_endings(plan.ends), *_of_work(plan)]
    _settle(call, plan, yes, (f"{plan.person.name} {verb}:", lines), lambda: departures.leave(place, by, key, last, to))


def person_move(
    call: Call,
    key: Key,
    source: Annotated[str, typer.Argument(metavar="FROM_SCHOOL", help="The school that they leave.")],
    target: Annotated[str, typer.Argument(metavar="TO_SCHOOL", help="The school that they come to.")],
    on: Annotated[
        str, typer.Option("--on", help="The first day there, or ISO time with its offset; without it, now.")
    ] = "",
    post: Annotated[
        list[str] | None, typer.Option(help="A post there; repeatable. Without it, the same as before.")
    ] = None,
    to: HandOver = "",
    yes: Yes = False,
    as_: As = "",
) -> None:
    """Move somebody to another school with their posts: the cases of the old school are lost at once."""
    place = call.services()
    by = caller(place, as_)
    said = Moving(key=key, source=source, target=target, on=beginning_of(place, on), posts=tuple(post or ()), heir=to)
    plan = transfers.look_ahead(place, by, said)
    when = f"from {say_beginning(plan.at, place.zone())} on" if plan.is_later else "now"
    begins = ", ".join(each.post for each in plan.begins) or "no post"
    lines = [*_endings(plan.ends), f"At {plan.target.name} they hold: {begins}.", *_of_work(plan)]
    first = f"{plan.person.name} moves from {plan.source.name} to {plan.target.name} {when}:"
    _settle(call, plan, yes, (first, lines), lambda: transfers.move(place, by, said))


def _endings(ends: Iterable[EndingPost]) -> list[str]:
    found = []
    for each in ends:
        at = f"at {each.held.school.name}" if each.held.school else "for the whole trust"
        others = ", ".join(person.name for person in each.others)
        still = f"still held by {others}" if others else "nobody else holds it then"
        found.append(f"{each.held.post} {at} ends: {still}.")
    return found or ["They hold no post that ends."]


def _of_work(plan: Departure | Transfer) -> list[str]:
    cases, clocks = len(plan.work.cases), plan.work.clocks
    running = f"{MOST_CLOCKS - 1}+" if clocks >= MOST_CLOCKS else str(clocks)
    said = [f"They hold a role in {cases} open {'case' if cases == 1 else 'cases'}, with {running} running clocks."]
    if cases and plan.heir:
        said.append(
            f"These go to {plan.heir.name} as far as a post of theirs brings them to a role, else on by the policy."
        )
    elif cases:
        said.append("These go to whom the policy names next. Somebody else gets them with --hand-over-to PERSON.")
    if plan.is_later and cases:
        said.append("Until then they keep what they hold, so that the work is handed over while both are there.")
    return said


def _settle(call: Call, plan: Plan, yes: bool, said: tuple[str, list[str]], do: Callable[[], Plan]) -> None:
    """Show what would follow; do it where that was asked for, or is confirmed at a terminal."""
    first, lines = said
    asked = not yes and not call.as_json and sys.stdin.isatty()
    if asked:
        _show(first, lines)
        yes = typer.confirm("Is that right?", err=True)
    if yes:
        plan = do()
    call.give(_shape(plan, done=yes), lambda: _tell(first, () if asked else lines, done=yes))


def _show(first: str, lines: Sequence[str]) -> None:
    typer.echo(first)
    bullets(lines)


def _tell(first: str, lines: Sequence[str], *, done: bool) -> None:
    if lines:
        _show(first, lines)
    typer.echo("It is done." if done else "Nothing was changed. The same with --yes does it.")


def _shape(plan: Departure | Transfer, *, done: bool) -> dict[str, object]:
    begins = {"begins": shapes_of_posts(plan.begins)} if isinstance(plan, Transfer) else {}
    return {
        "person": plan.person.key,
        "at": plan.at.isoformat(),
        "done": done,
        "ends": [
            {**shape_of_post(each.held), "also_held_by": [person.key for person in each.others]} for each in plan.ends
        ],
        **begins,
        "cases": len(plan.work.cases),
        "clocks": plan.work.clocks,
        "hand_over_to": plan.heir.key if plan.heir else "",
    }
