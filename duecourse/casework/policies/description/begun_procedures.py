"""Which other procedures begin, for whom, under which condition, and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from duecourse.casework.policies.description.sentences import listed, of_categories, quoted, sentence, told
from duecourse.casework.policies.grounds import clauses_said
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.policy_definition import OwnOpening
from engine.language.track_definition import Opening
from engine.language.vocabulary import Reserved
from engine.ports.records import LetterKind
from engine.questions.conditions import Conditions

EACH: Mapping[str, str] = {
    "case": "the case",
    "address": "each web address",
    "affected person": "each affected person",
    "subject": "each person whom the case is about",
    "child": "each child",
    Reserved.SAME.value: "the person or address that this one is about",
}

ONCE = ", but not again for somebody whose own has ended"


@dataclass(frozen=True, slots=True)
class Openings:
    """Says what begins from one track."""

    policy: CompiledPolicy
    track: TrackName
    letters: Mapping[str, LetterKind]

    def lines(self, openings: Iterable[Opening]) -> Iterator[str]:
        """Say each opening in a sentence."""
        return (sentence(self._opening(opening)) for opening in openings)

    def _opening(self, opening: Opening) -> str:
        conditions = Conditions(self.policy, self.track)
        when = f"where {conditions.say(opening.when)}, " if opening.when is not None else ""
        for_whom = f" for {EACH.get(opening.each, opening.each)}" if opening.each else ""
        parts = [f"{when}{self._begins(opening)}{for_whom}{self._known(opening)}{ONCE if opening.once else ''}"]
        if opening.tells:
            parts.append(told(self.policy, opening.tells))
        if opening.letter:
            kind = self.letters.get(opening.letter)
            parts.append(f"a draft is left behind of the letter {quoted(kind.title if kind else opening.letter)}")
        if opening.give:
            parts.append(f"{self._given(opening)}, and holds there unless it is answered otherwise")
        if isinstance(opening, OwnOpening):
            parts.append(f"by {clauses_said(opening.cites)}")
        return "; ".join(parts)

    def _known(self, opening: Opening) -> str:
        """Say for whom alone a procedure begins that begins for those who are known to be meant."""
        meant = opening.known and opening.track in self.policy.tracks
        only = self.policy.track(opening.track).definition.only if meant else ()
        return f" who is known to be {of_categories(only)}" if only else ""

    def _begins(self, opening: Opening) -> str:
        if opening.track in self.policy.tracks:
            return f"{quoted(self.policy.track(opening.track).definition.title)} begins"
        name = (opening.later or opening.track).replace("_", " ")
        return f"those in charge are told, as this policy has no procedure {quoted(name)}, that this is theirs"

    def _given(self, opening: Opening) -> str:
        here, there = Conditions(self.policy, self.track), Conditions(self.policy, opening.track)
        pairs = (
            f"the answer to {here.question(own)} is handed over as that to {there.question(taken)}"
            for taken, own in opening.give.items()
        )
        return listed(pairs)
