"""A trust of one's own, made by `init` and the commands beside it alone: no Python and no SQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duecourse.bootstrap import directory
from duecourse.casework.accounts import sessions
from duecourse.cli import build
from duecourse.cli.reference import reference
from duecourse.config import read_settings
from duecourse.demo import make_demo
from duecourse.web.app import build_app
from engine.identity import OrganisationId, PersonId, PersonKey, PostName, SchoolId
from engine.ports.records import Organisation, Person, School, Tenure
from tests import site
from tests.acceptance.trust.brook import (
    OLD_CALENDAR,
    PASSWORD,
    PEOPLE,
    TRUST,
    at_a_terminal,
    begin,
    done,
    number_of,
    own_policy_in,
    refused,
    report,
    run,
    send,
    until_the_request,
)
from tests.cli import CALM, CommandLine, as_options, builder
from tests.site import Site, cheap_passwords


class TestTheFirstLetter:
    @pytest.mark.parametrize(("policy", "prefix"), [("lumen", "LUM"), ("tasmat", "TAS")])
    def test_it_is_sent_in_a_trust_made_by_commands_only(self, line: CommandLine, policy: str, prefix: str) -> None:
        assert begin(line, policy=policy).code == 0
        case = report(line)
        number = until_the_request(line, case)
        done(line, "head", "school", "change", "upper", "--address", "1 Upper Road, Nowhere, ZZ1 1ZZ")
        done(line, "head", "person", "change", "head", "--email", "head@brook.example", "--telephone", "01632 960001")
        done(line, "head", "helpline", "confirm", "posh")
        send(line, case, number)
        send(line, case, number_of(line, case, "L01"))

        text = run(line, "head", "letter", "get", case, number).out
        assert case.startswith(f"{prefix}-2026-")
        assert "Upper School, a school in England." in text
        assert "Telephone: 01632 960001" in text
        assert "Headteacher" in text
        assert "0344 381 4772" in run(line, "head", "letter", "get", case, number_of(line, case, "L01")).out

    def test_what_it_lacks_is_named_with_the_command_that_takes_it(self, brook: CommandLine) -> None:
        case = report(brook)
        number = until_the_request(brook, case)
        said = refused(brook, "head", "letter", "issue", case, number)

        assert "the postal address of the school, under Letterhead; `duecourse letterhead change` takes it" in said
        first = refused(brook, "head", "letter", "issue", case, number_of(brook, case, "L01"))
        assert "where to find support; `duecourse helpline confirm` and `helpline add` take it" in first

    def test_every_command_that_a_letter_names_exists(self) -> None:
        text = reference(build())
        folder = Path(__file__).parents[3] / "letters" / "templates"
        named = {
            words.split("`")[0]
            for file in folder.glob("*.j2")
            for words in file.read_text(encoding="utf-8").split("`duecourse ")[1:]
        }

        commands = {" ".join(words.split()[:2]) for words in named}
        assert commands >= {"school change", "person change", "post give", "setting set", "helpline confirm"}
        assert [each for each in commands if f"## duecourse {each} " not in text] == []


class TestInit:
    def test_the_calendar_that_it_writes_is_read_at_once(self, line: CommandLine) -> None:
        begin(line, "--nation", "Scotland")
        shown = done(line, "head", "calendar", "show", "upper", "--from", "2026-11-30", "--days", "1")

        assert shown["days"] == [{"day": "2026-11-30", "counts": "Saint Andrew's Day"}]

    def test_every_fault_is_told_at_once_and_nothing_is_kept(self, line: CommandLine) -> None:
        answer = line.run(
            "",
            "init",
            "--key",
            "a trust",
            "--policy",
            "lumin",
            "--nation",
            "France",
            "--web-address",
            "brook",
            "--school",
            "upper",
            "--school",
            "a=A",
            "--school",
            "A=Another",
            "--person",
            "x=Ann=headteecher@b",
            "--person",
            "x=Bob",
            "--email",
            "x=nowhere",
            "--telephone",
            "y=1",
            "--administrator",
            "z",
        )
        expected = (
            "'a trust' is no short name",
            "needs its full name",
            "no policy 'lumin'",
            "'France'",
            "'brook'",
            "'upper' is not of the form",
            "'A' is taken",
            "Did you mean 'headteacher'?",
            "a school that there is not",
            "Two people have the short name 'x'",
            "'nowhere' is no e-mail",
            "'y=1'",
            "'z' is to administer",
        )

        assert (answer.code, answer.out) == (2, "")
        assert [words for words in expected if words not in answer.err] == []
        assert begin(line).code == 0

    def test_one_person_holds_several_posts_whatever_their_capital_letters(self, line: CommandLine) -> None:
        begin(line, people=("head=Ann=Headteacher@upper", "head=Ann=dsl@upper", "head=Ann=it", "cal=Cal=teacher@upper"))
        people = done(line, "head", "person", "list")

        assert [(each["post"], each["school"]) for each in people[0]["posts"]] == [
            ("DSL", "upper"),
            ("IT", ""),
            ("headteacher", "upper"),
        ]

    def test_the_first_person_administers_unless_somebody_else_is_named(self, line: CommandLine) -> None:
        assert begin(line, "--json").document["administrators"] == ["head"]

        other = replace(line, data=line.data.parent / "other")
        assert begin(other, "--administrator", "deputy", "--json").document["administrators"] == ["deputy"]
        assert "kept by these posts" in refused(other, "head", "school", "end", "upper")

    def test_it_asks_at_a_terminal_for_what_is_missing(self, line: CommandLine) -> None:
        typed = (
            "brook",
            "Brook Learning Trust",
            "lumin",
            "tasmat",
            "Wales",
            "https://duecourse.brook.example",
            "1 Road",
            "upper=Upper School=1 Upper Road",
            "",
            "x=X=headteecher",
            *PEOPLE,
            "",
            "head.brook.example",
            "head@brook.example",
            "",
            "",
            "nobody-here",
            "deputy",
        )
        with at_a_terminal(*typed):
            answer = line.run("", "init", "--json")
        document = answer.document

        assert (document["policy"], document["schools"]) == ("tasmat", ["upper"])
        assert document["administrators"] == ["deputy"]
        assert "'nobody-here' is to administer and is none of the people" in answer.err
        assert "no policy 'lumin'" in answer.err
        assert "Did you mean 'headteacher'?" in answer.err
        assert document["people"] == ["head", "deputy", "teacher"]
        assert "'head.brook.example' is no e-mail address" in answer.err
        people: Any = done(line, "deputy", "person", "list")
        assert [each["email"] for each in people] == ["head@brook.example", "", ""]
        settings = done(line, "head", "setting", "list")
        values = {each["setting"]: each["value"] for each in settings}
        assert (values["nation"], values["web_address"]) == ("Wales", "https://duecourse.brook.example")

    def test_a_second_one_is_refused(self, brook: CommandLine) -> None:
        answer = begin(brook)

        assert answer.code == 2
        assert "holds an organisation already" in answer.err


class TestAStoreOfAnOlderInit:
    @pytest.fixture
    def older(self, line: CommandLine) -> CommandLine:
        place = builder().services(read_settings({}, data=str(line.data)), line.clock)
        with place.store.writing() as writing:
            writing.add_organisation(
                Organisation(id=OrganisationId("t"), key="brook", name="Brook", zone="Europe/London", demo=False)
            )
            writing.add_school(
                School(
                    id=SchoolId("s"),
                    organisation=OrganisationId("t"),
                    key="upper",
                    name="Upper School",
                    address="",
                    calendar=OLD_CALENDAR,
                )
            )
            for key, post in (("head", "Headteacher"), ("deputy", "deputy head"), ("teacher", "teacher")):
                writing.save_person(
                    Person(
                        id=PersonId(key),
                        organisation=OrganisationId("t"),
                        key=PersonKey(key),
                        name=key.title(),
                        email="",
                        active=True,
                        posts=(Tenure(post=PostName(post), school=SchoolId("s")),),
                    )
                )
        place.store.close()
        return line

    def test_its_calendar_can_be_read_and_a_case_opened(self, older: CommandLine) -> None:
        assert run(older, "head", "calendar", "show", "upper").code == 0
        assert report(older, "--policy", "lumen").startswith("LUM-")
        assert "Nobody has said which policy" in refused(
            older, "teacher", "open", "--school", "upper", *as_options(CALM)
        )

    def test_somebody_takes_the_post_that_nobody_holds_and_only_that_one(self, older: CommandLine) -> None:
        assert "post give PERSON administrator" in refused(older, "head", "setting", "set", "policy", "lumen")
        assert "post give PERSON administrator" in refused(older, "head", "post", "give", "head", "DSL@upper")
        done(older, "head", "post", "give", "head", "administrator")
        done(older, "head", "setting", "set", "policy", "lumen")

        assert "kept by these posts" in refused(older, "deputy", "post", "give", "deputy", "administrator")
        assert report(older).startswith("LUM-")


class TestTheSite:
    def test_the_first_report_has_the_prefix_of_the_trusts_policy(self, line: CommandLine) -> None:
        begin(line, policy="tasmat")
        place = builder().services(read_settings({}, data=str(line.data)), line.clock)
        sessions.set_password(place, cheap_passwords(), "teacher", PASSWORD)
        visitor = Site(place, build_app(place, cheap_passwords())).visitor()
        visitor.fill("/sign-in", name="teacher", password=PASSWORD)
        answers = {**CALM, "affects": "me", "who": "unknown", "addresses": "https://posts.example/1", "reporter": "me"}
        case = site.report(visitor, answers)
        place.store.close()

        assert case == "TAS-2026-0001"

    def test_a_report_is_possible_where_the_only_policy_is_ones_own(self, line: CommandLine, tmp_path: Path) -> None:
        line.settings["DUECOURSE_WORKFLOWS"] = str(own_policy_in(tmp_path))
        named = [word for person in PEOPLE for word in ("--person", person)]
        assert line.run("", "init", *TRUST, "--school", "upper=Upper School", *named).code == 0

        assert report(line).startswith("BRA-2026-")


def test_a_demo_is_made_where_the_only_policy_is_ones_own(line: CommandLine, tmp_path: Path) -> None:
    folder = own_policy_in(tmp_path)
    settings = read_settings({"DUECOURSE_WORKFLOWS": str(folder)}, data=str(line.data))
    place = builder().services(settings, line.clock)
    make_demo(place, directory("terms.yaml"))
    with place.store.reading() as reading:
        policy = reading.organisation().settings["policy"]
    place.store.close()

    assert policy == "brackenfield"


def test_the_demo_has_a_place_of_the_trust_and_an_administrator_who_sees_nothing_of_what_is_dealt_with_there(
    line: CommandLine,
) -> None:
    place = builder().services(read_settings({}, data=str(line.data)), line.clock)
    make_demo(place, directory("terms.yaml"))
    place.store.close()
    assert [each["school"] for each in done(line, "office-one", "school", "list") if each["kind"] == "trust"] == [
        "trust"
    ]
    case = done(
        line, "office-one", "open", "--for", "office-one", "--address", "https://posts.example/1", *as_options(CALM)
    )["reference"]

    assert done(line, "office-manager", "show", case)["school"] == "trust"
    assert run(line, "oakfield-head", "show", case).code == 2
    assert done(line, "", "doctor")["faults"] == []

    # who administers the demo and has no other post keeps people, and comes to no case by any way
    assert len(done(line, "administrator", "person", "list")) > 50
    assert done(line, "administrator", "list") == []
    assert [each["reference"] for each in done(line, "office-manager", "list")] == [case]
    assert run(line, "administrator", "show", case).code == 2
    assert run(line, "administrator", "search", "posts").out.count(case) == 0


def test_the_posts_that_policies_know_are_listed_before_there_is_a_trust(line: CommandLine) -> None:
    known: Any = done(line, "", "post", "list", "--known")

    assert "headteacher" in known


def test_a_demo_refused_in_somebodys_folder_leaves_nothing_there(line: CommandLine) -> None:
    line.data.mkdir()
    (line.data / "letter.txt").write_text("ours", encoding="utf-8")
    said = refused(line, "", "run", "--listen", "127.0.0.1:0")

    assert "holds something, and no demo" in said
    assert [each.name for each in line.data.iterdir()] == ["letter.txt"]
