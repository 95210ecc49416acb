"""What a case says about itself: how it stands, and who and what belongs to it."""

from dataclasses import replace

from engine.identity import CASE, InstanceId, PersonId, TrackName
from engine.record.values import Part
from tests.builders import REMOVAL_TRACK, blank, lumen, report


def test_a_case_has_no_status_before_it_is_opened() -> None:
    assert blank(lumen()).status == ""
    assert report().case.status == "reported"


def test_the_instances_of_one_track_are_those_and_in_their_order() -> None:
    case = report(addresses=["https://posts.example/1", "https://posts.example/2"]).case

    assert [instance.on for instance in case.of_track(REMOVAL_TRACK)] == ["removal/1", "removal/2"]
    assert case.of_track(TrackName("police")) == ()


def test_somebody_is_a_part_of_a_case_as_what_they_are_and_as_nothing_else() -> None:
    case = report(reported_by="colleague", affected=["teacher"]).case

    assert case.is_part(PersonId("colleague"), Part.REPORTER)
    assert case.is_part(PersonId("teacher"), Part.SUBJECT, Part.AFFECTED)
    assert not case.is_part(PersonId("colleague"), Part.AFFECTED, Part.SUBJECT)
    assert not case.is_part(PersonId("head"), *Part)
    assert not case.is_part(PersonId("teacher"))


def test_an_instance_that_is_put_in_place_leaves_the_others_as_they_were() -> None:
    case = report().case
    moved = replace(case.tracks[InstanceId("removal/1")], state="ready")
    after = case.with_track(moved)

    assert after.tracks == {**case.tracks, InstanceId("removal/1"): moved}
    assert list(after.tracks) == list(case.tracks)
    assert after.tracks[CASE] is case.tracks[CASE]
