"""Serving: the site with the scheduler beside it, or the scheduler alone."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Annotated

import typer

from duecourse.bootstrap import directory
from duecourse.casework.office import Office
from duecourse.cli.app import is_empty, office
from duecourse.cli.printing import heading, table
from duecourse.demo import DEMO_PASSWORD, make_accounts, make_demo
from duecourse.passwords import Argon2Passwords
from duecourse.scheduler import SWEEP_SECONDS, Runner
from duecourse.web.app import build_app
from duecourse.web.server import Server
from duecourse.web.settings import WebSettings

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
    server.start()
    _say_where(place, web)
    _run_scheduler(place)
    server.stop()
    place.store.close()
    typer.echo("Stopped.")


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
    """Scheduler and outbox only, until it is stopped."""
    place = office()
    _run_scheduler(place)
    place.store.close()
    typer.echo("Stopped.")


def _has(place: Office, key: str) -> bool:
    with place.store.reading() as reading:
        return any(person.key == key for person in reading.people(reading.organisation().id))


def _run_scheduler(place: Office) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    runner = Runner(place)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    runner.start()
    typer.echo("The scheduler is running. Stop it with Ctrl-C.")
    while not stopped.wait(SWEEP_SECONDS):
        runner.watch()
    runner.stop()
