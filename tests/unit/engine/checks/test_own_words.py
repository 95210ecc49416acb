"""What a policy says of a track in its own words is said of something that there is, or refused with its line."""

from __future__ import annotations

import pytest

from tests.unit.workflows.test_broken_policies import LUMEN, findings


def said_of_media(words: str) -> list[str]:
    """What is said of Lumen where it has these words under its track for the press."""
    return findings((LUMEN, r"  media: \{\}", f"  media:\n    {words}"))


@pytest.mark.parametrize(
    ("words", "place", "wrong"),
    [
        ("facts: {topic: {type: yesno, ask: A}}", "facts.topic", "is asked by no step"),
        (
            "facts: {question: {type: yesno, ask: A}}\n    asks: {refer: [question]}",
            "facts.question",
            "is a question of the track already",
        ),
        ("facts: {topic: {type: choice, ask: A}}\n    asks: {refer: [topic]}", "facts.topic", "says not what may be"),
        (
            'facts: {topic: {type: yesno, set: "true", ask: A}}\n    asks: {refer: [topic]}',
            "facts.topic",
            "is set by steps, or means something to Duecourse",
        ),
        ("facts: {day: {type: date, ask: A}}\n    asks: {refer: [day]}", "facts.day", "does not say when it may be"),
        ("asks: {refer: [topic]}", "asks.refer", "'topic' is no question of the policy's own"),
        ("facts: {topic: {type: yesno, ask: A}}\n    asks: {refr: [topic]}", "asks.refr", "'refr' is not an action"),
        ("answers: {ruote: {a: A}}", "answers.ruote", "'ruote' is not a question"),
        ("demanded: {refr: [{that: case.ended, cites: [13.3]}]}", "demanded.refr", "'refr' is not an action"),
        (
            "demanded: {refer: [{that: case.ended, cites: [13.3]}]}",
            "demanded.refer.0.that",
            "is no condition that the step has by its track",
        ),
        ("opens: {refr: [{track: legal, cites: [13.3]}]}", "opens.refr", "'refr' is not an action"),
        ("opens: {refer: [{track: legl, cites: [13.3]}]}", "opens.refer.0.track", "'legl' is not a track here"),
        ("opens: {refer: [{track: legal, cites: [88.1]}]}", "opens.refer.0.cites", "clause 88.1 is not"),
        (
            "opens: {refer: [{track: legal, letter: L09-support, cites: [13.3]}]}",
            "opens.refer.0.letter",
            "'L09-support' is not a letter here",
        ),
        (
            "opens: {refer: [{track: police, for: affected person, known: true, cites: [13.3]}]}",
            "opens.refer.0.known",
            "the track is for everybody",
        ),
        ("contradictions: [{when: topc == yes, says: A}]", "contradictions.0.when", "'topc' is not declared"),
        (
            "contradictions: [{when: case.ended, says: A, cites: [88.1]}]",
            "contradictions.0.cites",
            "clause 88.1 is not",
        ),
    ],
)
def test_words_that_are_said_of_nothing_are_refused_where_they_stand(words: str, place: str, wrong: str) -> None:
    assert any(f"tracks.media.{place}" in each and wrong in each for each in said_of_media(words))


def test_an_answer_that_a_question_does_not_have_is_refused_with_those_that_it_has() -> None:
    found = findings((LUMEN, r"  parent: \{\}", "  parent:\n    answers: {expectations_sent: {mabye: Perhaps}}"))

    [said] = [each for each in found if "expectations_sent.mabye" in each]
    assert "'mabye' is no answer to 'expectations_sent'" in said
    assert "not_known" in said


def test_what_a_step_begins_by_its_track_is_not_begun_once_more_by_the_policy() -> None:
    opens = "      open_tracks: [{track: legal, when: legal in routes, tells: [trust board], cites: [14.1]}]\n"
    found = findings((LUMEN, r"(?<=    opens:\n)      open_tracks:\n(?: {8}[^\n]*\n)+", opens))

    assert [each for each in found if "'open_tracks' begins 'legal' by its track already" in each]
