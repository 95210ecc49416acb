"""A calendar feed made, looked at and ended at the command line."""

from __future__ import annotations

import re

from tests.cli import CommandLine

SITE = "https://duecourse.trust.example"


def test_a_feed_is_made_looked_at_and_ended_by_oneself_or_by_who_keeps_people(line: CommandLine) -> None:
    lost = line.run("senior", "feed", "make")
    line.done("it", "setting", "set", "web_address", SITE)
    before = line.done("senior", "feed", "show")
    address = str(line.done("senior", "feed", "make")["address"])
    during = line.done("senior", "feed", "show")
    listed = line.done("it", "feed", "list")
    ended = line.done("it", "feed", "end", "--person", "oakfield-senior")
    again = line.run("senior", "feed", "end")

    assert lost.code == 2
    assert "setting set web_address" in lost.err
    assert before["made_at"] is None
    assert re.fullmatch(rf"{SITE}/feeds/[A-Za-z0-9_-]{{43}}\.ics", address)
    assert (during["person"], during["fetched"]) == ("oakfield-senior", {})
    assert [each["person"] for each in listed] == ["oakfield-senior"]
    assert ended == {"ended": True, "person": "oakfield-senior"}
    assert again.code == 2


def test_it_is_said_in_words_and_its_address_on_a_line_of_its_own(line: CommandLine) -> None:
    line.done("it", "setting", "set", "web_address", SITE)
    none = line.said("senior", "feed", "show")
    made = line.run("senior", "feed", "make")
    shown = line.said("senior", "feed", "show")
    ended = line.said("senior", "feed", "end")
    nobody = line.said("it", "feed", "list")

    assert "There is no calendar feed." in none
    assert made.out.count("\n") == 1
    assert "it is not shown again" in made.err
    assert "Nothing has fetched it yet." in shown
    assert made.out.strip() not in shown
    assert "The calendar feed of" in ended
    assert "Nobody has a calendar feed." in nobody


def test_nobody_but_who_keeps_people_ends_what_is_somebody_elses(line: CommandLine) -> None:
    line.done("it", "setting", "set", "web_address", SITE)
    line.done("senior", "feed", "make")
    refused = line.run("teacher", "feed", "end", "--person", "oakfield-senior")

    assert refused.code == 2
    assert "kept by these posts" in refused.err
