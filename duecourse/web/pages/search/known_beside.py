"""What stands beside the questions of a step, with other cases about the same page for who manages the case."""

from __future__ import annotations

from dataclasses import replace

from duecourse.casework.context.look.view import CaseView
from duecourse.casework.search.same_pages import same_pages
from duecourse.web.case_items import KnownHere, known_at
from duecourse.web.visitor import Visitor
from engine.identity import CASE, InstanceId


def known_beside(visitor: Visitor, view: CaseView, on: InstanceId) -> KnownHere:
    """Gather what somebody needs to know to take a step of a procedure, as far as they may see it."""
    known = known_at(view, on)
    if on != CASE:
        return known
    return replace(known, same=same_pages(visitor.services, visitor.caller, view))
