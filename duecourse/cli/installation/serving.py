"""Serving: the site with the scheduler beside it, or the scheduler alone."""

from __future__ import annotations

import threading
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from duecourse.bootstrap import directory
from duecourse.casework.accounts.sessions import accounts
from duecourse.casework.administration.beginning import is_empty
from duecourse.casework.administration.trust_facts import is_there, trust
from duecourse.casework.context.services import Services
from duecourse.cli.call import Call
from duecourse.cli.installation.metrics_place import MetricsAt, tell_metrics
from duecourse.cli.installation.shutdown import Stopping
from duecourse.cli.tables import heading, table
from duecourse.data_folder import is_unused
from duecourse.demo import DEMO_PASSWORD, make_accounts, make_demo
from duecourse.logs.handlers import write_log
from duecourse.passwords import Argon2Passwords
from duecourse.scheduler import Runner, make_room
from duecourse.web.app import build_app
from duecourse.web.serving.server import Server
from duecourse.web.serving.settings import DEFAULT_PORT, Listen, WebSettings, listen_of
from duecourse.web.serving.sockets import bound
from engine.errors import BadInput, Unavailable
from engine.ports.records import Organisation
from store.connection.database import sqlite_file

LOOK_SECONDS = 1
"""How often it is looked whether every part still lives."""

AGAIN_SECONDS = 5

PEOPLE = (
    ("oakfield-teacher", "a teacher who is affected"),
    ("oakfield-senior", "a senior manager"),
    ("oakfield-head", "a headteacher"),
    ("oakfield-deputy", "a deputy head, who checks"),
    ("oakfield-dsl", "a safeguarding lead"),
    ("oakfield-chair", "a chair of governors"),
    ("dpo", "the data protection officer"),
    ("hr", "a member of HR"),
    ("hearing-one", "a member of a hearing panel"),
    ("administrator", "an administrator, who sees nothing of any case"),
)


Address = Annotated[
    str, typer.Option(help="What people type: https://name behind a proxy, or http on this machine only.")
]
ListenAt = Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="The socket to serve at.")]
Proxy = Annotated[
    list[str] | None,
    typer.Option(help="An address that a proxy connects from, or its network: what it says of clients is believed."),
]
ANOTHER = "For a demo, choose an empty folder: duecourse --data FOLDER run."
NO_DEMO = f"The folder {{}} holds something, and no demo. {ANOTHER}"
NO_TRUST = "The folder {} holds no trust yet. Begin one with `duecourse init`; `duecourse run` shows a demo instead."
USUAL = Listen("127.0.0.1", DEFAULT_PORT)


def run(
    call: Call, listen: ListenAt = "", address: Address = "", proxy: Proxy = None, metrics_listen: MetricsAt = ""
) -> None:
    """Show a demo on this machine: the site and the scheduler, with invented people made first in an empty folder."""
    at = _listen_at(listen, address)
    if not at.is_loopback:
        raise BadInput(f"A demo is for this machine alone, and {at} is not: leave --listen out, or use `serve`.")
    unused, file = is_unused(call.settings.data), sqlite_file(call.settings.database)
    if not unused and file is not None and not file.exists():
        # said before anything is opened: opening would leave a database of ours among somebody's own files
        raise BadInput(NO_DEMO.format(_folder(call)))
    with bound(at) as sockets:
        web, place = _web(at, sockets, address, proxy), call.services(begins=True)
        _have_a_demo(call, place, may_make=unused)
        _serve(call, place, sockets, web, metrics_listen)


def _have_a_demo(call: Call, place: Services, *, may_make: bool) -> None:
    """Make a demo where nothing is. Raises BadInput where something else is."""
    if is_empty(place):
        if not may_make:
            raise BadInput(NO_DEMO.format(_folder(call)))
        typer.echo(f"Making a demo trust with invented people and cases in {_folder(call)} …")
        make_demo(place, directory("terms.yaml"))
    trust = _organisation(place)
    if not trust.demo:
        raise BadInput(f"The folder {_folder(call)} holds {trust.name}, and no demo: use `duecourse serve`. {ANOTHER}")
    if not accounts(place):
        make_accounts(place, Argon2Passwords())


def serve(
    call: Call, listen: ListenAt = "", address: Address = "", proxy: Proxy = None, metrics_listen: MetricsAt = ""
) -> None:
    """Serve a trust: the site and the scheduler. Nothing is ever made up here; `init` begins a trust."""
    at, file = _listen_at(listen, address), sqlite_file(call.settings.database)
    if file is not None and not file.exists():
        raise BadInput(NO_TRUST.format(_folder(call)))
    with bound(at) as sockets:
        web, place = _web(at, sockets, address, proxy), call.services()
        if is_empty(place):
            raise BadInput(NO_TRUST.format(_folder(call)))
        if _organisation(place).demo and not at.is_loopback:
            raise BadInput(
                f"{_folder(call)} holds a demo, whose password is known to all: it is served on 127.0.0.1 only."
            )
        _serve(call, place, sockets, web, metrics_listen)


def _listen_at(listen: str, address: str) -> Listen:
    """Give where to listen: as it was said, or where an address of this machine leads, or the usual place."""
    if listen:
        return listen_of(listen)
    web = WebSettings(address) if address else None
    return USUAL if web is None or web.secure else Listen(*web.places[0])


def _web(at: Listen, sockets: list[socket], address: str, proxy: list[str] | None) -> WebSettings:
    """Put together where the site is found; without an address, where it listens."""
    if not address and not at.is_loopback:
        raise BadInput(
            "Say what people type: --address https://name. Without it, only this machine may be listened on."
        )
    found = Listen(at.host, sockets[0].getsockname()[1])
    web = WebSettings(address or f"http://{found}", tuple(proxy or ()))
    if web.secure and not web.proxies:
        typer.echo("No proxy is named with --proxy, so everybody seems to come from one place.", err=True)
    return web


def _serve(call: Call, place: Services, sockets: list[socket], web: WebSettings, metrics_listen: str) -> None:
    write_log(call.settings.log, serving=True)
    runner = Runner(services=place)
    observe = tell_metrics(call, runner, metrics_listen)
    server = Server(build_app(place, Argon2Passwords(), web, observe), sockets)
    stopping = Stopping().on_signals()
    try:
        server.start()
        _say_where(call, place, web, sockets)
        well = _run_scheduler(runner, stopping, server.ended)
    finally:
        server.stop()
    stopping.end(place, well=well)


def _organisation(place: Services) -> Organisation:
    return trust(place)


def _folder(call: Call) -> Path:
    return call.settings.data.absolute()


def _say_where(call: Call, place: Services, web: WebSettings, sockets: list[socket]) -> None:
    organisation = _organisation(place)
    found = ", ".join(str(Listen(*each.getsockname()[:2])) for each in sockets)
    typer.echo(f"Duecourse is at {web.address}, listens at {found}, and has its data in {_folder(call)}")
    if not organisation.demo:
        return
    heading(f"Sign in to {organisation.name} as one of these people")
    table(("Name", "Who it is"), [row for row in PEOPLE if is_there(place, row[0])], "Nobody.")
    typer.echo(f"Password for each of them: {DEMO_PASSWORD}")
    typer.echo("The same people work at the command line: .venv/bin/python -m duecourse due --as oakfield-senior")


def worker(call: Call, metrics_listen: MetricsAt = "") -> None:
    """Scheduler and outbox only, until it is stopped; for a site that another process serves.

    It waits for a database that is away. It has no page of its own: `doctor`, and /ready of the site, tell when its
    last pass ended. It ends with 1 where a part of it died, so let the machine start it again.
    """
    stopping = Stopping().on_signals()
    write_log(call.settings.log, serving=True)
    place = _services_once_it_answers(call, stopping)
    if place is not None:
        runner = Runner(services=place)
        tell_metrics(call, runner, metrics_listen)
        stopping.end(place, well=_run_scheduler(runner, stopping))


def _services_once_it_answers(call: Call, stopping: Stopping) -> Services | None:
    """Wait for a database that is away when the machine starts; None where the process is to stop first."""
    while not stopping.asked.is_set():
        try:
            place = call.services()
            trust(place)
        except Unavailable as away:
            typer.echo(f"{away} It is asked again every {AGAIN_SECONDS} seconds.", err=True)
            stopping.asked.wait(AGAIN_SECONDS)
        else:
            return place
    return None


def _run_scheduler(runner: Runner, stopping: Stopping, *others: threading.Event) -> bool:
    """Run the scheduler until the process is to stop. Gives False where it, or one of the others, died before that."""
    make_room()
    runner.start()
    typer.echo("The scheduler is running. Stop it with Ctrl-C.")
    dead = False
    while not dead and not stopping.asked.wait(LOOK_SECONDS):
        runner.watch()
        dead = any(each.is_set() for each in (runner.ended, *others))
    runner.stop()
    return not dead
