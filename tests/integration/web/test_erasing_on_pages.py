"""Erasing on pages: chosen and asked for by one person, decided on by another, and every error without a word lost."""

from __future__ import annotations

import re

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles
from duecourse.casework.context.services import Caller
from duecourse.outbox import run_outbox
from engine.identity import CaseReference, RoleName
from tests.cli import IN_SCOPE
from tests.services import caller, report, scheduler
from tests.site import Person, Site

MARK = "Zyzzyvaquonk"
WHY = {"ground": "right", "reason": "Letter of 2 November"}


@pytest.fixture
def reference(site: Site) -> CaseReference:
    """A case in which a marked word was recorded as the reason for a step."""
    reference = report(site.services)
    taken = site.person("oakfield-senior").take(
        reference, "case/1", "triage", **{**IN_SCOPE, "scope_reason": f"{MARK} said so."}
    )
    assert taken.status_code == 200
    return reference


def marked(person: Person, reference: str) -> str:
    """Give the box of the marked words on the page where one chooses."""
    page = person.get(f"/cases/{reference}/erase").text
    before = page[: page.index(f"“{MARK}")]
    found: list[str] = re.findall(r'value="([^"]+)"', before)
    return found[-1]


def ask(person: Person, reference: str) -> str:
    """Choose the marked words, check, and ask; gives the page that follows."""
    check = person.fill(f"/cases/{reference}/erase", words=[marked(person, reference)], **WHY)
    assert check.url.path.endswith("/erase/check"), check.text
    assert "Nothing is erased yet" in check.text
    assert "Letter of 2 November" in check.text
    return person.send(check).text


def test_an_erasure_that_another_window_changed_is_read_again_before_it_is_asked_for(
    site: Site, reference: CaseReference
) -> None:
    senior = site.person("oakfield-senior")
    words = [marked(senior, reference)]
    read = senior.fill(f"/cases/{reference}/erase", words=words, **WHY)
    senior.fill(f"/cases/{reference}/erase", words=words, **{**WHY, "reason": "Letter of 3 November"})
    refused = senior.send(read)

    assert refused.status_code == 422
    assert "changed since you read them" in refused.text
    assert "Letter of 3 November" in refused.text
    assert "Waits for a second person" in senior.send(refused).text


def test_one_person_asks_the_second_sees_it_and_erases_it(site: Site, reference: CaseReference) -> None:
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    asked = ask(senior, reference)
    assert "Waits for a second person" in asked
    assert f"/cases/{reference}/erasures" in head.get(f"/cases/{reference}").text
    assert f"/cases/{reference}/erasures" in head.get("/work").text
    assert "/erasures" not in site.person("oakfield-teacher").get("/work").text
    seen = head.get(f"/cases/{reference}/erasures/1")
    assert "Letter of 2 November" in seen.text
    assert "An answer in words" in seen.text
    assert MARK not in seen.text

    done = head.send(seen, decision="erase")

    assert done.url.path == f"/cases/{reference}/erasures"
    assert MARK not in senior.get(f"/cases/{reference}/history").text
    assert "Waits for a second person" not in done.text
    assert "/erasures" not in head.get("/work").text
    assert "Erased" in done.text
    run_outbox(site.services)
    everybody = Caller(viewer=scheduler(site.services))
    assert not [each for each in verification.verify_cases(site.services, everybody) if each.wrong]


def test_nobody_erases_alone_and_can_give_up_only_with_a_reason(site: Site, reference: CaseReference) -> None:
    senior = site.person("oakfield-senior")
    ask(senior, reference)
    page = senior.get(f"/cases/{reference}/erasures/1")
    assert 'name="decision"' not in page.text

    forced = senior.send(page, decision="erase", why="Now")
    assert "given up" in forced.text.lower()
    assert MARK in senior.get(f"/cases/{reference}/history").text
    assert "Now" in senior.get(f"/cases/{reference}/erasures/1").text


def test_the_second_person_says_why_it_is_not_erased(site: Site, reference: CaseReference) -> None:
    ask(site.person("oakfield-senior"), reference)
    head = site.person("oakfield-head")
    unsaid = head.fill(f"/cases/{reference}/erasures/1", decision="keep")
    assert unsaid.status_code == 422
    assert "Write why this is not to be erased." in unsaid.text
    undecided = head.fill(f"/cases/{reference}/erasures/1", decision="", why="A hearing needs it")
    assert undecided.status_code == 422
    assert "A hearing needs it" in undecided.text
    silent = head.fill(f"/cases/{reference}/erasures/1", decision="")
    assert "What do you decide?" in silent.text
    assert "Write why this is not to be erased." not in silent.text

    dropped = head.fill(f"/cases/{reference}/erasures/1", decision="keep", why="A hearing needs it")

    assert "Given up" in dropped.text
    assert MARK in head.get(f"/cases/{reference}/history").text


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(site: Site, reference: CaseReference) -> None:
    senior = site.person("oakfield-senior")
    nothing = senior.fill(f"/cases/{reference}/erase", reason="Letter of 2 November")
    assert nothing.status_code == 422
    assert "Choose at least one thing" in nothing.text
    assert "Why may it, or must it, be erased?" in nothing.text
    assert "Letter of 2 November" in nothing.text

    gone = senior.fill(f"/cases/{reference}/erase", words=["ZZZ:reason"], **WHY)
    assert gone.status_code == 422
    assert "has no event ZZZ" in gone.text
    assert "Letter of 2 November" in senior.get(f"/cases/{reference}/erase").text


def test_a_second_click_asks_once_and_a_stale_decision_is_told(site: Site, reference: CaseReference) -> None:
    senior, head = site.person("oakfield-senior"), site.person("oakfield-head")
    check = senior.fill(f"/cases/{reference}/erase", words=[marked(senior, reference)], **WHY)
    senior.send(check)
    again = senior.send(check)
    assert again.url.path in (f"/cases/{reference}/erasures", f"/cases/{reference}/erase")
    assert senior.get(f"/cases/{reference}/erasures").text.count("You asked for it") == 1
    open_page = head.get(f"/cases/{reference}/erasures/1")
    site.person("oakfield-senior").fill(f"/cases/{reference}/erasures/1", why="Asked for by mistake")

    stale = head.send(open_page, decision="erase", why="As they wish")

    assert stale.status_code == 409
    assert "This case has changed" in stale.text


@pytest.mark.parametrize("place", ["erasures", "erase", "erasures/1"])
def test_it_is_for_those_who_see_the_whole_of_the_case(site: Site, reference: CaseReference, place: str) -> None:
    ask(site.person("oakfield-senior"), reference)
    teacher, other = site.person("oakfield-teacher"), site.person("hilltop-head")

    assert teacher.get(f"/cases/{reference}/{place}").status_code in (403, 404)
    assert other.get(f"/cases/{reference}/{place}").status_code == 404
    assert "Erase something" not in teacher.get(f"/cases/{reference}/history").text


def test_where_one_person_alone_sees_the_whole_somebody_decides_on_a_page_without_seeing_it(
    site: Site, reference: CaseReference
) -> None:
    senior, dpo = site.person("oakfield-senior"), site.person("dpo")
    for who in ("oakfield-head", "oakfield-deputy", "oakfield-chair", "board"):
        case_roles.take_away(
            site.services, caller(site.services, "oakfield-senior"), reference, RoleName("senior manager"), who, "Away"
        )
    check = senior.fill(f"/cases/{reference}/erase", words=[marked(senior, reference)], **WHY)
    assert "You alone see the whole of this case" in check.text
    assert "Blake Sample" in check.text
    senior.send(check)
    assert "Blake Sample" in senior.get(f"/cases/{reference}/erasures/1").text
    assert 'href="/erasures"' in dpo.get("/work").text
    assert 'href="/erasures"' not in site.person("oakfield-teacher").get("/work").text
    waiting = dpo.get("/erasures")
    assert reference in waiting.text
    page = dpo.get(f"/erasures/{reference}/1")
    assert "An answer in words" in page.text
    assert not [each for each in (MARK, WHY["reason"]) if each in page.text + waiting.text]
    assert dpo.get(f"/cases/{reference}").status_code == 404
    unsaid = dpo.send(page, decision="keep")
    assert unsaid.status_code == 422
    assert "Write why this is not to be erased." in unsaid.text

    done = dpo.send(page, decision="erase")

    assert done.url.path == "/erasures"
    assert "Nothing waits for you." in done.text
    assert MARK not in senior.get(f"/cases/{reference}/history").text
    assert dpo.get(f"/erasures/{reference}/1").status_code == 404
