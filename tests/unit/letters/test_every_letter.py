"""Every shipped letter, read as its reader would read it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import cast

import pytest

from letters import blocks
from letters.contract import look_up
from letters.render import draft
from letters.writers import html, text
from tests.unit.letters.facts import LETTERS, LONDON, drafted, facts_of, shipped
from tests.unit.letters.pages import Page, flat

OUTSIDERS = ("L02-takedown-request", "L04-reminder", "L05-isp-escalation")


def read(letter: str, **changes: object) -> str:
    return flat(text.write(drafted(letter, **changes).blocks))


def _texts(value: object) -> Iterator[str]:
    """Give every piece of text of blocks, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in cast("tuple[object, ...]", value):
            yield from _texts(each)
    elif is_dataclass(value):
        for named in fields(value):
            yield from _texts(getattr(value, named.name))


def test_the_letters_of_this_catalogue_are_all_there() -> None:
    numbers = {template.number for template in shipped().templates.values()}

    added = {"L01a", "L02a", "L08a", "L13a", "L13b", "L14a", "L14b", "L31a", "L33a", "L33b", "L43a"}
    assert numbers == {f"L{number:02d}" for number in range(1, 45)} | added
    assert set(LETTERS) == set(shipped().templates)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_with_all_its_facts_may_be_issued(letter: str) -> None:
    made = drafted(letter)

    assert made.missing == ()
    assert made.problems() == ()


@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_shows_the_marks_in_which_it_is_written(letter: str) -> None:
    said = list(_texts(drafted(letter).blocks))

    assert said
    assert [each for each in said if "```" in each or each.lstrip().startswith("#")] == []


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_says_who_writes_to_whom_when_and_under_which_clauses(letter: str) -> None:
    words = read(letter)

    for expected in (
        "Wickford Lane School",
        "Exampleton EX2 2BB",
        "Lumen Learning Trust (invented)",
        "Registered in England and Wales, company number 00000000",
        "Date: 24 November 2026",
        "Our reference: LUM-2026-0042/3",
        "Case: LUM-2026-0042",
        "Rowan Adeyemi",
        "Deputy Headteacher",
        "r.adeyemi@wickford-lane.example",
        "Social Media Policy",
        "March 2021",
        "Clause 13.5: website hosts are asked",
        "Clause 13.8:",
        shipped()[letter].mark,
        str(look_up(facts_of(letter), "addressee.name")),
    ):
        assert expected in words


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_that_no_clause_asks_for_says_what_it_rests_on_instead(letter: str) -> None:
    made = drafted(letter, clauses=[], footing="Good practice: a reminder before going further")

    assert made.problems() == ()
    assert "Good practice: a reminder before going further" in text.write(made.blocks)
    assert "Clause" not in text.write(made.blocks)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_page_can_be_read_aloud_and_printed(letter: str) -> None:
    made = drafted(letter)
    written = html.write(made.blocks, title=made.title)
    page = Page(written)

    assert page.attributes["html.lang"] == "en-GB"
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert f"<title>{made.title}</title>" in written
    assert "@media print" in written
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(link.startswith(("mailto:", "https://", "http://")) for link in page.links)


@pytest.mark.parametrize("letter", LETTERS)
def test_headings_step_down_without_a_gap(letter: str) -> None:
    made = drafted(letter).blocks
    signed = next(place for place, block in enumerate(made) if isinstance(block, blocks.Signature))
    levels = [block.level for block in made[:signed] if isinstance(block, blocks.Heading)]

    assert levels[0] == 1
    assert set(levels[1:]) <= {2}
    # behind the signature a heading of the first level begins a sheet that goes out by itself
    assert {block.level for block in made[signed:] if isinstance(block, blocks.Heading)} <= {1, 2}


@pytest.mark.parametrize("letter", LETTERS)
def test_the_least_that_a_letter_needs_is_enough(letter: str) -> None:
    optional = {path.split(".")[0].split("[")[0] for path in shipped()[letter].facts} - {
        path.split(".")[0].split("[")[0] for path, spec in shipped()[letter].facts.items() if spec.required
    }
    needed = {spec.path.split(".")[0] for spec in shipped()[letter].facts.values() if spec.needed(facts_of(letter))}
    made = drafted(letter, **dict.fromkeys(optional - needed))

    assert made.problems() == ()
    assert "None" not in text.write(made.blocks)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_without_any_facts_shows_every_gap_and_may_not_be_issued(letter: str) -> None:
    empty = draft(shipped()[letter], {}, zone=LONDON)
    words = [passage.text for passage in blocks.passages(empty.blocks)]

    assert {gap.path for gap in empty.missing} >= {"case_ref", "sender.name", "addressee.name", "date"}
    assert all(any(gap.marker in place for place in words) for gap in empty.missing)
    others = [problem for problem in empty.problems() if "under “What goes with it”" not in problem]
    assert len(others) == len(empty.missing)


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_not_given_the_name_of_the_member_of_staff_without_consent(letter: str) -> None:
    assert "Jo Fairweather" not in read(letter)
    assert "a member of our staff, whom we do not name here" in read(letter)


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_given_the_name_with_consent(letter: str) -> None:
    assert "The material concerns Jo Fairweather" in read(letter, affected_person_named=True)
    assert drafted(letter, affected_person_named=True).problems() == ()


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_an_outsider_is_not_given_the_name_while_nobody_has_asked(letter: str) -> None:
    made = drafted(letter, affected_person_named=None)

    assert "Jo Fairweather" not in flat(text.write(made.blocks))
    assert [gap.path for gap in made.missing] == ["affected_person_named"]


@pytest.mark.parametrize("letter", OUTSIDERS)
def test_a_name_that_slips_into_a_description_stops_the_letter(letter: str) -> None:
    items = [{"url": "https://a.example/1", "description": "A post about JO  FAIRWEATHER and Robin Sandpiper"}]
    problems = drafted(letter, ("Robin Sandpiper",), items=items).problems()

    assert len(problems) == 2
    assert "only with recorded consent" in problems[0]
    assert "must not name “Robin Sandpiper”" in problems[1]


@pytest.mark.parametrize("letter", [*OUTSIDERS, "L08-police-referral"])
@pytest.mark.parametrize("claim", ["is guilty", "the perpetrator"])
def test_no_letter_says_who_is_guilty(letter: str, claim: str) -> None:
    fact = {"risk": f"He {claim}"} if letter.startswith("L08") else {"items": _described(f"He {claim}")}

    assert len(drafted(letter, **fact).problems()) == 1


@pytest.mark.parametrize("letter", OUTSIDERS)
@pytest.mark.parametrize("claim", ["This is defamatory", "what they did is a criminal offence", "both are illegal"])
def test_an_outsider_is_told_what_we_believe_and_no_verdict(letter: str, claim: str) -> None:
    (problem,) = drafted(letter, items=_described(claim)).problems()

    assert "what we believe" in problem


def _described(description: str) -> list[dict[str, str]]:
    return [{"url": "https://a.example/1", "description": description}]
