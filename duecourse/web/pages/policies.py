"""The policies: what was proved, each track as picture and list, each clause with its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework import looking
from duecourse.casework.coverage import Line, coverage_of, printed
from duecourse.casework.mapping import map_of
from duecourse.casework.proving import Proofs
from duecourse.web.diagram import ANYWHERE, draw
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
MISSING = "There is no such page in this policy. Its own page lists its procedures and clauses."


def proofs_of(request: Request) -> Proofs:
    """Give the proofs that this process keeps."""
    return cast(Proofs, request.app.state.proofs)


@router.get("/policies")
def policies(request: Request, visitor: SignedIn) -> Response:
    """List the policies that are in use."""
    found = visitor.office.library.policies.values()
    rows = [(policy, counts_of(coverage_of(policy)), proofs_of(request).of(policy)) for policy in found]
    return page(request, "policies/list.html", rows=rows)


@router.get("/policies/{key}")
def policy(request: Request, visitor: SignedIn, key: str) -> Response:
    """Show one policy: what was proved, its tracks, and the way to its clauses."""
    found = visitor.office.library.current(key)
    return page(
        request, "policies/policy.html", policy=found, proof=proofs_of(request).of(found),
        counts=counts_of(coverage_of(found)), kinds=KINDS, pinned=_pinned(visitor, found),
    )  # fmt: skip


def counts_of(lines: Sequence[Line]) -> dict[str, int]:
    """Count the lines of a policy by kind."""
    return {kind: sum(line.kind == kind for line in lines) for kind in KINDS}


def _pinned(visitor: Visitor, found: CompiledPolicy) -> int:
    """Count the cases of this policy that the visitor may see."""
    return sum(row.policy == found.key for row in looking.cases(visitor.office, visitor.sender))


@router.get("/policies/{key}/tracks/{name}")
def track(request: Request, visitor: SignedIn, key: str, name: str) -> Response:
    """Show one track as a picture, and the same as a list."""
    found = visitor.office.library.current(key)
    if name not in found.tracks:
        raise NotFound(MISSING)
    mapped = map_of(found, name)
    return page(
        request, "policies/track.html", policy=found, track=mapped, diagram=draw(mapped), anywhere=ANYWHERE,
        printed=printed,
    )  # fmt: skip


@router.get("/policies/{key}/clauses")
def clauses(
    request: Request, visitor: SignedIn, key: str, kind: str = "", q: str = "", number: PageNumber = "1"
) -> Response:
    """List every printed number with its steps, or why it has none."""
    found = visitor.office.library.current(key)
    lines, kind, words = coverage_of(found), kind if kind in KINDS else "", " ".join(q.split())
    wanted = [line for line in lines if kind in ("", line.kind) and matches(line, words)]
    asked = urlencode([(name, value) for name, value in (("kind", kind), ("q", words)) if value])
    shown = sheet(wanted, number, f"/policies/{key}/clauses" + (f"?{asked}" if asked else ""))
    return page(
        request, "policies/clauses.html", policy=found, sheet=shown, kind=kind, kinds=KINDS, words=words,
        anchor=anchor, printed=printed,
    )  # fmt: skip


def matches(line: Line, words: str) -> bool:
    """Say whether a line has all of the words in its number, its sentence or its steps."""
    text = " ".join((line.number, printed(line.number), line.says, *(place.says for place in line.places))).casefold()
    return all(word in text for word in words.casefold().split())


@router.get("/policies/{key}/clauses/{number:path}")
def clause(visitor: SignedIn, key: str, number: str) -> Response:
    """Lead to the place in the list where a clause stands."""
    lines = coverage_of(visitor.office.library.current(key))
    place = next((place for place, line in enumerate(lines) if line.number == number and line.kind != "silent"), None)
    if place is None:
        raise NotFound(MISSING)
    return go(f"/policies/{key}/clauses?page={place // LINES + 1}#{anchor(lines[place])}")


def anchor(line: Line) -> str:
    """Give the place of a line within its page; no two lines of a policy have the same."""
    if line.kind == "silent":
        return "silent-" + "-".join(f"{place.track}-{place.key}" for place in line.places)
    return "clause-" + "".join(each if each.isalnum() or each == "." else "-" for each in _spelt(line.number))


def _spelt(number: str) -> str:
    return number.replace("#", "-part-").replace("§", "section ")
