"""What a lawyer found in a sample of sentences, each as a kind: read where it stands, or played."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from duecourse.casework.policies.coverage import coverage_of
from duecourse.casework.policies.description.document import description
from duecourse.correspondence.dossier import as_said
from engine.changes.contents import add_person
from engine.identity import ActionName, FactName, PersonId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.questions.answers import options_of
from engine.record.values import Part
from tests.builders import Story, library, lumen, report
from tests.services import letters

KEYS = ("flourish", "link", "lseat", "lumen", "tasmat")
DISCIPLINE, REGISTER, CASE = TrackName("discipline"), TrackName("register"), TrackName("case")
UNASKED = {DISCIPLINE: ["consult_registers"], CASE: ["acknowledge"]}
"""Steps for which no clause of any of the five policies asks."""


def shipped(key: str) -> CompiledPolicy:
    """Give a policy that comes with Duecourse."""
    return library().current(key)


def told(key: str) -> str:
    """Give the golden description of a policy as one line."""
    return " ".join(description(shipped(key), letters().kinds()).split())


# A step is prescribed only by a clause that prescribes it


@pytest.mark.quotes
@pytest.mark.parametrize("key", KEYS)
def test_no_clause_is_cited_for_a_step_for_which_none_asks(key: str) -> None:
    cited = [(track, step) for track, steps in UNASKED.items() for step in steps if _cites(shipped(key), track, step)]
    assert not cited


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("lumen", ["11.1", "11.2", "11.3", "12.1"]),
        ("lseat", ["4.5", "5.2#2", "5.5"]),
        ("link", ["2.4#2", "4.11", "5.8", "8.2"]),
    ],
)
def test_a_duty_to_report_is_met_by_the_report_itself(key: str, numbers: list[str]) -> None:
    lines = {line.number: line.steps for line in coverage_of(shipped(key), letters().kinds())}
    assert all(any("A report is" in step for step in lines[number]) for number in numbers)


@pytest.mark.quotes
@pytest.mark.parametrize("track", ["volunteer", "governance", "contractor"])
def test_what_follows_for_those_who_are_no_employees_rests_on_the_clause_about_breaches(track: str) -> None:
    assert _cites(shipped("link"), TrackName(track), "decide") == ("10.1",)


@pytest.mark.quotes
def test_what_a_pupil_posts_is_dealt_with_by_the_clause_about_pupils_alone() -> None:
    assert _cites(shipped("flourish"), TrackName("pupil"), "decide") == ("10.8",)


@pytest.mark.quotes
def test_one_clause_speaks_of_content_that_raises_a_concern_at_one_step_only() -> None:
    policy = shipped("lseat")
    tracks = policy.definition.tracks.items()
    found = [(name, step) for name, used in tracks for step, cites in used.cites.items() if "4.2#2" in cites]
    assert found == [("safeguarding", "tell_dsl")]


# Who alone may say yes: by the clause that says so, or by a limit of ours


@pytest.mark.quotes
def test_only_a_connection_of_staff_and_pupils_goes_to_the_headteacher_by_the_clause_about_it() -> None:
    text = told("lseat")
    by_clause = re.findall(r"- Where ([^.]*?), only the headteacher may take it \(by clause 8\.1\)", text)
    ours = re.findall(r"- Where ([^.]*?), only the headteacher may take it \(a limit of ours\)", text)
    assert by_clause
    assert ours
    assert all("is “Being in contact with pupils online”" in each for each in by_clause), by_clause


@pytest.mark.quotes
def test_the_board_alone_acts_at_law_and_others_may_let_it_be() -> None:
    by = shipped("flourish").track(TrackName("legal")).definition.actions
    assert by[ActionName("decide")].by == ("trust board",)
    assert all(by[ActionName(step)].by != ("trust board",) for step in ("leave_it", "stop_asking"))


@pytest.mark.quotes
def test_limits_that_no_clause_sets_are_marked_as_ours() -> None:
    assert "that a pupil who helped somebody else with it counts as one who posted it is ours" in told("lumen")
    assert "that other wishes are asked for and permitted in the same way is ours" in told("link")
    assert "that HR may prepare this for them, and send what they decided, is ours" in told("link")
    assert "that others who send somebody are asked as well is ours" in told("tasmat")


@pytest.mark.quotes
def test_a_declaration_of_something_else_is_not_kept_to_two_posts_by_the_clause_about_friends() -> None:
    narrowed = shipped("link").definition.tracks[REGISTER].only_by[ActionName("note")]
    assert [each.cites for each in narrowed if "declaration" in str(each.when)] == [("4.7#2",)]
    assert "is not “No”, only the headteacher or the designated safeguarding lead may take it (by clause 4.7)" in told(
        "link"
    )


# What is done by hand: how often, and what shows it


@pytest.mark.quotes
@pytest.mark.parametrize("number", ["3.2#4", "3.2#5"])
def test_what_is_to_happen_regularly_comes_up_once_a_year_which_is_ours(number: str) -> None:
    duty = lumen().definition.by_hand[number]
    assert (str(duty.every), "as we read it" in duty.says) == ("12 months", True)


@pytest.mark.quotes
@pytest.mark.parametrize(("key", "number"), [("lumen", "3.2#3"), ("flourish", "9.1#4")])
def test_what_has_an_entry_that_shows_it_is_not_said_to_have_no_step(key: str, number: str) -> None:
    line = next(line for line in coverage_of(shipped(key), letters().kinds()) if line.number == number)
    assert line.kept.startswith("What shows that it was done is kept by “Make the entry”")


# Who is named gets the procedure that is theirs


@pytest.mark.quotes
def test_a_volunteer_whom_the_report_names_is_looked_into_by_themselves() -> None:
    story = report()
    add = add_person(
        story.policy, story.case, PersonId("worker"), Part.SUBJECT, story.change(), story.world, category="volunteer"
    )
    story.keep(add)
    story.act("senior", "case/1", "triage", scope="in_scope", scope_reason="About the school", danger_confirmed="yes")
    story.act("senior", "case/1", "open_tracks")
    assert _tracks(story) >= {"volunteer"}
    assert "discipline" not in _tracks(story)


@pytest.mark.quotes
@pytest.mark.parametrize("key", KEYS)
def test_no_letter_tells_its_reader_how_we_read_a_clause(key: str) -> None:
    said = [as_said(clause.says) for clause in shipped(key).definition.clauses.values()]
    assert not [each for each in said if re.search(r"\bwe read\b|\bour reading\b|\bours\b", each)]


@pytest.mark.quotes
def test_bullying_by_staff_is_not_ended_as_permitted_before_the_person_is_told() -> None:
    rules = shipped("lseat").track(DISCIPLINE).definition.contradictions
    assert [rule.cites for rule in rules if "drop_ground" in str(rule.when) and "bullying" in str(rule.when)] == [
        ("5.7",)
    ]


@pytest.mark.quotes
def test_what_a_panel_found_to_be_less_than_gross_is_not_reported_as_serious_misconduct() -> None:
    rules = [str(rule.when) for rule in shipped("lumen").track(DISCIPLINE).definition.contradictions]
    (rule,) = [each for each in rules if "serious_misconduct" in each and "seriousness" in each]
    assert "minor" in rule
    assert "misconduct" in rule
    assert "gross" not in rule


@pytest.mark.quotes
def test_what_was_done_at_once_about_a_contractor_waits_for_no_other_answer() -> None:
    steps = shipped("tasmat").track(TrackName("contractor")).definition.actions
    first = steps[ActionName("contain_first")]
    assert (first.origins, first.requires, len(first.asks)) == (("received",), (), 3)
    assert "9.4.1#2" in _cites(shipped("tasmat"), TrackName("contractor"), "contain_first")


@pytest.mark.quotes
@pytest.mark.parametrize("key", ["lseat", "lumen", "tasmat"])
def test_a_post_that_a_policy_does_not_know_is_not_offered_under_it(key: str) -> None:
    policy = shipped(key).definition
    named = {post for role in policy.roles.values() for post in (*role.held_by, *role.then)} | {*policy.about}
    assert "Head of Governance and People" not in named


# A deadline that runs over several places


@pytest.mark.quotes
def test_a_deadline_is_not_said_to_begin_again_between_the_places_over_which_it_runs() -> None:
    for key in KEYS:
        found = re.findall(r"counted from when it comes to “[^.]*?” or “[^.]*?”([^.]*)\.", told(key))
        assert found
        assert all("does not begin it again" in each for each in found)


def test_a_deadline_is_said_to_begin_only_where_something_comes_from_outside_of_it() -> None:
    assert "“Hearing held”: within 20 working days, counted from when it comes to “The hearing is called”." in told(
        "lumen"
    )


def _cites(policy: CompiledPolicy, track: TrackName, step: str) -> tuple[str, ...]:
    return tuple(policy.cites(track, ActionName(step)))


def _tracks(story: Story) -> set[str]:
    return set(_names(story))


def _names(story: Story) -> Iterator[str]:
    for each in story.case.tracks.values():
        yield each.track


@pytest.mark.quotes
@pytest.mark.parametrize(
    ("key", "numbers"),
    [("flourish", {"6.3", "7.3"}), ("link", {"2.4"}), ("lseat", {"3.5#2", "4.2"}), ("tasmat", {"1.4", "3.3"})],
)
def test_a_sentence_that_only_informs_or_allows_is_held_against_nobody(key: str, numbers: set[str]) -> None:
    policy = shipped(key)
    fact = policy.track(DISCIPLINE).definition.facts[FactName("conduct_alleged")]
    offered = options_of(fact, policy.definition)

    assert not numbers & set(offered)
    assert numbers <= set(policy.definition.conduct)
    assert offered
