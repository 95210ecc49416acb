"""What was changed of how the trust is set up, in sentences: by whom, when, and what it was before."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from duecourse.casework.audit.configuration_changes import ConfigurationChange, KeptKind, configuration_changes
from duecourse.web.pages.administration.setting_pages import title_of
from duecourse.web.pagination import PageNumber, address_of, sheet
from duecourse.web.render import page
from duecourse.web.submission import UNPROCESSABLE
from duecourse.web.visitor import InOneLook, SignedIn
from engine.errors import NotFound

router = APIRouter()
PLACE = "/administration/changes"
NOT_SAID = ("active: 1", "kind: school")
WORDS = {"active: 1, before 0": "is here again", "active: 0, before 1": "has left", "joins on": "joins the trust on"}
"""How some parts of a row are called in a sentence."""


@router.get(PLACE)
@InOneLook
def change_list(
    request: Request, visitor: SignedIn, kind: str = "", person: str = "", number: PageNumber = "1"
) -> Response:
    """List the changes, the newest first, narrowed as is asked; that it was read is written down."""
    faults: dict[str, str] = {}
    if kind and kind not in tuple(KeptKind):
        faults["kind"] = "There is no change of this kind. Choose one of the list."
    found: tuple[ConfigurationChange, ...] = ()
    try:
        found = tuple(configuration_changes(visitor.services, visitor.caller, kind, person.strip()))
    except NotFound as nobody:
        faults["person"] = str(nobody)
    cut = sheet(() if faults else found, number, address_of(PLACE, kind=kind, person=person.strip()))
    return page(
        request,
        "administration/changes.html",
        status=UNPROCESSABLE if faults else 200,
        errors=faults,
        cut=cut,
        kind=kind,
        person=person,
        kinds={str(each): str(each).capitalize() for each in KeptKind},
        said=_said,
    )


def _said(change: ConfigurationChange) -> tuple[str, ...]:
    """Say what is otherwise, settings by their title."""
    if change.kind != KeptKind.SETTINGS:
        return tuple(_in_words(each) for each in change.says if each not in NOT_SAID)
    parted = (each.partition(":") for each in change.says)
    return tuple(f"{title_of(name)}:{words}" for name, _, words in parted)


def _in_words(says: str) -> str:
    name, colon, rest = says.partition(":")
    return WORDS.get(says) or f"{WORDS.get(name, 'short name' if name == 'key' else name)}{colon}{rest}"
