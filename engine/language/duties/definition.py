"""Closed models of what a policy's file may say of what people do by hand, and of where in a case it arises."""

from __future__ import annotations

from engine.identity import ActionName, TrackName
from engine.language.field_types import Closed, DurationField, GuardField, Words


class Arising(Closed):
    """That a duty arises in a case: once the step `after` of a track was taken, where `given` holds then."""

    track: TrackName
    after: ActionName
    given: GuardField | None = None


class ByHand(Closed):
    """What a clause asks for that people do outside Duecourse, such as a talk, a report or a review.

    `who` names roles or posts, or `anyone` for everybody whom the policy covers. It is done again after `every` length
    of time, or at the occasion that `when` tells; one of the two is there. Those who hold a post that is named are
    reminded, and tick it off; what `anyone` does is done at an occasion. What `arises` in a case is ticked off there
    by the roles that are named, `within` a length of time, under a `title`.
    """

    says: str
    who: Words
    every: DurationField | None = None
    when: str = ""
    arises: Arising | None = None
    within: DurationField | None = None
    title: str = ""
