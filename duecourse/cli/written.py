"""What a command says of a step that it took."""

from __future__ import annotations

from collections.abc import Callable

import typer

from duecourse.casework.context.services import Services
from duecourse.casework.queries import case_view
from duecourse.cli import json_shapes
from duecourse.cli.call import Call
from duecourse.outbox import run_outbox
from engine.record.effects import Clocked, LetterChanged
from engine.steps.transition import Step
from engine.time.moments import say_moment


def wrote(call: Call, place: Services, step: Step, show: Callable[[], None] | None = None) -> None:
    """Print what a step wrote, as far as the person who took it may know, and render the drafts it asked for."""
    run_outbox(place)
    told = case_view.own_share(place, step)
    call.give(json_shapes.written(told), show or (lambda: _say_written(place, told)))


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
