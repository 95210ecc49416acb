"""How a post at another school is called in a case that is shared with it: the post, and the school behind it.

In the record and in rows of sight a post without a school is one at the school of the case, or in the trust above it.
"""

from __future__ import annotations

from engine.identity import PostName, SchoolId

AT = "@"


def at_school(post: PostName, school: SchoolId) -> PostName:
    """Call a post at a school beside; one at the school of the case itself, which is "" here, keeps its name."""
    return PostName(f"{post}{AT}{school}") if school else post


def bare(post: PostName) -> PostName:
    """Give a post without the school beside."""
    return PostName(post.partition(AT)[0])


def school_of(post: PostName) -> SchoolId:
    """Name the school beside at which a post is; "" for one at the school of the case."""
    return SchoolId(post.partition(AT)[2])
