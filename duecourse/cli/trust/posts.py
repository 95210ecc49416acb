"""Who holds which post."""

from __future__ import annotations

from datetime import tzinfo
from typing import Annotated

import typer

from duecourse.casework.administration import posts
from duecourse.casework.administration.posts import HeldPost
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import caller
from engine.time.moments import say_moment

Key = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
Post = Annotated[
    str,
    typer.Argument(metavar="POST[@SCHOOL]", help="The post; without a school, for the whole trust: see `post list`."),
]


def post_give(call: Call, key: Key, post: Post, as_: As = "") -> None:
    """Give somebody a post, besides those that they hold."""
    place = call.services()
    _, given = posts.give_post(place, caller(place, as_), key, post)
    call.give(_shape(given), lambda: typer.echo(f"{given.person.name} is {given.post} {_where(given)} now."))


def post_end(call: Call, key: Key, post: Post, as_: As = "") -> None:
    """Take a post from somebody: what they see and do in cases by that post ends with it, and comes back with it.

    Open cases stay without them until the role is given to somebody else: `duecourse assign`.
    """
    place = call.services()
    _, ended = posts.end_post(place, caller(place, as_), key, post)
    said = f"{ended.person.name} is no longer {ended.post} {_where(ended)}."
    call.give(_shape(ended), lambda: typer.echo(said))


def post_list(
    call: Call,
    school: Annotated[str, typer.Option(help="Only at this school: a short name.")] = "",
    known: Annotated[bool, typer.Option("--known", help="Instead: every post that somebody may hold.")] = False,
    as_: As = "",
) -> None:
    """List who holds which post now, and since when and until when where that is known."""
    place = call.services()
    if known:
        # what the policy files say is no secret, and `init` sends people here before there is anybody
        names = posts.known(place, caller(place, as_) if as_ else None)
        call.give(list(names), lambda: bullets(names))
        return
    by = caller(place, as_)
    found = [each for each in posts.holdings(place, by) if school in ("", each.where)]
    zone = place.zone()
    rows = [
        (each.post, each.where or "the whole trust", each.person.key, each.person.name, *_dates(each, zone))
        for each in found
    ]
    headings = ("Post", "At", "Person", "Name", "Since", "Until")
    call.give([_shape(each) for each in found], lambda: table(headings, rows, "Nobody holds a post here."))


def _where(held: HeldPost) -> str:
    return f"at {held.school.name}" if held.school else "for the whole trust"


def _dates(held: HeldPost, zone: tzinfo) -> tuple[str, ...]:
    return tuple(say_moment(moment, zone) if moment else "" for moment in (held.since, held.until))


def _shape(held: HeldPost) -> dict[str, str]:
    return {
        "person": held.person.key,
        "name": held.person.name,
        "post": held.post,
        "school": held.where,
        "since": held.since.isoformat() if held.since else "",
        "until": held.until.isoformat() if held.until else "",
    }
