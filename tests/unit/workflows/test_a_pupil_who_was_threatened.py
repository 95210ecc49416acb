"""A pupil who was threatened is asked through an adult, and nobody writes to them (Lumen 13.7, and every policy)."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.description.document import description
from engine.changes.contents import add_person
from engine.identity import PersonId, TrackName
from engine.record.values import Part
from tests.builders import FINDINGS, Story, lumen, report, triaged
from tests.services import letters

ASKED = {"pupil_asked": "Her form tutor, today at break; the lead agreed."}
SAID = {"pupil_said": "She said yes; her mother was there and agreed.", "how_consented": "signed"}
POLICE = TrackName("police")
TO_PERSON = ("L06", "L07")


def threatened(category: str = "pupil", part: Part = Part.AFFECTED) -> tuple[Story, str]:
    """A case in which somebody of this kind was threatened besides the teacher; and the procedure that is theirs."""
    story = triaged()
    for each in dict.fromkeys((Part.AFFECTED, part)):
        story.keep(
            add_person(
                story.policy, story.case, PersonId("child"), each, story.change(), story.world, category=category
            )
        )
    story.act("senior", "investigation/1", "start")
    story.act("senior", "investigation/1", "record_findings", **{**FINDINGS, "material": "threatening"})
    (on,) = [each.on for each in story.case.of_track(POLICE) if each.person == "child"]
    story.act("senior", on, "assess")
    return story, str(on)


def written_to(story: Story, on: str) -> list[str]:
    """Name the letters to the person that this procedure has drafted."""
    return [each.template for each in story.case.letters.values() if each.on == on and each.template[:3] in TO_PERSON]


@pytest.mark.quotes
@pytest.mark.parametrize(("category", "part"), [("pupil", Part.AFFECTED), ("", Part.CHILD)])
def test_a_pupil_is_asked_through_an_adult_and_no_letter_is_drafted_to_them(category: str, part: Part) -> None:
    story, on = threatened(category, part)
    assert "Nobody writes to a pupil" in story.refused("senior", on, "ask_consent")

    story.act("senior", on, "ask_through_adult", **ASKED)
    assert story.clock_state(f"{on} pupil_answer") == "open"
    given = {"consent.police_report": "given", "how_consented": "signed"}
    assert "nobody writes to a pupil" in story.refused("senior", on, "consent_answer", **given)
    story.act("senior", on, "pupil_answer", **{"consent.police_report": "given"}, **SAID)
    assert (story.state(on), written_to(story, on)) == ("ready", [])


@pytest.mark.quotes
def test_a_pupil_withdraws_and_is_not_written_to_either() -> None:
    story, on = threatened()
    story.act("senior", on, "ask_through_adult", **ASKED)
    story.act("senior", on, "pupil_answer", **{"consent.police_report": "given"}, **SAID)
    assert "nobody writes to a pupil" in story.refused("senior", on, "withdraw")

    story.act("senior", on, "pupil_withdraws", pupil_said="She would rather not, and her mother agrees.")
    assert (story.state(on), written_to(story, on)) == ("not_referred", [])


@pytest.mark.quotes
def test_a_no_of_a_pupil_is_accepted_and_changed_by_nobody_else() -> None:
    story, on = threatened()
    story.act("senior", on, "ask_through_adult", **ASKED)
    story.act("senior", on, "pupil_answer", **{"consent.police_report": "declined"}, **SAID)
    assert (story.state(on), written_to(story, on)) == ("not_referred", [])

    again = {"consent.police_report": "given", **SAID}
    assert "only the person themselves reopens it" in story.refused("senior", on, "pupil_answer", **again)
    story.act("child", on, "pupil_answer", **again)
    assert (story.state(on), written_to(story, on)) == ("ready", [])


def test_who_turns_out_to_be_a_pupil_after_they_were_asked_is_answered_for_by_an_adult() -> None:
    story, on = threatened(category="unknown")
    story.act("senior", on, "ask_consent")
    story.keep(
        add_person(
            story.policy,
            story.case,
            PersonId("child"),
            Part.AFFECTED,
            story.change(),
            story.world,
            category="pupil",
        )
    )
    assert "pupil_answer" in story.open_to("senior", on)
    assert "consent_answer" not in story.open_to("senior", on)


@pytest.mark.quotes
@pytest.mark.parametrize("category", ["employee", "parent", "governor", "other"])
def test_nobody_but_a_pupil_is_asked_through_an_adult(category: str) -> None:
    story, on = threatened(category)
    assert "Only a pupil is asked through an adult" in story.refused("senior", on, "ask_through_adult", **ASKED)

    story.act("senior", on, "ask_consent")
    assert [each[:3] for each in written_to(story, on)] == ["L06"]


@pytest.mark.quotes
def test_a_pupil_who_was_threatened_is_asked_before_it_ends() -> None:
    story, on = threatened()
    assert "leave_it" not in story.open_to("senior", on)
    assert "ask_through_adult" in story.open_to("senior", on)


@pytest.mark.quotes
def test_the_golden_description_says_how_a_pupil_is_asked() -> None:
    told = " ".join(description(lumen(), letters().kinds()).split())
    assert "a pupil through an adult and never by letter" in told
    assert "Have an adult ask the pupil" in told
    assert "Nobody writes to a pupil to ask for consent." in told


def test_a_report_about_nobody_known_asks_nobody_through_an_adult() -> None:
    story = report()
    assert not story.case.is_pupil(PersonId(""))
