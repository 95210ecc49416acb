"""Every setting of a trust with its value and where that comes from: nobody has set it, or who did, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duecourse.casework.administration.permission import demand_administrator
from duecourse.casework.administration.settings import value_of
from duecourse.casework.audit.configuration_changes import setting_sources
from duecourse.casework.context.services import Caller, Services
from engine.errors import NotFound
from engine.ports.settings import SETTINGS, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSheet:
    """One setting. `set_at` is None where nobody ever set it; `who` is "" where it was set as the trust was set up."""

    name: str
    setting: Setting
    value: str
    who: str = ""
    set_at: datetime | None = None


def setting_sheets(services: Services, caller: Caller) -> Sequence[SettingSheet]:
    """List every setting that there is, for those who keep the whole trust. Raises NotPermitted, BrokenRecord."""
    with services.store.reading() as reading:
        demand_administrator(reading, caller, services.clock.now())
        trust = reading.organisation()
        sources = setting_sources(reading, trust)
    return [
        SettingSheet(
            name=name,
            setting=setting,
            value=value_of(trust, name),
            who=sources[name].who if name in sources else "",
            set_at=sources[name].at if name in sources else None,
        )
        for name, setting in SETTINGS.items()
    ]


def setting_sheet(services: Services, caller: Caller, name: str) -> SettingSheet:
    """Give one of them. Raises NotFound."""
    for each in setting_sheets(services, caller):
        if each.name == name:
            return each
    raise NotFound(f"There is no setting '{name}'. What may be set stands under “Settings”.")
