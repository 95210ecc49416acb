"""Serving: the site with the scheduler beside it, or the scheduler alone."""

from __future__ import annotations

import logging
import threading
from typing import Annotated

import typer

from duecourse.bootstrap import directory
from duecourse.casework.office import Office
from duecourse.cli.app import is_empty, office
from duecourse.cli.printing import heading, table
from duecourse.cli.stopping import Stopping
from duecourse.demo import DEMO_PASSWORD, make_accounts, make_demo
from duecourse.passwords import Argon2Passwords
from duecourse.scheduler import Runner
from duecourse.web.app import build_app
from duecourse.web.server import Server
from duecourse.web.settings import WebSettings
from engine.errors import Unavailable

LOOK_SECONDS = 1
"""How often it is looked whether every part still lives."""

AGAIN_SECONDS = 5

PEOPLE = (
    ("oakfield-teacher", "a teacher who is affected"), ("oakfield-senior", "a senior manager"),
    ("oakfield-head", "a headteacher"), ("oakfield-deputy", "a deputy head, who checks"),
    ("oakfield-dsl", "a safeguarding lead"), ("oakfield-chair", "a chair of governors"),
    ("dpo", "the data protection officer"), ("hr", "HR"), ("hearing-one", "a member of a hearing panel"),
)  # fmt: skip


Address = Annotated[str, typer.Option(help="Where the site is found: https://name, or http on this machine only.")]


def run(address: Address = "http://127.0.0.1:8000") -> None:
    """Serve the site with the scheduler beside it; an empty store gets a demo trust with invented people first."""
    place, passwords, web = office(), Argon2Passwords(), WebSettings(address)
    if is_empty(place):
        typer.echo("Making a demo trust with invented people and cases …")
        make_demo(place, directory("terms.yaml"))
        make_accounts(place, passwords)
    server = Server(build_app(place, passwords, web), web)
    stopping = Stopping().on_signals()
    server.start()
    _say_where(place, web)
    well = _run_scheduler(place, stopping, server.ended)
    server.stop()
    stopping.end(place, well=well)


def _say_where(place: Office, web: WebSettings) -> None:
    typer.echo(f"Duecourse is at {web.address}")
    with place.store.reading() as reading:
        organisation = reading.organisation()
    if not organisation.demo:
        return
    heading(f"Sign in to {organisation.name} as one of these people")
    table(("Name", "Who it is"), [row for row in PEOPLE if _has(place, row[0])], "Nobody.")
    typer.echo(f"Password for each of them: {DEMO_PASSWORD}")
    typer.echo("The same people work at the command line: .venv/bin/python -m duecourse due --as oakfield-senior")


def worker() -> None:
    """Scheduler and outbox only, until it is stopped; for a site that another process serves.

    It waits for a database that is away. It has no page of its own: `doctor`, and /ready of the site, tell when its
    last pass ended. It ends with 1 where a part of it died, so let the machine start it again.
    """
    stopping = Stopping().on_signals()
    place = _office_once_it_answers(stopping)
    if place is not None:
        stopping.end(place, well=_run_scheduler(place, stopping))


def _has(place: Office, key: str) -> bool:
    with place.store.reading() as reading:
        return any(person.key == key for person in reading.people(reading.organisation().id))


def _office_once_it_answers(stopping: Stopping) -> Office | None:
    """Wait for a database that is away when the machine starts; None where the process is to stop first."""
    while not stopping.asked.is_set():
        try:
            place = office()
            with place.store.reading() as reading:
                reading.organisation()
        except Unavailable as away:
            typer.echo(f"{away} It is asked again every {AGAIN_SECONDS} seconds.", err=True)
            stopping.asked.wait(AGAIN_SECONDS)
        else:
            return place
    return None


def _run_scheduler(place: Office, stopping: Stopping, *others: threading.Event) -> bool:
    """Run the scheduler until the process is to stop. Gives False where it, or one of the others, died before that."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    runner = Runner(place)
    runner.start()
    typer.echo("The scheduler is running. Stop it with Ctrl-C.")
    dead = False
    while not dead and not stopping.asked.wait(LOOK_SECONDS):
        runner.watch()
        dead = any(each.is_set() for each in (runner.ended, *others))
    runner.stop()
    return not dead
