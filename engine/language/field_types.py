"""How single values of a procedure file are read: words, flags, guards and lengths of time; and what a node is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from engine.errors import BadInput
from engine.identity import NO_FACT, ActionName, FactName, PostName, RoleName, TrackName
from engine.language import guard_parser, guards
from engine.language.vocabulary import Reader
from engine.time.duration import Duration
from engine.time.moments import say_printed


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _parsed_by(parse: Callable[[str], object]) -> Callable[[object], object]:
    """Turn our own BadInput into what the models collect, so that every fault of a file is reported."""

    def validate(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse(value)
        except BadInput as error:
            raise ValueError(str(error)) from error

    return validate


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadInput("it must be true or false")
    return text == "true"


def _printed(value: object) -> object:
    try:
        say_printed(str(value))
    except ValueError as error:
        raise PydanticCustomError("date_printed", "it must be a day or a month") from error
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Actions = Annotated[tuple[ActionName, ...], BeforeValidator(_listed)]
Facts = Annotated[tuple[FactName, ...], BeforeValidator(_listed)]
Posts = Annotated[tuple[PostName, ...], BeforeValidator(_listed)]
Roles = Annotated[tuple[RoleName, ...], BeforeValidator(_listed)]
GuardField = Annotated[guards.Guard, BeforeValidator(_parsed_by(guard_parser.parse))]
DurationField = Annotated[Duration, BeforeValidator(_parsed_by(Duration.parse))]
Flag = Annotated[bool, BeforeValidator(_parsed_by(_flag))]
PrintedDay = Annotated[str, BeforeValidator(_printed)]


class Closed(BaseModel):
    """A node that knows its keys and takes no other."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


class TwoLengths(Closed):
    """Two lengths of time of which a condition picks one: `then` where it holds, `else` where it does not, or where
    that is not known."""

    when: GuardField
    then: DurationField
    otherwise: DurationField = Field(alias="else")

    def __str__(self) -> str:
        return f"{self.then} or {self.otherwise}"


ONE_LENGTH, TWO_LENGTHS = "one length", "two lengths"
"""What the models call the two forms of a length where they say where a fault is."""


def _form(value: object) -> str:
    return TWO_LENGTHS if isinstance(value, (Mapping, TwoLengths)) else ONE_LENGTH


Lengths = Annotated[
    Annotated[DurationField, Tag(ONE_LENGTH)] | Annotated[TwoLengths, Tag(TWO_LENGTHS)], Discriminator(_form)
]


def two_of(length: Duration | TwoLengths | None) -> TwoLengths | None:
    """Give the two lengths of which a condition picks one; None where there is one length, or none."""
    return length if isinstance(length, TwoLengths) else None


def lengths_in(length: Duration | TwoLengths | None) -> tuple[Duration, ...]:
    """Give the lengths that a clock may have."""
    if isinstance(length, TwoLengths):
        return length.then, length.otherwise
    return (length,) if length is not None else ()


def step_elsewhere(start: str) -> tuple[TrackName, ActionName] | None:
    """Read from which step of another track a clock counts, as `parent.response`; None where it is its own track's."""
    track, dot, step = start.partition(".")
    return (TrackName(track), ActionName(step)) if dot else None


class Start(Closed):
    """Another state to begin in, when a guard over the case's report holds."""

    state: str
    when: GuardField


class HeardBefore(Closed):
    """Whose letters wait until this track's word was heard, and why: no way leads to them past a hold that reads it.

    `stops` names, track by track, the steps that its word locks there: the other end of their holds.
    """

    letters_to: tuple[Reader, ...]
    because: str
    stops: Mapping[TrackName, Actions] = Field(default_factory=dict)


class ServedNotice(Closed):
    """The notice that the end of an employment has to leave: as the law gives it for service `since` an answer, and no
    less than `until` another one, where the answers in `given` were chosen."""

    since: FactName
    until: FactName = NO_FACT
    given: Mapping[FactName, Words] = Field(default_factory=dict)


class LineForEach(Closed):
    """An answer with a line for each paragraph of the answer `of`, each naming answers that were chosen `among` others.

    It may be left out where there is one paragraph: then everything that was chosen belongs to it.
    """

    of: FactName
    among: FactName


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
    by the roles that are named, `within` a length of time, under a `title`. Of a `review` of the policy itself the day
    that the policy prints for it counts until one was ticked off, and the central team sees it too. `beside` names the
    clauses whose steps keep what shows that it was done.
    """

    says: str
    who: Words
    every: DurationField | None = None
    when: str = ""
    arises: Arising | None = None
    within: DurationField | None = None
    title: str = ""
    review: Flag = False
    beside: Words = ()
