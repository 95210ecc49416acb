"""Registers of permissions and declarations, and questions about the policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from duecourse.casework.context.look.entries import EntryStatus, RegisterEntry
from duecourse.casework.context.look.lookup import Consulted
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import named
from duecourse.casework.registers import filing
from duecourse.casework.registers.filing import NewEntry
from duecourse.casework.registers.known_to_all import known_to_all
from duecourse.casework.registers.unread import unread as unread_at
from duecourse.cli import json_shapes
from duecourse.cli.call import As, Call, Told
from duecourse.cli.cases.arguments import Facts, Reference
from duecourse.cli.cases.cases import printable
from duecourse.cli.tables import bullets, heading, table
from duecourse.cli.typed import caller, moment_of, pairs
from duecourse.cli.written import wrote
from engine.errors import BadInput
from engine.identity import CaseReference
from engine.time.moments import say_moment

Policy = Annotated[str, typer.Option(help="The policy, if not that of the trust: see `policies`.")]
School = Annotated[str, typer.Option(help="The school's short name; needed where you belong to more than one.")]
MEANT_FOR = (
    "What a permission or an account is for, as some policies leave it to that who gives it: business, official, "
    "speaking, with_pupils, with_parents, to_parents, service_school, service_central, event, made_by_school, "
    "made_by_trust, branding or other."
)
KINDS = "permission, account, account_told, declaration, image_objection, policy_read or expectations_sent."


def register_add(
    call: Call,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=KINDS)],
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What exactly it is, whom it concerns, and why.")],
    meant_for: Annotated[str, typer.Option("--for", help=MEANT_FOR)] = "",
    school: School = "",
    person: Annotated[str, typer.Option(help="Whose entry it is, if not yours: a short name.")] = "",
    manager: Annotated[str, typer.Option(help="Your own manager, where the policy has them give it.")] = "",
    fact: Facts = None,
    policy: Policy = "",
    happened: Told = "",
    as_: As = "",
) -> None:
    """Make an entry. Where the policy asks for approval it then waits for that; everything else is noted."""
    place = call.services()
    new = NewEntry(
        kind=kind,
        words=words,
        meant_for=meant_for,
        school=school,
        person=person,
        policy=policy,
        own=pairs(fact),
        given_to=manager,
        happened_at=moment_of(place, happened),
    )
    step = filing.enter(place, caller(place, as_), new)
    wrote(call, place, step, lambda: _say_filed(step.case.reference, "The entry is made"))


def ask(
    call: Call,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="The question.")],
    school: School = "",
    policy: Policy = "",
    fact: Facts = None,
    as_: As = "",
) -> None:
    """Ask a question about the policy, before anything is posted or done."""
    place = call.services()
    step = filing.ask(place, caller(place, as_), words, school, policy, pairs(fact))
    wrote(call, place, step, lambda: _say_filed(step.case.reference, "The question is asked"))


def _say_filed(reference: CaseReference, says: str) -> None:
    typer.echo(f"{says}: {reference}.")
    typer.echo(f"Go on with: duecourse show {reference} · duecourse options {reference}")


def register_list(
    call: Call,
    kind: Annotated[str, typer.Option(help=f"Only one register: {KINDS}")] = "",
    person: Annotated[str, typer.Option(help="Only whose entry it is: a short name.")] = "",
    standing: Annotated[str, typer.Option(help="Only those that are waiting, not_yet, in_force or ended.")] = "",
    at: Annotated[str, typer.Option("--at", help="How it stood then: ISO time with its offset.")] = "",
    for_case: Annotated[str, typer.Option(help="What applied to the subject of this case; with --on.")] = "",
    on: Annotated[str, typer.Option("--on", help="The procedure that looks at the registers: discipline/1.")] = "",
    unread: Annotated[bool, typer.Option("--unread", help="Instead: who has not read the policy.")] = False,
    for_all: Annotated[
        bool, typer.Option("--for-all", help="Instead: what everybody at the school is to know.")
    ] = False,
    school: School = "",
    as_: As = "",
) -> None:
    """List the entries that you may see, or those that apply to the subject of a case that you look into."""
    place = call.services()
    by, moment = caller(place, as_), moment_of(place, at)
    if unread:
        _list_unread(call, place, by, school)
        return
    if for_all:
        _list_known(call, place, by, moment)
        return
    if for_case or on:
        if not (for_case and on):
            raise BadInput("Say both the case and its procedure: --for-case REF --on discipline/1.")
        looks = named.procedure(place, by, CaseReference(for_case), on)
        found = filing.consult(place, by, CaseReference(for_case), looks, moment)
        call.give(_consulted(found), lambda: _print_consulted(place, found))
        return
    listed = filing.entries(place, by, person=person or None, kind=kind or None, at=moment, standing=standing or None)
    call.give([_shape(each) for each in listed], lambda: _print_entries(place, listed, "There are no entries."))


def register_show(call: Call, reference: Reference, as_: As = "") -> None:
    """Show one entry: what it says, how it stands, and when it was in force."""
    place = call.services()
    entry = filing.entry(place, caller(place, as_), reference)
    call.give(_shape(entry), lambda: _print_entry(place, entry))


def _print_entry(place: Services, entry: RegisterEntry) -> None:
    zone = place.zone()
    heading(f"{entry.reference}: {entry.title}, {entry.name}, {entry.school}")
    at = f" It stands at “{entry.state}”." if entry.standing == EntryStatus.WAITING else ""
    typer.echo(f"{entry.stands}.{at}")
    typer.echo(f"Entered {say_moment(entry.entered_at, zone)}: {printable(entry.words)}")
    for period in entry.periods:
        end = say_moment(period.end, zone) if period.end else "no end set"
        typer.echo(f"In force from {say_moment(period.start, zone)} until {end}")
        bullets([f"Decided {say_moment(period.decided_at, zone)}", *([printable(period.scope)] * bool(period.scope))])
    typer.echo(f"Go on with: duecourse options {entry.reference}")


def _print_entries(place: Services, entries: Sequence[RegisterEntry], empty: str) -> None:
    zone = place.zone()
    rows = [
        (
            each.reference,
            each.kind.replace("_", " "),
            each.name,
            each.stands,
            say_moment(each.period.start, zone) if each.period else "-",
            say_moment(each.period.end, zone) if each.period and each.period.end else "-",
            printable((each.period.scope if each.period else "") or each.words),
        )
        for each in entries
    ]
    table(("Entry", "Register", "Whose", "Stands", "From", "Until", "What"), rows, empty)


def _print_consulted(place: Services, found: Consulted) -> None:
    when = say_moment(found.at, place.zone())
    about = found.name or "Nobody is named yet as the one it is about; an unnamed person"
    empty = f"{about}: no entry was in force on {when}. It is recorded that you looked and found none."
    if found.entries:
        typer.echo(f"In force for {found.name} on {when}; it is recorded that you looked:")
    _print_entries(place, found.entries, empty)


def _list_known(call: Call, place: Services, by: Caller, at: datetime | None) -> None:
    found, zone = known_to_all(place, by, at), place.zone()
    rows = [
        (
            each.kind.replace("_", " "),
            each.school,
            say_moment(each.period.start, zone) if each.period else "-",
            each.words,
        )
        for each in found
    ]
    empty = "Nothing was in force that everybody at your school is to know."
    call.give(
        [
            {"kind": each.kind, "school": each.school, "words": each.words, "from": json_shapes.iso(each.period.start)}
            for each in found
            if each.period
        ],
        lambda: table(("Register", "School", "From", "What"), rows, empty),
    )


def _list_unread(call: Call, place: Services, by: Caller, school: str) -> None:
    found = unread_at(place, by, school)
    document = {
        "school": found.school.key,
        "policy": found.policy.title,
        "approved": found.policy.approved,
        "dated": found.policy.dated,
        "read": found.read,
        "unread": [{"person": each.key, "name": each.name} for each in found.people],
    }

    def show() -> None:
        typer.echo(f"{found.policy.title}, {found.policy.dating}: read by {found.read} at {found.school.name}.")
        rows = [(each.key, each.name) for each in found.people]
        table(("Not read by", "Name"), rows, "Everybody has recorded that they read it.")

    call.give(document, show)


def _consulted(found: Consulted) -> json_shapes.Shape:
    return {
        "case": found.reference,
        "on": found.on,
        "about": found.name,
        "at": json_shapes.iso(found.at),
        "entries": [_shape(each) for each in found.entries],
    }


def _shape(entry: RegisterEntry) -> json_shapes.Shape:
    return {
        "reference": entry.reference,
        "on": entry.on,
        "kind": entry.kind,
        "person": entry.name,
        "school": entry.school,
        "words": entry.words,
        "state": entry.state,
        "standing": str(entry.standing),
        "entered_at": json_shapes.iso(entry.entered_at),
        "periods": [
            {
                "from": json_shapes.iso(each.start),
                "until": json_shapes.iso(each.end),
                "scope": each.scope,
                "decided_at": json_shapes.iso(each.decided_at),
            }
            for each in entry.periods
        ],
    }
