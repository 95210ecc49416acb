"""Who may see what: the one filter that every read of a case passes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select, true

from engine.records import Viewer
from store.tables import table

cases = table("cases")
members = table("case_members")


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition under which a row of `cases` may be seen: the case is of the viewer's trust, and they are
    a member of it. What fails it does not exist, as far as the viewer can tell."""
    theirs = cases.c.organisation_id == viewer.organisation
    if viewer.sees_all:
        return and_(theirs, true())
    member = select(members.c.person_id).where(
        members.c.organisation_id == cases.c.organisation_id,
        members.c.case_id == cases.c.id,
        members.c.person_id == viewer.person,
    )
    return and_(theirs, exists(member))
