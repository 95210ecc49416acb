"""The skeleton of a policy: which numbers a text prints, and what is left for somebody to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from duecourse.casework.policies.adoption import Plan, skeleton
from duecourse.casework.policies.candidates import load_unproved, read_policies
from duecourse.casework.policies.numbers import Printed, listed_numbers, mentioned_numbers, place_of, printed_numbers
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, BadInput, NotFound
from engine.identity import TrackName
from engine.language.gaps import unfinished
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import read
from engine.language.track_definition import TrackDefinition
from tests.builders import REMOVAL_TRACK

SOURCES = read_workflows()
TRACKS = {
    track.track: track
    for track in (load(TrackDefinition, SOURCES[n], n)[0] for n in SOURCES if n.startswith("tracks/"))
}
LETTERS = [path.name.removesuffix(".md.j2") for path in Path("letters/templates").glob("*.md.j2")]


def numbers(text: str) -> list[str]:
    return [printed.number for printed in printed_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1.1 One\n2.3.4 Two\n13.10 Three", ["1.1", "2.3.4", "13.10"], id="plain"),
        pytest.param("1.1. One\n  1.2) Two\n• 1.3: Three", ["1.1", "1.2", "1.3"], id="with marks around them"),
        pytest.param("6.3(h) One", ["6.3(h)"], id="with a letter"),
        pytest.param("6.3 The school:\n (a) asks\n (b) looks", ["6.3", "6.3(a)", "6.3(b)"], id="letters beneath"),
        pytest.param("6.3\nA line of its own", ["6.3"], id="alone on its line"),
        pytest.param("6.3 One\n6.3 One again", ["6.3"], id="twice in its section"),
        pytest.param("as 6.3 says\nsee (6.4)", [], id="in the middle of a line"),
        pytest.param("9.30 am\n12.03.2026\n2.50% of all", [], id="times, days and shares"),
        pytest.param("(a) belongs to nothing", [], id="a letter without a number"),
    ],
)
def test_a_number_is_printed_where_it_begins_a_line(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_a_number_printed_again_in_another_section_takes_that_section() -> None:
    text = "1. One\n1.1 First\n1.2 Second\n2. Two\n2.1 First\n1.2 A slip of the numbering"

    assert numbers(text) == ["1.1", "1.2", "2.1", "2/1.2"]


def test_the_words_behind_a_number_help_the_person_who_sorts_it() -> None:
    assert printed_numbers("1.1 Nobody mocks anybody.") == (Printed("1.1", "Nobody mocks anybody."),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1.1Social media\n1.2 More", ["1.1", "1.2"], id="a blank that was lost"),
        pytest.param("9.1 Last\nA1 First\nA.2 Second\nB2.3 Third", ["9.1", "A1", "A.2", "B2.3"], id="an appendix"),
        pytest.param("5(a) One\n(b) Two", ["5(a)", "5(b)"], id="letters behind a whole number"),
        pytest.param("7) Seven\n8) Eight", ["7)", "8)"], id="whole numbers in brackets"),
        pytest.param("i. One\nii. Two", ["i.", "ii."], id="Roman numbers"),
        pytest.param("1.2 These:\ni. One\nii. Two", ["1.2", "1.2(i)", "1.2(ii)"], id="Roman numbers below another"),
    ],
)
def test_numbers_of_other_prints_are_found_too(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_numbers_are_sorted_as_a_reader_counts() -> None:
    in_order = [
        "§1",
        "1.2",
        "2.1",
        "5(a)",
        "6.3",
        "6.3(h)",
        "7)",
        "10.2",
        "10/6.3",
        "13.6",
        "13.6#2",
        "A1",
        "A2",
        "appendix",
    ]

    assert sorted(set(in_order), key=place_of) == in_order


def test_numbers_that_begin_no_line_are_mentioned_so_that_none_is_lost() -> None:
    assert mentioned_numbers("1.1 One, see 1.2 and 1.1. 1.2 again") == ("1.2",)


def test_a_list_of_numbers_takes_them_as_they_stand() -> None:
    text = "# our list\n§2 People\n\n13.6#2\nappendix Advice to staff\n§2 again"

    assert listed_numbers(text) == (
        Printed("§2", "again"),
        Printed("13.6#2"),
        Printed("appendix", "Advice to staff"),
    )


def written(*words: str, tracks: tuple[str, ...] = (), like: str = "lumen") -> str:
    numbers, wanted = [Printed(word) for word in words], tuple(map(TrackName, tracks))
    return skeleton(Plan(name="oakfield", numbers=numbers, tracks=wanted, like=like), SOURCES)


def test_a_skeleton_is_a_policy_but_for_its_two_days() -> None:
    text = written("1.1", "13.6#2", "6.3(h)", "§2")
    with pytest.raises(BadFiles) as bad:
        load(PolicyDefinition, text, "oakfield.yaml")

    assert {finding.where for finding in bad.value.findings} == {"approved", "review_due"}


def test_every_gap_of_a_skeleton_is_told_at_once_with_its_line() -> None:
    text = written("1.1", "6.3(h)", tracks=("removal", "discipline"))
    told = unfinished(text, "oakfield.yaml")

    assert [finding.where for finding in told] == [
        "title",
        "organisation",
        "approved",
        "review_due",
        "lists.jurisdiction",
        "lists.procedures",
        "clauses.1.1.says",
        "clauses.6.3(h).says",
        "conduct",
        "outside",
    ]
    assert all("TO WRITE" in text.splitlines()[finding.line - 1] for finding in told)


def test_a_skeleton_names_every_step_and_clock_of_its_tracks_and_no_other() -> None:
    root = read(written(tracks=("removal",)), "oakfield.yaml").plain()
    assert isinstance(root, dict)
    tracks = root["tracks"]
    assert isinstance(tracks, dict)
    removal = tracks["removal"]
    assert isinstance(removal, dict)

    assert list(tracks) == ["case", "removal"]
    assert list(removal["cites"]) == list(TRACKS[REMOVAL_TRACK].actions)
    assert list(removal["deadlines"]) == list(TRACKS[REMOVAL_TRACK].deadlines)


def test_lists_are_asked_for_only_where_a_track_asks() -> None:
    assert "jurisdiction:" in written(tracks=("discipline",))
    assert "lists:" not in written(tracks=("removal",))


def test_lines_stay_short_and_the_words_of_a_text_cannot_break_the_file() -> None:
    plan = Plan(name="oakfield", numbers=[Printed("1.1", 'A "long" text: # with\tall\x85 kinds of marks, ' * 9)])
    text = skeleton(plan, SOURCES)

    assert max(len(line) for line in text.splitlines()) <= 120
    assert unfinished(text, "oakfield.yaml")


@pytest.mark.parametrize("name", ["", "Oakfield", "oak field", "../oakfield", "7oaks"])
def test_a_key_is_one_word_in_small_letters(name: str) -> None:
    with pytest.raises(BadInput, match="small letters"):
        skeleton(Plan(name=name), SOURCES)


def test_a_track_or_a_policy_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(BadInput, match=r"no track remowal.*removal"):
        written(tracks=("remowal",))
    with pytest.raises(NotFound, match="lumen"):
        written(like="lumem")


def test_gaps_and_other_faults_are_told_together_in_the_order_of_their_lines() -> None:
    text = written("1.1", "1.2", tracks=("removal",)).replace("1.2: {says: TO WRITE}", "1.2: {says: Something}")
    with pytest.raises(BadFiles) as bad:
        load_unproved({**SOURCES, "policies/oakfield.yaml": text}, LETTERS)
    told = [(finding.where, finding.wrong) for finding in bad.value.findings]

    assert ("clauses.1.2", "no step or deadline stands behind this clause") in told
    assert [where for where, wrong in told if "to be written" in wrong][-1] == "outside"
    assert [finding.line for finding in bad.value.findings] == sorted(finding.line for finding in bad.value.findings)


def test_a_file_that_is_not_yaml_is_told_once() -> None:
    with pytest.raises(BadFiles, match="is opened and not closed") as bad:
        load_unproved({**SOURCES, "policies/oakfield.yaml": "policy: [oakfield\n"}, LETTERS)

    assert len(bad.value.findings) == 1


def test_a_policy_alone_is_read_beside_the_tracks_in_use(tmp_path: Path) -> None:
    (tmp_path / "oakfield.yaml").write_text("policy: oakfield\n", encoding="utf-8-sig")

    for path in (tmp_path / "oakfield.yaml", tmp_path):
        found = read_policies(path, "").sources
        assert found["policies/oakfield.yaml"] == "policy: oakfield\n"
        assert [name for name in found if name.startswith("policies/")] == ["policies/oakfield.yaml"]
        assert "tracks/removal.yaml" in found


def test_a_place_without_a_policy_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "oakfield.yaml").write_bytes(b"title: \xff\xfe")

    with pytest.raises(BadInput, match="UTF-8"):
        read_policies(tmp_path / "oakfield.yaml", "")
    with pytest.raises(BadInput, match="There is no policy at"):
        read_policies(tmp_path / "nowhere", "")
