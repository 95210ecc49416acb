"""Names in parts, and how somebody is spoken to.

Nobody splits a name: not everybody has a title or two names, and a family name may come first or be of several words.
Where parts are missing, the name as it is written stands in their place.
"""

from __future__ import annotations

import re

from engine.ports.records import Person

_HANDLE = re.compile(r"[@_/\\]|\d|\w\.\w|^\W")
"""What shows that something typed is the name of an account, a year or a class, and no name of a person."""
_ADDRESS = re.compile(r"\w+://")
_GROUPS = (
    "all ",
    "families",
    "governors",
    "members ",
    "parents",
    "people",
    "pupils",
    "staff",
    "the ",
    "those ",
    "carers",
)
_NOBODY = (
    "a ",
    "an ",
    "any ",
    "anonymous",
    "somebody",
    "someone",
    "unknown",
    "not known",
    "nobody",
    "no name",
    "member of",
)


def display_name(given: str, family: str) -> str:
    """Put together the name that lists show, of the parts that there are; somebody may have one alone."""
    return " ".join(part for part in (given.strip(), family.strip()) if part)


def named_on_an_envelope(person: Person) -> str:
    """Give the name as it stands above an address: with the title, where there is one."""
    titled = bool(person.title) and not person.name.casefold().startswith(person.title.casefold() + " ")
    return f"{person.title} {person.name}" if titled else person.name


def salutation(person: Person) -> str:
    """Give the name that follows "Dear": what was entered for it, else title and family name, else the whole name."""
    if person.address_form:
        return person.address_form
    return f"{person.title} {person.family}" if person.title and person.family else person.name


_TITLES = r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|revd|sir|lady|lord|dame|fr|cllr|canon)"
_PARTICLES = r"(?:van|von|de|der|den|des|la|le|di|da|du|del|dos|al|el|bin|ibn|ap|ter|ten|st)"
_TITLED = re.compile(
    rf"(?P<titles>{_TITLES}\.?(?: (?:and|&) {_TITLES}\.?)?) (?:.*? )?(?P<family>(?:{_PARTICLES} )*[^ ]+)", re.IGNORECASE
)


def titled_name(typed: str) -> str:
    """Give the name that follows "Dear" for somebody as an address has them: “Mrs Example” for “Mrs Anna Example”.

    Without a title it is the whole name; two people who each have one stay as they are written.
    """
    name = " ".join(spoken_to(typed).split())
    found = _TITLED.fullmatch(name)
    if found is None or re.search(rf" (?:and|&) {_TITLES}\b", name[found.end("titles") :], re.IGNORECASE):
        return name
    return f"{found['titles']} {found['family']}"


def without_title(typed: str) -> str:
    """Give a name as it is compared with another: “Anna Example” for “Mrs Anna Example”."""
    titles = rf"{_TITLES}\.?(?: (?:and|&) {_TITLES}\.?)? (?=\S)"
    return re.sub(f"^{titles}", "", " ".join(typed.split()), count=1, flags=re.IGNORECASE)


def spoken_to(typed: str) -> str:
    """Give the name that follows "Dear" for somebody of whom only a typed name is known; "" where it is no name.

    An account, a group or a description is spoken to as Sir or Madam. What follows a comma, a bracket or a line is no
    part of a name.
    """
    name = re.split(r"[,;(\[\n:|]", typed, maxsplit=1)[0].strip()
    said = name.casefold()
    if not name or _ADDRESS.match(typed.strip()) or _HANDLE.search(name) or said.startswith((*_GROUPS, *_NOBODY)):
        return ""
    return name if any(each.isalpha() for each in name) else ""
