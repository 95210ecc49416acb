"""Running and keeping Duecourse: start, set up, verify, diagnose."""

from __future__ import annotations

import logging
import platform
import signal
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from duecourse.bootstrap import directory
from duecourse.casework import auditing, bundle
from duecourse.casework.auditing import Verdict
from duecourse.casework.office import Office
from duecourse.casework.proving import faults_of_unkept
from duecourse.cli.app import As, Json, give, office, sender, settings
from duecourse.cli.printing import bullets, heading, table
from duecourse.demo import DEMO_PASSWORD, make_accounts, make_demo
from duecourse.passwords import Argon2Passwords
from duecourse.scheduler import SWEEP_SECONDS, Runner
from duecourse.web.app import build_app
from duecourse.web.server import Server
from duecourse.web.settings import WebSettings
from engine.errors import BadInput, NotFound
from engine.moments import say_moment
from engine.records import Organisation, Person, School

PEOPLE = (
    ("oakfield-teacher", "a teacher who is affected"), ("oakfield-senior", "a senior manager"),
    ("oakfield-head", "a headteacher"), ("oakfield-deputy", "a deputy head, who checks"),
    ("oakfield-dsl", "a safeguarding lead"), ("oakfield-chair", "a chair of governors"),
    ("dpo", "the data protection officer"), ("hr", "HR"), ("hearing-one", "a member of a hearing panel"),
)  # fmt: skip


FAULTS_SAID = 3

Address = Annotated[str, typer.Option(help="Where the site is found: https://name, or http on this machine only.")]


def run(address: Address = "http://127.0.0.1:8000") -> None:
    """Serve the site with the scheduler beside it; an empty store gets a demo trust with invented people first."""
    place, passwords, web = office(), Argon2Passwords(), WebSettings(address)
    if _is_empty(place):
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


def _is_empty(place: Office) -> bool:
    try:
        with place.store.reading() as reading:
            reading.organisation()
    except NotFound:
        return True
    return False


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


def init(
    key: Annotated[str, typer.Option(prompt="A short name for the trust", help="Short name of the trust.")],
    name: Annotated[str, typer.Option(prompt="Its full name", help="Full name of the trust.")],
    school: Annotated[list[str], typer.Option(help="A school, KEY=NAME; repeatable.")],
    person: Annotated[list[str], typer.Option(help="A person, KEY=NAME=POST[@SCHOOL]; repeatable.")],
    as_json: Json = False,
) -> None:
    """Make an organisation of your own, without any case."""
    place = office()
    if not _is_empty(place):
        raise BadInput("This store holds an organisation already. Choose another folder with --data.")
    trust = Organisation(place.ids.identifier(), key, name, "Europe/London", False)
    schools = [_school(place, trust, text) for text in school]
    people = [_person(place, trust, schools, text) for text in person]
    with place.store.writing() as writing:
        writing.add_organisation(trust)
        for each in schools:
            writing.add_school(each)
        for known in people:
            writing.save_person(known)
    document = {
        "organisation": key,
        "schools": [each.key for each in schools],
        "people": [each.key for each in people],
    }
    give(
        document,
        as_json,
        lambda: typer.echo(f"{name} is ready, with {len(schools)} schools and {len(people)} people."),
    )


def _school(place: Office, trust: Organisation, text: str) -> School:
    key, mark, name = text.partition("=")
    if not mark:
        raise BadInput(f"'{text}' is not of the form KEY=NAME.")
    # no terms yet: working days count at once, school days only once the school's own terms are loaded
    calendar = {
        "key": key, "title": name, "nation": "England and Wales", "zone": trust.zone, "source": "not loaded yet",
        "checked_on": "never", "confirmed": "no", "terms": [],
    }  # fmt: skip
    return School(place.ids.identifier(), trust.id, key, name, "", calendar)


def _person(place: Office, trust: Organisation, schools: list[School], text: str) -> Person:
    parts = text.split("=")
    if len(parts) != 3:  # noqa: PLR2004
        raise BadInput(f"'{text}' is not of the form KEY=NAME=POST or KEY=NAME=POST@SCHOOL.")
    post, _, where = parts[2].partition("@")
    found = next((each.id for each in schools if each.key == where), "")
    if where and not found:
        raise BadInput(f"There is no school '{where}' in this call.")
    return Person(place.ids.identifier(), trust.id, parts[0], parts[1], "", True, ((post, found),))


def audit_verify(
    reference: Annotated[str, typer.Argument(metavar="[REF]")] = "", as_: As = "", as_json: Json = False
) -> None:
    """Walk the hash chain of one case, or of every case that you may see, and of the access log."""
    place = office()
    by = sender(place, as_)
    accesses = 0 if reference else auditing.verify_accesses(place, by.viewer.organisation)
    _give_verdicts(auditing.verify_cases(place, by, reference), as_json, accesses)


def audit_replay(
    reference: Annotated[str, typer.Argument(metavar="[REF]")] = "", as_: As = "", as_json: Json = False
) -> None:
    """Fold the events again and compare with what is stored."""
    place = office()
    _give_verdicts(auditing.replay_cases(place, sender(place, as_), reference), as_json, 0)


def audit_export(
    reference: Annotated[str, typer.Argument(metavar="REF")],
    output: Annotated[Path, typer.Option("-o", help="The file to write, a .zip.")],
    as_: As = "",
) -> None:
    """Pack the record of a case with its issued letters and a verifier that needs nothing but Python."""
    place = office()
    output.write_bytes(bundle.export(place, sender(place, as_), reference))
    typer.echo(f"Written to {output}. Unpack it and run: python verify.py", err=True)


def _give_verdicts(verdicts: list[Verdict], as_json: bool, accesses: int) -> None:
    ok = all(not verdict.wrong for verdict in verdicts)
    document = {
        "ok": ok, "accesses": accesses,
        "cases": [
            {"reference": each.reference, "events": each.events, "head": each.head, "wrong": each.wrong}
            for each in verdicts
        ],
    }  # fmt: skip
    rows = [(each.reference, str(each.events), each.head[:12], each.wrong or "holds") for each in verdicts]
    give(document, as_json, lambda: table(("Case", "Events", "Head", "Verdict"), rows, "No cases."))
    if not ok:
        raise typer.Exit(1)


def doctor(as_json: Json = False) -> None:
    """Look whether this installation is well: settings, schema, files, policies, scheduler, outbox."""
    given = settings()
    place = office(anyhow=True)
    with place.store.reading() as reading:
        organisation = reading.organisation()
        refused = place.library.refused or faults_of_unkept(reading, organisation.id, place.library)
        last = reading.last_sweep(organisation.id)
        queued = reading.notices(organisation.id, "queued")
        aside = reading.set_aside(organisation.id)
    now = place.clock.now()
    late = last is None or (now - last).total_seconds() > 3 * SWEEP_SECONDS
    waiting = sum(1 for notice in queued if notice.kind != "draft")
    facts = {
        "version": version("duecourse"), "python": platform.python_version(), "data": str(given.data),
        "database": given.database.split(":")[0], "policies": ", ".join(place.library.policies) or "none",
        "policy files refused": _first_of(refused),
        "workflow files": place.library.read[:12] or "not in use",
        "last sweep": say_moment(last, place.zone()) if last else "never",
        "scheduler": "silent: start `duecourse worker`" if late else "running",
        "cases set aside": str(len(aside)),
        "notices that wait for e-mail (it comes with a later version; alerts are in `alert list`)": str(waiting),
        "reviews": ", ".join(
            f"{key} was due for review on {policy.definition.review_due}"
            for key, policy in place.library.policies.items()
            if policy.definition.review_due and policy.definition.review_due < now.date()
        ) or "none overdue",
    }  # fmt: skip
    give(facts, as_json, lambda: bullets(f"{name}: {value}" for name, value in facts.items()))


def _first_of(refused: tuple[str, ...]) -> str:
    more = f" … and {len(refused) - FAULTS_SAID} more: `duecourse check`" if len(refused) > FAULTS_SAID else ""
    return f"{'; '.join(refused[:FAULTS_SAID])}{more}" or "none"
