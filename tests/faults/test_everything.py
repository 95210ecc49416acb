"""Everything at once for a while, and killed again and again: people on pages, reports, sweeps, and mail to a relay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from httpx2 import Client, HTTPError

from duecourse.casework.audit import verification
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.upkeep.trouble_texts import SUBJECT
from duecourse.clock import SystemClock
from duecourse.demo import DEMO_PASSWORD
from duecourse.identifiers import RandomIdentifiers
from engine.identity import CaseReference
from engine.ports.mail.outgoing_mail import DANGER, OTHERS
from engine.ports.records import DIGEST, Notice
from tests.databases import open_store, postgresql
from tests.faults.processes import fill, started, swept
from tests.faults.raised import raised
from tests.faults.test_clocks_never_die import MINUTE, OK
from tests.mail_relays import SENDER, Taken, free_port, smtp_relay
from tests.rungs import examples
from tests.services import report, scheduler, services_of
from tests.site import Person

pytestmark = [pytest.mark.thorough, pytest.mark.soak]

KILLS = min(10, 2 * examples(1))
SECONDS = 5.0 + examples(1)
"""How long each life of the process lasts once it answers: ten of some 55 seconds for endurance."""
CASES = 20
PEOPLE = ("oakfield-senior", "oakfield-head", "oakfield-deputy")
PAGES = ("/work", "/cases", "/registers", "/dates")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'duecourse.db'}"
        return
    with postgresql() as address:
        yield address


@dataclass(kw_only=True)
class Busy:
    """Somebody who opens pages and takes steps, and remembers the words of each step that the site said was taken."""

    key: str
    address: str
    cases: list[CaseReference]
    over: Event
    tried: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    pages: int = 0

    def work(self) -> None:
        """Go on until it is over, whether anybody answers or not."""
        chance = Random(self.key)
        while not self.over.is_set():
            with suppress(HTTPError, IndexError), Client(base_url=self.address, timeout=30) as client:
                client.follow_redirects, client.headers["Origin"] = True, self.address
                person = Person(client)
                person.fill("/sign-in", name=self.key, password=DEMO_PASSWORD)
                while not self.over.is_set():
                    self._turn(person, chance)
            self.over.wait(0.5)

    def _turn(self, person: Person, chance: Random) -> None:
        for path in chance.sample(PAGES, 2):
            self.pages += person.client.get(path).status_code == OK
        words = f"Call {len(self.tried)} of {self.key}."
        self.tried.append(words)
        case = chance.choice(self.cases)
        check = person.fill(f"/cases/{case}/case/1/call_999", emergency_words=words)
        if check.url.path.endswith("/check") and person.send(check).url.path == f"/cases/{case}":
            self.taken.append(words)


def test_killed_again_and_again_in_all_it_does_nothing_is_lost_and_nothing_doubled(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, CASES, 2)
    store = open_store(url)
    place = services_of(store, tmp_path, SystemClock().now(), RandomIdentifiers())
    with store.reading() as reading:
        cases = [row.reference for row in reading.cases(scheduler(place))]
    port, over, relay = free_port(), Event(), Taken()
    everybody = [Busy(key=key, address=f"http://127.0.0.1:{port}", cases=cases, over=over) for key in PEOPLE]
    threads = [Thread(target=each.work, daemon=True) for each in everybody]
    with smtp_relay(taken=relay) as (smtp, _):
        settings = {
            "DUECOURSE_MAIL_RELAY": f"plain://127.0.0.1:{smtp}",
            "DUECOURSE_MAIL_FROM": SENDER,
            "DUECOURSE_MAIL_SITE": "https://duecourse.trust.example",
            "DUECOURSE_MAIL_BURST": "1000000",
        }
        for thread in threads:
            thread.start()
        reported = [_life(place, tmp_path, url, port, settings) for _ in range(KILLS)]
        over.set()
        for thread in threads:
            thread.join(MINUTE)
        with started(tmp_path, url, "worker", settings=settings) as worker:
            # a relay that did not answer in time is left alone for up to five minutes, also by the next process
            worker.wait_until(lambda: swept(url) is not None and not _to_leave(place), 6 * MINUTE)
    # administrators are told beside the outbox of what is wrong with the installation, such as a pass that is late
    sent = [str(each["Message-ID"]) for each in relay.messages if each["Subject"] != SUBJECT]
    found, words, again = raised(place), _words(place, cases), Counter(sent)
    wrong = [each.wrong for each in verification.verify_cases(place, Caller(viewer=scheduler(place))) if each.wrong]
    states, digests = Counter(each.state for each in _mail(place)), sum(each.kind == DIGEST for each in _mail(place))
    store.close()
    tried, taken = ([word for each in everybody for word in getattr(each, what)] for what in ("tried", "taken"))
    lost = [word for word in taken if not words[word]]
    doubled = [word for word in tried if words[word] > 1]
    print(  # noqa: T201  # the counts that are to be seen
        f"{KILLS} kills: {sum(each.pages for each in everybody)} pages, {len(taken)} of {len(tried)} steps said to be "
        f"taken, lost {len(lost)}, doubled {len(doubled)}; {sum(reported)} reports with danger; {found.overdue} "
        f"deadlines, {sum(found.alerts.values())} alerts; mail {dict(states)}, "
        f"handed over twice {sum(each > 1 for each in again.values())}"
    )

    assert (lost, doubled, wrong) == ([], [], [])
    assert found.is_exact, found
    assert taken
    assert sum(reported) > 0
    assert {*again.values()} == {1}
    assert set(states) <= {"done", "unknown", "failed", "superseded", "gathered"}
    assert (states["gathered"] > 0) == (digests > 0)
    assert states["done"] <= len(again) <= states["done"] + states["unknown"]
    assert states["unknown"] <= KILLS


def _life(place: Services, folder: Path, url: str, port: int, settings: dict[str, str]) -> int:
    """Let the site live for a while, report dangers beside it, and kill it in the middle of all. Gives the reports."""
    with started(folder, url, "run", port=port, settings=settings) as site:
        site.wait_until(lambda: site.ask("/health") == OK, MINUTE)
        for number in range(int(SECONDS)):
            report(place, f"https://danger.example/{place.ids.identifier()}/{number}", life_in_danger="yes")
            Event().wait(1)
    return int(SECONDS)


def _mail(place: Services) -> list[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind in (*DANGER, *OTHERS)]


def _to_leave(place: Services) -> int:
    """Count the messages that still wait for the relay, or are on their way to it."""
    return sum(each.state in ("queued", "sending") for each in _mail(place))


def _words(place: Services, cases: list[CaseReference]) -> Counter[str | None]:
    """Count how often each of the words stands in the record."""
    eyes = scheduler(place)
    with place.store.reading() as reading:
        found = [reading.words(eyes, reading.find_case(eyes, case).id).values() for case in cases]
    return Counter(word for each in found for word in each)
