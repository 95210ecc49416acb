"""A backup put back into an empty folder and database: read before anything is written, and verified before it is used.

Nothing is sent afterwards until somebody has said so: what waited when the backup was made may have gone out since.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from duecourse.casework.administration.settings import with_setting
from duecourse.casework.audit.verification import verify_accesses, verify_cases
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.upkeep.backup import EVIDENCE, MANIFEST, VERSION, fits
from engine.errors import BadInput, BrokenRecord
from engine.identity import NO_PERSON, NO_REFERENCE
from engine.ports.copies import Restoration
from engine.ports.files import FileStore
from engine.ports.records import Viewer
from engine.ports.settings import PAUSED, SENDING
from engine.record.access import Access
from engine.record.values import SCHEDULER

NO_BACKUP = "is no backup that `duecourse backup` made, or only a part of one. Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredBackup:
    """What was put back: when it had been copied, what it holds, and what in it does not fit (`wrong`, in sentences).

    `missing` names the evidence whose bytes were not there any more when the backup was made.
    """

    made_at: datetime
    cases: int
    events: int
    accesses: int
    evidence: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup is put back: an empty folder with its evidence, an empty database, and what opens the two."""

    folder: Path
    files: FileStore
    restoration: Restoration
    opens: Callable[[], Services]


def restore(archive: Path, target: Target, by: str) -> RestoredBackup:
    """Put a backup back where nothing is; `by` is for the access log.

    Raises:
        BadInput: the file is no backup, is of a newer Duecourse or of the other kind of database, or something stands
        in its place, or what it holds is damaged; then nothing is left behind. Unavailable, OSError.
    """
    if target.restoration.holds_something():
        raise BadInput(
            "There is a trust already where the backup would go, and it stays as it is. Name an empty folder with "
            "--data (and an empty database with --database), look at what was put back, and serve that."
        )
    manifest, kept = _put_back(archive, target)
    try:
        return _checked(target.opens(), manifest, len(kept), by)
    except BaseException:
        target.restoration.take_away()
        for digest in kept:
            target.files.discard(digest)
        raise


def _put_back(archive: Path, target: Target) -> tuple[Mapping[str, object], Sequence[str]]:
    """Put back what a backup holds. Gives what it says of itself, and the digests of its evidence."""
    untouched = True
    try:
        with ZipFile(archive) as packed, TemporaryDirectory(prefix=".duecourse-restore-", dir=target.folder) as name:
            manifest = _manifest_of(packed, archive)
            copy = _database_of(packed, manifest, Path(name), target.restoration)
            kept = tuple(_evidence_of(packed, target.files))
            untouched = False
            target.restoration.put_back(str(copy))
            return manifest, kept
    except (BadZipFile, EOFError, FileNotFoundError, IsADirectoryError) as error:
        raise BadInput(f"{archive} {NO_BACKUP}") from error
    except BrokenRecord as error:
        raise BadInput(f"{archive} cannot be used. {error}") from error
    finally:
        if untouched:
            target.restoration.take_away()


def _manifest_of(packed: ZipFile, archive: Path) -> Mapping[str, object]:
    try:
        manifest: object = json.loads(packed.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise BadInput(f"{archive} {NO_BACKUP}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("duecourse_backup"), int):
        raise BadInput(f"{archive} {NO_BACKUP}")
    if manifest["duecourse_backup"] > VERSION:
        raise BadInput(f"{archive} was made by a newer Duecourse, and this one cannot read it. Install that one.")
    return manifest


def _database_of(packed: ZipFile, manifest: Mapping[str, object], folder: Path, restoration: Restoration) -> Path:
    """Take the database out of the archive, read it, and give its place. Raises BadInput or BrokenRecord."""
    wanted, found = restoration.copies.name, str(manifest.get("database"))
    if found != wanted:
        kinds = {"duecourse.db": "a SQLite database", "duecourse.sql": "a PostgreSQL database"}
        raise BadInput(
            f"The backup is of {kinds.get(found, found)}, and it would go into {kinds[wanted]}. Put it back into one "
            "of its own kind with --database; `duecourse move-store` takes it to the other one afterwards."
        )
    copy = folder / wanted
    with packed.open(found) as inside, copy.open("wb") as outside:
        shutil.copyfileobj(inside, outside)
    with copy.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != manifest.get("sha256"):
            raise BrokenRecord("The database in the backup is not what was written into it. Nothing was changed.")
    schema = restoration.schema_of(str(copy))
    if restoration.is_newer(schema):
        raise BadInput(f"The backup is of a newer Duecourse (schema {schema}). Install that one and restore with it.")
    if restoration.is_present(schema):
        restoration.copies.check(str(copy))
    return copy


def _evidence_of(packed: ZipFile, files: FileStore) -> Iterator[str]:
    """Keep every piece of evidence, once each is what its name says, and give the digests. Raises BrokenRecord."""
    names = [name for name in packed.namelist() if name.startswith(f"{EVIDENCE}/")]
    if not all(fits(packed, name) for name in names):
        raise BrokenRecord("A piece of evidence in the backup is not what was written into it. Nothing was changed.")
    for name in names:
        yield files.keep(packed.read(name))


def _checked(services: Services, manifest: Mapping[str, object], evidence: int, by: str) -> RestoredBackup:
    """Open what was put back, pause sending, end feeds, links and sessions, write the restoring down, verify all."""
    with services.store.writing() as writing:
        trust = writing.organisation()
        line = Access(at=services.clock.now(), person=NO_PERSON, case=NO_REFERENCE, what="restored", detail=by)
        writing.log_access(trust.id, (line,))
        if trust.settings.get(SENDING) != PAUSED:
            writing.save_organisation(with_setting(trust, SENDING, PAUSED))
        for feed in writing.feeds(trust.id):
            # it may have been ended since the backup was made, and its address be in other hands
            writing.end_feed(trust.id, feed.person)
        for each in writing.one_time_links(trust.id):
            # it may have been used since, and would choose a password once more
            writing.end_link(each.person, services.clock.now())
        # so may a session have been, that of somebody who left among them: everybody signs in again
        writing.purge_sessions(datetime.max.replace(tzinfo=UTC))
    found = verify_cases(services, Caller(viewer=Viewer(trust.id, SCHEDULER)))
    wrong = [f"{each.reference}: {each.wrong}" if each.reference else each.wrong for each in found if each.wrong]
    missing: object = manifest.get("missing")
    restored = RestoredBackup(
        made_at=datetime.fromisoformat(str(manifest["made_at"])),
        cases=sum(1 for each in found if each.reference),
        events=sum(each.events for each in found),
        accesses=verify_accesses(services, trust.id),
        evidence=evidence,
        missing=tuple(map(str, missing)) if isinstance(missing, Sequence) else (),
        wrong=tuple(wrong),
    )
    services.store.close()
    return restored
