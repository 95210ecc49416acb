"""Which policy is the trust's own: the one under which a report is opened where nobody names another."""

from __future__ import annotations

from duecourse.policies.library import Library
from engine.errors import NotFound
from engine.language.compiled import CompiledPolicy
from engine.ports.records import Organisation

HOW_TO_SET = "Say which: `duecourse setting set policy KEY`."


def own_policy(library: Library, organisation: Organisation, *, guess: bool = True) -> CompiledPolicy:
    """Give the policy that the trust has set, or the only one that there is.

    A trust that has not said so yet keeps the one that bears its name, else the first of all, as a report must not
    be held up by it; without `guess` it has to say.

    Raises:
        NotFound: there is no policy, or not the one that is set, and more than one other.
    """
    policies, said = library.policies, organisation.settings.get("policy", "")
    if said in policies:
        return policies[said]
    if len(policies) == 1:
        return next(iter(policies.values()))
    if said or not policies or not guess:
        wrong = (
            f"The policy of the trust is set to '{said}', which there is not."
            if said
            else "Nobody has said which policy is the trust's."
        )
        raise NotFound(f"{wrong} Policies: {', '.join(policies) or 'none'}. {HOW_TO_SET}")
    named = (policy for policy in policies.values() if organisation.name.startswith(policy.definition.organisation))
    return next(named, next(iter(policies.values())))
