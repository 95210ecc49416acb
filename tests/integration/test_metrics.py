"""What Prometheus reads: by the official parser, true to the store, and nothing about anybody."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from duecourse.casework.context.services import Services
from duecourse.metrics.exposition import Exposition
from duecourse.metrics.figures import figures
from duecourse.metrics.tally import Tally
from duecourse.scheduler import Runner
from duecourse.web.app import build_app
from engine.errors import BadInput, Unavailable
from engine.ports.mail.relay import Postroom
from tests.cli import MONDAY
from tests.databases import open_store, postgresql
from tests.fake_relay import FakeRelay
from tests.mail_relays import NEVER
from tests.services import START, move_clock, report, services_on
from tests.site import Site, cheap_passwords, make_site

Labels = Mapping[str, str]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Services]:
    if request.param == "sqlite":
        store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        yield services_on(store, tmp_path)
        store.close()
        return
    with postgresql() as url:
        store = open_store(url)
        yield services_on(store, tmp_path)
        store.close()


def asked(exposition: Exposition) -> dict[str, list[tuple[Labels, float]]]:
    """Ask over the network, as Prometheus does, and read the answer as it does."""
    server = exposition.serve("127.0.0.1", 0)
    with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    server.shutdown()
    server.server_close()
    found: dict[str, list[tuple[Labels, float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def fail() -> None:
    raise RuntimeError


def one(found: Mapping[str, list[tuple[Labels, float]]], name: str, **labels: str) -> float:
    return next(value for given, value in found[name] if all(given[each] == text for each, text in labels.items()))


def test_the_figures_are_those_of_the_store_and_of_the_passes(place: Services) -> None:
    relayed = replace(
        place, postroom=Postroom(relay=FakeRelay(), site="https://d.example", domain="d.example", burst=9)
    )
    report(relayed, life_in_danger="yes")
    with relayed.store.writing() as writing:
        for number, person in enumerate(writing.people(writing.organisation().id)):
            writing.save_person(replace(person, email=NEVER if number % 2 else "a@b.example"))
    move_clock(place, START + timedelta(days=3))
    before = figures(relayed)
    runner = Runner(services=relayed)
    runner.run("sweep", runner.sweep)
    runner.run("mail", runner.mail)
    runner.run("odd", fail)
    move_clock(place, START + timedelta(days=3, seconds=30))
    found = asked(Exposition(relayed, runner.tally))

    assert (before.due_cases, before.sweep_age) == (1, None)
    assert one(found, "duecourse_last_sweep_age_seconds") == 30
    assert one(found, "duecourse_due_cases") == 0
    assert one(found, "duecourse_passes_total", job="sweep", outcome="well") == 1
    assert one(found, "duecourse_passes_total", job="odd", outcome="failed") == 1
    assert one(found, "duecourse_deadlines_fired_total") == runner.tally.of("fired") > 0
    assert one(found, "duecourse_mail_sent_total") > 0
    assert one(found, "duecourse_outbox_notices", kind="told", state="failed") > 0
    assert before.oldest["told"] == timedelta(days=3).total_seconds()
    assert one(found, "duecourse_well", check="sweep") == 1
    assert one(found, "duecourse_database_bytes") > 100_000
    assert one(found, "duecourse_disk_free_bytes") > 0
    assert one(found, "process_resident_memory_bytes") > 0


def test_requests_are_counted_by_the_template_of_their_route_and_name_no_case(tmp_path: Path) -> None:
    made = make_site(tmp_path, MONDAY)
    exposition = Exposition(made.services, Tally())
    site = Site(made.services, build_app(made.services, cheap_passwords(), observe=exposition.observe))
    reference = report(site.services)
    head = site.person("oakfield-senior")
    for path in (f"/cases/{reference}", f"/cases/{reference}", "/cases/LUM-2026-9999", "/nowhere/at/all", "/health"):
        head.get(path)
    head.client.request("BREW", "/work")
    found = asked(exposition)
    made.services.store.close()
    routes = {labels["route"] for labels, _ in found["duecourse_request_seconds_count"]}
    methods = {labels["method"] for labels, _ in found["duecourse_request_seconds_count"]}
    case = {"method": "GET", "route": "/cases/{reference}"}

    assert one(found, "duecourse_request_seconds_count", **case, status="200") == 2
    assert one(found, "duecourse_request_seconds_count", **case, status="404") == 1
    assert one(found, "duecourse_request_seconds_count", route="none", status="404") == 1
    assert {"/health", "/sign-in"} <= routes
    assert not any("LUM-" in route or "nowhere" in route for route in routes)
    assert methods == {"GET", "POST", "other"}


def test_the_public_site_tells_no_metrics(tmp_path: Path) -> None:
    site = make_site(tmp_path, MONDAY)

    assert site.visitor().client.get("/metrics").status_code == 404
    assert site.person("it").get("/metrics").status_code == 404
    site.services.store.close()


def test_a_database_that_is_away_is_told_and_nothing_fails(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    place = services_on(store, tmp_path)
    store.close()
    (tmp_path / "store.db").unlink()
    (tmp_path / "store.db").mkdir()
    found = asked(Exposition(place, Tally()))

    assert one(found, "duecourse_well", check="database") == 0
    assert "duecourse_last_sweep_age_seconds" not in found


def test_a_place_that_is_taken_or_is_none_of_this_machine_is_told_in_one_sentence(place: Services) -> None:
    exposition = Exposition(place, Tally())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Unavailable, match="something else is running there"):
            exposition.serve("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(BadInput, match="no address of this machine"):
        exposition.serve("192.0.2.1", 0)
