"""The picture of a procedure: every state once, every way from it, one way to an end, and where a case stands."""

from __future__ import annotations

import pytest

from duecourse.casework.policies.track_map import map_of
from duecourse.casework.policies.usual_way import usual_way
from duecourse.casework.queries import case_view
from engine.identity import TrackName
from tests.cli import IN_SCOPE
from tests.services import act, caller, library, report
from tests.site import Site

POLICIES = library().policies
EVERY = [(key, name) for key, policy in POLICIES.items() for name in policy.tracks]


def titles(policy: str, track: str) -> list[str]:
    return [stop.title for stop in usual_way(POLICIES[policy], TrackName(track)).stops]


@pytest.mark.parametrize(("policy", "name"), EVERY, ids=[f"{key} {name}" for key, name in EVERY])
def test_every_state_and_every_way_of_a_procedure_stands_in_its_picture(policy: str, name: TrackName) -> None:
    mapped, way = map_of(POLICIES[policy], name), usual_way(POLICIES[policy], name)
    shown = [*way.stops, *way.beside]

    assert sorted(stop.key for stop in shown) == sorted(state.key for state in mapped.states)
    assert way.stops[0].starts
    assert way.stops[-1].ends
    assert all(stop.forward for stop in way.stops[:-1])
    assert not any(stop.forward for stop in way.beside)
    for state in mapped.states:
        (stop,) = (each for each in shown if each.key == state.key)
        said = [stop.forward, *(by for branch in stop.others for by in branch.by)]
        for move in state.moves:
            assert [each for each in said if each.startswith(move.title)]
        assert len(said) - ("" in said) == len(
            {(move.title, way.answer, way.to) for move in state.moves for way in move.ways}
        )


def test_the_way_forward_goes_by_the_steps_that_meet_clocks_and_not_by_an_early_end() -> None:
    assert titles("lumen", "removal") == [
        "Deciding whether to ask the host",
        "Ready to ask the host",
        "Waiting for the host",
        "Gone",
    ]
    assert titles("lumen", "police")[-2:] == ["Referred", "The police have finished"]
    assert len(titles("lumen", "discipline")) > 6


def test_a_step_that_goes_back_or_stays_is_marked_as_a_loop() -> None:
    way = usual_way(POLICIES["lumen"], TrackName("removal"))
    ready, gone = way.stops[1], way.stops[-1]

    assert [branch.to for branch in ready.others if branch.is_back] == ["", way.stops[0].key]
    assert all(branch.is_back for branch in gone.others)


def test_a_case_is_marked_where_it_stands_and_shown_to_nobody_who_may_not_see_it(site: Site) -> None:
    place = site.services
    reference = report(place, "https://a.example/1")
    act(place, "senior", reference, "case/1", "acknowledge")
    act(place, "senior", reference, "case/1", "triage", **IN_SCOPE)
    case = case_view.look(place, caller(place, "oakfield-senior"), reference).case
    code = next(case.code(each) for each in case.tracks.values() if each.track == "removal")
    path = f"/cases/{reference}/procedure/{code}"
    senior = site.person("oakfield-senior")
    page = senior.get(path).text

    assert path in senior.get(f"/cases/{reference}/procedure").text
    assert page.count("You are here") == page.count('aria-current="step"') == 1
    assert "You are here</strong> <span>Deciding whether to ask the host</span>" in page
    assert site.person("riverside-senior").client.get(path).status_code == 404
    assert senior.client.get(f"/cases/{reference}/procedure/ZZZ").status_code == 404
