"""Documents of the trust that go with letters, such as a policy: kept once, in versions, by its administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from duecourse.casework.administration.permission import demand_active, demand_administrator, note
from duecourse.casework.administration.value_checks import wrong_key
from duecourse.casework.context.services import Caller, Services, spend
from duecourse.page_count import page_count
from engine.errors import BadAnswers, NotFound
from engine.identity import OrganisationId
from engine.ports.letters.trust_documents import MEDIA_TYPE, MOST_BYTES, TrustDocument, for_letters
from engine.ports.store import Writing

LONGEST = 120
"""So many characters of a title; letters list a document under it."""
_RUNS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")
_SHORTENED = re.compile(r"[^a-z0-9]+")


def documents(services: Services, caller: Caller) -> Sequence[TrustDocument]:
    """List every version of every document, oldest first, for anybody of the trust: none says anything of a case."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        return for_letters(reading.trust_documents(caller.viewer.organisation))


def document(services: Services, caller: Caller, number: int) -> tuple[TrustDocument, bytes]:
    """Give one version with its bytes. Raises NotFound."""
    with services.store.reading() as reading:
        demand_active(reading, caller)
        found = reading.trust_document(caller.viewer.organisation, number)
    if found is None or found[0].is_ended or not for_letters(found[:1]):
        raise NotFound("There is no such document of the trust.")
    return found


def keep_document(services: Services, caller: Caller, title: str, content: bytes, key: str = "") -> TrustDocument:
    """Keep a document, or with the `key` of one that is there its next version, under a title for letters.

    Raises BadAnswers with what is wrong, by `title` and `document`; NotFound, NotPermitted or AlreadyDone.
    """
    said = " ".join(title.split())
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, "", now)
        person = demand_administrator(writing, caller, now)
        kept_before = writing.trust_documents(person.organisation)
        versions = for_letters(kept_before)
        known = [each for each in versions if each.key == key]
        if key and not known:
            raise NotFound(f"There is no document '{key}'. There are: {', '.join(_keys(versions)) or 'none yet'}.")
        said = said or (known[-1].title if known else "")
        faults = _wrong(said, content)
        if not key and not faults:
            key = _key_of(said)
            if key in _keys(versions):
                faults["title"] = f"There is a document with this title already: give a new version of '{key}'"
        if faults:
            raise BadAnswers.of(faults)
        digest = sha256(content).hexdigest()
        kept = TrustDocument(
            organisation=person.organisation,
            number=len(kept_before) + 1,
            key=key,
            title=said,
            digest=digest,
            size=len(content),
            pages=page_count(content, MEDIA_TYPE),
            since=now,
            by=person.id,
        )
        writing.add_trust_document(kept, content)
        note(writing, services, caller, "document kept", f"{key} {kept.number}")
    return kept


def end_document(services: Services, caller: Caller, key: str) -> TrustDocument:
    """Let a document go with no letter any more; letters that it went with keep their version.

    Raises NotFound, NotPermitted or AlreadyDone.
    """
    with services.store.writing() as writing:
        now = services.clock.now()
        spend(writing, caller, "", now)
        person = demand_administrator(writing, caller, now)
        last = _in_use(writing, person.organisation, key)
        versions = writing.trust_documents(person.organisation)
        ended = TrustDocument(
            organisation=person.organisation,
            number=len(versions) + 1,
            key=key,
            title=last.title,
            digest="",
            size=0,
            pages=0,
            since=now,
            by=person.id,
        )
        writing.add_trust_document(ended, b"")
        note(writing, services, caller, "document ended", key)
    return ended


def _in_use(writing: Writing, organisation: OrganisationId, key: str) -> TrustDocument:
    known = [each for each in for_letters(writing.trust_documents(organisation)) if each.key == key]
    if not known or known[-1].is_ended:
        raise NotFound(f"There is no document '{key}' that goes with letters.")
    return known[-1]


def _keys(versions: Sequence[TrustDocument]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.key for each in versions))


def _key_of(title: str) -> str:
    """Make a short name of a title: “Disciplinary procedure 2026” is disciplinary-procedure-2026."""
    return _SHORTENED.sub("-", title.casefold()).strip("-")[:40].strip("-")


def _wrong(title: str, content: bytes) -> dict[str, str]:
    faults = {}
    if not title or len(title) > LONGEST or not title.isprintable() or wrong_key(_key_of(title), ()):
        faults["title"] = f"Say in one line of at most {LONGEST} characters what letters call it"
    if not content:
        faults["document"] = "Choose a file"
    elif len(content) > MOST_BYTES:
        faults["document"] = f"The file is larger than {MOST_BYTES // (1024 * 1024)} MB: save it smaller"
    elif not content.startswith(b"%PDF-"):
        faults["document"] = "The file is no PDF. Save the document as PDF in the program in which it was written"
    elif b"/Encrypt" in content:
        faults["document"] = "The PDF is locked with a password. Save it without one"
    elif _RUNS.search(content):
        faults["document"] = "The PDF holds a script or another file. Print it as PDF, and hand that in"
    return faults
