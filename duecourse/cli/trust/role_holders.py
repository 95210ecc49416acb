"""Who would hold which role of the policy at each school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Annotated

import typer

from duecourse.casework.queries.role_table import HeldRole, RoleAtSchool, RouteAtSchool
from duecourse.casework.queries.role_table import role_table as table_of
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.tables import table
from duecourse.cli.typed import caller
from engine.time.moments import say_beginning, say_moment

PARTS_SAID = {
    "subject": "the one it is about",
    "affected": "affected",
    "reporter": "the reporter",
    "witness": "a reporter who saw it",
}
"""What somebody is to a case."""
HOW = {"held": "", "acting": "acting", "cover": "covers"}


def role_table(
    call: Call,
    school: Annotated[str, typer.Option(help="Only at this school: a short name.")] = "",
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Instead: who takes a role where its holder is part of the case.")
    ] = False,
    as_: As = "",
) -> None:
    """Show who would hold each role of the policy today, who is missing, and where reports about the top lead."""
    place = call.services()
    found = table_of(place, caller(place, as_), school)
    zone = place.zone()
    if conflicts:
        routes = [_route(each, route, zone) for each in found for route in each.routes]
        headings = ("School", "Role", "Where", "is", "it is held by")
        call.give([_shape(each) for each in found], lambda: table(headings, routes, "Nobody holds a role here."))
        return
    rows = [
        (each.school.key, each.title, _who(each, zone), _missing(each, zone), _instead(each, zone)) for each in found
    ]
    call.give(
        [_shape(each) for each in found],
        lambda: table(("School", "Role", "Held by", "Missing", "If the report is about"), rows, "There is no school."),
    )


def _route(each: RoleAtSchool, route: RouteAtSchool, zone: tzinfo) -> tuple[str, ...]:
    parts = " or ".join(PARTS_SAID[part] for part in route.parts)
    return each.school.key, each.title, route.name, parts, _names(route.holders, zone) or "nobody"


def _who(each: RoleAtSchool, zone: tzinfo) -> str:
    return _names(each.holders, zone) or "nobody"


def _names(holders: Sequence[HeldRole], zone: tzinfo) -> str:
    return "; ".join(_said(holder, zone) for holder in holders)


def _said(holder: HeldRole, zone: tzinfo) -> str:
    notes = [holder.post, HOW[holder.how], "steps in" if holder.steps_in else ""]
    until = f"until {say_moment(holder.until, zone)}" if holder.until else ""
    return f"{holder.name} ({', '.join(note for note in (*notes, until) if note)})"


def _missing(each: RoleAtSchool, zone: tzinfo) -> str:
    now = "" if not each.lacks else f"{each.lacks} of {each.needs}" if each.needs > 1 else "nobody holds it"
    if not each.coming:
        return now
    then = f"{each.coming.lacks} missing" if each.coming.lacks else _names(each.coming.holders, zone)
    return f"{now}{'; ' if now else ''}from {say_beginning(each.coming.at, zone)}: {then}"


def _instead(each: RoleAtSchool, zone: tzinfo) -> str:
    return "; ".join(f"{post}: {_names(holders, zone) or 'nobody'}" for post, holders in each.instead)


def _shape(each: RoleAtSchool) -> dict[str, object]:
    return {
        "school": each.school.key,
        "role": each.role,
        "title": each.title,
        "needs": each.needs,
        "missing": each.lacks,
        "holders": [_holder(holder) for holder in each.holders],
        "routes": [
            {"name": route.name, "is": list(route.parts), "holders": [_holder(holder) for holder in route.holders]}
            for route in each.routes
        ],
        "from": {"at": json_shapes.iso(each.coming.at), "missing": each.coming.lacks} if each.coming else None,
        "about": {post: [_holder(holder) for holder in holders] for post, holders in each.instead},
    }


def _holder(holder: HeldRole) -> dict[str, object]:
    return {
        "person": holder.key,
        "name": holder.name,
        "post": holder.post,
        "how": holder.how,
        "until": json_shapes.iso(holder.until),
        "steps_in": holder.steps_in,
    }
