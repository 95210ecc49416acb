"""Each printed number in the order of the document, with what follows from it, or why nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from duecourse.casework.policies.coverage import Line, coverage_of
from duecourse.casework.policies.description.deadlines import Deadlines
from duecourse.casework.policies.description.sentences import bullets, called, either, listed, quoted, sentence
from duecourse.casework.policies.description.steps import Steps
from duecourse.casework.policies.grounds import DISCRETION, Grounds, grounds_of, pickers_of
from engine.identity import ActionName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.ports.records import LetterKind
from engine.reasons import printed

KINDS: Mapping[str, str] = {"conduct": "*A rule of conduct.*", "outside": "*No step follows.*"}


@dataclass(frozen=True, slots=True)
class Clauses:
    """Says the numbers of a policy."""

    policy: CompiledPolicy
    letters: Mapping[str, LetterKind]

    def lines(self) -> Iterator[str]:
        """Say each number, and below it what stands behind it."""
        grounds = grounds_of(self.policy, self.letters)
        for line in coverage_of(self.policy, self.letters):
            yield f"- **{printed(line.number)}** {sentence(line.says)} {self._kind(line)}"
            yield from bullets(self._behind(line.number, grounds), 1)
            yield from bullets(self._directed(line.number), 1)

    def picked(self) -> Iterator[str]:
        """Say where a rule of conduct is named as one that may have been broken."""
        steps = [self._step(TrackName(name), ActionName(key)) for name, key in pickers_of(self.policy)]
        if steps:
            yield f"Which rules of conduct may have been broken is said at {listed(steps)}."

    def _kind(self, line: Line) -> str:
        if line.done:
            return f"*Done by hand: {line.done}. {line.kept}.*"
        if line.number in self.policy.definition.conduct and self.policy.definition.conduct[line.number].informs:
            return "*A rule of conduct that only informs, or allows: it is held against nobody.*"
        if line.kind in KINDS:
            return KINDS[line.kind]
        if line.kind == "clause" and self.policy.definition.clauses[line.number].points:
            return "*It only points there, and asks nothing of anybody.*"
        return "*Left to discretion.*" if line.basis == DISCRETION else "*Prescribed.*"

    def _behind(self, number: str, grounds: Sequence[Grounds]) -> Iterator[str]:
        for each in grounds:
            deadlines = Deadlines(self.policy, each.track)
            if number in each.clauses and each.clock:
                clock = self.policy.track(each.track).definition.deadlines[each.key]
                title = f"“{deadlines.title(each.key)}” in {self._in(each.track)}"
                yield f"The deadline {title}: {deadlines.length(clock)}. {deadlines.bound(each.key)}"
            elif number in each.clauses:
                action = self.policy.track(each.track).definition.actions[ActionName(each.key)]
                who = Steps(self.policy, each.track, self.letters).who(action)
                letters = f" Letters: {listed(map(quoted, each.letters))}." if each.letters else ""
                yield f"The step {self._step(each.track, ActionName(each.key))}, by {who}.{letters}"
            if number in each.guards:
                yield f"The step {self._step(each.track, ActionName(each.key))} is refused until this is done."
            if each.clock and number in self.policy.may_move(each.track, each.key):
                yield f"It lets the deadline “{deadlines.title(each.key)}” in {self._in(each.track)} be moved by hand."

    def _directed(self, number: str) -> Iterator[str]:
        receives = self.policy.definition.receives
        if number in self.policy.definition.reported:
            yield "The report itself, which anybody may make, or have made for them; the case begins with it."
        if receives is not None and number in receives.cites and receives.of == "report":
            yield (
                f"The person who reports says to whom: to a person of their choice who is {either(receives.posts)} at "
                "the school, or that they know nobody to choose. That person is told, and sees the report as it was "
                "made."
            )
        elif receives is not None and number in receives.cites:
            yield (
                f"The person who makes an entry names somebody who is {either(receives.posts)} at the school as "
                "theirs. That person is told, and is the recipient of this one entry."
            )
        for name, used in self.policy.definition.tracks.items():
            for role, recipient in used.recipients.items():
                if number in recipient.cites:
                    takes = listed((self._step(name, key) for key in recipient.does), "or")
                    may = f", and may take the step {takes}" if takes else ""
                    yield (
                        f"{sentence(called(self.policy, role)).removesuffix('.')} looks into {self._in(name)}, is told "
                        f"when it begins{may}."
                    )

    def _step(self, track: TrackName, key: ActionName) -> str:
        return f"{quoted(self.policy.track(track).definition.actions[key].title)} in {self._in(track)}"

    def _in(self, track: TrackName) -> str:
        return quoted(self.policy.track(track).definition.title)
