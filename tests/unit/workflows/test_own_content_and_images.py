"""Somebody's own content that may be an indecent image of a child: the lead speaks first, and nobody is written to."""

from __future__ import annotations

from engine.identity import InstanceId
from tests.builders import Story, report

OWN, ADDRESS = "own_content/1", "1"
RULE = {"considered": "breach", "why_considered": "It is unkind.", "conduct_breached": "5.7"}


def own_post() -> Story:
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks", routes="own_content", routes_because="It is needed.")
    return story


def copied() -> Story:
    story = own_post()
    story.add_evidence(OWN)
    story.act("senior", OWN, "keep_copy", content_words="A post.")
    return story


def noted() -> Story:
    story = own_post()
    story.act("senior", OWN, "note_no_copy", image_words="A colleague says so.")
    return story


def drafts(story: Story) -> list[tuple[str, str]]:
    return [(each.template, each.on) for each in story.case.letters.values() if each.status == "draft"]


def test_what_was_noted_as_a_possible_image_is_with_the_lead_and_nobody_weighs_it_or_asks_for_it_to_go() -> None:
    story = noted()

    assert story.state(OWN) == "with_lead"
    assert story.case.addresses[ADDRESS].flagged
    assert {"image_word"} == story.open_to("dsl", OWN)
    assert not story.open_to("head", OWN) & {"write_finding", "send", "keep_copy", "check"}


def test_the_lead_has_one_letter_about_it_in_the_words_of_who_noted_it() -> None:
    assert drafts(noted()) == [("L24-dsl-referral", OWN)]


def test_a_flag_of_the_address_takes_the_request_that_was_ready_to_the_lead_and_stops_its_letter() -> None:
    story = copied()
    story.act("head", OWN, "write_finding", **RULE)
    story.issue(OWN, "send")
    story.act("teacher", "removal/1", "flag")

    assert story.state(OWN) == "with_lead"
    assert story.letter(OWN, "send").status == "stopped"
    assert drafts(story) == [("L24-dsl-referral", "removal/1")]


def test_once_the_lead_has_said_that_it_is_none_a_copy_is_kept_before_anybody_is_asked() -> None:
    story = noted()
    story.act("dsl", OWN, "image_word", image_said="not_such_image", lead_words="A drawing.")

    assert not story.case.addresses[ADDRESS].flagged
    assert "No copy of it has been kept" in story.refused("senior", OWN, "keep_copy", content_words="A post.")
    story.add_evidence(OWN)
    story.act("senior", OWN, "keep_copy", content_words="A post.")
    assert story.state(OWN) == "copy_kept"


def test_a_file_that_was_shut_away_is_no_copy_of_somebodys_own_post() -> None:
    story = report()
    story.add_evidence("removal/1")
    story.act("teacher", "removal/1", "flag")
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks", routes="own_content", routes_because="It is needed.")

    assert "No copy of it has been kept" in story.refused("senior", OWN, "keep_copy", content_words="A post.")


def test_what_went_to_the_authorities_is_over_here_unless_they_say_that_it_was_none() -> None:
    story = noted()
    story.act("dsl", OWN, "image_word", image_said="no_answer", lead_words="Not in.")
    story.act("dsl", OWN, "image_word", image_said="reported_on", lead_words="To the IWF.")

    assert story.case.tracks[InstanceId(OWN)].ended
    story.act("dsl", OWN, "image_cleared", lead_words="The police say that it is a drawing.")
    assert (story.state(OWN), story.case.addresses[ADDRESS].flagged) == ("content_found", False)


def test_what_may_be_such_an_image_on_our_own_page_is_off_it_only_once_the_lead_has_spoken() -> None:
    page, off = "own_channel/1", {"off_words": "The office, at nine.", "removal_reason": "It may be one."}
    story = report()
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="Ours", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks", routes="own_channel", routes_because="It is needed.")
    story.act("senior", page, "note_no_copy", where_words="A comment.", image_words="A colleague says so.")
    assert not story.open_to("senior", page) & {"remove", "off_already", "close_page", "notify"}

    story.act("dsl", "safeguarding/1", "clear_host_contact", clearance_words="It is none.")

    story.act("senior", page, "off_already", where_words="A comment.", **off)
    assert story.state(page) == "removed"
