"""The reference of roles says what the code enforces."""

from __future__ import annotations

from pathlib import Path

from scripts.write_roles import reference, shipped


def test_the_committed_reference_of_roles_is_the_one_that_the_code_gives() -> None:
    written = Path(__file__).parents[3] / "docs" / "reference" / "roles.md"

    assert written.read_text(encoding="utf-8") == reference(shipped())


def test_every_role_and_every_procedure_has_its_place_in_the_table() -> None:
    policies = shipped()
    heading = next(line for line in reference(policies).splitlines() if line.startswith("| Role |"))
    titles = {track.definition.title for policy in policies.values() for track in policy.tracks.values()}

    assert titles == {cell.strip() for cell in heading.strip("|").split("|")} - {"Role"}
