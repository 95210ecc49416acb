"""People come and go: names that change, posts with dates, somebody acting, cover; each school keeps its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from duecourse.config import read_settings
from engine.identity import CaseReference
from engine.ports.records import Viewer
from engine.record.values import SCHEDULER, Part
from tests.acceptance.trust.brook import done, refused, report, run, take
from tests.cli import CALM, MONDAY, CommandLine, as_options, builder

DAY = timedelta(days=1)


def known(brook: CommandLine, key: str) -> dict[str, Any]:
    return next(each for each in done(brook, "head", "person", "list") if each["person"] == key)


def sees(brook: CommandLine, who: str, case: str) -> bool:
    return run(brook, who, "show", case).code == 0


def subjects(brook: CommandLine, reference: str) -> set[str]:
    place = builder().services(read_settings({}, data=str(brook.data)), brook.clock)
    with place.store.reading() as reading:
        trust = reading.organisation().id
        case = reading.find_case(Viewer(trust, SCHEDULER), CaseReference(reference))
        found = {str(each.key) for each in reading.people(trust) if Part.SUBJECT in case.people.get(each.id, ())}
    place.store.close()
    return found


def at(brook: CommandLine, days: int) -> CommandLine:
    brook.put(MONDAY + days * DAY)
    return brook


class TestNames:
    def test_a_name_is_made_of_its_parts_and_letters_speak_to_title_and_family_name(self, brook: CommandLine) -> None:
        parts = ("--title", "Dr", "--given", "Ngozi", "--family", "Okafor")
        done(brook, "head", "person", "add", "new", *parts, "--postal-address", r"1 High Street\nNowhere")
        new = known(brook, "new")

        assert (new["name"], new["salutation"]) == ("Ngozi Okafor", "Dr Okafor")
        assert new["postal_address"] == "1 High Street\nNowhere"

    def test_somebody_may_have_one_name_no_title_or_the_family_name_first(self, brook: CommandLine) -> None:
        done(brook, "head", "person", "add", "one", "--given", "Suharto")
        done(brook, "head", "person", "add", "li", "--name", "Li Wei", "--given", "Wei", "--family", "Li")
        done(brook, "head", "person", "change", "li", "--title", "Mx", "--address-form", "Wei")
        done(brook, "head", "person", "add", "old", "--name", "Old Example")

        found = {key: (known(brook, key)["name"], known(brook, key)["salutation"]) for key in ("one", "li", "old")}
        assert found == {
            "one": ("Suharto", "Suharto"),
            "li": ("Li Wei", "Wei"),
            "old": ("Old Example", "Old Example"),
        }
        assert known(brook, "old")["family"] == ""

    def test_a_name_that_changes_stays_in_the_record(self, brook: CommandLine) -> None:
        done(brook, "head", "person", "change", "teacher", "--given", "Cal", "--family", "Example")
        done(brook, "head", "person", "change", "teacher", "--family", "Sample")
        done(brook, "head", "person", "change", "teacher", "--telephone", "01632 960000")

        assert (known(brook, "teacher")["name"], known(brook, "teacher")["former_names"]) == (
            "Cal Sample",
            ["Cal Example"],
        )
        assert "Cal Sample (before: Cal Example)" in run(brook, "head", "person", "list").out

    def test_everything_that_is_wrong_is_said_at_once(self, brook: CommandLine) -> None:
        wrong = (
            "--given",
            "Dr Ann",
            "--family",
            "B",
            "--address-form",
            "Dear Dr B,",
            "--email",
            "ann",
            "--post",
            "hed",
        )
        said = refused(brook, "head", "person", "add", "new", *wrong)

        for part in ("'Dr' is a title", "more than the form of address", "no e-mail address", "no post that"):
            assert part in said
        assert "does not hold 'Other'" in refused(
            brook, "head", "person", "add", "x", "--name", "Ann B", "--family", "Other"
        )

    def test_an_old_form_of_address_does_not_outlive_a_family_name(self, brook: CommandLine) -> None:
        parts = ("--title", "Ms", "--given", "Ada", "--family", "Eze", "--address-form", "Ms Eze")
        done(brook, "head", "person", "add", "ada", *parts)

        assert "Dear Ms Eze" in refused(brook, "head", "person", "change", "ada", "--family", "Okafor")
        done(brook, "head", "person", "change", "ada", "--family", "Okafor", "--address-form", "")
        assert known(brook, "ada")["salutation"] == "Ms Okafor"


class TestPosts:
    def test_a_post_is_held_from_its_first_day_to_the_end_of_its_last(self, brook: CommandLine) -> None:
        days = ("--from", "2026-11-03", "--to", "2026-11-04")
        given = done(brook, "head", "post", "give", "teacher", "DSL@upper", *days)

        assert (given["since"], given["until"]) == ("2026-11-03T00:00:00+00:00", "2026-11-05T00:00:00+00:00")
        held = {
            day: "DSL" in {each["post"] for each in done(at(brook, day), "head", "post", "list")} for day in range(4)
        }
        assert held == {0: False, 1: True, 2: True, 3: False}
        assert "DSL" in {each["post"] for each in done(brook, "head", "post", "list", "--all")}

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("--from", "2026-11-05", "--to", "2026-11-04"), "ends before it begins"),
            (("--from", "1 December"), "no day and no moment"),
            (("--from", "2026-02-30"), "no day of any calendar"),
            (("--from", "2026-11-05T09:00"), "no offset"),
            (("--instead-of", "head"), "goes with --acting"),
        ],
    )
    def test_what_cannot_be_is_refused_with_what_could(
        self, brook: CommandLine, words: tuple[str, ...], says: str
    ) -> None:
        assert says in refused(brook, "head", "post", "give", "deputy", "DSL@upper", *words)

    def test_no_post_is_given_twice_for_the_same_time(self, brook: CommandLine) -> None:
        done(brook, "head", "post", "give", "teacher", "DSL@upper", "--to", "2026-11-10")
        said = refused(brook, "head", "post", "give", "teacher", "DSL@upper", "--from", "2026-11-10")

        assert "from 11 November 2026 on" in said
        done(brook, "head", "post", "give", "teacher", "DSL@upper", "--from", "2026-11-11")

    def test_a_post_does_not_end_before_it_begins_nor_after_its_end(self, brook: CommandLine) -> None:
        done(brook, "head", "post", "give", "teacher", "DSL@upper", "--from", "2026-11-05", "--to", "2026-11-10")

        assert "before it begins" in refused(brook, "head", "post", "end", "teacher", "DSL@upper", "--on", "2026-11-04")
        assert "ends before that" in refused(brook, "head", "post", "end", "teacher", "DSL@upper", "--on", "2026-11-20")
        done(brook, "head", "post", "end", "teacher", "DSL@upper", "--on", "2026-11-06")
        done(brook, "head", "post", "end", "teacher", "DSL@upper")
        assert not [each for each in done(brook, "head", "post", "list", "--all") if each["post"] == "DSL"]

    def test_the_last_who_administers_does_not_stop_on_a_later_day(self, brook: CommandLine) -> None:
        said = refused(brook, "head", "post", "end", "head", "administrator", "--on", "2026-12-31")

        assert "nobody could keep" in said
        assert "from 1 January 2027" in said


class TestActing:
    def test_a_holder_steps_aside_and_a_report_about_the_post_says_which_of_the_two_it_means(
        self, brook: CommandLine
    ) -> None:
        before = report(brook)
        acting = ("--acting", "--instead-of", "head", "--from", "2026-11-03", "--to", "2026-11-05")
        given = done(brook, "head", "post", "give", "deputy", "headteacher@upper", *acting)
        assert (given["kind"], given["instead_of"]) == ("acting", "head")

        at(brook, 1)
        assert not sees(brook, "head", before)
        assert sees(brook, "deputy", before)
        opened = ("open", "--school", "upper", *as_options({**CALM, "about_post": "headteacher"}))
        assert "That may be either of two" in refused(brook, "teacher", *opened)
        about = done(brook, "teacher", *opened, "--about", "deputy")
        at(brook, 4)
        assert sees(brook, "head", before)
        assert subjects(brook, about["reference"]) == {"deputy"}

    def test_who_stops_acting_early_gives_the_post_back_for_as_long_as_it_was_held(self, brook: CommandLine) -> None:
        case = report(brook)
        acting = ("--acting", "--instead-of", "head")
        done(brook, "head", "post", "give", "deputy", "headteacher@upper", *acting)
        assert not sees(at(brook, 1), "head", case)
        done(brook, "head", "post", "end", "deputy", "headteacher@upper")

        assert sees(brook, "head", case)
        assert not [each for each in done(brook, "head", "post", "list") if each["kind"] == "acting"]

    def test_in_whose_place_is_said_where_somebody_holds_the_post(self, brook: CommandLine) -> None:
        give = ("post", "give", "deputy", "headteacher@upper", "--acting")

        assert "Say in whose place" in refused(brook, "head", *give)
        assert "Ann Example (head)" in refused(brook, "head", *give, "--instead-of", "teacher")
        assert "place of themselves" in refused(brook, "head", *give, "--instead-of", "deputy")
        done(brook, "head", "post", "end", "head", "headteacher@upper")
        assert done(brook, "head", *give)["instead_of"] == ""


class TestCover:
    def test_somebody_covers_for_a_time_and_the_one_who_is_away_keeps_the_post(self, brook: CommandLine) -> None:
        case = report(brook)
        words = ("cover", "give", "teacher", "head", "--post", "headteacher@upper", "--to", "2026-11-03")
        done(brook, "head", *words)
        assert done(brook, "teacher", "cover", "list") == [
            {
                "person": "teacher",
                "name": "Cal Example",
                "post": "headteacher",
                "school": "upper",
                "since": "2026-11-02T09:00:00+00:00",
                "until": "2026-11-04T00:00:00+00:00",
                "kind": "cover",
                "instead_of": "head",
            }
        ]
        assert sees(brook, "head", case)
        about = {**CALM, "about_post": "headteacher"}
        reported = done(brook, "deputy", "open", "--school", "upper", *as_options(about))["reference"]
        assert subjects(brook, reported) == {"head"}
        assert done(at(brook, 3), "head", "cover", "list") == []
        assert len(done(brook, "head", "cover", "list", "--all")) == 1

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("head", "head", "--post", "headteacher@upper", "--to", "2026-11-03"), "for themselves"),
            (("teacher", "deputy", "--post", "headteacher@upper", "--to", "2026-11-03"), "held by: Ann Example"),
            (("teacher", "deputy", "--post", "DSL@upper", "--to", "2026-11-03"), "Nobody holds it then"),
            (("teacher", "deputy", "--to", "2026-11-01"), "ends before it begins"),
            (("teacher", "head", "--to", "2026-11-03"), "Say which post"),
            (("teacher", "deputy"), "until when"),
            (("teacher", "deputy", "--from", "2020-01-01", "--to", "2020-01-02"), "over already"),
            (("deputy", "teacher", "--post", "hed@upper", "--to", "2026-11-03"), "Did you mean"),
        ],
    )
    def test_what_cannot_be_covered_is_refused_with_what_could(
        self, brook: CommandLine, words: tuple[str, ...], says: str
    ) -> None:
        assert says in refused(brook, "head", "cover", "give", *words)

    def test_cover_is_given_once_lies_within_the_post_and_ends_by_hand(self, brook: CommandLine) -> None:
        give = ("cover", "give", "teacher", "deputy", "--to")
        done(brook, "head", "post", "end", "deputy", "deputy head@upper", "--on", "2026-11-20")
        assert "Cover lies within" in refused(brook, "head", *give, "2026-11-25")
        done(brook, "head", *give, "2026-11-10")
        assert "already" in refused(brook, "head", *give, "2026-11-10")
        assert "in that time" in refused(brook, "head", "cover", "end", "teacher", "deputy", "--on", "2026-11-30")
        done(brook, "head", "cover", "end", "teacher", "deputy")
        assert done(brook, "head", "cover", "list") == []
        assert "covers for Bea Example: nothing" in refused(brook, "head", "cover", "end", "teacher", "deputy")

    def test_cover_ends_with_the_post_and_is_not_given_by_those_who_left(self, brook: CommandLine) -> None:
        done(brook, "head", "cover", "give", "teacher", "deputy", "--to", "2026-12-10")
        done(brook, "head", "post", "end", "deputy", "deputy head@upper")
        assert done(brook, "head", "cover", "list") == []
        done(brook, "head", "person", "end", "teacher")
        give = ("cover", "give", "teacher", "head", "--post", "headteacher@upper", "--to", "2026-12-10")
        assert "has left" in refused(brook, "head", *give)


class TestOwnSchool:
    @pytest.fixture
    def two(self, brook: CommandLine) -> CommandLine:
        """Give the trust with a second school, its head, and somebody who keeps that school alone."""
        done(brook, "head", "school", "add", "lower", "--name", "Lower School")
        for key, post in (("lowhead", "headteacher"), ("keeper", "administrator"), ("lowteacher", "teacher")):
            done(brook, "head", "person", "add", key, "--name", f"{key} Example", "--post", f"{post}@lower")
        return brook

    @pytest.mark.parametrize(
        "words",
        [
            ("post", "give", "teacher", "DSL@upper"),
            ("post", "give", "lowteacher", "CEO"),
            ("post", "end", "teacher", "teacher@upper"),
            ("cover", "give", "lowteacher", "deputy", "--to", "2026-11-03"),
            ("person", "add", "x", "--name", "X"),
            ("person", "add", "x", "--name", "X", "--post", "teacher@upper"),
            ("person", "change", "teacher", "--name", "X"),
            ("person", "end", "teacher"),
            ("school", "add", "x", "--name", "X"),
            ("school", "change", "upper", "--name", "X"),
            ("school", "end", "lower"),
            ("setting", "set", "police_force", "X"),
            ("helpline", "confirm", "posh"),
            ("calendar", "close", "upper", "2026-12-01", "--reason", "Snow"),
        ],
    )
    def test_who_keeps_one_school_changes_nothing_elsewhere(self, two: CommandLine, words: tuple[str, ...]) -> None:
        assert "Ask one of them: Ann Example" in refused(two, "keeper", *words)

    def test_who_keeps_one_school_keeps_its_people_posts_and_days(self, two: CommandLine) -> None:
        for words in (
            ("person", "add", "new", "--name", "New Example", "--post", "teacher@lower"),
            ("person", "change", "new", "--email", "new@brook.example"),
            ("post", "give", "new", "DSL@lower"),
            ("cover", "give", "lowteacher", "new", "--post", "DSL@lower", "--to", "2026-11-03"),
            ("post", "end", "new", "DSL@lower"),
            ("school", "change", "lower", "--address", "2 Lower Road"),
            ("calendar", "close", "lower", "2026-12-01", "--reason", "Snow"),
            ("person", "end", "new"),
        ):
            done(two, "keeper", *words)

        listed = {each["person"] for each in done(two, "keeper", "person", "list")}
        assert listed == {"lowhead", "keeper", "lowteacher"}

    def test_a_headteacher_closes_days_at_the_own_school_alone(self, two: CommandLine) -> None:
        close = ("calendar", "close")
        done(two, "lowhead", *close, "lower", "2026-12-01", "--reason", "Snow")

        assert "Lower School and not Upper School" in refused(
            two, "lowhead", *close, "upper", "2026-12-01", "--reason", "Snow"
        )
        assert "done at a school by its" in refused(
            two, "lowteacher", *close, "lower", "2026-12-02", "--reason", "Snow"
        )
        done(two, "head", *close, "lower", "2026-12-02", "--reason", "Snow")


def test_who_keeps_the_installation_is_given_no_role_by_name(brook: CommandLine) -> None:
    case = report(brook)
    take(brook, "head", case, "case", "acknowledge")
    done(brook, "head", "person", "add", "it", "--name", "Ida Example", "--post", "IT")
    assert "keeps the installation (IT)" in refused(brook, "head", "assign", case, "senior manager", "it")
    done(brook, "head", "person", "add", "boss", "--name", "Bo Example", "--post", "administrator@upper")
    assert "keeps the installation" in refused(brook, "head", "assign", case, "senior manager", "boss")

    done(brook, "head", "post", "give", "boss", "senior manager@upper")
    done(brook, "head", "assign", case, "senior manager", "boss")
    assert sees(brook, "boss", case)
