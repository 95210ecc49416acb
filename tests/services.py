"""Put the services together for tests: the real policies and letters, a clock that stands where it is put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from duecourse.access_spool import AccessSpool
from duecourse.bootstrap import build_letters, directory
from duecourse.casework.commands import steps
from duecourse.casework.context.services import Caller, Services, person_of
from duecourse.clock import SetClock
from duecourse.demo import make_demo, make_organisation
from duecourse.files import EvidenceFiles
from duecourse.handed_in.separate_previews import SeparatePreviews
from duecourse.identifiers import RandomIdentifiers
from duecourse.letter_writer import Letters
from duecourse.policies.library import Library, load_library, read_workflows
from engine.identity import ActionName, CaseReference, InstanceId, PersonId
from engine.language.track_definition import Fact
from engine.ports.custody.custody_tools import CustodyTools
from engine.ports.records import Viewer
from engine.ports.store import Store
from engine.ports.time_and_chance import Identifiers
from engine.record.values import SCHEDULER
from tests.sealing import sealed

START = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)
FRIDAY = 4
CALM = {
    "life_in_danger": "no",
    "child_at_risk": "no",
    "personal_data": "no",
    "illegal_image": "no",
    "category": "abuse",
    "what_happened": "Two posts insult me.",
}


@dataclass
class CountedIdentifiers:
    """Identifiers and salts that are the same in every run."""

    last: int = 0

    def identifier(self) -> str:
        self.last += 1
        return f"{self.last:08d}"

    def short(self) -> str:
        return self.identifier()

    def of_case(self) -> str:
        return self.identifier()

    def salt(self) -> str:
        return f"salt {self.identifier()}"

    def token(self) -> str:
        return f"token-{self.identifier()}"


@cache
def letters() -> Letters:
    return build_letters()


@cache
def library() -> Library:
    return load_library(read_workflows(), letters().kinds())


def services_on(
    store: Store, folder: Path, at: datetime = START, *, cases: bool = False, ids: Identifiers | None = None
) -> Services:
    """Give services with the demo trust, on a clock that stands at `at`; with its cases where they are wanted."""
    place = services_of(store, folder, at, ids)
    make = make_demo if cases else make_organisation
    make(place, directory("terms.yaml"))
    return place


def services_of(store: Store, folder: Path, at: datetime = START, ids: Identifiers | None = None) -> Services:
    """Give services on what a store holds already, on a clock that stands at `at`."""
    return Services(
        store=sealed(store, at),
        spool=AccessSpool(folder / "spool", RandomIdentifiers()),
        library=library(),
        clock=SetClock(at),
        ids=ids or CountedIdentifiers(),
        letters=letters(),
        files=EvidenceFiles(folder / "evidence"),
        custody=CustodyTools(previews=SeparatePreviews()),
        bank_holidays=directory("bank_holidays.yaml"),
    )


def caller(place: Services, key: str) -> Caller:
    """Give somebody by short name, such as oakfield-senior."""
    with place.store.reading() as reading:
        organisation = reading.organisation()
        person = person_of(reading, organisation.id, key).id
        return Caller(viewer=Viewer(organisation.id, person, place.clock.now()), via="in a test")


def scheduler(place: Services) -> Viewer:
    """Give the eyes that see everything."""
    with place.store.reading() as reading:
        return Viewer(reading.organisation().id, PersonId(SCHEDULER))


def report(place: Services, *addresses: str, **answers: str) -> CaseReference:
    """Report an incident as Oakfield's teacher. Gives the reference."""
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        addresses=addresses or ("https://a.example/1",),
        answers={**CALM, **answers},
    )
    return steps.report(place, caller(place, "oakfield-teacher"), new).case.reference


def act(place: Services, who: str, reference: CaseReference, on: str, action: str, **facts: str) -> None:
    """Take one step as somebody of Oakfield."""
    steps.take_step(place, caller(place, f"oakfield-{who}"), reference, InstanceId(on), ActionName(action), facts=facts)


def fitting(fact: Fact, now: datetime) -> str:
    """Give a date or a time that a question takes now: this moment, or some days ahead where it is about what is to
    come."""
    moment = now + timedelta(days=20) if fact.future else now
    while fact.open_day and moment.weekday() > FRIDAY:
        moment += timedelta(days=1)
    return f"{moment:%Y-%m-%d}" if fact.type == "date" else moment.isoformat()


def move_clock(place: Services, to: datetime) -> None:
    """Put the clock of the services to another moment."""
    assert isinstance(place.clock, SetClock)
    place.clock.moment = to
