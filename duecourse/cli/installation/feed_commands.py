"""Your deadlines in your own calendar: a secret address made, replaced, looked at and ended."""

from __future__ import annotations

from typing import Annotated

import typer

from duecourse.casework.accounts.calendar_feeds import FeedState, end_feed, feed_path, feeds, make_feed, own_feed
from duecourse.casework.administration.trust_facts import trust
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.errors import BadInput
from engine.time.moments import say_moment

NONE = "There is no calendar feed. `duecourse feed make` makes one."


def feed_show(call: Call, as_: As = "") -> None:
    """Say whether you have a calendar feed, and when which kind of program last fetched it."""
    place = call.services()
    found, zone = own_feed(place, caller(place, as_)), place.zone()

    def show() -> None:
        if found.made_at is None:
            typer.echo(NONE)
            return
        typer.echo(f"Your calendar feed was made on {say_moment(found.made_at, zone)}.")
        for program, at in found.fetched.items():
            typer.echo(f"Last fetched by {program}: {say_moment(at, zone)}.")
        if not found.fetched:
            typer.echo("Nothing has fetched it yet.")

    call.give(_shape(found), show)


def feed_make(call: Call, as_: As = "") -> None:
    """Make a secret address for your calendar, in the place of the one before, which ends at once.

    It is printed this once. Anybody who has it can read your references and times.
    """
    place = call.services()
    who = caller(place, as_)
    site = trust(place).settings.get("web_address", "").rstrip("/")
    if not site:
        raise BadInput(
            "Where people find this site is not known. An administrator sets it: `duecourse setting set web_address "
            "https://…`. Or make the feed in the browser, under “Deadlines in my calendar”."
        )
    address = f"{site}{feed_path(make_feed(place, who))}"

    def show() -> None:
        typer.echo(address)
        typer.echo(
            "Copy it into your calendar now: it is not shown again. Give it to nobody: with it, anybody can read your "
            "references and times.",
            err=True,
        )

    call.give({"address": address}, show)


def feed_end(
    call: Call,
    person: Annotated[str, typer.Option("--person", help="Somebody whom you keep, by short name; else yours.")] = "",
    as_: As = "",
) -> None:
    """End your calendar feed, or as somebody who keeps people that of somebody else; its address gives nothing more."""
    place = call.services()
    whose = end_feed(place, caller(place, as_), person)
    call.give({"ended": True, "person": whose.key}, lambda: typer.echo(f"The calendar feed of {whose.name} has ended."))


def feed_list(call: Call, as_: As = "") -> None:
    """List who has a calendar feed and when it was last fetched, without any address. For those who keep people."""
    place = call.services()
    found, zone = feeds(place, caller(place, as_)), place.zone()
    rows = [
        (
            each.person.key,
            each.person.name,
            say_moment(each.made_at, zone) if each.made_at else "",
            ", ".join(f"{program}: {say_moment(at, zone)}" for program, at in each.fetched.items()) or "not yet",
        )
        for each in found
    ]
    headings = ("Person", "Name", "Made", "Last fetched")
    call.give([_shape(each) for each in found], lambda: table(headings, rows, "Nobody has a calendar feed."))


def _shape(found: FeedState) -> dict[str, object]:
    return {"person": found.person.key, "made_at": found.made_at, "fetched": dict(found.fetched)}
