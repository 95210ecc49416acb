"""At the command line: no byte of a flagged page, no yes after a no, no words of managers, no wrapped address."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import ASK_HOST, IN_SCOPE, CommandLine

FIRST, SECOND = "https://posts.example/1", "https://other.example/2"
READER = "jane.doe%40oakfield.example"
SAFELINK = f"https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fposts.example%2F1&data=05%7C{READER}%7C"


@pytest.fixture
def picture(tmp_path: Path) -> str:
    file = tmp_path / "seen.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n a picture")
    return str(file)


def kept(line: CommandLine) -> list[Path]:
    return [each for each in (line.data / "evidence").rglob("*") if each.is_file()]


class TestPictures:
    @pytest.mark.parametrize("on", ["case/1", "removal/2", "support/1"])
    def test_nothing_seen_at_a_flagged_page_is_kept(self, line: CommandLine, picture: str, on: str) -> None:
        reference = line.report(FIRST, SECOND)
        line.done("senior", "address", "flag", reference, "1", "--illegal-image")
        place = "HTTPS://Posts.example/1/?fbclid=x#top"
        said = line.refused("senior", "evidence", "add", reference, picture, "--on", on, "--url", place)

        assert "must not be copied" in said
        assert kept(line) == []

    def test_a_page_that_is_flagged_in_one_case_is_flagged_in_all(self, line: CommandLine, picture: str) -> None:
        before, after = line.report(FIRST), line.report(FIRST)
        add = ("evidence", "add", before, picture, "--on")
        line.done("senior", *add, "removal/1")
        line.done("senior", *add, "case/1", "--url", FIRST)
        line.done("senior", "address", "flag", after, "1", "--illegal-image")

        assert "must not be copied" in line.refused("senior", *add, "case/1", "--url", FIRST)
        for number in ("1", "2"):
            got = line.refused("senior", "evidence", "get", before, number, "-o", str(line.data / "out"))
            assert "shut away" in got

    def test_a_flag_shuts_away_what_is_kept_elsewhere_and_the_list_says_so(
        self, line: CommandLine, picture: str
    ) -> None:
        reference, other = line.report(FIRST, SECOND), line.data / "other.txt"
        other.write_bytes(b"Something else was seen there.")
        places = (("support/1", FIRST, picture), ("removal/2", FIRST, picture), ("removal/2", SECOND, picture))
        for on, url, file in (*places, ("removal/2", SECOND, str(other))):
            line.done("senior", "evidence", "add", reference, file, "--on", on, "--url", url)
        line.done("senior", "address", "flag", reference, "1", "--illegal-image")

        listed = line.done("senior", "evidence", "list", reference)
        assert [each["quarantined"] for each in listed] == [True, True, True, False]
        for number in ("2", "3"):
            line.refused("senior", "evidence", "get", reference, number, "-o", str(line.data / "out"))
        line.said("senior", "evidence", "get", reference, "4", "-o", str(line.data / "out"))

    def test_a_refused_file_leaves_nothing_behind(self, line: CommandLine, picture: str) -> None:
        reference = line.report(FIRST)
        line.refused("teacher", "evidence", "add", reference, picture, "--on", "case/1")
        line.refused("senior", "evidence", "add", reference, picture, "--on", "removal/9")
        line.refused("riverside-senior", "evidence", "add", reference, picture)
        line.refused("senior", "evidence", "add", reference, picture, "--url", "no address at all")

        assert kept(line) == []


class TestConsent:
    def test_a_manager_does_not_reopen_what_the_person_refused(self, line: CommandLine) -> None:
        reference = line.report(FIRST)
        line.begin(reference)
        line.find(reference)
        line.act("senior", reference, "police", "assess")
        line.act("senior", reference, "police", "ask_consent")
        line.consent("teacher", reference, "declined", "online")
        words = ("act", reference, "police", "consent_answer", "--fact", "consent.police_report=given")
        said = line.refused("senior", *words, "--fact", "how_consented=oral", "--fact", "consent_witness=A colleague")
        undone = line.refused("senior", "undo", reference, "--reason", "She has changed her mind")

        assert "only the person themselves reopens it" in said
        assert "only the person themselves reopens it" in undone
        line.consent("teacher", reference, "given", "online")
        corrected = line.refused("senior", "correct", reference, "police", "how_consented=signed", "--reason", "Slip")
        assert "nobody changes it for the person" in corrected


class TestWords:
    def test_a_reporter_who_holds_a_role_elsewhere_reads_no_words_of_managers(self, line: CommandLine) -> None:
        words = ("open", "--policy", "lumen", "--school", "oakfield", "--for", "oakfield-teacher", "--address", FIRST)
        facts = (
            "life_in_danger=no",
            "child_at_risk=no",
            "personal_data=yes",
            "illegal_image=no",
            "category=data",
            "what_happened=My own words",
        )
        given = [word for fact in facts for word in ("--fact", fact)]
        reference = line.done("dpo", *words, "--reported-by", "dpo", *given)["reference"]
        line.act("senior", reference, "case", "triage", **{**IN_SCOPE, "scope_reason": "A secret of the managers"})
        reason = ("--reason", "A secret of the clock")
        line.done("senior", "deadline", "extend", reference, "case", "open_tracks", "--by", "1 hour", "--yes", *reason)
        line.done("senior", "deadline", "pause", reference, "support", "offer", "--yes", *reason)
        line.done("senior", "hold", "set", reference, "removal", "preservation", *reason)

        for who in ("dpo", "teacher"):
            told = line.said(who, "history", reference) + str(line.done(who, "history", reference))
            told += str(line.show(reference, who))
            assert "secret" not in told, who
        assert "My own words" in line.said("dpo", "history", reference)
        assert "A secret of the managers" in line.said("senior", "history", reference)
        assert "A secret of the clock" in line.said("senior", "history", reference)


class TestAddresses:
    def test_a_wrapped_address_is_read_said_and_kept_beside_the_record_alone(self, line: CommandLine) -> None:
        words = ("open", "--policy", "lumen", "--school", "oakfield", "--for", "oakfield-teacher")
        facts = ("life_in_danger=no", "child_at_risk=no", "personal_data=no", "illegal_image=no", "category=abuse")
        given = [word for fact in facts for word in ("--fact", fact)]
        answer = line.run("teacher", *words, "--address", SAFELINK, "--address", FIRST + "/", *given, "--json")
        reference = answer.document["reference"]
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        letter = line.letter(reference, "L02")["number"]
        written = line.said("senior", "letter", "get", reference, str(letter))

        assert "We read this address as https://posts.example/1." in answer.err
        assert [each["url"] for each in line.show(reference)["addresses"]] == [FIRST]
        assert FIRST in written
        assert "safelinks" not in written + line.said("senior", "show", reference)
        assert "jane.doe" not in written
        assert "safelinks" in line.said("senior", "history", reference)

    def test_no_letter_gives_the_address_of_a_mail_filter_in_which_nothing_can_be_read(self, line: CommandLine) -> None:
        reference = line.report(SAFELINK.replace("https%3A%2F%2Fposts.example%2F1", "posts.example"))
        line.act("senior", reference, "removal", "decide", **ASK_HOST)
        written = line.said("senior", "letter", "get", reference, str(line.letter(reference, "L02")["number"]))

        assert "safelinks" not in written
        assert "jane.doe" not in written

    def test_a_page_is_not_added_twice_and_an_address_is_kept_as_typed_where_somebody_insists(
        self, line: CommandLine
    ) -> None:
        reference = line.report(SECOND, FIRST)
        typed = "https://www.google.com/url?q=https%3A%2F%2Fthird.example%2F3"
        said = line.refused("senior", "address", "add", reference, SAFELINK)
        line.done("senior", "address", "add", reference, typed, "--as-given")

        assert "This page is in the case already: it is address 2." in said
        assert [each["url"] for each in line.show(reference)["addresses"]] == [SECOND, FIRST, typed]
        assert "may carry the e-mail address" in line.refused(
            "senior", "address", "add", reference, SAFELINK.replace("%2F1", "%2F7"), "--as-given"
        )
