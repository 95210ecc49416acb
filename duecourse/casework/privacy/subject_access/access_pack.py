"""A request for what is kept about somebody: collected, marked, and given as a folder in one ZIP with an index in Word.

Those who handle cases collect it, each what they see. That it was taken is written down before it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from duecourse.casework.administration.permission import demand_active
from duecourse.casework.context.access_log import log_reads
from duecourse.casework.context.look.whole_case import load_whole
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.privacy.assessment import plain
from duecourse.casework.privacy.subject_access.found_data import CaseData, Room, collected
from engine.errors import BadInput, NotFound, NotPermitted
from engine.identity import NO_REFERENCE, NO_SCHOOL, CaseReference, PersonId, PostName
from engine.language.posts import spelling
from engine.language.vocabulary import Post
from engine.ports.records import Organisation, Person
from engine.ports.store import Reading
from engine.record.access import Access
from engine.time.duration import add_months
from engine.time.moments import say_date, say_moment

HANDLING = tuple(
    PostName(post)
    for post in (
        Post.DPO,
        Post.DEPUTY_DPO,
        Post.HEAD_OF_GOVERNANCE,
        Post.CENTRAL_TEAM,
        Post.HR,
        Post.HEADTEACHER,
        Post.SENIOR_MANAGER,
        Post.DEPUTY_HEAD,
        Post.DSL,
        Post.CHAIR_OF_GOVERNORS,
        Post.CEO,
    )
)
"""The posts whose holders handle cases and answer such a request; administrators are none of them by that."""
LARGEST = 100_000_000
"""So many bytes of files are put into one pack; of a case for whose files there is no room it says so."""
INDEX, TITLE = "index.docx", "What is kept about a person"
TAKEN = "subject access pack"
Found: TypeAlias = Sequence[tuple[CaseData, tuple[str, ...]]]
"""What was found in each case, and what the index says of its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPack:
    """What was collected: a ZIP, from how many cases, how many marks of others are in it, when an answer is due."""

    content: bytes
    name: str
    cases: int
    others: int
    due: date


def may_collect(person: Person, at: datetime) -> bool:
    """Say whether somebody holds a post that answers such requests."""
    return any(spelling(each.post) in HANDLING for each in person.held(at))


def demand_handler(services: Services, reading: Reading, caller: Caller) -> Person:
    """Give the person who asks, who holds a post that handles cases. Raises NotPermitted, naming the posts."""
    person = demand_active(reading, caller)
    if not may_collect(person, services.clock.now()):
        raise NotPermitted(f"This is for those who handle cases, by these posts: {', '.join(HANDLING)}.")
    return person


def demand_to_handle(services: Services, caller: Caller) -> None:
    """Let nobody on who does not handle cases. Raises NotPermitted."""
    with services.store.reading() as reading:
        demand_handler(services, reading, caller)


@dataclass(frozen=True, slots=True)
class DataRequest:
    """Whose request it is, by short or full name; of somebody from outside, the case in which they are known; when."""

    person: str
    case: CaseReference = NO_REFERENCE
    asked_on: date | None = None


def collect(services: Services, caller: Caller, request: DataRequest) -> AccessPack:
    """Collect what is kept about somebody, as far as the caller sees it.

    Raises NotPermitted, NotFound where there is nobody of that name or there are several, or BadInput for a day that is
    still to come.
    """
    with TemporaryFile() as target:
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            told, found = _filled(services, caller, request, archive)
        target.seek(0)
        content = target.read()
    others, day = sum(line.others for case, _ in found for line in case.lines), told.at.astimezone(told.zone).date()
    return AccessPack(content=content, name=f"subject-access-{day}.zip", cases=len(found), others=others, due=told.due)


def _filled(services: Services, caller: Caller, request: DataRequest, archive: ZipFile) -> tuple[_Told, Found]:
    """Put everything into the archive, one case after the other; that it was taken is written down before the index."""
    now, room = services.clock.now(), Room(LARGEST)
    with services.store.reading() as reading:
        by, trust = demand_handler(services, reading, caller), reading.organisation()
        today = now.astimezone(ZoneInfo(trust.zone)).date()
        asked = request.asked_on or today
        if asked > today:
            raise BadInput("The day on which they asked is still to come.")
        person = _person(services, caller, reading, request)
        told = _Told(person=person, by=by, trust=trust, asked=asked, due=add_months(asked, 1), at=now)
        found = [_put(archive, case) for case in collected(services, caller, reading, person, room)]
    _write_down(services, caller, person.id, [case.reference for case, _ in found])
    text = "\n\n".join((*_index(told, found), *_unread(room))) + "\n"
    archive.writestr(INDEX, services.letters.paper_file(text, TITLE, now))
    return told, found


def _put(archive: ZipFile, case: CaseData) -> tuple[CaseData, tuple[str, ...]]:
    """Put the files of a case into the pack, and let go of their bytes; gives what the index says of each."""
    names = list[str]()
    for number, piece in enumerate(case.pieces, 1):
        name = f"{case.reference}/{number:02}-{piece.name}"
        archive.writestr(name, piece.content)
        names.append(f"{name}: {piece.title}")
    return replace(case, pieces=()), tuple(names)


def _person(services: Services, caller: Caller, reading: Reading, request: DataRequest) -> Person:
    """Find the person; somebody from outside among those whom the caller sees in a case, which is written down."""
    written, trust = " ".join(request.person.split()), caller.viewer.organisation
    among = _outsiders(services, caller, reading, request.case) if request.case else reading.people(trust)
    keyed = next((each for each in among if written in (each.key, each.id)), None)
    named = [keyed] if keyed else [each for each in among if each.name.casefold() == written.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise NotFound(f"Several people are called '{written}': {', '.join(each.key for each in named)}. Name one.")
    raise NotFound(
        f"There is nobody of the name '{written}'. Colleagues are listed by `duecourse person list`; somebody from "
        "outside is named with the case in which they are known, and listed by `duecourse case person list CASE`."
    )


def _outsiders(services: Services, caller: Caller, reading: Reading, reference: CaseReference) -> Sequence[Person]:
    view = load_whole(services, caller, reading, reference).view
    log_reads(services, caller, [(reference, "people from outside")])
    return [each for each in view.people.values() if each.case]


def _write_down(services: Services, caller: Caller, person: PersonId, cases: Sequence[CaseReference]) -> None:
    now, by = services.clock.now(), caller.viewer.person
    lines = [Access(at=now, person=by, case=case, what="read", detail=f"{TAKEN}, exported") for case in cases]
    with services.store.writing() as writing:
        taken = Access(at=now, person=by, case=NO_REFERENCE, what=TAKEN, detail=person)
        writing.log_access(caller.viewer.organisation, [taken, *lines])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    person: Person
    by: Person
    trust: Organisation
    asked: date
    due: date
    at: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.trust.zone)

    @property
    def knows(self) -> bool:
        """Say whether the collector may give out how the person is reached: by their place, or for the whole trust."""
        mine = {each.school for each in self.by.held(self.at) if spelling(each.post) in HANDLING}
        theirs = {each.school for each in self.person.held(self.at)}
        return NO_SCHOOL in mine or bool(mine & theirs) or bool(self.person.case)


def _index(told: _Told, found: Found) -> Iterator[str]:
    yield f"# {TITLE}: {plain(told.person.name)}"
    yield (
        f"Collected by {plain(told.by.name)} on {say_moment(told.at, told.zone)}. They asked on "
        f"{say_date(told.asked)}: an answer is due within one month, by {say_date(told.due)} "
        "(UK GDPR, Articles 12 and 15)."
    )
    yield "## Before it is given"
    yield "\n".join(
        (
            "- Others are marked: **[other person: …]**. A person decides about each: taken out, or left where it is "
            "reasonable or they agree. Names that nobody entered anywhere cannot be known: read every line.",
            "- **To decide** names what may be exempt and why it was marked. Nothing was decided, and a line without "
            "a mark may be exempt as well.",
            "- Their own words are theirs, and said to be so. Letters and evidence are files beside this index, as "
            "they are: take out of a copy what is about others.",
            f"- It holds what {plain(told.by.name)} may see. Somebody else who handles cases may see other things.",
            "- Delete these lines, and this index where it is not given.",
        )
    )
    yield from _entered(told)
    for case, names in found:
        yield from _case(told, case, names)
    if not found:
        yield "In the cases that were looked through, nothing is kept about them."


def _entered(told: _Told) -> Iterator[str]:
    person = told.person
    yield "## As they are entered"
    if not told.knows:
        yield f"- Name: {plain(person.name)}"
        yield "The rest is collected by those who handle cases where they work, or in the whole trust."
        return
    said = {
        "Name": person.name,
        "Earlier names": ", ".join(person.former_names),
        "E-mail": person.email,
        "Telephone": person.telephone,
        "Address": person.postal_address,
        "What they are": person.relation,
        "Posts": ", ".join(dict.fromkeys(each.post for each in person.posts)),
    }
    yield "\n".join(f"- {name}: {plain(value)}" for name, value in said.items() if value)


def _unread(room: Room) -> Iterator[str]:
    if room.unread:
        yield "## Not in it"
        yield "\n".join(f"- {plain(each)}" for each in dict.fromkeys(room.unread))


def _case(told: _Told, case: CaseData, names: Sequence[str]) -> Iterator[str]:
    yield f"## Case {case.reference}, {plain(case.school)}"
    yield f"Their part: {', '.join(case.parts) or 'they are named'}."
    if case.namesake:
        yield "**To decide:** whether it is they: somebody of this name is known in this case alone."
    for line in case.lines:
        own = "; their own words" if line.is_own else ""
        decide = f" **To decide: {', '.join(line.decide)}.**" if line.decide else ""
        who = f"**[other person: {plain(line.who)}]**" if line.is_other else plain(line.who)
        yield f"{say_moment(line.at, told.zone)}, by {who}{own}: {line.says}{decide}"
    if names:
        yield "### Files"
        yield "\n".join(f"- {plain(each)}. **To decide:** what in it is about others" for each in names)
    if case.missing:
        yield "### Not in it"
        yield "\n".join(f"- {plain(each)}" for each in case.missing)
