"""A helpline or a platform added, changed, or put aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response

from duecourse.casework.administration.kept.directory_rows import add_row, change_row, end_row, row_of
from duecourse.casework.administration.value_checks import wrong_key
from duecourse.casework.context.seen.seen_rows import seen_token
from duecourse.web.pages.administration.directory_pages import ONE, Shelf, address_of_row, shelf_of
from duecourse.web.pages.administration.trust_form import TrustForm, line, send, show
from duecourse.web.visitor import InOneLook, SignedIn, Visitor
from engine.steps.options import Ask

router = APIRouter()
ADD = "/administration/directory/{kind}/add"
CHANGE, END = f"{ONE}/change", f"{ONE}/end"


@router.get(ADD)
@InOneLook
def ask_row(request: Request, visitor: SignedIn, kind: str) -> Response:
    """Ask what there is."""
    return show(request, visitor, _new(visitor, kind)())


@router.post(ADD)
def add(request: Request, visitor: SignedIn, kind: str) -> Response:
    """Add it; the person who adds it has looked."""
    directory = shelf_of(visitor, kind).directory

    def do(facts: Mapping[str, str]) -> str:
        said = {name: facts.get(name, "") for name in directory.parts}
        return address_of_row(kind, add_row(directory, visitor.services, visitor.caller, facts["key"], said)["key"])

    def wrong(facts: Mapping[str, str]) -> Mapping[str, str]:
        return {"key": wrong_key(facts["key"]), **directory.faults(facts)}

    return send(
        request, visitor, _new(visitor, kind), do, after=address_of_row(kind, "").rstrip("/") + "/{}", faults=wrong
    )


@router.get(CHANGE)
@InOneLook
def ask_row_change(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Ask what is otherwise."""
    return show(request, visitor, _changing(visitor, kind, key)())


@router.post(CHANGE)
def change_it(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Change it; it has to be confirmed again."""
    directory = shelf_of(visitor, kind).directory

    def do(facts: Mapping[str, str]) -> str:
        said = {name: facts.get(name, "") for name in directory.parts}
        change_row(directory, visitor.services, visitor.caller, key, said)
        return address_of_row(kind, key)

    return send(
        request, visitor, _changing(visitor, kind, key), do, after=address_of_row(kind, key), faults=directory.faults
    )


@router.get(END)
@InOneLook
def ask_row_end(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Ask whether it is put aside."""
    return show(request, visitor, _ending(visitor, kind, key)())


@router.post(END)
def end_it(request: Request, visitor: SignedIn, kind: str, key: str) -> Response:
    """Put it aside."""
    base = f"/administration/directory/{kind}"

    def do(facts: Mapping[str, str]) -> str:
        del facts
        end_row(shelf_of(visitor, kind).directory, visitor.services, visitor.caller, key)
        return base

    return send(request, visitor, _ending(visitor, kind, key), do, after=base)


def _asks(shelf: Shelf) -> tuple[Ask, ...]:
    return tuple(line(name, ask, says, optional=name != "name") for name, (ask, says) in shelf.labels.items())


def _new(visitor: Visitor, kind: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        shelf = shelf_of(visitor, kind)
        key = line("key", "A short name for it", "Letters, figures, - and _ only; it is never changed later.")
        return TrustForm(
            title=f"Add a {shelf.one}",
            back=(f"/administration/directory/{kind}", f"Back to {shelf.title.lower()}"),
            button=f"Add the {shelf.one}",
            asks=(key, *_asks(shelf)),
            says=("That you add it says that you have looked today.", shelf.counts),
        )

    return form


def _changing(visitor: Visitor, kind: str, key: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        shelf = shelf_of(visitor, kind)
        row = row_of(shelf.directory, visitor.services, visitor.caller, key)
        now = shelf.directory.said_of(row)
        return TrustForm(
            title=f"Change {row['name']}",
            back=(address_of_row(kind, key), f"Back to {row['name']}"),
            button="Keep this",
            asks=_asks(shelf),
            now=now,
            seen=seen_token(now),
            says=("What is changed has to be confirmed afterwards.", shelf.waits),
        )

    return form


def _ending(visitor: Visitor, kind: str, key: str) -> Callable[[], TrustForm]:
    def form() -> TrustForm:
        shelf = shelf_of(visitor, kind)
        row = row_of(shelf.directory, visitor.services, visitor.caller, key)
        return TrustForm(
            title=f"Put {row['name']} aside",
            back=(address_of_row(kind, key), f"Back to {row['name']}"),
            button="Put it aside",
            says=("It stands in no list and in no new letter any more. Letters that were issued stay as they are.",),
            follows=(f"Adding it again under the short name {key} brings it back.",),
            warns=True,
        )

    return form
