"""Letters as casework asks for them: the package `letters` behind the protocol of `engine.ports`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from engine.plain import is_list
from engine.ports.records import DraftLetter, LetterKind, Rendered, SealedLetter
from letters import render, seal
from letters.blocks import from_json, to_json
from letters.catalogue import Catalogue
from letters.writers import html, pdf, text


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters package behind the protocol that casework knows; `version` is the Duecourse that seals them."""

    catalogue: Catalogue
    printer: pdf.Printer
    version: str

    def kinds(self) -> Mapping[str, LetterKind]:
        """Give every letter that can be written, by id."""
        return {
            id_: LetterKind(
                id=id_,
                number=template.number,
                title=template.title,
                addressee=template.addressee,
                to=template.to,
                facts={fact.path: fact.type for fact in template.own_facts},
                required=frozenset(fact.path for fact in template.own_facts if fact.required),
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
            letter_ref=f"{draft.case}/{draft.number}",
            template_id=draft.template,
            template_hash=draft.template_hash,
            issued_by=issued_by,
            approved_by=None,
            issued_at=issued_at,
            versions={"duecourse": self.version, "pdf": self.printer.version},
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
            case=draft.case,
            number=draft.number,
            record=sealed.manifest.decode(),
            sha256=sealed.digest,
            issued_at=issued_at,
            issued_by=issued_by,
            renditions=sealed.parts,
        )

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        return seal.verify(seal.Sealed(letter.record.encode(), letter.sha256, letter.renditions))
