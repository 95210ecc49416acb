"""Whether this installation is well."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version

import typer

from duecourse.casework.context.services import Services
from duecourse.casework.policies.proofs import faults_of_unkept
from duecourse.casework.upkeep.checkup import examined
from duecourse.casework.upkeep.health import checks
from duecourse.casework.upkeep.ward import Trouble
from duecourse.cli.call import Call
from duecourse.cli.tables import bullets, heading
from engine.ports.store import Reading
from engine.time.moments import say_printed

FAULTS_SAID = 3


def doctor(call: Call) -> None:
    """Look whether this installation is well: settings, files, policies, who holds which role, what letters need.

    Ends with 1 where something stands in the way, and says what mends it.
    """
    place = call.services(anyhow=True)
    facts, found = examined(place, lambda reading: _facts(call, place, reading))
    faults = [each for each in found if each.stops]
    notes = [each for each in found if not each.stops]
    document = {**facts, "well": not faults, "faults": _shape(faults), "worth knowing": _shape(notes)}
    call.give(document, lambda: _say(facts, faults, notes))
    if faults:
        raise typer.Exit(1)


def _facts(call: Call, place: Services, reading: Reading) -> dict[str, str]:
    """Say how things stand, whether that is well or not."""
    given = call.settings
    organisation = reading.organisation()
    refused = place.library.refused or faults_of_unkept(reading, organisation.id, place.library)
    now = place.clock.now()
    waiting = sum(number for kind, number in reading.count_queued(organisation.id).items() if kind != "draft")
    return {
        "version": version("duecourse"),
        "python": platform.python_version(),
        "data": str(given.data),
        "kind of database": given.database.split(":")[0],
        "policies": ", ".join(place.library.policies) or "none",
        "policy files refused": _first_of(refused),
        "workflow files": place.library.read[:12] or "not in use",
        **{check.name: check.says for check in checks(place)},
        "checks for malware": _said_of_scanner(place),
        "cases set aside": ", ".join(each.reference for each in reading.set_aside(organisation.id).values()) or "none",
        "notices that wait to be sent (`mail list`; alerts are in `alert list` as well)": str(waiting),
        "reviews": ", ".join(
            f"{key} was due for review by {say_printed(policy.definition.review_due)}"
            for key, policy in place.library.policies.items()
            if policy.definition.review_due and policy.definition.is_review_past(now.date())
        )
        or "none overdue",
    }


def _said_of_scanner(place: Services) -> str:
    scanner = place.custody.scanner
    if scanner is None:
        return "none: no scanner is set up (DUECOURSE_CLAMD)"
    return "the scanner answers" if scanner.is_there() else "the scanner does not answer"


def _say(facts: dict[str, str], faults: Sequence[Trouble], notes: Sequence[Trouble]) -> None:
    bullets(f"{name}: {value}" for name, value in facts.items())
    for title, found in (("Worth knowing", notes), ("What stands in the way", faults)):
        if found:
            heading(title)
            bullets(f"{each.says} {each.remedy}".strip() for each in found)
    if not faults:
        typer.echo("Nothing stands in the way.")


def _shape(found: Iterable[Trouble]) -> list[dict[str, str]]:
    return [{"check": each.check, "says": each.says, "remedy": each.remedy} for each in found]


def _first_of(refused: tuple[str, ...]) -> str:
    more = f" … and {len(refused) - FAULTS_SAID} more: `duecourse check`" if len(refused) > FAULTS_SAID else ""
    return f"{'; '.join(refused[:FAULTS_SAID])}{more}" or "none"
