"""Who asks for something themselves: where one role alone may allow it, its holder is not left to allow their own wish.

A headteacher who enters a wish that only the headteacher may approve would wait for ever; so those who step in for the
role come to it in that one entry.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.identity import PersonId, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import StateKind
from engine.record.case import Case
from engine.record.values import Part


def counted(policy: CompiledPolicy, case: Case, role: RoleName, people: Collection[PersonId]) -> int:
    """Count those who could allow it: all, but for the person who asks for it where the role alone may say yes."""
    if role not in policy.alone_for_others or case.status not in policy.shell.states_of(StateKind.REQUEST):
        return len(people)
    return sum(not case.is_part(person, Part.REPORTER) for person in people)
