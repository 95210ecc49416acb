"""What must not happen in a track: proved beforehand, asserted while running.

A rule says once more, in a sentence of its own, what the conditions and second persons of steps are there for. So each
of the two finds it when the other is lost.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.language.field_types import Actions, Closed, Flag, GuardField, Words
from engine.language.guards import Guard, GuardView, evaluate

REPORTER = "reporter"
"""The part in a case from which a second person may be kept, besides those who took an earlier step."""


class Contradiction(Closed):
    """Answers that cannot stand together: the person who gives them is asked again; a policy's own cites a clause."""

    when: GuardField
    says: str
    cites: Words = ()


class Never(Closed):
    """A rule: `entering` a state, or `always`, while `when` holds; or `taking` steps, `unless` or `after_own`.

    What a step leads to is judged by `when`, as it is afterwards. What a step is taken in is judged by `unless`, as it
    was before, so that clocks still run; what nobody has answered does not hold. `after_own` names what the person who
    takes the step must not have done: earlier steps, or a part in the case such as `reporter`.
    """

    entering: str = ""
    always: Flag = False
    taking: Actions = ()
    when: GuardField | None = None
    unless: GuardField | None = None
    after_own: Words = ()
    says: str

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Give the guards that the rule reads."""
        return tuple(guard for guard in (self.when, self.unless) if guard is not None)

    def breaks(self, view: GuardView) -> bool:
        """Say whether what a guard sees is what must not be; of a rule about people, never."""
        if self.when is not None:
            return evaluate(self.when, view) is True
        return self.unless is not None and evaluate(self.unless, view) is not True

    def among(self, actions: Collection[str]) -> Never:
        """Give the rule for a track that has only these steps left."""
        taking = tuple(name for name in self.taking if name in actions)
        own = tuple(name for name in self.after_own if name in actions or name == REPORTER)
        return self.model_copy(update={"taking": taking, "after_own": own})

    @property
    def is_empty(self) -> bool:
        """Say whether it forbids nothing: it is about steps and names none that is left."""
        return not (self.entering or self.always or (self.taking and (self.unless is not None or self.after_own)))
