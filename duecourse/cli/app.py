"""The application, its options, and how it ends: 0 done, 2 a person's mistake or a refusal, 1 our fault."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from getpass import getuser
from typing import Annotated, Any

import typer

from duecourse.bootstrap import build_office
from duecourse.casework.administration.beginning import is_begun
from duecourse.casework.context.services import Caller, Services, person_of
from duecourse.casework.queries import case_view
from duecourse.cli import shapes
from duecourse.clock import SystemClock
from duecourse.config import Settings, read_settings
from duecourse.identifiers import RandomIdentifiers
from duecourse.outbox import run_outbox
from engine.errors import BadAnswers, BadFiles, BadInput, Mistake, Refused, Unavailable, from_system
from engine.ports.records import Viewer
from engine.ports.store import Clock
from engine.reasons import INPUT, Reason
from engine.record.effects import Clocked, LetterChanged
from engine.steps.transition import Step
from engine.time.moments import parse_moment, say_moment

log = logging.getLogger("duecourse")
clock: Callable[[], Clock] = SystemClock
"""Where a command takes its clock from; tests put their own in its place."""

As = Annotated[str, typer.Option("--as", envvar="DUECOURSE_AS", help="Who you are: a person's short name.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Data = Annotated[str, typer.Option("--data", help="The folder of the store and the evidence.")]
DatabaseUrl = Annotated[str, typer.Option("--database", help="The database: sqlite:///FILE or postgresql://…")]
Happened = Annotated[str, typer.Option("--happened", help="When it took place: ISO time with its offset.")]
Told = Annotated[
    str,
    typer.Option(
        "--happened", help="When we were told, if not just now: ISO time with its offset. Deadlines run from it."
    ),
]


@dataclass
class Options:
    """What was said before the command."""

    data: str = ""
    database: str = ""


options = Options()


def before(data: Data = "", database: DatabaseUrl = "") -> None:
    """Duecourse: due process, on time."""
    options.data, options.database = data, database


def settings(data: str = "", database: str = "") -> Settings:
    """Read the settings for this call."""
    return read_settings(os.environ, data or options.data, database or options.database)


def services(*, anyhow: bool = False) -> Services:
    """Put the office together for this call; `anyhow` even where the policy files have faults."""
    return build_office(settings(), clock(), anyhow=anyhow)


def is_empty(place: Services) -> bool:
    """Say whether this store holds no organisation yet."""
    with place.store.reading() as reading:
        return not is_begun(reading)


def caller(place: Services, person: str) -> Caller:
    """Find out for whose eyes this call is. Raises BadInput where nobody was named."""
    if not person:
        raise BadInput("Say who you are: --as SHORT-NAME, or set DUECOURSE_AS.")
    with place.store.reading() as reading:
        organisation = reading.organisation()
        known = person_of(reading, organisation.id, person)
    if not known.active:
        raise BadInput(f"{known.name} has left and can no longer act here.")
    return Caller(
        Viewer(organisation.id, known.id),
        f"at the command line by the system account {getuser()} as {person}",
    )


def give(document: Any, as_json: bool, show: Callable[[], None]) -> None:
    """Print a result: as JSON, or as a person reads it."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        show()


def wrote(place: Services, step: Step, as_json: bool, show: Callable[[], None] | None = None) -> None:
    """Print what a step wrote, as far as the person who took it may know, and render the drafts that it asked for."""
    run_outbox(place)
    told = case_view.own_share(place, step)
    give(shapes.written(told), as_json, show or (lambda: _say_written(place, told)))


def _say_written(place: Services, step: Step) -> None:
    revision = f" {step.case.reference} is at revision {step.case.revision}." if step.case.revision else ""
    typer.echo(f"Done.{revision}")
    zone = place.zone()
    for effect in (effect for entry in step.entries for effect in entry.event.effects):
        if isinstance(effect, Clocked) and effect.deadline.state == "open" and effect.deadline.due_at:
            clock = effect.deadline
            typer.echo(f"  Clock “{clock.name}” of {clock.on}: until {say_moment(effect.deadline.due_at, zone)}.")
        if isinstance(effect, LetterChanged):
            letter = effect.letter
            typer.echo(f"  Letter {letter.number} ({letter.template}): {letter.status}.")


def moment_of(place: Services, text: str) -> datetime | None:
    """Read a time that was typed; None where nothing was. Raises BadTime for one without a single meaning."""
    return parse_moment(text, place.zone()) if text else None


def pairs(given: list[str] | None) -> dict[str, str]:
    """Read NAME=VALUE options; a name given twice makes a list. Raises BadInput."""
    found: dict[str, str] = {}
    for text in given or ():
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise BadInput(f"'{text}' is not of the form NAME=VALUE.")
        name = name.strip()
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def run(app: typer.Typer) -> None:
    """Run the command line and end with the right code."""
    ended: object = None
    try:
        # outside standalone mode the code of an Exit is given back, not raised
        ended = app(standalone_mode=False)
    except OSError as error:
        ended = _end(from_system(error))
    except Exception as error:
        ended = _end(error)
    if isinstance(ended, int) and ended:
        sys.exit(ended)


def _end(error: Exception) -> int:
    """Say what went wrong to whom it concerns. Gives the code to end with."""
    match error:
        case Refused():
            return _refuse(error.reasons)
        case BadAnswers():
            return _refuse(tuple(replace(each, says=f"{each.field}: {each.says}") for each in error.reasons))
        case BadFiles():
            typer.echo(str(error), err=True)
            return 2
        case Mistake():
            return _refuse((Reason(error.code, INPUT, str(error)),))
        case Unavailable():
            # outside, and nobody's mistake: by which way we came there would tell nobody anything
            typer.echo(str(error), err=True)
            return 1
        case typer.Abort():
            return 2
    return _fail(error)


def _refuse(reasons: tuple[Reason, ...]) -> int:
    if "--json" in sys.argv:
        told = {"refused": True, "reasons": shapes.reasons(reasons)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    for reason in reasons:
        clause = f" (clause {reason.clause})" if reason.clause else ""
        unlocks = f" {reason.unlocks}" if reason.unlocks else ""
        typer.echo(f"{reason.says}{clause}{unlocks}", err=True)
    return 2


def _fail(error: Exception) -> int:
    """Tell a usage mistake as one; anything else is ours, and is logged with a reference."""
    message = getattr(error, "format_message", None)
    if message is not None:
        typer.echo(f"{message()} Try --help.", err=True)
        return 2
    reference = RandomIdentifiers().identifier()
    log.error("A command failed.", exc_info=error, extra={"action": "command", "reference": reference})
    typer.echo(f"Something went wrong on our side. Nothing of this step was kept. Reference: {reference}", err=True)
    return 1
