"""How a line of the log is written for people or as JSON, in UTC, and nothing but what is named here.

What a library says goes the same way: its sentence as it stands in its code, without what it would have put in.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duecourse.logs import faults
from duecourse.logs.log_settings import JSON

if TYPE_CHECKING:
    from structlog.stdlib import ProcessorFormatter

SAID = (
    *("reference", "case", "job", "spool", "kind", "version", "file", "files"),
    *("fired", "alerts", "faults", "seconds", "why"),
)
"""What may be said of a line beside its words: references, codes and counts of our own. `why` is what an outside thing
that is away was found to be like (`engine.errors.Unavailable`), in our words."""

HEAD = ("at", "level", "log", "action", "says")
LIBRARY = "library"
"""The slug of what a library says."""

WORDS_ITS_OWN = ("asyncio",)
"""Libraries that put what they speak of into their sentence before they log it: a task with all that it was given."""

UNSAID = "It says something that may hold more than its own words, so they are not written."


@dataclass
class Lines(logging.Formatter):
    """Writes a record by the library that is imported with the first of them; `brief` for who runs one command."""

    form: str
    brief: bool
    _made: list[ProcessorFormatter] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin as every formatter of the standard library does."""
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        if not self._made:
            self._made.append(self._make())
        return self._made[0].format(record)

    def _make(self) -> ProcessorFormatter:
        import structlog

        written = self._as_json if self.form == JSON else self._as_line
        return structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_of_library],
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                structlog.stdlib.add_log_level,
                _headed,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                written,
            ],
            use_get_message=False,
        )

    def _as_json(self, _: object, __: str, line: MutableMapping[str, Any]) -> str:
        return json.dumps(line, ensure_ascii=False, default=str)

    def _as_line(self, _: object, __: str, line: MutableMapping[str, Any]) -> str:
        about = ", ".join(f"{name} {line[name]}" for name in SAID if name in line)
        said = f"{line['says']} ({about})" if about else str(line["says"])
        if not self.brief:
            said = f"{line['at']} {line['level']} {line['log']} {line['action']}: {said}"
        return f"{said}\n{faults.in_lines(line['fault'])}" if "fault" in line else said


def _of_library(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Take what a library said as the sentence in its code: what it would have put in may be about anybody."""
    record: logging.LogRecord = line["_record"]
    says = UNSAID if record.name.partition(".")[0] in WORDS_ITS_OWN else str(record.msg)
    return {**line, "event": LIBRARY, "says": says, "exc_info": record.exc_info}


def _headed(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Leave nothing in a line but what is named, and put that in order."""
    record: logging.LogRecord = line["_record"]
    found = {**line, "log": record.name, "action": line.get("event", "")}
    kept = {name: found[name] for name in (*HEAD, *SAID) if name in found}
    error = _error_of(line.get("exc_info"))
    told = {"fault": faults.told(error)} if error is not None else {}
    return {**kept, **told, "_record": record, "_from_structlog": line["_from_structlog"]}


def _error_of(given: object) -> BaseException | None:
    error = given[1] if isinstance(given, tuple) else given
    return error if isinstance(error, BaseException) else None
