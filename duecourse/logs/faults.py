"""What is told of an exception: its kinds and places in the code. Its words stay out, for they may name people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from traceback import walk_tb
from typing import TypedDict

DEEPEST, MOST = 40, 12
"""So many places of one exception, the innermost ones, and so many exceptions behind each other."""


class Told(TypedDict):
    """One exception: its kind, what databases and the machine call it, and where it went through the code."""

    kind: str
    code: str
    at: list[str]


def told(error: BaseException) -> list[Told]:
    """Give an exception and what it came from, the first cause last."""
    return [_one(each) for each in _chain(error)]


def in_lines(found: list[Told]) -> str:
    """Write the same below a line, for people."""
    lines: list[str] = []
    for each in found:
        lines.append(f"    {each['kind']} {each['code']}".rstrip())
        lines += [f"      {place}" for place in each["at"]]
    return "\n".join(lines)


def _one(error: BaseException) -> Told:
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return Told(kind=kind, code=_code(error), at=places[-DEEPEST:])


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < MOST:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        behind = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        waiting += [behind] if behind is not None else []


def _code(error: BaseException) -> str:
    """Give what databases and the machine call it, which is the same for everybody."""
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno, str(error.errno))
    named = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return str(named) if named else ""
