"""Whether this installation is well."""

from __future__ import annotations

import platform
from importlib.metadata import version

from duecourse.casework.health import checks
from duecourse.casework.proving import faults_of_unkept
from duecourse.cli.app import Json, give, office, settings
from duecourse.cli.printing import bullets

FAULTS_SAID = 3


def doctor(as_json: Json = False) -> None:
    """Look whether this installation is well: settings, schema, files, policies, scheduler, outbox."""
    given = settings()
    place = office(anyhow=True)
    with place.store.reading() as reading:
        organisation = reading.organisation()
        refused = place.library.refused or faults_of_unkept(reading, organisation.id, place.library)
        queued = reading.notices(organisation.id, "queued")
        aside = reading.set_aside(organisation.id)
    now = place.clock.now()
    waiting = sum(1 for notice in queued if notice.kind != "draft")
    facts = {
        "version": version("duecourse"), "python": platform.python_version(), "data": str(given.data),
        "kind of database": given.database.split(":")[0], "policies": ", ".join(place.library.policies) or "none",
        "policy files refused": _first_of(refused),
        "workflow files": place.library.read[:12] or "not in use",
        **{check.name: f"{'well' if check.well else 'NOT WELL'}: {check.says}" for check in checks(place)},
        "cases set aside": ", ".join(each.reference for each in aside.values()) or "none",
        "notices that wait for e-mail (it comes with a later version; alerts are in `alert list`)": str(waiting),
        "reviews": ", ".join(
            f"{key} was due for review on {policy.definition.review_due}"
            for key, policy in place.library.policies.items()
            if policy.definition.review_due and policy.definition.review_due < now.date()
        ) or "none overdue",
    }  # fmt: skip
    give(facts, as_json, lambda: bullets(f"{name}: {value}" for name, value in facts.items()))


def _first_of(refused: tuple[str, ...]) -> str:
    more = f" … and {len(refused) - FAULTS_SAID} more: `duecourse check`" if len(refused) > FAULTS_SAID else ""
    return f"{'; '.join(refused[:FAULTS_SAID])}{more}" or "none"
