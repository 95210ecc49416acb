"""A letter says who signs it; what is no source of a signature is told."""

import pytest

from engine.errors import BadFiles
from engine.language.strict_yaml import read_mapping
from engine.ports.fact_sources import SignatureSource
from letters import catalogue
from tests.unit.letters.small import HEAD, file

SIGNS = "signs: [manager]"


def signs(written: str) -> tuple[SignatureSource, ...]:
    head = HEAD.replace(SIGNS, f"signs: {written}" if written else "names: guarded")
    texts = {"L99-small.md.j2": file("facts: {}", "words", head)}
    return catalogue.load(read_mapping, texts)["L99-small"].sources[0].matter.signs


def fault(written: str) -> str:
    with pytest.raises(BadFiles) as refusal:
        signs(written)
    return str(refusal.value.findings[0])


@pytest.mark.parametrize(
    "source",
    ["taker decide", "taker decide prepare", "taker acknowledge of case", "holder hearing panel", "manager", "subject"],
)
def test_a_source_is_read_as_it_is_written(source: str) -> None:
    (found,) = signs(f"[{source}]")

    assert found.written == source


def test_sources_are_kept_in_their_order() -> None:
    found = signs("[taker sanction, holder HR, affected person]")

    assert [each.written for each in found] == ["taker sanction", "holder HR", "affected person"]


@pytest.mark.parametrize("written", ["", "[]"])
def test_a_letter_that_nobody_signs_is_a_finding(written: str) -> None:
    assert "does not say who signs; allowed: taker STEP of TRACK" in fault(written)


@pytest.mark.parametrize("written", ["[anybody]", "[taker]", "[holder]", "[taker decide of]", "[reporter]"])
def test_what_is_no_source_is_told_with_what_is(written: str) -> None:
    assert "is no source of a signature; allowed: taker STEP of TRACK, holder ROLE, manager" in fault(written)
