"""The one place where everything is put together; nothing is built at import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from importlib.resources import files

from duecourse import data_folder
from duecourse.casework.context.services import Services
from duecourse.clock import SystemClock
from duecourse.config import Settings
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from duecourse.policies import Library, load_library, read_workflows
from engine.errors import BadFiles, Finding, from_system
from engine.language.source import Plain, read_mapping
from engine.plain import is_list
from engine.ports.records import DraftLetter, LetterKind, Rendered, SealedLetter
from engine.ports.store import Clock
from letters import catalogue, lint, render, seal
from letters.blocks import from_json, to_json
from letters.writers import html, pdf, text
from store import open_store
from store.backup import StoreCopies
from store.connection.database import connect
from store.migrations.copy import Keeping

ENGINE_VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters package behind the protocol that casework knows."""

    catalogue: catalogue.Catalogue
    printer: pdf.Printer

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id."""
        return {
            id_: LetterKind(
                id_,
                template.number,
                template.title,
                template.addressee,
                template.to,
                {fact.path: fact.type for fact in template.own_facts},
                frozenset(fact.path for fact in template.own_facts if fact.required),
            )
            for id_, template in self.catalogue.templates.items()
        }

    def draft(self, template: str, facts: Mapping[str, object], zone: tzinfo) -> Rendered:
        """Write a draft; what is missing is marked in it and listed."""
        guarded = facts.get("guarded_names")
        names = tuple(str(name) for name in guarded) if is_list(guarded) else ()
        draft = render.draft(self.catalogue.templates[template], facts, zone=zone, guarded_names=names)
        used = seal.canonical(draft.facts_used).decode()
        return Rendered(draft.template_hash, to_json(draft.blocks), used, draft.problems())

    def show(self, blocks: str, format_: str, title: str) -> str:
        """Give a draft or an issued letter as `text` or `html`."""
        tree = from_json(blocks)
        return html.write(tree, title=title) if format_ == "html" else text.write(tree)

    def print_draft(self, blocks: str, title: str, reference: str, at: datetime) -> bytes:
        """Give a draft as PDF, marked as a draft on every sheet."""
        return self.printer.write(from_json(blocks), pdf.Head(title, reference, draft=True), at)

    def notes(self, blocks: str) -> tuple[str, ...]:
        """Say which characters the PDF spells out, because no font of its own can draw them."""
        return self.printer.notes(from_json(blocks))

    def seal(self, draft: DraftLetter, issued_by: str, issued_at: datetime, reference: str) -> SealedLetter:
        """Seal a draft with every rendition of it."""
        template = self.catalogue.templates[draft.template]
        issue = seal.Issue(
            f"{draft.case}/{draft.number}",
            draft.template,
            draft.template_hash,
            issued_by,
            None,
            issued_at,
            {"duecourse": ENGINE_VERSION, "pdf": self.printer.version},
        )
        renditions = {
            "text/plain": self.show(draft.blocks, "text", template.title).encode(),
            "text/html": self.show(draft.blocks, "html", template.title).encode(),
            "application/pdf": self.printer.write(
                from_json(draft.blocks), pdf.Head(template.title, reference, draft=False), issued_at
            ),
        }
        sealed = seal.seal(issue, from_json(draft.blocks), json.loads(draft.facts), renditions)
        return SealedLetter(
            draft.case,
            draft.number,
            sealed.manifest.decode(),
            sealed.digest,
            issued_at,
            issued_by,
            sealed.parts,
        )

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        return seal.verify(seal.Sealed(letter.record.encode(), letter.sha256, letter.renditions))


def build_letters() -> Letters:
    """Load the letters that are shipped. Raises BadFiles."""
    return Letters(_catalogue(), pdf.Printer())


@cache
def _catalogue() -> catalogue.Catalogue:
    """Read the shipped letters once in a process."""
    return catalogue.load(read_mapping)


def build_library(settings: Settings, letters: Letters) -> Library:
    """Load, check and compile the policies. Raises BadFiles with every fault."""
    library = load_library(read_workflows(settings.workflows), letters.kinds())
    library.folder = settings.workflows
    return library


def _library_anyhow(settings: Settings, letters: Letters) -> Library:
    try:
        return build_library(settings, letters)
    except BadFiles as bad:
        return Library({}, letters.kinds(), settings.workflows, tuple(str(finding) for finding in bad.findings))


def build_office(settings: Settings, clock: Clock | None = None, *, anyhow: bool = False) -> Services:
    """Put everything together: nothing starts on a bad policy, but `anyhow` lets one look at it. Raises BadFiles."""
    letters = build_letters()
    library = _library_anyhow(settings, letters) if anyhow else build_library(settings, letters)
    chosen = clock or SystemClock()
    try:
        data_folder.prepare(settings.data)
    except OSError as error:
        raise from_system(error) from error
    store = open_store(settings.database, keeping(settings, chosen.now()))
    evidence = EvidenceFiles(settings.data / data_folder.EVIDENCE)
    helplines = directory("helplines.yaml").get("helplines", [])
    rows: Sequence[Mapping[str, object]] = [row for row in helplines if isinstance(row, dict)]
    return Services(
        store,
        library,
        chosen,
        RandomIdentifiers(),
        letters,
        evidence,
        directory("bank_holidays.yaml"),
        rows,
    )


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
