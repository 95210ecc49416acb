"""Settings by their list: an empty value leaves a setting as it is, a hyphen takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from duecourse.casework.administration.settings import LINE_END, set_setting, settings
from duecourse.casework.setting_up.differences import Comparison, ListChange, told_change, value_in
from duecourse.casework.setting_up.lists.sheets import ListRow


def apply_settings(comparison: Comparison, rows: Sequence[ListRow]) -> None:
    """Set what differs."""
    now = settings(comparison.services, comparison.caller)
    for row in comparison.single(rows, "setting"):
        name = comparison.chosen(row, "setting", now, "setting")
        value = value_in(row, "value")
        if not name or value is None:
            continue
        before, after = now[name], value.replace(LINE_END, "\n").strip()
        if before == after:
            comparison.tell(row, name, ListChange.SAME)
        elif comparison.does(row, partial(set_setting, comparison.services, comparison.caller, name, after), "value"):
            change = ListChange.CHANGED if before and after else ListChange.ADDED if after else ListChange.ENDED
            comparison.tell(row, name, change, (told_change("Value", before, after),))
