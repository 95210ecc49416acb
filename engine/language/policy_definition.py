"""Closed models of what a policy's file may say: which tracks, which clauses, which clocks, who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from engine.identity import ActionName, FactName, OrganisationId, PostName, RoleName, TrackName
from engine.language.field_types import (
    Actions,
    ByHand,
    Closed,
    DurationField,
    Facts,
    Flag,
    GuardField,
    Lengths,
    Posts,
    PrintedDay,
    Roles,
    Words,
)
from engine.language.never_rules import Contradiction
from engine.language.posts import BUILT_IN, spelling
from engine.language.track_definition import Binding, Escalation, Fact, Opening, Requirement
from engine.plain import is_group
from engine.time.moments import say_printed


class RoleHolders(Closed):
    """The posts that may hold a role, and who steps in, in order, when too few unconflicted people remain.

    An independent role stays where it is when the report is about somebody at the top.
    """

    held_by: Posts
    then: Posts = ()
    independent: Flag = False


class Clause(Closed):
    """What a clause demands, in our own words; one that only `points` demands nothing, and letters quote it."""

    says: str
    basis: Literal["prescribed", "discretion"] = "prescribed"
    points: Flag = False


class Conduct(Closed):
    """A rule of conduct that a breach breaches; one that only `informs`, or allows, is held against nobody. `words` are
    those of the document itself, where the trust has put them in."""

    says: str
    words: str = ""
    informs: Flag = False


class PolicyClock(Closed):
    """What a policy says of a track's deadline; what it leaves out stays as the track has it.

    With `while` and `met_by` it is one of the policy's own, which the track does not have.

    `may_move` cites the clauses that let a duty be paused or given more time by hand, with a reason. `reading` says
    what of it is our reading of the clause, and why.
    """

    states: Words = Field(default=(), alias="while")
    met_by: Words = ()
    title: str = ""
    says: str = ""
    within: Lengths | None = None
    waits: Lengths | None = None
    start: str = Field(default="", alias="from")
    grace: DurationField | None = None
    cites: Words = ()
    source: str = ""
    binding: Binding | None = None
    may_move: Words = ()
    reading: str = ""
    remind: tuple[DurationField, ...] | None = None
    tell: Roles = ()
    after: tuple[Escalation, ...] | None = None
    roll: Flag = False
    repeats: Flag = False


class Narrowing(Closed):
    """Fewer people than else, where `when` holds or is not known yet: `by` must be somebody who could take the step."""

    when: GuardField
    by: Roles
    cites: Words = ()


class Must(Closed):
    """What a policy says will be done: where `when` holds, one of the steps `do` is taken.

    No other step of the school's leads to an end of the procedure meanwhile, but those in `may`, which the policy's own
    words allow; and the case is not closed. What somebody outside answers, and what a person decides about their own
    consent, is recorded all the same.
    """

    when: GuardField
    do: Actions
    may: Words = ()
    says: str
    unlocks: str = ""
    cites: Words


class Demanded(Closed):
    """That a clause asks for a condition which a step has by its track; any other condition there is ours."""

    that: GuardField
    cites: Words


class OwnOpening(Opening):
    """A procedure that a step begins under this policy besides those that it begins by its track."""

    cites: Words


class Recipient(Closed):
    """That a policy directs what a track deals with to a role: it looks into it, and takes the steps in `does`.

    Those who hold the role are told when an instance begins.
    """

    does: Actions = ()
    cites: Words


class PolicyTrack(Closed):
    """How a policy uses a track.

    `without` names actions, ends of them (`action/outcome`) or questions of them (`action/fact`) that it leaves out.
    `shown_to_all` names registers whose entries in force everybody at the school reads, with the clauses that say so.
    `seen_by` are fewer roles than those that look into it by the track, `recipients` roles besides; `told` are told
    when it begins, in place of those whom the step that opens it names. `hints` are sentences of the policy's own that
    stand beside a question, `answers` how this policy calls what may be answered, `not_offered` what of it is left out.
    `demanded` are conditions of the track for which a clause asks, `contradictions` answers that cannot stand together
    under this policy alone. `facts` are questions of the policy's own, and `asks` names the steps that ask them;
    `opens` names the steps that begin another procedure here alone. In `only_by` the name of another step means it.
    """

    cites: Mapping[str, Words] = Field(default_factory=dict)
    silent: Mapping[str, str] = Field(default_factory=dict)
    without: Words = ()
    seen_by: Roles = ()
    recipients: Mapping[RoleName, Recipient] = Field(default_factory=dict)
    told: Roles = ()
    hints: Mapping[FactName, str] = Field(default_factory=dict)
    facts: Mapping[FactName, Fact] = Field(default_factory=dict)
    asks: Mapping[ActionName, Facts] = Field(default_factory=dict)
    opens: Mapping[ActionName, tuple[OwnOpening, ...]] = Field(default_factory=dict)
    answers: Mapping[FactName, Mapping[str, str]] = Field(default_factory=dict)
    not_offered: Mapping[FactName, Words] = Field(default_factory=dict)
    by: Mapping[ActionName, Roles] = Field(default_factory=dict)
    only_by: Mapping[ActionName, tuple[Narrowing, ...]] = Field(default_factory=dict)
    requires: Mapping[ActionName, tuple[Requirement, ...]] = Field(default_factory=dict)
    demanded: Mapping[ActionName, tuple[Demanded, ...]] = Field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    must: tuple[Must, ...] = ()
    deadlines: Mapping[str, PolicyClock] = Field(default_factory=dict)
    shown_to_all: Mapping[str, Words] = Field(default_factory=dict)

    @field_validator("only_by", mode="before")
    @classmethod
    def _as_another(cls, said: object) -> object:
        """Give a step that names another what stands there; a name under which nothing stands is left for the check."""
        if not is_group(said):
            return said
        return {name: _followed(said, name) for name in said}


class Receives(Closed):
    """That a policy has people turn to somebody whom they choose: to a holder of one of these posts at their school.

    Of a `report`, they see it as it was made, and nothing else; of an entry in a `register` they are its recipient.
    """

    of: Literal["report", "register"] = "report"
    posts: Posts
    cites: Words


class PolicyDefinition(Closed):
    """One trust's policy: which tracks, which clauses, which clocks, who.

    `about` names, for a post that a report may be about, the posts to which every role then passes that is not
    independent. `lists` holds the answers that tracks leave to the policy, by the name of the list. `posts` are those
    of its own; any post is kept in the spelling of the list. A number stands in one of `clauses`, `conduct`, `by_hand`
    and `outside`. `approved`, `dated`, `review_due`: a day, or a month where none is printed.
    """

    policy: str
    said_twice: Flag = False
    title: str
    organisation: OrganisationId
    prefix: str
    nation: Literal["England and Wales", "Scotland", "Northern Ireland"] = "England and Wales"
    approved: PrintedDay | None = None
    dated: PrintedDay | None = Field(default=None, validate_default=True)
    draft: Flag = False
    review_due: PrintedDay | None = None
    posts: Posts = ()
    roles: Mapping[RoleName, RoleHolders]
    receives: Receives | None = None
    reported: Words = ()
    about: Mapping[PostName, Posts] = Field(default_factory=dict)
    lists: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    names: Mapping[str, str] = Field(default_factory=dict)
    clauses: Mapping[str, Clause]
    conduct: Mapping[str, Conduct] = Field(default_factory=dict)
    by_hand: Mapping[str, ByHand] = Field(default_factory=dict)
    outside: Mapping[str, str] = Field(default_factory=dict)
    tracks: Mapping[TrackName, PolicyTrack]

    @property
    def top(self) -> Mapping[str, PostName]:
        """Give the posts at the top that a report may be about: the key of the answer → the post."""
        return {post.lower().replace(" ", "_"): post for post in self.about}

    def says(self, number: str) -> str:
        """Give what a number says that a step or a deadline cites."""
        clause = self.clauses.get(number)
        return clause.says if clause is not None else self.by_hand[number].says

    def is_review_past(self, today: date) -> bool:
        """Say whether the printed day of its review is over; of a month, that its last day is."""
        return self.review_due is not None and self.review_due < today.isoformat()[: len(self.review_due)]

    @property
    def dating(self) -> str:
        """Say how the document is dated, as it prints it: when it was approved, or its date alone."""
        if self.approved is not None:
            said = f"approved {'on' if self.approved.count('-') > 1 else 'in'} {say_printed(self.approved)}"
        else:
            said = f"dated {say_printed(self.dated or '')}"
        return f"{said}, a draft" if self.draft else said

    @field_validator("dated")
    @classmethod
    def _need_a_date(cls, dated: str | None, info: ValidationInfo) -> str | None:
        if dated is None and info.data.get("approved", dated) is None and "approved" in info.data:
            raise ValueError("neither `approved` nor `dated` says which document this is")
        return dated

    @field_validator("roles")
    @classmethod
    def _spell_holders(
        cls, roles: Mapping[RoleName, RoleHolders], info: ValidationInfo
    ) -> Mapping[RoleName, RoleHolders]:
        return {
            name: role.model_copy(update={"held_by": _spelt(role.held_by, info), "then": _spelt(role.then, info)})
            for name, role in roles.items()
        }

    @field_validator("receives")
    @classmethod
    def _spell_receivers(cls, receives: Receives | None, info: ValidationInfo) -> Receives | None:
        return receives and receives.model_copy(update={"posts": _spelt(receives.posts, info)})

    @field_validator("by_hand")
    @classmethod
    def _spell_who(cls, by_hand: Mapping[str, ByHand], info: ValidationInfo) -> Mapping[str, ByHand]:
        return {
            number: duty.model_copy(update={"who": tuple(_who(who, info) for who in duty.who)})
            for number, duty in by_hand.items()
        }

    @field_validator("about")
    @classmethod
    def _spell_the_top(cls, about: Mapping[PostName, Posts], info: ValidationInfo) -> Mapping[PostName, Posts]:
        return {_spelt((post,), info)[0]: _spelt(others, info) for post, others in about.items()}


def _followed(said: Mapping[str, object], name: str) -> object:
    """Follow a name to what stands under it, as often as there are names."""
    found = said[name]
    for _ in said:
        if not (isinstance(found, str) and found in said):
            break
        found = said[found]
    return found


def _who(who: str, info: ValidationInfo) -> str:
    """Spell a post; a role of the policy keeps the spelling of its own."""
    return who if who in info.data.get("roles", ()) else _spelt((PostName(who),), info)[0]


def _spelt(posts: Posts, info: ValidationInfo) -> Posts:
    """Spell posts as the list of them does; one that is not on it stays as it is, for the checks to find."""
    known = (*BUILT_IN, *info.data.get("posts", ()))
    return tuple(spelling(post, known) or post for post in posts)
