"""Files that wait with a report which is not sent yet: kept for who chose them, and for nobody else.

Their bytes stand in the folder of evidence, each under a digest of its own that no evidence can have, because who chose
it is sealed in with it: so letting go of one never touches evidence, nor the same picture of a colleague. What is sent
in becomes evidence; what is not goes when the report is begun again, when a danger is named, or after a week.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from duecourse.casework.accounts import sessions
from duecourse.casework.commands.custody.file_kinds import TEXT, judge
from duecourse.casework.commands.custody.file_limits import MOST_BYTES, demand_room, limits_of
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.malware_checks import refuse_malware
from duecourse.casework.commands.custody.shut_files import is_shut_file
from duecourse.casework.context.services import Caller, Services
from engine.errors import BadInput, NotFound, Refused
from engine.identity import PersonId
from engine.ports.accounts import WAITING_FILES
from engine.steps.image_gate import SHUT

MOST_FILES = 12
"""So many files, and bytes of them, wait with one report; more is added to the case afterwards."""


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
    person, wrong = caller.viewer.person, list[str]()
    held = list(waiting(services, person))
    for given, content in files:
        name = kept_name(given)
        try:
            held += _put(services, caller, held, name, content)
        except (BadInput, Refused) as bad:
            wrong.append(f"{name}: {bad}")
    _keep(services, caller, held)
    return tuple(wrong)


def _put(
    services: Services, caller: Caller, held: Sequence[WaitingFile], name: str, content: bytes
) -> tuple[WaitingFile, ...]:
    """Keep one file; () where the same bytes wait already. Raises BadInput or Refused."""
    kind, size, digest = judge(content), len(content), sha256(content).hexdigest()
    if any(each.digest == digest for each in held):
        return ()
    waits = sum(each.size for each in held)
    if len(held) >= MOST_FILES or size + waits > MOST_BYTES:
        raise BadInput(
            f"At most {MOST_FILES} files of together {MOST_BYTES // (1024 * 1024)} MB go with a report. "
            "More can be added to the case afterwards."
        )
    with services.store.reading() as reading:
        limits_of(reading.organisation()).demand_size(kind, size)
        demand_room(services, reading, caller, size, waits)
        if is_shut_file(services, reading, caller.viewer.organisation, digest):
            raise Refused((SHUT,))
    refuse_malware(services, content)
    key = services.files.keep(_sealed(content, caller.viewer.person))
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
    held = waiting(services, caller.viewer.person)
    for each in held:
        if each.key in gone:
            services.files.discard(each.key)
    _keep(services, caller, [each for each in held if each.key not in gone])


def let_go(services: Services, caller: Caller) -> None:
    """Let go of everything that waits: the report was sent, is begun again, or such a file may not be kept."""
    held = waiting(services, caller.viewer.person)
    if held:
        take_out(services, caller, [each.key for each in held])


def let_go_of_old(services: Services) -> None:
    """Let go of the files of reports that nobody sent in for as long as forms are kept; before the forms themselves."""
    before = services.clock.now() - sessions.KEEP_FORMS
    with services.store.reading() as reading:
        unsent = reading.forms_at(WAITING_FILES, before)
    for file in (file for form in unsent for file in read_waiting(form.fields.get("files", ""))):
        services.files.discard(file.key)


def _keep(services: Services, caller: Caller, held: Sequence[WaitingFile]) -> None:
    person = caller.viewer.person
    if held:
        fields = {"files": json.dumps([asdict(each) for each in held])}
        sessions.keep_form(services, person, caller.viewer.organisation, WAITING_FILES, fields)
    else:
        sessions.drop_form(services, person, WAITING_FILES)


def _sealed(content: bytes, person: PersonId) -> bytes:
    return content + f"\n{person}".encode()
