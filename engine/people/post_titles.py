"""Posts as a letter prints them: as the trust titles them, else in the proper form of the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.identity import PostName
from engine.language.vocabulary import Post

PROPER: Mapping[str, str] = {
    Post.HEADTEACHER: "Headteacher",
    Post.DEPUTY_HEAD: "Deputy Headteacher",
    Post.SENIOR_MANAGER: "Senior Manager",
    Post.SLT: "Member of the Senior Leadership Team",
    Post.LINE_MANAGER: "Line Manager",
    Post.TEACHER: "Teacher",
    Post.DSL: "Designated Safeguarding Lead",
    Post.DEPUTY_DSL: "Deputy Designated Safeguarding Lead",
    Post.CHAIR_OF_GOVERNORS: "Chair of Governors",
    Post.VICE_CHAIR: "Vice-Chair of Governors",
    Post.GOVERNOR: "Governor",
    Post.CEO: "Chief Executive Officer",
    Post.HEAD_OF_GOVERNANCE: "Head of Governance and People",
    Post.CENTRAL_TEAM: "Member of the Central Team",
    Post.HR: "Human Resources",
    Post.DPO: "Data Protection Officer",
    Post.DEPUTY_DPO: "Deputy Data Protection Officer",
    Post.IT: "IT Services",
    Post.DIRECTOR_OF_MARKETING: "Director of Marketing",
    Post.TRUST_BOARD: "Member of the Trust Board",
    Post.CHAIR_OF_TRUSTEES: "Chair of Trustees",
    Post.SAFEGUARDING_TRUSTEE: "Safeguarding Trustee",
    Post.HEARING_PANEL: "Hearing Panel",
    Post.APPEAL_COMMITTEE: "Appeal Committee",
    Post.ADMINISTRATOR: "Administrator",
}
"""How each post that is built in is titled below a signature and above an address."""

OFFICES: tuple[str, ...] = (
    Post.HEADTEACHER,
    Post.DEPUTY_HEAD,
    Post.CEO,
    Post.HEAD_OF_GOVERNANCE,
    Post.DIRECTOR_OF_MARKETING,
    Post.CHAIR_OF_GOVERNORS,
    Post.VICE_CHAIR,
    Post.CHAIR_OF_TRUSTEES,
)
"""Posts that say who somebody is; who holds one besides a general post is titled by it."""

GENERAL: tuple[str, ...] = (
    Post.SENIOR_MANAGER,
    Post.SLT,
    Post.LINE_MANAGER,
    Post.TEACHER,
    Post.CENTRAL_TEAM,
    Post.GOVERNOR,
    Post.TRUST_BOARD,
)
"""Posts that many hold, and that tell a reader little."""

PANELS: tuple[str, ...] = (Post.HEARING_PANEL, Post.APPEAL_COMMITTEE)
"""Posts of those who sign for several."""

_SMALL = ("of", "the", "and", "for", "in", "at", "to", "a", "an")


def proper_form(post: PostName, titles: Mapping[str, str]) -> str:
    """Title a post as the trust does (`titles`, by post whatever its capital letters), else in its proper form."""
    return titles.get(post.casefold()) or PROPER.get(post) or in_capitals(post)


def in_capitals(words: str) -> str:
    """Write a title of several words with capital letters; what has some already keeps them."""
    if words != words.lower():
        return words[:1].upper() + words[1:]
    written = (word if place and word in _SMALL else word[:1].upper() + word[1:] for place, word in _numbered(words))
    return " ".join(written)


def _numbered(words: str) -> list[tuple[int, str]]:
    return list(enumerate(words.split()))


def as_held(title: str, kind: Literal["held", "acting", "cover"]) -> str:
    """Say in which way somebody holds a post: in the place of its holder, or for one who is away."""
    return {"held": title, "acting": f"Acting {title}", "cover": f"For the {title}"}[kind]


def read_titles(lines: str) -> Mapping[str, str]:
    """Read what a trust calls its posts: `post | title` on each line."""
    rows = (line.partition("|") for line in lines.splitlines() if "|" in line)
    return {" ".join(post.casefold().split()): title.strip() for post, _, title in rows if title.strip()}
