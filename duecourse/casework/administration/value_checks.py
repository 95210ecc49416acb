"""How what is typed about people and places is checked before it is kept: each check gives a sentence or ""."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from duecourse.policies.library import Library
from engine.errors import BadInput
from engine.identity import PostName
from engine.language.posts import BUILT_IN, known_posts, nearest, spelling
from engine.ports.mail.relay import is_address
from engine.ports.records import Organisation
from engine.postal_addresses import wrong_lines
from engine.time.calendar import NATIONS

LONGEST_KEY, LONGEST_NAME, LONGEST_ADDRESS = 60, 200, 500
RESERVED = ("nobody", "scheduler")
"""Words that stand for somebody else on the command line and in the record."""
_TELEPHONE = re.compile(r"[0-9+() ./-]*(?: ?(?:ext\.?|x) ?[0-9]+)?")
_FEWEST_FIGURES = 3


def refuse_all(wrong: Iterable[str]) -> None:
    """Refuse with every sentence at once. Raises BadInput where there is one."""
    found = tuple(dict.fromkeys(sentence for sentence in wrong if sentence))
    if found:
        raise BadInput("\n".join(found))


def wrong_key(key: str, taken: Iterable[str] = ()) -> str:
    """Say what is wrong with a short name; capital letters make no difference between two."""
    fits = key[:1].isalnum() and all(each.isalnum() or each in "-_." for each in key)
    if not fits or len(key) > LONGEST_KEY:
        return f"'{key}' is no short name: letters, figures, - and _ only, beginning with a letter or figure."
    if key.lower() in RESERVED:
        return f"'{key}' has a meaning of its own here. Choose another short name."
    if key.lower() in {each.lower() for each in taken}:
        return f"The short name '{key}' is taken already. Choose another."
    return ""


def wrong_name(name: str, whose: str) -> str:
    """Say what is wrong with a name that is printed in lists and letters."""
    if name.strip() and len(name) <= LONGEST_NAME and name.isprintable():
        return ""
    return f"{whose} needs a name, on one line and of at most {LONGEST_NAME} characters."


def wrong_address(address: str, whose: str) -> str:
    """Say what is wrong with a postal address; "" is none yet."""
    lines = wrong_lines(address)
    if lines:
        return f"For {whose}, {lines}."
    if len(address) <= LONGEST_ADDRESS and all(line.isprintable() for line in address.splitlines()):
        return ""
    return f"The address of {whose} is too long or holds characters that cannot be seen."


def wrong_email(email: str) -> str:
    """Say what is wrong with an e-mail address; "" is none yet."""
    if not email or (is_address(email) and "." in email.rpartition("@")[2] and len(email) <= LONGEST_NAME):
        return ""
    return f"'{email}' is no e-mail address. Write it like ann@school.example."


def wrong_telephone(telephone: str) -> str:
    """Say what is wrong with a telephone number; "" is none yet."""
    figures = sum(each.isdigit() for each in telephone)
    fits = _TELEPHONE.fullmatch(telephone) and figures >= _FEWEST_FIGURES and len(telephone) <= LONGEST_KEY
    if not telephone or fits:
        return ""
    return f"'{telephone}' is no telephone number. Write figures and blanks, such as 01632 960001."


def wrong_nation(nation: str) -> str:
    """Say what is wrong with a nation."""
    return "" if nation in NATIONS else f"'{nation}' is no nation here. Write one of: {', '.join(NATIONS)}."


def posts_known(library: Library, organisation: Organisation | None = None) -> tuple[PostName, ...]:
    """List the posts that the policies know, those of the trust's own policy first."""
    said = organisation.settings.get("policy", "") if organisation else ""
    ordered = sorted(library.policies.items(), key=lambda item: item[0] != said)
    own = (post for _, policy in ordered for post in known_posts(policy.definition))
    return tuple(dict.fromkeys((*own, *BUILT_IN)))


def wrong_post(post: str, known: Iterable[PostName]) -> str:
    """Say that a post is not known, with the nearest that is."""
    known = tuple(known)
    if spelling(post, known):
        return ""
    close = nearest(post, known)
    meant = f" Did you mean '{close}'?" if close else ""
    return f"'{post}' is no post that the policies know.{meant} All of them: `duecourse post list --known`."


def changed(now: Mapping[str, str], given: Mapping[str, str | None]) -> dict[str, str]:
    """Put what was given in place of what is there; None leaves a value as it is. Raises BadInput for no change."""
    fresh = {name: value.strip() for name, value in given.items() if value is not None}
    if not fresh:
        raise BadInput(f"Say what to change: {', '.join('--' + name.replace('_', '-') for name in given)}.")
    return {**now, **fresh}
