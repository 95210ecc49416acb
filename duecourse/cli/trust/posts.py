"""Who holds which post, acts in it, and covers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Annotated

import typer

from duecourse.casework.administration import posts
from duecourse.casework.administration.holdings import HeldPost
from duecourse.casework.administration.value_checks import posts_known
from duecourse.cli.call import As, Call
from duecourse.cli.tables import bullets, table
from duecourse.cli.typed import beginning_of, caller, ending_of
from engine.identity import PostName
from engine.time.moments import say_beginning, say_ending

Key = Annotated[str, typer.Argument(metavar="PERSON", help="The person's short name.")]
Post = Annotated[
    str,
    typer.Argument(metavar="POST[@SCHOOL]", help="The post; without a school, for the whole trust: see `post list`."),
]
From = Annotated[
    str, typer.Option("--from", help="Its first day, or ISO time with its offset; without it, from now on.")
]
To = Annotated[str, typer.Option("--to", help="Its last day, or ISO time with its offset.")]
On = Annotated[str, typer.Option("--on", help="The last day, or ISO time with its offset; without it, now.")]
KINDS = {"held": "", "acting": "acting", "cover": "cover"}


def post_give(
    call: Call,
    key: Key,
    post: Post,
    from_: From = "",
    to: To = "",
    acting: Annotated[
        bool, typer.Option("--acting", help="In place of its holder, who has it back afterwards.")
    ] = False,
    instead_of: Annotated[str, typer.Option(help="With --acting: the holder's short name.")] = "",
    as_: As = "",
) -> None:
    """Give somebody a post, besides those that they hold; with --acting, in place of its holder."""
    place = call.services()
    zone = place.zone()
    giving = posts.Giving(
        post=post,
        since=beginning_of(place, from_),
        until=ending_of(place, to),
        acting=acting,
        instead_of=instead_of,
    )
    _, given = posts.give_post(place, caller(place, as_), key, giving)
    now = place.clock.now()
    is_now = (given.since or now) <= now
    verb = "is" if is_now else "will be"
    post_said = f"acting {given.post}" if given.kind == "acting" else given.post
    when = f"{' now' if is_now else ''}{_span(given, zone, is_now)}"
    said = f"{given.person.name} {verb} {post_said} {_where(given)}{when}."
    call.give(shape_of_post(given), lambda: _tell(said, given))


def _tell(said: str, given: HeldPost) -> None:
    """Say what was given, and who steps aside for it."""
    typer.echo(said)
    if given.kind == "acting" and given.instead_of:
        typer.echo(
            f"{given.instead_of.name} steps aside for that time: what they see and do in cases by this post ends and "
            "begins again with these dates."
        )


def post_end(call: Call, key: Key, post: Post, on: On = "", as_: As = "") -> None:
    """Take a post from somebody: what they see and do in cases by that post ends with it, and comes back with it.

    Open cases stay without them until the role is given to somebody else: `duecourse assign`.
    """
    place = call.services()
    _, ended = posts.end_post(place, caller(place, as_), key, post, ending_of(place, on))
    if ended.until and ended.until > place.clock.now():
        said = f"{ended.person.name} is {ended.post} {_where(ended)} until {say_ending(ended.until, place.zone())}."
    else:
        said = f"{ended.person.name} is no longer {ended.post} {_where(ended)}."
    call.give(shape_of_post(ended), lambda: typer.echo(said))


def post_list(
    call: Call,
    school: Annotated[str, typer.Option(help="Only at this school: a short name.")] = "",
    known: Annotated[bool, typer.Option("--known", help="Instead: every post that somebody may hold.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Also posts that are over and that are to come.")] = False,
    as_: As = "",
) -> None:
    """List who holds which post now, and since when and until when where that is known."""
    if known and not as_:
        # what the policy files say is no secret, and `init` sends people here before there is anything
        _list_known(call, posts_known(call.build().library(call.settings)))
        return
    place = call.services()
    by = caller(place, as_)
    if known:
        _list_known(call, posts.known(place, by))
        return
    found = [each for each in posts.holdings(place, by, always=all_) if school in ("", each.where)]
    zone = place.zone()
    rows = [
        (
            each.post,
            each.where or "the whole trust",
            each.person.key,
            each.person.name,
            *dates(each, zone),
            how(each),
        )
        for each in found
    ]
    headings = ("Post", "At", "Person", "Name", "Since", "Until", "")
    call.give(shapes_of_posts(found), lambda: table(headings, rows, "Nobody holds a post here."))


def how(held: HeldPost) -> str:
    """Say that a post is exercised by somebody acting or covering, and for whom."""
    kind = KINDS[held.kind]
    return f"{kind} for {held.instead_of.name}" if kind and held.instead_of else kind


def _where(held: HeldPost) -> str:
    return f"at {held.school.name}" if held.school else "for the whole trust"


def _span(held: HeldPost, zone: tzinfo, is_now: bool) -> str:
    since = f" from {say_beginning(held.since, zone)}" if held.since and not is_now else ""
    return f"{since} until {say_ending(held.until, zone)}" if held.until else since


def dates(held: HeldPost, zone: tzinfo) -> tuple[str, ...]:
    """Say since when and until when, "" where nobody noted it."""
    since = say_beginning(held.since, zone) if held.since else ""
    return since, say_ending(held.until, zone) if held.until else ""


def shapes_of_posts(found: Sequence[HeldPost]) -> list[dict[str, str]]:
    """Give posts as JSON."""
    return [shape_of_post(each) for each in found]


def shape_of_post(held: HeldPost) -> dict[str, str]:
    """Give a post as JSON."""
    return {
        "person": held.person.key,
        "name": held.person.name,
        "post": held.post,
        "school": held.where,
        "since": held.since.isoformat() if held.since else "",
        "until": held.until.isoformat() if held.until else "",
        "kind": held.kind,
        "instead_of": held.instead_of.key if held.instead_of else "",
    }


def _list_known(call: Call, names: Sequence[PostName]) -> None:
    call.give(list(names), lambda: bullets(names))
