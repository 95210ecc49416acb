"""Every shipped letter, read as its reader would read it."""

from datetime import date, timedelta

import pytest

from letters import blocks
from letters.contract import look_up
from letters.render import draft
from letters.writers import html, text
from tests.unit.letters.facts import LETTERS, LONDON, drafted, facts_of, shipped
from tests.unit.letters.pages import Page, flat

OUTSIDERS = ("L02-takedown-request", "L04-reminder", "L05-isp-escalation")


def read(letter: str, **changes: object) -> str:
    return flat(text.write(drafted(letter, **changes).blocks))


def test_the_letters_of_this_catalogue_are_all_there() -> None:
    numbers = {template.number for template in shipped().templates.values()}

    # L29 is the provider's own form, which comes in and is not written here
    assert numbers == {f"L{number:02d}" for number in range(1, 36) if number != 29} | {"L02a", "L31a"}
    assert set(LETTERS) == set(shipped().templates)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_with_all_its_facts_may_be_issued(letter: str) -> None:
    made = drafted(letter)

    assert made.missing == ()
    assert made.problems() == ()


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_says_who_writes_to_whom_when_and_under_which_clauses(letter: str) -> None:
    words = read(letter)

    for expected in (
        "Wickford Lane School",
        "Exampleton EX2 2BB",
        "Lumen Learning Trust (invented)",
        "Company number 00000000",
        "Date: 24 November 2026",
        "Our reference: LUM-2026-0042/3",
        "Case: LUM-2026-0042",
        "Rowan Adeyemi",
        "Deputy headteacher",
        "r.adeyemi@wickford-lane.example",
        "Social Media Policy",
        "March 2021",
        "Clause 13.5: website hosts are asked",
        "Clause 13.8:",
        shipped()[letter].mark,
        str(look_up(facts_of(letter), "addressee.name")),
    ):
        assert expected in words


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_that_no_clause_asks_for_says_what_it_rests_on_instead(letter: str) -> None:
    made = drafted(letter, clauses=[], footing="Good practice: a reminder before going further")

    assert made.problems() == ()
    assert "Good practice: a reminder before going further" in text.write(made.blocks)
    assert "Clause" not in text.write(made.blocks)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_page_can_be_read_aloud_and_printed(letter: str) -> None:
    made = drafted(letter)
    written = html.write(made.blocks, title=made.title)
    page = Page(written)

    assert page.attributes["html.lang"] == "en-GB"
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert f"<title>{made.title}</title>" in written
    assert "@media print" in written
    assert not {"script", "link", "img", "iframe", "a"} & set(page.tags)


@pytest.mark.parametrize("letter", LETTERS)
def test_headings_step_down_without_a_gap(letter: str) -> None:
    levels = [block.level for block in drafted(letter).blocks if isinstance(block, blocks.Heading)]

    assert levels[0] == 1
    assert set(levels[1:]) <= {2}


@pytest.mark.parametrize("letter", LETTERS)
def test_the_least_that_a_letter_needs_is_enough(letter: str) -> None:
    optional = {path.split(".")[0].split("[")[0] for path in shipped()[letter].facts} - {
        path.split(".")[0].split("[")[0] for path, spec in shipped()[letter].facts.items() if spec.required
    }
    needed = {spec.path.split(".")[0] for spec in shipped()[letter].facts.values() if spec.needed(facts_of(letter))}
    made = drafted(letter, **dict.fromkeys(optional - needed))

    assert made.problems() == ()
    assert "None" not in text.write(made.blocks)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_without_any_facts_shows_every_gap_and_may_not_be_issued(letter: str) -> None:
    empty = draft(shipped()[letter], {}, zone=LONDON)
    words = [passage.text for passage in blocks.passages(empty.blocks)]

    assert {gap.path for gap in empty.missing} >= {"case_ref", "sender.name", "addressee.name", "date"}
    assert all(any(gap.marker in place for place in words) for gap in empty.missing)
    assert len(empty.problems()) == len(empty.missing)


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_not_given_the_name_of_the_member_of_staff_without_consent(letter: str) -> None:
    assert "Jo Fairweather" not in read(letter)
    assert "a member of our staff, whom we do not name here" in read(letter)


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_given_the_name_with_consent(letter: str) -> None:
    assert "The material concerns Jo Fairweather" in read(letter, affected_person_named=True)
    assert drafted(letter, affected_person_named=True).problems() == ()


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_not_given_the_name_while_nobody_has_asked(letter: str) -> None:
    made = drafted(letter, affected_person_named=None)

    assert "Jo Fairweather" not in flat(text.write(made.blocks))
    assert [gap.path for gap in made.missing] == ["affected_person_named"]


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_a_name_that_slips_into_a_description_stops_the_letter(letter: str) -> None:
    items = [{"url": "https://a.example/1", "description": "A post about JO  FAIRWEATHER and Robin Sandpiper"}]
    problems = drafted(letter, ("Robin Sandpiper",), items=items).problems()

    assert len(problems) == 2
    assert "only with recorded consent" in problems[0]
    assert "must not name “Robin Sandpiper”" in problems[1]


@pytest.mark.parametrize("letter", [*OUTSIDERS, "L08-police-referral"])
@pytest.mark.parametrize("claim", ["is guilty", "the perpetrator"])
def test_no_letter_says_who_is_guilty(letter: str, claim: str) -> None:
    fact = {"risk": f"He {claim}"} if letter.startswith("L08") else {"items": _described(f"He {claim}")}

    assert len(drafted(letter, **fact).problems()) == 1


@pytest.mark.parametrize("letter", OUTSIDERS)
@pytest.mark.parametrize("claim", ["This is defamatory", "what they did is a criminal offence", "both are illegal"])
def test_an_outsider_is_told_what_we_believe_and_no_verdict(letter: str, claim: str) -> None:
    (problem,) = drafted(letter, items=_described(claim)).problems()

    assert "what we believe" in problem


def _described(description: str) -> list[dict[str, str]]:
    return [{"url": "https://a.example/1", "description": description}]


@pytest.mark.parametrize("letter", ["L02-takedown-request", "L04-reminder"])
def test_a_host_is_given_a_length_of_time_from_the_message(letter: str) -> None:
    assert "within 24 hours of this message" in read(letter)
    assert "within 2 hours of this message" in read(letter, act_by=timedelta(hours=2))


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("terms", "the rules that you set for people who use your service"),
        ("illegal_content", "may be illegal content"),
        ("privacy", "may use private information about a person"),
        ("impersonation", "may pass itself off as our school"),
        ("copyright", "without permission"),
        ("defamation", "may contain statements about a person that are not true"),
    ],
)
def test_a_request_gives_its_ground_as_a_belief(ground: str, words: str) -> None:
    letter = read("L02-takedown-request", ground=ground)

    assert "We believe that the" in letter
    assert words in letter
    assert drafted("L02-takedown-request", ground=ground).problems() == ()


def test_a_request_to_amend_says_what_to_write_instead() -> None:
    letter = read("L02-takedown-request", requested_action="amend", amendment_text="Take out her name")

    assert "Urgent request to amend material" in letter
    assert "> Take out her name" in letter


def test_a_request_to_amend_needs_the_amendment() -> None:
    made = drafted("L02-takedown-request", requested_action="amend")

    assert [gap.path for gap in made.missing] == ["amendment_text"]
    assert "> [missing: the change to ask for" in flat(text.write(made.blocks))


def test_a_host_that_wants_the_person_is_asked_how_and_keeps_a_record_for_the_police() -> None:
    letter = read("L02-takedown-request")

    assert "If only the person concerned can make this request, please tell us how they do so" in letter
    assert "keep your own record of it for the time being, in case the police ask" in letter
    assert "do not pass this letter" in letter


def test_a_request_says_that_it_is_no_defamation_act_notice() -> None:
    assert "It is not a notice of complaint under section 5" in read("L02-takedown-request", ground="defamation")


def test_an_acknowledgement_promises_neither_a_result_nor_silence() -> None:
    letter = read("L01-acknowledgement")

    assert "We cannot tell you yet what the result will be" in letter
    assert "we may have to tell others" in letter
    assert "do not answer the posts or messages" in letter
    assert "do not copy, save, print or send it, not even to us" in letter
    assert "You hear from us again by Tuesday 1 December 2026" in letter


def test_the_help_with_a_complaint_is_offered_without_pressure_and_without_asking_for_proof() -> None:
    letter = read("L03-personal-complaint")

    assert "Whether you complain is your choice" in letter
    assert "We do not need to see it and will not ask you for it" in letter
    assert "identity document" not in read("L03-personal-complaint", id_warning=False)


def test_a_reminder_asks_for_an_answer_that_may_have_gone_astray() -> None:
    assert "We have not had an answer that we could find" in read("L04-reminder", host_answer=None)
    assert "> We will look into it." in read("L04-reminder")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("forward", "pass this report to your customer"),
        ("disable", "consider whether you can disable access"),
        ("remove", "consider whether you can remove it from your servers"),
    ],
)
def test_a_provider_is_asked_and_never_ordered(action: str, words: str) -> None:
    letter = read("L05-isp-escalation", action_asked=action)

    assert words in letter
    assert "cannot do this without a court's order" in letter
    assert "by law" not in letter


def test_a_request_for_consent_accepts_no_and_says_how_to_withdraw() -> None:
    letter = read("L06-consent-request")

    assert '"No" is an answer we accept' in letter
    assert "It makes no difference to your job" in letter
    assert "If we do not hear from you, we take it as a" in letter
    assert "withdraw your consent at any time: tell any senior manager, in any way you like." in letter
    assert letter.endswith("My name: Signed: Date and time:")


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("given", "Senior management may now report this, and no more than this"),
        ("declined", "We do not make the report that we asked you about"),
        ("withdrawn", "we tell them now that you have withdrawn your consent"),
    ],
)
def test_a_record_of_consent_says_what_follows(decision: str, words: str) -> None:
    made = drafted("L07-consent-record", decision=decision)

    assert words in flat(text.write(made.blocks))
    assert made.problems() == ()


def test_consent_by_word_of_mouth_needs_its_witness() -> None:
    made = drafted("L07-consent-record", witness=None)

    assert made.problems() == ("Missing: who was present as a witness; record it under Consents.",)
    assert drafted("L07-consent-record", witness=None, method="email").problems() == ()


def test_the_police_are_told_the_consent_or_why_there_is_none() -> None:
    without = {"basis": "no_consent", "no_consent_basis": "Clause 14.5: conduct of staff", "consent_ref": None}

    assert "Consent: given; our record LUM-2026-0042, police/1" in read("L08-police-referral")
    assert "> Clause 14.5: conduct of staff" in read("L08-police-referral", **without)
    assert (
        "Jo Fairweather" not in flat(text.write(drafted("L08-police-referral", **without).blocks)).split("Captured")[0]
    )


def test_the_police_can_be_told_without_anything_about_the_person() -> None:
    without = {"basis": "no_consent", "no_consent_basis": "Clause 14.5", "consent_ref": None, "victim": None}

    assert "a member of our staff, whom we do not name here" in read("L08-police-referral", **without)


def test_without_consent_a_name_in_the_evidence_stops_the_referral() -> None:
    without = {"basis": "no_consent", "no_consent_basis": "Clause 14.5", "consent_ref": None}
    (problem,) = drafted("L08-police-referral", **without).problems()

    assert "Without consent on record the member of staff is not named" in problem


def test_the_police_are_given_the_schedule_of_evidence_and_no_verdict() -> None:
    letter = read("L08-police-referral")

    assert "What it is: Picture of the screen Captured: 22 November 2026 at 9am" in letter
    assert "ab" * 32 in letter
    assert "We draw no conclusion about who is responsible" in letter
    assert "preserve the material" in letter


def test_the_police_are_told_of_a_possible_image_that_nobody_opened() -> None:
    assert "No such image is attached to this report" in read("L08-police-referral", possible_child_image=True)


def test_the_police_are_told_that_nobody_knows_who_it_is_only_where_that_was_found() -> None:
    found = read("L08-police-referral", suspected_author=None, author_unknown=True)
    open_still = read("L08-police-referral", suspected_author=None)

    assert "We do not know." in found
    assert "We do not know." not in open_still
    assert "We have recorded no finding about that so far." in open_still


def test_the_police_may_be_given_the_name_of_a_child() -> None:
    assert drafted("L08-police-referral", ("Robin",), risk="Robin may be met").problems() == ()


def test_support_is_offered_without_asking_about_health() -> None:
    letter = read("L09-support")

    assert "you need not tell us anything about your health" in letter
    assert "The Listening Line (invented): 0800 000 0001 (day and night)" in letter
    assert "With this letter we offer you our support" in read("L09-support", offered_at=None)


def test_a_notice_to_the_data_protection_officer_may_be_incomplete() -> None:
    names = ("people_count", "where_visible", "data_categories", "containment", "reporter", "ico_due_at")
    made = drafted("L21-dpo-notice", **dict.fromkeys(names), children="not_known", still_live="not_known")
    letter = flat(text.write(made.blocks))

    assert made.problems() == ()
    assert letter.lower().count("not yet known") == 7
    assert "People, about: 0" in read("L21-dpo-notice", people_count=0)


@pytest.mark.parametrize("answer", ["yes", "no", "not_known"])
def test_a_safeguarding_referral_never_carries_an_image(answer: str) -> None:
    letter = read("L24-dsl-referral", possible_child_image=answer)

    assert (
        "No picture goes with" in letter or "no picture goes with it" in letter or "nothing of the kind goes" in letter
    )


def test_a_safeguarding_referral_leads_with_danger() -> None:
    assert "please call now" in read("L24-dsl-referral", immediate_risk="yes")
    assert "Name: not known to us" in read("L24-dsl-referral", child=None)
    assert "> dont tell anyone i said this" in read("L24-dsl-referral")


@pytest.mark.parametrize("fact", ["A colleague was dismissed", "They have been suspended", "a final warning was given"])
def test_a_closing_letter_does_not_disclose_what_became_of_a_colleague(fact: str) -> None:
    (problem,) = drafted("L32-closure", what_was_done=[fact]).problems()

    assert "never discloses what was decided about a colleague" in problem


@pytest.mark.parametrize("route", ["complaints", "whistleblowing", "grievance", "media", "fraud"])
def test_a_redirected_reporter_is_shown_the_way(route: str) -> None:
    letter = read("L33-redirect", route=route)

    assert "How to start: Fill in the form on the school's website" in letter
    assert drafted("L33-redirect", route=route).problems() == ()


def test_a_policy_without_a_version_is_cited_by_its_day() -> None:
    policy = {"title": "Social Media Policy", "version": "", "approved_on": date(2021, 3, 17)}

    assert "Lumen Learning Trust (invented), approved on 17 March 2021:" in read("L33-redirect", policy=policy)
