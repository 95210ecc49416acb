"""Sites and apps as the trust knows them: where a complaint is made, and when somebody last looked that up.

A platform is found by the address that was reported; what is said of it stands beside the form of the site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from duecourse.casework.administration.kept.directory_rows import Directory, Row

PARTS = ("name", "provider", "hosts", "route", "asks_for", "personal_complaint_note")
"""What may be said of a platform; its domains, or how it is complained to, must be."""
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def _wrong(said: Row) -> Mapping[str, str]:
    wrong = [host for host in said.get("hosts", "").split() if not _HOST.fullmatch(host)]
    says = f"'{wrong[0]}' is no domain. Write it as it stands in an address, such as example.org." if wrong else ""
    return {"hosts": says} if says else {}


PLATFORMS = Directory(
    noun="platform",
    parts=PARTS,
    ways=("route",),
    how="Say how a complaint is made there.",
    shipped=lambda services: services.platforms,
    own=lambda reading, organisation: reading.platforms(organisation),
    keep=lambda writing, organisation, row: writing.save_platform(organisation, row),
    wrong=_wrong,
)
