"""How procedures begin: with an address or a person, or when a step opens them, and what is handed over to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.identity import CASE, NOBODY, About, ActionName, FactName, InstanceId, PersonId, RoleName, TrackName
from engine.language.guard_parser import parse
from engine.language.track_definition import Opening
from engine.record.case import Case
from engine.record.chain import Event
from engine.record.effects import AddressFlagged, Answered, Attached, Moved, Opened
from engine.record.kinds import EventKind
from engine.record.values import Answer, Done, Evidence, Instance, Letter, Part
from engine.steps.openings import (
    abouts,
    answered,
    attach,
    follow_openings,
    is_meant,
    open_at_once,
    open_shell,
    open_track,
)
from engine.steps.transition import Recording
from tests.builders import MONDAY, REMOVAL_TRACK, Story, blank, by_fact, report, requested, world

ANNA, BEN, CARA = PersonId("anna"), PersonId("ben"), PersonId("cara")
LATER = MONDAY + timedelta(hours=3)


def recording(story: Story) -> Recording:
    """Begin an event of an hour ago on a case."""
    event = Event(sequence=0, kind=EventKind.CORRECTED, at=LATER, happened_at=MONDAY, by=PersonId("senior"))
    return Recording.begin(story.policy, world(LATER), story.case, event)


def people(**categories: str) -> Case:
    """A case with three people whom it affects, or is about."""
    parts = {ANNA: (Part.AFFECTED,), BEN: (Part.SUBJECT, Part.AFFECTED), CARA: (Part.SUBJECT,)}
    known = {PersonId(person): category for person, category in categories.items()}
    return replace(report().case, people=parts, categories=known)


def with_track(
    story: Story,
    on: str,
    *,
    about: About = NOBODY,
    ended: bool = False,
    answers: Mapping[str, Answer] | None = None,
    given: tuple[FactName, ...] = (),
) -> None:
    """Put an instance into a case, in the place of the one that has its name."""
    where = InstanceId(on)
    made = replace(story.track("case/1"), track=where.track, number=where.number, about=about, ended=ended, given=given)
    made = replace(made, answers=by_fact(answers or {}))
    story.case = replace(story.case, tracks={**story.case.tracks, where: made})


def opening(**given: object) -> Opening:
    return Opening.model_validate({"track": "investigation", **given})


def test_a_track_begins_for_each_of_those_it_is_for() -> None:
    addresses = report(addresses=("https://posts.example/1", "https://posts.example/2")).case

    assert abouts(addresses, "address") == (About.address("1"), About.address("2"))
    assert abouts(people(), "affected person") == (About.somebody(ANNA), About.somebody(BEN))
    assert abouts(people(), "subject") == (About.somebody(BEN), About.somebody(CARA))
    assert abouts(people(), "same", giver=About.somebody(CARA)) == (About.somebody(CARA),)


@pytest.mark.parametrize("each", ["child", "case", ""])
def test_a_track_begins_about_nobody_where_nobody_is_known_or_meant(each: str) -> None:
    assert abouts(people(), each) == (NOBODY,)


def test_a_track_for_some_categories_leaves_out_only_those_who_are_known_to_be_of_another() -> None:
    assert abouts(people(ben="employee"), "subject", ["pupil"]) == (About.somebody(CARA),)
    assert abouts(people(ben="employee", cara="employee"), "subject", ["pupil"]) == (NOBODY,)
    assert abouts(people(ben="pupil", cara="unknown"), "subject", ["pupil"]) == (
        About.somebody(BEN),
        About.somebody(CARA),
    )
    assert is_meant(people(ben="employee"), BEN, ())


@pytest.mark.parametrize("named_by", ["a track", "a letter", "evidence"])
def test_a_number_that_anything_still_names_is_never_given_again(named_by: str) -> None:
    story = report()
    taken = InstanceId("removal/7")
    case = story.case
    if named_by == "a track":
        with_track(story, "removal/7")
    elif named_by == "a letter":
        letter = Letter(number=1, template="L02-takedown-request", on=taken, status="withdrawn")
        story.case = replace(case, letters={**case.letters, "1": letter})
    else:
        item = Evidence(number=1, kind="note", on=taken, sha256="0" * 64)
        story.case = replace(case, evidence={**case.evidence, "1": item})

    assert open_track(recording(story), REMOVAL_TRACK, About.address("1"), MONDAY).on == "removal/8"
    assert open_track(recording(story), TrackName("own_channel"), About.address("1"), MONDAY).on == "own_channel/1"


def test_a_number_that_only_a_clock_names_is_not_given_again_either() -> None:
    story = requested()
    clock = next(clock for clock in story.case.deadlines.values() if clock.on == "removal/1")
    kept = replace(clock, on=InstanceId("removal/4"))
    story.case = replace(story.case, deadlines={**story.case.deadlines, kept.key: kept})

    assert open_track(recording(story), REMOVAL_TRACK, About.address("1"), MONDAY).on == "removal/5"


def test_a_track_begins_in_its_first_state_with_the_time_of_the_report_it_is_about() -> None:
    event = recording(report())
    happening = open_track(event, REMOVAL_TRACK, About.address("1"), LATER)

    assert event.effects == [
        Opened(on=InstanceId("removal/2"), state="to_decide", about=About.address("1"), reported_at=LATER)
    ]
    assert (happening.on, happening.left, happening.happened_at) == ("removal/2", "", LATER)


def test_an_address_of_a_report_that_says_yes_begins_flagged() -> None:
    event = recording(report(answers={"illegal_image": "yes"}))
    open_track(event, REMOVAL_TRACK, About.address("1"), LATER)

    assert event.effects == [
        Opened(on=InstanceId("removal/2"), state="image_reported", about=About.address("1"), reported_at=LATER),
        AddressFlagged(1, flagged=True),
    ]
    assert event.case.addresses["1"].flagged


def shell_begun(**values: str) -> Recording:
    answers = {name: Answer("value", value) for name, value in values.items()}
    story = report()
    story.case = blank(story.policy)
    event = recording(story)
    happening = open_shell(event, by_fact(answers), LATER)
    assert (happening.on, happening.left, happening.happened_at) == (CASE, "", LATER)
    return event


def test_the_shell_of_a_request_begins_where_its_answers_lead_and_of_a_report_where_it_always_does() -> None:
    shell = report().policy.shell
    opened = Opened(on=CASE, state=shell.starts, about=NOBODY, reported_at=LATER)

    assert shell_begun(category="abuse").effects == [opened]
    assert shell_begun(purpose="register").effects == [opened, Moved(CASE, "request", shell.states["request"].end)]


def test_only_what_comes_at_once_begins_with_an_address_and_only_where_none_runs_for_it() -> None:
    story = report()
    new, known = About.address("2"), About.address("1")

    assert [each.on for each in open_at_once(recording(story), "address", new, LATER)] == ["removal/2"]
    assert open_at_once(recording(story), "address", new, LATER)[0].happened_at == LATER
    assert open_at_once(recording(story), "address", known, LATER) == []
    with_track(story, "removal/1", about=known, ended=True)
    assert [each.on for each in open_at_once(recording(story), "address", known, LATER)] == ["removal/2"]


def test_what_comes_at_once_with_a_person_begins_only_for_the_categories_it_is_for() -> None:
    story = report()
    story.case = replace(story.case, categories={ANNA: "pupil", BEN: "employee"})

    def begun(person: PersonId) -> list[str]:
        return [each.on for each in open_at_once(recording(story), "affected person", About.somebody(person), LATER)]

    assert begun(ANNA) == ["help/1"]
    assert begun(BEN) == ["support/2"]
    assert begun(CARA) == ["help/1"], "of whom nothing is known, the procedure that lists them takes care"


def test_who_is_not_known_is_left_out_of_nothing_where_no_procedure_lists_them() -> None:
    story = report()
    del_help = {name: track for name, track in story.policy.tracks.items() if name != "help"}
    story.policy = replace(story.policy, tracks=del_help)

    [begun] = open_at_once(recording(story), "affected person", About.somebody(CARA), LATER)
    assert begun.on == "support/2"


def test_what_began_before_it_was_known_what_somebody_is_is_taken_back_where_nothing_was_done_in_it() -> None:
    story = report()
    about = About.somebody(ANNA)
    with_track(story, "help/1", about=about)
    untouched = replace(story.case.tracks[InstanceId("help/1")], answers={}, done={}, consents={}, given=())
    story.case = replace(story.case.with_track(untouched), categories={ANNA: "employee"})
    event = recording(story)
    [begun] = attach(event, Part.AFFECTED, ANNA)

    assert (begun.on, InstanceId("help/1") in event.case.tracks) == ("support/2", False)
    done = replace(untouched, done={ActionName("offer"): Done(BEN, MONDAY, MONDAY)})
    story.case = story.case.with_track(done)
    event = recording(story)
    attach(event, Part.AFFECTED, ANNA)
    assert InstanceId("help/1") in event.case.tracks


@pytest.mark.parametrize(
    ("when", "begins"),
    [(None, True), ("category == abuse", True), ("category == data", False), ("scope == in_scope", False)],
)
def test_a_step_opens_what_its_guard_says_and_what_nobody_knows_opens_nothing(when: str | None, begins: bool) -> None:
    event = recording(report())
    rule = opening(tells=["senior manager"], when=when)
    begun = follow_openings(event, CASE, [rule])

    assert [each.on for each in begun] == ["investigation/1"] * begins
    told = [(each.kind, each.roles, each.on, each.dedupe) for each in event.messages]
    assert told == [("news", (RoleName("senior manager"),), "investigation/1", "investigation/1 begun")] * begins
    assert all(each.happened_at == MONDAY for each in begun)


def test_an_opening_that_does_not_hold_leaves_the_next_ones_as_they_are() -> None:
    event = recording(report())
    closed = opening(when="category == data")

    assert [each.on for each in follow_openings(event, CASE, [closed, opening(track="media")])] == ["media/1"]


@pytest.mark.parametrize(
    "missing",
    [{"track": "a_track_that_no_policy_has"}, {"track": "", "later": "a_track_that_no_policy_has"}],
)
def test_a_procedure_that_the_policy_does_not_have_is_told_to_those_who_start_it(missing: Mapping[str, str]) -> None:
    event = recording(report())
    rule = opening(tells=["DPO"]).model_copy(update=missing)

    assert follow_openings(event, CASE, [rule]) == []
    assert event.effects == []
    [told] = event.messages
    assert (told.kind, told.roles, told.on) == ("news", ("DPO",), CASE)
    assert told.dedupe == "later a_track_that_no_policy_has case/1"
    assert "a track that no policy has" in told.subject


def test_an_opening_asks_for_its_letter_on_the_one_that_opens() -> None:
    event = recording(report())
    follow_openings(event, CASE, [opening(letter="L24-dsl-referral")])

    assert [(each.template, each.on) for each in event.case.letters.values()] == [("L24-dsl-referral", CASE)]


def test_what_runs_already_is_not_opened_again_and_nobody_is_told_again() -> None:
    story = report()
    with_track(story, "investigation/1")
    event = recording(story)

    assert follow_openings(event, CASE, [opening(tells=["senior manager"])]) == []
    assert (event.effects, event.messages) == ([], [])


@pytest.mark.parametrize("category", ["employee", "pupil"])
def test_a_step_opens_a_track_for_each_of_those_it_is_for_and_of_a_category_it_is_for(category: str) -> None:
    story = report()
    story.case = replace(people(ben=category, cara="unknown"), tracks=story.case.tracks)
    event = recording(story)
    follow_openings(event, CASE, [opening(track="discipline", **{"for": "subject"})])

    meant = [BEN, CARA] if category == "employee" else [CARA]
    assert [each.person for each in event.case.of_track(TrackName("discipline"))] == meant


def test_a_step_opens_a_track_for_the_same_person_that_its_own_is_about() -> None:
    story = report()
    with_track(story, "discipline/1", about=About.somebody(BEN))
    event = recording(story)
    follow_openings(event, InstanceId("discipline/1"), [opening(track="allegation", **{"for": "same"})])

    assert [each.about for each in event.case.of_track(TrackName("allegation"))] == [About.somebody(BEN)]


@pytest.mark.parametrize(("when", "state"), [("asked_host == yes", "to_decide"), ("not asked_host == yes", "ready")])
def test_where_a_track_begins_may_depend_on_what_it_says_of_itself(when: str, state: str) -> None:
    story = report()
    removal = story.policy.track(REMOVAL_TRACK)
    start = removal.definition.starts_instead[0].model_copy(update={"when": parse(when), "state": "ready"})
    definition = removal.definition.model_copy(update={"starts_instead": (start,)})
    changed = {**story.policy.tracks, REMOVAL_TRACK: replace(removal, definition=definition)}
    story.policy = replace(story.policy, tracks=changed)
    event = recording(story)
    open_track(event, REMOVAL_TRACK, About.address("1"), LATER)

    assert event.case.tracks[InstanceId("removal/2")].state == state


def with_answers(story: Story, **answers: Answer) -> Instance:
    shell = replace(story.track("case/1"), answers=by_fact(answers))
    story.case = replace(story.case, tracks={**story.case.tracks, CASE: shell})
    return shell


GIVEN = opening(give={"material": "category", "nature": "scope_reason", "author": "about_post"})


def test_an_opening_hands_over_the_answers_that_stand_under_the_name_that_the_taker_has_for_them() -> None:
    story = report()
    value, words = Answer("value", "abuse"), Answer("words", event=1)
    with_answers(story, category=value, scope_reason=words, about_post=Answer("unknown", event=1))
    event = recording(story)
    follow_openings(event, CASE, [GIVEN])

    taker = InstanceId("investigation/1")
    given = [effect for effect in event.effects if isinstance(effect, Answered)]
    assert given == [Answered(on=taker, name=FactName("material"), answer=value, given=True)]
    assert event.case.tracks[taker].given == ("material",)


def test_an_answer_that_the_taker_recorded_itself_stands_and_one_that_was_given_is_given_again() -> None:
    story = report()
    with_answers(story, category=Answer("value", "abuse"))
    old = {"material": Answer("value", "other")}
    with_track(story, "investigation/1", answers=old)
    own = recording(story)
    follow_openings(own, CASE, [GIVEN])
    with_track(story, "investigation/1", answers=old, given=(FactName("material"),))
    handed = recording(story)
    follow_openings(handed, CASE, [GIVEN])

    assert own.effects == []
    assert handed.case.tracks[InstanceId("investigation/1")].answers[FactName("material")].value == "abuse"


def subjects(story: Story) -> None:
    """Put a procedure of discipline about nobody yet, for employees, into a case."""
    with_track(story, "discipline/1")


def test_a_procedure_about_nobody_goes_to_the_first_person_who_is_known() -> None:
    story = report()
    subjects(story)
    event = recording(story)

    assert attach(event, Part.SUBJECT, ANNA) == []
    assert event.effects == [Attached(InstanceId("discipline/1"), About.somebody(ANNA))]


@pytest.mark.parametrize("part", [Part.REPORTER, Part.WITNESS, Part.AFFECTED, Part.CHILD])
def test_it_does_not_go_to_somebody_who_is_something_else_to_the_case(part: Part) -> None:
    story = report()
    subjects(story)
    event = recording(story)
    attach(event, part, ANNA)

    assert event.case.tracks[InstanceId("discipline/1")].about == NOBODY


def test_it_does_not_go_to_somebody_of_another_category_nor_to_somebody_who_has_one() -> None:
    story = report()
    subjects(story)
    story.case = replace(story.case, categories={ANNA: "pupil"})
    with_track(story, "discipline/2", about=About.somebody(BEN))
    for person in (ANNA, BEN):
        event = recording(story)
        attach(event, Part.SUBJECT, person)
        assert event.effects == []
    event = recording(story)
    attach(event, Part.SUBJECT, CARA)
    assert event.effects == [Attached(InstanceId("discipline/1"), About.somebody(CARA))]


def test_with_a_person_begins_what_comes_with_them_and_with_a_witness_nothing() -> None:
    story = report()

    [begun] = attach(recording(story), Part.AFFECTED, ANNA)
    assert (begun.on, begun.happened_at) == ("help/1", MONDAY)
    assert attach(recording(story), Part.WITNESS, ANNA) == []


def test_words_are_found_again_by_the_event_that_keeps_them_and_values_need_none() -> None:
    value, words, unknown = Answer("value", "abuse"), Answer("words"), Answer("unknown")

    assert answered(CASE, by_fact({"a": value, "b": words, "c": unknown}), 9) == (
        Answered(on=CASE, name=FactName("a"), answer=value),
        Answered(on=CASE, name=FactName("b"), answer=replace(words, event=9)),
        Answered(on=CASE, name=FactName("c"), answer=replace(unknown, event=9)),
    )
