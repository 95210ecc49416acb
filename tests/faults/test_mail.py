"""Mail that meets a death: killed between the relay's hands and the mark, or with a relay that comes and goes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import LEASE, RELAY_LONGEST, send_mail
from duecourse.casework.mail.desk_work import decide
from duecourse.clock import SetClock
from duecourse.mail.relay_settings import RelaySettings
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.outgoing_mail import DANGER, OTHERS
from engine.ports.mail.relay import Postroom
from engine.ports.records import Notice
from tests.databases import open_store, postgresql
from tests.mail_relays import SENDER, Taken, free_port, smtp_relay
from tests.rungs import examples
from tests.services import caller, report, services_on

ROOT = Path(__file__).parents[2]
SITE = "https://duecourse.trust.example"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
        return
    with postgresql() as address:
        yield address


def at_relay(place: Services, port: int) -> Services:
    settings = RelaySettings(scheme="plain", host="127.0.0.1", port=port, sender=SENDER, site=SITE)
    relay = SmtpRelay(settings, place.clock)
    return replace(place, postroom=Postroom(relay=relay, site=SITE, domain="trust.example", burst=10**6))


def mail_of(place: Services) -> list[Notice]:
    with place.store.reading() as reading:
        found = reading.notices(reading.organisation().id)
    return [each for each in found if each.kind in (*DANGER, *OTHERS)]


def later(place: Services, wait: timedelta) -> None:
    assert isinstance(place.clock, SetClock)
    place.clock.moment += wait


def test_killed_between_the_relays_hands_and_the_mark_a_message_is_unknown_and_leaves_only_when_a_person_says_so(
    url: str, tmp_path: Path
) -> None:
    place = services_on(open_store(url), tmp_path)
    report(place, life_in_danger="yes")
    taken = Taken(holds=Event(), reached=Event())
    with smtp_relay(taken=taken) as (port, _):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sending", url, str(tmp_path), str(port)], cwd=ROOT
        )
        try:
            assert taken.reached is not None
            assert taken.reached.wait(60)
        finally:
            process.kill()
            process.wait()
        assert taken.holds is not None
        taken.holds.set()
        place = at_relay(place, port)
        died = Counter(each.state for each in mail_of(place))
        later(place, LEASE)
        send_mail(place)
        unknown = [each for each in mail_of(place) if each.state == "unknown"]
        before = Counter(taken.ids)
        for each in unknown:
            decide(place, caller(place, "it"), each.id, "again")
        send_mail(place)
    left = Counter(each.state for each in mail_of(place))
    messages = len(mail_of(place))
    place.store.close()
    print(f"1 kill, {messages} messages, {len(unknown)} unknown, handed over twice without a word 0")  # noqa: T201  # counts

    assert died["sending"] == 1
    assert len(unknown) == 1
    assert set(before.values()) == {1}
    assert before[unknown[0].message_id] == 1
    # it was sent again because a person said so, and a receiver knows it by its name
    assert Counter(taken.ids)[unknown[0].message_id] == 2
    assert left == {"done": messages}


@pytest.mark.soak
def test_a_relay_that_is_killed_and_started_again_gets_each_message_once(url: str, tmp_path: Path) -> None:
    place = services_on(open_store(url), tmp_path)
    cases, port, taken = examples(10), free_port(), Taken()
    for number in range(cases):
        report(place, f"https://posts.example/{number}", life_in_danger="yes")
    place = at_relay(place, port)
    rounds = 0
    while any(each.state == "queued" for each in mail_of(place)) and rounds < 20 * cases:
        rounds += 1
        taken.breaks_after = 1 + rounds % 4
        # every second time nobody is there, and in between it breaks off after a few, taken or not
        if rounds % 2:
            send_mail(place)
        else:
            with smtp_relay(port=port, taken=taken):
                send_mail(place)
        later(place, RELAY_LONGEST)
    found = mail_of(place)
    unknown = [each for each in found if each.state == "unknown"]
    sent = [each for each in found if each.state == "done"]
    counts = Counter(taken.ids)
    doubled = sum(1 for number in counts.values() if number > 1)
    lost = sum(1 for each in sent if counts[each.message_id] == 0)
    for each in unknown:
        decide(place, caller(place, "it"), each.id, "sent" if counts[each.message_id] else "again")
    taken.breaks_after = 0
    with smtp_relay(port=port, taken=taken):
        while send_mail(place):
            pass
    ended, arrived = Counter(each.state for each in mail_of(place)), Counter(taken.ids)
    place.store.close()
    print(  # noqa: T201  # the counts that are to be seen
        f"{len(found)} messages, {rounds} rounds, relay killed {taken.broken} times: {len(sent)} sent, "
        f"{len(unknown)} unknown, doubled {doubled}, lost {lost}"
    )

    assert (doubled, lost) == (0, 0)
    assert len(sent) + len(unknown) == len(found)
    assert len(unknown) <= taken.broken
    assert taken.broken > 0
    # a person looked into the relay's own log, and said which of them had arrived
    assert ended == {"done": len(found)}
    assert sorted(arrived) == sorted(f"<{each.id}@trust.example>" for each in found)
    assert set(arrived.values()) == {1}
