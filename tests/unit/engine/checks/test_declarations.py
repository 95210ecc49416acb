"""What Duecourse must know is declared by kind: each kind where it means something, and nothing left out."""

from __future__ import annotations

import pytest

from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles, Finding
from engine.language.vocabulary import FactKind, RoleKind, TrackKind
from tests.builders import changed, findings, letter_ids, lumen, small_sources


def shipped_with(track: str, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    """The findings of Lumen's files with one track changed."""
    sources = {name: text for name, text in read_workflows().items() if "/lumen" in name or name.startswith("tracks/")}
    name = f"tracks/{track}.yaml"
    with pytest.raises(BadFiles) as caught:
        compile_sources({**sources, name: changed(sources[name], *changes)}, letter_ids())
    return caught.value.findings


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        (
            ("kind: possible image of a child, ", ""),
            "report",
            "no question asks whether there may be an",
        ),
        (("report: [life, image]", "report: [life]"), "report", "no question asks whether there may be an indecent"),
        (("image: {type: danger", "image: {type: yesno"), "facts.image.kind", "a yesno cannot be the 'possible image"),
        (("roles: {manager: manager}\n", ""), "roles", "no role manages a case"),
        (("roles: {manager: manager}", "roles: {manager: leader}"), "roles.manager", "no step names the role 'leader'"),
        (("kind: possible", "means: yes, kind: possible"), "facts.image", "says under `means` what is not asked"),
        (("life: {type: danger", "life: {type: danger, kind: question"), "facts.life.kind", "a danger cannot be the"),
        (
            ("life: {type: danger", "life: {type: danger, kind: possible image of a child"),
            "facts.image.kind",
            "is asked twice here",
        ),
        (
            ("mark: {type: yesno", "mark: {type: yesno, means: yes"),
            "facts.mark.means",
            "stands without a kind",
        ),
        (("send: {title: Ask", "send: {title: Ask, finds: gone"), "actions.send", "is no look at an address"),
        (("send: {title: Ask", "send: {title: Ask, kind: lookup"), "actions.send", "and not the other"),
        (
            ("send: {title: Ask", "send: {title: Ask, kind: lookup, looks_up: permission"),
            "actions.send.kind",
            "looks into registers, and no track is one",
        ),
        (("send: {title: Ask", 'send: {title: Ask, told_as: "{town} was asked"'), "actions.send.told_as", "not known"),
        (
            ("deadlines:\n", "holds: {still: {says: Wait, locks: [send], review: {within: 7 days}}}\ndeadlines:\n"),
            "holds.still",
            "says of no role that it looks at it again",
        ),
    ],
)
def test_what_is_declared_wrongly_or_not_at_all_is_found_in_its_place(
    change: tuple[str, str], where: str, says: str
) -> None:
    found = [(each.where, each.wrong) for each in findings(small_sources(change))]

    assert [wrong for place, wrong in found if place == where and says in wrong], found


def test_a_kind_that_there_is_not_is_told_with_the_nearest() -> None:
    (found,) = findings(small_sources(("kind: possible image of a child", "kind: possible image of a chlid")))

    assert (found.where, found.wrong) == ("facts.image.kind", "'possible image of a chlid' is not a word for this")
    assert found.allowed.startswith("perhaps 'possible image of a child' is meant; allowed: purpose, topic,")
    assert found.line == 9


@pytest.mark.parametrize(
    ("track", "change", "where", "says"),
    [
        ("register", ("kind: register\nper", "per"), "facts.register.kind", "no question of this track"),
        (
            "register",
            ("    means: policy_read\n", "    means: everything\n"),
            "facts.register.means",
            "is no answer here",
        ),
        ("register", ("kind: entry, ", ""), "kind", "has no question of the kind 'entry'"),
        ("register", (", kind: in force", ""), "kind", "has no state of the kind 'in force'"),
        ("register", ("    kind: filing\n", ""), "kind", "has no step of the kind 'filing'"),
        ("query", ("kind: reply, ", ""), "kind", "has no question of the kind 'reply'"),
        ("case", ("when: purpose == question", "when: recorded.purpose"), "kind", "no purpose of a request opens it"),
        ("case", ("    kind: purpose\n", ""), "request", "no question asks what a request is for"),
        ("discipline", ("looks_up: [permission,", "looks_up: [permissions,"), "looks_up", "is no register"),
        ("removal", ("seen_by:", "roles: {manager: checker}\nseen_by:"), "roles", "stand in the wrong track"),
        ("removal", ("kind: name of the site", "kind: topic"), "facts.host_name.kind", "is no question of this track"),
    ],
)
def test_the_shipped_tracks_would_not_pass_without_what_they_declare(
    track: str, change: tuple[str, str], where: str, says: str
) -> None:
    found = [(each.where, each.wrong) for each in shipped_with(track, change)]

    assert [wrong for place, wrong in found if where in place and says in wrong], found


def test_the_shipped_files_say_what_code_must_know() -> None:
    policy = lumen()

    assert policy.manager == "senior manager"
    assert policy.roles_of(RoleKind.INVESTIGATOR) == ("investigator",)
    assert policy.shell.fact(FactKind.POSSIBLE_IMAGE) == "illegal_image"
    assert policy.track_of(TrackKind.REGISTER) == "register"
