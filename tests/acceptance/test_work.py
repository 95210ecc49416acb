"""What somebody has to do, said on the command line as on the page Work."""

from __future__ import annotations

from tests.cli import ASK_HOST, CommandLine


def test_work_names_the_case_the_act_and_whose_it_is(line: CommandLine) -> None:
    reference = line.report()
    mine = line.done("senior", "work")
    (one,) = mine["cases"]
    theirs = line.done("teacher", "work")
    (other,) = theirs["cases"]

    assert (mine["list"], mine["counts"]["mine"], mine["more"]) == ("mine", 1, False)
    assert (one["reference"], one["title"], one["mine"]) == (reference, "One web page about Oakley Oakfield", True)
    assert (theirs["list"], other["title"], other["mine"]) == ("others", "One web page about you", False)
    assert other["hands"] == ["the senior manager"]
    assert "There is nothing for you to do now." in line.run("teacher", "work").out
    assert "One web page about Oakley Oakfield" in line.run("senior", "work").out


def test_the_act_that_is_named_is_taken_by_the_words_of_its_line(line: CommandLine) -> None:
    reference = line.report()
    (one,) = line.done("senior", "work")["cases"]
    line.act("senior", reference, one["on"], one["action"], **ASK_HOST)
    (letter, *_) = line.done("senior", "work", "--tab", "letters")["cases"]

    assert letter["reference"] == reference
    assert letter["letter"]


def test_a_list_of_work_that_there_is_not_is_refused_with_those_that_there_are(line: CommandLine) -> None:
    answer = line.run("senior", "work", "--tab", "nothing")

    assert answer.code != 0
    assert "mine, letters, others, late, new" in answer.err


def test_a_case_and_the_next_step_are_shown_with_their_title(line: CommandLine) -> None:
    reference = line.report()

    assert line.done("senior", "show", reference)["title"] == "One web page about Oakley Oakfield"
    assert "One web page about you" in line.run("teacher", "show", reference).out
    assert line.done("senior", "next")["steps"][0]["about"] == "One web page about Oakley Oakfield"
