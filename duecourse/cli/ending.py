"""How a call ends: 0 done, 2 a person's mistake or a refusal, 1 our fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import typer

from duecourse.logs.log import Log
from engine.errors import BadAnswers, BadFiles, Mistake, Refused, Unavailable, from_system
from engine.reasons import INPUT, Reason, ReasonCode

log = Log("duecourse")


def end(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong to whom it concerns, as JSON too where that was asked for. Gives the code to end with."""
    match from_system(error) if isinstance(error, OSError) else error:
        case Refused() as refused:
            return _refuse(refused.reasons, as_json=as_json)
        case BadAnswers() as bad:
            found = (replace(each, says=f"{each.field}: {each.says}") for each in bad.reasons)
            return _refuse(tuple(found), as_json=as_json)
        case BadFiles() as bad:
            typer.echo(str(bad), err=True)
            return 2
        case Mistake() as mistake:
            return _refuse((Reason(code=mistake.code, source=INPUT, says=str(mistake)),), as_json=as_json)
        case Unavailable() as away:
            # outside, and nobody's mistake: by which way we came there would tell nobody anything
            typer.echo(str(away), err=True)
            return 1
        case typer.Abort():
            return 2
        case _:
            return _end_other(error, as_json=as_json)


def _end_other(error: Exception, *, as_json: bool) -> int:
    if (message := getattr(error, "format_message", None)) is not None:
        # the way the command was typed
        return _refuse(
            (Reason(code=ReasonCode.BAD_INPUT, source=INPUT, says=f"{message()} Try --help."),), as_json=as_json
        )
    return _fail(error)


def _refuse(reasons: Sequence[Reason], *, as_json: bool) -> int:
    if as_json:
        # what a refusal looks like is known where it is made; a call that ends well never needs it
        from duecourse.cli import json_shapes

        told = {"refused": True, "reasons": json_shapes.reasons(reasons)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    for reason in reasons:
        clause = f" (clause {reason.printed})" if reason.clause else ""
        unlocks = f" {reason.unlocks}" if reason.unlocks else ""
        typer.echo(f"{reason.says}{clause}{unlocks}", err=True)
    return 2


def _fail(error: Exception) -> int:
    """Log what is ours, and tell the reference by which it is found."""
    reference = log.fault("command-failed", "A command failed.", error)
    typer.echo(f"Something went wrong on our side. Nothing of this step was kept. Reference: {reference}", err=True)
    return 1
