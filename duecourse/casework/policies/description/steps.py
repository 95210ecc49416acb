"""A step in sentences: who may take it and when, on what it rests, what stands in the way, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.policies.description.begun_procedures import Openings
from duecourse.casework.policies.description.deadlines import Deadlines
from duecourse.casework.policies.description.sentences import (
    bullets,
    called,
    either,
    listed,
    people,
    quoted,
    sentence,
    told,
)
from duecourse.casework.policies.description.track_part import TrackPart
from duecourse.casework.policies.grounds import DISCRETION, PRESCRIBED, basis_of, clauses_said
from engine.identity import ActionName, Asked, FactName, RoleName
from engine.language.track_definition import ANY, STAY, Action, LetterRule, Outcome, Requirement
from engine.language.vocabulary import ActionKind, FactKind, TrackKind
from engine.questions.answers import called_for

FOUND: Mapping[str, str] = {
    "there": "the material was still there",
    "part": "a part of the material was still there",
    "changed": "the material was changed",
    "gone": "the material was gone",
}
FLAGS: Mapping[str, str] = {
    "yes": "the address is marked as one that may show an indecent image of a child",
    "no": "the address is not marked any more as one that may show an indecent image of a child",
}
ANSWERED: Mapping[str, str] = {
    "yes": "It counts as an answer",
    "no": "It counts as a no",
    "none": "It counts as no answer",
}
KINDS: Mapping[ActionKind, str] = {
    ActionKind.LOOK: "It is a look at the address.",
    ActionKind.FILING: "It is how an entry or a question is handed in.",
    ActionKind.LOOKUP: "It reads the registers.",
}

FORCES = ((PRESCRIBED, "prescribed"), (DISCRETION, "left to discretion"))
"""How it is said what a clause makes of a step, the stronger first."""


@dataclass(frozen=True, slots=True)
class Steps(TrackPart):
    """Says the steps of one track as a policy has them."""

    @property
    def openings(self) -> Openings:
        """Give what says which other procedures begin."""
        return Openings(self.policy, self.track, self.letters)

    def lines(self, key: ActionName) -> list[str]:
        """Say one step, a sentence on each line."""
        action = self.definition.actions[key]
        said = [
            *self._who(action),
            self.ground(key),
            *self._in_the_way(key, action),
            *self._asks(action),
            *self._does(action),
        ]
        return [*bullets(said), *self._follows(action), *bullets(self._allowed(key, action))]

    def ground(self, key: ActionName) -> str:
        """Say on what a step rests: clauses that prescribe it or leave it open, or a default of ours."""
        clauses = self.policy.cites(self.track, key)
        if not clauses:
            source = self.policy.step_source(self.track, key)
            return f"The policy is silent on it; the reason for it: {sentence(source)}"
        by_force = {
            says: [each for each in clauses if basis_of(self.policy, [each]) == basis] for basis, says in FORCES
        }
        return f"It is {', and '.join(f'{says} by {clauses_said(each)}' for says, each in by_force.items() if each)}."

    def who(self, action: Action) -> str:
        """Name those who may take a step."""
        return people(self.policy, action.by)

    def _who(self, action: Action) -> Iterator[str]:
        yield f"{sentence(self.who(action)).removesuffix('.')} may take this step {self._when(action)}."
        if action.says:
            yield f"The hint beside it: {quoted(action.says)}"
        if action.kind is not None:
            yield KINDS[action.kind]
        if action.looks_up:
            registers = self.policy.definitions.get(self.policy.track_of(TrackKind.REGISTER))
            labels = registers.facts[registers.fact(FactKind.REGISTER)].domain if registers is not None else {}
            yield f"These registers are read: {listed(quoted(labels.get(each, each)) for each in action.looks_up)}."

    def _when(self, action: Action) -> str:
        if ANY not in action.origins:
            return f"at {self.places(action.origins)}"
        but = f", except at {self.places(action.exceptions)}" if action.exceptions else ""
        return f"wherever it stands, its ends included{but}"

    def places(self, states: Sequence[str]) -> str:
        """Name where a procedure may stand."""
        return either(quoted(self.definition.states[state].title) for state in states if state != ANY)

    def _in_the_way(self, key: ActionName, action: Action) -> Iterator[str]:
        for narrowing in self.policy.only_by(self.track, key):
            who, cites = people(self.policy, narrowing.by), narrowing.cites
            ground = f"by {clauses_said(cites)}" if cites else "a limit of ours"
            yield f"Where {self.conditions.say(narrowing.when)}, only {who} may take it ({ground})."
        cited = bool(self.policy.cites(self.track, key))
        for need in action.requires:
            yield self._requirement(need, cited=cited)
        ours = " (a limit of ours)" if cited else ""
        yield from self._second_person(action, ours)
        if action.not_before:
            dates = listed(map(self.conditions.question, action.not_before))
            yield f"It cannot be recorded before the moment that answers {dates}; of several, the last one counts."
        for hold in self.definition.holds.values():
            if key in hold.locks:
                yield f"It waits while this holds{ours}: {quoted(hold.says)}"

    def _requirement(self, need: Requirement, *, cited: bool) -> str:
        clauses = f" (by {clauses_said(need.cites)})" if need.cites else " (a limit of ours)" if cited else ""
        helps = f" {quoted(need.unlocks)}" if need.unlocks else ""
        condition = self.conditions.say(need.that)
        alone = f" It is asked at this step only, because: {sentence(need.alone)}" if need.alone else ""
        return f"It is only possible where {condition}{clauses}. Otherwise: {quoted(need.otherwise)}{helps}{alone}"

    def _second_person(self, action: Action, ours: str) -> Iterator[str]:
        """An earlier step that the same person may not have taken, or a part in the case that they may not have."""
        actions = self.definition.actions
        earlier = [quoted(actions[key].title) for key in map(ActionName, action.other_than) if key in actions]
        parts = [called(self.policy, RoleName(name)) for name in action.other_than if ActionName(name) not in actions]
        if earlier:
            yield f"A second person is needed: nobody who took {either(earlier)} may take it{ours}."
        if parts:
            yield f"{sentence(either(parts)).removesuffix('.')} may not take it{ours}."

    def _asks(self, action: Action) -> Iterator[str]:
        facts, question = self.definition.facts, self.conditions.question
        needed = [question(name) for name in action.asks if not facts[name].optional]
        others = [question(name) for name in action.asks if facts[name].optional]
        asked = f"It asks {listed(needed)}" if needed else ""
        if others:
            asked = f"{asked}, and, where there is an answer, " if asked else "Where there is an answer, it asks "
            asked += listed(others)
        if asked:
            yield asked
        for name, wanted in called_for(action).items():
            after = listed(self._answered(other, said) for other, said in wanted.items())
            yield f"It asks {question(name)} only where {after}."
        yield from self._proposes(action)

    def _proposes(self, action: Action) -> Iterator[str]:
        """Say which answers follow by themselves, from what, and what is asked of somebody who wants others."""
        proposal = action.proposes
        if proposal is None:
            return
        labels = self.definition.facts[proposal.question].domain
        for each in proposal.answers:
            if each.answer not in labels:
                continue  # a policy may not know every answer of a track
            must = " Nobody leaves it out." if each.must else ""
            said = f"{self.conditions.question(proposal.question)} is answered with {quoted(labels[each.answer])}"
            yield f"Where {self.conditions.say(each.when)}, {said} by itself, because {each.because}.{must}"
        yield f"Somebody who leaves out what follows says why, under {self.conditions.question(proposal.otherwise)}."

    def _answered(self, name: FactName, said: Sequence[str]) -> str:
        labels = self.definition.facts[name].domain
        answers = either(quoted(labels.get(each, each)) for each in said)
        return f"{self.conditions.question(name)} is answered with {answers}"

    def _does(self, action: Action) -> Iterator[str]:
        for name, value in action.set.items():
            yield self._noted(name, value)
        for consent, value in action.consent.items():
            answer = self.conditions.answers(Asked.of_consent(consent))[value]
            yield f"The consent {self.conditions.asked(Asked.of_consent(consent))} then stands at {quoted(answer)}."
        yield from self._letter(action.letter)
        yield from self.openings.lines(action.opens)
        if action.tells:
            yield sentence(told(self.policy, action.tells))
        yield from self._marks(action.flags_address, action.finds)
        if action.told_as:
            yield f"Later letters tell of it in these words: {quoted(self._spoken(action.told_as))}"
        if action.asked_as:
            yield f"A letter to the provider calls it {quoted(action.asked_as)}."

    def _spoken(self, words: str) -> str:
        return words.replace("{site}", "(the website)")

    def _marks(self, flags: str, finds: str) -> Iterator[str]:
        if finds:
            yield f"It is recorded that {FOUND[finds]}."
        if flags:
            yield f"{sentence(FLAGS[flags])}"

    def _noted(self, name: str, value: str) -> str:
        answer = self.conditions.answers(name).get(value, value)
        return f"Noted: {self.conditions.question(name)} {quoted(answer)}."

    def _letter(self, rule: LetterRule) -> Iterator[str]:
        if rule.sends:
            yield f"The step is the sending of the letter {self._titled(rule.sends)}; it counts once that was sent."
        if rule.after:
            drafts = listed(self._titled(each) for each in rule.after)
            yield f"A draft is left behind of the letter {drafts}."
            if rule.done_when_sent:
                yield "For deadlines it counts only once what was left behind was sent, or withdrawn with a reason."

    def _titled(self, letter: str) -> str:
        return quoted(self.letters[letter].title) if letter in self.letters else quoted(letter)

    def _follows(self, action: Action) -> Iterator[str]:
        """Say where the step leads: at once, or by the answer to its question."""
        if not action.choose:
            yield from bullets([sentence(self._leads(action.to))])
            return
        yield from bullets([f"It asks {self.conditions.asked(action.choose)}, and the answer decides:"])
        labels = self.conditions.answers(action.choose)
        alike: dict[str, list[str]] = {}
        for value, end in action.outcomes.items():
            follows = " ".join([f"{self._leads(end.to)}.", *self._outcome(end)])
            alike.setdefault(follows, []).append(quoted(labels.get(value, value)))
        yield from bullets([f"{either(answers)}: {follows}" for follows, answers in alike.items()], 1)

    def _leads(self, to: str) -> str:
        if to == STAY:
            return "it stays where it stands"
        state = self.definition.states[to]
        return f"it ends at {quoted(state.title)}" if state.end else f"it then stands at {quoted(state.title)}"

    def _outcome(self, end: Outcome) -> Iterator[str]:
        if end.answer:
            yield f"{ANSWERED[end.answer]}."
        for name, value in end.set.items():
            yield self._noted(name, value)
        yield from self._letter(end.letter)
        yield from self._marks(end.flags_address, end.finds)
        if end.silent:
            yield "The words beside this answer are ours, not theirs."

    def _allowed(self, key: ActionName, action: Action) -> Iterator[str]:
        if action.again:
            yield f"It may go back to an earlier place: {sentence(action.again)}"
        if action.even_closed:
            yield f"It is possible although the case is closed: {sentence(action.even_closed)}"
        if action.final:
            yield "It can never be taken back."
        yield from Deadlines(self.policy, self.track).due(key)
