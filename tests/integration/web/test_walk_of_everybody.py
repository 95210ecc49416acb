"""Everybody walks through every page and command of each policy, and no planted word is read where it may not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.clock import SetClock
from duecourse.demo import make_accounts
from duecourse.web.app import build_app
from tests.cli import CommandLine
from tests.need_to_know import EVERYBODY, Sight, stage_in
from tests.site import Person, Site, cheap_passwords

LISTS = ("/work", "/work?show=overdue", "/work?show=waiting", "/work?show=later", "/cases?show=all", "/registers")
PAGES = ("", "/items", "/people", "/letters", "/history", "/add-evidence", "/add-address")
READS = ("list --json", "due --json", "alert list --json", "register list")
READS_OF_A_CASE = (
    "show --json",
    "history --json",
    "options --all --json",
    "letter list --json",
    "evidence list --json",
)


@pytest.mark.thorough
@pytest.mark.parametrize("policy", ["lumen", "flourish", "lseat", "link", "tasmat"])
def test_no_page_and_no_command_shows_a_planted_word_to_those_who_may_not_see_it(tmp_path: Path, policy: str) -> None:
    stage = stage_in(tmp_path, policy)
    make_accounts(stage.services, cheap_passwords())
    site = Site(stage.services, build_app(stage.services, cheap_passwords()))
    line = CommandLine(tmp_path, SetClock(stage.services.clock.now()))
    leaks: dict[tuple[str, str], set[str]] = {}
    read = 0
    for who in EVERYBODY:
        sights = stage.sights(who)
        for command in READS:
            text = told(line, sights[0].key, command)
            leaks[who, command] = set.intersection(*(sight.leaks(text) for sight in sights))
        for sight in sights:
            for command in READS_OF_A_CASE:
                text = told(line, sight.key, f"{command} {sight.reference}")
                leaks[who, f"{command} {sight.reference}"] = sight.leaks(text)
            read += bool(sight.worked)
        if can_sign_in(site, sights[0].key):
            person = site.person(sights[0].key)
            for path in LISTS:
                text = person.client.get(path).text
                leaks[who, path] = set.intersection(*(sight.leaks(text) for sight in sights))
            for sight in sights:
                leaks |= {(who, path): found for path, found in walked(person, sight).items()}
    stage.services.store.close()

    assert {place: found for place, found in leaks.items() if found} == {}
    assert read > len(stage.holders) // 2


def told(line: CommandLine, who: str, command: str) -> str:
    """Give all that a command says, be it a result or a refusal."""
    answer = line.run(who, *command.split())
    assert answer.code in (0, 2), f"{command}: {answer.err}"
    return answer.out + answer.err


def can_sign_in(site: Site, key: str) -> bool:
    """Say whether somebody has an account: those who hold a post do."""
    with site.services.store.reading() as reading:
        organisation = reading.organisation().id
        person = reading.find_person(organisation, key)
        return person is not None and reading.account_of(person.id) is not None


def walked(person: Person, sight: Sight) -> dict[str, set[str]]:
    """Give what each page of a case tells that it should not; names of staff may stand among answers to a step."""
    places = [*PAGES, *(f"/{on}/{sight.stage.first_step(on)}" for on in sorted(sight.record.tracks))]
    places += [f"/letters/{number}" for number in sorted(sight.record.letters)]
    found = {}
    for place in places:
        text = person.client.get(f"/cases/{sight.reference}{place}").text
        found[f"/cases/{sight.reference}{place}"] = {sign for sign in sight.leaks(text) if sign not in sight.names}
    return found
