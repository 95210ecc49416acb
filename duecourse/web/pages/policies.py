"""The policies: what was proved, each track as picture and list, each clause with its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from duecourse.casework.policies.coverage import Line, Totals, coverage_of, totals_of
from duecourse.casework.policies.grounds import OUR_TIME, Grounds, grounds_of, pickers_of
from duecourse.casework.policies.policy_list import listed_policies
from duecourse.casework.policies.track_map import map_of
from duecourse.casework.policies.usual_way import usual_way
from duecourse.casework.queries import case_lists
from duecourse.casework.queries.role_table import schools_to_show
from duecourse.policies.proof_results import Proofs
from duecourse.web.pagination import LINES, PageNumber, sheet
from duecourse.web.render import page
from duecourse.web.submission import go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import NotFound
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.reasons import printed

router = APIRouter()
KINDS = {
    "clause": "Clauses with steps",
    "conduct": "Rules of conduct",
    "by_hand": "Done by hand",
    "outside": "Outside a procedure",
}
BASES = {
    "prescribed": "Prescribed",
    "discretion": "Left to discretion",
    OUR_TIME: "Asked for, in a time of ours",
    "default": "On a default",
}
MISSING = "There is no such page in this policy. Its own page lists its procedures and clauses."


def proofs_of(request: Request) -> Proofs:
    """Give the proofs that this process keeps."""
    return cast(Proofs, request.app.state.proofs)


@router.get("/policies")
@InOneLook
def policies(request: Request, visitor: SignedIn) -> Response:
    """List the policies that are in use: the trust's own, and all of them to those whose post is for all of it."""
    found = listed_policies(visitor.services, visitor.caller)
    rows = [(policy, _totals(visitor, policy), proofs_of(request).of(policy)) for policy in found]
    sees_roles = bool(schools_to_show(visitor.services, visitor.caller))
    refused = visitor.services.library.refused
    return page(request, "policies/list.html", rows=rows, refused=refused, sees_roles=sees_roles)


@router.get("/policies/{key}")
@InOneLook
def policy(request: Request, visitor: SignedIn, key: str) -> Response:
    """Show one policy: what was proved, its tracks, and the way to its clauses."""
    found = visitor.services.library.current(key)
    return page(
        request,
        "policies/policy.html",
        policy=found,
        proof=proofs_of(request).of(found),
        totals=_totals(visitor, found),
        kinds=KINDS,
        bases=BASES,
        pinned=_pinned(visitor, found),
    )


def _lines(visitor: Visitor, found: CompiledPolicy) -> list[Line]:
    return coverage_of(found, visitor.services.letters.kinds())


def _grounds(visitor: Visitor, found: CompiledPolicy) -> list[Grounds]:
    return grounds_of(found, visitor.services.letters.kinds())


def _totals(visitor: Visitor, found: CompiledPolicy) -> Totals:
    return totals_of(_lines(visitor, found), _grounds(visitor, found))


def _pinned(visitor: Visitor, found: CompiledPolicy) -> tuple[int, int]:
    """Count the cases that the visitor may see under this version of the policy, and under earlier ones."""
    counted = case_lists.versions_in_use(visitor.services, visitor.caller, found.key)
    return counted.get(found.hash, 0), sum(number for version, number in counted.items() if version != found.hash)


@router.get("/policies/{key}/tracks/{name}")
@InOneLook
def track(request: Request, visitor: SignedIn, key: str, name: TrackName) -> Response:
    """Show one track as a picture, and the same as a list."""
    found = visitor.services.library.current(key)
    if name not in found.tracks:
        raise NotFound(MISSING)
    mapped = map_of(found, name)
    return page(
        request,
        "policies/track.html",
        policy=found,
        track=mapped,
        way=usual_way(found, name),
        printed=printed,
    )


@router.get("/policies/{key}/clauses")
@InOneLook
def clauses(
    request: Request, visitor: SignedIn, key: str, kind: str = "", q: str = "", number: PageNumber = "1"
) -> Response:
    """List every printed number with its steps, or why it has none."""
    found = visitor.services.library.current(key)
    kind, words = kind if kind in KINDS else "", " ".join(q.split())
    wanted = [line for line in _lines(visitor, found) if kind in ("", line.kind) and matches(line, words)]
    shown = sheet(wanted, number, _base(f"/policies/{key}/clauses", kind=kind, q=words))
    return page(
        request,
        "policies/clauses.html",
        policy=found,
        sheet=shown,
        kind=kind,
        kinds=KINDS,
        bases=BASES,
        words=words,
        anchor=anchor,
        printed=printed,
        totals=_totals(visitor, found),
        pickers=pickers_of(found),
    )


@router.get("/policies/{key}/steps")
@InOneLook
def steps(
    request: Request, visitor: SignedIn, key: str, basis: str = "", q: str = "", number: PageNumber = "1"
) -> Response:
    """List every step and deadline with its clauses, or with the source of its default."""
    found = visitor.services.library.current(key)
    basis, words = basis if basis in BASES else "", " ".join(q.split())
    grounds = _grounds(visitor, found)
    wanted = [each for each in grounds if basis in ("", each.basis) and stands_for(found, each, words)]
    shown = sheet(wanted, number, _base(f"/policies/{key}/steps", basis=basis, q=words))
    return page(
        request,
        "policies/steps.html",
        policy=found,
        sheet=shown,
        basis=basis,
        bases=BASES,
        kinds=KINDS,
        words=words,
        printed=printed,
        totals=_totals(visitor, found),
    )


def _base(path: str, **asked: str) -> str:
    given = urlencode([(name, value) for name, value in asked.items() if value])
    return f"{path}?{given}" if given else path


def matches(line: Line, words: str) -> bool:
    """Say whether a line has all of the words in its number, its sentence, its steps or their letters."""
    places = (place.says for place in line.places)
    return _has(words, (line.number, printed(line.number), line.says, line.done, *places, *line.letters))


def stands_for(found: CompiledPolicy, each: Grounds, words: str) -> bool:
    """Say whether a step has all of the words in its procedure, its title, its clauses, source or letters."""
    procedure = found.track(each.track).definition.title
    return _has(words, (procedure, each.title, *each.clauses, *each.guards, each.source, *each.letters))


def _has(words: str, texts: Iterable[str]) -> bool:
    text = " ".join(texts).casefold()
    return all(word in text for word in words.casefold().split())


@router.get("/policies/{key}/clauses/{number:path}")
@InOneLook
def clause(visitor: SignedIn, key: str, number: str) -> Response:
    """Lead to the place in the list where a clause stands."""
    lines = _lines(visitor, visitor.services.library.current(key))
    place = next((place for place, line in enumerate(lines) if line.number == number), None)
    if place is None:
        raise NotFound(MISSING)
    return go(f"/policies/{key}/clauses?page={place // LINES + 1}#{anchor(lines[place])}")


def anchor(line: Line) -> str:
    """Give the place of a line within its page; no two lines of a policy have the same."""
    return "clause-" + "".join(each if each.isalnum() or each == "." else "-" for each in _spelt(line.number))


def _spelt(number: str) -> str:
    return number.replace("#", "-part-").replace("§", "section ")
