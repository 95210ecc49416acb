"""The trust set up from its own lists on a page: handed in, looked at, applied with one press; and taken away.

What was read of the files is kept until it is applied, so that what is applied is what was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PureWindowsPath
from typing import Any

from fastapi import APIRouter, Request, Response

from duecourse.casework.context.services import done_before
from duecourse.casework.setting_up.differences import ListChange
from duecourse.casework.setting_up.lists.list_kinds import KINDS_OF_LISTS, ListKind
from duecourse.casework.setting_up.lists.opened_lists import OpenedLists, opened, packed, unpacked
from duecourse.casework.setting_up.lists.written_lists import as_workbook, example_rows
from duecourse.casework.setting_up.present_lists import present_lists
from duecourse.casework.setting_up.trust_setup import SetupOutcome, SetupWish, demand_whole_trust, set_up
from duecourse.spreadsheets.workbook_limits import LARGEST
from duecourse.web.devices.asked_again import demand_confirmed
from duecourse.web.forms.typed import Typed
from duecourse.web.render import page
from duecourse.web.submission import CONFLICT, UNPROCESSABLE, go
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.errors import AlreadyDone, BadFiles, Finding, Mistake

router = APIRouter()
PLACE = "/administration/lists"
CHECK, DONE, EMPTY, PRESENT = f"{PLACE}/check", f"{PLACE}/done", f"{PLACE}/empty.xlsx", f"{PLACE}/trust.xlsx"
FORM, LOOK, APPLIED = "setting_up/lists.html", "setting_up/lists_check.html", "setting_up/lists_done.html"
FILES, LEAVE, LISTS = "files", "missing_leave", "lists"
ROUND_IT = 64 * 1024
"""Bytes of a request that are not the files themselves."""
MOST_TOLD, NAMED = 200, 20
"""So many mistakes, or changes of one list, are told on a page; and so many people whom no row names."""
NOTHING_CHOSEN = "Choose a workbook, or one list or several"
TOO_MUCH = "These lists are too large to be kept while you look. Apply them one by one"
GONE = "These lists are no longer here: they were applied already, or are older than a week. Hand them in again"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANGED = (
    "The trust was changed since you were shown what these lists would do, and nothing was done. This is what they "
    "would do now: look again, and apply them."
)


@router.get(PLACE)
@InOneLook
def ask(request: Request, visitor: SignedIn) -> Response:
    """Ask for lists. Raises NotPermitted for those who do not keep the whole trust."""
    demand_whole_trust(visitor.services, visitor.caller)
    return page(request, FORM, **_asking())


@router.post(PLACE, max_body_size=LARGEST + ROUND_IT)
def look_at(request: Request, visitor: SignedIn) -> Response:
    """Read the lists that somebody hands in, and show what they would change, or every mistake in them."""
    demand_whole_trust(visitor.services, visitor.caller)
    uploads = [each for each in visitor.typed.files.get(FILES, ()) if each.filename]
    leave = bool(visitor.typed.get(LEAVE))
    if not uploads:
        return _wrong(request, NOTHING_CHOSEN, leave=leave)
    lists = opened({_name(each.filename): each.file.read(LARGEST + 1) for each in uploads})
    return _shown(request, visitor, lists, leave=leave)


@router.get(CHECK)
def show(request: Request, visitor: SignedIn) -> Response:
    """Show once more what lists would change that were handed in before."""
    demand_whole_trust(visitor.services, visitor.caller)
    kept = visitor.kept(PLACE)
    if kept is None:
        return go(PLACE)
    return _shown(request, visitor, unpacked(kept.get(LISTS)), leave=bool(kept.get(LEAVE)))


@router.post(CHECK)
def apply(request: Request, visitor: SignedIn) -> Response:
    """Apply the lists, once, and only if they would still do what was shown."""
    demand_whole_trust(visitor.services, visitor.caller)
    demand_confirmed(visitor)
    kept, caller = visitor.kept(PLACE) or Typed(), replace(visitor.caller, form=PLACE)
    lists, leave = unpacked(kept.get(LISTS)), bool(kept.get(LEAVE))
    wish = SetupWish(apply=True, missing_leave=leave, agreed=visitor.typed.get("agreed"))
    try:
        if not lists.tables:
            done_before(visitor.services, caller)
            return _wrong(request, GONE, leave=False)
        outcome = set_up(visitor.services, caller, lists, wish)
    except AlreadyDone:
        return go(DONE)
    except BadFiles as bad:
        return _wrong(request, _counted(bad.findings), bad.findings, leave=leave)
    except Mistake as wrong:
        return _wrong(request, str(wrong), leave=leave)
    if not outcome.done:
        return _look(request, visitor, outcome, leave=leave, stale=CHANGED)
    visitor.keep(DONE, {"said": "\n".join(said_counts(outcome))})
    return go(DONE)


@router.get(DONE)
@InOneLook
def done(request: Request, visitor: SignedIn) -> Response:
    """Say what the last lists changed."""
    kept = visitor.kept(DONE)
    return go(PLACE) if kept is None else page(request, APPLIED, said=kept.get("said").splitlines())


@router.get(EMPTY)
@InOneLook
def empty(visitor: SignedIn) -> Response:
    """Give a workbook to fill in."""
    demand_whole_trust(visitor.services, visitor.caller)
    return _workbook(as_workbook(example_rows()), "lists.xlsx")


@router.get(PRESENT)
def present(visitor: SignedIn) -> Response:
    """Give the trust as it stands, as the workbook that would make it so, to somebody who said again who they are."""
    demand_whole_trust(visitor.services, visitor.caller)
    demand_confirmed(visitor, PLACE)
    rows = present_lists(visitor.services, visitor.caller)
    return _workbook(as_workbook(rows), f"{visitor.organisation.key}.xlsx")


def _workbook(content: bytes, name: str) -> Response:
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _name(said: str | None) -> str:
    """Give the name of a file without the folders that some browsers put before it."""
    return PureWindowsPath(said or "").name


def _shown(request: Request, visitor: Visitor, lists: OpenedLists, *, leave: bool) -> Response:
    """Show what lists would change, and keep them until somebody agrees; or everything that is wrong with them."""
    try:
        outcome = set_up(visitor.services, visitor.caller, lists, SetupWish(missing_leave=leave))
    except BadFiles as bad:
        return _wrong(request, _counted(bad.findings), bad.findings, leave=leave)
    except Mistake as wrong:
        return _wrong(request, str(wrong), leave=leave)
    if not visitor.keep(PLACE, {LISTS: packed(lists), LEAVE: "yes" if leave else ""}):
        return _wrong(request, TOO_MUCH, leave=leave)
    return _look(request, visitor, outcome, leave=leave)


def _look(request: Request, visitor: Visitor, outcome: SetupOutcome, *, leave: bool, stale: str = "") -> Response:
    parts = [
        (said, [each for each in outcome.differences if each.list == kind.name and each.tells])
        for kind, said in _said_each(outcome)
    ]
    return page(
        request,
        LOOK,
        status=CONFLICT if stale else 200,
        outcome=outcome,
        parts=parts,
        most=MOST_TOLD,
        named=NAMED,
        leave=leave,
        changed_meanwhile=stale,
        agreed=outcome.digest,
        once=visitor.services.ids.identifier(),
    )


def said_counts(outcome: SetupOutcome) -> Sequence[str]:
    """Say of each list how many of its things become what."""
    return [said for _, said in _said_each(outcome)]


def _said_each(outcome: SetupOutcome) -> Iterator[tuple[ListKind, str]]:
    for kind in KINDS_OF_LISTS:
        counts = outcome.counted(kind.name)
        told = ", ".join(f"{counts[change]} {change.value}" for change in ListChange if counts.get(change))
        if told:
            yield kind, f"{kind.name.capitalize()}: {told}"


def _counted(faults: Sequence[Finding]) -> str:
    are = "is one mistake" if len(faults) == 1 else f"are {len(faults)} mistakes"
    return f"There {are} in these lists, and nothing was changed. Mend what stands below, and hand them in again"


def _asking() -> dict[str, Any]:
    return {
        "kinds": KINDS_OF_LISTS,
        "largest": LARGEST // (1024 * 1024),
        "faults": (),
        "most": MOST_TOLD,
        "leave": False,
    }


def _wrong(request: Request, says: str, faults: Sequence[Finding] = (), *, leave: bool) -> Response:
    context = {**_asking(), "errors": {FILES: says}, "faults": faults, "leave": leave}
    return page(request, FORM, status=UNPROCESSABLE, **context)
