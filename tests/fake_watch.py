"""What is watched over, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.identity import OrganisationId
from engine.ports.watch.security_log import SecurityLine, SecurityWanted
from engine.ports.watch.troubles import StandingTrouble


@dataclass
class FakeWatch:
    """What `engine.ports.watch` asks of a store."""

    state: Any

    def security_lines(self, organisation: OrganisationId, wanted: SecurityWanted) -> Sequence[SecurityLine]:
        kept: list[SecurityLine] = self.state.security
        found = [each for each in kept if each.organisation == organisation and _fits(each, wanted)]
        found.sort(key=lambda each: (each.at, each.id), reverse=True)
        return found[wanted.passed : wanted.passed + wanted.limit]

    def troubles(self, organisation: OrganisationId, ended_after: datetime | None = None) -> Sequence[StandingTrouble]:
        kept: dict[tuple[str, datetime], StandingTrouble] = self.state.troubles
        found = [
            each
            for each in kept.values()
            if each.ended_at is None or (ended_after is not None and each.ended_at > ended_after)
        ]
        return sorted(found, key=lambda each: (each.since, each.code))

    def watch_alone(self, organisation: OrganisationId) -> None:
        """One transaction at a time is all that a store in memory knows."""

    def keep_trouble(self, trouble: StandingTrouble) -> None:
        self.state.troubles[trouble.code, trouble.since] = trouble

    def purge_troubles(self, organisation: OrganisationId, before: datetime) -> int:
        kept: dict[tuple[str, datetime], StandingTrouble] = self.state.troubles
        old = [key for key, each in kept.items() if each.ended_at is not None and each.ended_at < before]
        for key in old:
            del kept[key]
        return len(old)

    def database_size(self) -> int:
        return 1

    def note_security(self, line: SecurityLine) -> None:
        self.state.security = [*self.state.security, line]

    def purge_security(self, organisation: OrganisationId, before: datetime) -> int:
        kept: list[SecurityLine] = self.state.security
        self.state.security = [each for each in kept if each.organisation != organisation or each.at >= before]
        return len(kept) - len(self.state.security)


def _fits(line: SecurityLine, wanted: SecurityWanted) -> bool:
    return (
        wanted.what in (None, line.what)
        and (not wanted.kinds or line.what in wanted.kinds)
        and (not wanted.person or wanted.person in ((line.person,) if wanted.is_about else (line.person, line.by)))
        and wanted.address in ("", line.address)
        and (wanted.since is None or line.at >= wanted.since)
        and (wanted.until is None or line.at < wanted.until)
    )
