"""Which procedures follow from the answers of a case, and what somebody answers who wants others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.errors import BadAnswers
from engine.identity import ActionName, InstanceId, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.guards import evaluate
from engine.language.policy_definition import OwnOpening
from engine.language.track_definition import Action, Opening
from engine.questions.joined_words import listed, quoted
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind, printed
from engine.record.case import Case
from engine.steps.guard_view import InstanceGuardView

NONE_OF_THEM = "none"
"""The answer of somebody who wants nothing of what follows and may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedProcedure:
    """One answer that follows, and why; `runs_as` names the procedures of this kind that the case has already."""

    answer: str
    because: str
    must: bool
    runs_as: tuple[InstanceId, ...] = ()

    @property
    def starts(self) -> bool:
        """Say whether it would begin now: what the case has, or had, is not proposed again."""
        return not self.runs_as


def proposed(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: Action, at: datetime
) -> tuple[ProposedProcedure, ...]:
    """List what follows from the answers so far; () where the step proposes nothing."""
    return tuple(_each(policy, case, on, action, at))


def _each(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: Action, at: datetime
) -> Iterator[ProposedProcedure]:
    proposal = action.proposes
    if proposal is None:
        return
    view = InstanceGuardView(case, case.tracks[on], policy.definitions, at)
    known = policy.track(on.track).definition.facts[proposal.question].domain
    for each in proposal.answers:
        # a policy may not know every answer of a track
        if each.answer in known and evaluate(each.when, view) is True:
            begun = {opening.track for opening in action.opens if proposal.asks_for(opening.when, each.answer)}
            runs_as = tuple(there for there, instance in case.tracks.items() if instance.track in begun)
            yield ProposedProcedure(answer=each.answer, because=each.because, must=each.must, runs_as=runs_as)


def with_proposed(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: ActionName, facts: Mapping[str, str], at: datetime
) -> Mapping[str, str]:
    """Give the answers of a step with what follows by itself: all of it where nothing was answered, and else what
    nobody leaves out.

    Raises:
        BadAnswers: something that follows was left out, or something else was added, and nobody said why.
    """
    step = policy.track(on.track).definition.actions[action]
    proposal = step.proposes
    if proposal is None:
        return facts
    rows = [each for each in proposed(policy, case, on, step, at) if each.starts]
    said, why = facts.get(proposal.question, "").strip(), facts.get(proposal.otherwise, "").strip()
    following = [each.answer for each in rows]
    if not said:
        chosen = following
    else:
        named = [] if said == NONE_OF_THEM else [part.strip() for part in said.split(",")]
        chosen = list(dict.fromkeys([*named, *(each.answer for each in rows if each.must)]))
    left = [each for each in rows if each.answer not in chosen]
    added = [each for each in chosen if each not in following]
    if (left or added) and not why:
        labels = policy.track(on.track).definition.facts[proposal.question].domain
        raise _unsaid(proposal.otherwise, labels, left, [each for each in added if each in labels])
    beside = {proposal.question: ",".join(chosen), proposal.otherwise: why if set(chosen) != set(following) else ""}
    return {**facts, **{name: text for name, text in beside.items() if text or name in facts}}


def begins_because(
    policy: CompiledPolicy, case: Case, on: InstanceId, action: Action, at: datetime
) -> Mapping[TrackName, str]:
    """Say of each procedure that a step may begin why it does; {} for a step that proposes nothing."""
    proposal = action.proposes
    if proposal is None:
        return {}
    rows, found = proposed(policy, case, on, action, at), dict[TrackName, str]()
    for opening in action.opens:
        because = next((each.because for each in rows if proposal.asks_for(opening.when, each.answer)), "")
        # what the answers say tells more than that somebody is known to be meant
        found[opening.track] = because or found.get(opening.track) or _own_ground(opening)
    return found


def _own_ground(opening: Opening) -> str:
    if isinstance(opening, OwnOpening):
        numbers = listed(printed(number) for number in opening.cites)
        return f"clause {numbers} demands it" if len(opening.cites) == 1 else f"clauses {numbers} demand it"
    return "it is known what the person is to the school" if opening.known else "it was chosen"


def _unsaid(
    name: str, labels: Mapping[str, str], left: Sequence[ProposedProcedure], added: Sequence[str]
) -> BadAnswers:
    named = ", ".join(f"{quoted(labels.get(each.answer, each.answer))} ({each.because})" for each in left)
    more = ", ".join(quoted(labels[each]) for each in added)
    says = [f"Say why you leave this out, which follows from the answers: {named}."] if named else []
    says += [f"Say why you start this, which does not follow from the answers: {more}."] if more else []
    source = ReasonSource(SourceKind.INPUT, (name,))
    return BadAnswers([Reason(code=ReasonCode.ANSWER_CONTRADICTS, source=source, says=" ".join(says), field=name)])
