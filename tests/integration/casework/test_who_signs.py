"""Who signs a letter is declared with it: who took the step or holds the role, and never who opens the page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from duecourse.casework.administration import cover, departures, posts
from duecourse.casework.administration.settings import set_setting
from duecourse.casework.commands import letter_edits, letter_texts, letters, steps
from duecourse.casework.commands.letter_checks.letter_check import letter_check
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Services
from engine.errors import BadInput, Refused
from engine.identity import ActionName, CaseReference, InstanceId
from engine.plain import is_group
from engine.record.values import Letter
from tests.databases import open_store
from tests.letters_given import begun, drafted, later
from tests.player import report as play
from tests.services import CALM, act, caller, library, report, scheduler, services_on
from tests.services import letters as writer
from tests.unit.letters.facts import shipped
from tests.ways import Ways


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def read(place: Services, who: str, reference: CaseReference, number: int) -> letter_texts.LetterText:
    with looking(place, caller(place, f"oakfield-{who}"), reference, f"letter {number}") as case:
        return letter_texts.letter_text(case, number, "text")


def signed(place: Services, who: str, reference: CaseReference, number: int) -> list[str]:
    """Give what stands below the closing of a letter, as somebody reads it."""
    lines = [line.strip() for line in read(place, who, reference, number).text.splitlines()]
    at = max(place for place, line in enumerate(lines) if line.startswith("Yours "))
    return [line for line in lines[at + 1 :] if line][:3]


def latest(place: Services, reference: CaseReference, template: str) -> int:
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
    return max(each.number for each in case.letters.values() if each.template == template)


SENIOR = ["Gray Oakfield", "Senior Manager", "Oakfield Primary School (invented)"]
HEAD = ["Finley Oakfield", "Headteacher", "Oakfield Primary School (invented)"]


def test_a_colleague_opens_a_letter_and_it_is_signed_by_who_took_the_step(place: Services) -> None:
    reference, number = drafted(place)

    assert signed(place, "senior", reference, number) == SENIOR
    assert signed(place, "head", reference, number) == SENIOR


def test_a_colleague_issues_a_letter_and_the_seal_names_both(place: Services) -> None:
    reference, number = drafted(place)
    read(place, "senior", reference, number)
    letters.issue(place, caller(place, "oakfield-head"), reference, number)

    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        sealed = reading.sealed(scheduler(place), case.id, number)
    assert sealed is not None
    facts = json.loads(sealed.renditions["facts"])
    assert facts["sender"]["name"] == "Gray Oakfield"
    assert sealed.issued_by == caller(place, "oakfield-head").viewer.person
    assert "Finley" not in sealed.renditions["text/plain"].decode()


def test_a_letter_that_names_its_sender_stays_edited_when_a_colleague_opens_it(place: Services) -> None:
    reference = begun(place)
    act(place, "senior", reference, "support/1", "offer", how_offered="In person")
    number = latest(place, reference, "L09-support")
    with looking(place, caller(place, "oakfield-senior"), reference, "letter") as case:
        words = letter_edits.wording(case, number)
    typed = words.text.replace("# Support for you", "# Support for you, whenever you like", 1)
    letter_edits.edit(place, caller(place, "oakfield-senior"), reference, number, typed, words.seen)

    for who in ("head", "senior"):
        with looking(place, caller(place, f"oakfield-{who}"), reference, "letter") as case:
            assert not letter_edits.wording(case, number).has_moved_on


def test_who_left_between_draft_and_issue_does_not_sign_and_who_holds_the_role_now_does(place: Services) -> None:
    reference, number = drafted(place)
    assert signed(place, "head", reference, number) == SENIOR
    departures.leave(place, caller(place, "central"), "oakfield-senior")
    sweep(place, place.clock.now())

    with pytest.raises(Refused, match="read it again"):
        letters.issue(place, caller(place, "oakfield-head"), reference, number)
    assert signed(place, "head", reference, number) == HEAD
    letters.issue(place, caller(place, "oakfield-head"), reference, number)


def test_where_nobody_can_sign_the_letter_stops_and_says_whom_it_lacks_and_where_that_is_mended(
    place: Services,
) -> None:
    reference, number = drafted(place)
    with place.store.writing() as writing:
        for person in writing.people(writing.organisation().id):
            if person.key != "oakfield-teacher" and any(each.post != "administrator" for each in person.posts):
                writing.save_person(replace(person, active=person.key == "central", leaves_at=place.clock.now()))
    later(place, minutes=1)
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        draft = letter_texts.write_draft(place, reading, scheduler(place), case, case.letters[str(number)])

    says = next(each for each in draft.problems if each.startswith("Nobody can sign this letter"))
    assert "the role of senior manager" in says
    assert "People of the case" in says


def test_who_acts_in_the_place_of_the_headteacher_signs_as_acting_headteacher(place: Services) -> None:
    reference, number = drafted(place)
    departures.leave(place, caller(place, "central"), "oakfield-senior")
    acting = posts.Giving(post="headteacher@oakfield", acting=True, instead_of="oakfield-head")
    posts.give_post(place, caller(place, "central"), "oakfield-deputy", acting)
    later(place, minutes=1)
    sweep(place, place.clock.now())

    expected = ["Jules Oakfield", "Acting Headteacher", "Oakfield Primary School (invented)"]
    assert signed(place, "deputy", reference, number) == expected


def test_who_covers_for_somebody_signs_for_them_while_they_are_away(place: Services) -> None:
    covering = cover.Covering(post="senior manager@oakfield", until=place.clock.now() + timedelta(days=5))
    cover.give_cover(place, caller(place, "central"), "oakfield-leader", "oakfield-senior", covering)
    later(place, minutes=1)
    reference, number = drafted(place)

    assert signed(place, "leader", reference, number)[:2] == ["Robin Oakfield", "For the Senior Manager"]
    later(place, days=6)
    assert signed(place, "head", reference, number) == SENIOR


def test_a_post_is_titled_as_the_trust_knows_it(place: Services) -> None:
    reference, number = drafted(place)
    set_setting(place, caller(place, "central"), "post_titles", "Senior  manager | Assistant Headteacher (Pastoral)")

    assert signed(place, "head", reference, number)[1] == "Assistant Headteacher (Pastoral)"


@pytest.mark.parametrize("value", ["senior manager", "senior manager | ", f"senior manager | {'x' * 81}"])
def test_a_title_without_its_post_is_refused_with_how_it_is_written(place: Services, value: str) -> None:
    with pytest.raises(BadInput, match="write each on a line of its own"):
        set_setting(place, caller(place, "central"), "post_titles", value)


def breach(place: Services, by: str) -> tuple[CaseReference, int]:
    """Bring a case to the notice to the data protection officer, given by somebody."""
    reference = reported(place, personal_data="yes", category="data")
    now = place.clock.now().isoformat()
    facts = {"what": "A list got out.", "discovered_at": now, "aware_at": now, "special_category": "no"}
    facts |= {"children": "yes", "still_live": "no", "data_categories": "contact"}
    steps.take_step(
        place, caller(place, by), reference, InstanceId("data_breach/1"), ActionName("tell_dpo"), facts=facts
    )
    return reference, latest(place, reference, "L21-dpo-notice")


def reported(place: Services, **answers: str) -> CaseReference:
    return report(place, **{**CALM, **answers})


@pytest.mark.parametrize(("by", "signs"), [("oakfield-senior", SENIOR), ("dpo", HEAD)])
def test_the_data_protection_officer_never_writes_to_themselves(place: Services, by: str, signs: list[str]) -> None:
    reference, number = breach(place, by)

    assert signed(place, "head", reference, number) == signs
    assert "Blake Sample\nData Protection Officer" in read(place, "head", reference, number).text


def test_the_person_to_ask_is_who_deals_with_the_case_and_not_the_headteacher(place: Services) -> None:
    reference = begun(place)
    number = latest(place, reference, "L01-acknowledgement")

    assert "Gray Oakfield looks after the case" in " ".join(read(place, "head", reference, number).text.split())


def test_every_letter_declares_who_signs_it() -> None:
    kinds: Mapping[str, object] = {name: kind.signs for name, kind in writer().kinds().items()}

    assert set(kinds) == set(shipped().templates)
    assert all(kinds.values())


LEADERS = {"Headteacher", "Senior Manager", "Deputy Headteacher", "Member of the Senior Leadership Team"}
HIGHER = {"Chair of Governors", "Vice-Chair of Governors", "Chair of Trustees", "Member of the Trust Board"}
OFFICER = {"Data Protection Officer", "Deputy Data Protection Officer", "Trust Data Protection Officer"}
NOBODY = "nobody"
BEFORE_A_PANEL = {"For the Hearing Panel", "Human Resources"}
EMPLOYER = {"Chief Executive Officer", "Human Resources"}
BY_LETTER = {
    "L17": BEFORE_A_PANEL,
    "L18": BEFORE_A_PANEL,
    # before the appeal committee has arranged anything nobody signs
    "L19": {"For the Appeal Committee", NOBODY},
    "L14": {"Human Resources", "Headteacher"},
    "L14a": {"Human Resources", "Headteacher"},
    "L14b": {"Human Resources", "Headteacher"},
    # before anybody has decided nobody signs what was decided
    "L39": {*LEADERS, NOBODY},
    "L22": OFFICER,
    "L23": {*OFFICER, "Headteacher"},
    "L26": EMPLOYER,
    "L27": EMPLOYER,
    "L31": {"Chief Executive Officer", "Headteacher"},
    "L35": {"Director of Marketing", *LEADERS},
}
"""In which post letters are signed before their deciding step was taken; others by those who lead the school."""


def letters_of(policy: str) -> Iterator[tuple[str, str]]:
    """List each letter that a step of a policy's tracks leaves or sends, with one of the tracks."""
    found: dict[str, str] = {}
    for track, definition in library().policies[policy].definitions.items():
        for action in definition.actions.values():
            rules = (action.letter, *(end.letter for end in action.outcomes.values()))
            for template in (each for rule in rules for each in (rule.sends, *rule.after) if each):
                found.setdefault(template, track)
    yield from found.items()


@pytest.mark.parametrize(
    "policy", [pytest.param(each, marks=() if each == "lumen" else pytest.mark.thorough) for each in library().policies]
)
def test_under_every_policy_every_letter_is_signed_by_somebody_who_leads_or_decides(
    place: Services, policy: str
) -> None:
    ways = Ways(library().policies[policy])
    wrong: dict[str, str] = {}
    asked = 0
    for template, track in letters_of(policy):
        player = play(place, ways, track)
        on = player.instance(track)
        with place.store.reading() as reading:
            case = reading.find_case(scheduler(place), player.hands.reference)
            letter = Letter(number=99, template=template, on=InstanceId(on), status="draft")
            facts = letter_texts.facts_of(place, reading, scheduler(place), ways.policy, case, letter)
        asked += 1
        sender = facts.get("sender")
        title = str(sender.get("role", NOBODY)) if is_group(sender) else NOBODY
        if title not in BY_LETTER.get(template.partition("-")[0], {*LEADERS, *HIGHER}):
            wrong[template] = title

    assert asked
    assert wrong == {}


def test_before_a_letter_leaves_it_says_who_signs_it_and_why(place: Services) -> None:
    reference, number = drafted(place)
    told = []
    for who in ("senior", "head"):
        with looking(place, caller(place, f"oakfield-{who}"), reference, f"letter {number}") as case:
            check = letter_check(case, letter_texts.letter_text(case, number, "text"))
        assert check is not None
        told.append(check.signed)

    assert told[0] == told[1]
    assert list(told[0][:3]) == SENIOR
    assert told[0][3].startswith("They took the step “")
