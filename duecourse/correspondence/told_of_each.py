"""Whether one letter can speak of several instances: it would say the same of each, but for what it tells of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.identity import InstanceId
from engine.language.compiled import CompiledPolicy
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import LetterSource
from engine.ports.fact_sources import Gathering
from engine.record.case import Case
from engine.record.codes import CodeKind, Codes
from engine.record.values import Letter

OF_ONE = frozenset(
    {
        LetterSource.INSTANCE,
        LetterSource.OWN_EVIDENCE,
        LetterSource.CHECKED_AT,
        LetterSource.FOUND,
        LetterSource.SITE_REQUESTS,
    }
)
"""Sources of what a letter tells of each instance by itself."""
APART = frozenset({"letter_ref", "date", "attachments", "replaces"})
"""What is each letter's own, and no longer so where one stands for all."""
COMMON: Mapping[str, str] = {
    "addressee": "whom it goes to",
    "signatory": "who signs it",
    "sender": "who signs it",
    "unsigned": "who signs it",
}


def tells_of_each(gathers: Mapping[str, Gathering]) -> bool:
    """Say whether a letter has a list with an entry for each instance that it speaks of."""
    return any(each.source is LetterSource.INSTANCE for one in gathers.values() for each in one.alternatives)


def what_differs(
    gathers: Mapping[str, Gathering],
    definition: TrackDefinition,
    own: Mapping[str, object],
    theirs: Mapping[str, object],
) -> tuple[str, ...]:
    """Say what two letters of a kind say otherwise, beside what is told of each instance; () where nothing."""
    apart = {path.partition("[]")[0] for path, each in gathers.items() if _is_of_one(each)} | APART
    names = sorted({*own, *theirs} - apart)
    differs = (_said(gathers, definition, name) for name in names if own.get(name) != theirs.get(name))
    return tuple(dict.fromkeys(differs))


def not_of_each(
    gathers: Mapping[str, Gathering],
    policy: CompiledPolicy,
    case: Case,
    letter: Letter,
    own: Mapping[str, object],
    of_one: Callable[[InstanceId], Mapping[str, object]],
) -> Iterator[str]:
    """Say of which address a letter for several would not say the same by itself; `of_one` gathers what it would."""
    for on in letter.also:
        differs = what_differs(gathers, policy.track(on.track).definition, own, of_one(on))
        if differs:
            number = case.tracks[on].about.address_number
            code = Codes(case.id, ()).of(CodeKind.ADDRESS, int(number)) if number else ""
            yield f"Of address {code} it would not say the same: {'; '.join(differs)}. Take that address out of it."


def _is_of_one(gathering: Gathering) -> bool:
    return any(each.source in OF_ONE for each in gathering.alternatives)


def _said(gathers: Mapping[str, Gathering], definition: TrackDefinition, name: str) -> str:
    """Say what differs: the question that was answered otherwise, where it comes from one."""
    if name in COMMON:
        return COMMON[name]
    asked = gathers[name].alternatives if name in gathers else ()
    facts = definition.facts
    question = next((facts[each.fact].ask for each in asked if each.fact in facts and facts[each.fact].ask), "")
    return f"“{question}” is answered otherwise" if question else name.replace("_", " ")
