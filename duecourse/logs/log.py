"""What a module says to the log: a slug for programs, a constant sentence for people, and a reference.

The library behind it is imported with the first line that is written: most commands write none.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger


@dataclass(frozen=True, slots=True)
class Log:
    """The log of one part, by name. `about` holds what `duecourse.logs.lines.SAID` names, and nothing about people."""

    name: str

    def note(self, slug: str, says: str, **about: object) -> None:
        """Say what went as it should; only a process that serves writes it."""
        if logging.getLogger(self.name).isEnabledFor(logging.INFO):
            self._bound().info(slug, says=says, **about)

    def warning(self, slug: str, says: str, **about: object) -> None:
        """Say what did not go as it should, and is nobody's fault here."""
        self._bound().warning(slug, says=says, **about)

    def fault(self, slug: str, says: str, error: BaseException | None = None, **about: object) -> str:
        """Say what is ours. Gives the reference by which it is found: a new one, unless it stands in `about`."""
        from duecourse.identifiers import RandomIdentifiers

        reference = str(about.pop("reference", "") or RandomIdentifiers().identifier())
        caught = error or sys.exc_info()[1]
        self._bound().error(slug, says=says, reference=reference, exc_info=caught, **about)
        return reference

    def _bound(self) -> BoundLogger:
        import structlog

        bound: BoundLogger = structlog.wrap_logger(
            logging.getLogger(self.name),
            processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            wrapper_class=structlog.stdlib.BoundLogger,
        )
        return bound
