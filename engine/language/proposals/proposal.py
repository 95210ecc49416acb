"""What a step proposes as the answer to one of its questions, because of what was answered before."""

from __future__ import annotations

from engine.identity import FactName
from engine.language.field_types import Closed, Flag, GuardField
from engine.language.guards import Contains, Guard, leaves


class Proposed(Closed):
    """One answer that follows where `when` holds; `because` says why to the person who reads it.

    With `must` nobody leaves it out.
    """

    answer: str
    when: GuardField
    because: str
    must: Flag = False


class Proposal(Closed):
    """The answers that follow, to a `question` that takes several.

    Who answers otherwise says why under `otherwise`, which is asked of nobody else.
    """

    question: FactName
    otherwise: FactName
    answers: tuple[Proposed, ...]

    def asks_for(self, guard: Guard | None, answer: str) -> bool:
        """Say whether a condition asks whether an answer was chosen here."""
        return guard is not None and any(
            isinstance(leaf, Contains)
            and not leaf.negated
            and (leaf.inside.fact, leaf.value) == (self.question, answer)
            for leaf in leaves(guard)
        )
