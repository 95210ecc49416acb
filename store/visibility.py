"""Who may see what: the one filter that every read of a case passes."""

from __future__ import annotations

from engine.ports.records import Viewer

OF_TRUST = "cases.organisation_id = ?"
OF_MEMBER = (
    f"{OF_TRUST} AND EXISTS (SELECT 1 FROM case_members WHERE case_members.organisation_id = cases.organisation_id "
    "AND case_members.case_id = cases.id AND case_members.person_id = ?)"
)


def visible(viewer: Viewer) -> tuple[str, tuple[str, ...]]:
    """Give the condition under which a row of `cases` may be seen, with the values of its places.

    The case is of the viewer's trust, and they are a member of it. What fails it does not exist, as far as the viewer
    can tell.
    """
    if viewer.sees_all:
        return OF_TRUST, (viewer.organisation,)
    return OF_MEMBER, (viewer.organisation, viewer.person)
