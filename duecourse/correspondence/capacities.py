"""In which post somebody signs a letter or receives it, as the letter prints it."""

from __future__ import annotations

from duecourse.correspondence.dossier import Dossier
from engine.identity import NO_POST, NO_ROLE, PostName, RoleName
from engine.language.posts import ADMINISTRATOR
from engine.people.post_titles import GENERAL, OFFICES, PANELS, PROPER, as_held, in_capitals, proper_form, read_titles
from engine.people.posts_beside import bare
from engine.people.staffing import ranked
from engine.ports.records import Person, Tenure

TITLES = "post_titles"
"""The setting in which a trust says how it titles its posts."""


def capacity(dossier: Dossier, person: Person, role: RoleName = NO_ROLE) -> str:
    """Title somebody by the post that brings them a role of the case, or else by what they are here; "" for neither."""
    post, behind = _post(dossier, person, role)
    if not post:
        return ""
    held = _tenure(dossier, person, post)
    title, kind = _title(dossier, post, role if behind else NO_ROLE), held.kind if held else "held"
    return as_held(title, "cover" if title == PROPER.get(post) and post in PANELS else kind)


def place_of(dossier: Dossier, person: Person, role: RoleName = NO_ROLE) -> str:
    """Name the school at which somebody holds that post, or the trust for a post of the trust; "" for no post."""
    post, _ = _post(dossier, person, role)
    held = _tenure(dossier, person, post)
    if held is None:
        return dossier.school.name if post else ""
    return dossier.places.get(held.school, dossier.organisation.name)


def _post(dossier: Dossier, person: Person, role: RoleName) -> tuple[PostName, bool]:
    """Name the post by which somebody is titled, and say whether it is the one that brings them the role."""
    behind = _behind(dossier, person, role) if role in dossier.policy.definition.roles else NO_POST
    post = behind or PostName(dossier.post_of(person) or NO_POST)
    if post in GENERAL:
        held = {each.post for each in _here(dossier, person)}
        post = next((PostName(office) for office in OFFICES if office in held), post)
    return post, bool(post) and post == behind


def _tenure(dossier: Dossier, person: Person, post: PostName) -> Tenure | None:
    return next((each for each in _here(dossier, person) if each.post == post), None)


def _title(dossier: Dossier, post: PostName, role: RoleName) -> str:
    """Title a post as the trust does; else, where its policy calls the role otherwise, as the policy does."""
    titles = read_titles(dossier.setting(TITLES) or "")
    called = dossier.policy.definition.names.get(role, "") if str(role) == str(post) else ""
    return proper_form(post, titles) if post.casefold() in titles or not called else in_capitals(called)


def _behind(dossier: Dossier, person: Person, role: RoleName) -> PostName:
    return bare(ranked(dossier.policy, dossier.present, role, dossier.staffing, (person.id,))[0][1])


def _here(dossier: Dossier, person: Person) -> tuple[Tenure, ...]:
    """Give the posts that somebody holds at the school of the case or for the trust; else all that they hold."""
    posts = tuple(each for each in person.held(dossier.now) if each.post != ADMINISTRATOR)
    here = tuple(each for each in posts if each.school in ("", dossier.school.id, *dossier.case.shared))
    return here or posts
