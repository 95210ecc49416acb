"""Letterheads, logos and signatures, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.identity import NO_SCHOOL, OrganisationId, PersonId, SchoolId
from engine.ports.letters.letterheads import Letterhead, Picture, SignatureImage


@dataclass
class FakeLetterheads:
    """What `engine.ports.letters.letterheads` asks of a store."""

    state: Any

    def letterheads(self, organisation: OrganisationId) -> Sequence[Letterhead]:
        kept: list[Letterhead] = self.state.letterheads
        return sorted(kept, key=lambda each: (each.school, each.number))

    def paper_of(self, organisation: OrganisationId, school: SchoolId) -> tuple[Letterhead | None, Letterhead | None]:
        found = {each.school: each for each in self.letterheads(organisation)}
        return found.get(school) if school else None, found.get(NO_SCHOOL)

    def signature_of(self, organisation: OrganisationId, person: PersonId) -> SignatureImage | None:
        found: SignatureImage | None = self.state.signatures.get(person)
        return found

    def pictures(self, organisation: OrganisationId, digests: Collection[str]) -> Mapping[str, bytes]:
        signed: Collection[SignatureImage] = self.state.signatures.values()
        kept = {**self.state.logos, **{each.picture.digest: each.picture.content for each in signed}}
        return {digest: kept[digest] for digest in digests if digest in kept}

    def add_letterhead(self, letterhead: Letterhead) -> None:
        before = [each for each in self.letterheads(letterhead.organisation) if each.school == letterhead.school]
        self.state.letterheads.append(replace(letterhead, number=len(before) + 1))

    def keep_logo(self, organisation: OrganisationId, picture: Picture) -> None:
        self.state.logos[picture.digest] = picture.content

    def save_signature(self, signature: SignatureImage) -> None:
        self.state.signatures[signature.person] = signature

    def drop_signature(self, organisation: OrganisationId, person: PersonId) -> bool:
        return self.state.signatures.pop(person, None) is not None
