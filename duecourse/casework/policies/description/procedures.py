"""One procedure as a policy uses it: what it is for, where it may stand, its steps, deadlines, holds and rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duecourse.casework.context.look.entries import kinds
from duecourse.casework.policies.description.begun_procedures import EACH, Openings
from duecourse.casework.policies.description.deadlines import Deadlines
from duecourse.casework.policies.description.questions import Questions
from duecourse.casework.policies.description.sentences import (
    bullets,
    called,
    either,
    listed,
    of_categories,
    people,
    quoted,
    sentence,
    told,
)
from duecourse.casework.policies.description.steps import Steps
from duecourse.casework.policies.description.track_part import TrackPart
from duecourse.casework.policies.grounds import clauses_said
from engine.identity import ActionName, RoleName, StepName
from engine.language.never_rules import Never
from engine.language.track_definition import ANY, Hold, State
from engine.language.vocabulary import CASE_TRACK, Reader, RoleKind, StateKind, TrackKind

AT_ONCE = "at once"
KINDS: Mapping[TrackKind, str] = {
    TrackKind.REGISTER: "Each of them is an entry in a register.",
    TrackKind.QUESTION: "Each of them is a question about the policy.",
}
STATES: Mapping[StateKind, str] = {
    StateKind.REQUEST: "no report, but a question or an entry in a register",
    StateKind.IN_FORCE: "the entry counts",
    StateKind.TAKEN_BACK: "the entry was taken back",
}
READERS: Mapping[Reader, str] = {
    Reader.SUBJECT: "letters to the person whom it is about",
    Reader.OUTSIDER: "letters to somebody outside who is named",
    Reader.ADDRESS: "letters about a web address",
}
PARTS: Mapping[RoleKind, str] = {
    RoleKind.MANAGER: "manages a case and signs its letters",
    RoleKind.INVESTIGATOR: "investigates",
    RoleKind.CHECKER: "checks what others have done",
    RoleKind.OVERSEER: "looks after the cases of a school",
}


@dataclass(frozen=True, slots=True)
class Procedure(TrackPart):
    """Says one track as a policy has it."""

    def lines(self) -> Iterator[str]:
        """Write the whole of it, a sentence on each line."""
        definition = self.definition
        yield from (f"### {definition.title}", "")
        if definition.says:
            yield from (sentence(" ".join(definition.says.split())), "")
        yield from (*bullets(map(sentence, self._about())), "")
        steps, deadlines = Steps(self.policy, self.track, self.letters), Deadlines(self.policy, self.track)
        for key, action in definition.actions.items():
            yield from self._part(action.title, steps.lines(key))
        yield from self._part(
            "Its deadlines", [f"- {' '.join(deadlines.sentences(name))}" for name in definition.deadlines]
        )
        yield from self._part("What makes it stand still", bullets(map(self._hold, definition.holds.values())))
        yield from self._part("What must be done", bullets(self._musts()))
        yield from self._part("What must never happen", bullets(self._never()))
        yield from self._part("Answers that cannot stand together", bullets(self._contradictions()))
        yield from self._part("Its questions", bullets(Questions(self.policy, self.track, self.letters).lines()))

    def _part(self, title: str, lines: list[str]) -> Iterator[str]:
        if lines:
            yield from (f"#### {title}", "", *lines, "")

    def _about(self) -> Iterator[str]:
        yield from self._begins()
        yield from self._places()
        yield from self._who()
        yield from self._of_the_case()

    def _begins(self) -> Iterator[str]:
        definition = self.definition
        one = EACH[definition.per]
        if self.track == CASE_TRACK:
            yield "every case begins with it"
        elif definition.opens == AT_ONCE:
            yield f"there is one for {one}, and it begins at once"
        else:
            yield f"there is one for {one}, and it begins when a step calls for it"
        if definition.only:
            yield f"it is only for somebody who is {of_categories(definition.only)}"
        if definition.kind is not None:
            yield KINDS[definition.kind]
        instead = "".join(
            f"; where {self.conditions.say(start.when)}, it begins at {quoted(definition.states[start.state].title)}"
            for start in definition.starts_instead
        )
        yield f"it begins at {quoted(definition.states[definition.starts].title)}{instead}"

    def _places(self) -> Iterator[str]:
        states = self.definition.states.values()
        yield f"on its way it may stand at {listed((self._state(each) for each in states if not each.end), 'or')}"
        yield f"it may end at {listed((self._state(each) for each in states if each.end), 'or')}"

    def _who(self) -> Iterator[str]:
        definition = self.definition
        if definition.seen_by:
            yield f"{people(self.policy, definition.seen_by, 'and')} may look into it, and nobody else"
        else:
            yield "those who act in it may look into it, and nobody else"
        yield from self._shown_to_all()
        for role, recipient in self.policy.definition.tracks[self.track].recipients.items():
            takes = f", and may take {either(map(self.conditions.step, recipient.does))}" if recipient.does else ""
            yield (
                f"{clauses_said(recipient.cites)} directs it to {called(self.policy, role)}, who is told when it "
                f"begins{takes}"
            )
        told_too = self.policy.definition.tracks[self.track].told
        if told_too:
            yield f"when it begins, {told(self.policy, told_too)}, in place of those whom a step would tell"
        if definition.apart:
            groups = "; ".join(people(self.policy, group) for group in definition.apart)
            yield f"in one case nobody belongs to more than one of these groups: {groups}"
        heard = definition.heard_before
        if heard is not None:
            letters = listed(READERS[reader] for reader in heard.letters_to)
            yield f"{letters} wait until its word was heard, because {heard.because}"
            for other, names in heard.stops.items():
                if other in self.policy.tracks:
                    there = self.policy.track(other).definition
                    steps = either(quoted(there.actions[name].title) for name in names if name in there.actions)
                    yield f"while it says so, nobody takes {steps} in {quoted(there.title)}"

    def _shown_to_all(self) -> Iterator[str]:
        shown = self.policy.definition.tracks[self.track].shown_to_all
        if shown:
            registers = kinds(self.policy)
            entries = listed(quoted(registers.get(each, each)) for each in shown)
            by = clauses_said(tuple(number for numbers in shown.values() for number in numbers))
            yield f"everybody at the school reads each entry of {entries} that is in force (by {by})"

    def _of_the_case(self) -> Iterator[str]:
        """What the shell says besides: what roles are, what a report asks, and what begins with it."""
        definition = self.definition
        for kind, roles in definition.roles.items():
            yield f"{people(self.policy, roles)} {PARTS[kind]}"
        for what, asked in (("a report", definition.report), ("a question or an entry", definition.request)):
            if asked:
                yield f"{what} asks {listed(map(self.conditions.question, asked))}"
        yield from Openings(self.policy, self.track, self.letters).lines(definition.opening)

    def _state(self, state: State) -> str:
        waits = f"it waits for {called(self.policy, state.waits_for)}" if state.waits_for else ""
        said = "; ".join(part for part in (waits, STATES[state.kind] if state.kind else "") if part)
        return f"{quoted(state.title)}{f' ({said})' if said else ''}"

    def _hold(self, hold: Hold) -> str:
        definition, deadlines = self.definition, Deadlines(self.policy, self.track)
        parts = [quoted(hold.says)]
        if hold.during is not None:
            parts.append(f"It holds while {self.conditions.say(hold.during)}, and may be set and lifted by hand.")
        else:
            parts.append("It is set and lifted by hand only.")
        if hold.locks:
            locked = either(quoted(definition.actions[key].title) for key in hold.locks)
            parts.append(f"Nobody may then take {locked}.")
        if hold.pauses:
            paused = listed(quoted(deadlines.title(name)) for name in hold.pauses)
            parts.append(f"These deadlines stand still: {paused}.")
        if hold.review is not None:
            managers = told(self.policy, hold.managed_by)
            parts.append(f"It is looked at again within {hold.review.within}; when that is late, {managers}.")
        elif hold.managed_by:
            parts.append(f"It is the business of {people(self.policy, hold.managed_by, 'and')}.")
        return " ".join(parts)

    def _musts(self) -> Iterator[str]:
        for must in self.policy.definition.tracks[self.track].must:
            done = either(self.conditions.step(name) for name in must.do)
            allowed = [self._way(name) for name in must.may]
            but = f", but for {either(allowed)}, which the policy allows," if allowed else ""
            yield (
                f"Where {self.conditions.say(must.when)}, {done} is taken (by {clauses_said(must.cites)}). "
                f"No other step of the school's{but} ends it before, and the case is not closed. "
                f"Somebody who would leave it is told: {quoted(must.says)}"
            )

    def _way(self, name: str) -> str:
        step = StepName(name)
        action = self.definition.actions[step.action]
        answer = self.conditions.answers(action.choose).get(step.outcome, step.outcome)
        return f"{quoted(action.title)} with the answer {quoted(answer)}" if step.outcome else quoted(action.title)

    def _never(self) -> Iterator[str]:
        if self.definition.said_twice:
            yield "Every condition and every second person of its steps is said here once more."
        for rule in self.definition.never:
            yield f"{quoted(rule.says)}: {self._ruled(rule)}."

    def _ruled(self, rule: Never) -> str:
        if rule.when is not None:
            where = "it never stands anywhere" if rule.always else self._entering(rule.entering)
            return f"{where} while {self.conditions.say(rule.when)}"
        titles = {name: quoted(action.title) for name, action in self.definition.actions.items()}
        steps = either(titles[name] for name in rule.taking)
        if rule.unless is not None:
            return f"nobody ever takes {steps} unless {self.conditions.say(rule.unless)}"
        own = either(titles[name] for name in map(ActionName, rule.after_own) if name in titles)
        parts = either(called(self.policy, RoleName(name)) for name in rule.after_own if ActionName(name) not in titles)
        first = f"nobody ever takes {steps} who took {own}" if own else ""
        return "; ".join(part for part in (first, f"{parts} never takes {steps}" if parts else "") if part)

    def _entering(self, state: str) -> str:
        if state == ANY:
            return "it never goes on to another place"
        return f"it never comes to {quoted(self.definition.states[state].title)}"

    def _contradictions(self) -> Iterator[str]:
        for each in self.definition.contradictions:
            clauses = f" (by {clauses_said(each.cites)})" if each.cites else ""
            yield f"{quoted(each.says)} It is refused where {self.conditions.say(each.when)}{clauses}."
