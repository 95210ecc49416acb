"""What single letters say, and what they must not, read as their reader would read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from engine.language.guards import Quantified, Reference, evaluate
from letters.writers import text
from tests.unit.letters.facts import drafted, shipped
from tests.unit.letters.pages import flat

OUTSIDERS = ("L02-takedown-request", "L04-reminder", "L05-isp-escalation")


def read(letter: str, **changes: object) -> str:
    return flat(text.write(drafted(letter, **changes).blocks))


@pytest.mark.parametrize("letter", ["L02-takedown-request", "L04-reminder"])
def test_a_host_is_given_a_length_of_time_from_the_message(letter: str) -> None:
    assert "within 24 hours of this message" in read(letter)
    assert "within 2 hours of this message" in read(letter, act_by="2 hours")


@pytest.mark.parametrize("letter", ["L02-takedown-request", "L04-reminder"])
def test_who_is_given_a_time_reads_whether_the_law_the_policy_or_the_school_sets_it(letter: str) -> None:
    assert "The law sets this time." in read(letter, act_by_bound="law")
    assert "The policy that we work by sets this time; no law does." in read(letter, act_by_bound="duty")
    assert "This is the time that we ask for." in read(letter, act_by_bound="target")


def test_an_answer_about_consent_is_asked_for_by_a_time_that_binds_nobody() -> None:
    ours = "We chose that time, and nothing hangs on it: if you need longer, tell us."

    assert ours in read("L06-consent-request", reply_by_bound="target")
    assert ours not in read("L06-consent-request", reply_by_bound="duty")
    assert "The policy that we work by sets that time" in read("L06-consent-request", reply_by_bound="duty")


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("terms", "the rules that you set for people who use your service"),
        ("illegal_content", "may be illegal content"),
        ("privacy", "uses private information about a person"),
        ("impersonation", "passes itself off as our school"),
        ("copyright", "without permission"),
        ("defamation", "contains statements about a person that are not true"),
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
    assert "You will hear from us again by Tuesday 1 December 2026" in letter


def test_the_help_with_a_complaint_is_offered_without_pressure_and_without_asking_for_proof() -> None:
    letter = read("L03-personal-complaint")

    assert "Whether you complain is your choice" in letter
    assert "We do not need to see it and will not ask you for it" in letter
    assert "identity document" not in read("L03-personal-complaint", id_warning=False)


def test_a_reminder_asks_for_an_answer_that_may_have_gone_astray() -> None:
    assert "We have not had an answer that we could find" in read("L04-reminder", answers=None)
    assert "> We will look into it." in read("L04-reminder")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("forward", "tell your customer who runs the website what this report says"),
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
        ("given", "We may now report this, and no more than this"),
        ("declined", "We will not make this report. Your job"),
        ("withdrawn", "and we will not make it."),
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
    without = {"basis": "no_consent", "no_consent_basis": "Clause 14.5", "consent_ref": None, "name_agreed": None}
    (problem,) = drafted("L08-police-referral", **without).problems()

    assert "Without consent on record the member of staff is not named" in problem


def test_the_police_are_given_the_schedule_of_evidence_and_no_verdict() -> None:
    letter = read("L08-police-referral")

    assert "What it is: Picture of the screen Captured: 22 November 2026 at 9am" in letter
    assert "ab" * 32 in letter
    assert "Who is responsible, and whether the law has been broken, is for others to decide" in letter
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
    assert letter.lower().count("not yet known") == 6
    assert "People, about: 0" in read("L21-dpo-notice", people_count=0)


@pytest.mark.parametrize("answer", ["yes", "no", "not_known"])
def test_a_safeguarding_referral_never_carries_an_image(answer: str) -> None:
    letter = read("L24-dsl-referral", possible_child_image=answer)

    assert (
        "No picture goes with" in letter or "no picture goes with it" in letter or "nothing of the kind goes" in letter
    )


def test_a_safeguarding_referral_leads_with_danger() -> None:
    unknown = read("L24-dsl-referral", child_in_danger="yes", emergency_words=None, life_in_danger="no")

    assert "Nothing is recorded here of a call to 999: please make sure of it before you read on." in unknown
    assert "nobody's life is in danger" not in unknown
    assert "999 was called: The head" in read("L24-dsl-referral", child_in_danger="yes", emergency_words="The head did")
    assert "Name: not known to us" in read("L24-dsl-referral", child=None)
    assert "> A pupil is named in a chat in which adults unknown to us write" in read("L24-dsl-referral")


@pytest.mark.parametrize("fact", ["A colleague was dismissed", "They have been suspended", "a final warning was given"])
def test_a_closing_letter_does_not_disclose_what_became_of_a_colleague(fact: str) -> None:
    (problem,) = drafted("L32-closure", what_was_done=[fact]).problems()

    assert "never discloses what was decided about a colleague" in problem


@pytest.mark.parametrize("route", ["complaints", "whistleblowing", "grievance", "media", "fraud"])
def test_a_redirected_reporter_is_shown_the_way(route: str) -> None:
    letter = read("L33-redirect", route=route)

    theirs = "Human Resources of Lumen Learning Trust (invented)"
    shown = (
        theirs if route in ("whistleblowing", "grievance") else "How to start: Fill in the form on the school's website"
    )
    assert shown in letter
    assert drafted("L33-redirect", route=route).problems() == ()


def test_a_policy_without_a_version_is_cited_by_its_day() -> None:
    policy = {"title": "Social Media Policy", "version": "", "dating": "approved on 17 March 2021"}

    assert "Lumen Learning Trust (invented), approved on 17 March 2021:" in read("L33-redirect", policy=policy)


@pytest.mark.parametrize("danger", ["yes", "no", "not_known"])
def test_a_safeguarding_referral_says_of_a_child_only_what_was_answered_of_a_child(danger: str) -> None:
    letter = read("L24-dsl-referral", child_in_danger=danger, life_in_danger="no")

    assert "We believe that no child" not in letter
    assert ("A child may be in danger now" in letter) is (danger == "yes")
    assert ("We have not assessed the risk to the child; that is for you." in letter) is (danger != "yes")


def test_a_dismissal_foretells_reports_to_others_only_where_somebody_said_so() -> None:
    assert "Disclosure and Barring Service" not in read("L18-dismissal", reports_ahead=None)
    dismissed = read(
        "L18-dismissal",
        duties_ahead=["The agency: the law requires us to consider it"],
        reports_ahead=True,
        hr_name="Sky Oakfield",
    )
    assert "The agency: the law requires us to consider it." in dismissed
    assert "day of this letter. No other letter will tell you of it. You may ask Sky Oakfield, in HR" in dismissed


def test_a_dismissal_without_notice_says_nothing_of_notice() -> None:
    without: dict[str, object] = {"with_notice": None, "notice_way": None, "contract_notice": None, "in_lieu": None}
    letter = read("L18-dismissal", **without)

    assert "Notice under your contract" not in letter
    assert "Notice that the law gives" not in letter
    assert "without notice and without pay in its place" in letter
    assert drafted("L18-dismissal", **without).problems() == ()
    (problem,) = drafted("L18-dismissal", **without, no_notice_because=None).problems()
    assert "what makes it gross misconduct" in problem


def test_a_dismissal_with_notice_tells_service_the_notice_by_law_and_pay_in_lieu_where_it_is_paid() -> None:
    with_notice: dict[str, object] = {"without_notice": None, "notice_due": "11 weeks"}
    until: dict[str, object] = {"law_until": date(2027, 1, 28), "contract_until": date(2027, 4, 30)}
    letter = read("L18-dismissal", **with_notice, **until, effective_on=date(2027, 4, 30), in_lieu=None)

    assert "Notice that the law gives at least: 11 weeks, until 28 January 2027" in letter
    assert ", until 30 April 2027" in letter
    assert "The later of the two days counts: your employment ends on Friday 30 April 2027." in letter
    assert "Pay in lieu of notice" in read("L18-dismissal", **with_notice)
    assert "Pay in lieu of notice" not in read("L18-dismissal", **with_notice, in_lieu=None)
    assert drafted("L18-dismissal", **with_notice, in_lieu=None, lieu_words=None).problems() == ()


@pytest.mark.parametrize("letter", ["L17-warning", "L18-dismissal"])
def test_a_decision_rests_on_nothing_that_the_invitation_did_not_put(letter: str) -> None:
    put = drafted(letter, allegations=["The first.", "Another."], put_allegations=["The first.", "The second."])
    warned = drafted(letter, warnings_counted=["A warning of May."], put_warnings=["none is named"])

    (problem,) = put.problems()
    assert "A decision rests on what was put in the invitation to the hearing" in problem
    assert "Not so: “Another.”. It may be: “The first.”; “The second.”." in problem
    (problem,) = warned.problems()
    assert "An earlier warning counts only where the invitation to the hearing named it" in problem


@pytest.mark.quotes
def test_a_rule_that_was_not_put_is_named_by_its_number_and_its_words_alone() -> None:
    found = {"number": "5.9", "says": "No photograph of a pupil is posted", "in_short": False}
    put = {"number": None, "says": "Staff keep to the law", "in_short": True}
    (problem,) = drafted("L17-warning", rules=[found], put_rules=[put]).problems()

    assert "Not so: “5.9: No photograph of a pupil is posted”. It may be: “Staff keep to the law”." in problem


def test_a_decision_names_no_rule_of_an_allegation_that_was_not_upheld() -> None:
    (problem,) = drafted(
        "L17-warning", conduct_found=["A.", "B."], conduct_alleged=["A.", "B."], rules_upheld=["A."]
    ).problems()

    assert "no rule of one that was not" in problem


def test_an_earlier_warning_is_no_reason_unless_the_panel_took_it_into_account() -> None:
    typed = "You were warned about the same in May."

    (problem,) = drafted("L18-dismissal", lesser_sanction=typed, warning_counted=False).problems()
    assert "relies on an earlier warning only where the invitation named it" in problem
    assert drafted("L18-dismissal", lesser_sanction=typed).problems() == ()


ONE_WORD: dict[str, object] = {
    "outcome_words": None,
    "some_substantiated": None,
    "some_open": None,
    "some_false": None,
    "child_concerned": True,
}


@pytest.mark.parametrize(
    ("word", "stays"),
    [("unfounded", True), ("unsubstantiated", True), ("substantiated", True), ("untrue", False), ("malicious", False)],
)
def test_who_is_cleared_reads_the_word_of_the_guidance_and_what_becomes_of_the_record(word: str, stays: bool) -> None:
    letter = read("L15-no-case", outcome_word=word, **ONE_WORD)

    assert f"**{'false' if word == 'untrue' else word}**" in letter or word in letter or "false" in letter
    assert ("until you reach pension age" in letter) is stays
    assert ("taken off your personnel file" in letter) is not stays
    assert ("will give you a copy of the record" in letter) is stays


def test_who_may_still_object_is_not_told_that_the_procedure_is_over() -> None:
    letter = read("L15-no-case", proved=True, upheld_alone=True)

    assert "With this letter the disciplinary procedure ends" not in letter
    assert "The disciplinary procedure ends when the time to object is over" in letter


WORDS: dict[str, object] = {"some_substantiated": True, "some_open": None, "some_false": True}


def test_each_allegation_has_its_own_word_where_one_was_upheld_and_one_was_not() -> None:
    words = ["Substantiated: it was told.", "False: somebody else posted it."]
    letter = read("L15-no-case", child_concerned=True, outcome_words=words, **WORDS)

    assert "1. Substantiated: it was told." in letter
    assert "2. False: somebody else posted it." in letter
    assert "Of what is substantiated a record is kept" in letter
    assert "What is false or malicious is taken off your personnel file" in letter
    (problem,) = drafted("L15-no-case", child_concerned=True, outcome_words=["It was so.", "It was not."]).problems()
    assert "one word of the statutory guidance for each allegation" in problem


def test_a_warning_that_counts_is_not_said_away_by_the_reasons() -> None:
    typed = "You said so at once, and nothing like it had happened before."

    (problem,) = drafted("L15-no-case", sanction_reasons=typed, warned_before="yes").problems()
    assert "where a warning is recorded that still counts" in problem
    assert drafted("L15-no-case", sanction_reasons=typed, warned_before="no").problems() == ()


def test_a_hearing_can_end_in_dismissal_only_where_the_conduct_or_a_final_warning_opens_it() -> None:
    assert "dismissal" not in read("L14-hearing", could_be_gross=False, may_be_dismissed=None)
    assert "as a final warning still counts, with dismissal" in read("L14-hearing", could_be_gross=False)


def test_a_decision_names_the_panel_how_serious_it_was_found_and_why_this_step() -> None:
    heard = {"panel_names": "Nicky Exhibit, governor, in the chair", "seriousness": "Misconduct"}
    warning = read("L17-warning", **heard, step_because="A first warning counts already.")

    assert "The panel, Nicky Exhibit, governor, in the chair, has considered" in warning
    assert "How serious the panel found it: Misconduct" in warning
    assert "Why this step, and no other: A first warning counts already." in warning
    assert "and of nothing else" not in warning
    assert "How serious the panel found it: Misconduct" in read("L18-dismissal", **heard)


LEAVER: dict[str, object] = {
    "sanction": None,
    "upheld": None,
    "findings": None,
    "was_dismissed": None,
    "undecided": True,
    "effective_on": None,
    "left_on": date(2026, 12, 31),
    "would_have_because": "We would have called a hearing, as it is grave.",
}


@pytest.mark.parametrize("letter", ["L26-tra-referral", "L27-dbs-referral"])
def test_who_is_leaving_has_not_left_and_was_not_dismissed(letter: str) -> None:
    leaving, left = read(letter, **LEAVER, still_employed=True), read(letter, **LEAVER, still_employed=None)

    assert "Decision of the employer: no decision has been made" in leaving
    assert "Person leaves on: 31 December 2026; they are still employed" in leaving
    assert "because the person is leaving. What we would have done had they not" in leaving
    assert "We would have called a hearing, as it is grave." in leaving
    assert "Person left on: 31 December 2026" in left
    assert "because the person left." in left
    (problem,) = drafted(letter, **{**LEAVER, "would_have_because": None}).problems()
    assert "what would have been done had the person not left" in problem


def test_nobody_is_reported_as_dismissed_whom_no_panel_dismissed() -> None:
    typed = "Dismissed after a hearing, and suspended before."

    (problem,) = drafted("L27-dbs-referral", **LEAVER, removed_how=typed).problems()
    assert "only where a panel decided on it" in problem
    assert drafted("L27-dbs-referral", removed_how=typed).problems() == ()


def test_a_referral_relies_on_no_warning_that_no_panel_looked_at() -> None:
    typed = "A family could be recognised, after a warning about the same."

    (problem,) = drafted("L26-tra-referral", serious_because=typed, warning_counted=None).problems()
    assert "only where a panel took it into account" in problem


@pytest.mark.parametrize("letter", ["L26-tra-referral", "L27-dbs-referral"])
def test_a_report_tells_how_serious_it_was_found_and_the_warning_that_counted(letter: str) -> None:
    told = read(letter, seriousness="Gross misconduct", warnings_counted=["The final warning of May."])

    assert "How serious the panel found it: Gross misconduct." in told
    assert "took this earlier warning into account" in told
    assert "The final warning of May." in told


@pytest.mark.parametrize("letter", ["L26-tra-referral", "L27-dbs-referral"])
def test_a_report_speaks_of_the_person_and_not_to_them(letter: str) -> None:
    (problem,) = drafted(letter, duty_words="In an open group you told of a child.").problems()

    assert "the body that reads it is not the person" in problem


@pytest.mark.quotes
def test_advice_that_is_recorded_for_long_may_be_objected_to_and_tells_no_false_allegation() -> None:
    words = ["Substantiated: it was told.", "No child is concerned: it shows a wall."]
    concerned = {"child_concerned": True, "outcome_words": words, **WORDS, "allegations": ["He did it.", "He lied."]}
    letter, other = read("L16-advice", **concerned), read("L16-advice", child_concerned=None, outcome_words=words)

    assert "Keeping children safe in education" in letter
    assert "you may object" in letter
    assert "our rules on keeping records" not in letter
    assert "He did it." not in letter
    assert "until you reach pension age" not in other
    assert "Substantiated" not in other
    (problem,) = drafted("L16-advice", **concerned, objection_heard_by=None).problems()
    assert "who decides on the objection" in problem


@pytest.mark.quotes
def test_a_clerk_takes_an_objection_and_somebody_else_decides_it() -> None:
    letter = read("L15-no-case", proved=True, upheld_alone=True, objection_heard_by="Perry Stencil, chair of trustees")

    assert "Decided by: Perry Stencil, chair of trustees" in letter


@pytest.mark.quotes
def test_an_invitation_says_where_the_warning_stands_and_what_cannot_go_with_it() -> None:
    warned = {"live_warnings": "The warning of May.", "warning_put": True}
    letter = read("L14-hearing", **warned, warning_reference="Letter 12, enclosed", evidence_elsewhere="The film")

    assert "Where it stands: Letter 12, enclosed." in letter
    assert "Of this no copy can go with the letter: The film." in letter
    (problem,) = drafted("L14-hearing", **warned, warning_reference=None).problems()
    assert "where the warning stands" in problem


@dataclass(frozen=True)
class Stood:
    """How the allegations of a case stand, as the guard of a letter sees them; `None` is not answered."""

    threshold: str | None
    is_ended: bool = False
    is_recorded: bool = False

    def read(self, reference: Reference) -> str | bool | None:
        if reference.scope == "done":
            return self.is_recorded
        return self.is_ended if reference.name == "ended" else self.threshold

    def instances(self, _: Quantified, /) -> Sequence[Stood]:
        return [self]


@pytest.mark.parametrize("letter", ["L15-no-case", "L16-advice", "L17-warning", "L18-dismissal"])
@pytest.mark.parametrize(
    ("stood", "counts"),
    [
        (Stood("met"), True),
        (Stood("dont_know", is_ended=True, is_recorded=True), True),
        (Stood("dont_know"), False),
        (Stood("met", is_ended=True), False),
        (Stood("not_met", is_ended=True), False),
    ],
)
def test_only_a_threshold_that_was_met_and_taken_up_brings_the_word_of_the_guidance(
    letter: str, stood: Stood, counts: bool
) -> None:
    (told,) = shipped()[letter].gathers["child_concerned"].alternatives

    assert told.when is not None
    assert (evaluate(told.when, stood) is True) is counts


@pytest.mark.quotes
def test_what_rested_on_the_wrong_part_of_a_report_is_stopped() -> None:
    letter = read("L42-correction", stays=True, instead_ref=None)

    assert "nothing that you have begun" not in letter
    assert "for what is corrected go by this letter alone" in letter
    assert "something that rested on the wrong part, please look at it again" in letter


def test_evidence_may_go_with_an_invitation_under_names_of_their_own_or_on_paper() -> None:
    papers = ["The report of the investigation", "The policy", "The procedure (12 pages)"]
    lacking = drafted("L14-hearing", attachments=papers).problems()
    there = drafted("L14-hearing", attachments=[*papers, "Evidence: The posts of May (2 pages)"])

    assert [each for each in lacking if "“Evidence”" in each]
    assert there.problems() == ()


def test_no_letter_to_somebody_at_home_goes_without_their_address() -> None:
    for letter in (
        "L13-suspension",
        "L14-hearing",
        "L17-warning",
        "L18-dismissal",
        "L19-appeal",
        "L41-leaving-confirmed",
    ):
        problems = drafted(letter, addressee={"name": "Parker Oakfield", "salutation": "Parker Oakfield"}).problems()
        assert [each for each in problems if "the home address of the person" in each], letter


@pytest.mark.parametrize(
    ("asked", "outcome", "sorry"),
    [
        (True, "still_there", "may say no"),
        (None, "still_there", "we are sorry that this is not what you hoped for"),
        (True, "removed", ""),
    ],
)
def test_a_closing_letter_blames_a_website_only_where_one_was_asked(
    asked: bool | None, outcome: str, sorry: str
) -> None:
    letter = read("L32-closure", site_asked=asked, outcome=outcome)

    assert ("may say no" in letter) is (sorry == "may say no")
    assert ("we are sorry" in letter) is bool(sorry)


def test_a_parent_is_said_to_have_been_told_only_where_it_was_answered_so() -> None:
    told = "we wrote to you about what we hope for"

    assert told in read("L28-parent-request", expectations_sent="yes")
    assert told not in read("L28-parent-request", expectations_sent="not_known")


def test_a_notice_of_a_breach_tells_each_reader_of_their_own_child_and_the_kinds_about_that_child() -> None:
    reader = {"name": "Mrs Example", "about": "Robin Example", "kinds": ["Name", "Notes on health"]}
    letter = read("L23-people-notice", addressee=reader)

    assert "because information about Robin Example could be seen" in letter
    assert "this information about Robin Example was among it: - Name - Notes on health" in letter
    assert "or about a child for whom you care" not in letter


@pytest.mark.parametrize(
    "letter",
    [
        "L14b-witness-call",
        "L28-parent-request",
        "L29-provider-notice",
        "L30-provider-letter",
        "L31a-witness-request",
        "L33b-complaint-shown",
    ],
)
def test_no_letter_to_somebody_outside_goes_without_saying_where(letter: str) -> None:
    (problem,) = drafted(letter, addressee={"name": "Robin Example", "salutation": "Robin Example"}).problems()

    assert "the address this letter goes to, or “By hand”" in problem


def test_somebody_who_comes_back_reads_whether_the_limits_on_contacts_end() -> None:
    ends = "The limits on your contacts end on the day on which you come back"
    letter = read("L13b-suspension-lifted", limits_after=ends, contact_telephone="01632 960003")

    assert f"{ends}." in letter
    assert "(01632 960003) will speak with you" in letter
    assert "will not be held against you" not in letter


def test_a_volunteer_reads_whether_the_policy_was_broken_and_is_no_teacher_in_it() -> None:
    broken = "What we found goes against the policy"

    assert f"{broken}." in read("L34-outcome", policy_broken=broken)
    part = "The picture, against clause 5.4"
    assert f"What it goes against, and with which part: {part}." in read(
        "L34-outcome", is_broken=True, broken_words=part
    )
    (lacks,) = drafted("L34-outcome", is_broken=True, broken_words=None).problems()
    assert "what it goes against, and with which part" in lacks
    (problem,) = drafted("L34-outcome", addressee={"name": "Parker Oakfield", "role": None}).problems()
    assert "what the person is to the school" in problem


def test_a_grievance_does_not_begin_in_the_office_for_complaints() -> None:
    grievance = read("L33-redirect", route="grievance")

    assert "How to start:" not in grievance
    assert "For the grievance procedure and the whistleblowing policy: Human Resources" in grievance
    assert "How to start:" in read("L33-redirect", route="complaints")


def test_a_provider_is_not_told_that_keeping_children_safe_is_for_it_alone() -> None:
    letter = read("L30-provider-letter")

    assert "for you alone" not in letter
    assert "is for the school and the designated officer as well" in letter


def test_who_leaves_reads_the_notice_of_the_contract_and_may_raise_a_concern_with_anybody() -> None:
    letter = read("L41-leaving-confirmed", leaving_notice="It is less than that, and we agree to it")

    assert "Notice under your contract:" in letter
    assert "It is less than that, and we agree to it" in letter
    assert "harassment or discrimination, to us or to anybody else" in letter
