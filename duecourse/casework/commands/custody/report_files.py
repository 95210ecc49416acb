"""The files that come in with a report: each an event of its own in the transaction that opens the case."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from duecourse.casework.commands.custody.file_kinds import judge
from duecourse.casework.commands.custody.file_names import kept_name
from duecourse.casework.commands.custody.shut_files import any_is_shut, digests_of
from duecourse.casework.context.services import Caller, Services
from engine.addresses.reported import pages_in
from engine.changes import contents
from engine.changes.change import Change
from engine.errors import DuecourseError
from engine.identity import CASE
from engine.language.compiled import CompiledPolicy
from engine.ports.records import EvidenceFile
from engine.ports.store import Writing
from engine.record.values import Evidence
from engine.steps.image_gate import SHUT
from engine.steps.transition import Refusal, Step, World, joined


@dataclass(frozen=True, slots=True)
class ReportedFile:
    """A file as it comes in with a report, under the name that it came with; `digest` is the SHA-256 of its bytes.

    It is hashed here, once, before anybody waits for the transaction that opens the case.
    """

    name: str
    content: bytes
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Hash the bytes, and give it a name that can be shown."""
        object.__setattr__(self, "name", kept_name(self.name))
        object.__setattr__(self, "digest", sha256(self.content).hexdigest())


@contextmanager
def holding(services: Services, files: Sequence[ReportedFile]) -> Generator[None]:
    """Let go of the bytes of files where the report that brings them is not recorded.

    Where it is, they are kept once more: the same bytes may have been let go of in between, where somebody else could
    not keep them. E-mails among them are opened before, so that nobody waits for that in the transaction.
    """
    for file in files:
        digests_of(services, file.content, judge(file.content).media_type)
    try:
        yield
    except BaseException:
        let_go_of(services, [file.digest for file in files])
        raise
    for file in files:
        services.files.keep(file.content)


def let_go_of(services: Services, digests: Iterable[str]) -> None:
    """Remove bytes that no evidence is kept under; why they were not kept is the fault that is told, not this."""
    gone = tuple(digests)
    if gone:
        with suppress(DuecourseError), services.store.writing() as writing:
            for digest in gone:
                if not writing.names_file(digest):
                    services.files.discard(digest)


def with_files(
    services: Services,
    writing: Writing,
    caller: Caller,
    opened: Step | Refusal,
    *,
    files: Sequence[ReportedFile],
    policy: CompiledPolicy,
    world: World,
) -> Step | Refusal:
    """Take the files of a report in custody, and give the report with them as one step.

    The gate against illegal images stands before each: refused is the whole report, with why, and no byte is kept.
    """
    if isinstance(opened, Refusal):
        return opened
    organisation = opened.case.organisation
    words = {(entry.event.sequence, key): text.text for entry in opened.entries for key, text in entry.words.items()}
    seeing = replace(world, pages=pages_in(words, writing.flagged_addresses(organisation))) if files else world
    change, steps = Change(caller.actor, world.at, via=caller.via), [opened]
    for number, file in enumerate(files, 1):
        evidence, case = _evidence(file, number), steps[-1].case
        if any_is_shut(services, writing, organisation, digests_of(services, file.content, evidence.media_type)):
            return Refusal((SHUT,))
        taken = contents.add_evidence(policy, case, evidence, {"name": file.name, "url": ""}, change, seeing)
        if isinstance(taken, Refusal):
            return taken
        steps.append(taken)
    return joined(steps)


def _evidence(file: ReportedFile, number: int) -> Evidence:
    kind = judge(file.content)
    return Evidence(
        number=number,
        kind=kind.kind,
        on=CASE,
        sha256=file.digest,
        size=len(file.content),
        media_type=kind.media_type,
        captured_at=None,
    )


def keep_files(
    services: Services, writing: Writing, caller: Caller, result: Step, files: Sequence[ReportedFile]
) -> None:
    """Keep what is known of the files of a report, and then their bytes."""
    for file, evidence in zip(files, result.case.evidence.values(), strict=True):
        row = EvidenceFile(
            case=result.case.id,
            number=evidence.number,
            on=evidence.on,
            kind=evidence.kind,
            name=file.name,
            media_type=evidence.media_type,
            size=evidence.size,
            sha256=evidence.sha256,
            url="",
            captured_at=None,
            added_at=result.entries[-1].event.at,
            added_by=caller.viewer.person,
        )
        writing.add_evidence(result.case.organisation, row)
    for file in files:
        services.files.keep(file.content)
