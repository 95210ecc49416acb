"""From text to a model: every fault of a file at once, each with its line and what would be allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.errors import BadFiles, Finding
from engine.language.field_types import Closed
from engine.language.strict_yaml import Place, Plain, YamlNode, read
from engine.nearest_name import nearest

ModelType = TypeVar("ModelType", bound=Closed)
SAYS = "says"
ON_PAPER = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
LONGEST = 60
"""How many characters of a value that cannot be read are said again."""


def load(
    model: type[ModelType], text: str, file: str, complete: Callable[[Plain], Plain] = lambda plain: plain
) -> tuple[ModelType, YamlNode]:
    """Read one file into its model, with the tree that knows the lines; `complete` adds what the file may lack.

    Raises:
        BadFiles: with every fault of the file.
    """
    node = read(text, file)
    try:
        return model.model_validate(complete(node.plain())), node
    except ValidationError as error:
        found = (_finding(model, node, file, fault) for fault in error.errors())
        raise BadFiles(tuple(dict.fromkeys(found))) from error


def _finding(model: type[Closed], node: YamlNode, file: str, fault: ErrorDetails) -> Finding:
    location = fault["loc"]
    where = ".".join(str(step) for step in location if not str(step).startswith("function")) or "document"
    wrong, allowed = _said(model, location, fault)
    return Finding(file=file, line=node.line_of(_real_place(node, location)), where=where, wrong=wrong, allowed=allowed)


def _said(model: type[Closed], location: tuple[str | int, ...], fault: ErrorDetails) -> tuple[str, str]:
    """Say what is wrong, in the words of the person who wrote the file, and what would be allowed."""
    kind, message = fault["type"], fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return "is not a word of this language here", _one_of(str(location[-1]), _allowed(model, location))
    if kind == "missing":
        return "is missing", "this key is needed"
    written: object = fault.get("input")
    if kind in ("literal_error", "enum"):
        known: list[str] = re.findall("'([^']*)'", message)
        return f"'{written}' is not a word for this", _one_of(str(written), known)
    if kind == "model_type" and isinstance(written, str):
        wrong = f"'{_short(written)}' stands alone, where keys with values belong"
        return wrong, f"write `{{{_first(model, location)}: {_short(written)}}}`"
    if kind.startswith("date") and isinstance(written, str):
        return f"'{written}' is not a day", _day(written)
    if isinstance(written, str) and len(written) <= LONGEST and written not in message:
        message = f"'{written}': {message}"
    return f"cannot be read: {message}", "see the reference of the procedure language"


def _short(written: str) -> str:
    return written if len(written) <= LONGEST else f"{written[:LONGEST]}…"


def _first(model: type[Closed], location: tuple[str | int, ...]) -> str:
    """Name the key that a bare sentence most likely belongs to: `says`, or the first one."""
    keys = _allowed(model, (*location, ""))
    return SAYS if SAYS in keys else next(iter(keys), SAYS)


def _day(written: str) -> str:
    """Say how a day is written, and how this one is, where it is written as on paper."""
    found = ON_PAPER.fullmatch(written.strip())
    meant = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else "2026-01-31"
    return f"write the year, the month and the day: {meant}"


def _one_of(written: str, known: Sequence[str]) -> str:
    """Say what would be allowed, the word that is most likely meant first."""
    meant = nearest(written, known)
    hint = f"perhaps '{meant}' is meant; " if meant else ""
    return f"{hint}allowed: {', '.join(known)}"


def _real_place(node: YamlNode, location: tuple[str | int, ...]) -> Place:
    """Keep only the steps that exist in the file: pydantic adds steps of its own for unions."""
    place: list[str | int] = []
    current = node
    for step in location:
        below = current.below(step)
        if below is not None:
            current = below
            place.append(step)
    return tuple(place)


def _allowed(model: type[Closed], location: tuple[str | int, ...]) -> list[str]:
    """Name the keys that may stand where an unknown one was found."""
    current: type[Closed] | None = model
    for step in location[:-1]:
        known = {(info.alias or name): info for name, info in current.model_fields.items()} if current else {}
        if isinstance(step, str) and step in known:
            current = _model_in(known[step].annotation) or current
    return sorted(info.alias or name for name, info in (current or model).model_fields.items())


def _model_in(annotation: object) -> type[Closed] | None:
    """Find the model inside an annotation such as Mapping[ActionName, Action]."""
    if isinstance(annotation, type) and issubclass(annotation, Closed):
        return annotation
    arguments: tuple[object, ...] = getattr(annotation, "__args__", ())
    for argument in arguments:
        found = _model_in(argument)
        if found:
            return found
    return None
