"""Cases: report, list, view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer

from duecourse.casework.commands import steps
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.look.contacts import Alarm, together
from duecourse.casework.context.look.danger import marks
from duecourse.casework.context.look.redaction import standing
from duecourse.casework.context.look.view import CaseView
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Caller
from duecourse.casework.queries import case_lists, case_view
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Limit, PageOf, Told
from duecourse.cli.tables import bullets, heading, table
from duecourse.cli.typed import caller, moment_of, pairs, part_of
from duecourse.cli.written import wrote
from engine.addresses.reported import notes_on
from engine.identity import CaseReference
from engine.language.vocabulary import CATEGORIES, FactKind
from engine.reasons import ReasonCode
from engine.record.values import Part
from engine.steps.consequences import active_holds
from engine.steps.options import Option
from engine.time.moments import say_left, say_moment

CATEGORY_HELP = f"What they are to the school: {', '.join(CATEGORIES)}."
Reference = Annotated[
    CaseReference,
    typer.Argument(metavar="REF", help="The reference of the case: LUM-2026-0042."),
]
AnyReference = Annotated[CaseReference, typer.Argument(metavar="REF", help="One case; all of them without it.")]
On = Annotated[str, typer.Argument(metavar="TRACK[/N]", help="The instance: removal/2. Without a number, the first.")]
Facts = Annotated[list[str] | None, typer.Option("--fact", help="An answer, NAME=VALUE; give it as often as needed.")]
Names = Annotated[list[str] | None, typer.Option("--for", help="A person affected, by short name; repeatable.")]
About = Annotated[
    list[str] | None,
    typer.Option("--about", help=f"Whom it is about; they never see it. {CATEGORY_HELP}", metavar="PERSON[:CATEGORY]"),
]
Addresses = Annotated[list[str] | None, typer.Option("--address", help="A web address; repeatable.")]
AsGiven = Annotated[
    bool,
    typer.Option(
        "--as-given",
        help="Keep addresses exactly as typed, also those of an app or a search engine around another address.",
    ),
]
NOBODY, DANGER = "nobody", "DANGER"


def open_case(
    call: Call,
    school: Annotated[str, typer.Option(help="The school's short name.")],
    policy: Annotated[str, typer.Option(help="The policy, if not that of the trust: see `policies`.")] = "",
    affected: Names = None,
    address: Addresses = None,
    about: About = None,
    fact: Facts = None,
    reported_by: Annotated[str, typer.Option(help="Who reported it, if not you; `nobody` if anonymous.")] = "",
    happened: Told = "",
    as_given: AsGiven = False,
    as_: As = "",
) -> None:
    """Report an incident: every address has its removal and its clock at once.

    The four questions of danger are answered with --fact life_in_danger=, child_at_risk=, personal_data= and
    illegal_image=, each yes, no or dont_know. Where it is about somebody at the top, --about names them, or --fact
    about_post=headteacher names the person who holds the post; those whom the policy names then deal with it.
    """
    place = call.services()
    by = caller(place, as_)
    reporter = "" if reported_by == NOBODY else reported_by or as_
    new = steps.NewReport(
        policy=policy,
        school=school,
        reported_by=reporter,
        affected=affected or (),
        addresses=address or (),
        answers=pairs(fact),
        happened_at=moment_of(place, happened),
        about={person: category for person, _, category in (text.partition(":") for text in about or ())},
        as_given=as_given,
    )
    step = steps.report(place, by, new)
    say_read(new.addresses, as_given=as_given)
    wrote(call, place, step, lambda: _say_open(by, step))


def say_read(addresses: Sequence[str], *, as_given: bool) -> None:
    """Say beside the result how addresses were read, so that the person who gave them can check it."""
    for note in notes_on(addresses, as_given=as_given):
        typer.echo(note, err=True)


def _say_open(by: Caller, step: Written) -> None:
    typer.echo(f"{step.reference} is open.")
    told = step.after_report(by)
    _say_dangers(told.alarms)
    typer.echo(f"Dealt with by: {', '.join(told.dealt_by) or 'nobody yet'}.")
    if step.case.is_part(by.viewer.person, Part.SUBJECT):
        typer.echo("You are one of those whom it is about, so you cannot see it. Write the reference down.")
    else:
        typer.echo(f"Go on with: duecourse show {step.reference} · duecourse options {step.reference}")


def _say_dangers(alarms: Sequence[Alarm]) -> None:
    """Say who must know of the dangers, how they are reached, and what was done so that they know."""
    if any(FactKind.DANGER_TO_LIFE in alarm.kinds for alarm in alarms):
        typer.echo("Somebody's life may be in danger: call 999 now, then come back here.")
    if any(FactKind.POSSIBLE_IMAGE in alarm.kinds for alarm in alarms):
        typer.echo("Nobody opens, copies, saves or sends the image, not even as evidence.")
    for alarm in together(alarms):
        typer.echo(f"{DANGER}: {' '.join(alarm.said)}")
        bullets(line for line in (alarm.introduced, *(each.says for each in alarm.contacts), alarm.truth) if line)


def list_cases(call: Call, limit: Limit = 0, page: PageOf = 1, as_: As = "") -> None:
    """List the cases that you may see: dangers that you must act on first, then those with the earliest deadline."""
    place = call.services()
    by = caller(place, as_)
    marked = {mark.reference for mark in marks(place, by)}
    rows = sorted(case_lists.cases(place, by, part_of(limit, page)), key=lambda row: row.reference not in marked)
    now, zone = place.clock.now(), place.zone()
    document = [
        {
            "reference": row.reference,
            "policy": row.policy,
            "status": row.status,
            "reported_at": json_shapes.iso(row.reported_at),
            "next_due_at": json_shapes.iso(row.next_due_at),
            "revision": row.revision or None,
            "danger": row.reference in marked,
        }
        for row in rows
    ]
    lines = [
        (
            row.reference,
            row.status.replace("_", " ") + (f", {DANGER}" if row.reference in marked else ""),
            say_moment(row.reported_at, zone),
            say_left(now, row.next_due_at) if row.next_due_at else "-",
        )
        for row in rows
    ]
    call.give(
        document,
        lambda: table(("Case", "Status", "Reported", "Next clock"), lines, "You have no cases."),
    )


def show_case(call: Call, reference: Reference, as_: As = "") -> None:
    """Show one case: its procedures, clocks, addresses, people, letters and alerts."""
    place = call.services()
    by = caller(place, as_)
    with looking(place, by, reference) as case:
        view, alarms = case.view, case.dangers()
    call.give(json_shapes.shown(view), lambda: _print_case(view, alarms))


def _print_case(view: CaseView, alarms: Sequence[Alarm]) -> None:
    case, zone = view.case, view.calendar.zone
    revision = f", revision {case.revision}" if view.everything else ""
    heading(f"{case.reference}: {standing(case).replace('_', ' ')}, {view.school.name}{revision}")
    _say_dangers(alarms)
    rows = [
        (
            instance.on,
            view.policy.track(instance.track).definition.states[instance.state].title,
            "ended"
            if instance.ended
            else ", ".join(active_holds(instance)) and "held: " + ", ".join(active_holds(instance)),
        )
        for instance in view.tracks
    ]
    table(("Procedure", "Stands at", ""), rows, "Nothing to see.")
    clocks = [
        (
            clock.on,
            clock.name.replace("_", " "),
            _due(view, clock.due_at),
            clock.binding,
            ", ".join(view.policy.clock_cites(clock.on.track, clock.name)),
        )
        for clock in view.deadlines
        if clock.state == "open"
    ]
    table(("Clock of", "Clock", "Due", "Kind", "Clause"), clocks, "No clock is running.")
    for number, address in case.addresses.items():
        flag = "  [possible illegal image: nobody opens it]" if address.flagged else ""
        typer.echo(f"Address {number}: {printable(view.url(number))}{flag}")
    for letter in view.letters:
        typer.echo(f"Letter {letter.number}: {letter.template} ({letter.on}), {letter.status}")
    for person, parts in case.people.items():
        said = CATEGORIES.get(case.categories.get(person, ""), "")
        typer.echo(f"{view.name(person)}: {', '.join(parts)}{f' ({said.lower()})' if said else ''}")
    for alert in case.alerts.values():
        if alert.status == "raised":
            when = say_moment(alert.breached_at, zone)
            typer.echo(f"Alert {alert.number}: “{alert.deadline}” of {alert.on}, {alert.alert}, {when}")


def printable(text: str) -> str:
    """Show text as it is, with marks that would steer the screen spelled out."""
    return "".join(character if character.isprintable() else f"[U+{ord(character):04X}]" for character in text)


def _due(view: CaseView, moment: datetime | None) -> str:
    if moment is None:
        return "stands still"
    return f"{say_moment(moment, view.calendar.zone)} ({say_left(view.now, moment)})"


def history(call: Call, reference: Reference, as_: As = "") -> None:
    """Tell the case in plain sentences, oldest first."""
    place = call.services()
    with looking(place, caller(place, as_), reference, "the history") as case:
        sentences, zone = case.history(), case.zone
    document = [
        {
            "number": each.number or None,
            "at": json_shapes.iso(each.at),
            "happened_at": json_shapes.iso(each.happened_at),
            "who": each.who,
            "says": each.says,
            "details": list(each.details),
        }
        for each in sentences
    ]

    def show() -> None:
        for each in sentences:
            late = "" if each.at == each.happened_at else f" (recorded {say_moment(each.at, zone)})"
            number = f"{each.number}. " if each.number else ""
            typer.echo(f"{number}{say_moment(each.happened_at, zone)}{late}: {each.says}. By {each.who}.")
            bullets(printable(detail) for detail in each.details)

    call.give(document, show)


def options(
    call: Call,
    reference: Reference,
    every: Annotated[bool, typer.Option("--all", help="Also the steps of procedures that have ended.")] = False,
    as_: As = "",
) -> None:
    """List what may be done now, and what is locked and why."""
    place = call.services()
    by = caller(place, as_)
    found = case_view.possible(place, by, reference)
    call.give([json_shapes.optional(each) for each in found], lambda: _print_options(found, every))


def _print_options(found: list[Option], every: bool) -> None:
    heading("You may do now")
    for option in found:
        if option.allowed:
            clause = f" (clause {', '.join(option.clauses)})" if option.clauses else " (the policy is silent)"
            typer.echo(f"  {option.on} {option.action}: {option.title}{clause}")
            bullets(_asked(option))
    heading("Locked")
    for option in found:
        over = any(reason.code == ReasonCode.NO_LONGER for reason in option.reasons)
        if option.allowed or (over and not every):
            continue
        clause = f" (clause {', '.join(option.clauses)})" if option.clauses else ""
        typer.echo(f"  {option.on} {option.action}: {option.title}{clause}")
        bullets(f"{reason.says} {reason.unlocks}".strip() for reason in option.reasons)


def _asked(option: Option) -> Iterator[str]:
    for ask in option.asks:
        values = f" [{', '.join(ask.options)}]" if ask.options else ""
        given = f" (given: {ask.given})" if ask.given else " (optional)" if ask.optional else ""
        yield f"--fact {ask.name}=…  {ask.ask}{values}{given}"
