"""Everybody takes every way out there is, under each policy, and no planted word is read where it may not be.

The ways are those of the site and of the command line themselves: a new page or command is walked without being named.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from starlette.routing import Route

from duecourse.casework.accounts.calendar_feeds import feed_path, make_feed
from duecourse.casework.audit.bundle import export
from duecourse.casework.mail.departure import send_mail
from duecourse.clock import SetClock
from duecourse.demo import make_accounts
from duecourse.metrics.exposition import Exposition
from duecourse.metrics.tally import Tally
from duecourse.web.app import build_app
from engine.errors import Mistake
from tests.cli import CommandLine
from tests.fake_relay import with_mail
from tests.integration.casework.test_programs_of_a_part import OF_A_CASE, Asking
from tests.need_to_know import EVERYBODY, SUBJECTS, Sight, Stage, stage_in
from tests.site import Site, cheap_passwords
from tests.ways_out import WaysOut, read, unpacked

ENDS = ("/sign-out", "/signed-out")
"""Ways out after which nobody goes on."""
PLANTED = ("zebra-", "lynx-", "Zelda ")
"""How every planted word begins, in words, in names of files, and in the names of those who hold the roles."""
LISTS = ("list --json", "due --json", "work --json", "alert list --json", "register list", "letters --json")
FOLLOWS = {"address flag": {"L24-dsl-referral"}}
"""What a command tells because it makes it so: somebody who flags an address is told who hears of it."""
OTHERS = ("flourish", "lseat", "link", "tasmat")


@dataclass
class Walk:
    """One stage, with its site."""

    stage: Stage
    site: Site

    @property
    def addresses(self) -> list[str]:
        """List the address of each page and file of the site."""
        routes = [route for route in self.site.app.state.routes if isinstance(route, Route)]
        return [route.path for route in routes if "GET" in (route.methods or ()) and route.path not in ENDS]

    def pages(self, who: str) -> Iterator[tuple[str, set[str]]]:
        """Go to each address as somebody; gives each with what it tells that it should not."""
        sights = self.stage.sights(who)
        if sights[0].key in NO_ACCOUNT:
            return
        person = self.site.person(sights[0].key)
        of_a_case = [path for path in self.addresses if "{reference}" in path]
        for path in self.addresses:
            if path not in of_a_case:
                for place in WaysOut(person, sights[0]).filled(path):
                    text = read(person.client.get(place))
                    yield place, set.intersection(*(told_by(sight, text) for sight in sights))
        yield from WaysOut(person, sights[0]).leaks(of_a_case)

    def commands(self, who: str, folder: Path) -> Iterator[tuple[str, set[str]]]:
        """Type each command as somebody, on a copy; gives each with what it tells that it should not."""
        sights = self.stage.sights(who)
        shutil.copytree(self.stage.folder, folder)
        line = CommandLine(folder, SetClock(self.stage.services.clock.now()))
        for command in LISTS:
            yield command, set.intersection(*(sight.leaks(told(line, sights[0].key, command)) for sight in sights))
        if sights[0].visible:
            asking = Asking(line, sights[0])
            for command, words in OF_A_CASE.items():
                text = str(asking.answer(command, words))
                yield command, told_by(sights[0], text) - FOLLOWS.get(command, set())


NO_ACCOUNT = tuple(key for key, (what, _) in SUBJECTS.items() if what != "employee")


def told_by(sight: Sight, text: str) -> set[str]:
    return {sign for sign in sight.leaks(text) if sign not in sight.names}


def told(line: CommandLine, who: str, command: str) -> str:
    """Give all that a command says, be it a result or a refusal."""
    answer = line.run(who, *command.split())
    assert answer.code in (0, 2), f"{command}: {answer.err}"
    return answer.out + answer.err


def walk_in(folder: Path, policy: str) -> Walk:
    (folder / "stage").mkdir()
    stage = stage_in(folder / "stage", policy)
    make_accounts(stage.services, cheap_passwords())
    return Walk(stage, Site(stage.services, build_app(stage.services, cheap_passwords())))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    made = walk_in(tmp_path_factory.mktemp("ways-out"), "lumen")
    yield made
    made.stage.services.store.close()


@pytest.mark.thorough
@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_no_file_and_no_command_tells_of_what_somebody_may_not_see(
    walk: Walk, tmp_path: Path, caplog: pytest.LogCaptureFixture, who: str
) -> None:
    caplog.set_level(logging.DEBUG, "duecourse")
    found = [*walk.pages(who), *walk.commands(who, tmp_path / "copy")]

    assert {place: leaks for place, leaks in found if leaks} == {}
    assert len(found) > 100 or walk.stage.sights(who)[0].key in NO_ACCOUNT
    assert [record for record in caplog.messages if any(sign in record for sign in PLANTED)] == []


@pytest.mark.thorough
@pytest.mark.parametrize("policy", OTHERS)
def test_nor_does_it_under_another_policy(tmp_path: Path, policy: str) -> None:
    walk = walk_in(tmp_path, policy)
    # each policy is walked by others of them: everybody walks under lumen, and half of them here
    walkers = EVERYBODY[2 * OTHERS.index(policy) :: 2 * len(OTHERS)]
    leaks: dict[tuple[str, str], set[str]] = {}
    for number, who in enumerate(walkers):
        found = (*walk.pages(who), *walk.commands(who, tmp_path / f"copy-{number}"))
        leaks |= {(who, place): signs for place, signs in found}
    walk.stage.services.store.close()

    assert {place: signs for place, signs in leaks.items() if signs} == {}
    assert len(leaks) > 300


@pytest.mark.thorough
def test_mail_feeds_and_figures_hold_no_planted_word_and_no_name(walk: Walk) -> None:
    services, relay = with_mail(walk.stage.services)
    while send_mail(services):
        pass
    mail = {f"{each.to} {each.subject}": f"{each.subject}\n{each.text}" for each in relay.taken}
    feeds = dict(_feeds(walk))
    figures = {"figures": generate_latest(Exposition(services, Tally()).registry).decode()}

    assert len(mail) > 3
    assert any("BEGIN:VEVENT" in text for text in feeds.values())
    assert {
        place: signs
        for place, text in {**mail, **feeds, **figures}.items()
        if (signs := [sign for sign in PLANTED if sign in text])
    } == {}


def _feeds(walk: Walk) -> Iterator[tuple[str, str]]:
    for who in walk.stage.holders:
        caller = walk.stage.sights(who)[0].caller
        path = feed_path(make_feed(walk.stage.services, caller))
        yield who, read(walk.site.visitor().client.get(path))


@pytest.mark.thorough
def test_the_whole_record_is_exported_only_for_those_who_work_on_all_of_it(walk: Walk) -> None:
    given: Mapping[str, str] = dict(_exported(walk))

    assert {who for who in EVERYBODY if walk.stage.sights(who)[0].everything} == set(given)
    assert all("zebra-case-1z" in text for text in given.values())


def _exported(walk: Walk) -> Iterator[tuple[str, str]]:
    for who in EVERYBODY:
        sight = walk.stage.sights(who)[0]
        try:
            yield who, unpacked(export(walk.stage.services, sight.caller, sight.reference))
        except Mistake:
            continue
