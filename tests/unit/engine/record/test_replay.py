from dataclasses import replace

import pytest

from engine.changes.contents import add_evidence
from engine.errors import BadInput
from engine.identity import FactName, InstanceId, TrackName
from engine.record.case import Case
from engine.record.values import Evidence
from engine.steps.alerts import recalendar
from engine.steps.transition import Refusal, Step, World
from tests.builders import (
    CountedIdentifiers,
    Story,
    calendar,
    consented,
    police_case,
    ready,
    report,
    requested,
    said,
    triaged,
)


def keep_evidence(story: Story, on: str = "removal/1") -> Step | Refusal:
    item = Evidence(number=len(story.case.evidence) + 1, kind="screenshot", on=InstanceId(on), sha256="0" * 64)
    return add_evidence(story.policy, story.case, item, {"note": "Seen at ten"}, story.change(), story.world)


def templates(case: Case) -> set[str]:
    return {letter.template for letter in case.letters.values()}


# Letters


def test_the_letter_whose_sending_is_a_step_is_drafted_on_entering_the_state_before_it() -> None:
    story = ready()

    letter = story.letter("removal/1", "send")
    assert (letter.template, letter.status) == ("L02-takedown-request", "draft")


def test_a_sending_needs_an_issued_letter_and_proof() -> None:
    story = ready()
    assert "has not been issued yet" in story.refused("senior", "removal/1", "send")

    story.send("senior", "removal/1", "send")

    assert story.letter("removal/1", "send").status == "dispatched"


def test_a_withdrawal_between_ready_and_sending_stops_the_letter() -> None:
    story = consented()
    story.issue("police/1", "refer")
    story.act("teacher", "police/1", "withdraw")

    assert story.letter("police/1", "refer").status == "stopped"
    assert story.track("police/1").consents["police_report"] == "withdrawn"
    assert "Not yet" in story.refused("senior", "police/1", "refer")


def test_a_withdrawal_after_the_referral_is_recorded_and_changes_nothing_else() -> None:
    story = consented()
    story.send("senior", "police/1", "refer")
    story.act("teacher", "police/1", "withdraw_late", passed_on="By telephone, to the officer")

    assert story.state("police/1") == "referred"
    assert story.track("police/1").consents["police_report"] == "withdrawn"


def test_thinking_again_stops_the_draft_and_a_second_decision_asks_for_a_new_one() -> None:
    story = ready()
    story.act("senior", "removal/1", "take_back")
    story.act("senior", "removal/1", "decide", approach="ask_host", approach_reason="It is still there.")

    statuses = [letter.status for letter in story.case.letters.values() if letter.action == "send"]
    assert statuses == ["stopped", "draft"]


@pytest.mark.parametrize(("answer", "how"), [("declined", "email"), ("no_answer", "none")])
def test_a_refusal_and_a_silence_lead_to_not_referred_and_only_the_person_reopens_it(answer: str, how: str) -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": answer, "how_consented": how})
    assert story.state("police/1") == "not_referred"

    story.act("teacher", "police/1", "consent_answer", **{"consent.police_report": "given", "how_consented": "email"})
    assert story.state("police/1") == "ready"


# A possible indecent image of a child


def test_a_report_of_a_possible_illegal_image_flags_every_address_and_asks_no_host() -> None:
    story = report(addresses=["https://posts.example/1", "https://posts.example/2"], answers={"illegal_image": "yes"})

    assert [story.state(f"removal/{number}") for number in (1, 2)] == ["image_reported"] * 2
    assert all(address.flagged for address in story.case.addresses.values())
    assert "L02-takedown-request" not in templates(story.case)
    assert story.due("removal/1 image") == "Mon 16 Nov 2026 13:00 GMT"


@pytest.mark.parametrize("on", ["removal/1", "case/1"])
def test_nothing_is_kept_of_a_possible_illegal_image(on: str) -> None:
    refused = keep_evidence(report(answers={"illegal_image": "yes"}), on)

    assert isinstance(refused, Refusal)
    assert "must not be copied, saved, sent or opened by anyone" in said(refused)


def test_evidence_that_is_there_when_the_flag_is_set_is_quarantined_unseen() -> None:
    story = requested()
    story.keep(keep_evidence(story))
    story.act("colleague", "removal/1", "flag")

    assert [item.quarantined for item in story.case.evidence.values()] == [True]
    assert story.state("removal/1") == "image_reported"
    assert {person for tell in story.tells for person in tell.people} == {"dsl", "deputy-dsl"}
    assert isinstance(keep_evidence(story), Refusal)


def test_a_flag_stops_the_letter_that_waits_to_be_sent() -> None:
    story = ready()
    story.issue("removal/1", "send")
    story.act("teacher", "removal/1", "flag")

    assert story.letter("removal/1", "send").status == "stopped"


def test_the_lead_alone_says_that_it_is_no_such_image_and_the_address_goes_on() -> None:
    story = report(answers={"illegal_image": "yes"})
    assert "This step is for: lead safeguarding officer" in story.refused("senior", "removal/1", "image_word")

    story.act("dsl", "removal/1", "image_word", image_said="not_such_image", image_words="A drawing")

    assert not story.case.addresses["1"].flagged
    assert story.state("removal/1") == "to_decide"
    assert isinstance(keep_evidence(story), Step)


def test_evidence_is_kept_with_its_words_beside_the_event() -> None:
    story = report()
    step = story.keep(keep_evidence(story))

    assert step.entries[0].words["evidence/1.note"].text == "Seen at ten"
    assert "Seen at ten" not in step.entries[0].body


# Corrections


def test_a_correction_needs_a_reason_and_something_to_correct() -> None:
    story = report()
    refused = story.correct("removal/1", approach="personal")

    assert isinstance(refused, Refusal)
    assert "has not been answered yet" in said(refused)
    with pytest.raises(BadInput, match="'mark' cannot be corrected"):
        story.correct("removal/1", mark="yes")
    with pytest.raises(BadInput, match="'asked_host' cannot be corrected"):
        story.correct("removal/1", asked_host="yes")


def test_a_corrected_finding_opens_what_it_would_have_opened() -> None:
    story = police_case("neither")
    assert "police/1" not in story.case.tracks

    story.keep(story.correct("investigation/1", material="threatening"))

    assert story.state("police/1") == "considering"
    assert story.track("police/1").answers[FactName("finding")].value == "threatening"


def test_a_corrected_finding_reaches_a_track_that_has_not_recorded_its_own() -> None:
    story = police_case("threatening")
    story.keep(story.correct("investigation/1", material="both"))
    assert story.track("police/1").answers[FactName("finding")].value == "both"

    story.act("senior", "police/1", "assess", finding="both")
    story.keep(story.correct("investigation/1", material="unlawful_conduct"))

    assert story.track("police/1").answers[FactName("finding")].value == "both"
    assert len(story.case.of_track(TrackName("police"))) == 1


def test_a_corrected_report_opens_safeguarding_and_tells_the_lead() -> None:
    story = report()
    story.keep(story.correct("case/1", child_at_risk="dont_know"))

    assert story.state("safeguarding/1") == "concern_raised"
    assert {person for tell in story.tells for person in tell.people} == {"dsl", "deputy-dsl"}


def test_a_correction_blocks_what_the_old_answer_allowed() -> None:
    story = consented("threatening")
    story.issue("police/1", "refer")
    story.keep(story.correct("police/1", how_consented="oral"))

    assert "Consent in words needs a witness." in story.refused("senior", "police/1", "refer")


def test_a_correction_of_triage_lets_the_procedures_start() -> None:
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="no")
    assert "have not been acted on yet" in story.refused("senior", "case/1", "open_tracks")

    story.keep(story.correct("case/1", danger_confirmed="yes"))

    story.act("senior", "case/1", "open_tracks")
    assert story.state("case/1") == "active"


# Alerts


def test_nothing_is_swept_before_an_alert_is_ripe() -> None:
    assert report().wait(hours=1).sweep() is None


def test_an_alert_is_raised_once_with_the_true_time_of_the_breach() -> None:
    story = report().wait(hours=27)
    story.sweep()
    raised = [alert for alert in story.case.alerts.values() if (alert.deadline, alert.alert) == ("request", "overdue")]

    assert [(f"{alert.breached_at:%d %H:%M}", f"{alert.raised_at:%d %H:%M}") for alert in raised] == [
        ("17 09:00", "17 12:00")
    ]
    assert story.sweep() is None


def test_reminders_that_nobody_saw_in_time_are_superseded_and_not_sent() -> None:
    story = report().wait(hours=27)
    story.sweep()
    status = {alert.alert: alert.status for alert in story.case.alerts.values() if alert.deadline == "request"}

    assert status == {"remind 4 hours": "superseded", "overdue": "raised"}
    subjects = [tell.subject for tell in story.tells if tell.on == "removal/1"]
    assert subjects == ["overdue"]


def test_a_reminder_in_time_goes_to_those_who_can_act() -> None:
    story = report().wait(hours=21)
    story.sweep()

    assert [(tell.subject, set(tell.people)) for tell in story.tells if tell.on == "removal/1"] == [
        ("remind", {"senior", "head"})
    ]


def test_a_report_that_nobody_opens_is_alerted_upwards() -> None:
    story = report().wait(hours=29)
    story.sweep()

    told = {person for tell in story.tells if tell.subject == "after" for person in tell.people}
    assert {"head", "central"} <= told


def test_the_affected_person_is_never_chased_by_machine() -> None:
    story = police_case()
    story.act("senior", "police/1", "assess")
    story.act("senior", "police/1", "ask_consent")
    story.wait(days=8).sweep()

    about_consent = [tell for tell in story.tells if tell.on == "police/1"]
    assert about_consent
    assert all("teacher" not in tell.people for tell in about_consent)


def test_a_clock_that_was_met_or_stands_still_raises_nothing() -> None:
    story = requested()
    story.keep(story.clock("removal/1", "check", "pause"))
    story.wait(days=9).sweep()

    assert all(alert.on != "removal/1" for alert in story.case.alerts.values())


@pytest.mark.quotes
def test_an_alert_is_acknowledged_once_and_by_its_number() -> None:
    story = report().wait(hours=27)
    story.sweep()
    number = next(alert.number for alert in story.case.alerts.values() if alert.status == "raised")
    story.keep(story.acknowledge_alert(number))

    again = story.acknowledge_alert(number)
    assert isinstance(again, Refusal)
    assert said(again) == f"Alert {number} is acknowledged already."
    with pytest.raises(BadInput, match="has no alert 99"):
        story.acknowledge_alert(99)


def test_a_changed_calendar_moves_open_clocks_and_nothing_else() -> None:
    story = triaged()
    snow = replace(calendar(), one_off={story.at.date().replace(day=17): "Snow"})
    world = World(at=story.at, calendar=snow, staffing=story.people, ids=CountedIdentifiers())
    story.keep(recalendar(story.policy, story.case, world))

    assert story.due("support/1 offer") == "Wed 18 Nov 2026 17:00 GMT"
    assert story.due("removal/1 request") == "Tue 17 Nov 2026 09:00 GMT"
    assert story.due("case/1 triage") == "Tue 17 Nov 2026 17:00 GMT"
    assert recalendar(story.policy, story.case, world) is None
