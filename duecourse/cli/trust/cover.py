"""Who covers which post for whom, and until when."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.administration import cover
from duecourse.casework.administration.cover import Covering
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.trust.posts import From, On, dates, shape_of_post, shapes_of_posts
from duecourse.cli.typed import beginning_of, caller, ending_of
from engine.errors import BadInput
from engine.time.moments import say_ending

Who = Annotated[str, typer.Argument(metavar="PERSON", help="Who covers: a short name.")]
Away = Annotated[str, typer.Argument(metavar="AWAY", help="Who is away: a short name.")]
Post = Annotated[str, typer.Option(help="POST[@SCHOOL]; needed where the person who is away holds several.")]


def cover_give(
    call: Call,
    key: Who,
    away: Away,
    to: Annotated[str, typer.Option("--to", help="The last day, or ISO time with its offset.")] = "",
    from_: From = "",
    post: Post = "",
    as_: As = "",
) -> None:
    """Let somebody cover a post for somebody who is away; the one who is away keeps it."""
    place = call.services()
    until = ending_of(place, to)
    if until is None:
        raise BadInput("Say until when: --to DAY. For a time without an end, give the post itself: `post give`.")
    said = Covering(post=post, since=beginning_of(place, from_), until=until)
    given = cover.give_cover(place, caller(place, as_), key, away, said)
    whom = given.instead_of.name if given.instead_of else away
    at = f"at {given.school.name}" if given.school else "for the whole trust"
    call.give(
        shape_of_post(given),
        lambda: typer.echo(
            f"{given.person.name} covers {given.post} {at} for {whom} until {say_ending(until, place.zone())}."
        ),
    )


def cover_end(call: Call, key: Who, away: Away, post: Post = "", on: On = "", as_: As = "") -> None:
    """End what somebody covers for somebody else: all of it, or one post."""
    place = call.services()
    found = cover.end_cover(place, caller(place, as_), key, away, post=post, on=ending_of(place, on))
    posts = ", ".join(each.post for each in found)
    call.give(
        shapes_of_posts(found),
        lambda: typer.echo(f"{found[0].person.name} covers {posts} until {dates(found[0], place.zone())[1]}."),
    )


def cover_list(
    call: Call, all_: Annotated[bool, typer.Option("--all", help="Also cover that is over.")] = False, as_: As = ""
) -> None:
    """List who covers which post for whom, now or later."""
    place = call.services()
    found = cover.covers(place, caller(place, as_), always=all_)
    zone = place.zone()
    rows = [
        (
            each.person.name,
            each.post,
            each.where or "the whole trust",
            each.instead_of.name if each.instead_of else "",
            *dates(each, zone),
        )
        for each in found
    ]
    headings = ("Covers", "Post", "At", "For", "From", "Until")
    call.give(shapes_of_posts(found), lambda: table(headings, rows, "Nobody covers for anybody."))
