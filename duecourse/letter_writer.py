"""Letters as casework asks for them: the package `letters` behind the protocol of `engine.ports`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from engine.identity import PersonId
from engine.plain import is_list
from engine.ports.fact_sources import Gathering
from engine.ports.letters.rendered_letters import Rendered
from engine.ports.records import DraftLetter, LetterKind, SealedLetter
from engine.wordings import Wording

if TYPE_CHECKING:
    # a command that writes, prints or opens no letter pays for none of this
    from letters.catalogue import Catalogue
    from letters.writers.pdf import Printer


@dataclass(frozen=True)
class Letters:
    """The letters package behind the protocol that casework knows.

    What it needs of that package is imported when a letter is asked for.
    """

    @cached_property
    def version(self) -> str:
        """Say which Duecourse this is: it is named in every seal."""
        return version("duecourse")

    @cached_property
    def catalogue(self) -> Catalogue:
        """Give the shipped letters. Raises BadFiles."""
        from engine.language.strict_yaml import read_mapping
        from letters.catalogue import opened

        return opened(read_mapping)

    @cached_property
    def printer(self) -> Printer:
        """Give what sets letters as PDF."""
        from letters.writers.pdf import Printer

        return Printer()

    @cached_property
    def read_kinds(self) -> Mapping[str, LetterKind]:
        """Give what the contract of every letter says, by id. Raises BadFiles."""
        from letters.catalogue import contracts, own_facts
        from letters.contracts.addressee_reader import ORGANISATION
        from letters.contracts.front_matter import NOBODY

        return {
            matter.id: LetterKind(
                id=matter.id,
                number=matter.number,
                title=matter.title,
                addressee=matter.addressee,
                to=matter.to,
                facts={fact.path: fact.type for fact in own_facts(matter)},
                required=frozenset(
                    fact.path for fact in own_facts(matter) if fact.required and fact.path not in matter.gathers
                ),
                gathers=matter.gathers,
                signs=matter.signs,
                is_to_organisation=matter.to_kind == ORGANISATION,
                desk=matter.desk,
                answers=matter.answers,
                nobody=matter.nobody,
                also_to=matter.also_to,
                names_nobody=matter.names == NOBODY,
                steps=matter.steps,
                approval=matter.approval,
                encloses=matter.encloses,
                attachments=matter.attachments,
            )
            for matter in contracts(self.catalogue)
        }

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id; contracts are read when one is looked up."""
        return _Kinds(self)

    def rules(self, template: str) -> tuple[tuple[str, bool], ...]:
        """Give what a letter must never do, each with whether its words are held against it, or a person has to."""
        written = self.catalogue.templates.get(template)
        return tuple((rule.says, bool(rule.words or rule.name)) for rule in written.never) if written else ()

    def gathers(self, template: str) -> Mapping[str, Gathering]:
        """Say where each fact of a letter comes from; nothing where all are answers of its own instance."""
        return self.catalogue.templates[template].gathers

    def draft(
        self, template: str, facts: Mapping[str, object], zone: tzinfo, wording: Wording | None = None
    ) -> Rendered:
        """Write a draft, in somebody's own wording where there is one; what is missing is marked in it and listed."""
        from letters import edits, render, seal
        from letters.blocks import to_json

        guarded = facts.get("guarded_names")
        names = tuple(str(name) for name in guarded) if is_list(guarded) else ()
        draft = render.draft(self.catalogue.templates[template], facts, zone=zone, guarded_names=names)
        parts = edits.parts_of(draft.blocks)
        put = edits.worded(draft, wording)
        return Rendered(
            template_hash=draft.template_hash,
            blocks=to_json(put.blocks),
            facts=seal.canonical(draft.facts_used).decode(),
            problems=(*put.faults, *replace(draft, blocks=put.blocks).problems()),
            body=parts.text,
            parts=parts.named,
            keeps=edits.kept_in(parts.body, draft.template.keeps),
            faults=put.faults,
        )

    def show(self, blocks: str, format_: str, title: str) -> str:
        """Give a draft or an issued letter as `text` or `html`."""
        from letters.blocks import from_json
        from letters.writers import html, text

        tree = from_json(blocks)
        return html.write(tree, title=title) if format_ == "html" else text.write(tree)

    def print_draft(self, blocks: str, title: str, reference: str, at: datetime) -> bytes:
        """Give a draft as PDF, marked as a draft on every sheet."""
        from letters.blocks import from_json
        from letters.writers import pdf

        return self.printer.write(from_json(blocks), pdf.Head(title, reference, draft=True), at)

    def notes(self, blocks: str) -> tuple[str, ...]:
        """Say which characters the PDF spells out, because no font of its own can draw them."""
        from letters.blocks import from_json

        return self.printer.notes(from_json(blocks))

    def seal(
        self,
        draft: DraftLetter,
        issued_by: PersonId,
        issued_at: datetime,
        reference: str,
        *,
        approved_by: PersonId | None = None,
        enclosures: tuple[str, ...] = (),
    ) -> SealedLetter:
        """Seal a draft with every rendition of it, who approved it where a second person did, and the SHA-256 of what
        goes with it."""
        from letters import seal
        from letters.blocks import from_json

        issue = seal.Issue(
            letter_ref=f"{draft.case}/{draft.number}",
            template_id=draft.template,
            template_hash=draft.template_hash,
            issued_by=issued_by,
            approved_by=approved_by,
            enclosures=enclosures,
            issued_at=issued_at,
            versions={"duecourse": self.version, "pdf": self.printer.version},
        )
        renditions = self._renditions(draft, reference, issued_at)
        sealed = seal.seal(issue, from_json(draft.blocks), json.loads(draft.facts), renditions)
        return SealedLetter(
            case=draft.case,
            number=draft.number,
            record=sealed.manifest.decode(),
            sha256=sealed.digest,
            issued_at=issued_at,
            issued_by=issued_by,
            renditions=sealed.parts,
        )

    def _renditions(self, draft: DraftLetter, reference: str, issued_at: datetime) -> Mapping[str, bytes]:
        """Give the bytes of every form of a letter, by media type."""
        from letters.blocks import from_json
        from letters.writers import pdf

        title = self.catalogue.templates[draft.template].title
        head = pdf.Head(title, reference, draft=False)
        return {
            "text/plain": self.show(draft.blocks, "text", title).encode(),
            "text/html": self.show(draft.blocks, "html", title).encode(),
            "application/pdf": self.printer.write(from_json(draft.blocks), head, issued_at),
        }

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        from letters import seal

        return seal.verify(seal.Sealed(letter.record.encode(), letter.sha256, letter.renditions))


@dataclass(frozen=True, slots=True)
class _Kinds(Mapping[str, LetterKind]):
    letters: Letters

    def __getitem__(self, id_: str) -> LetterKind:
        return self.letters.read_kinds[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self.letters.read_kinds)

    def __len__(self) -> int:
        return len(self.letters.read_kinds)
