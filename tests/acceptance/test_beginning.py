"""A trust of one's own, made by `init` and the commands beside it alone: no Python and no SQL."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duecourse.bootstrap import build_services, directory
from duecourse.casework.accounts import sessions
from duecourse.cli import build
from duecourse.cli.reference import reference
from duecourse.config import read_settings
from duecourse.demo import make_demo
from duecourse.web.app import build_app
from engine.ports.records import Organisation, Person, School
from tests import site
from tests.cli import ASK_HOST, CALM, IN_SCOPE, Answer, CommandLine, as_options, copy_of
from tests.site import Site, cheap_passwords

TRUST = ("--key", "brook", "--name", "Brook Learning Trust (invented)")
PEOPLE = (
    "head=Ann Example=headteacher@upper",
    "deputy=Bea Example=deputy head@upper",
    "teacher=Cal Example=teacher@upper",
)
PASSWORD = "three unrelated words"
OLD_CALENDAR: Mapping[str, object] = {
    "key": "upper",
    "title": "Upper",
    "nation": "England and Wales",
    "zone": "Europe/London",
    "source": "not loaded yet",
    "checked_on": "never",
    "confirmed": "no",
    "terms": [],
}


CHANGES = (
    ("person", "add", "x", "--name", "X"),
    ("person", "change", "head", "--name", "X"),
    ("person", "list"),
    ("person", "end", "head"),
    ("post", "give", "teacher", "DSL@upper"),
    ("post", "end", "head", "headteacher@upper"),
    ("school", "add", "x", "--name", "X"),
    ("school", "change", "upper", "--name", "X"),
    ("school", "end", "upper"),
    ("setting", "set", "police_force", "X"),
    ("helpline", "confirm", "posh"),
    ("helpline", "end", "posh"),
    ("helpline", "change", "posh", "--name", "X"),
    ("helpline", "add", "x", "--name", "X", "--web", "x.example"),
    ("calendar", "load", "upper", str(Path(__file__).parents[2] / "workflows" / "directory" / "terms.yaml")),
)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Give the command line on a folder that holds nothing yet."""
    return CommandLine(tmp_path / "data")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a trust under Lumen's policy once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("brook") / "data"
    assert begin(CommandLine(folder)).code == 0
    return folder


@pytest.fixture
def brook(made: Path, tmp_path: Path) -> CommandLine:
    """Give the command line on a trust that has just begun."""
    return copy_of(made, tmp_path / "data")


def run(line: CommandLine, who: str, *words: str) -> Answer:
    """Run a command as one of these people, whose short names are their own."""
    return replace(line, settings={**line.settings, "DUECOURSE_AS": who}).run("", *words)


def done(line: CommandLine, who: str, *words: str) -> Any:
    answer = run(line, who, *words, "--json")
    assert answer.code == 0, f"{words}: {answer.err}"
    return json.loads(answer.out)


def refused(line: CommandLine, who: str, *words: str) -> str:
    answer = run(line, who, *words)
    assert (answer.code, answer.out) == (2, ""), f"{words}: {answer.out}"
    return answer.err


def begin(line: CommandLine, *more: str, policy: str = "lumen", people: tuple[str, ...] = PEOPLE) -> Answer:
    """Make a trust of one school."""
    named = [word for person in people for word in ("--person", person)]
    return line.run("", "init", *TRUST, "--school", "upper=Upper School", "--policy", policy, *named, *more)


def report(line: CommandLine, *more: str, who: str = "teacher") -> str:
    words = ("--school", "upper", "--for", who, "--address", "https://posts.example/1", *as_options(CALM))
    document = done(line, who, "open", *words, *more)
    return str(document["reference"])


def take(line: CommandLine, who: str, case: str, on: str, action: str, **facts: str) -> None:
    done(line, who, "act", case, on, action, *as_options(facts))


def number_of(line: CommandLine, case: str, template: str) -> str:
    letters = done(line, "head", "letter", "list", case)
    return next(str(each["number"]) for each in letters if each["template"].startswith(template))


def until_the_request(line: CommandLine, case: str) -> str:
    """Triage a report and decide to ask the host. Gives the number of the letter that is then to be written."""
    take(line, "head", case, "case", "acknowledge")
    take(line, "head", case, "case", "triage", **IN_SCOPE)
    take(line, "head", case, "case", "open_tracks")
    take(line, "head", case, "removal", "decide", **ASK_HOST)
    return number_of(line, case, "L02")


def send(line: CommandLine, case: str, number: str) -> None:
    assert run(line, "head", "letter", "get", case, number).code == 0
    done(line, "head", "letter", "issue", case, number)
    done(line, "head", "letter", "dispatch", case, number, "--proof", "Web form, reference EX-1")


def own_policy_in(folder: Path) -> Path:
    """Give a folder of procedures that holds one policy, which is not one of those shipped."""
    policies = folder / "own" / "policies"
    policies.mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "policies" / "brackenfield.yaml", policies)
    return policies.parent


@contextmanager
def at_a_terminal(*typed: str) -> Generator[None]:
    """Let somebody sit at a terminal and type these lines."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    kept, sys.stdin = sys.stdin, Terminal("".join(f"{text}\n" for text in typed))
    try:
        yield
    finally:
        sys.stdin = kept


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
        assert "headteacher" in text
        assert "0344 381 4772" in run(line, "head", "letter", "get", case, number_of(line, case, "L01")).out

    def test_what_it_lacks_is_named_with_the_command_that_takes_it(self, brook: CommandLine) -> None:
        case = report(brook)
        number = until_the_request(brook, case)
        said = refused(brook, "head", "letter", "issue", case, number)

        assert "the address of the school; `duecourse school change` takes it" in said
        assert "the e-mail address of the person who signs; `duecourse person change` takes it" in said
        first = refused(brook, "head", "letter", "issue", case, number_of(brook, case, "L01"))
        assert "where to find support; `duecourse helpline confirm` and `helpline add` take it" in first

    def test_every_command_that_a_letter_names_exists(self) -> None:
        text = reference(build())
        folder = Path(__file__).parents[2] / "letters" / "templates"
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
        )
        with at_a_terminal(*typed):
            answer = line.run("", "init", "--json")
        document = answer.document

        assert (document["policy"], document["schools"]) == ("tasmat", ["upper"])
        assert "no policy 'lumin'" in answer.err
        assert "Did you mean 'headteacher'?" in answer.err
        assert document["people"] == ["head", "deputy", "teacher"]
        assert "'head.brook.example' is no e-mail address" in answer.err
        people: Any = done(line, "head", "person", "list")
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
        place = build_services(read_settings({}, data=str(line.data)), line.clock)
        with place.store.writing() as writing:
            writing.add_organisation(Organisation(id="t", key="brook", name="Brook", zone="Europe/London", demo=False))
            writing.add_school(
                School(id="s", organisation="t", key="upper", name="Upper School", address="", calendar=OLD_CALENDAR)
            )
            for key, post in (("head", "Headteacher"), ("deputy", "deputy head"), ("teacher", "teacher")):
                writing.save_person(
                    Person(
                        id=key, organisation="t", key=key, name=key.title(), email="", active=True, posts=((post, "s"),)
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


class TestKeepingATrust:
    def test_a_misspelt_post_is_refused_with_the_nearest_and_the_list(self, brook: CommandLine) -> None:
        said = refused(brook, "head", "post", "give", "deputy", "safegarding trustee")

        assert "Did you mean 'safeguarding trustee'?" in said
        known = done(brook, "head", "post", "list", "--known")
        assert {"safeguarding trustee", "administrator", "DSL"} <= set(known)

    def test_posts_are_given_and_ended_one_by_one(self, brook: CommandLine) -> None:
        done(brook, "head", "post", "give", "deputy", "DSL@upper")
        done(brook, "head", "post", "give", "deputy", "DPO")
        done(brook, "head", "post", "end", "deputy", "dsl@upper")
        held = done(brook, "deputy", "post", "list")

        assert [(each["post"], each["school"]) for each in held if each["person"] == "deputy"] == [
            ("deputy head", "upper"),
            ("DPO", ""),
        ]
        assert "does not hold 'DSL@upper'" in refused(brook, "head", "post", "end", "deputy", "DSL@upper")

    def test_somebody_who_left_acts_no_more_and_is_not_forgotten(self, brook: CommandLine) -> None:
        case = report(brook)
        done(brook, "head", "person", "end", "teacher")

        assert "has left" in refused(brook, "teacher", "list")
        assert "Cal Example" in run(brook, "head", "show", case).out
        people = done(brook, "head", "person", "list")
        assert [each["person"] for each in people] == ["head", "deputy"]
        done(brook, "head", "person", "change", "teacher", "--back")
        assert run(brook, "teacher", "list").code == 0

    def test_the_last_who_administers_stays(self, brook: CommandLine) -> None:

        assert "nobody could keep" in refused(brook, "head", "person", "end", "head")
        assert "nobody could keep" in refused(brook, "head", "post", "end", "head", "administrator")
        assert run(brook, "head", "list").code == 0

    def test_nothing_new_is_reported_at_a_school_that_left_and_its_cases_go_on(self, brook: CommandLine) -> None:
        case = report(brook)
        done(brook, "head", "school", "add", "lower", "--name", "Lower School")
        done(brook, "head", "school", "end", "upper")

        words = ("open", "--school", "upper", "--address", "https://posts.example/2", *as_options(CALM))
        assert "Upper School has left the trust" in refused(brook, "teacher", *words)
        take(brook, "head", case, "case", "acknowledge")

    def test_a_school_counts_by_the_bank_holidays_of_its_nation(self, brook: CommandLine) -> None:
        done(brook, "head", "school", "add", "north", "--name", "North School", "--nation", "Scotland")
        days = {
            school: done(brook, "head", "calendar", "show", school, "--from", "2026-11-30", "--days", "1")
            for school in ("upper", "north")
        }

        assert "Saint Andrew" in json.dumps(days["north"])
        assert "working day" in json.dumps(days["upper"])

    def test_school_days_count_once_the_terms_are_loaded(self, brook: CommandLine, tmp_path: Path) -> None:
        terms = tmp_path / "terms.yaml"
        terms.write_text("terms:\n  - {name: Autumn, first: 2026-09-01, last: 2026-12-18}\n", encoding="utf-8")
        loaded = done(brook, "head", "calendar", "load", "upper", str(terms))

        assert loaded == {"school": "upper", "cases_moved": 0}
        terms.write_text("terms:\n  - {name: Autumn, first: 2026-12-18, last: 2026-09-01}\n", encoding="utf-8")
        assert "terms" in refused(brook, "head", "calendar", "load", "upper", str(terms))

    def test_a_setting_is_one_of_a_closed_list_and_checked(self, brook: CommandLine) -> None:

        assert "Settings: name, policy" in refused(brook, "head", "setting", "set", "motto", "Onwards")
        assert "no policy 'lumin'" in refused(brook, "head", "setting", "set", "policy", "lumin")
        assert "name | how to reach it" in refused(brook, "head", "setting", "set", "support_contacts", "Call us")
        done(brook, "head", "setting", "set", "support_contacts", "Our line | 01632 960000\\nChaplain | Room 3 | daily")
        done(brook, "head", "setting", "set", "police_force", "The local team")
        assert done(brook, "head", "setting", "set", "police_force", "") == {"setting": "police_force", "value": ""}

    def test_a_helpline_is_confirmed_by_somebody_on_a_day_and_again_when_it_changes(self, brook: CommandLine) -> None:
        confirmed = done(brook, "head", "helpline", "confirm", "posh")
        assert isinstance(confirmed, dict)
        assert (confirmed["confirmed_by"], confirmed["confirmed_on"]) == ("head", "2026-11-02")

        changed = done(brook, "head", "helpline", "change", "posh", "--telephone", "01632 960002")
        assert isinstance(changed, dict)
        assert (changed["confirmed"], changed["telephone"]) == ("no", "01632 960002")
        assert "nobody knows" not in refused(brook, "teacher", "helpline", "confirm", "posh").lower()
        assert "Nobody knows yet how to reach" in refused(brook, "head", "helpline", "confirm", "true_vision")
        done(brook, "head", "helpline", "end", "emergency")
        done(brook, "head", "helpline", "add", "ours", "--name", "Our own line", "--telephone", "01632 960003")
        rows = done(brook, "teacher", "helpline", "list")
        keys = {row["key"]: row["confirmed"] for row in rows}
        assert keys["ours"] == "yes"
        assert "emergency" not in keys

    def test_only_those_who_administer_change_anything(self, brook: CommandLine) -> None:
        lists = [(noun, "list") for noun in ("person", "post", "school", "setting", "helpline")]
        before = [done(brook, "head", *words) for words in lists]
        said = {words: refused(brook, "teacher", *words) for words in CHANGES}

        assert [words for words, says in said.items() if "are kept by these posts" not in says] == []
        assert before == [done(brook, "head", *words) for words in lists]

    def test_those_who_administer_see_no_case_by_it(self, brook: CommandLine) -> None:
        done(brook, "head", "person", "add", "keeper", "--name", "Kim Example", "--post", "administrator")
        case = report(brook)

        assert done(brook, "keeper", "list") == []
        assert "none that you may see" in refused(brook, "keeper", "show", case)

    def test_every_change_stands_in_the_access_log_without_a_name(self, brook: CommandLine) -> None:
        done(brook, "head", "person", "add", "new", "--name", "Nell Example", "--email", "nell@brook.example")
        done(brook, "head", "school", "change", "upper", "--address", "1 Upper Road")
        place = build_services(read_settings({}, data=str(brook.data)), brook.clock)
        with place.store.reading() as reading:
            log = [row.access for row in reading.accesses(reading.organisation().id)]
        place.store.close()

        assert [each.what for each in log] == ["person added", "school changed"]
        assert "ell" not in "".join(each.detail for each in log).replace("Upper", "")


class TestDoctor:
    def test_it_names_the_roles_that_nobody_holds_and_ends_with_one(self, brook: CommandLine) -> None:
        answer = brook.run("", "doctor", "--json")
        faults = {(each["check"], each["says"]) for each in answer.document["faults"]}

        assert (answer.code, answer.document["well"]) == (1, False)
        assert ("roles", "Nobody holds the role of lead safeguarding officer at upper.") in faults
        assert {"letters"} < {check for check, _ in faults}
        assert brook.run("", "doctor").code == 1

    def test_it_finds_a_calendar_that_cannot_be_read_and_a_post_that_nobody_knows(self, brook: CommandLine) -> None:
        place = build_services(read_settings({}, data=str(brook.data)), brook.clock)
        with place.store.writing() as writing:
            school, head = writing.schools(writing.organisation().id)[0], writing.people(writing.organisation().id)[0]
            writing.save_school(replace(school, calendar={**school.calendar, "nation": "Mercia"}))
            writing.save_person(replace(head, posts=(*head.posts, ("headmistress", ""))))
        place.store.close()
        faults = brook.run("", "doctor", "--json").document["faults"]
        says = " ".join(str(each["says"]) for each in faults)

        assert "The calendar of upper cannot be read" in says
        assert "the post 'headmistress', which no policy knows" in says

    def test_it_ends_with_nothing_where_everything_is_there(self, template: Path) -> None:
        demo = CommandLine(template)

        assert demo.done("", "doctor")["faults"] == []
        assert "Nothing stands in the way." in demo.said("", "doctor")


class TestTheSite:
    def test_the_first_report_has_the_prefix_of_the_trusts_policy(self, line: CommandLine) -> None:
        begin(line, policy="tasmat")
        place = build_services(read_settings({}, data=str(line.data)), line.clock)
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
    place = build_services(settings, line.clock)
    make_demo(place, directory("terms.yaml"))
    with place.store.reading() as reading:
        policy = reading.organisation().settings["policy"]
    place.store.close()

    assert policy == "brackenfield"


def test_the_help_of_every_command_shows_its_texts_whole() -> None:
    top = build()
    missing: list[tuple[object, str]] = []
    for path, command in _commands(top, ()):
        out = io.StringIO()
        with redirect_stdout(out):
            top.main([*path, "--help"], prog_name="duecourse", standalone_mode=False)
        helps: list[str] = [getattr(each, "help", None) or "" for each in command.params]
        texts = ["".join(each.split()) for each in helps]
        missing += [(path, text) for text in texts if text not in "".join(out.getvalue().split())]

    assert missing == []


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    for name, each in inner.items():
        yield from _commands(each, (*path, name))
    if not inner:
        yield path, command


def test_what_is_wrong_with_a_file_of_terms_is_said_of_that_file(brook: CommandLine, tmp_path: Path) -> None:
    wrong = tmp_path / "autumn.yaml"
    wrong.write_text("terms:\n  - {first: 2026-09-01, last: 2026-12-18}\n", encoding="utf-8")
    missing = refused(brook, "head", "calendar", "load", "upper", str(tmp_path / "spring.yaml"))

    assert "is no file" in missing
    assert "set-up-a-trust" in missing
    assert refused(brook, "head", "calendar", "load", "upper", str(wrong)).startswith("autumn.yaml:")


def test_a_file_of_terms_moves_no_school_to_another_nation(brook: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text("nation: England and Wales\nterms: []\n", encoding="utf-8")
    done(brook, "head", "school", "add", "glen", "--name", "Glen", "--nation", "Scotland")
    said = refused(brook, "head", "calendar", "load", "glen", str(file))
    file.write_text("terms: []\n", encoding="utf-8")
    done(brook, "head", "calendar", "load", "glen", str(file))

    assert "duecourse school change glen --nation" in said
    listed: Any = done(brook, "head", "school", "list")
    assert {each["school"]: each["nation"] for each in listed}["glen"] == "Scotland"


def test_the_posts_that_policies_know_are_listed_before_there_is_a_trust(line: CommandLine) -> None:
    known: Any = done(line, "", "post", "list", "--known")

    assert "headteacher" in known


def test_a_demo_refused_in_somebodys_folder_leaves_nothing_there(line: CommandLine) -> None:
    line.data.mkdir()
    (line.data / "letter.txt").write_text("ours", encoding="utf-8")
    said = refused(line, "", "run", "--listen", "127.0.0.1:0")

    assert "holds something, and no demo" in said
    assert [each.name for each in line.data.iterdir()] == ["letter.txt"]
