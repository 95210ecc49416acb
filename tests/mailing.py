"""Mail with links as it comes to people, read as they read it."""

from __future__ import annotations

import re

from duecourse.casework.mail.departure import send_mail
from tests.fake_relay import SITE, FakeRelay
from tests.site import Site


def sent(site: Site, relay: FakeRelay) -> tuple[str, str]:
    """Let what waits leave, and give the page and the code of the last link that came."""
    send_mail(site.services)
    found = re.findall(rf"{re.escape(SITE)}(/\S*)#(\S+)", "\n".join(each.text for each in relay.taken))
    place, code = found[-1]
    return place, code
