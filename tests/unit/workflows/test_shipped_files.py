"""The shipped tracks and policies, read as the program reads them."""

from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from duecourse.policies.library import Library, load_library, read_workflows
from engine.identity import ActionName
from engine.language.compiled import CompiledPolicy
from engine.language.guard_parser import parse
from engine.language.guards import Guard, comparisons, quantifiers
from engine.language.machine import CompiledStep, sources, steps_of
from engine.language.track_definition import ANY, Action, ClockRule, TrackDefinition
from engine.language.vocabulary import CASE_TRACK, FactKind
from engine.ports.letters.earlier_kinds import EARLIER
from engine.proof.cache import Memory
from engine.proof.run import prove
from tests.builders import REMOVAL_TRACK
from tests.services import letters as letter_writer

ROOT = Path(__file__).parents[3]
TRACKS = sorted(
    [
        "case",
        "investigation",
        "removal",
        "own_content",
        "own_channel",
        "police",
        "support",
        "help",
        "discipline",
        "suspension",
        "allegation",
        "safeguarding",
        "data_breach",
        "pupil",
        "parent",
        "contractor",
        "volunteer",
        "governance",
        "legal",
        "media",
        "query",
        "register",
        "monitoring",
    ]
)
WIDTH = 120
LONGEST = 400
"""Signs of a sentence: a clause that lists eight things cannot be said in fewer without dropping one of them."""
LETTERS = [file.name.removesuffix(".md.j2") for file in (ROOT / "letters" / "templates").glob("L*.md.j2")]
SOURCES = read_workflows()

IN_A_CLOSED_CASE_TOO = {
    "case.reopen",
    "own_content.note_no_copy",
    "police.emergency",
    "removal.flag",
    "safeguarding.new_concern",
    "query.ask_again",
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(SOURCES, LETTERS)


@pytest.fixture(scope="module")
def lumen(library: Library) -> CompiledPolicy:
    return library.current("lumen")


@pytest.fixture(params=TRACKS)
def track(request: pytest.FixtureRequest, lumen: CompiledPolicy) -> TrackDefinition:
    return lumen.track(request.param).definition


def test_every_shipped_track_is_used(lumen: CompiledPolicy) -> None:
    shipped = [name.removeprefix("tracks/").removesuffix(".yaml") for name in SOURCES if "tracks/" in name]

    assert sorted(shipped) == sorted(lumen.tracks) == TRACKS


def test_the_proof_finds_nothing(library: Library) -> None:
    memory = Memory()
    proofs = [proof for policy in library.policies.values() for proof in prove(policy, memory)]
    failures = [failure for proof in proofs for failure in proof.failures]

    assert failures == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_is_laid_out_for_reading(name: str) -> None:
    text = SOURCES[name]
    long = [line for line in text.splitlines() if len(line) > WIDTH]
    untidy = [line for line in text.splitlines() if line != line.rstrip() or "\t" in line]

    assert (long, untidy) == ([], [])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


# What Lumen's policy says


def test_only_the_request_to_the_host_is_a_duty_and_it_runs_24_hours_from_the_report(lumen: CompiledPolicy) -> None:
    duties = [
        (name, key)
        for name, compiled in lumen.tracks.items()
        for key in compiled.definition.deadlines
        if lumen.binding(name, key) == "duty"
    ]
    request = lumen.track(REMOVAL_TRACK).definition.deadlines["request"]

    assert duties == [("removal", "request")]
    assert (str(request.within), request.start) == ("24 hours", "reported_at")


def test_a_case_is_not_closed_before_what_the_policy_says_will_be_done_was_done(lumen: CompiledPolicy) -> None:
    needs = lumen.track(CASE_TRACK).definition.actions[ActionName("close")].requires
    read = {quantified.track for need in needs for quantified in quantifiers(need.that)}

    assert read == {"support", "police", "pupil", "removal"}


@pytest.mark.parametrize("name", ["flourish", "link", "lseat", "lumen", "tasmat"])
def test_a_clause_and_a_rule_of_conduct_are_said_in_at_most_a_sentence(library: Library, name: str) -> None:
    policy = library.current(name).definition
    said = [clause.says for clause in policy.clauses.values()] + [rule.says for rule in policy.conduct.values()]

    assert [says for says in said if len(says) > LONGEST or says.endswith(".") or ". " in says] == []


# What holds in every track


def test_a_question_is_asked_as_a_question(track: TrackDefinition) -> None:
    asked = [fact.ask for fact in track.facts.values() if not fact.set]

    assert [ask for ask in asked if "?" not in ask] == []


def test_every_fact_comes_from_somewhere(track: TrackDefinition, library: Library) -> None:
    everywhere = [policy.track(track.track).definition for policy in library.policies.values()]
    actions = [action for each in everywhere for action in each.actions.values()]
    asked = {name for action in actions for name in (action.choose, *action.asks)}
    asked |= {*track.report, *track.request}
    changed = {name for each in everywhere for step in steps_of(each) for name in (*step.definition.set, *step.end.set)}
    known = {name for name, fact in track.facts.items() if fact.kind is FactKind.OWN_REPORT}
    idle = {name for name, fact in track.facts.items() if name not in (changed if fact.set else asked)} - known

    assert idle == set()


def test_what_a_step_sets_is_read_by_a_guard(library: Library, track: TrackDefinition) -> None:
    """A policy may be the one that reads it: second approvals are for those that ask for them."""
    definitions = [policy.track(track.track).definition for policy in library.policies.values()]
    others = [each for policy in library.policies.values() for each in policy.definitions.values()]
    own = {reference for each in definitions for guard in guards_of(each) for reference, _ in comparisons(guard)}
    asked = [each for other in others for guard in guards_of(other) for each in quantifiers(guard)]
    own |= {reference for each in asked if each.track == track.track for reference, _ in comparisons(each.inner)}

    told = {name for name, fact in track.facts.items() if fact.kind is FactKind.OWN_REPORT}  # read by letters alone
    noted = {name for name, fact in track.facts.items() if fact.set} - told

    assert noted - {reference.name for reference in own} == set()


def test_every_letter_is_sent_or_drafted_by_some_step(lumen: CompiledPolicy) -> None:
    named = {letter for track in lumen.definitions.values() for letter in letters_of(track)}
    about_letters = {name for name, kind in letter_writer().kinds().items() if kind.to == EARLIER}

    assert about_letters
    assert sorted(set(LETTERS) - named) == sorted(about_letters)


def test_nobody_acts_in_the_name_of_the_subject(track: TrackDefinition) -> None:
    named = {role for action in track.actions.values() for role in action.by}

    assert "subject" not in named


def test_wherever_somebody_stands_a_clock_runs_even_after_it_was_met(track: TrackDefinition) -> None:
    stood = set(_situations(track))
    unwatched = {state for state, clocks in stood if not clocks and not track.states[state].end}

    assert {state for state, _ in stood} == set(track.states)
    assert unwatched == set()


def test_an_end_is_left_only_in_an_open_case_unless_somebody_is_in_danger(lumen: CompiledPolicy) -> None:
    unguarded = {
        f"{name}.{step.action}"
        for name, compiled in lumen.tracks.items()
        for step in steps_of(compiled.definition)
        if _stirs_an_end(compiled.definition, step) and not _asks_for_an_open_case(step.definition)
    }

    assert unguarded == IN_A_CLOSED_CASE_TOO


# What holds in the removal of an address


def test_a_hold_stops_everything_that_is_sent_outside(lumen: CompiledPolicy) -> None:
    removal = lumen.track(REMOVAL_TRACK).definition
    sendings = {name for name, action in removal.actions.items() if action.letter.sends}

    assert sendings == {"send", "remind", "report_image", "complain", "escalate"}
    assert {name: set(hold.locks) for name, hold in removal.holds.items() if hold.locks} == {
        "safety": sendings,
        "preservation": sendings,
    }


@pytest.mark.parametrize("state", ["image_reported", "with_authorities", "image_closed"])
def test_nobody_looks_at_or_writes_about_what_may_be_an_image_of_a_child(state: str, lumen: CompiledPolicy) -> None:
    removal = lumen.track(REMOVAL_TRACK).definition
    here = {name: action for name, action in removal.actions.items() if state in sources(removal, action)}
    # The lead cannot act on a flag without a word; who flagged it gives the word, and is asked to look at nothing.
    words_of_a_flag = here.pop(ActionName("say_why"), None)

    assert words_of_a_flag is None or (words_of_a_flag.asks, words_of_a_flag.to) == (("why_flagged",), "stay")
    assert {role for action in here.values() for role in action.by} <= {"DSL"}
    assert not any(action.letter.sends for action in here.values())


def test_those_who_asked_the_host_do_not_check_it(lumen: CompiledPolicy) -> None:
    actions = lumen.track(REMOVAL_TRACK).definition.actions
    checks = {name: set(actions[ActionName(name)].other_than) for name in ("look", "check", "found_gone")}

    assert checks == {name: {"send", "remind", "report_image", "complain"} for name in checks}


def guards_of(track: TrackDefinition) -> Iterator[Guard]:
    """Give every guard of a track but those of its openings."""
    yield from (need.that for action in track.actions.values() for need in action.requires)
    yield from (hold.during for hold in track.holds.values() if hold.during is not None)
    yield from (guard for rule in track.never for guard in rule.guards)
    yield from (slip.when for slip in track.contradictions)


def letters_of(track: TrackDefinition) -> Iterator[str]:
    """Give every letter that a step of a track sends or leaves behind."""
    for step in steps_of(track):
        yield from (step.definition.letter.sends, *step.definition.letter.after, *step.end.letter.after)
    openings = (*track.opening, *(opening for action in track.actions.values() for opening in action.opens))
    yield from (opening.letter for opening in openings)


def _stirs_an_end(track: TrackDefinition, step: CompiledStep) -> bool:
    ended = any(track.states[state].end for state in sources(track, step.definition))
    return ended and not step.stays and not track.states[step.end.to].end


def _asks_for_an_open_case(action: Action) -> bool:
    return parse("not case.ended") in [need.that for need in action.requires]


def _situations(track: TrackDefinition) -> Iterator[tuple[str, frozenset[str]]]:
    """Walk states together with the clocks that run there, as the engine begins, meets and drops them."""
    starts = [track.starts, *(start.state for start in track.starts_instead)]
    waiting = deque((state, frozenset(_clocks_of(track, state))) for state in starts)
    seen = set(waiting)
    while waiting:
        yield (here := waiting.popleft())
        for after in _next(track, *here):
            if after not in seen:
                seen.add(after)
                waiting.append(after)


def _next(track: TrackDefinition, state: str, running: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for step in steps_of(track):
        if state in sources(track, step.definition):
            to = state if step.stays else step.end.to
            done = {step.action, step.name}
            kept = {
                name
                for name, clock in _clocks_of(track, to).items()
                if _runs_on(clock, name in running, state, not done.isdisjoint(clock.met_by))
            }
            yield to, frozenset(kept)


def _runs_on(clock: ClockRule, running: bool, left: str, met: bool) -> bool:
    begins_again = left not in clock.states and ANY not in clock.states
    return begins_again or (clock.repeats if met else running)


def _clocks_of(track: TrackDefinition, state: str) -> Mapping[str, ClockRule]:
    return {name: clock for name, clock in track.deadlines.items() if {state, ANY} & set(clock.states)}
