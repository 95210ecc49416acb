"""What identifies something: how it is written, and what type it has. Each form is printed and parsed here alone.

    removal/2                  InstanceId   instance 2 of the track `removal`
    address/1 · person/<id>    About        what an instance is about
    removal/2 decide           ClockId      the clock `decide` of that instance
    removal/2.scope_reason     WordsKey     words that stand beside an event: whose they are, and their name
    close/in_scope             StepName     a step with its outcome, as procedures name it
    consent.police_report      Asked        what a step asks, where it is a consent
    removal/consent            GuardScope   where a guard looks

All of them are text, so that records, rows and JSON stay as they are. What is read back from a record is taken as it
stands; what somebody typed goes through `parse`.
"""

from __future__ import annotations

import re
from typing import ClassVar, NewType, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.errors import BadInput

OrganisationId = NewType("OrganisationId", str)
"""A trust, as rows and records name it."""

PersonId = NewType("PersonId", str)
"""Somebody, as rows and records name them; what people type is a `PersonKey`."""
NO_PERSON = PersonId("")
"""Where nobody is known or named: an anonymous reporter, a notice for the machine itself."""
PersonKey = NewType("PersonKey", str)
"""The short name by which people call somebody: `oakfield-head`."""

CaseReference = NewType("CaseReference", str)
"""How people call a case: LUM-2026-0042. A reference that somebody typed may name no case."""
NO_REFERENCE = CaseReference("")
"""Where no case is meant, or every one."""


CaseId = NewType("CaseId", str)
"""A case, as rows, records and chains name it; people call it by its reference."""
NO_CASE = CaseId("")
"""Where no case is meant: before the first of a list."""
SchoolId = NewType("SchoolId", str)
"""A school, as rows and records name it; what people type is its short name."""
NO_SCHOOL = SchoolId("")
"""Where a post is held in the whole trust, or no school is meant."""

RoleName = NewType("RoleName", str)
"""A role in a case, as procedures name it: `DSL`, `reporter`."""
NO_ROLE = RoleName("")
"""Where a step is taken by nobody's role: by the machine itself, or by anybody."""

PostName = NewType("PostName", str)
"""A post that somebody holds, by name: `headteacher`."""
NO_POST = PostName("")
ANY_POST = PostName("*")
"""Stands for whatever post somebody holds here: a role that was given by name needs one."""
"""Where a post is not known, or nobody comes to a role by one."""

TrackName = NewType("TrackName", str)
"""A track, as procedures name it: `removal`."""
NO_TRACK = TrackName("")
"""Where no track is meant, or there is none of a kind."""

ActionName = NewType("ActionName", str)
"""An action of a track, as procedures name it: `send`; with its outcome it is a `StepName`."""
NO_ACTION = ActionName("")
"""Where no action is meant, or there is none of a kind."""

FactName = NewType("FactName", str)
"""A fact of a track, as procedures name it: `scope`; a step may ask for a consent in its place (`Asked`)."""
NO_FACT = FactName("")
"""Where no fact is meant, or there is none of a kind."""


def reference_of(prefix: str, year: int, number: int) -> CaseReference:
    """Call a case by the prefix of its policy, its year and its number within that."""
    return CaseReference(f"{prefix}-{year}-{number:04d}")


class _Text(str):
    """Text of a form of its own; for pydantic it is a string and nothing more."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


class InstanceId(_Text):
    """Names one instance of a track within its case: `removal/2`; "" is none (`NOWHERE`)."""

    __slots__ = ()
    FORM: ClassVar[re.Pattern[str]] = re.compile(r"[a-z][a-z0-9_]*/[1-9][0-9]*")

    @classmethod
    def of(cls, track: TrackName, number: int | str) -> Self:
        """Name an instance by its track and number; whether there is one is for the case to say."""
        return cls(f"{track}/{number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what somebody typed; a track alone means its first instance. Raises BadInput."""
        found = text if "/" in text else f"{text}/1"
        if not cls.FORM.fullmatch(found):
            raise BadInput(f"'{text}' names no instance. One is named like removal/2.")
        return cls(found)

    @property
    def track(self) -> TrackName:
        """Give the name of the track."""
        return TrackName(self.partition("/")[0])

    @property
    def number(self) -> int:
        """Give which instance of its track it is, from 1."""
        return int(self.partition("/")[2])


NOWHERE = InstanceId("")
"""Where no instance is meant: an event of the case as a whole, a letter or evidence of none."""
CASE = InstanceId("case/1")
"""The shell of a case (`CASE_TRACK`), which is there from its first event."""


class About(_Text):
    """What an instance is about: a web address, a person, or nobody (yet)."""

    __slots__ = ()

    @classmethod
    def address(cls, number: int | str) -> Self:
        """Name a web address by its number within the case."""
        return cls(f"address/{number}")

    @classmethod
    def somebody(cls, person: PersonId) -> Self:
        """Name a person by identifier."""
        return cls(f"person/{person}")

    @property
    def is_address(self) -> bool:
        """Say whether it is about a web address."""
        return self.startswith("address/")

    @property
    def address_number(self) -> str:
        """Give the number of the address, as the addresses of a case are keyed; "" where it is about none."""
        return self.removeprefix("address/") if self.is_address else ""

    @property
    def person(self) -> PersonId:
        """Give the identifier of the person; "" where it is about none."""
        return PersonId(self.removeprefix("person/") if self.startswith("person/") else "")


NOBODY = About("")
"""What an instance is about for which nobody is named yet."""


class ClockId(_Text):
    """Names one clock of a case, in whichever round: `removal/2 decide`."""

    __slots__ = ()

    @classmethod
    def of(cls, on: InstanceId, name: str) -> Self:
        """Name a clock by its instance and its own name."""
        return cls(f"{on} {name}")

    @property
    def on(self) -> InstanceId:
        """Give the instance that the clock belongs to."""
        return InstanceId(self.partition(" ")[0])

    @property
    def name(self) -> str:
        """Give the clock's own name."""
        return self.partition(" ")[2]


class WordsKey(_Text):
    """Names words that are kept beside an event; those of no place (`via`, `reason`) have a name alone."""

    __slots__ = ()

    @classmethod
    def of_fact(cls, on: InstanceId, name: str) -> Self:
        """Name the answer to a question."""
        return cls(f"{on}.{name}")

    @classmethod
    def of_address(cls, number: int | str, name: str = "url") -> Self:
        """Name what was said of a web address; `url` is the address itself."""
        return cls(f"address/{number}.{name}")

    @classmethod
    def of_evidence(cls, number: int, name: str) -> Self:
        """Name what was said of a piece of evidence."""
        return cls(f"evidence/{number}.{name}")

    def beside(self, name: str) -> Self:
        """Name other words of the same place."""
        return type(self)(f"{self.place}.{name}")

    @property
    def place(self) -> str:
        """Give whose words they are (`removal/2`, `address/1`); "" where they have no place."""
        return self.rpartition(".")[0]

    @property
    def name(self) -> str:
        """Give their own name."""
        return self.rpartition(".")[2]

    @property
    def address_number(self) -> str:
        """Give the number of the address that they are about; "" where they are about none."""
        return About(self.place).address_number

    @property
    def evidence_number(self) -> str:
        """Give the number of the evidence that they are about; "" where they are about none."""
        kind, _, number = self.place.partition("/")
        return number if kind == "evidence" else ""


class StepName(_Text):
    """Names a step as procedures do: an action, or one of its outcomes, `close/in_scope`."""

    __slots__ = ()

    @classmethod
    def of(cls, action: ActionName, outcome: str = "") -> Self:
        """Name an action, or one of its outcomes."""
        return cls(f"{action}/{outcome}" if outcome else action)

    @property
    def action(self) -> ActionName:
        """Give the name of the action."""
        return ActionName(self.partition("/")[0])

    @property
    def outcome(self) -> str:
        """Give the outcome; "" where every one is meant."""
        return self.partition("/")[2]


class Asked(_Text):
    """Names what a step asks: a fact, or a consent (`consent.police_report`)."""

    __slots__ = ()

    @classmethod
    def of_consent(cls, name: str) -> Self:
        """Name the question for a consent."""
        return cls(f"consent.{name}")

    @property
    def consent(self) -> str:
        """Give the consent that is asked for; "" where it is a fact."""
        return self.removeprefix("consent.") if self.startswith("consent.") else ""

    @property
    def fact(self) -> FactName:
        """Give the fact that is asked for; "" where it is a consent."""
        return NO_FACT if self.startswith("consent.") else FactName(str(self))


class GuardScope(_Text):
    """Names where a guard looks while it is read: `consent`, `removal`, or `removal/consent` within a quantifier."""

    __slots__ = ()

    @classmethod
    def of(cls, track: TrackName, own: str) -> Self:
        """Name a scope of another track."""
        return cls(f"{track}/{own}")

    @property
    def track(self) -> TrackName:
        """Give the track that it names first."""
        return TrackName(self.partition("/")[0])

    @property
    def own(self) -> str:
        """Give what is left of it within that track; "" for the track itself."""
        return self.partition("/")[2]
