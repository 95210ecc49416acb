"""An anchor finds what was changed before it, and only that, on every store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from duecourse.casework.audit.anchors import check_anchor, take_anchor
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.queries import case_view
from engine.errors import BadInput, NotPermitted
from engine.identity import CaseId, OrganisationId
from engine.record.anchor import Anchor, Link, read_anchor, written
from engine.record.chain import GENESIS
from tests.services import START, act, caller, move_clock, report

KEEPER = "central"


def keeper(place: Services) -> Caller:
    return caller(place, KEEPER)


def anchored(place: Services) -> Anchor:
    """Take an anchor of a trust with two cases, one of which somebody has looked at."""
    reference, _ = report(place), report(place, "https://b.example/2")
    case_view.look(place, caller(place, "oakfield-senior"), reference)
    return take_anchor(place, keeper(place))


def test_an_anchor_tells_where_every_chain_ends_and_is_read_back_as_it_was_written(place: Services) -> None:
    anchor = anchored(place)

    assert anchor.at == START
    assert len(anchor.cases) == 2
    assert anchor.events == 2
    assert anchor.accesses.length >= 2
    assert read_anchor(written(anchor)) == anchor


def test_what_is_done_after_an_anchor_leaves_it_fitting(place: Services) -> None:
    reference, anchor = report(place), anchored(place)
    move_clock(place, START + timedelta(hours=1))
    act(place, "senior", reference, "case/1", "acknowledge")
    report(place, "https://c.example/3")

    assert check_anchor(place, keeper(place), anchor) == ()


def test_a_record_that_is_not_the_one_that_was_anchored_is_named(place: Services) -> None:
    anchor = anchored(place)
    case, link = next(iter(anchor.cases.items()))
    forged = replace(anchor, cases={**anchor.cases, case: replace(link, hash="0" * 64)})
    shortened = replace(anchor, cases={**anchor.cases, case: replace(link, length=link.length + 1)})

    for other in (forged, shortened):
        (changed,) = check_anchor(place, keeper(place), other)
        assert changed.name.startswith("LUM-2026-")


def test_a_case_that_is_gone_and_an_access_log_that_was_cut_are_named(place: Services) -> None:
    anchor = anchored(place)
    longer = Link(anchor.accesses.length + 100, anchor.accesses.hash)
    more = replace(anchor, cases={**anchor.cases, CaseId("gone"): Link(3, GENESIS)}, accesses=longer)

    assert {changed.name for changed in check_anchor(place, keeper(place), more)} == {"gone", "access log"}


def test_an_organisation_whose_chain_is_not_the_one_that_was_anchored_is_named(place: Services) -> None:
    anchor = anchored(place)
    assert anchor.changes is not None
    forged = replace(anchor, changes=replace(anchor.changes, hash="f" * 64))
    longer = replace(anchor, changes=replace(anchor.changes, length=anchor.changes.length + 1))

    for other in (forged, longer):
        assert [changed.name for changed in check_anchor(place, keeper(place), other)] == ["organisation"]


def test_an_anchor_of_before_there_was_a_chain_of_the_organisation_is_still_held_against_all_others(
    place: Services,
) -> None:
    anchor = anchored(place)
    earlier = json.loads(written(anchor)) | {"form": "duecourse anchor 1"}
    del earlier["changes"]
    kept = read_anchor(json.dumps(earlier))

    assert kept.changes is None
    assert check_anchor(place, keeper(place), kept) == ()
    with pytest.raises(BadInput, match="another form"):
        read_anchor(json.dumps(earlier | {"form": "duecourse anchor 2"}))


def test_only_those_who_administer_take_anchors_and_only_of_their_own_store(place: Services) -> None:
    anchor = anchored(place)

    with pytest.raises(NotPermitted):
        take_anchor(place, caller(place, "oakfield-senior"))
    with pytest.raises(NotPermitted):
        check_anchor(place, caller(place, "oakfield-senior"), anchor)
    with pytest.raises(BadInput, match="another store"):
        check_anchor(place, keeper(place), replace(anchor, organisation=OrganisationId("another")))


def test_what_is_no_anchor_is_refused(place: Services) -> None:
    text = written(anchored(place))

    for wrong in ("", "{}", text[:-40], text.replace('"length": ', '"length": "many')):
        with pytest.raises(BadInput, match="no anchor"):
            read_anchor(wrong)
    with pytest.raises(BadInput, match="another form"):
        read_anchor(text.replace("duecourse anchor 2", "duecourse anchor 9"))
