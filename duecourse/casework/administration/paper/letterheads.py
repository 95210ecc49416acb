"""What stands on the paper of a school or of the trust: read, changed, and shown on a specimen letter.

Every change is kept with its day; an issued letter keeps the paper it went out on, as its bytes are sealed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from duecourse.casework.administration.permission import (
    demand_administrator,
    demand_keeper,
    demand_reach,
    demand_school,
    note,
)
from duecourse.casework.administration.settings import with_setting, wrong_value
from duecourse.casework.administration.value_checks import (
    refuse_all,
    wrong_address,
    wrong_email,
    wrong_name,
    wrong_telephone,
)
from duecourse.casework.context.services import Caller, Services, school_of, spend
from engine.errors import BadInput
from engine.identity import NO_SCHOOL, PersonId
from engine.ports.letters.letterheads import Letterhead
from engine.ports.letters.safe_links import web_link
from engine.ports.records import Organisation, School
from engine.ports.store import Reading, Writing

TRUST = ""
"""The short name under which the paper of the trust itself is asked for."""
OF_PAPER = ("telephone", "email", "web", "footer")
"""What is kept with a letterhead; the rest is what is known of the school or the trust anyhow."""
OF_SCHOOL, OF_TRUST = ("address",), ("name", "address", "company_number")
LONGEST_WEB, LONGEST_FOOTER, FOOTER_LINES = 200, 400, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The paper of one place: what is its own, and what the trust has where it has none."""

    organisation: Organisation
    school: School | None
    own: Letterhead | None
    trusts: Letterhead | None
    history: tuple[Letterhead, ...] = ()

    @property
    def key(self) -> str:
        """Give the short name of the school; "" for the trust."""
        return self.school.key if self.school else TRUST

    @property
    def where(self) -> str:
        """Give the identifier of the place."""
        return self.school.id if self.school else self.organisation.id

    @property
    def title(self) -> str:
        """Name the place."""
        return self.school.name if self.school else self.organisation.name

    @property
    def said(self) -> Mapping[str, str]:
        """Give what stands on it of its own, by name; "" where it has none."""
        kept = {name: str(getattr(self.own, name)) if self.own else "" for name in OF_PAPER}
        if self.school:
            return {"address": self.school.address, **kept}
        known = {name: self.organisation.settings.get(name, "") for name in ("address", "company_number")}
        return {"name": self.organisation.name, **known, **kept}

    @property
    def fallen_back(self) -> Mapping[str, str]:
        """Give what stands on it because the trust has it."""
        if self.school is None or self.trusts is None:
            return {}
        own = self.said
        return {name: text for name in OF_PAPER if not own[name] and (text := str(getattr(self.trusts, name)))}

    @property
    def logo(self) -> tuple[str, str]:
        """Give the digest of its logo and what it shows, its own or the trust's; "" where there is none."""
        for paper in (self.own, self.trusts):
            if paper is not None and paper.logo:
                return paper.logo, paper.logo_says
        return "", ""


def papers(services: Services, caller: Caller) -> Sequence[Paper]:
    """List the paper of the trust and of each school that the person keeps. Raises NotPermitted."""
    with services.store.reading() as reading:
        found = demand_keeper(reading, caller, services.clock.now())
        trust = reading.organisation()
        places = [school for school in reading.schools(trust.id) if school.active and found.reaches(school.id)]
        chosen: list[School | None] = [None, *places] if found.whole else [*places]
        return [_paper(reading, trust, school) for school in chosen]


def paper(services: Services, caller: Caller, key: str) -> Paper:
    """Give the paper of a school, or of the trust where the key is "". Raises NotFound, NotPermitted."""
    with services.store.reading() as reading:
        trust = reading.organisation()
        found = demand_keeper(reading, caller, services.clock.now())
        school = school_of(reading, trust.id, key) if key else None
        demand_reach(reading, found, (school.id if school else NO_SCHOOL,), services.clock.now())
        where = school.id if school else NO_SCHOOL
        history = tuple(each for each in reading.letterheads(trust.id) if each.school == where)
        return replace(_paper(reading, trust, school), history=history)


def _paper(reading: Reading, trust: Organisation, school: School | None) -> Paper:
    own, trusts = reading.paper_of(trust.id, school.id if school else NO_SCHOOL)
    return Paper(organisation=trust, school=school, own=own if school else trusts, trusts=trusts if school else None)


def wrong_paper(key: str, said: Mapping[str, str]) -> Mapping[str, str]:
    """Say what is wrong with each thing that would stand on paper, by its name; nothing where all of it is taken."""
    whose = f"the school '{key}'" if key else "the trust"
    found = {
        "name": "" if "name" not in said else wrong_name(said["name"], "The trust"),
        "address": wrong_address(said.get("address", ""), whose),
        "telephone": wrong_telephone(said.get("telephone", "")),
        "email": wrong_email(said.get("email", "")),
        "web": _wrong_web(said.get("web", "")),
        "footer": _wrong_footer(said.get("footer", "")),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _wrong_web(web: str) -> str:
    if not web or (web_link(web) and len(web) <= LONGEST_WEB):
        return ""
    return f"'{web}' is no web address. Write it as people type it, such as www.school.example."


def _wrong_footer(footer: str) -> str:
    lines = footer.splitlines()
    if len(footer) <= LONGEST_FOOTER and len(lines) <= FOOTER_LINES and all(line.isprintable() for line in lines):
        return ""
    return (
        f"The words at the foot have at most {FOOTER_LINES} lines and {LONGEST_FOOTER} characters, "
        "and none that cannot be seen."
    )


def change_paper(services: Services, caller: Caller, key: str, given: Mapping[str, str]) -> Paper:
    """Change what stands on the paper of a place, all of it from now on; what is not given stays.

    Raises BadInput with everything that is wrong, NotFound, NotPermitted, AlreadyDone.
    """
    with services.store.writing() as writing:
        spend(writing, caller, f"/letterhead/{key}" if key else "/letterhead", services.clock.now())
        before, person = demanded(writing, services, caller, key)
        taken = OF_SCHOOL if before.school else OF_TRUST
        unknown = sorted(set(given) - {*OF_PAPER, *taken})
        if unknown:
            raise BadInput(f"The paper of {before.title} takes no {', '.join(unknown)}.")
        said = {**before.said, **{name: "\n".join(text.strip().splitlines()) for name, text in given.items()}}
        if said == dict(before.said):
            raise BadInput(f"The paper of {before.title} says that already.")
        company = wrong_value(services.library, "company_number", said.get("company_number", ""))
        refuse_all((*wrong_paper(key, said).values(), company))
        _save_known(writing, before, said)
        if any(said[name] != before.said[name] for name in OF_PAPER):
            put_in_use(writing, services, before, person, lambda own: _with(own, said))
        note(writing, services, caller, "letterhead changed", before.where)
    return paper(services, caller, key)


def put_in_use(
    writing: Writing, services: Services, before: Paper, person: PersonId, change: Callable[[Letterhead], Letterhead]
) -> None:
    """Put another letterhead of a place in use, from now on: the one before, changed."""
    own = before.own or Letterhead(organisation=before.organisation.id, since=services.clock.now())
    dated = replace(own, school=before.school.id if before.school else NO_SCHOOL, since=services.clock.now(), by=person)
    writing.add_letterhead(change(dated))


def _with(own: Letterhead, said: Mapping[str, str]) -> Letterhead:
    return replace(own, telephone=said["telephone"], email=said["email"], web=said["web"], footer=said["footer"])


def demanded(writing: Writing, services: Services, caller: Caller, key: str) -> tuple[Paper, PersonId]:
    """Give the paper of a place and who changes it, who keeps that place. Raises NotFound, NotPermitted."""
    now = services.clock.now()
    trust = writing.organisation()
    school = school_of(writing, trust.id, key) if key else None
    person = demand_school(writing, caller, school.id, now) if school else demand_administrator(writing, caller, now)
    return _paper(writing, trust, school), person.id


def _save_known(writing: Writing, before: Paper, said: Mapping[str, str]) -> None:
    """Keep what is known of the school or the trust anyhow, where it belongs."""
    if before.school:
        if said["address"] != before.school.address:
            writing.save_school(replace(before.school, address=said["address"]))
        return
    after = before.organisation
    for name in OF_TRUST:
        after = with_setting(after, name, said[name])
    if after != before.organisation:
        writing.save_organisation(after)
