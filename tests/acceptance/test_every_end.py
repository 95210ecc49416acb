"""Under every policy a real case is opened for every track and brought to every end that the track has there.

The shortest way comes from the proof's own walk; each step is then taken through the use cases, by somebody who holds
a role of it, with its letters issued and sent. Every case is closed afterwards, and its record holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from duecourse.casework.audit import verification
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.identity import ActionName, InstanceId, TrackName
from engine.people.staffing import BY_NAME, CONFLICTED, is_by_name
from engine.people.visibility import viewers
from engine.ports.records import Viewer
from engine.record.values import Part
from tests.databases import open_store
from tests.hands import Hands
from tests.player import Player, report
from tests.services import library, scheduler, services_on
from tests.ways import Aim, Ways, standing_at

ALWAYS = "lumen"
"""The policy whose paths are walked on every rung; the others' are walked by `make thorough`."""
USED = [(policy, track) for policy, known in library().policies.items() for track in known.tracks]
ENDS = [
    (policy, track, state)
    for policy, track in USED
    for state, known in library().policies[policy].definitions[track].states.items()
    if known.end
]
"""One path each: policy, track, end."""


def by_policy(paths: Sequence[tuple[str, ...]]) -> list[pytest.ParameterSet]:
    """Name each path, and leave those of the other policies to `make thorough`."""
    return [
        pytest.param(*path, id="-".join(path), marks=() if path[0] == ALWAYS else pytest.mark.thorough)
        for path in paths
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("paths")
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    yield services_on(store, folder)
    store.close()


@cache
def ways(policy: str) -> Ways:
    return Ways(library().policies[policy])


def faults(hands: Hands) -> list[str]:
    """Say what is wrong with the record of a case, and who may see it without a right to."""
    eyes = Caller(viewer=scheduler(hands.services))
    verdicts = [
        *verification.verify_cases(hands.services, eyes, hands.reference),
        *verification.replay_cases(hands.services, eyes, hands.reference),
    ]
    return [*(verdict.wrong for verdict in verdicts if verdict.wrong), *intruders(hands)]


def intruders(hands: Hands) -> Iterator[str]:
    """Name everybody for whom the case is there although no procedure in it lists what they are among its viewers."""
    case, organisation = hands.case, scheduler(hands.services).organisation
    entitled: set[str] = set()
    for track in case.tracks.values():
        for role in viewers(hands.policy, track.track):
            if role in BY_NAME:
                entitled |= {person for person in case.people if is_by_name(case, track, BY_NAME[role], person)}
            entitled |= {each for each in case.team.get(role, ()) if not case.is_part(each, *CONFLICTED)}
    entitled -= {person for person in case.people if case.is_part(person, Part.SUBJECT)}
    with hands.services.store.reading() as reading:
        for person in reading.people(organisation):
            try:
                reading.find_case(Viewer(organisation, person.id, hands.now), hands.reference)
            except NotFound:
                continue
            if person.id not in entitled:
                yield f"{person.key} sees {hands.reference}"


def is_request(player: Player) -> bool:
    """Say whether the case is a question or an entry in a register, which holds nothing open."""
    return player.hands.case.status == "request"


@pytest.mark.parametrize(("policy", "track", "end"), by_policy(ENDS))
def test_a_real_case_comes_to_this_end_and_is_closed(place: Services, policy: str, track: str, end: str) -> None:
    purpose = "register" if (track, end) == ("case", "request") else ""
    player = report(place, ways(policy), track, purpose, about_nobody=end == "not_concerned")
    on = player.instance(track)
    if (track, end) == ("register", "expired"):
        # what was only noted never runs out
        player.bring(on, Aim(action=ActionName("approve")))
    player.bring(on, standing_at(end))
    if not is_request(player):
        player.close()
    case = player.hands.case

    assert (case.tracks[InstanceId(on)].state, case.tracks[InstanceId(on)].ended) == (end, True)
    assert is_request(player) or all(each.ended for each in case.tracks.values())
    assert faults(player.hands) == []


@pytest.mark.thorough
@pytest.mark.parametrize(("policy", "track"), by_policy(USED))
def test_every_step_can_be_taken_and_every_letter_it_leaves_behind_sent(
    place: Services, policy: str, track: str
) -> None:
    left = list(library().policies[policy].track(TrackName(track)).steps)
    players: list[Player] = []
    harms_nobody = False
    for _ in range(len(left)):
        before = len(left)
        player = report(place, ways(policy), track, about_nobody=left == ["no_governor"], affects_nobody=harms_nobody)
        on = player.instance(track)
        player.wander(on, left)
        taken = {name for where, _, name in (each.partition(" ") for each in player.hands.taken) if where == on}
        players.append(player)
        left = [name for name in left if name not in taken]
        if not left or (harms_nobody and len(left) == before):
            break
        harms_nobody = len(left) == before

    assert {name: players[-1].failed.get(name) for name in left} == {}
    assert [player.hands.unsent for player in players if player.hands.unsent] == []
    assert [fault for player in players for fault in faults(player.hands)] == []


def test_the_log_of_who_looked_holds_after_all_of_this(place: Services) -> None:
    player = report(place, ways("lumen"), "removal")
    player.bring(player.instance("removal"), standing_at("removed"))

    assert verification.verify_accesses(place, scheduler(place).organisation) > 0
