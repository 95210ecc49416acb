"""A case as one text, its stored projection: what a step leaves as it was is not written again.

The values of a case cannot change, so one that is the very same object has the very same text. What comes out is,
letter by letter, what writing the whole case at once gives: audits compare such texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import cast, get_args, get_type_hints

from pydantic import TypeAdapter

from engine.record.case import Case
from engine.record.chain import prepare_events, read_stored


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a case was written. `parts` maps its fields to what they held and to the text of that; of those that hold
    values by key, `values` maps each key to the value and its text."""

    parts: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[object, str]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Give the whole as one text."""
        return f"{{{','.join([text for _, text in self.parts.values()])}}}"


NOT_WRITTEN = Snapshot()
"""What is known of the text of a case that was only read."""


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field is written; `write_one` writes a value of it where it holds frozen values by key."""

    name: str
    default: object
    write: Callable[[object], str]
    write_one: Callable[[object], str] | None


def snapshot_of(case: Case, before: Snapshot = NOT_WRITTEN) -> Snapshot:
    """Write a case as its stored projection; what is empty is left out. `before` is how it was written last."""
    parts: dict[str, tuple[object, str]] = {}
    values: dict[str, Mapping[str, tuple[object, str]]] = {}
    read, writers = _fields()
    for each, value in zip(writers, read(case), strict=True):
        name, kept, old = each.name, before.parts.get(each.name), before.values.get(each.name, {})
        if kept is not None and kept[0] is value:
            parts[name], values[name] = kept, old
        elif value != each.default:
            if each.write_one is None:
                text = each.write(value)
            else:
                values[name] = _written(each.write_one, cast("Mapping[str, object]", value), old)
                text = _joined(values[name])
            parts[name] = (value, f'"{name}":{text}')
    return Snapshot(parts, values)


def _written(
    write: Callable[[object], str], held: Mapping[str, object], old: Mapping[str, tuple[object, str]]
) -> dict[str, tuple[object, str]]:
    """Give each value with its text, that of before where it is the very same value."""
    found = {}
    for key, value in held.items():
        kept = old.get(key)
        found[key] = kept if kept is not None and kept[0] is value else (value, write(value))
    return found


def _joined(written: Mapping[str, tuple[object, str]]) -> str:
    return f"{{{','.join([f'{encode_basestring(key)}:{text}' for key, (_, text) in written.items()])}}}"


@cache
def _fields() -> tuple[Callable[[Case], Sequence[object]], tuple[_Field, ...]]:
    """Give what reads every field of a case at once, and how each is written."""
    hints: Mapping[str, object] = get_type_hints(Case)
    found = []
    for each in fields(Case):
        hint = hints[each.name]
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        held = get_args(hint)[-1] if get_args(hint) else None
        found.append(_Field(each.name, default, _writer(hint), _writer(held) if is_dataclass(held) else None))
    return attrgetter(*(each.name for each in found)), tuple(found)


def _writer(kind: object) -> Callable[[object], str]:
    to_json = TypeAdapter(cast("type[object]", kind)).serializer.to_json  # what `dump_json` comes down to

    def write(value: object) -> str:
        return to_json(value, exclude_defaults=True).decode()

    return write


def encode_case(case: Case) -> str:
    """Write the whole of a case at once as its stored projection."""
    return _cases().dump_json(case, exclude_defaults=True).decode()


@cache
def _cases() -> TypeAdapter[Case]:
    """Build what reads and writes whole cases once, when one is read or written."""
    return TypeAdapter(Case)


def decode_case(text: str) -> Case:
    """Read a stored projection back. Raises BrokenRecord."""
    return read_stored(_cases(), text)


def prepare() -> None:
    """Build what reads and writes cases and events, before a lock is taken that others wait for: it takes longer than
    a step, and is done once in a process."""
    _cases()
    _fields()
    prepare_events()
