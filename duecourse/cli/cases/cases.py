"""Cases as they stand: listed, shown, told, and what may be done in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.contacts import Alarm
from duecourse.casework.context.look.redaction import standing
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.policies.grounds import bound_said
from duecourse.casework.queries.standing_alerts import standing_alerts
from duecourse.casework.queries.story.case_title import case_title
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call
from duecourse.cli.cases.arguments import Reference
from duecourse.cli.cases.told_dangers import alarm_shape, say_dangers
from duecourse.cli.tables import bullets, heading, table
from duecourse.cli.typed import caller
from engine.addresses.reported import host_of
from engine.identity import CASE, InstanceId
from engine.language.vocabulary import CATEGORIES
from engine.reasons import ReasonCode, printed_together
from engine.record.values import Instance
from engine.steps.consequences import active_holds
from engine.steps.options import Option
from engine.time.moments import say_clock, say_moment


def show_case(call: Call, reference: Reference, as_: As = "") -> None:
    """Show one case: its procedures, clocks, addresses, people, letters and alerts."""
    place = call.looking()
    by = caller(place, as_)
    with looking(place, by, reference) as case:
        view, alarms, heard = case.view, case.alarms().waiting, case.heard()
    title = case_title(view, by.viewer.person)
    document = {"title": title, **json_shapes.shown(view), "dangers": [alarm_shape(each) for each in (*alarms, *heard)]}
    call.give(document, lambda: _print_case(view, title, (*alarms, *heard)))


def _print_case(view: CaseView, title: str, alarms: Sequence[Alarm]) -> None:
    case = view.case
    revision = f", revision {case.revision}" if view.everything else ""
    heading(f"{case.reference}: {standing(case).replace('_', ' ')}, {view.school.name}{revision}")
    typer.echo(printable(title))
    _print_shares(view)
    say_dangers(alarms)
    rows = [
        (
            case.code(instance),
            described(view, instance),
            view.policy.track(instance.track).definition.states[instance.state].title,
            "ended"
            if instance.ended
            else ", ".join(active_holds(instance)) and "held: " + ", ".join(active_holds(instance)),
        )
        for instance in view.tracks
    ]
    table(("Code", "Procedure", "Stands at", ""), rows, "Nothing to see.")
    clocks = [
        (
            called(view, clock.on),
            clock.name.replace("_", " "),
            say_clock(clock, view.now, view.calendar.zone),
            bound_said(view.policy, clock.on.track, clock.name),
            printed_together(view.policy.clock_cites(clock.on.track, clock.name)),
        )
        for clock in view.deadlines
        if clock.state == "open"
    ]
    table(("Clock of", "Clock", "Due", "Kind", "Clause"), clocks, "No clock is running.")
    for number, address in case.addresses.items():
        flag = "  [possible illegal image: nobody opens it]" if address.flagged else ""
        typer.echo(f"Address {case.code(address)}: {printable(view.url(number))}{flag}")
    for letter in view.letters:
        typer.echo(f"Letter {case.code(letter)}: {letter.template} ({called(view, letter.on)}), {letter.status}")
    for person, parts in case.people.items():
        said = CATEGORIES.get(case.categories.get(person, ""), "")
        typer.echo(f"{view.name(person)}: {', '.join(parts)}{f' ({said.lower()})' if said else ''}")
    _print_alerts(view)


def _print_shares(view: CaseView) -> None:
    for school, share in view.beside:
        when = say_moment(share.since, view.calendar.zone)
        typer.echo(f"Shared with {school.name} since {when}, by {view.name(share.by)}.")


def _print_alerts(view: CaseView) -> None:
    for alert in standing_alerts(view):
        typer.echo(f"Alert {alert.code} of {called(view, alert.on)}: {alert.says}")


def called(view: CaseView, on: InstanceId) -> str:
    """Call a procedure by its track and code, as commands take it."""
    instance = view.case.tracks.get(on)
    if on == CASE:
        return on.track
    return InstanceId.of(on.track, view.case.code(instance)) if instance else on.track


def described(view: CaseView, instance: Instance) -> str:
    """Say what a procedure is, and of which site where it is about an address."""
    title = view.policy.track(instance.track).definition.title
    number = instance.about.address_number
    return f"{title}: {printable(host_of(view.url(number)))}" if number else title


def printable(text: str) -> str:
    """Show text as it is, with marks that would steer the screen spelled out."""
    return "".join(character if character.isprintable() else f"[U+{ord(character):04X}]" for character in text)


def history(call: Call, reference: Reference, as_: As = "") -> None:
    """Tell the case in plain sentences, oldest first."""
    place = call.looking()
    with looking(place, caller(place, as_), reference, "the history") as case:
        sentences, zone = case.history(), case.zone
    document = [json_shapes.sentence(each) for each in sentences]

    def show() -> None:
        for each in sentences:
            late = "" if each.at == each.happened_at else f" (recorded {say_moment(each.at, zone)})"
            typer.echo(f"{each.code}  {say_moment(each.happened_at, zone)}{late}: {each.says}. By {each.who}.")
            bullets(printable(detail) for detail in each.details)

    call.give(document, show)


def options(
    call: Call,
    reference: Reference,
    every: Annotated[bool, typer.Option("--all", help="Also the steps of procedures that have ended.")] = False,
    as_: As = "",
) -> None:
    """List what may be done now, and what is locked and why."""
    place = call.looking()
    by = caller(place, as_)
    with looking(place, by, reference, "what may be done") as case:
        found, view = case.steps(), case.view
    shapes = [json_shapes.optional(view.case, each) for each in found]
    call.give(shapes, lambda: _print_options(view, found, every))


def _print_options(view: CaseView, found: list[Option], every: bool) -> None:
    heading("You may do now")
    for option in found:
        if option.allowed:
            clause = f" (clause {', '.join(option.clauses)})" if option.clauses else " (the policy is silent)"
            typer.echo(f"  {called(view, option.on)} {option.action}: {option.title}{clause}")
            bullets(_asked(option))
    heading("Locked")
    for option in found:
        over = any(reason.code == ReasonCode.NO_LONGER for reason in option.reasons)
        if option.allowed or (over and not every):
            continue
        clause = f" (clause {', '.join(option.clauses)})" if option.clauses else ""
        typer.echo(f"  {called(view, option.on)} {option.action}: {option.title}{clause}")
        bullets(f"{reason.says} {reason.unlocks}".strip() for reason in option.reasons)


def _asked(option: Option) -> Iterator[str]:
    for ask in option.asks:
        values = f" [{', '.join(ask.options)}]" if ask.options else ""
        given = f" (given: {ask.given})" if ask.given else " (optional)" if ask.optional else ""
        yield f"--fact {ask.name}=…  {ask.ask}{values}{given}"
        yield from (f"{each.answer} follows by itself: {each.because}" for each in ask.proposed if each.starts)
