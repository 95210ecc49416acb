"""The one place where everything is put together; nothing is built at import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files

from duecourse import data_folder
from duecourse.casework.context.services import Services
from duecourse.clock import SystemClock
from duecourse.config import Settings
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from duecourse.letter_writer import Letters
from duecourse.policies import Library, load_library, read_workflows
from engine.errors import BadFiles, Finding, from_system
from engine.language.strict_yaml import Plain, read_mapping
from engine.ports.store import Clock
from letters import catalogue, lint
from letters.writers import pdf
from store import open_store
from store.backup import StoreCopies
from store.connection.database import connect
from store.migrations.copy import Keeping


def build_letters() -> Letters:
    """Load the letters that are shipped. Raises BadFiles."""
    return Letters(catalogue.load(read_mapping), pdf.Printer(), version("duecourse"))


@dataclass
class Builder:
    """Puts services together; letters and policies that it has read serve all that it builds."""

    _letters: Letters | None = None

    def letters(self) -> Letters:
        """Give the letters that are shipped, read once. Raises BadFiles."""
        if self._letters is None:
            self._letters = build_letters()
        return self._letters

    def library(self, settings: Settings) -> Library:
        """Load, check and compile the policies. Raises BadFiles with every fault."""
        library = load_library(read_workflows(settings.workflows), self.letters().kinds())
        library.folder = settings.workflows
        return library

    def services(self, settings: Settings, clock: Clock | None = None, *, anyhow: bool = False) -> Services:
        """Put everything together: nothing starts on a bad policy, but `anyhow` lets one look at it.

        Raises BadFiles, BadInput, Unavailable or BrokenRecord.
        """
        library = self._library_anyhow(settings) if anyhow else self.library(settings)
        chosen = clock or SystemClock()
        try:
            data_folder.prepare(settings.data)
        except OSError as error:
            raise from_system(error) from error
        return Services(
            store=open_store(settings.database, keeping(settings, chosen.now())),
            library=library,
            clock=chosen,
            ids=RandomIdentifiers(),
            letters=self.letters(),
            files=EvidenceFiles(settings.data / data_folder.EVIDENCE),
            bank_holidays=directory("bank_holidays.yaml"),
            helplines=_rows(directory("helplines.yaml").get("helplines", [])),
        )

    def _library_anyhow(self, settings: Settings) -> Library:
        try:
            return self.library(settings)
        except BadFiles as bad:
            faults = tuple(str(finding) for finding in bad.findings)
            return Library(policies={}, letters=self.letters().kinds(), folder=settings.workflows, refused=faults)


def build_services(settings: Settings, clock: Clock | None = None, *, anyhow: bool = False) -> Services:
    """Put everything together once: see `Builder.services`."""
    return Builder().services(settings, clock, anyhow=anyhow)


def _rows(rows: Plain) -> Sequence[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def keeping(settings: Settings, at: datetime) -> Keeping:
    """Say where a store is copied to before it is migrated, and with what."""
    return Keeping(settings.data / data_folder.BACKUPS, at, settings.pg_dump, settings.without_backup)


def copies(settings: Settings) -> StoreCopies:
    """Give the way to copy the store while others work in it. Raises BadInput."""
    return StoreCopies(connect(settings.database), settings.pg_dump)


def directory(name: str) -> Mapping[str, Plain]:
    """Read a file of the directory: rows with their source and the day they were checked on."""
    entry = files("workflows") / "directory" / name
    return read_mapping(entry.read_text(encoding="utf-8"), f"directory/{name}")


def lint_letters() -> tuple[Finding, ...]:
    """Compare every template with its contract. Gives every finding, those of the catalogue included."""
    try:
        return lint.check(catalogue.load(read_mapping))
    except BadFiles as bad:
        return bad.findings
