"""One call of the command line: what was said before the command, and what every command is handed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from duecourse.clock import SystemClock
from duecourse.config import Settings, read_settings

if TYPE_CHECKING:
    # only a command that works on a store pays for what puts one together
    from duecourse.bootstrap import Builder
    from duecourse.casework.context.services import Services
    from engine.ports.time_and_chance import Clock

As = Annotated[str, typer.Option("--as", envvar="DUECOURSE_AS", help="Who you are: a person's short name.")]
Limit = Annotated[int, typer.Option("--limit", help="At most so many lines; without it, all of them.")]
PageOf = Annotated[int, typer.Option("--page", help="Which page of so many lines, from 1.")]
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


NO_STORE = (
    "There is no organisation in {}, and nothing was made there: look for a slip in the name. "
    "`duecourse init` begins a trust, `duecourse run` shows a demo."
)
SAID = 500
"""How many cases are done between two lines in a file of what was said."""


@dataclass
class Progressing:
    """Says how much is done of what takes long: on a terminal all the time, elsewhere now and then."""

    what: str
    things: str = "cases"
    done: int = 0

    def __call__(self, more: int) -> None:
        """Count more of them, and say so."""
        before, self.done = self.done, self.done + more
        if sys.stderr.isatty():
            typer.echo(f"\r{self.what}: {self.done} {self.things}", err=True, nl=False)
        elif self.done // SAID > before // SAID:
            typer.echo(f"{self.what}: {self.done} {self.things}", err=True)


def demand_store(settings: Settings) -> None:
    """Hold that there is a store, before anything is opened: a slip in a name must not leave an empty one behind.

    Raises NotFound. Whether a database that is no file holds one, its own answer tells.
    """
    # only what opens a store pays for it
    from engine.errors import NotFound
    from store.connection.database import sqlite_file

    file = sqlite_file(settings.database)
    if file is not None and not file.exists():
        raise NotFound(NO_STORE.format(file.parent))


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a command is handed: where its store is, what time it is, and for whom it prints.

    `builder` puts the services together, a new one where there is none; `environment` holds the settings, and what
    was said before the command (`data`, `database`) goes before it.
    """

    clock: Clock = field(default_factory=SystemClock)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    builder: Builder | None = None
    data: str = ""
    database: str = ""
    as_json: bool = False
    _opened: list[Services] = field(default_factory=list)
    _looks: ExitStack = field(default_factory=ExitStack)

    @property
    def settings(self) -> Settings:
        """Read the settings of this call. Raises BadInput."""
        return read_settings(self.environment, self.data, self.database)

    def build(self) -> Builder:
        """Give what puts services together."""
        from duecourse.bootstrap import Builder

        return self.builder or Builder()

    def services(self, *, anyhow: bool = False, begins: bool = False, told: Progressing | None = None) -> Services:
        """Put the services together for this call; `anyhow` even where the policy files have faults.

        What a store of an earlier version lacks is worked out first; `told`, or a terminal, is told how far that is.
        A store is made only by what `begins` one. Raises NotFound where there is none.
        """
        if not begins:
            demand_store(self.settings)
        told = told or Progressing("Bringing the lists of an earlier version up to date")
        place = self.build().services(self.settings, self.clock, anyhow=anyhow, told=told)
        self._opened.append(place)
        return place

    def looking(self) -> Services:
        """Put the services together for a command that only reads: everything it reads is one look."""
        from duecourse.casework.context.one_look import looking_once, one_look

        place = looking_once(self.services())
        self._looks.enter_context(one_look(place))
        return place

    def note_refused(self, person: str, command: str) -> None:
        """Write into the security log that somebody was refused at the command line."""
        from duecourse.casework.accounts.security_log import note_refused
        from engine.errors import DuecourseError

        for place in self._opened[-1:]:
            # refused all the same where the database takes nothing
            with suppress(DuecourseError):
                note_refused(place, person, command.replace("_", "-"))

    def leave(self) -> None:
        """Bring into the access chain who looked, once the answer is given, and let go of the database."""
        self._looks.close()
        while self._opened:
            # known to who has opened a store anyhow
            from duecourse.casework.context.access_log import leave

            place = self._opened.pop()
            leave(place)
            place.store.close()

    def give(self, document: Any, show: Callable[[], None]) -> None:
        """Print a result: as JSON, or as a person reads it."""
        if self.as_json:
            typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
        else:
            show()
