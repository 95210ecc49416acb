from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from engine.errors import BadInput, BrokenRecord
from letters.blocks import from_json
from letters.seal import Issue, Sealed, canonical, seal, verify
from letters.writers import html, text
from tests.unit.letters.facts import drafted

ISSUE = Issue(
    letter_ref="LUM-2026-0042/3",
    template_id="L02-takedown-request",
    template_hash="0" * 64,
    issued_by="rowan",
    approved_by=None,
    issued_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    versions={"engine": "1"},
)


def sealed(issue: Issue = ISSUE) -> Sealed:
    draft = drafted("L02-takedown-request")
    renditions = {
        "text/html": html.write(draft.blocks, title=draft.title).encode(),
        "text/plain": text.write(draft.blocks).encode(),
    }
    return seal(issue, draft.blocks, draft.facts_used, renditions)


def changed(part: str, content: bytes) -> Sealed:
    return replace(sealed(), parts={**sealed().parts, part: content})


def test_a_sealed_letter_is_intact() -> None:
    assert verify(sealed()) == ()
    assert set(sealed().parts) == {"blocks", "facts", "text/html", "text/plain"}


@pytest.mark.parametrize("part", ["blocks", "facts", "text/html", "text/plain"])
def test_a_changed_byte_is_found_and_named(part: str) -> None:
    stored = sealed().parts[part]

    assert verify(changed(part, stored[:-1] + b"?")) == (
        f"The part {part} has been changed since the letter was sealed.",
    )


def test_a_part_that_is_gone_or_new_is_found() -> None:
    parts = {name: content for name, content in sealed().parts.items() if name != "text/plain"}

    assert verify(replace(sealed(), parts={**parts, "pdf": b"x"})) == (
        "The part text/plain of the sealed letter is missing.",
        "The part pdf was never sealed.",
    )


def test_a_manifest_that_was_made_to_fit_is_found_by_its_digest() -> None:
    forged = sealed().manifest.replace(b"rowan", b"robin")

    assert verify(replace(sealed(), manifest=forged)) == (
        "The seal itself has been changed: its digest does not match its manifest.",
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(ISSUE, letter_ref="LUM-2026-0042/4"),
        replace(ISSUE, template_id="L04-reminder"),
        replace(ISSUE, template_hash="1" * 64),
        replace(ISSUE, issued_by="sam"),
        replace(ISSUE, approved_by="sam"),
        replace(ISSUE, issued_at=ISSUE.issued_at + timedelta(seconds=1)),
        replace(ISSUE, versions={"engine": "2"}),
    ],
    ids=["letter", "template", "template hash", "issuer", "approver", "time", "versions"],
)
def test_everything_about_an_issue_is_under_the_seal(other: Issue) -> None:
    assert sealed(other).digest != sealed().digest


def test_one_moment_has_one_seal_whatever_its_zone() -> None:
    local = replace(ISSUE, issued_at=ISSUE.issued_at.astimezone(ZoneInfo("Asia/Tokyo")))

    assert sealed(local).digest == sealed().digest


def test_yesterdays_letter_is_read_from_its_record_and_not_made_again() -> None:
    stored = sealed()
    draft = drafted("L02-takedown-request")

    assert text.write(from_json(stored.parts["blocks"])).encode() == stored.parts["text/plain"]
    assert from_json(stored.parts["blocks"]) == draft.blocks


def test_a_time_of_issue_without_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="needs its zone"):
        sealed(replace(ISSUE, issued_at=datetime.fromisoformat("2026-11-24T10:00")))


def test_a_rendition_may_not_pass_for_the_blocks() -> None:
    with pytest.raises(BadInput, match="may not be called"):
        seal(ISSUE, (), {}, {"blocks": b""})


def test_facts_have_one_written_form() -> None:
    facts: Mapping[str, object] = MappingProxyType(
        {
            "b": datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/London")),
            "a": date(2026, 7, 1),
            "c": [timedelta(hours=24), "é", True, None, 3],
        }
    )

    assert canonical(facts).decode() == (
        '{"a":"2026-07-01","b":"2026-07-01T08:00:00+00:00","c":[{"seconds":86400.0},"é",true,null,3]}'
    )


def test_a_value_without_a_written_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no canonical form"):
        canonical({"a": object()})


def test_half_a_character_can_be_sealed() -> None:
    assert canonical("\ud800")


@pytest.mark.parametrize("stored", ["", "{}", "[1]", '[{"kind":"song"}]', '[{"kind":"heading","level":1}]'])
def test_stored_blocks_that_cannot_be_read_are_a_broken_record(stored: str) -> None:
    with pytest.raises(BrokenRecord, match="cannot be read"):
        from_json(stored)


OLD = (
    '{"approved_by":null,"format":1,"issued_at":"2019-03-01T10:00:00+00:00","issued_by":"somebody","letter":"case-0/1",'
    '"parts":{"blocks":"06af346cf98ce948f0321bd121a8f5a13f292d66b1562e3a89f9f9d87211966f",'
    '"facts":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",'
    '"text/plain":"82ca792bd464d2139f8f0e11e3acd74978a7a54ed6a3c14ca449a8748077c751"},'
    '"template":{"hash":"0000000000000000000000000000000000000000000000000000000000000000",'
    '"id":"L99-no-longer-written"},"versions":{"duecourse":"0.1.0","pdf":"typst 0.9"}}'
)
"""What a much earlier version wrote of a letter that nobody writes any more, as it stands in a store."""


def test_a_letter_of_years_ago_is_verified_with_versions_and_templates_that_nobody_has_any_more() -> None:
    parts = {
        "blocks": b'[{"text":[{"text":"Dear Jo"}],"kind":"paragraph"}]',
        "facts": b"{}",
        "text/plain": b"Dear Jo\n",
    }
    digest = "9f0a2206730cec475d2b340a2486d6fcec6a4fca1b9d84f33e5d09db0cd36569"

    assert verify(Sealed(OLD.encode(), digest, parts)) == ()
    assert verify(Sealed(OLD.encode(), digest, {**parts, "text/plain": b"Dear Jon\n"})) != ()
