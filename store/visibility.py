"""Who may see what: the one filter that every read of a case passes."""

from __future__ import annotations

import re

from sqlalchemy import TextClause, text

from engine.ports.records import Viewer
from store.tables import table

cases = table("cases")

OF_TRUST = "cases.organisation_id = :organisation"
OF_MEMBER = (
    f"{OF_TRUST} AND EXISTS (SELECT 1 FROM case_members WHERE case_members.organisation_id = cases.organisation_id "
    "AND case_members.case_id = cases.id AND case_members.person_id = :person)"
)


def visible(viewer: Viewer) -> TextClause:
    """Give the condition under which a row of `cases` may be seen: the case is of the viewer's trust, and they are
    a member of it. What fails it does not exist, as far as the viewer can tell."""
    if viewer.sees_all:
        return text(OF_TRUST).bindparams(organisation=viewer.organisation)
    return text(OF_MEMBER).bindparams(organisation=viewer.organisation, person=viewer.person)


def visible_fixed(viewer: Viewer) -> tuple[str, tuple[str, ...]]:
    """Give the same condition as a part of a fixed statement, with the values of its places."""
    if viewer.sees_all:
        return _OF_TRUST_FIXED, (viewer.organisation,)
    return _OF_MEMBER_FIXED, (viewer.organisation, viewer.person)


_OF_TRUST_FIXED, _OF_MEMBER_FIXED = (re.sub(r":\w+", "?", words) for words in (OF_TRUST, OF_MEMBER))
