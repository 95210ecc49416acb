"""Find the shortest way that the proof's own walk knows, from where an instance stands to where it should stand.

The walk leaves open what other tracks, clocks and evidence say; the player sees to that on the way. Answers that
contradict each other lead nowhere, so the answers of a whole way are chosen together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from engine.identity import ActionName, FactName
from engine.language.guards import Atom, GuardView, comparisons, evaluate
from engine.language.track_definition import STAY, Action, Outcome
from engine.proof.situation import Situation
from engine.proof.walk import Walk
from engine.questions.answers import options_of
from engine.record.values import Instance
from tests.ways import Aim, Answers, Imagined, Leg, Place, Ways

WORDS = "words"


@dataclass(frozen=True, slots=True)
class Start:
    """How a way begins: its first leg with the answers given there, and whether that leg is all of it."""

    leg: Leg
    answers: Answers
    is_all: bool


@dataclass(frozen=True, kw_only=True)
class Search:
    """The search for a way of one instance. `wishes` are answers that must be given where they are asked.

    With `correcting`, recorded answers may be corrected on the way.
    """

    ways: Ways
    track: Instance
    view: GuardView
    wishes: Answers
    correcting: bool = False

    def towards(self, aim: Aim, barred: Collection[Place]) -> Start | None:
        """Give the first leg of the shortest way to an aim; None where there is none.

        `barred` are the acts that were found impossible.
        """
        if not self._towards(aim, barred, careful=None):
            return None
        # answers seldom contradict each other, so each part of a way is looked at only where the whole did not do
        return self._towards(aim, barred, careful=False) or self._towards(aim, barred, careful=True)

    def _towards(self, aim: Aim, barred: Collection[Place], *, careful: bool | None) -> Start | None:
        """Search breadth first: with answers chosen for every part of a way, for the whole, or (None) for nothing."""
        begun = self.ways.situation(self.track)
        waiting: deque[tuple[Situation, tuple[Leg, ...]]] = deque([(begun, ())])
        seen: set[tuple[Situation, frozenset[tuple[str, Atom | None]]]] = {(begun, frozenset())}
        while waiting:
            here, legs = waiting.popleft()
            for leg in self._legs(here, barred):
                last = aim.is_reached_by(leg)
                way = (*legs, leg)
                place = (leg.after, self._said(way) if careful else frozenset())
                if place in seen and not last:
                    continue
                looked_at = careful is not None and (last or careful)
                answers = self._whole(way, aim.outcome if last else "") if looked_at else ({},)
                if answers and last:
                    return Start(way[0], answers[0], is_all=len(way) == 1)
                if answers:
                    seen.add(place)
                    waiting.append((leg.after, way))
        return None

    def _said(self, way: Sequence[Leg]) -> frozenset[tuple[str, Atom | None]]:
        """Give what a way has answered that could contradict what comes later, although nothing else reads it then."""
        rules = self._walk.track.definition.contradictions
        names = {reference.name for rule in rules for reference, _ in comparisons(rule.when)}
        return frozenset((name, value) for leg in way for name, value in leg.after.answers if name in names)

    def _legs(self, here: Situation, barred: Collection[Place]) -> Iterator[Leg]:
        for action, after in self._walk.edges.get(here, ()):
            leg = Leg(here, action, after)
            if (here, action) not in barred and (self.correcting or not leg.correction):
                yield leg

    @property
    def _walk(self) -> Walk:
        return self.ways.walks[self.track.track]

    def _whole(self, way: Sequence[Leg], outcome: str) -> Sequence[Answers]:
        """Choose the answers of a whole way; () where they would contradict each other."""
        return self._answers(way, outcome, {}, dict(way[0].before.consents)) or ()

    def _answers(
        self, legs: Sequence[Leg], outcome: str, said: Answers, consents: Mapping[str, str]
    ) -> tuple[Answers, ...] | None:
        """Choose the answers of every leg so that none contradicts another; None where that cannot be.

        `outcome` is what the last leg must come to, or "".
        """
        if not legs:
            return ()
        leg, *rest = legs
        after = {**consents, **dict(leg.after.consents)}
        for answers in self._choices(leg, said):
            if outcome and not rest and answers.get(self._action(leg).choose) != outcome:
                continue
            new = {**self._set(leg, answers), **answers}
            together = {**said, **new}
            if not self._contradictory(new, Imagined(self.view, together, after)):
                following = self._answers(rest, outcome, together, after)
                if following is not None:
                    return (answers, *following)
        return None

    def _contradictory(self, new: Answers, view: GuardView) -> bool:
        """Say whether new answers contradict others."""
        rules = self._walk.track.definition.contradictions
        names = {name.removeprefix("consent.") for name in new}
        return any(
            evaluate(rule.when, view) is True
            for rule in rules
            if any(reference.name in names for reference, _ in comparisons(rule.when))
        )

    def _choices(self, leg: Leg, said: Answers) -> list[Answers]:
        """List what may be answered on a leg, first what opens no other procedure."""
        if leg.correction:
            name, value = leg.correction
            return [{name: value}]
        matter = self._matters(self._action(leg))
        asked = {name: options if name in matter else options[:1] for name, options in self._asked(leg)}
        found: list[Answers] = [
            {name: value for name, value in zip(asked, values, strict=True) if value is not None}
            for values in product(*asked.values())
        ]
        opens = self._action(leg).opens if len(found) > 1 else ()

        def opened(answers: Answers) -> int:
            view = Imagined(self.view, {**said, **answers})
            return sum(1 for each in opens if each.when is None or evaluate(each.when, view) is True)

        return sorted(found, key=opened)

    def _matters(self, action: Action) -> set[str]:
        """Name the questions of an action on whose answer something else depends."""
        guards = [rule.when for rule in self._walk.track.definition.contradictions]
        guards += [each.when for each in action.opens if each.when is not None]
        return {action.choose, *(reference.name for guard in guards for reference, _ in comparisons(guard))}

    def _action(self, leg: Leg) -> Action:
        return self._walk.track.definition.actions[ActionName(leg.action)]

    def _asked(self, leg: Leg) -> Iterator[tuple[str, Sequence[Atom]]]:
        action = self._action(leg)
        if action.choose:
            yield action.choose, [value for value, end in action.outcomes.items() if self._leads(leg, value, end)]
        for name in action.asks:
            yield name, self._options(leg, name)

    def _options(self, leg: Leg, name: str) -> Sequence[Atom]:
        """List what one question may be answered with; None leaves it out."""
        fact = self._walk.track.definition.facts[FactName(name)]
        if name in self.wishes:
            return (self.wishes[name],)
        if name in self._told(leg):
            return (self._told(leg)[name],)
        allowed = tuple(options_of(fact, self.ways.policy.definition))
        if fact.type == "choices":
            each = tuple((value,) for value in allowed)
            return each if not fact.optional else (None, *each[:1]) if self._is_wanted(name) else (None,)
        return allowed or (WORDS,)

    def _is_wanted(self, name: str) -> bool:
        """Say whether leaving a question out may contradict another answer."""
        read = (
            reference for rule in self._walk.track.definition.contradictions for reference, _ in comparisons(rule.when)
        )
        return any(reference.scope == "recorded" and reference.name == name for reference in read)

    def _told(self, leg: Leg) -> Answers:
        """Give the answers that the situation after a leg tells."""
        live = self._walk.live[leg.after.state]
        return {name: value for name, value in leg.after.answers if name in live}

    def _leads(self, leg: Leg, value: str, end: Outcome) -> bool:
        """Say whether an outcome is one that leads to the situation after a leg."""
        action, told = self._action(leg), self._told(leg)
        to = leg.before.state if end.to == STAY else end.to
        consents = {f"consent.{name}": given for name, given in leg.after.consents}
        sets: dict[str, str] = {action.choose: value}
        sets |= [*action.set.items(), *end.set.items()]
        return to == leg.after.state and all(
            {**told, **consents}.get(name, set_) == set_ for name, set_ in sets.items()
        )

    def _set(self, leg: Leg, answers: Answers) -> Answers:
        """Give what a leg sets by itself."""
        if leg.correction:
            return {}
        action = self._action(leg)
        end = action.outcomes.get(str(answers.get(action.choose, "")))
        return dict[str, Atom]([*action.set.items(), *(end.set.items() if end else ())])
