"""A witness is somebody else: who records what was said or signed does not name themselves for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.identity import ActionName
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import FactKind
from engine.reasons import INPUT, Reason, ReasonCode

NOT_YOURSELF = (
    "You cannot be the witness of what you record yourself. Name somebody else who was there; if nobody was, ask the "
    "person again with somebody beside you."
)


def named_themselves(
    definition: TrackDefinition, action: ActionName, facts: Mapping[str, str], names: Collection[str]
) -> Iterator[Reason]:
    """List the questions for a witness that were answered with one of the names of the person who acts."""
    asked = definition.actions[action].asks if action in definition.actions else ()
    theirs = {_plain(name) for name in names if name}
    for name in asked:
        if definition.facts[name].kind is FactKind.WITNESS and _plain(facts.get(name, "")) in theirs:
            yield Reason(code=ReasonCode.ANSWER_CONTRADICTS, source=INPUT, says=NOT_YOURSELF, field=name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
