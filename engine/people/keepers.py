"""Those who keep an installation hold nothing in a case by it (ruling 23)."""

from __future__ import annotations

from engine.identity import PersonId, PostName, RoleName
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import Post
from engine.people.staffing import Staffing, post_of
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case

KEEPERS = frozenset({PostName(Post.IT.value), PostName(Post.ADMINISTRATOR.value)})


def kept_out(policy: CompiledPolicy, case: Case, role: RoleName, staffing: Staffing, person: PersonId) -> Reason | None:
    """Say why somebody who keeps the installation may not be given a role by name; None where nothing is against it.

    A role that the policy gives to a post of theirs stays open to them: a headteacher who keeps the installation of a
    small school manages its cases as headteacher, and IT carries out the monitoring that a policy gives to IT.
    """
    mine = KEEPERS & staffing.posts.get(person, frozenset())
    if not (mine or person in staffing.keepers) or post_of(policy, case, role, staffing, person):
        return None
    names = ", ".join(sorted(mine))
    return Reason(
        code=ReasonCode.KEEPS_THE_INSTALLATION,
        source=ReasonSource(SourceKind.ROLE, (role,)),
        says=f"This person keeps the installation{f' ({names})' if names else ''} and holds no post that the role of "
        f"{policy.title(role)} goes to.",
        unlocks=f"Give the role of {policy.title(role)} to somebody else.",
    )
