"""Files that wait with a report which is not sent yet: kept for who chose them, and for nobody else.

Their bytes stand in the folder of evidence, each under a digest that nobody can foresee, because something drawn by lot
is sealed in with it: so letting go of one never touches evidence, nor the same picture of a colleague. What is sent
in becomes evidence; what is not goes when the report is begun again, when a danger is named, or after a week.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from duecourse.casework.accounts import sessions
from duecourse.casework.commands.custody.file_kinds import TEXT
from duecourse.casework.commands.custody.file_limits import MOST_BYTES, demand_room, limits_of
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.malware_checks import refuse_malware
from duecourse.casework.commands.custody.report_files import let_go_of
from duecourse.casework.commands.custody.shut_files import any_is_shut, digests_of
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotFound, Refused
from engine.identity import PersonId
from engine.ports.accounts import WAITING_FILES, KeptForm
from engine.steps.image_gate import SHUT

MOST_FILES = 12
"""So many files, and bytes of them, wait with one report; more is added to the case afterwards."""
TOO_MANY = (
    f"At most {MOST_FILES} files of together {MOST_BYTES // (1024 * 1024)} MB go with a report. "
    "More can be added to the case afterwards."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that waits: `key` is what its bytes are kept under, `digest` what they have as evidence."""

    key: str
    digest: str
    name: str
    size: int
    media_type: str = TEXT

    @property
    def is_picture(self) -> bool:
        """Say whether it is a picture."""
        return self.media_type.startswith("image/")


def waiting(services: Services, person: PersonId) -> tuple[WaitingFile, ...]:
    """List the files that wait with somebody's report, in the order in which they were chosen."""
    form = sessions.kept_form(services, person, WAITING_FILES)
    return read_waiting(form.fields.get("files", "")) if form else ()


def read_waiting(kept: str) -> tuple[WaitingFile, ...]:
    """Read the list of files as it is kept."""
    return tuple(WaitingFile(**each) for each in json.loads(kept or "[]"))


def put_by(services: Services, caller: Caller, files: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """Keep files with the report that somebody writes. Gives what is wrong with each that cannot be kept.

    The others are kept all the same: nobody chooses ten pictures again because of one.
    """
    held, wrong, new = waiting(services, caller.viewer.person), list[str](), list[WaitingFile]()
    try:
        for given, content in files:
            name = kept_name(given)
            try:
                new += _put(services, caller, (*held, *new), name, content)
            except (BadInput, Refused) as bad:
                wrong.append(f"{name}: {bad}")
        listed = _change(services, caller, lambda before: _joined(before, new), new)
    except BaseException:
        let_go_of(services, [each.key for each in new])
        raise
    there = {each.digest for each in listed}
    return (*wrong, *(f"{each.name}: {TOO_MANY}" for each in new if each.digest not in there))


def _joined(before: Sequence[WaitingFile], new: Sequence[WaitingFile]) -> Sequence[WaitingFile]:
    """Put new files to those that wait, whatever another window added or took out meanwhile."""
    known = {each.digest for each in before}
    return (*before, *(each for each in new if each.digest not in known))[:MOST_FILES]


def _put(
    services: Services, caller: Caller, held: Sequence[WaitingFile], name: str, content: bytes
) -> tuple[WaitingFile, ...]:
    """Keep one file; () where the same bytes wait already. Raises BadInput or Refused."""
    size, digest = len(content), sha256(content).hexdigest()
    if any(each.digest == digest for each in held):
        return ()
    waits = sum(each.size for each in held)
    if len(held) >= MOST_FILES or size + waits > MOST_BYTES:
        raise BadInput(TOO_MANY)
    with services.store.reading() as reading:
        limits = limits_of(reading.organisation())
    kind = limits.judge(content)
    digests = digests_of(services, content, kind.media_type)
    with services.store.reading() as reading:
        demand_room(services, reading, caller, size, waits)
        if any_is_shut(services, reading, caller.viewer.organisation, digests):
            raise Refused((SHUT,))
    refuse_malware(services, content)
    key = services.files.keep(content + f"\n{services.ids.identifier()}".encode())
    return (WaitingFile(key=key, digest=digest, name=name, size=size, media_type=kind.media_type),)


def content_of(services: Services, file: WaitingFile) -> bytes:
    """Give the bytes of a file that waits. Raises BadInput where they are gone."""
    try:
        sealed = services.files.fetch(file.key)
    except NotFound as gone:
        says = f"The file “{file.name}” is no longer here. Take it out of the report, or add it again."
        raise BadInput(says) from gone
    return sealed[: file.size]


def take_out(services: Services, caller: Caller, keys: Iterable[str]) -> None:
    """Let go of files that wait, by their keys."""
    gone = frozenset(keys)
    _let_go_where(services, caller, lambda each: each.key in gone)


def let_go(services: Services, caller: Caller) -> None:
    """Let go of everything that waits: the report was sent, is begun again, or such a file may not be kept."""
    _let_go_where(services, caller, lambda _: True)


def _let_go_where(services: Services, caller: Caller, goes: Callable[[WaitingFile], bool]) -> None:
    if waiting(services, caller.viewer.person):
        _change(services, caller, lambda before: [each for each in before if not goes(each)])


def let_go_of_old(services: Services, before: datetime) -> None:
    """Let go of the files of reports that nobody touched since then; before the forms themselves are."""
    with services.store.reading() as reading:
        unsent = reading.forms_at(WAITING_FILES, before)
    let_go_of(services, [file.key for form in unsent for file in read_waiting(form.fields.get("files", ""))])


def _change(
    services: Services,
    caller: Caller,
    change: Callable[[Sequence[WaitingFile]], Sequence[WaitingFile]],
    new: Sequence[WaitingFile] = (),
) -> Sequence[WaitingFile]:
    """Change the list as it is now, and let go of the bytes of what is not on it any more. Gives the list."""
    person = caller.viewer.person
    with services.store.writing() as writing:
        form = writing.kept_form(person, WAITING_FILES)
        before = read_waiting(form.fields.get("files", "")) if form else ()
        after = change(before)
        if after:
            writing.keep_form(_form(services, caller, after))
        else:
            writing.drop_form(person, WAITING_FILES)
        wanted = {each.key for each in after}
        for key in {each.key for each in (*before, *new)} - wanted:
            # of a list kept by an earlier Duecourse, somebody could make evidence that has this very key
            if not writing.names_file(key):
                services.files.discard(key)
    return after


def _form(services: Services, caller: Caller, held: Sequence[WaitingFile]) -> KeptForm:
    return KeptForm(
        organisation=caller.viewer.organisation,
        person=caller.viewer.person,
        place=WAITING_FILES,
        fields={"files": json.dumps([asdict(each) for each in held])},
        saved_at=services.clock.now(),
    )
