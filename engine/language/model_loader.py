"""From text to a model: every fault of a file at once, each with its line and what would be allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.errors import BadFiles, Finding
from engine.language.field_types import ONE_LENGTH, TWO_LENGTHS, Closed
from engine.language.strict_yaml import Place, Plain, YamlNode, read
from engine.nearest_name import nearest
from engine.plain import is_list
from engine.writing_slips import QUOTE

ModelType = TypeVar("ModelType", bound=Closed)
SAYS = "says"
ON_PAPER = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})")
BACKWARDS = re.compile(r"(\d{4})[/. -](\d{1,2})[/. -](\d{1,2})")
EMPTY = ("none", "null", "nothing", "no", "-", "~")
FORMS = {"within": re.compile(r"^\d+ \w"), SAYS: re.compile(""), "that": re.compile(r"[=<>]| in |^\w+$")}
"""What a bare value looks like that belongs to a key, the likeliest first."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SHAPES = ("model_type", "dict_type", "tuple_type", "list_type")
"""Faults of what is no single value, or should be one."""
TWO_FORM = "two lengths are written `{when: a condition, then: 24 hours, else: 48 hours}`"
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
    where = ".".join(str(step) for step in location if not _is_of_the_models(step)) or "document"
    wrong, allowed = _said(model, location, fault)
    return Finding(file=file, line=node.line_of(_real_place(node, location)), where=where, wrong=wrong, allowed=allowed)


def _is_of_the_models(step: str | int) -> bool:
    """Say whether a step of a place is a word of the models, which stands in no file."""
    return str(step).startswith("function") or step in (ONE_LENGTH, TWO_LENGTHS)


def _said(model: type[Closed], location: tuple[str | int, ...], fault: ErrorDetails) -> tuple[str, str]:
    """Say what is wrong, in the words of the person who wrote the file, and what would be allowed."""
    kind, message = fault["type"], fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return "is not a word of this language here", _another_word(str(location[-1]), _allowed(model, location))
    if kind == "missing":
        return "is missing", TWO_FORM if TWO_LENGTHS in location else "this key is needed"
    written: object = fault.get("input")
    if kind in ("literal_error", "enum"):
        known: list[str] = re.findall("'([^']*)'", message)
        return f"'{written}' is not a word for this", _one_of(str(written), known)
    if ONE_LENGTH in location and is_list(written):
        return "is a list, where a length of time belongs", f"write `24 hours`; {TWO_FORM}"
    if kind in SHAPES:
        return _misshaped(kind, written, _allowed(model, (*location, "")))
    if kind.startswith("date") and isinstance(written, str):
        return f"'{written}' is not a day", _day(written)
    if isinstance(written, str) and len(written) <= LONGEST and written not in message:
        message = f"'{written}': {message}"
    return f"cannot be read: {message.removesuffix('.')}", "see the reference of the procedure language"


def _another_word(key: str, known: Sequence[str]) -> str:
    sentence = f"; or, where it belongs to the sentence before it, {QUOTE}" if " " in key else ""
    return _one_of(key, known) + sentence


def _misshaped(kind: str, written: object, keys: Sequence[str]) -> tuple[str, str]:
    """Say what belongs where something of another shape stands; `keys` are those of the language there."""
    if kind in ("tuple_type", "list_type"):
        allowed = "put it in square brackets, [ and ], or begin its line with a dash and a blank"
        return "stands alone, where a list belongs", allowed
    if kind == "model_type" and isinstance(written, str):
        return f"'{_short(written)}' stands alone, where keys with values belong", _keyed(keys, written)
    return _no_keys(written, keys if kind == "model_type" else ())


def _short(written: str) -> str:
    return written if len(written) <= LONGEST else f"{written[:LONGEST]}…"


def _keyed(keys: Sequence[str], written: str) -> str:
    """Say how a bare value is written: with the key that it most likely belongs to, or with one of those there are."""
    if written.strip().casefold() in EMPTY:
        return f"write {{}} where nothing more is said, or keys with values: {', '.join(keys)}"
    key = next((each for each, form in FORMS.items() if each in keys and form.search(written)), "")
    more = "" if key else f"; keys: {', '.join(keys)}"
    return f"write `{{{key or 'key'}: {_short(written)}}}`{more}"


def _no_keys(written: object, keys: Sequence[str]) -> tuple[str, str]:
    """Say that a list or a value stands where keys belong; `keys` are those of the language, none where names do."""
    named = f"keys with values: {', '.join(keys)}" if keys else "a name and a value for each: `name: value`"
    if is_list(written):
        first = "leave brackets and dashes out, and write" if written else "write {} where nothing more is said, or"
        return "is a list, where keys with values belong", f"{first} {named}"
    return "stands alone, where keys with values belong", f"write {named}"


def _day(written: str) -> str:
    """Say how a day is written, or a month where only that is printed, and how this one is, as it stands on paper."""
    month = _meant_month(written.strip().casefold())
    if month:
        return f"where a document prints a month and no day, write the year and the month: {month}"
    return f"write the year, the month and the day: {_meant_day(written.strip().casefold()) or '2026-01-31'}"


def _meant_month(written: str) -> str:
    """Read a month as it is written on paper, of which no day is printed; "" where it is none."""
    in_words = re.fullmatch(r"([a-z]{3,9})\.?,?[ -]+(\d{4})", written)
    in_numbers = re.fullmatch(r"(\d{1,2})[/.-](\d{4})", written)
    if in_words:
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(in_words[1][:3])), 0)
        return f"{in_words[2]}-{month:02d}" if month else ""
    if in_numbers and 1 <= int(in_numbers[1]) <= len(MONTHS):
        return f"{in_numbers[2]}-{int(in_numbers[1]):02d}"
    return ""


def _meant_day(written: str) -> str:
    """Read a day as it is written on paper; "" where it is none."""
    in_words = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?,?[ -]+(\d{4})", written)
    if in_words:
        month = next((number for number, name in enumerate(MONTHS, 1) if in_words[2].startswith(name)), 0)
        day, year = in_words[1], in_words[3]
    elif found := ON_PAPER.fullmatch(written):
        day, month, year = found[1], int(found[2]), found[3]
    elif found := BACKWARDS.fullmatch(written):
        year, month, day = found[1], int(found[2]), found[3]
    else:
        return ""
    century = "" if len(year) > len("26") else "20"
    try:
        return date(int(f"{century}{year}"), month, int(day)).isoformat()
    except ValueError:
        return ""


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
