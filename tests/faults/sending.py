"""One pass over the mail as a process of its own, to be killed: `-m tests.faults.sending URL FOLDER PORT [MOMENT]`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from duecourse.access_spool import AccessSpool
from duecourse.bootstrap import directory
from duecourse.casework.context.services import Services
from duecourse.casework.mail.departure import send_mail
from duecourse.clock import SetClock
from duecourse.files import EvidenceFiles
from duecourse.identifiers import RandomIdentifiers
from duecourse.mail.relay_settings import RelaySettings
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.relay import Postroom
from tests.databases import open_store
from tests.mail_relays import SENDER
from tests.sealing import sealed
from tests.services import START, letters, library

if __name__ == "__main__":
    url, folder, port, *at = sys.argv[1:]
    clock = SetClock(datetime.fromisoformat(at[0]) if at else START)
    site = "https://duecourse.trust.example"
    settings = RelaySettings(scheme="plain", host="127.0.0.1", port=int(port), sender=SENDER, site=site)
    place = Services(
        store=sealed(open_store(url), START),
        spool=AccessSpool(Path(folder) / "spool", RandomIdentifiers()),
        library=library(),
        clock=clock,
        ids=RandomIdentifiers(),
        letters=letters(),
        files=EvidenceFiles(Path(folder) / "evidence"),
        bank_holidays=directory("bank_holidays.yaml"),
        postroom=Postroom(relay=SmtpRelay(settings, clock), site=site, domain="trust.example", burst=10**6),
    )
    send_mail(place)
