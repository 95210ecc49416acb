"""Why a letter cannot be issued, dispatched or withdrawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from duecourse.casework.context.services import Services
from engine.plain import is_list
from engine.ports.letters.earlier_kinds import kind_for
from engine.ports.records import DraftLetter
from engine.reasons import Reason, ReasonCode, ReasonSource, SourceKind
from engine.record.case import Case
from engine.record.codes import letter_code
from engine.record.values import Letter

CHANGED = Reason(
    code=ReasonCode.CHANGED_MEANWHILE,
    source=ReasonSource(SourceKind.REVISION),
    says="The case has changed in the meantime.",
    unlocks="Read the letter again.",
)

NOT_ABOUT_AN_IMAGE = ("host", "provider", "affected")
"""Words of an addressee to whom no letter about a possible indecent image of a child goes."""


def leads_to_an_image(services: Services, case: Case, letter: Letter) -> bool:
    """Say whether a letter would lead a site, a provider or the person affected to a possible illegal image."""
    instances = (case.tracks[on] for on in letter.covers if on in case.tracks)
    about = (case.addresses.get(each.about.address_number) for each in instances)
    addressee = kind_for(services.kind_of, case.letters, letter).addressee
    flagged = any(each is not None and each.flagged for each in about)
    return flagged and any(word in addressee for word in NOT_ABOUT_AN_IMAGE)


def why_stopped(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Say that nobody can sign a letter, that it may go to nobody, or what in the case stops it; () if all is well."""
    stopped = facts.get("why_not_sent")
    told = (facts.get("to_nobody"), facts.get("unsigned"), *(stopped if is_list(stopped) else ()))
    return tuple(says for says in told if isinstance(says, str))


def why_not_issue(letter: Letter, seen: DraftLetter | None, fresh: DraftLetter | None) -> tuple[Reason, ...]:
    """List why a draft cannot be issued as it was `seen` and is written now; () where it can."""
    source, unlocks = _source(letter), "Read the letter again when it is mended."
    if fresh is None:
        return (replace(stands_otherwise(letter, "The letter is no draft any more."), unlocks=unlocks),)
    if seen is not None and _facts(seen) != _facts(fresh):
        says = "The facts have changed since this draft was last read: read it again, then issue it."
        return (Reason(code=ReasonCode.LETTER_OUTDATED, source=source, says=says, unlocks=unlocks),)
    if seen is not None and letter.edited and _body(seen) != _body(fresh):
        says = "The wording has been edited since this draft was last read: read it again, then issue it."
        return (Reason(code=ReasonCode.LETTER_OUTDATED, source=source, says=says, unlocks=unlocks),)
    return tuple(
        Reason(code=ReasonCode.LETTER_INCOMPLETE, source=source, says=says, unlocks=unlocks) for says in fresh.problems
    )


def _source(letter: Letter) -> ReasonSource:
    return ReasonSource(SourceKind.LETTER, (letter.template,))


def stands_otherwise(letter: Letter, says: str, unlocks: str = "") -> Reason:
    """Refuse what is asked of a letter because of where it stands, in the words of what was asked."""
    return Reason(code=ReasonCode.LETTER_STANDS_OTHERWISE, source=_source(letter), says=says, unlocks=unlocks)


def _facts(draft: DraftLetter) -> dict[str, object]:
    """Give what a letter says of the case and who signs it: all but the day, which is that of the issue."""
    facts: dict[str, object] = json.loads(draft.facts)
    return {name: value for name, value in facts.items() if name != "date"}


def content_of(draft: DraftLetter, letter: Letter) -> str:
    """Give the SHA-256 of what a draft says and encloses: its facts and its wording, without the day and who signs,
    which are those of the issue; where it has a list of people, also of who stands on that."""
    enclosed = [each.sha256 for each in letter.enclosures]
    said: dict[str, object] = {
        "template": draft.template_hash,
        "facts": _facts(draft),
        "wording": letter.edited,
        "enclosed": enclosed,
    }
    if letter.recipients:
        said["recipients"] = [(each.number, each.event) for each in letter.recipients]
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _body(draft: DraftLetter) -> list[object]:
    """Give what a letter says in its own words: without addresses, labelled facts (the day is one) and signature."""
    blocks: list[dict[str, object]] = json.loads(draft.blocks)
    return [block for block in blocks if block["kind"] not in ("address", "details", "signature")]


def not_kept(case: Case, letter: Letter) -> str:
    """Say that no text of a letter is kept, and which other letter its address stands in."""
    says = f"This letter of {case.reference} was {letter.status}; no text of it is kept."
    joint = (each for each in case.letters.values() if each.also and letter.on in each.covers)
    into = next((each for each in joint if each.template == letter.template), None)
    return f"{says} Its address stands in letter {letter_code(case.id, into.number)}." if into is not None else says


def why_not_dispatch(letter: Letter) -> Reason:
    """Say why a letter that is not issued cannot go out."""
    reasons = {
        "draft": ("It has not been issued yet.", "Read it and issue it first."),
        "stopped": ("It was stopped: the step that it belongs to can no longer be taken.", ""),
        "dispatched": ("It has gone out already.", ""),
        "withdrawn": ("It was withdrawn.", ""),
    }
    says, unlocks = reasons.get(letter.status, (f"It is {letter.status}.", ""))
    return stands_otherwise(letter, f"This letter cannot be dispatched. {says}", unlocks)
