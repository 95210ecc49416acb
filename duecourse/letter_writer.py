"""Letters as casework asks for them: the package `letters` behind the protocol of `engine.ports`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from duecourse.word_files import OwnPapers, PdfFiles, WordFiles
from engine.errors import Finding
from engine.identity import PersonId
from engine.plain import is_list
from engine.ports.fact_sources import Gathering
from engine.ports.letters.letterheads import NO_PICTURES, Picture, Pictures
from engine.ports.letters.rendered_letters import LetterSheet, Rendered, reads_large_print
from engine.ports.letters.sign_in_letters import SignInLetter
from engine.ports.records import DraftLetter, LetterKind, SealedLetter
from engine.wordings import Wording, changed

if TYPE_CHECKING:
    # a command that writes, prints or opens no letter pays for none of this
    from letters.catalogue import Catalogue
    from letters.contract import FactSpec
    from letters.house.house_book import HouseBook


@dataclass(frozen=True)
class Letters(WordFiles, PdfFiles, OwnPapers):
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
    def house(self) -> HouseBook:
        """Give the letters as the trust writes them, in its own words where it has some. Raises BadFiles."""
        from letters.house.house_book import HouseBook

        return HouseBook(lambda: self.catalogue)

    def judge_house(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Check a trust's own words for its letters; every fault of every file at once."""
        return self.house.judge(texts)

    def use_house(self, texts: Mapping[str, str]) -> None:
        """Write letters in these words from now on."""
        self.house.use(texts)

    def house_files(self, template: str) -> tuple[str, ...]:
        """Name the files of the trust whose words stand in a letter."""
        named = self.house[template].named.values() if template in self.catalogue.templates else ()
        return tuple(sorted({each.name for each in named} & set(self.house.texts)))

    @cached_property
    def read_kinds(self) -> Mapping[str, LetterKind]:
        """Give what the contract of every letter says, by id. Raises BadFiles."""
        from letters.catalogue import contracts, own_facts
        from letters.contracts.addressee_reader import ORGANISATION

        return {
            matter.id: LetterKind(
                id=matter.id,
                number=matter.number,
                title=matter.title,
                addressee=matter.addressee,
                to=matter.to,
                facts={fact.path: fact.type for fact in own_facts(matter)},
                required=_required(own_facts(matter), matter.gathers),
                gathers=matter.gathers,
                signs=matter.signs,
                is_to_organisation=matter.to_kind == ORGANISATION,
                desk=matter.desk,
                answers=matter.answers,
                nobody=matter.nobody,
                one_each=matter.one_each,
                pupils=matter.pupils,
                also_to=matter.also_to,
                names_nobody=matter.names_nobody,
                steps=matter.steps,
                cites=matter.cites,
                approval=matter.approval,
                approval_of=matter.approval_of,
                encloses=matter.encloses,
                attachments=matter.attachments,
                reply_by=matter.reply_by,
                chased=matter.chased,
                tells=matter.tells,
                mark=matter.mark,
                withdrawn=matter.withdrawn,
                instead=matter.instead,
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
        from letters import edits, issue_check, render, seal
        from letters.blocks import to_json
        from letters.never_rules import LetterWords

        guarded = facts.get("guarded_names")
        names = tuple(str(name) for name in guarded) if is_list(guarded) else ()
        own, first = self.house[template], str(facts.get("rules_of") or "")
        also = self.house[first] if first in self.catalogue.templates else None
        if also is not None:
            # what tells of an earlier letter says nothing that that one might not have said
            own = replace(own, never=(*own.never, *(rule for rule in also.never if not rule.name)))
        draft = render.draft(own, facts, zone=zone, guarded_names=names)
        parts = edits.parts_of(draft.blocks)
        put = edits.worded(draft, wording)
        typed = changed(wording.difference).put_in if wording else ()
        read = LetterWords(put.blocks)
        hits = issue_check.hits(draft.template, read, draft.facts_used, names, typed)
        said = issue_check.said(draft.template, read, draft.facts_used, draft.missing, hits)
        return Rendered(
            template_hash=draft.template_hash,
            blocks=to_json(put.blocks),
            facts=seal.canonical(draft.facts_used).decode(),
            problems=(*put.faults, *said),
            body=parts.text,
            parts=parts.named,
            keeps=edits.kept_in(parts.body, draft.template.keeps),
            faults=put.faults,
            hits=hits,
        )

    def show(
        self, blocks: str, format_: str, title: str, pictures: Pictures = NO_PICTURES, *, draft: bool = False
    ) -> str:
        """Give a letter as `text` or `html`, marked as a draft where it is one; `pictures` are PNGs by their digest."""
        from letters.blocks import from_json
        from letters.writers import html, text

        tree = from_json(blocks)
        if format_ == "html":
            return html.write(tree, title=title, pictures=pictures, draft=draft)
        return text.write(tree, draft=draft)

    def specimen(self, facts: Mapping[str, object], zone: tzinfo) -> Rendered:
        """Write a letter that says nothing of anybody, to show what paper looks like."""
        from engine.language.strict_yaml import read_mapping
        from letters import render, seal
        from letters.blocks import to_json
        from letters.printed.specimen import specimen

        draft = render.draft(specimen(read_mapping), facts, zone=zone)
        return Rendered(
            template_hash=draft.template_hash,
            blocks=to_json(draft.blocks),
            facts=seal.canonical(draft.facts_used).decode(),
            problems=draft.problems(),
            body="",
        )

    def sign_in_letter(self, said: SignInLetter) -> str:
        """Write the letter with a code by which somebody chooses a password, as blocks; it tells of no case."""
        from letters.blocks import to_json
        from letters.printed.sign_in_letter import blocks_of

        return to_json(blocks_of(said))

    def clean_picture(self, content: bytes) -> Picture:
        """Give a picture as a PNG that holds nothing but its pixels. Raises BadInput, in a sentence."""
        from letters.printed.pictures import cleaned

        return cleaned(content, self.printer.redrawn)

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
        pictures: Pictures = NO_PICTURES,
    ) -> SealedLetter:
        """Seal a draft with every rendition of it, who approved it, and the SHA-256 of what goes with it."""
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
        renditions = self._renditions(draft, reference, issued_at, pictures)
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

    def _renditions(
        self, draft: DraftLetter, reference: str, issued_at: datetime, pictures: Pictures
    ) -> Mapping[str, bytes]:
        """Give the bytes of every form of a letter, by media type; the PDF in large print for who wants that."""
        title = self.catalogue.templates[draft.template].title
        sheet = LetterSheet(title, reference, draft=False, large=reads_large_print(draft.facts))
        return {
            "text/plain": self.show(draft.blocks, "text", title).encode(),
            "text/html": self.show(draft.blocks, "html", title, pictures).encode(),
            "application/pdf": self.print_sheets(draft.blocks, sheet, issued_at, pictures),
        }

    def verify(self, letter: SealedLetter) -> tuple[str, ...]:
        """Hash the stored bytes again; sentences say what no longer fits."""
        from letters import seal

        return seal.verify(seal.Sealed(letter.record.encode(), letter.sha256, letter.renditions))


def _required(facts: Sequence[FactSpec], gathers: Mapping[str, Gathering]) -> frozenset[str]:
    return frozenset(fact.path for fact in facts if fact.required and fact.path not in gathers)


@dataclass(frozen=True, slots=True)
class _Kinds(Mapping[str, LetterKind]):
    letters: Letters

    def __getitem__(self, id_: str) -> LetterKind:
        return self.letters.read_kinds[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self.letters.read_kinds)

    def __len__(self) -> int:
        return len(self.letters.read_kinds)
