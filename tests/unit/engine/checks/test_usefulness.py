"""What is spelled right in a track and cannot be meant is refused, with the line of the step, clock or consent."""

import re
from collections.abc import Mapping

import pytest

from duecourse.bootstrap import build_letters
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, Finding
from engine.proof.failure import Failure
from engine.proof.run import prove
from tests.builders import findings, small_sources

SEND = "send: {title: Ask, from: begun, to: asked, by: manager, set: {mark: yes}}"
AGAIN = "  more: {title: Back, from: over, to: asked, by: manager, again: They may%s}\n  silence:"
NAMING = "  more: {title: Agree, from: any, by: manager, choose: consent.naming, outcomes: %s}\n  silence:"
GIVEN = "{given: {to: stay}, declined: {to: stay}, no_answer: {to: stay}}"


def also(more: str) -> tuple[str, str]:
    """Give the small track one more step."""
    return ("  silence:", more)


def with_send(more: str) -> tuple[str, str]:
    return (SEND, SEND[:-1] + f", {more}}}")


def shipped(file: str, pattern: str, instead: str) -> Mapping[str, str]:
    """Change a shipped file; a pattern that is not there is a fault of the test."""
    sources = {name: text for name, text in read_workflows().items() if name[:6] == "tracks" or "lumen" in name}
    sources[file], found = re.subn(pattern, instead, sources[file], count=1, flags=re.DOTALL)
    assert found, f"{pattern} is not in {file} any more"
    return sources


def refused(sources: Mapping[str, str]) -> tuple[Finding, ...]:
    with pytest.raises(BadFiles) as caught:
        compile_sources(sources, build_letters().kinds())
    return caught.value.findings


def failures(sources: Mapping[str, str]) -> list[Failure]:
    proofs = prove(compile_sources(sources, build_letters().kinds()))
    return [failure for proof in proofs for failure in proof.failures]


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (("starts: begun", "seen_by: [checker]\nstarts: begun"), "actions.send.by", "the manager acts here and may"),
        (also(AGAIN % ""), "actions.more.from", "takes up what has ended, in a closed case too"),
        (
            also("  more: {title: Tell, from: over, to: stay, by: manager, letter: {after: L09-support}}\n  silence:"),
            "actions.more.from",
            "leaves a letter at what has ended, in a closed case too",
        ),
        (
            also("  more: {title: Begin, from: over, to: stay, by: manager, opens: [{later: pupil}]}\n  silence:"),
            "actions.more.from",
            "begins something else from what has ended, in a closed case too",
        ),
        (
            ("met_by: answer}", 'met_by: answer, as_law: "true"}'),
            "deadlines.wait.as_law",
            "is said to be kept like the law, and is not",
        ),
        ((", set: {mark: yes}}", "}"), "facts.mark", "is set by no step"),
        (with_send("letter: {sends: L02-takedown-request}"), "actions.send.letter", "could be taken back"),
        (with_send("letter: {done_when_sent: true}"), "actions.send.letter.done_when_sent", "leaves no letter behind"),
        (
            with_send(
                "letter: {after: L09-support, done_when_sent: true}, requires: [{that: overdue.start, else: No}]"
            ),
            "deadlines.start",
            "goes on until the letter of 'send' is sent, and a condition asks about it",
        ),
        (with_send("final: true"), "actions.send.final", "leaves no trace of what was done"),
        (
            ("roles: {manager: manager}", "roles: {manager: manager, checker: manager}"),
            "actions.silence.by",
            "lets somebody check their own work",
        ),
        (
            also("  more: {title: Idle, from: asked, to: stay, by: manager}\n  silence:"),
            "actions.more",
            "changes nothing",
        ),
        (("met_by: answer}", "met_by: [answer, send]}"), "deadlines.wait.met_by.1", "'send' can never come while"),
        (
            ("while: begun, within", "while: [begun, asked], within"),
            "deadlines.start.while",
            "nothing that meets it can come from 'asked'",
        ),
        (("deadlines:\n", "holds: {still: {says: Wait}}\ndeadlines:\n"), "holds.still", "holds nothing"),
        (also(NAMING % GIVEN), "consents.naming", "cannot be withdrawn"),
    ],
)
def test_what_cannot_be_meant_is_found_in_its_place(change: tuple[str, str], where: str, says: str) -> None:
    said = [("{answer: Ours,", "{answer: Ours, more: Ours,")] if "more:" in change[1] else []

    found = [(each.where, each.wrong) for each in findings(small_sources(change, policy=said))]

    assert [wrong for place, wrong in found if place == where and says in wrong], found


@pytest.mark.parametrize(
    "allowed", [", even_closed: Danger does not wait", ', requires: [{that: not case.ended, else: "It is closed."}]']
)
def test_what_has_ended_is_taken_up_in_an_open_case_or_with_a_reason(allowed: str) -> None:
    policy = [("{answer: Ours,", "{answer: Ours, more: Ours,")]

    assert compile_sources(small_sources(also(AGAIN % allowed), policy=policy), ()).key == "small"


def test_a_clock_may_begin_before_the_state_in_which_it_can_be_met() -> None:
    sources = small_sources(("while: asked, within", "while: [begun, asked], within"))

    assert compile_sources(sources, ()).key == "small"


def test_those_who_are_waited_for_have_been_asked() -> None:
    found = refused(shipped("tracks/police.yaml", r"    consent: \{police_report: asked\}\n", ""))

    assert [(each.where, each.wrong) for each in found] == [
        ("actions.ask_consent", "leads to waiting for 'police_report' without having asked for it")
    ]


@pytest.mark.parametrize(
    ("file", "pattern", "instead", "step"),
    [
        ("tracks/removal.yaml", r"(any\(safeguarding.*?locks: \[send, report_image, )remind, ", r"\1", "remind"),
        ("tracks/parent.yaml", r"(\n  police:\n    while.*?locks: \[redirect), send", r"\1", "send"),
        ("tracks/suspension.yaml", r"(  lado:\n.*?)    locks: \[confirm\]\n", r"\1", "confirm"),
    ],
)
def test_no_letter_goes_out_past_those_who_may_stop_it(file: str, pattern: str, instead: str, step: str) -> None:
    found = {each.where: each.wrong for each in refused(shipped(file, pattern, instead))}

    assert "can be sent although" in found.pop(f"actions.{step}.letter")
    assert all(where.startswith("heard_before.stops.") for where in found)


def test_a_clock_can_stand_still_while_somebody_is_away_who_is_to_answer() -> None:
    found = refused(shipped("tracks/volunteer.yaml", r"(?<=holds:\n)  away:.*?(?=  police:)", ""))

    assert [(each.where, each.allowed) for each in found] == [
        ("deadlines.side", "add a hold without `while` that says `pauses: [side]`")
    ]


def test_a_policy_that_gives_a_time_says_something_of_every_clock_of_the_procedure() -> None:
    found = refused(shipped("policies/lumen.yaml", r"      refer: \{\}\n      follow_up: \{\}\n", ""))

    assert [(each.where, each.wrong) for each in found] == [
        (
            "tracks.safeguarding.deadlines",
            f"gives times of 'safeguarding' and says nothing of its clock '{clock}': {length} would count",
        )
        for clock, length in (("refer", "4 hours"), ("follow_up", "10 working days"))
    ]


def test_a_step_that_is_never_possible_where_it_is_said_to_start_is_found() -> None:
    found = failures(
        shipped("tracks/police.yaml", r"(  withdraw_late:.*?from: )referred", r"\1[considering, referred]")
    )

    assert [(each.where, each.says) for each in found] == [
        ("actions.withdraw_late", "can never be taken from 'considering', from which it is said to start")
    ]


def test_only_a_consent_that_was_given_is_withdrawn() -> None:
    guard = r"said_twice: true\n(.*?)    requires: \[\{that: consent\.naming == given[^\n]*\n"
    found = failures(shipped("tracks/support.yaml", guard, r"\1"))

    assert [(each.where, each.says) for each in found] == [
        ("never: A consent was withdrawn that was never given", "can happen"),
        ("actions.withdraw_naming", "withdraws 'naming', which may not have been given"),
    ]
    assert found[1].path == ("opened", "withdraw_naming")


def test_between_a_question_and_its_sending_a_deadline_runs() -> None:
    found = findings(
        small_sources(
            with_send("letter: {after: L09-support, done_when_sent: true}"),
            also("  look: {title: Look, from: begun, to: over, by: manager}\n  silence:"),
            ("1 working day, met_by: send", "1 working day, met_by: look"),
            ("within: 24 hours, met_by", "within: 24 hours, from: send, met_by"),
            policy=[("{answer: Ours,", "{answer: Ours, look: Ours,")],
        )
    )

    wrong = "counts from a letter of 'send', and no deadline runs until that is sent"
    assert wrong in [each.wrong for each in found if each.where == "deadlines.wait.from"]
