"""What letters say of the house's own paper: the school's letterhead, and the trust's where the school has none."""

from __future__ import annotations

from collections.abc import Mapping

from engine.identity import PersonId, SchoolId
from engine.plain import is_group
from engine.ports.letters.letterheads import EVERY, Letterhead, SignatureImage
from engine.ports.records import Organisation
from engine.ports.settings import LETTERS_NEED_LOGO
from engine.ports.store import Reading

FALLING_BACK = ("telephone", "email", "web", "footer")


def letterhead_facts(
    own: Letterhead | None, trusts: Letterhead | None, organisation: Organisation
) -> Mapping[str, object]:
    """Give what stands on the paper of a school; each thing that it lacks is the trust's."""
    papers = [paper for paper in (own, trusts) if paper is not None]
    said = {name: next((text for paper in papers if (text := getattr(paper, name))), None) for name in FALLING_BACK}
    logo = next((f"{paper.logo} {paper.logo_says}" for paper in papers if paper.logo), None)
    return {**said, "logo": logo, "uses_logo": organisation.settings.get(LETTERS_NEED_LOGO) == "yes"}


def on_paper(
    facts: Mapping[str, object], reading: Reading, organisation: Organisation, school: SchoolId, issuer: PersonId
) -> Mapping[str, object]:
    """Put the paper of a school under the facts of a letter, and the image of its signatory's signature, if any.

    The image stands there where its owner lets it stand on a letter that `issuer` issues.
    """
    own, trusts = reading.paper_of(organisation.id, school)
    found = letterhead_facts(own, trusts, organisation)
    put = {**facts, "letterhead": {name: value for name, value in found.items() if value is not None}}
    signatory, sender = facts.get("signatory"), facts.get("sender")
    given = reading.signature_of(organisation.id, PersonId(signatory)) if isinstance(signatory, str) else None
    signed = signature_said(reading, given, issuer) if given else None
    return {**put, "sender": {**sender, "signature": signed}} if signed and is_group(sender) else put


def signature_said(reading: Reading, given: SignatureImage, issuer: PersonId) -> str | None:
    """Write a signature that was given as a letter prints it; None where this person may not use it."""
    if given.used != EVERY and issuer != given.person:
        return None
    named = reading.people_named(given.organisation, (given.person,))
    return f"{given.picture.digest} Signature of {named[0].name}" if named else None
