"""Closed models of what a track's file may say, as values; a policy's stand in `engine.language.policy_definition`.

Reading ends here: an unknown or missing key, or a malformed value, is a finding. Whether the names point at
something is the business of `engine.checks.references`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from engine.identity import NO_ACTION, NO_FACT, NO_TRACK, ActionName, Asked, FactName, TrackName
from engine.language.consents.consent_question import ConsentQuestion
from engine.language.field_types import (
    Actions,
    Closed,
    DurationField,
    Facts,
    Flag,
    GuardField,
    HeardBefore,
    Lengths,
    LineForEach,
    Roles,
    ServedNotice,
    Start,
    Words,
)
from engine.language.never_rules import Contradiction, Never
from engine.language.proposals.proposal import Proposal
from engine.language.vocabulary import (
    DANGER,
    FREE_TYPES,
    YES_NO,
    ActionKind,
    FactKind,
    Found,
    Reserved,
    RoleKind,
    StateKind,
    TrackKind,
)

Binding: TypeAlias = Literal["law", "duty", "target"]
"""What a deadline rests on: the law, a duty of the policy or of guidance, or a default."""
ANY: str = Reserved.ANY.value
STAY: str = Reserved.STAY.value


class Fact(Closed):
    """A question, and what may answer it.

    Of a date or a time, `past` says that it has happened, `future` that it is arranged, and `after` names moments that
    lie before it: other facts, steps, `reported_at`, or one of these of the case (`case.reported_at`). What is arranged
    `leaves` the person at least so long to prepare: a length, or the name of a clock that waits; with `open_day` people
    work on that day. The end of an employment leaves its `notice`. One that is `never_later` is replaced by an earlier
    time alone. Text may have a `line` for each part of another
    answer. `kind` says what the answer means to Duecourse itself, `means` which of the answers say so, if not any.
    """

    type: Literal["yesno", "danger", "choice", "choices", "count", "date", "time", "text", "address", "person"]
    ask: str = ""
    help: str = ""
    of: Mapping[str, str] | str = Field(default_factory=dict)
    set: Flag = False
    initial: str = ""
    optional: Flag = False
    unknown: Flag = False
    past: Flag = False
    future: Flag = False
    after: Words = ()
    leaves: str = ""
    open_day: Flag = False
    never_later: Flag = False
    notice: ServedNotice | None = None
    line: LineForEach | None = None
    kind: FactKind | None = None
    means: Words = ()

    @property
    def free(self) -> bool:
        """Say whether the answer is words or a name, kept apart from the record."""
        return self.type in FREE_TYPES

    @property
    def domain(self) -> Mapping[str, str]:
        """Give the finite set of answers with their labels, or none; not kept, as a copy may have other answers."""
        if self.type == "yesno":
            return YES_NO
        if self.type == "danger":
            return DANGER
        return self.of if isinstance(self.of, Mapping) else {}


class State(Closed):
    """Where an instance may stand; `waits_for` names those who must answer before it goes on."""

    title: str
    end: Flag = False
    waits_for: str = ""
    kind: StateKind | None = None


class Requirement(Closed):
    """A guard, and what is said when it blocks; `cites` are clauses that ask for it, `alone` says why only here."""

    that: GuardField
    otherwise: str = Field(alias="else")
    unlocks: str = ""
    cites: Words = ()
    alone: str = ""
    ours: Flag = False


class LetterRule(Closed):
    """`sends`: the act is the sending of this letter. `after`: the act leaves a draft of it behind.

    With `done_when_sent`, it counts for deadlines only when what it left behind was sent, or withdrawn with a reason.
    """

    sends: str = ""
    after: Words = ()
    done_when_sent: Flag = False


class Opening(Closed):
    """Another track that an act opens: once, or for each address or person of a kind; the roles in `tells` are told.

    `known`: for those only who are known to be meant. `once`: not where it has ended. `later`: no such track yet.
    """

    track: TrackName = NO_TRACK
    each: str = Field(default="", alias="for")
    when: GuardField | None = None
    known: Flag = False
    once: Flag = False
    give: Mapping[FactName, FactName] = Field(default_factory=dict)
    later: str = ""
    tells: Roles = ()
    letter: str = ""


class Outcome(Closed):
    """One end of an action that asks which way things went; `silent` says that words beside it are our own."""

    to: str
    answer: Literal["yes", "no", "none", ""] = ""
    set: Mapping[FactName, str] = Field(default_factory=dict)
    letter: LetterRule = LetterRule()
    flags_address: Literal["yes", "no", ""] = ""
    finds: Found = ""
    silent: Flag = False


class Action(Closed):
    """What a person does. `source` says where it comes from under a policy that is silent on it.

    `not_before` names dates or times that must have come; of several, the one that was given last counts.
    `even_closed` says why it may take up what has ended although the case is closed: an emergency does not wait.
    `told_as` and `asked_as` are how letters tell of it: what was done about the site, and how the site was asked.
    `looks_up` names the registers that a step of the kind `lookup` reads. `only_if` says of a question after which
    answers to others of the same step it is asked: after any other it is no question. `proposes` says what follows.
    """

    title: str
    says: str = ""
    source: str = ""
    origins: Words = Field(alias="from")
    exceptions: Words = Field(default=(), alias="except")
    to: str = ""
    by: Roles
    choose: Asked = Asked("")
    outcomes: Mapping[str, Outcome] = Field(default_factory=dict)
    asks: Facts = ()
    only_if: Mapping[FactName, Mapping[FactName, Words]] = Field(default_factory=dict)
    proposes: Proposal | None = None
    requires: tuple[Requirement, ...] = ()
    not_before: Facts = ()
    set: Mapping[FactName, str] = Field(default_factory=dict)
    consent: Mapping[str, str] = Field(default_factory=dict)
    letter: LetterRule = LetterRule()
    opens: tuple[Opening, ...] = ()
    other_than: Words = ()
    tells: Roles = ()
    flags_address: Literal["yes", "no", ""] = ""
    finds: Found = ""
    again: str = ""
    even_closed: str = ""
    final: Flag = False
    kind: ActionKind | None = None
    told_as: str = ""
    asked_as: str = ""
    looks_up: Words = ()


class Escalation(Closed):
    """Who else is told, and how long after the deadline."""

    wait: DurationField
    tell: Roles


class ClockRule(Closed):
    """A deadline: while it runs, how long, from what, and what meets it; or, with `waits`, a time to pass before them.

    `source` says where its length comes from under a policy that gives none. `binding` says what it is unless a
    policy makes more of it: nobody moves a `law`, or what is kept `as_law`; a `duty` where a policy says so.
    """

    states: Words = Field(alias="while")
    within: Lengths | None = None
    waits: Lengths | None = None
    start: str = Field(default="entry", alias="from")
    grace: DurationField | None = None
    met_by: Words
    remind: tuple[DurationField, ...] = ()
    at_due: Roles = ()
    tell: Roles = ()
    after: tuple[Escalation, ...] = ()
    repeats: Flag = False
    roll: Flag = False
    title: str = ""
    says: str = ""
    source: str = ""
    binding: Binding = "target"
    as_law: Flag = False

    @property
    def length(self) -> Lengths | None:
        """Give how long it runs, to act or to wait, or the two lengths that it may have; None where nothing says."""
        return self.waits or self.within


class Review(Closed):
    """When a hold is looked at again."""

    within: DurationField


class Hold(Closed):
    """A standstill, pulled by the held track itself, or set by hand; `managed_by` are told when its review is late."""

    during: GuardField | None = Field(default=None, alias="while")
    says: str
    locks: Actions = ()
    pauses: Words = ()
    review: Review | None = None
    managed_by: Roles = ()


class TrackDefinition(Closed):
    """One small flat state machine.

    `language` is the version of the language that it is written in. With `said_twice`, its conditions and second
    persons stand under `never` as well, and the check holds the two against each other. `roles`, in the shell, says
    what roles are.
    `only` names the categories of people that a track per person is for, `seen_by` the roles that may look into it,
    and `apart` groups of roles: a person who ever held a role of one group holds none of another in the same case.
    """

    language: Literal["1", "2"] = "1"
    track: TrackName
    title: str
    says: str = ""
    kind: TrackKind | None = None
    roles: Mapping[RoleKind, Roles] = Field(default_factory=dict)
    heard_before: HeardBefore | None = None
    said_twice: Flag = False
    per: Literal["case", "address", "affected person", "subject", "child"] = "case"
    only: Words = ()
    opens: Literal["at once", "when needed"] = "when needed"
    seen_by: Roles = ()
    apart: tuple[Roles, ...] = ()
    starts: str
    starts_instead: tuple[Start, ...] = ()
    facts: Mapping[FactName, Fact] = Field(default_factory=dict)
    consents: Mapping[str, ConsentQuestion] = Field(default_factory=dict)
    states: Mapping[str, State]
    report: Facts = ()
    request: Facts = ()
    opening: tuple[Opening, ...] = ()
    actions: Mapping[ActionName, Action]
    deadlines: Mapping[str, ClockRule] = Field(default_factory=dict)
    holds: Mapping[str, Hold] = Field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()
    never: tuple[Never, ...] = ()

    def fact(self, kind: FactKind) -> FactName:
        """Name the first question of a kind; "" where there is none."""
        return next((name for name, fact in self.facts.items() if fact.kind is kind), NO_FACT)

    def states_of(self, kind: StateKind) -> tuple[str, ...]:
        """Name the states of a kind."""
        return tuple(name for name, state in self.states.items() if state.kind is kind)

    def action(self, kind: ActionKind) -> ActionName:
        """Name the first step of a kind; "" where there is none."""
        return next((name for name, action in self.actions.items() if action.kind is kind), NO_ACTION)
