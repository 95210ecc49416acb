"""Lists applied in one transaction: the same over the memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from duecourse.casework.administration.people import add_person, people
from duecourse.casework.context.services import Services
from duecourse.casework.setting_up.joined_store import joined
from duecourse.casework.setting_up.lists.opened_lists import opened
from duecourse.casework.setting_up.trust_setup import SetupWish, set_up
from engine.errors import BadFiles
from tests.services import caller

LISTS = {
    "people.csv": b"Short name,Name,E-mail\nana,Ana Example,ana@trust.example\nbo,Bo Example,\n",
    "posts.csv": b"Person,Post,School,From\nana,DPO,,\nbo,teacher,oakfield,1/9/2026\n",
}


def keys(place: Services) -> set[str]:
    return {each.key for each in people(place, caller(place, "central"))}


def rename_and_fail(place: Services) -> None:
    """Rename somebody in a transaction that then fails."""
    with place.store.writing() as part:
        first = next(each for each in part.people(part.organisation().id) if each.key == "ana")
        part.save_person(replace(first, name="Somebody Else"))
        assert "Somebody Else" in {each.name for each in part.people(part.organisation().id)}
        raise ZeroDivisionError


def test_lists_are_shown_applied_and_found_applied(place: Services) -> None:
    central, before = caller(place, "central"), keys(place)
    shown = set_up(place, central, opened(LISTS), SetupWish())
    assert keys(place) == before

    done = set_up(place, central, opened(LISTS), SetupWish(apply=True))
    assert (done.differences, keys(place) - before) == (shown.differences, {"ana", "bo"})
    again = set_up(place, central, opened(LISTS), SetupWish(apply=True))
    assert {each.change.name for each in again.differences} == {"SAME"}


def test_one_wrong_row_keeps_every_other_from_being_kept(place: Services) -> None:
    central, before = caller(place, "central"), keys(place)
    wrong = {**LISTS, "settings.csv": b"Setting,Value\nmotto,Onwards\n"}

    with pytest.raises(BadFiles):
        set_up(place, central, opened(wrong), SetupWish(apply=True))
    assert keys(place) == before


def test_what_fails_inside_is_undone_alone_and_forgotten(place: Services) -> None:
    central = caller(place, "central")
    with place.store.writing() as writing:
        inside = joined(place, writing)
        add_person(inside, central, "ana", {"name": "Ana Example"})
        known = keys(inside)
        with pytest.raises(ZeroDivisionError):
            rename_and_fail(inside)
        names = {each.name for each in people(inside, central)}
        assert (keys(inside), "Ana Example" in names, "Somebody Else" in names) == (known, True, False)
    assert "Ana Example" in {each.name for each in people(place, central)}
