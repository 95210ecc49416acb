"""What somebody is to the trust as their posts tell it, where nobody has said so."""

from __future__ import annotations

from engine.identity import PersonId
from engine.language.vocabulary import GOVERNING
from engine.people.posts_beside import bare
from engine.people.staffing import Staffing

EMPLOYEE = "employee"
GOVERNOR = "governor"
UNKNOWN = "unknown"


def category_by_post(staffing: Staffing, person: PersonId) -> str:
    """Say what the posts of somebody make them: a governor, somebody who is employed, or unknown where they have none.

    Posts that have ended or are still to begin count; those at other schools that a case is not shared with do not.
    """
    beside = (post for here in staffing.beside.values() for post in here.posts.get(person, ()))
    posts = {bare(post) for post in (*staffing.posts.get(person, ()), *staffing.others.get(person, ()), *beside)}
    if not posts:
        return UNKNOWN
    return GOVERNOR if posts <= {post.value for post in GOVERNING} else EMPLOYEE
