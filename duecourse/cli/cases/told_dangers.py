"""Dangers as commands tell of them: who must know, how they are reached, and what was done so that they do."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from duecourse.casework.context.look.contacts import Alarm, together
from duecourse.cli.cases.arguments import DANGER
from duecourse.cli.json_shapes import Shape
from duecourse.cli.tables import bullets
from engine.language.vocabulary import FactKind


def say_dangers(alarms: Sequence[Alarm]) -> None:
    """Say who must know of the dangers, how they are reached, and what was done so that they know."""
    waiting = [alarm for alarm in alarms if alarm.mine or not alarm.is_opened]
    if any(FactKind.DANGER_TO_LIFE in alarm.kinds for alarm in waiting):
        typer.echo("Somebody's life may be in danger: call 999 now, then come back here.")
    if any(FactKind.POSSIBLE_IMAGE in alarm.kinds for alarm in waiting):
        typer.echo("Nobody opens, copies, saves or sends the image, not even as evidence.")
    for alarm in together(alarms):
        if alarm.is_opened and not alarm.mine:
            typer.echo(f"Told at once: {' '.join(alarm.said)} {alarm.truth}")
            continue
        typer.echo(f"{DANGER}: {' '.join(alarm.said)}")
        bullets(line for line in (alarm.introduced, *alarm.ways, alarm.truth) if line)


def alarm_shape(each: Alarm) -> Shape:
    """The shape of one danger and one role that must know of it."""
    return {
        "role": each.role,
        "says": list(each.said),
        "mine": each.mine,
        "opened": each.is_opened,
        "truth": each.truth,
        "people": [
            {
                "name": contact.name,
                "post": contact.post,
                "telephone": contact.telephone,
                "reached": contact.reached,
                "since": contact.since,
                "because": contact.because,
            }
            for contact in each.contacts
        ],
    }
