"""Who a report is about, on the command line: the subject sees nothing, and those above them deal with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from duecourse.casework.context.services import person_of
from duecourse.config import read_settings
from engine.identity import CaseReference
from engine.ports.records import Notice
from engine.record.chain import Entry
from engine.record.effects import Opened, PersonAdded, RoleChanged
from engine.record.values import Part
from tests.cli import CALM, CommandLine, as_options, builder, key_of
from tests.services import scheduler

TOP = (
    ("lumen", "headteacher", "head", ["Morgan Oakfield", "Noor Oakfield"]),
    ("lumen", "chair_of_governors", "chair", ["Noor Oakfield", "Lesley Mockup"]),
    ("lumen", "ceo", "ceo", ["Lesley Mockup", "Emery Model"]),
    ("flourish", "central_team", "central", ["Harper Specimen", "Avery Example"]),
    ("flourish", "head_of_governance_and_people", "governance", ["Avery Example", "Lesley Mockup"]),
)


@dataclass(frozen=True, slots=True)
class Record:
    """What the store keeps of a case: its events, what waits to leave, and the identifier of one person."""

    entries: Sequence[Entry]
    notices: Sequence[Notice]
    person: str


def record_of(line: CommandLine, reference: str, who: str) -> Record:
    place = builder().services(read_settings({}, data=str(line.data)), line.clock)
    with place.store.reading() as reading:
        organisation = reading.organisation()
        case = reading.find_case(scheduler(place), CaseReference(reference))
        found = Record(
            reading.entries(scheduler(place), case.id),
            reading.notices(organisation.id),
            person_of(reading, organisation.id, key_of(who)).id,
        )
    place.store.close()
    return found


def opened(line: CommandLine, *words: str, policy: str = "lumen", **facts: str) -> str:
    asked = ("open", "--policy", policy, "--school", "oakfield", "--for", "oakfield-teacher", *words)
    address = ("--address", "https://posts.example/1", *as_options({**CALM, **facts}))
    return str(line.done("teacher", *asked, *address)["reference"])


def seniors(line: CommandLine, reference: str, who: str) -> list[str]:
    return list(line.show(reference, who)["team"]["senior manager"])


@pytest.mark.parametrize(("policy", "post", "subject", "instead"), TOP, ids=[f"{each[0]} {each[1]}" for each in TOP])
def test_a_report_about_the_top_goes_to_those_above_and_its_subject_sees_nothing(
    line: CommandLine, policy: str, post: str, subject: str, instead: list[str]
) -> None:
    reference = opened(line, policy=policy, about_post=post)
    hidden = [line.refused(subject, word, reference) for word in ("show", "history", "options")]
    kept = record_of(line, reference, subject)
    taker = {"Morgan": "chair", "Noor": "vice-chair", "Lesley": "trust-chair", "Harper": "governance", "Avery": "ceo"}

    assert all("none that you may see" in said for said in hidden)
    assert line.done(subject, "list") == []
    assert sorted(seniors(line, reference, taker[instead[0].split()[0]])) == sorted(instead)
    first = kept.entries[0].event.effects[0]
    assert isinstance(first, PersonAdded)
    assert (first.person, first.part) == (kept.person, Part.SUBJECT)
    roles = [each for entry in kept.entries for each in entry.event.effects if isinstance(each, RoleChanged)]
    assert roles
    assert kept.person not in {each.person for each in roles}
    assert kept.person not in {notice.recipient for notice in kept.notices}


def test_naming_the_headteacher_does_what_naming_the_post_does(line: CommandLine) -> None:
    reference = opened(line, "--about", "oakfield-head:employee")
    people = line.show(reference, "chair")["people"]

    assert sorted(seniors(line, reference, "chair")) == ["Morgan Oakfield", "Noor Oakfield"]
    assert people[0] == {"number": 1, "person": "Finley Oakfield", "as": ["subject"], "category": "employee"}
    assert "none that you may see" in line.refused("head", "show", reference)


@pytest.mark.parametrize(
    ("subject", "lost"), [("senior", ["senior"]), ("head", ["senior", "head"])], ids=["the senior", "the headteacher"]
)
def test_a_subject_who_is_added_later_loses_every_role_in_the_same_event(
    line: CommandLine, subject: str, lost: list[str]
) -> None:
    reference = opened(line)
    by = "deputy" if subject == "senior" else "senior"
    line.done("head", "assign", reference, "senior manager", "oakfield-deputy")
    before = line.show(reference, "deputy")["team"]
    line.done(by, "person", "add", reference, key_of(subject), "--as-what", "subject", "--category", "employee")
    kept = record_of(line, reference, subject)
    added = next(entry.event for entry in kept.entries if entry.event.kind == "person added")
    gone = {each.role for each in added.effects if isinstance(each, RoleChanged) and each.person == kept.person}

    name = "Gray Oakfield" if subject == "senior" else "Finley Oakfield"
    assert gone == {role for role, people in before.items() if name in people}
    assert len(gone) > 1
    assert all("none that you may see" in line.refused(who, "show", reference) for who in lost)


def test_those_who_name_themselves_are_told_that_it_arrived_and_see_no_more(line: CommandLine) -> None:
    said = line.said(
        "teacher",
        "open",
        "--policy",
        "lumen",
        "--school",
        "oakfield",
        "--about",
        "oakfield-teacher:employee",
        *as_options(CALM),
    )

    assert "is open" in said
    assert "Dealt with by: senior manager, headteacher." in said
    assert "you cannot see it" in said
    assert line.done("teacher", "list") == []


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ("oakfield-head:boss", "'boss' is no category of people (in “oakfield-head:boss”). Possible: employee, agency"),
        ("nobody-here:employee", "nobody called"),
    ],
)
def test_a_report_about_somebody_or_something_unknown_is_refused_and_opens_nothing(
    line: CommandLine, about: str, says: str
) -> None:
    words = ("open", "--policy", "lumen", "--school", "oakfield", "--about", about, *as_options(CALM))

    assert says in line.refused("teacher", *words)
    assert line.done("senior", "list") == []


def test_a_person_is_added_with_what_they_are_to_the_school(line: CommandLine) -> None:
    reference = opened(line)
    words = ("person", "add", reference, "volunteer-one", "--as-what", "subject", "--category")
    wrong = line.refused("senior", *words, "helper")
    line.done("senior", *words, "volunteer")

    assert "'helper' is no category of people. Possible: " in wrong
    assert "Volunteer Invented: subject (volunteer)" in line.said("senior", "show", reference)


@pytest.mark.parametrize("answer", ["yes", "dont_know"])
@pytest.mark.parametrize(
    ("danger", "tracks", "told"),
    [
        ("life_in_danger", {"safeguarding", "police"}, {"dsl", "senior"}),
        ("child_at_risk", {"safeguarding"}, {"dsl"}),
        ("illegal_image", {"safeguarding"}, {"dsl"}),
        ("personal_data", {"data_breach"}, {"dpo"}),
    ],
)
def test_a_danger_starts_its_procedure_and_tells_the_post_with_the_report_itself(
    line: CommandLine, danger: str, tracks: set[str], told: set[str], answer: str
) -> None:
    reference = opened(line, **{danger: answer})
    kept = record_of(line, reference, "teacher")
    begun = {each.on.split("/")[0] for each in kept.entries[0].event.effects if isinstance(each, Opened)}
    posts = {who: record_of(line, reference, who).person for who in told}

    assert begun & {"safeguarding", "police", "data_breach"} == tracks
    assert set(posts.values()) <= {notice.recipient for notice in kept.notices if notice.kind == "told"}


def test_procedures_start_only_once_somebody_has_confirmed_the_answers_about_danger(line: CommandLine) -> None:
    reference = opened(line, child_at_risk="yes")
    triage = {"scope": "in_scope", "scope_reason": "Ours"}
    line.act("senior", reference, "case", "triage", **triage, danger_confirmed="no")
    refused = line.refused("senior", "act", reference, "case", "open_tracks")
    line.done("senior", "correct", reference, "case", "danger_confirmed=yes", "--reason", "Read and acted on")
    line.act("senior", reference, "case", "open_tracks")

    assert "The four answers about danger have not been acted on yet." in refused
    assert line.states(reference)["case/1"] == "active"
