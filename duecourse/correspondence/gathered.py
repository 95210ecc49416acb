"""The facts that a letter declares under `gathers`, one after the other: what nobody has entered stays missing."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.correspondence import sources
from duecourse.correspondence.dossier import Dossier
from engine.language.guards import evaluate
from engine.language.vocabulary import LetterSource, Truth
from engine.plain import is_list
from engine.ports.fact_sources import Alternative, Gathering
from engine.steps.guard_view import InstanceGuardView

ENTRY = "[]."
"""What stands between a list and a fact of each of its entries: `items[].url`."""

Facts = dict[str, object]


def gathered(dossier: Dossier, gathers: Mapping[str, Gathering]) -> Mapping[str, object]:
    """Gather every fact of a letter, nested as its paths are; a list of instances with the facts of each."""
    found: Facts = {}
    for path, gathering in gathers.items():
        if ENTRY in path:
            continue
        entries = {
            name.removeprefix(f"{path}{ENTRY}"): each
            for name, each in gathers.items()
            if name.startswith(f"{path}{ENTRY}")
        }
        found[path] = _entries(dossier, gathering, entries) if entries else _value(dossier, gathering, found)
    return _nested(found)


def _entries(dossier: Dossier, gathering: Gathering, entries: Mapping[str, Gathering]) -> list[object]:
    told = (sources.instances(dossier, each) for each in gathering.alternatives)
    chosen = next((each for each in told if each), ())
    return [gathered(dossier.of(instance), entries) for instance in chosen]


def _value(dossier: Dossier, gathering: Gathering, found: Facts) -> object:
    value: object = None
    for alternative in gathering.alternatives:
        if _counts(dossier, alternative, found):
            read = _read(dossier, alternative, gathering, found)
            value = read if read is not None else value
            if value not in (None, "", []):
                break
    value = gathering.meanings.get(value, value) if isinstance(value, str) else value
    if gathering.otherwise and (value is None or (gathering.options and value not in gathering.options)):
        value = gathering.otherwise
    return _as(value, gathering.type)


def _counts(dossier: Dossier, alternative: Alternative, found: Facts) -> bool:
    if alternative.within and alternative.within != dossier.instance.track:
        return False
    if (alternative.beside and not found.get(alternative.beside)) or found.get(alternative.without):
        return False
    view = InstanceGuardView(dossier.case, dossier.instance, dossier.policy.definitions, dossier.now)
    return alternative.when is None or evaluate(alternative.when, view) is True


def _read(dossier: Dossier, alternative: Alternative, gathering: Gathering, found: Facts) -> object:
    if alternative.words:
        words = [_filled(dossier, each) for each in alternative.words]
        return words if gathering.type == "list" else words[0]
    if alternative.source is LetterSource.AFTER:
        moment = found.get(alternative.names[0])
        return sources.later(moment, " ".join(alternative.names[1:]))
    if alternative.source is None:
        return None
    # an answer that stands for words of the letter's own is read as it is recorded
    type_ = "choice" if gathering.meanings else gathering.type
    value = sources.READ[alternative.source](dossier, alternative, type_)
    if not alternative.written or not value:
        return value
    written = [alternative.written.replace("{}", str(each)) for each in (value if is_list(value) else [value])]
    return written if is_list(value) else written[0]


def _filled(dossier: Dossier, words: str) -> str:
    return words.replace("{trust}", dossier.organisation.name).replace("{school}", dossier.school.name)


def _as(value: object, type_: str) -> object:
    if type_ == "yesno" and (isinstance(value, str) or is_list(value)):
        return value == Truth.YES if isinstance(value, str) else bool(value)
    return sources.hours_of(value) if type_ == "duration" and isinstance(value, str) else value


def _nested(found: Facts) -> Facts:
    """Give dotted paths as groups in groups; what was not found is left out."""
    nested: Facts = {}
    for path, value in found.items():
        if value is None:
            continue
        *groups, name = path.split(".")
        inner = nested
        for group in groups:
            below = inner.setdefault(group, {})
            assert isinstance(below, dict)
            inner = below
        inner[name] = value
    return nested
