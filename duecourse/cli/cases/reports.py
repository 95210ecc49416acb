"""Reports: an incident is told, and it is said who deals with it and who must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from duecourse.casework.commands import steps
from duecourse.casework.commands.custody.file_limits import demand_limits
from duecourse.casework.commands.custody.malware_checks import refuse_malware
from duecourse.casework.commands.custody.report_files import ReportedFile
from duecourse.casework.commands.outsiders import Outsider
from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.report_form import CAME_BY, came_in, report_form
from duecourse.casework.context.services import Caller, Services
from duecourse.cli.call import As, Call, Told
from duecourse.cli.cases.arguments import About, Addresses, AsGiven, Facts, Names
from duecourse.cli.cases.told_dangers import say_dangers
from duecourse.cli.tables import bullets
from duecourse.cli.typed import caller, moment_of, pairs
from duecourse.cli.written import wrote
from engine.addresses.reported import notes_on
from engine.errors import BadInput
from engine.language.vocabulary import FactKind, Truth
from engine.record.values import Part

NOBODY = "nobody"
REPORTED = (Part.AFFECTED, Part.SUBJECT, Part.REPORTER)
Outsiders = Annotated[
    list[str] | None,
    typer.Option(
        "--outsider",
        metavar="PART=NAME:RELATION",
        help='Somebody who is not of the trust: "subject=Mrs Smith:parent"; affected, subject or reporter; repeatable.',
    ),
]
CameBy = Annotated[
    str, typer.Option(help=f"By which way somebody else told of it: {', '.join(CAME_BY)}.", metavar="WAY")
]
Files = Annotated[
    list[Path] | None, typer.Option("--file", help="A screenshot or file that comes with it; repeatable.")
]
Harmless = Annotated[
    bool,
    typer.Option("--none-may-be-illegal", help="None of the files could show an indecent image of a child."),
]
AtSchool = Annotated[
    str, typer.Option(help="The short name of the school, or of the trust's own place; needed unless you have one.")
]
GivenTo = Annotated[
    list[str] | None,
    typer.Option(
        "--give-to", help="To whom you report it, where the policy has you say so; `nobody` for nobody known."
    ),
]


def open_case(
    call: Call,
    school: AtSchool = "",
    policy: Annotated[str, typer.Option(help="The policy, if not that of the trust: see `policies`.")] = "",
    affected: Names = None,
    address: Addresses = None,
    about: About = None,
    fact: Facts = None,
    reported_by: Annotated[str, typer.Option(help="Who reported it, if not you; `nobody` if anonymous.")] = "",
    outsider: Outsiders = None,
    give_to: GivenTo = None,
    came_by: CameBy = "",
    file: Files = None,
    harmless: Harmless = False,
    happened: Told = "",
    as_given: AsGiven = False,
    as_: As = "",
) -> None:
    """Report an incident: every address has its removal and its clock at once.

    The questions of danger are answered with --fact life_in_danger=, child_at_risk=, personal_data= and illegal_image=:
    yes, no or dont_know. For somebody at the top give --about, or --fact about_post=headteacher: others deal with it.
    """
    by = caller(place := call.services(), as_)
    new = steps.NewReport(
        policy=policy,
        school=school,
        reported_by=_reporter(reported_by, as_),
        affected=affected or (),
        addresses=address or (),
        answers=pairs(fact),
        happened_at=moment_of(place, happened),
        about=_about(about),
        as_given=as_given,
        given_to=_receivers(give_to),
        outsiders=[_outsider(text) for text in outsider or ()],
        files=tuple(_files(place, by, pairs(fact), file or (), harmless=harmless)),
    )
    step = _opened(place, came_in(by, came_by), new)
    wrote(call, place, step, lambda: _say_open(by, step))


def _opened(services: Services, by: Caller, new: steps.NewReport) -> Written:
    step = steps.report(services, by, new)
    say_read(new.addresses, as_given=new.as_given)
    return step


def _reporter(named: str, me: str) -> str:
    return "" if named == NOBODY else named or me


def _about(texts: Sequence[str] | None) -> dict[str, str]:
    return {person: category for person, _, category in (text.partition(":") for text in texts or ())}


def _receivers(named: Sequence[str] | None) -> list[str] | None:
    return None if named is None else [person for person in named if person != NOBODY]


def _files(
    services: Services, by: Caller, answers: Mapping[str, str], paths: Sequence[Path], *, harmless: bool
) -> Iterator[ReportedFile]:
    """Read the files that come with a report, once it is said that none may be such an image. Raises BadInput."""
    if not paths:
        return
    asked = [ask.name for ask in report_form(services, by).dangers if ask.kind is FactKind.POSSIBLE_IMAGE]
    if not harmless or any(answers.get(name) != Truth.NO for name in asked):
        raise BadInput(
            "A file comes with a report only where no indecent image of a child is suspected (illegal_image=no) and "
            "--none-may-be-illegal says that none of the files could show one. Otherwise the address and words are "
            "enough: nobody copies, saves or sends such an image, not even as evidence."
        )
    for path in paths:
        if not path.is_file():
            raise BadInput(f"There is no file {path}.")
    files = [ReportedFile(path.name, path.read_bytes()) for path in paths]
    demand_limits(services, by, [file.content for file in files])
    for file in files:
        refuse_malware(services, file.content)
    yield from files


def _outsider(text: str) -> tuple[Part, Outsider]:
    """Read somebody from outside as PART=NAME:RELATION. Raises BadInput."""
    written, _, rest = text.partition("=")
    name, _, relation = rest.rpartition(":") if ":" in rest else (rest, "", "")
    part = {"affected": "affected person"}.get(written, written)
    if part not in REPORTED or not name.strip():
        raise BadInput(f"'{text}' is not read. Write PART=NAME:RELATION; PART is affected, subject or reporter.")
    return Part(part), Outsider(said={"name": name}, relation=relation)


def say_read(addresses: Sequence[str], *, as_given: bool) -> None:
    """Say beside the result how addresses were read, so that the person who gave them can check it."""
    for note in notes_on(addresses, as_given=as_given):
        typer.echo(note, err=True)


def _say_open(by: Caller, step: Written) -> None:
    typer.echo(f"{step.reference} is open.")
    told = step.after_report(by)
    say_dangers(told.alarms)
    typer.echo(f"Dealt with by: {', '.join(told.dealt_by) or 'nobody yet'}.")
    if step.case.is_part(by.viewer.person, Part.SUBJECT):
        typer.echo("You are one of those whom it is about, so you cannot see it. Write the reference down.")
        typer.echo("What happens next: nothing is decided yet. You are told what it is about and asked for your side.")
        typer.echo(
            "You may take down what you posted yourself, unless you are asked to leave it as it is; then say so to:"
        )
        bullets(told.reached)
    else:
        typer.echo(f"Go on with: duecourse show {step.reference} · duecourse options {step.reference}")
