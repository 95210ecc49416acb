"""Letters state what an event of that kind recorded, and say of a policy only what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from duecourse.casework.administration.settings import with_setting
from duecourse.casework.commands import letter_texts, letters, steps
from duecourse.casework.commands.undo import take_back_step
from duecourse.casework.context.services import Caller, Services
from duecourse.correspondence import gather
from duecourse.correspondence.dossier import as_said
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import Library, read_workflows
from engine.identity import ActionName, CaseReference, InstanceId, RoleName
from engine.ports.records import Viewer
from engine.record.values import Letter
from tests.databases import open_store
from tests.services import CALM, act, caller, library, move_clock, scheduler, services_on
from tests.services import letters as shipped_letters

L02, L03, L04, L05 = "L02-takedown-request", "L03-personal-complaint", "L04-reminder", "L05-isp-escalation"
L10 = "L10-own-content"
L06, L08, L09, L32 = "L06-consent-request", "L08-police-referral", "L09-support", "L32-closure"
L01, L24, L33 = "L01-acknowledgement", "L24-dsl-referral", "L33-redirect"
ON = {
    L01: "case/1",
    L24: "safeguarding/1",
    L33: "case/1",
    L02: "removal/1",
    L03: "removal/1",
    L04: "removal/1",
    L05: "removal/1",
    L06: "police/1",
    L08: "police/1",
    L09: "support/1",
    L10: "own_content/1",
    L32: "case/1",
}
FOUND = {
    "author": "employee",
    "author_basis": "A colleague recognised the account",
    "material": "both",
    "personal_data": "no",
    "child_at_risk": "no",
    "nature": "Insults",
    "recirculation": "low",
    "breach_of_policy": "yes",
    "visible_for": "A day",
    "impact": "They no longer park at the school",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path)
    store.close()


def reported(place: Services, policy: str = "lumen", **answers: str) -> CaseReference:
    new = steps.NewReport(
        policy=policy,
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers={**CALM, **answers},
    )
    return steps.report(place, caller(place, "oakfield-teacher"), new).case.reference


def later(place: Services, **length: float) -> datetime:
    move_clock(place, place.clock.now() + timedelta(**length))
    return place.clock.now()


def read(place: Services, reference: CaseReference, template: str, action: str = "") -> str:
    """Write a letter from the facts as they are now, whether or not its turn has come. Gives its flat text."""
    on, step = InstanceId(ON[template]), ActionName(action)
    viewer = caller(place, "oakfield-senior").viewer
    with place.store.reading() as reading:
        case = reading.find_case(viewer, reference)
        organisation = reading.organisation()
        school = next(each for each in reading.schools(organisation.id) if each.id == case.school)
        facts = gather(
            place.letters.kinds()[template],
            reading,
            viewer,
            policy=place.policy_of(reading, case),
            case=case,
            letter=Letter(number=99, template=template, on=on, status="draft", action=step),
            gathers=place.letters.gathers(template),
            calendar=place.calendar(school, organisation.zone),
            staffing=place.staffing_of(reading, case, place.clock.now()),
            helplines=(),
            now=place.clock.now(),
        )
    drafted = place.letters.draft(template, facts, place.zone())
    return " ".join(place.letters.show(drafted.blocks, "text", template).split())


def found(place: Services, reference: CaseReference, **findings: str) -> None:
    """Bring a case to its findings, so that the question of the police stands."""
    scope = {"scope": "in_scope", "scope_reason": "Ours", "danger_confirmed": "yes"}
    if reference.startswith("LSE"):  # whose policy asks for the link to the trust, and how sure an author is
        scope = {**scope, "links": "about_trust", "user": "not_known"}
        findings = {"anonymous": "no", "attribution": "not_shown", **findings}
    if reference.startswith("FLO"):
        scope = {**scope, "who_it_is": "not_known"}
    take(place, reference, "senior manager", "case/1", "acknowledge")
    take(place, reference, "senior manager", "case/1", "triage", **scope)
    take(place, reference, "senior manager", "case/1", "open_tracks")
    take(place, reference, "investigator", "investigation/1", "start")
    take(place, reference, "investigator", "investigation/1", "record_findings", **{**FOUND, **findings})


def take(place: Services, reference: CaseReference, role: str, on: str, action: str, **facts: str) -> None:
    """Take a step as the person who holds the role."""
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        organisation = reading.organisation()
    by = Caller(viewer=Viewer(organisation.id, case.team[RoleName(role)][0]), via="in a test")
    steps.take_step(place, by, reference, InstanceId(on), ActionName(action), facts=facts)


def asked(place: Services, reference: CaseReference, ground: str = "terms") -> datetime:
    """Ask the host. Gives when."""
    answers = {"approach": "ask_host", "approach_reason": "It insults her", "host_name": "Posts Example"}
    asks = {"ground": ground, "requested_action": "remove", "description": "A post with a picture"}
    act(place, "senior", reference, "removal/1", "decide", **answers, **asks)
    return sent(place, reference, "send")


def sent(place: Services, reference: CaseReference, action: str) -> datetime:
    by = caller(place, "oakfield-senior")
    with place.store.reading() as reading:
        case = reading.find_case(by.viewer, reference)
    number = max(each.number for each in case.letters.values() if each.action == action)
    letter_texts.read_letter(place, by, reference, number, "text")
    letters.issue(place, by, reference, number)
    letters.dispatch(place, by, reference, number, "Form of the site, receipt 1")
    return place.clock.now()


# What was looked at, and what the site said


def test_a_refusal_of_the_host_is_no_look_at_the_address(place: Services) -> None:
    reference = reported(place)
    asked(place, reference)
    later(place, hours=1)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="refused")
    reminder, provider = read(place, reference, L04), read(place, reference, L05)

    assert "checked" not in reminder
    assert "still" not in reminder.split("## ")[0].split("What we ask")[0]
    assert "you told us that you will not do it." in reminder
    assert "have not had an answer" not in reminder
    assert "last check" not in provider
    assert "it was still there" not in provider


def test_a_look_is_told_with_its_own_time_and_with_what_it_found(place: Services) -> None:
    reference = reported(place)
    asked(place, reference)
    looked = later(place, hours=25)
    act(place, "deputy", reference, "removal/1", "check", result="partly")
    later(place, hours=3)
    reminder, provider = read(place, reference, L04), read(place, reference, L05)

    assert looked == datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    assert "When we checked on 24 October 2026 at 11am, part of the material below was still there." in reminder
    assert "Last seen: 24 October 2026 at 11am" in reminder
    assert "We have not had an answer that we could find." in reminder
    assert "Our last check, on 24 October 2026 at 11am, found part of it still there." in provider


def test_a_look_from_before_the_request_or_one_that_was_taken_back_is_not_told(place: Services) -> None:
    reference = reported(place)
    asked(place, reference)
    later(place, hours=25)
    act(place, "deputy", reference, "removal/1", "check", result="still_there")
    with_it = read(place, reference, L04)
    take_back_step(place, caller(place, "oakfield-deputy"), reference, "The wrong address was looked at")

    assert "When we checked" in with_it
    assert "When we checked" not in read(place, reference, L04)

    act(place, "deputy", reference, "removal/1", "look", seen_now="gone")
    act(place, "deputy", reference, "removal/1", "came_back")
    later(place, hours=1)
    asked(place, reference)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="refused")
    assert "When we checked" not in read(place, reference, L04)


def test_a_provider_is_told_of_each_request_what_came_of_that_one(place: Services) -> None:
    reference = reported(place)
    asked(place, reference, ground="privacy")
    later(place, hours=25)
    act(place, "deputy", reference, "removal/1", "check", result="still_there")
    sent(place, reference, "remind")
    later(place, hours=2)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="refused", host_words="Not our rules.")
    provider = read(place, reference, L05)

    first, second = provider.split("How: ")[1:3]
    assert "Looked at on 24 October 2026 at 11am: it was still there" in first
    assert "refuse" not in first
    assert "Answer of 24 October 2026 at 1pm: They refuse" in second
    assert "still there" not in second.split("Why we write")[0]
    assert "a person's private information or picture" in provider
    assert "It shows private information" not in provider


def test_a_provider_is_not_told_of_a_request_that_nobody_made(place: Services) -> None:
    reference = reported(place)
    act(
        place,
        "senior",
        reference,
        "removal/1",
        "decide",
        approach="personal",
        approach_reason="Only she can",
        ground="terms",
        description="A post",
    )
    act(place, "senior", reference, "removal/1", "personal_answer", person_said="declined")
    act(place, "senior", reference, "removal/1", "give_help", help_given="Offered, and declined")
    act(place, "senior", reference, "removal/1", "go_without", without_person="isp", without_reason="She declined")
    provider = read(place, reference, L05)

    assert "has been asked" not in provider
    assert "Complaint" not in provider


def test_our_own_note_beside_no_answer_is_not_quoted_as_the_answer_of_the_host(place: Services) -> None:
    reference = reported(place)
    asked(place, reference)
    later(place, hours=1)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="no_answer", host_words="I wrote twice.")
    later(place, hours=25)
    act(place, "deputy", reference, "removal/1", "check", result="still_there")
    silent = read(place, reference, L04)
    sent(place, reference, "remind")
    later(place, hours=1)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="unreachable", host_words="It came back.")
    unreachable, provider = read(place, reference, L04), read(place, reference, L05)

    assert "This is the answer" not in silent + unreachable
    assert "We have not had an answer that we could find." in silent
    assert "We could not reach you with it." in unreachable
    assert "Noted on 23 October 2026 at 11am: No answer" in provider
    assert "Noted on 24 October 2026 at 1pm: They cannot be reached" in provider


def test_words_of_the_host_are_told_as_they_were_corrected_and_with_their_own_answer_only(place: Services) -> None:
    reference, by = reported(place), caller(place, "oakfield-senior")
    asked(place, reference)
    later(place, hours=1)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="refused", host_words="We broke no rule.")
    steps.correct(place, by, reference, InstanceId("removal/1"), {"host_words": "It broke no rule."}, "Copied wrongly")
    corrected = read(place, reference, L04)
    sent(place, reference, "remind")
    later(place, hours=1)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="wants_person")
    another_answer = read(place, reference, L03)

    assert "> It broke no rule." in corrected
    assert "We broke" not in corrected
    assert "This is what the website told us" not in another_answer


def test_an_answer_that_was_taken_back_is_not_told(place: Services) -> None:
    reference, by = reported(place), caller(place, "oakfield-senior")
    asked(place, reference)
    act(place, "senior", reference, "removal/1", "host_answer", host_said="refused", host_words="It broke no rule.")
    for name in ("host_words", "host_name", "description"):
        steps.correct(place, by, reference, InstanceId("removal/1"), {name: ""}, "It belongs to another case")
    reminder = read(place, reference, L04)

    assert "None" not in reminder
    assert "It broke no rule" not in reminder
    assert "The team that handles reports at a.example" in reminder
    assert "you told us that you will not do it." in reminder


# The police


def consented(place: Services, reference: CaseReference, **how: str) -> None:
    act(place, "senior", reference, "police/1", "ask_consent")
    act(place, "teacher", reference, "police/1", "consent_answer", **{"consent.police_report": "given", **how})


def test_the_police_are_told_whose_words_they_read_and_when_it_was_only_seen(place: Services) -> None:
    reference = reported(place)
    found(place, reference)
    described_by_reporter = read(place, reference, L08)
    act(place, "senior", reference, "removal/1", "record_capture", seen_at="2026-10-22T18:00+01:00")
    act(place, "senior", reference, "removal/1", "prepare", description="A post that names her car")
    ours = read(place, reference, L08)
    act(
        place,
        "senior",
        reference,
        "removal/1",
        "record_capture",
        seen_at="2026-10-22T18:00+01:00",
        quoted="We know your car.",
        posted_at="2026-10-21T20:15+01:00",
    )
    quoted = read(place, reference, L08)

    assert "Not the words themselves, but what the report says of them: > Two posts insult me." in described_by_reporter
    assert "In our own words, what is to be seen there: > A post that names her car" in ours
    assert "When: not known to us Seen on: 22 October 2026 at 6pm" in ours
    assert "The words as they stand: > We know your car." in quoted
    assert "When: 21 October 2026 at 8:15pm" in quoted
    assert "The words as they stand" not in described_by_reporter + ours


def test_the_police_are_told_why_and_who_from_the_findings(place: Services) -> None:
    reference = reported(place)
    found(place, reference)
    letter = read(place, reference, L08)

    assert "Both of these" not in letter
    assert "may be threatening or intimidating, and that somebody who works for the school may have acted" in letter
    assert "somebody employed here may be connected with it. Our reason: A colleague recognised" in letter
    assert "We do not know." not in letter
    assert "How it has affected people: They no longer park at the school." in letter
    assert "1 Example Square, Nowhere, ZZ9 9ZZ Date" in letter
    assert "Dear Sir or Madam" in letter
    assert "on 101" not in letter


def test_a_person_is_asked_for_consent_with_what_was_found_and_nothing_else(place: Services) -> None:
    reference = reported(place)
    found(place, reference, material="unlawful_conduct")
    letter = read(place, reference, L06)

    assert "This is how it was reported to us: > Two posts insult me." in letter
    assert "somebody who works for the school may have acted against the law" in letter
    before = letter.split("What we would share")[0]
    assert "threatening" not in before.replace("Senior management reports threatening or intimidating material", "")


def test_we_do_not_know_is_only_said_where_that_was_found(place: Services) -> None:
    reference = reported(place)
    found(place, reference, author="unknown", material="threatening")

    assert "We do not know." in read(place, reference, L08)


def test_a_person_has_agreed_only_while_their_consent_is_in_force(place: Services) -> None:
    reference = reported(place)
    found(place, reference, author="other", material="threatening")
    agreed = "This person has agreed"
    act(place, "senior", reference, "police/1", "assess", finding="threatening")
    before = read(place, reference, L08)
    later(place, hours=2)
    consented(place, reference, how_consented="oral", consent_witness="Sam Witness")
    given = read(place, reference, L08)
    act(place, "teacher", reference, "police/1", "withdraw")

    assert agreed not in before
    assert agreed in given
    assert "Consent: given on 23 October 2026 at 12pm (midday)" in given
    assert "How it was given: in words, heard by Sam Witness" in given
    assert agreed not in read(place, reference, L08)


def test_who_heard_an_earlier_consent_is_not_told_of_a_later_one(place: Services) -> None:
    reference = reported(place)
    found(place, reference, author="other", material="threatening")
    act(place, "senior", reference, "police/1", "assess", finding="threatening")
    consented(place, reference, how_consented="oral", consent_witness="Sam Witness")
    act(place, "teacher", reference, "police/1", "withdraw")
    answer = {"consent.police_report": "given", "how_consented": "oral"}
    act(place, "teacher", reference, "police/1", "consent_answer", **answer)
    letter = read(place, reference, L08)

    assert "How it was given: in words This person" in letter
    assert "heard by" not in letter


def test_a_closing_letter_lists_what_was_done_and_nothing_where_nothing_was(place: Services) -> None:
    reference = reported(place)
    at_once = read(place, reference, L32)
    found(place, reference)
    asked = read(place, reference, L32)

    assert "What we did" not in at_once
    assert "looked into" not in at_once
    assert "may say no" not in at_once
    assert "What we did" not in asked


# What a policy says


CLAIMS: Mapping[str, set[str]] = {
    "lumen": {L03, L04, L06, L09},
    "flourish": set(),
    "link": set(),
    "lseat": {L09},
    "tasmat": set(),
}
BEHIND = "The policy behind this letter"


@pytest.mark.parametrize("policy", CLAIMS)
def test_a_letter_says_of_a_policy_only_what_that_policy_says(place: Services, policy: str) -> None:
    reference = reported(place, policy)
    found(place, reference, author="other", material="threatening")
    words = {each: read(place, reference, each).split(BEHIND)[0] for each in (L03, L04, L06, L09, L32)}
    claiming = {each for each, text in words.items() if "our policy" in text.lower()}

    assert claiming == CLAIMS[policy]
    for each in (L03, L06, L09):
        says = place.library.current(policy).definition.clauses.values()
        asked = words[each].partition("Our policy says, in clause ")[2].partition(": ")[2]
        assert not asked or any(asked.startswith(as_said(clause.says)) for clause in says)


@pytest.mark.parametrize(("policy", "asks"), [("lseat", True), ("lumen", False), ("flourish", False)])
def test_only_a_trust_whose_policy_wants_it_asks_the_reporter_to_tell_the_site_too(
    place: Services, policy: str, asks: bool
) -> None:
    letter = read(place, reported(place, policy), L01)

    assert (
        "in clause 9.3: Users who become aware of unsuitable material posted out of normal working hours" in letter
    ) is asks


def test_the_offer_of_support_names_those_whom_the_policy_names(place: Services) -> None:
    letter = read(place, reported(place, "lseat"), L09)

    named = "in section 12: Further information and support are available at the UK Safer Internet Centre and the NSPCC"
    assert named in letter


def test_the_lead_reads_the_ages_of_the_policy_beside_the_childs_own(place: Services) -> None:
    reference = reported(place, "lseat", child_at_risk="yes")
    concern = {"concern": "A pupil uses it.", "child_age": "11", "platform": "WhatsApp", "how_told": "By telephone."}
    act(place, "senior", reference, "safeguarding/1", "tell_dsl", child_in_danger="no", **concern)
    letter = read(place, reference, L24)

    assert "Age: 11" in letter
    assert "Where: WhatsApp" in letter
    assert "16 for WhatsApp" in letter


@pytest.mark.parametrize(("route", "passed_on"), [("media", True), ("complaint", False)])
def test_a_question_of_the_press_is_said_to_be_passed_on_and_nothing_else_is(
    place: Services, route: str, passed_on: bool
) -> None:
    reference = reported(place, "lseat")
    diverted = {"scope": "diverted", "scope_reason": "It belongs elsewhere.", "danger_confirmed": "yes"}
    act(place, "senior", reference, "case/1", "triage", route=route, **diverted)
    letter = read(place, reference, L33)

    assert ("We have passed it on there." in letter) is passed_on
    assert ("We will not hand it to another procedure" in letter) is not passed_on


def test_the_police_read_that_nobody_is_known_whom_it_concerns(place: Services) -> None:
    new = steps.NewReport(
        policy="flourish",
        school="oakfield",
        reported_by="oakfield-teacher",
        affected=(),
        addresses=("https://a.example/1",),
        answers=dict(CALM),
    )
    reference = steps.report(place, caller(place, "oakfield-teacher"), new).case.reference
    found(place, reference, author="parent", material="unlawful_other")
    act(place, "senior", reference, "police/1", "assess", finding="unlawful_other")
    act(place, "senior", reference, "police/1", "decide_without_consent", reason="It is against the law.")
    letter = read(place, reference, L08)

    assert "We know of nobody in particular who is affected, and so nobody could be asked to agree." in letter
    assert "some of the material may be against the law" in letter


def test_a_clause_of_another_trust_is_told_in_its_own_words_and_may_is_not_must(place: Services) -> None:
    sources = {name: text for name, text in read_workflows().items() if name.startswith("tracks/")}
    brackenfield = Path("tests/acceptance/policies/brackenfield.yaml").read_text(encoding="utf-8")
    may = brackenfield.replace("a talk within two working days}", "a talk within two working days, basis: discretion}")
    for text, says in ((brackenfield, True), (may, False)):
        policy = compile_sources({**sources, "policies/brackenfield.yaml": text}, shipped_letters().kinds())
        services = replace(
            place, library=Library(policies={**library().policies, policy.key: policy}, letters=library().letters)
        )
        reference = reported(services, "brackenfield")
        letter = read(services, reference, L09).split(BEHIND)[0]

        assert ("in clause 5.1: The person attacked is offered a talk within two working days." in letter) == says
        assert "full support" not in letter


@pytest.mark.parametrize(("policy", "says"), [("link", True), ("lumen", False)])
def test_a_person_who_is_asked_to_take_something_down_reads_what_the_policy_allows_the_school(
    place: Services, policy: str, says: bool
) -> None:
    letter = read(place, own_content(place, policy), L10, "send")

    assert (
        "Our policy says, in clause 10.2: The school may require anybody covered to take down content" in letter
    ) is says
    assert ("Not doing so when asked may lead to disciplinary action" in letter) is says
    assert "10.2#2" not in letter  # our own split of a clause is nothing that the document prints
    assert "dated September 2022" not in letter


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        (
            "{within: 24 hours, grace: 2 hours, cites: [13.6]}",
            ("24 hours", "This is the time that we ask for."),
        ),
        (
            "{within: 12 hours, cites: [13.6], binding: duty}",
            ("12 hours", "The policy that we work by sets this time; no law does."),
        ),
    ],
)
def test_a_host_reads_how_long_the_policy_gives_it_and_that_no_law_does(
    place: Services, clock: str, says: tuple[str, str]
) -> None:
    sources = read_workflows()
    was = "check: {within: 24 hours, grace: 2 hours, cites: [13.6]}"
    assert was in sources["policies/lumen.yaml"]
    lumen = sources["policies/lumen.yaml"].replace(was, f"check: {clock}")
    tracks = {name: text for name, text in sources.items() if name.startswith("tracks/")}
    policy = compile_sources({**tracks, "policies/lumen.yaml": lumen}, shipped_letters().kinds())
    known = Library(policies={**library().policies, policy.key: policy}, letters=library().letters)
    services = replace(place, library=known)
    letter = read(services, reported(services), L02, "send")

    assert f"within {says[0]} of this message" in letter
    assert says[1] in letter


def own_content(place: Services, policy: str) -> CaseReference:
    reference = reported(place, policy)
    scope = {"scope": "in_scope", "scope_reason": "Ours", "danger_confirmed": "yes"}
    take(place, reference, "senior manager", "case/1", "triage", **scope)
    take(
        place,
        reference,
        "senior manager",
        "case/1",
        "open_tracks",
        routes="own_content",
        routes_because="It is needed.",
    )
    return reference


def test_a_draft_is_cited_in_no_letter_until_it_is_said_who_adopted_it(place: Services) -> None:
    reference = own_content(place, "link")
    adopted = read(place, reference, L10, "send")
    with place.store.writing() as writing:
        writing.save_organisation(with_setting(writing.organisation(), "policy_adopted", ""))
    letter = read(place, reference, L10, "send")

    assert "Our policy says, in clause 10.2" in adopted
    assert "clause 10.2" not in letter


# What staff are said to have done, and what a person agreed to


def unlawful_conduct(place: Services, **said: str) -> str:
    reference = reported(place)
    found(place, reference, author="unknown", material="unlawful_conduct")
    act(place, "senior", reference, "police/1", "assess")
    act(
        place,
        "senior",
        reference,
        "police/1",
        "decide_without_consent",
        reason="It was judged on Friday.",
        why_not_asked="Away.",
        **said,
    )
    return read(place, reference, L08)


def test_the_police_are_not_told_of_conduct_of_staff_before_it_is_said_who_and_why(place: Services) -> None:
    lacking = unlawful_conduct(place)
    whole = unlawful_conduct(place, conduct_by="A teaching assistant, by the voice")

    assert "missing: who is thought to have done it" in lacking
    assert "somebody who works for the school may be connected with it. Our reason: A teaching assistant" in whole
    assert "We do not know." not in lacking + whole
    assert "They were not asked, and this is why: Away." in whole
    assert "(Teacher)" not in whole


def test_the_police_are_given_the_name_of_the_member_of_staff_that_was_entered(place: Services) -> None:
    letter = unlawful_conduct(place, conduct_by="A teaching assistant, by the voice", conduct_name="Parker Sandpiper")

    assert "Name: Parker Sandpiper" in letter
    assert "We will give you the name" not in letter


@pytest.mark.parametrize(("parts", "named"), [("", True), ("name,addresses", True), ("addresses", False)])
def test_the_police_are_given_of_a_person_what_that_person_agreed_to(place: Services, parts: str, named: bool) -> None:
    reference = reported(place)
    found(place, reference, material="threatening")
    act(place, "senior", reference, "police/1", "assess")
    act(place, "senior", reference, "police/1", "ask_consent")
    answer = {"consent.police_report": "given", "how_consented": "online", "consent_parts": parts}
    act(place, "senior", reference, "police/1", "consent_answer", **{key: said for key, said in answer.items() if said})
    letter = read(place, reference, L08)

    assert ("Name: Oakley Oakfield" in letter) is named
    assert ("oakfield-teacher@trust.example" in letter) is named
    assert ("and not to being named" in letter) is not named
    assert ("did not agree to our sharing the evidence" in letter) is bool(parts)


def test_a_post_is_not_said_to_be_newer_than_when_it_was_seen(place: Services) -> None:
    reference = reported(place)
    first, second = "2026-10-22T18:00+01:00", "2026-10-22T19:00+01:00"
    act(place, "senior", reference, "removal/1", "record_capture", seen_at=first, posted_at=second)
    wrong = read(place, reference, L02, "send")
    act(place, "senior", reference, "removal/1", "record_capture", seen_at=second, posted_at=first)
    right = read(place, reference, L02, "send")

    assert "Posted:" not in wrong
    assert "Posted: 22 October 2026 at 6pm" in right
