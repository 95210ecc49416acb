"""A letter says whom it goes to, and whether that is a person or an organisation."""

import pytest

from engine.errors import BadFiles
from engine.language.strict_yaml import read_mapping
from letters import catalogue
from letters.contracts.front_matter import Matter
from tests.unit.letters.small import HEAD, file


def matter(more: str) -> Matter:
    texts = {"L99-small.md.j2": file("facts: {}", "words", f"{HEAD}{more}\n")}
    return catalogue.load(read_mapping, texts)["L99-small"].sources[0].matter


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("to: subject", "person"),
        ("to: role DPO", "person"),
        ("to: site", "organisation"),
        ("to: setting lado", "organisation"),
        ("to: fact parent_name", "person"),
        ("to: fact provider_name\nis: organisation", "organisation"),
    ],
)
def test_what_a_letter_goes_to_is_a_person_or_an_organisation(more: str, kind: str) -> None:
    assert matter(more).to_kind == kind


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("to: somebody", "to: is 'somebody'; subject, affected person"),
        ("also_to: somebody", "also_to: is 'somebody'; subject, affected person"),
        ("to: subject\nis: organisation", "is: is 'organisation', and 'subject' is no such"),
        ("to: reporter\npupils: parent", "pupils: is 'parent'; a role, such as: role DSL"),
        ("to: fact name\nis: group", "is: is 'group'; allowed: person, organisation"),
    ],
)
def test_what_cannot_be_is_told(more: str, says: str) -> None:
    with pytest.raises(BadFiles) as refusal:
        matter(more)

    assert says in str(refusal.value.findings[0])


def test_a_letter_to_each_of_a_list_names_the_question_that_says_to_which_group() -> None:
    assert matter("to: fact group\none_each: yes").one_each
    assert not matter("to: fact group").one_each


@pytest.mark.parametrize("more", ["to: subject\none_each: yes", "to: fact group\nis: organisation\none_each: yes"])
def test_only_people_of_a_group_that_was_answered_get_one_each(more: str) -> None:
    with pytest.raises(BadFiles, match=r"only `to: fact NAME`, people"):
        matter(more)
