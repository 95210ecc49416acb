"""A trust whose store somebody changes behind its back: told twice over, kept on a database, and verified."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from duecourse.casework.accounts.calendar_feeds import make_feed
from duecourse.casework.accounts.invitations.link_letters import print_reset
from duecourse.casework.accounts.sign_ins import sign_in
from duecourse.casework.accounts.ways_in.own_factors import offer_factor, set_up_factor
from duecourse.casework.administration.helplines import add_helpline
from duecourse.casework.administration.kept.directory_rows import add_row
from duecourse.casework.administration.kept.platforms import PLATFORMS
from duecourse.casework.administration.paper.house_documents import keep_document
from duecourse.casework.administration.paper.logos import set_logo
from duecourse.casework.administration.paper.signatures import give_signature
from duecourse.casework.audit import verification
from duecourse.casework.commands import case_roles, evidence
from duecourse.casework.commands.evidence import NewEvidence
from duecourse.casework.commands.sweep import sweep
from duecourse.casework.context.access_log import commit_read
from duecourse.casework.context.services import Caller, Services
from duecourse.casework.duties.ticks import NewTick, tick_off
from duecourse.demo import DEMO_PASSWORD, make_accounts
from duecourse.demo.plots import Plot
from duecourse.demo.storyteller import Story
from duecourse.outbox import run_outbox
from engine.errors import BrokenRecord, NotFound
from engine.identity import CaseReference, InstanceId
from engine.ports.letters.letterheads import OWN
from engine.ports.ways_in.bound_identities import BoundIdentity
from engine.ports.ways_in.passkeys import Passkey
from tests.app_codes import code_at
from tests.databases import open_store
from tests.house_pictures import png
from tests.services import START, caller, scheduler, services_on
from tests.site import cheap_passwords

PICTURE = b"\x89PNG\r\n\x1a\na picture"


def fill(place: Services) -> None:
    """Tell two cases, one of which has gone far: letters sent, files kept, clocks run out."""
    for number, stage in enumerate(("isp", "reported"), 1):
        plot = Plot(age=80, school="oakfield", stage=stage, words="A page lists staff with insults.")
        Story(place, START - timedelta(hours=plot.age), number, plot).tell()
    senior = caller(place, "oakfield-senior")
    case_roles.share(place, senior, CaseReference("LUM-2026-0001"), "hilltop", "It is about both")
    for name, url in (("one.png", ""), ("two.png", "https://posts.example/1")):
        new = NewEvidence(
            name=name, content=PICTURE + name.encode(), on=InstanceId("removal/1"), captured_at=START, url=url
        )
        evidence.add(place, senior, CaseReference("LUM-2026-0001"), new)
    run_outbox(place)
    sweep(place, START + timedelta(days=9))
    make_accounts(place, cheap_passwords())
    make_feed(place, caller(place, "oakfield-senior"))
    for key in ("oakfield-senior", "oakfield-head"):
        set_up_second_factor(place, key)
    give_ways_in(place)
    for school in ("", "oakfield"):
        set_logo(place, caller(place, "central"), school, png(shade=len(school)), "Logo: an oak")
    for number, key in enumerate(("oakfield-senior", "oakfield-head")):
        give_signature(place, caller(place, key), png(shade=100 + number), OWN)
    for title in ("Behaviour policy", "Disciplinary procedure"):
        keep_document(place, caller(place, "central"), title, b"%PDF-1.7 " + title.encode())
    add_helpline(place, caller(place, "central"), "near", {"name": "A line nearby", "telephone": "01632 960000"})
    add_row(PLATFORMS, place, caller(place, "central"), "near", {"name": "A site nearby", "route": "A form"})
    tick_off(place, caller(place, "central"), NewTick(number="15.2#2", note="Reviewed with the unions"))
    for number in range(3):
        commit_read(place, senior, CaseReference("LUM-2026-0001"), f"letter {number}")


def give_ways_in(place: Services) -> None:
    """Let two people choose another password, by a letter each; they have an account at a provider, and a passkey."""
    for key in ("oakfield-teacher", "oakfield-dsl"):
        print_reset(place, key, caller(place, "central"), "https://duecourse.trust.example")
        me = caller(place, key).viewer
        account = BoundIdentity(
            organisation=me.organisation,
            person=me.person,
            issuer=f"https://{key}.example",
            subject=key,
            bound_at=START,
        )
        passkey = Passkey(
            organisation=me.organisation,
            person=me.person,
            credential=key,
            key=f"key of {key}",
            count=1,
            name=key,
            since=START,
            used_at=START,
        )
        with place.store.writing() as writing:
            writing.bind_identity(account)
            writing.keep_passkey(passkey)


def set_up_second_factor(place: Services, key: str) -> None:
    """Give somebody a second factor, by a code of it."""
    me = caller(place, key)
    _, session = sign_in(place, cheap_passwords(), key, DEMO_PASSWORD)
    secret = offer_factor(place, me).secret
    set_up_factor(place, me, session, secret, code_at(secret, place.clock.now()))


@contextmanager
def filled_at(url: str, folder: Path) -> Generator[Services]:
    """Open a store on a database, with the trust told in it."""
    store = open_store(url)
    place = services_on(store, folder)
    fill(place)
    try:
        yield place
    finally:
        store.close()


def is_found(place: Services) -> bool:
    """Say whether `audit verify` finds anything wrong."""
    try:
        everybody = Caller(viewer=scheduler(place))
        verification.verify_accesses(place, everybody.viewer.organisation)
        return any(each.wrong for each in verification.verify_cases(place, everybody))
    except (BrokenRecord, NotFound):
        return True
