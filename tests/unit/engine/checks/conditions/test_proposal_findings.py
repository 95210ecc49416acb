"""What a step proposes is asked there, may be left out, and begins something; anything else is found in its place."""

from __future__ import annotations

import pytest

from duecourse.policies.library import read_workflows
from engine.checks.conditions.proposal_findings import proposal_findings
from engine.checks.guards import GuardChecks
from engine.identity import ActionName
from engine.language.model_loader import load
from engine.language.strict_yaml import SourceFile
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import CASE_TRACK
from tests.builders import changed

CASE = "tracks/case.yaml"
PUPIL = "{answer: pupil, when: about_category == pupil"


@pytest.mark.parametrize(
    ("old", "new", "where", "says"),
    [
        ("question: routes\n", "question: outcome\n", "question", "'outcome' is not asked at this step"),
        ("otherwise: routes_because", "otherwise: routes", "otherwise", "'routes' cannot be this"),
        (
            "otherwise: routes_because",
            "otherwise: scope_reason",
            "otherwise",
            "'scope_reason' is not asked at this step",
        ),
        (PUPIL, PUPIL.replace("answer: pupil", "answer: pupils"), "answer", "'pupils' is no answer here"),
        (PUPIL, PUPIL.replace("answer: pupil", "answer: parent"), "answer", "'parent' is proposed twice"),
        (PUPIL, PUPIL.replace("== pupil", "== child"), "when", "'child' is no value of about_category"),
        (PUPIL, PUPIL.replace("about_category == pupil", "pupil in routes"), "when", "which the action asks itself"),
        ("      legal: Legal action", "      none: Legal action", "question", "has an answer 'none'"),
        (
            "      - {track: pupil, for: subject, when: pupil in routes, tells: [DSL]}\n"
            "      - {track: parent, for: subject, when: parent in routes}\n"
            "      - {track: own_channel, for: address, when: own_channel in routes, tells: [communications]}\n"
            "      - {track: media, when: media in routes, tells: [communications]}\n"
            "      - {track: monitoring, when: monitoring in routes, tells: [headteacher]}\n"
            "      - {track: legal, when: legal in routes, tells: [trust board]}\n"
            "  open_more",
            "  open_more",
            "answer",
            "'pupil' begins nothing here",
        ),
    ],
)
def test_a_proposal_that_cannot_work_is_found_in_its_place(old: str, new: str, where: str, says: str) -> None:
    track, node = load(TrackDefinition, changed(read_workflows()[CASE], (old, new)), CASE)
    checks = GuardChecks(track, SourceFile(CASE, node), {CASE_TRACK: track})
    step = ActionName("open_tracks")

    found = [(each.where, each.wrong) for each in proposal_findings(checks, ("actions", step), track.actions[step])]
    assert [wrong for place, wrong in found if ".proposes." in place and place.endswith(where) and says in wrong], found
