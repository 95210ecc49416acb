"""A backup: the store and its evidence in one archive, made while people work, and verified before it has its name.

The database is copied first. Whatever evidence it names was kept before its row was written, so none of it can be
missing; evidence that comes later is named by no row of the copy and stays out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from duecourse.casework.context.access_log import take_reads
from duecourse.casework.context.services import Services
from duecourse.private_files import sync, write_file
from engine.errors import BadInput, BrokenRecord, NotFound
from engine.identity import NO_PERSON, NO_REFERENCE
from engine.ports.copies import Copies, CopyContents, NamedEvidence
from engine.record.access import BACKUP, Access

MANIFEST, EVIDENCE = "manifest.json", "evidence"
Encrypt: TypeAlias = Callable[[Path, Path], None]
"""Encrypts a file into a new one."""
NAMED_BY_TIME = re.compile(r"duecourse-[0-9]{8}T[0-9]{6}Z\.zip(\.age)?")
VERSION = 1
"""Of the archive: a later one that is read otherwise gets another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds; `wrong` says in sentences what was found wrong in the store that was copied."""

    file: str
    size: int
    holding: CopyContents
    evidence: int
    wrong: tuple[str, ...]


def back_up(services: Services, copies: Copies, target: Path, by: str, encrypt: Encrypt | None = None) -> Backup:
    """Make a backup of the store and the evidence at a place where nothing stands yet; `by` is for the access log.

    It is verified first, and then encrypted where `encrypt` says how.

    Raises:
        BadInput: something stands there. Unavailable: the store could not be copied. BrokenRecord: the backup could not
        be used, and is not kept. OSError: the disk did not take it.
    """
    if target.exists():
        raise BadInput(f"{target} is there already and stays as it is. Choose another name for the backup.")
    if not target.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {target.absolute().parent} to write the backup in.")
    take_reads(services)  # who looked up to now is in the copy, and no spool needs to be
    _note(services, by)
    with TemporaryDirectory(prefix=".duecourse-backup-", dir=target.absolute().parent) as name:
        folder = Path(name)
        copy, archive = folder / copies.name, folder / "archive"
        copies.copy(str(copy))
        named = copies.named(str(copy))
        missing = _pack(services, archive, copy, named)
        copy.unlink()
        sync(archive)
        holding = _verify(archive, folder, copies)
        if encrypt is not None:
            plain, archive = archive, folder / "encrypted"
            encrypt(plain, archive)
            sync(archive)
        size = archive.stat().st_size
        write_file(target, b"", new=True)  # takes the name, so that nothing that came in between is lost
        archive.replace(target)
    kept = len({each.sha256 for each in named}) - len(missing)
    return Backup(
        file=str(target), size=size, holding=holding, evidence=kept, wrong=(*holding.wrong, *missing.values())
    )


def name_by_time(now: datetime, *, encrypted: bool) -> str:
    """Name a backup by the moment at which it is made, in UTC."""
    return f"duecourse-{now:%Y%m%dT%H%M%SZ}.zip{'.age' if encrypted else ''}"


def rotate(folder: Path, keep: int) -> Sequence[str]:
    """Remove the oldest backups that are named by their time, but for so many. Gives the names of those removed."""
    ours = sorted(each for each in folder.iterdir() if each.is_file() and NAMED_BY_TIME.fullmatch(each.name))
    for each in ours[:-keep]:
        each.unlink()
    return tuple(each.name for each in ours[:-keep])


def _note(services: Services, by: str) -> None:
    with services.store.writing() as writing:
        line = Access(at=services.clock.now(), person=NO_PERSON, case=NO_REFERENCE, what=BACKUP, detail=by)
        writing.log_access(writing.organisation().id, (line,))


def _pack(services: Services, archive: Path, copy: Path, named: Sequence[NamedEvidence]) -> dict[str, str]:
    """Write the archive. Gives a sentence for every digest whose bytes are not in the store as they should be."""
    missing: dict[str, str] = {}
    with copy.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    write_file(archive, b"")
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        packed.write(copy, copy.name)
        for each in {each.sha256: each for each in named}.values():
            try:
                content = services.files.fetch(each.sha256)
            except (NotFound, BrokenRecord) as error:
                missing[each.sha256] = f"{each.reference}, evidence {each.number}: {error}"
            else:
                packed.writestr(f"{EVIDENCE}/{each.sha256[:2]}/{each.sha256}", content, ZIP_STORED)
        manifest = {
            "duecourse_backup": VERSION,
            "made_at": services.clock.now().isoformat(),
            "database": copy.name,
            "sha256": digest,
            "missing": sorted(missing.values()),
        }
        packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return missing


def _verify(archive: Path, folder: Path, copies: Copies) -> CopyContents:
    """Open the finished archive again, as somebody would who needs it, and compare all of it. Raises BrokenRecord."""
    copy = folder / copies.name
    try:
        with ZipFile(archive) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            packed.extract(copies.name, folder)
            with copy.open("rb") as file:
                whole = file_digest(file, "sha256").hexdigest() == manifest["sha256"]
            inside = {name for name in packed.namelist() if name.startswith(f"{EVIDENCE}/")}
            altered = [name for name in inside if not fits(packed, name)]
    except BadZipFile as error:
        raise BrokenRecord(f"The backup cannot be read back ({error}) and was not kept.") from error
    asked = {each.sha256 for each in copies.named(str(copy))}
    lacking = len(asked) - len(inside) - len(manifest["missing"])
    if not whole or altered or lacking:
        raise BrokenRecord("What was read back from the backup is not what was written. It was not kept.")
    return copies.check(str(copy))


def fits(packed: ZipFile, name: str) -> bool:
    """Say whether a piece of evidence in an archive has the digest that it is named by."""
    return sha256(packed.read(name)).hexdigest() == name.rpartition("/")[2]
