"""Views that somebody saved: a name of their own for a list of cases narrowed in some way; nobody else sees them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from duecourse.casework.accounts import sessions
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadAnswers
from engine.identity import PersonId
from engine.ports.accounts import SAVED_VIEWS

MOST_VIEWS, LONGEST_NAME, LONGEST_LIST = 20, 60, 1000
MARK = "\x1f"
"""Stands between the name of a view and its list, where both are kept in one text."""
NO_NAME = "Enter a name for this view, for example “Late at Oakfield”."
TOO_LONG = f"A name has at most {LONGEST_NAME} characters."
TAKEN = "You have a view of this name. Choose another name, or rename that one first."
TOO_MANY = f"You have {MOST_VIEWS} views, and more are not kept. Delete one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list of cases under a name; `asked` is what stands after the question mark in its address."""

    key: str
    name: str
    asked: str


def views_of(services: Services, person: PersonId) -> tuple[SavedView, ...]:
    """List the views of somebody by name."""
    form = sessions.kept_form(services, person, SAVED_VIEWS)
    found = form.fields.items() if form is not None else ()
    views = (
        SavedView(key=key, name=name, asked=asked) for key, text in found for name, _, asked in [text.partition(MARK)]
    )
    return tuple(sorted(views, key=lambda view: (view.name.casefold(), view.key)))


def save_view(services: Services, caller: Caller, name: str, asked: str) -> SavedView:
    """Keep a list under a name. Saved again as it is, it stays one. Raises BadAnswers for a name that is not taken."""
    known = views_of(services, caller.viewer.person)
    view = SavedView(key=services.ids.identifier(), name=_name(name), asked=_list(asked))
    same = next((each for each in known if each.name.casefold() == view.name.casefold()), None)
    if same is not None and same.asked == view.asked:
        return same
    _demand(same is None, TAKEN)
    _demand(len(known) < MOST_VIEWS, TOO_MANY)
    _keep(services, caller, (*known, view))
    return view


def rename_view(services: Services, caller: Caller, key: str, name: str) -> None:
    """Give a view another name; one that is gone stays gone. Raises BadAnswers for a name that is not taken."""
    known, called = views_of(services, caller.viewer.person), _name(name)
    _demand(all(each.key == key or each.name.casefold() != called.casefold() for each in known), TAKEN)
    changed = (SavedView(key=key, name=called, asked=each.asked) if each.key == key else each for each in known)
    _keep(services, caller, tuple(changed))


def delete_view(services: Services, caller: Caller, key: str) -> None:
    """Let go of a view; does nothing where it is gone."""
    _keep(services, caller, tuple(each for each in views_of(services, caller.viewer.person) if each.key != key))


def _keep(services: Services, caller: Caller, views: tuple[SavedView, ...]) -> None:
    person, fields = caller.viewer.person, {each.key: f"{each.name}{MARK}{each.asked}" for each in views}
    if not fields:
        sessions.drop_form(services, person, SAVED_VIEWS)
        return
    sessions.keep_form(services, person, caller.viewer.organisation, SAVED_VIEWS, fields)


def _name(typed: str) -> str:
    name = " ".join(typed.replace(MARK, " ").split())
    _demand(bool(name), NO_NAME)
    _demand(len(name) <= LONGEST_NAME, TOO_LONG)
    return name


def _list(asked: str) -> str:
    """Give what a list is narrowed to as an address writes it, whatever came in."""
    return urlencode(parse_qsl(asked[:LONGEST_LIST]))


def _demand(is_so: bool, fault: str) -> None:
    if not is_so:
        raise BadAnswers.of({"name": fault})
