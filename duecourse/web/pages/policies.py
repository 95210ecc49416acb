"""The policies: what was proved, each track as picture and list, each clause with its steps."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from duecourse.casework import looking
from duecourse.casework.coverage import Line, coverage_of
from duecourse.casework.mapping import map_of
from duecourse.casework.proving import Proofs
from duecourse.web.diagram import draw
from duecourse.web.listing import LINES, PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.sending import go
from duecourse.web.visiting import SignedIn, Visitor
from engine.compiled import CompiledPolicy
from engine.errors import NotFound

router = APIRouter()
KINDS = {
    "clause": "Clauses with steps", "conduct": "Rules of conduct", "outside": "Outside a procedure",
    "silent": "Steps on which the policy is silent",
}  # fmt: skip


def proofs_of(request: Request) -> Proofs:
    """Give the proofs that this process keeps."""
    return cast(Proofs, request.app.state.proofs)


@router.get("/policies")
def policies(request: Request, visitor: SignedIn) -> Response:
    """List the policies that are in use."""
    found = visitor.office.library.policies.values()
    rows = [(policy, proofs_of(request).of(policy)) for policy in found]
    return page(request, "policies/list.html", rows=rows)


@router.get("/policies/{key}")
def policy(request: Request, visitor: SignedIn, key: str) -> Response:
    """Show one policy: what was proved, its tracks, and the way to its clauses."""
    found = visitor.office.library.current(key)
    counts = {kind: sum(line.kind == kind for line in coverage_of(found)) for kind in KINDS}
    return page(
        request, "policies/policy.html", policy=found, proof=proofs_of(request).of(found), counts=counts, kinds=KINDS,
        pinned=_pinned(visitor, found),
    )  # fmt: skip


def _pinned(visitor: Visitor, found: CompiledPolicy) -> int:
    """Count the cases of this policy that the visitor may see."""
    return sum(row.policy == found.key for row in looking.cases(visitor.office, visitor.sender))


@router.get("/policies/{key}/tracks/{name}")
def track(request: Request, visitor: SignedIn, key: str, name: str) -> Response:
    """Show one track as a picture, and the same as a list."""
    found = visitor.office.library.current(key)
    if name not in found.tracks:
        raise NotFound(f"This policy has no procedure '{name}'.")
    mapped = map_of(found, name)
    titles = {state.key: state.title for state in mapped.states}
    return page(request, "policies/track.html", policy=found, track=mapped, diagram=draw(mapped), titles=titles)


@router.get("/policies/{key}/clauses")
def clauses(request: Request, visitor: SignedIn, key: str, kind: str = "", number: PageNumber = "1") -> Response:
    """List every printed number with its steps, or why it has none."""
    found = visitor.office.library.current(key)
    lines = [line for line in coverage_of(found) if kind in ("", line.kind)]
    shown = sheet(lines, number, f"/policies/{key}/clauses?kind={quote(kind)}")
    rows = [(line, anchor(line), [_linked(step) for step in line.steps]) for line in shown.lines]
    return page(request, "policies/clauses.html", policy=found, sheet=shown, kind=kind, kinds=KINDS, rows=rows)


def _linked(step: str) -> tuple[str, str]:
    """Take apart "removal.send: Ask the host": the track it is a step of, and its words."""
    track_name = step.replace(",", ".").split(".", 1)[0]
    return track_name, step.split(": ", 1)[-1]


@router.get("/policies/{key}/clauses/{number:path}")
def clause(visitor: SignedIn, key: str, number: str) -> Response:
    """Lead to the place in the list where a clause stands."""
    lines = coverage_of(visitor.office.library.current(key))
    place = next((place for place, line in enumerate(lines) if line.number == number), None)
    if place is None:
        raise NotFound(f"This policy has no clause {number}.")
    return go(f"/policies/{key}/clauses?page={place // LINES + 1}#{anchor(lines[place])}")


def anchor(line: Line) -> str:
    """Give the place of a clause within its page, in letters that an address takes."""
    return "clause-" + "".join(each if each.isalnum() else "-" for each in line.number)
