"""Need to know: whatever is asked at the command line, everybody sees their own part and no sign of the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from duecourse.casework.commands import addresses, evidence, letter_texts, letters, steps
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.report_preview import foresee_report
from duecourse.casework.context.look.case_reader import looking
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_lists, case_view
from duecourse.cli import json_shapes
from duecourse.clock import SetClock
from engine.errors import Mistake, Refused
from engine.identity import CASE, ActionName, CaseReference, ClockId, FactName, InstanceId, RoleName, TrackName
from engine.language.vocabulary import CASE_TRACK
from engine.record.effects import PersonAdded
from engine.record.values import Part
from tests.cli import CALM, IN_SCOPE, MONDAY, CommandLine, as_options, make_template
from tests.databases import open_store
from tests.lists import work_list
from tests.need_to_know import EVERYBODY, INSIDE, REPORTER, Sight, Stage, stage_in
from tests.rungs import by_turns
from tests.services import act, caller, report, scheduler, services_on

READS = ("list", "due", "alert list", "letter verify", "audit verify", "audit replay")
READS_OF_A_CASE = ("show --json", "history", "show", "options --all", "letter list", "evidence list")
MARKED = re.compile(r"(zebra|lynx)-([a-z_]+)-(\d+)z")
TEAM_ONLY = ("Somebody was added", "A role was given", "Evidence was kept", "A letter was", "An alert was taken up")
"""How events begin that are known only to those who work on what they are about."""
MISSING = "9999"
REVIEW = "Look at the hold again"
Ask = Callable[[Caller, str], object]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = stage_in(tmp_path_factory.mktemp("need to know"))
    yield made
    made.services.store.close()


@pytest.fixture(scope="module")
def line(stage: Stage) -> CommandLine:
    """The command line on the store of the stage."""
    return CommandLine(stage.folder, SetClock(stage.services.clock.now()))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Services]:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield services_on(store, tmp_path, MONDAY)
    store.close()


def marked(text: str, kind: str = "zebra") -> set[str]:
    """Name the instances whose words stand in a text; with `lynx`, those whose files are named there."""
    return {f"{track}/{number}" for found, track, number in MARKED.findall(text) if found == kind}


def said(ask: Callable[[], object]) -> str:
    """Give the words in which something is refused."""
    with pytest.raises(Mistake) as refused:
        ask()
    return f"{type(refused.value).__name__}: {refused.value}"


def test_every_procedure_is_open_and_every_role_has_one_holder(stage: Stage) -> None:
    begun = {instance.track for reference in stage.references for instance in stage.record(reference).tracks.values()}
    team = stage.record(stage.references[0]).team

    # those who are affected here are staff, to whom the help for pupils and parents is not offered
    assert begun == set(stage.policy.tracks) - {TrackName("help")}
    assert team == {role: (stage.id_of(key),) for role, key in stage.holders.items()}
    assert set(stage.holders) == set(stage.policy.definition.roles)


@pytest.mark.parametrize("who", by_turns(EVERYBODY))
def test_no_command_that_reads_tells_of_what_somebody_may_not_see(stage: Stage, line: CommandLine, who: str) -> None:
    sights = stage.sights(who)
    for command in READS:
        text = told(line, sights[0].key, command)

        assert set.intersection(*(sight.leaks(text) for sight in sights)) == set(), command
    for sight in sights:
        for command in READS_OF_A_CASE if sight.visible else READS_OF_A_CASE[:1]:
            assert sight.leaks(told(line, sight.key, f"{command} {sight.reference}")) == set(), command


def told(line: CommandLine, who: str, command: str) -> str:
    """Give all that a command says, be it a result or a refusal."""
    answer = line.run(who, *command.split())
    assert answer.code in (0, 2), f"{command}: {answer.err}"

    return answer.out + answer.err


@pytest.mark.parametrize("who", by_turns(EVERYBODY))
def test_the_words_of_a_procedure_are_read_by_exactly_those_who_work_on_it(stage: Stage, who: str) -> None:
    for sight in stage.sights(who):
        if not sight.visible:
            assert sight.reference not in {row.reference for row in case_lists.cases(stage.services, sight.caller)}
            continue
        history = case_view.history(stage.services, sight.caller, sight.reference)
        kept = evidence.listing(stage.services, sight.caller, sight.reference)
        details = " ".join(detail for each in history for detail in each.details)

        # of the shell others read the words of the report, and no more; those who asked something read the answer
        asked = sight.reference != stage.references[0] and sight.key == REPORTER
        assert marked(details) == sight.worked | (sight.visible if asked else sight.visible & {CASE})
        assert marked(details, "lynx") == marked(" ".join(row.name for row in kept), "lynx") == sight.worked


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_a_history_names_no_hidden_procedure_and_no_event_of_one(stage: Stage, who: str) -> None:
    routes = stage.policy.track(CASE_TRACK).definition.facts[FactName("routes")].domain
    for sight in (sight for sight in stage.sights(who) if sight.visible):
        history = case_view.history(stage.services, sight.caller, sight.reference)
        details = " ".join(detail for each in history for detail in each.details)
        hidden = {on.split("/")[0] for on in sight.hidden}
        of_team = [each for each in history if each.says.startswith(TEAM_ONLY)]

        assert [label for route, label in routes.items() if route in hidden and label in details] == []
        assert [each.says for each in of_team if not (sight.worked and each.details)] == []


@pytest.mark.parametrize("who", by_turns(EVERYBODY))
def test_letters_and_files_are_given_to_nobody_who_does_not_work_on_what_they_belong_to(stage: Stage, who: str) -> None:
    for sight in stage.sights(who):
        readable = {
            number for number in sight.record.letters if _gives(letter_texts.read_letter, sight, int(number), "text")
        }
        files = {number for number in sight.record.evidence if _gives(evidence.fetch, sight, int(number))}

        assert readable - sight.addressed == sight.letters
        assert files == {number for number, item in sight.record.evidence.items() if item.on in sight.worked}


def _gives(ask: Callable[..., object], sight: Sight, *rest: object) -> bool:
    try:
        ask(sight.stage.services, sight.caller, sight.reference, *rest)
    except Mistake:
        return False
    return True


@pytest.mark.parametrize("who", by_turns(EVERYBODY))
def test_the_counts_of_the_work_list_are_those_of_what_somebody_sees(stage: Stage, who: str) -> None:
    sights = stage.sights(who)
    found = work_list(stage.services, sights[0].caller)
    clocks = [clock for sight in sights for clock in sight.clocks]
    reviews = [row for row in found.rows if row.clock == REVIEW]

    assert len(found.rows) - len(reviews) == len(clocks)
    visible = {sight.reference for sight in sights if sight.visible}
    listed = {line.reference for line in found.cases}
    # a question, or an entry in a register, is listed only while somebody has to do something about it
    assert listed == visible & {stage.references[0]}
    assert {line.reference for line in found.requests} <= visible - listed


def acts_on(stage: Stage, on: str, action: str) -> Mapping[str, Ask]:
    """Everything that may be done to an instance by name."""
    services = stage.services
    return {
        "act": lambda by, ref: steps.take_step(
            services, by, CaseReference(ref), InstanceId(on), ActionName(action), facts={}
        ),
        "correct": lambda by, ref: steps.correct(
            services, by, CaseReference(ref), InstanceId(on), {"scope": "in_scope"}, "A slip"
        ),
        "hold": lambda by, ref: steps.set_hold(
            services, by, CaseReference(ref), InstanceId(on), "police", active=True, reason="They asked"
        ),
        "clock": lambda by, ref: steps.change_clock(
            services, by, CaseReference(ref), ClockId.of(InstanceId(on), "decide"), what="pause", reason="They asked"
        ),
        "file": lambda by, ref: evidence.add(
            services, by, CaseReference(ref), NewEvidence(name="a.txt", content=b"words", on=InstanceId(on))
        ),
        "foresee": lambda by, ref: foreseen(services, by, CaseReference(ref), on, action),
    }


def foreseen(services: Services, by: Caller, reference: CaseReference, on: str, action: str) -> object:
    with looking(services, by, reference, "a step") as case:
        return case.foresee(InstanceId(on), ActionName(action), {})


def asks_about(stage: Stage, number: str) -> Mapping[str, Ask]:
    """Everything that may be asked about a letter by number."""
    services, letter = stage.services, int(number)
    return {
        "read": lambda by, ref: letter_texts.read_letter(services, by, CaseReference(ref), letter, "text"),
        "print": lambda by, ref: letter_texts.print_letter(services, by, CaseReference(ref), letter),
        "issue": lambda by, ref: letters.issue(services, by, CaseReference(ref), letter),
        "dispatch": lambda by, ref: letters.dispatch(services, by, CaseReference(ref), letter, "Posted, first class"),
        "withdraw": lambda by, ref: letters.withdraw(services, by, CaseReference(ref), letter, "A slip"),
    }


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_an_instance_that_is_hidden_is_answered_like_one_that_is_not_there(stage: Stage, who: str) -> None:
    for sight in (sight for sight in stage.sights(who) if sight.visible):
        for place, on in enumerate(sorted(sight.hidden)):
            track = on.split("/")[0]
            action = next(iter(stage.policy.track(TrackName(track)).definition.actions))
            asks, gone = acts_on(stage, on, action), acts_on(stage, f"{track}/{MISSING}", action)
            verb = tuple(asks)[place % len(asks)]
            hidden, missing = (said(partial(each[verb], sight.caller, sight.reference)) for each in (asks, gone))

            assert hidden == missing.replace(f"{track}/{MISSING}", on), verb


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_a_letter_that_is_hidden_is_answered_like_one_that_is_not_there(stage: Stage, who: str) -> None:
    for sight in (sight for sight in stage.sights(who) if sight.visible):
        asks = asks_about(stage, MISSING)
        missing = {verb: said(partial(ask, sight.caller, sight.reference)) for verb, ask in asks.items()}
        for place, number in enumerate(sorted(set(sight.record.letters) - sight.letters - sight.addressed)):
            verb = tuple(asks)[place % len(asks)]
            hidden = said(partial(asks_about(stage, number)[verb], sight.caller, sight.reference))

            assert hidden == missing[verb].replace(MISSING, number), verb


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_files_and_alerts_that_are_hidden_are_answered_like_those_that_are_not_there(stage: Stage, who: str) -> None:
    services = stage.services
    for sight in (sight for sight in stage.sights(who) if sight.visible):
        files = {number for number, each in sight.record.evidence.items() if each.on not in sight.worked}
        alerts = {number for number, each in sight.record.alerts.items() if each.on not in sight.worked}
        for ask, numbers in ((_fetch, files), (_take_up, alerts)):
            missing = said(partial(ask, services, sight, MISSING))
            for number in sorted(numbers)[::5]:
                assert said(partial(ask, services, sight, number)) == missing.replace(MISSING, number)


def _fetch(services: Services, sight: Sight, number: str) -> object:
    return evidence.fetch(services, sight.caller, sight.reference, int(number))


def _take_up(services: Services, sight: Sight, number: str) -> object:
    return steps.acknowledge_alert(services, sight.caller, sight.reference, int(number), "Seen to")


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_the_command_line_says_the_same_of_what_is_hidden_and_of_what_is_not_there(
    stage: Stage, line: CommandLine, who: str
) -> None:
    sight = stage.sights(who)[0]
    hidden = max((on for on in sight.hidden if not on.startswith("case")), default="")
    if not hidden:
        assert sight.everything
        return
    gone = f"{hidden.split('/')[0]}/{MISSING}"
    for command in (
        "explain-deadline {} decide",
        "act {} decide",
        "correct {} a=b --reason Slip",
        "hold set {} police",
    ):
        verb, rest = command.split(" {} ") if " {} " in command else (command, "")
        words = (*verb.split(), sight.reference)

        assert line.refused(sight.key, *words, hidden, *rest.split()) == line.refused(
            sight.key, *words, gone, *rest.split()
        ).replace(gone, hidden)


@pytest.mark.parametrize("who", by_turns(INSIDE))
def test_nobody_who_sees_a_part_is_told_how_many_events_there_are(stage: Stage, line: CommandLine, who: str) -> None:
    incident = stage.references[0]
    sights = [sight for sight in stage.sights(who) if sight.reference == incident]
    for sight in (sight for sight in sights if sight.visible and not sight.everything):
        shown, told = (line.done(sight.key, verb, sight.reference) for verb in ("show", "history"))
        listed = next(row for row in line.done(sight.key, "list") if row["reference"] == sight.reference)
        verdict = line.done(sight.key, "audit", "verify", sight.reference)["cases"][0]

        assert (shown["revision"], shown["events"], shown["head"], listed["revision"]) == (None, None, None, None)
        assert {each["number"] for each in told} == {None}
        assert (verdict["events"], verdict["head"], verdict["wrong"]) == (0, "", "")
        assert line.run(sight.key, "audit", "export", sight.reference, "-o", str(stage.folder / "out.zip")).code == 2


def test_what_a_step_wrote_is_told_only_as_far_as_its_taker_may_know(place: Services) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher-two",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers={**CALM, "child_at_risk": "yes", "personal_data": "yes"},
    )
    step = steps.report(place, caller(place, "oakfield-teacher-two"), new)
    told = json_shapes.written(step)
    text = json.dumps(told)

    begun = json.dumps(json_shapes.shown(case_view.look(place, caller(place, "oakfield-senior"), step.reference)))

    assert all(on in begun for on in ("safeguarding/1", "data_breach/1", "removal/1"))
    assert not any(word in text for word in ("safeguarding", "data_breach", "removal", "support", "L24", "L21"))
    assert told["revision"] is None


def test_those_who_report_foresee_only_what_they_will_see(place: Services) -> None:
    new = steps.NewReport(
        policy="lumen",
        school="oakfield",
        reported_by="oakfield-teacher-two",
        affected=("oakfield-teacher",),
        addresses=("https://a.example/1",),
        answers={**CALM, "child_at_risk": "yes"},
    )
    follows = " ".join(foresee_report(place, caller(place, "oakfield-teacher-two"), new).follows)

    assert "The case" in follows
    assert "Safeguarding" not in follows


HEAD_AND_CHAIR = ("oakfield-head", "oakfield-chair")


def test_a_report_about_the_headteacher_excludes_them_in_its_first_event(place: Services) -> None:
    reference = report(place, about_post="headteacher", about_category="employee")
    head, chair = (caller(place, key) for key in HEAD_AND_CHAIR)
    with place.store.reading() as reading:
        case = reading.find_case(scheduler(place), reference)
        first = reading.entries(scheduler(place), case.id)[0].event

    assert first.effects[0] == PersonAdded(head.viewer.person, Part.SUBJECT, "employee")
    assert all(head.viewer.person not in people for people in case.team.values())
    # steps of the senior manager need a second person, so the vice-chair steps in as well
    assert case.team[RoleName("senior manager")] == (
        chair.viewer.person,
        caller(place, "oakfield-vice-chair").viewer.person,
    )
    assert [row.reference for row in case_lists.cases(place, chair)] == [reference]
    assert list(case_lists.cases(place, head)) == []
    assert work_list(place, head).cases == ()


def test_a_headteacher_who_dealt_with_a_case_loses_it_in_the_event_that_names_them(place: Services) -> None:
    reference, (head, chair) = report(place), (caller(place, key) for key in HEAD_AND_CHAIR)
    act(place, "head", reference, "case/1", "acknowledge")
    before = said(partial(case_view.look, place, head, CaseReference("LUM-2026-0999"))).replace("0999", reference[-4:])
    steps.add_person(place, caller(place, "oakfield-senior"), reference, "oakfield-head", "subject", "employee")

    assert said(partial(case_view.look, place, head, reference)) == before
    assert said(partial(steps.take_step, place, head, reference, CASE, ActionName("triage"), facts=IN_SCOPE)) == before
    assert said(partial(letter_texts.read_letter, place, head, reference, 1, "text")) == before
    assert said(partial(case_view.look, place, caller(place, "oakfield-senior"), reference)) == before
    assert case_view.look(place, chair, reference).whole


def test_a_step_at_the_command_line_tells_nothing_that_its_taker_may_not_see(tmp_path: Path) -> None:
    line = CommandLine(make_template(tmp_path))
    words = ("open", "--policy", "lumen", "--school", "oakfield", "--for", "oakfield-teacher")
    facts = as_options({**CALM, "child_at_risk": "yes", "personal_data": "yes"})
    places = ("--address", "https://a.example/1")
    told = line.done("teacher-two", *words, "--reported-by", "oakfield-teacher-two", *places, *facts)
    said = line.said("senior", "act", told["reference"], "case", "acknowledge")

    assert {each["on"] for each in told["deadlines"]} == {"case/1"}
    assert (told["revision"], told["letters"]) == (None, [])
    assert "revision 2" in said


def test_an_address_that_is_hidden_is_flagged_by_nobody(stage: Stage) -> None:
    sight = stage.sights("DPO")[0]
    asks = {
        number: partial(addresses.flag_address, stage.services, sight.caller, sight.reference, number)
        for number in (1, 99)
    }

    assert said(asks[1]) == said(asks[99]).replace("99", "1")


def test_a_refusal_does_not_say_what_stands_elsewhere(stage: Stage) -> None:
    sight = stage.sights("trust board")[0]
    with pytest.raises(Refused) as refused:
        steps.take_step(
            stage.services, sight.caller, sight.reference, InstanceId("governance/1"), ActionName("hear"), facts={}
        )

    assert sight.leaks(" ".join(reason.says for reason in refused.value.reasons)) == set()


def test_those_who_hold_a_role_already_find_the_case_when_a_procedure_of_theirs_begins(place: Services) -> None:
    reference, senior = report(place), caller(place, "oakfield-senior")
    steps.assign(place, senior, reference, RoleName("HR"), "hr")
    before = list(case_lists.cases(place, caller(place, "hr")))
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    act(place, "senior", reference, "case/1", "open_tracks", routes="own_content", routes_because="It is needed.")

    assert before == []
    assert [row.reference for row in case_lists.cases(place, caller(place, "hr"))] == [reference]
