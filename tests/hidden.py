"""What is hidden from somebody beside what never was: pairs of names that have to be answered alike.

A name is a code or, as earlier versions wrote it, a number; both are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from duecourse.casework.context.look.case_reader import looking
from engine.identity import CASE, CaseReference, InstanceId
from engine.record.codes import CodeKind, Codes
from tests.need_to_know import Sight

NEVER_CASE = CaseReference("LUM-2026-0999")
NEVER_NUMBER = "999"
NEVER = 999
"""The number of a thing that no case of a test has."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Something hidden, and something of its kind that never was; both are of the same track where they have one."""

    hidden: str
    never: str
    track: str = ""

    def told(self, text: str) -> str:
        """Give a text with the name that was asked for taken out: all that two answers may differ in."""
        return text.replace(self.hidden, "ASKED").replace(self.never, "ASKED")


@dataclass(frozen=True)
class Hidden:
    """What of one case is hidden from one person, by kind."""

    sight: Sight

    @cached_property
    def codes(self) -> Codes:
        """Give the codes of the case, as the tests may know them."""
        return Codes(self.sight.record.id, self.sight.stage.policy.tracks)

    @cached_property
    def pairs(self) -> Mapping[CodeKind, tuple[Pair, ...]]:
        """Give a pair by code and one by number of each kind of which something is hidden."""
        record, sight = self.sight.record, self.sight
        letters = set(record.letters) - sight.letters - sight.addressed
        files = {number for number, each in record.evidence.items() if each.on not in sight.worked}
        alerts = {number for number, each in record.alerts.items() if each.on not in sight.worked}
        found = {
            kind: tuple(self._pairs(kind, numbers))
            for kind, numbers in (
                (CodeKind.LETTER, letters),
                (CodeKind.FILE, files),
                (CodeKind.ALERT, alerts),
                (CodeKind.ADDRESS, self._addresses()),
                (CodeKind.EVENT, self._events()),
            )
        }
        return {**found, CodeKind.PROCEDURE: tuple(self._procedures())}

    def _pairs(self, kind: CodeKind, numbers: set[str]) -> Iterator[Pair]:
        for number in sorted(numbers, key=int)[:1]:
            yield Pair(self.codes.of(kind, number), self.codes.of(kind, NEVER))
            yield Pair(number, NEVER_NUMBER)

    def _procedures(self) -> Iterator[Pair]:
        found = [InstanceId(on) for on in sorted(self.sight.hidden) if on != CASE]
        # another one for each person, so that together they try many
        for on in found[len(self.sight.key) % len(found) :][:1] if found else ():
            never = InstanceId.of(on.track, NEVER)
            yield Pair(self.codes.of_procedure(on), self.codes.of_procedure(never), on.track)
            yield Pair(on.partition("/")[2], NEVER_NUMBER, on.track)
        if CASE in self.sight.hidden:
            yield Pair("1", NEVER_NUMBER, CASE.track)

    def _addresses(self) -> set[str]:
        with looking(self.sight.stage.services, self.sight.caller, self.sight.reference, what="") as case:
            return set(self.sight.record.addresses) - set(case.view.case.addresses)

    def _events(self) -> set[str]:
        with looking(self.sight.stage.services, self.sight.caller, self.sight.reference, what="") as case:
            seen = {each.code for each in case.history()}
        numbers = (str(number) for number in range(1, self.sight.record.revision + 1))
        return {number for number in numbers if self.codes.of(CodeKind.EVENT, number) not in seen}

    @cached_property
    def real(self) -> Mapping[CodeKind, str]:
        """Give the code of something of each kind that the case has, be it hidden or not; not all cases have all."""
        record = self.sight.record
        there = {
            CodeKind.LETTER: record.letters,
            CodeKind.FILE: record.evidence,
            CodeKind.ALERT: record.alerts,
            CodeKind.ADDRESS: record.addresses,
            CodeKind.EVENT: ("1",),
        }
        found = {kind: self.codes.of(kind, min(numbers, key=int, default="1")) for kind, numbers in there.items()}
        return {**found, CodeKind.PROCEDURE: self.codes.of_procedure(self.on)}

    @cached_property
    def on(self) -> InstanceId:
        """Name a procedure that the case has."""
        return (
            next(each for each in sorted(self.sight.record.tracks) if each != CASE)
            if len(self.sight.record.tracks) > 1
            else CASE
        )
