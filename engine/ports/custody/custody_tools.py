"""What an installation has to look into files with; it may have none of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.ports.custody.previews import Previews
from engine.ports.custody.scanners import Scanner


@dataclass(frozen=True, slots=True)
class CustodyTools:
    """What makes previews, and what checks for malware; None where there is no such thing."""

    previews: Previews | None = None
    scanner: Scanner | None = None


NO_TOOLS = CustodyTools()
