"""A trust is kept by commands: people, posts, schools, terms, settings, helplines; the doctor says what is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from duecourse.config import read_settings
from engine.identity import PostName
from engine.ports.records import Tenure
from tests.acceptance.trust.brook import done, refused, report, run, take
from tests.cli import CALM, CommandLine, as_options, builder

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
    ("platform", "confirm", "facebook"),
    ("helpline", "add", "x", "--name", "X", "--web", "x.example"),
    ("calendar", "load", "upper", str(Path(__file__).parents[3] / "workflows" / "directory" / "terms.yaml")),
)


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

        assert (loaded["school"], loaded["cases_moved"], loaded["done"]) == ("upper", 0, True)
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

    def test_a_platform_is_looked_up_by_somebody_on_a_day_and_again_when_it_changes(self, brook: CommandLine) -> None:
        confirmed = done(brook, "head", "platform", "confirm", "facebook")
        changed = done(brook, "head", "platform", "change", "facebook", "--route", "Another form")
        added = done(
            brook, "head", "platform", "add", "ours", "--name", "Ours", "--route", "A form", "--hosts", "a.example"
        )
        done(brook, "head", "platform", "end", "whatsapp")
        keys = [row["key"] for row in done(brook, "teacher", "platform", "list")]

        assert isinstance(confirmed, dict)
        assert isinstance(changed, dict)
        assert isinstance(added, dict)
        assert (confirmed["confirmed_by"], confirmed["confirmed_on"]) == ("head", "2026-11-02")
        assert (changed["confirmed"], changed["route"]) == ("no", "Another form")
        assert added["confirmed"] == "yes"
        assert "whatsapp" not in keys
        assert keys[-1] == "ours"

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
        place = builder().services(read_settings({}, data=str(brook.data)), brook.clock)
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
        place = builder().services(read_settings({}, data=str(brook.data)), brook.clock)
        with place.store.writing() as writing:
            school, head = writing.schools(writing.organisation().id)[0], writing.people(writing.organisation().id)[0]
            writing.save_school(replace(school, calendar={**school.calendar, "nation": "Mercia"}))
            writing.save_person(replace(head, posts=(*head.posts, Tenure(post=PostName("headmistress")))))
        place.store.close()
        faults = brook.run("", "doctor", "--json").document["faults"]
        says = " ".join(str(each["says"]) for each in faults)

        assert "The calendar of upper cannot be read" in says
        assert "the post 'headmistress', which no policy knows" in says

    def test_it_tells_whom_no_case_offers_as_they_never_held_a_post(self, brook: CommandLine) -> None:
        done(brook, "head", "person", "add", "visitor", "--name", "Vi Example")
        found = brook.run("", "doctor", "--json").document
        says = [each for each in found["worth knowing"] if each["check"] == "people"]

        assert [each["says"] for each in says] == [
            "Known to the trust without a post, and offered in no case: visitor."
        ]
        done(brook, "head", "post", "give", "visitor", "governor@upper")
        assert "people" not in {each["check"] for each in brook.run("", "doctor", "--json").document["worth knowing"]}

    def test_it_ends_with_nothing_where_everything_is_there(self, template: Path) -> None:
        demo = CommandLine(template)

        assert demo.done("", "doctor")["faults"] == []
        assert "Nothing stands in the way." in demo.said("", "doctor")


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
