"""What a command says of a step that it took."""

from __future__ import annotations

from collections.abc import Callable

import typer

from duecourse.casework.context.look.written_case import Written
from duecourse.casework.context.services import Services
from duecourse.cli import json_shapes
from duecourse.cli.call import Call
from duecourse.outbox import run_outbox
from engine.identity import CASE, InstanceId
from engine.record.effects import Clocked, LetterChanged
from engine.time.moments import say_moment


def wrote(call: Call, place: Services, step: Written, show: Callable[[], None] | None = None) -> None:
    """Print what a step wrote, as far as the person who took it may know, and render the drafts it asked for."""
    run_outbox(place)
    call.give(json_shapes.written(step), show or (lambda: _say_written(place, step)))


def _say_written(place: Services, step: Written) -> None:
    revision = f" {step.reference} is at revision {step.revision}." if step.everything else ""
    typer.echo(f"Done.{revision}")
    zone = place.zone()
    for effect in (effect for entry in step.entries for effect in entry.event.effects):
        if isinstance(effect, Clocked) and effect.deadline.state == "open" and effect.deadline.due_at:
            clock = effect.deadline
            when = f"{'from' if clock.not_before else 'until'} {say_moment(effect.deadline.due_at, zone)}"
            typer.echo(f"  Clock “{clock.name}” of {called(step, clock.on)}: {when}.")
        if isinstance(effect, LetterChanged):
            letter = effect.letter
            typer.echo(f"  Letter {step.code_of(letter)} ({letter.template}): {letter.status}.")


def called(step: Written, on: InstanceId) -> str:
    """Call a procedure by its track and code, as commands take it."""
    return on.track if on == CASE else InstanceId.of(on.track, step.case.codes.of_procedure(on))
