"""Where people find support: the directory that is shipped, and what the trust has confirmed, added or put aside.

A row that nobody of the trust has confirmed reaches no letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duecourse.casework.administration.kept import directory_rows
from duecourse.casework.administration.kept.directory_rows import Directory, Row
from duecourse.casework.administration.value_checks import wrong_email
from duecourse.casework.context.services import Caller, Services
from engine.identity import OrganisationId
from engine.ports.store import Reading

PARTS = ("name", "provider", "helps_with", "telephone", "email", "web", "hours", "limits")
"""What may be said of a helpline; one of the ways to reach it must be."""


HELPLINES = Directory(
    noun="helpline",
    parts=PARTS,
    ways=("telephone", "web", "email"),
    how="Say how it is reached: by telephone, by a web address, or by e-mail.",
    shipped=lambda services: services.helplines,
    own=lambda reading, organisation: reading.helplines(organisation),
    keep=lambda writing, organisation, row: writing.save_helpline(organisation, row),
    wrong=lambda said: {"email": wrong_email(said.get("email", ""))},
)


def rows(services: Services, reading: Reading, organisation: OrganisationId) -> tuple[Row, ...]:
    """Give the directory with the trust's own rows in the place of those shipped, without those put aside."""
    return directory_rows.rows(HELPLINES, services, reading, organisation)


def helplines(services: Services, caller: Caller) -> Sequence[Row]:
    """List the helplines, shipped ones first; `confirmed` says which of them reach a letter."""
    return directory_rows.listed(HELPLINES, services, caller)


def add_helpline(services: Services, caller: Caller, key: str, given: Mapping[str, str]) -> Row:
    """Add a helpline of the trust's own; the person who adds it confirms it."""
    return directory_rows.add_row(HELPLINES, services, caller, key, given)


def change_helpline(services: Services, caller: Caller, key: str, given: Mapping[str, str | None]) -> Row:
    """Change what is said of a helpline; it must be confirmed again before it reaches a letter."""
    return directory_rows.change_row(HELPLINES, services, caller, key, given)


def confirm_helpline(services: Services, caller: Caller, key: str) -> Row:
    """Say that somebody of the trust has looked: the helpline is there, and is reached as the row says."""
    return directory_rows.confirm_row(HELPLINES, services, caller, key)


def end_helpline(services: Services, caller: Caller, key: str) -> Row:
    """Put a helpline aside: it reaches no letter and stands in no list any more; adding it again brings it back."""
    return directory_rows.end_row(HELPLINES, services, caller, key)
