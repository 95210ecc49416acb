"""A trust goes live: from an empty folder and an empty PostgreSQL to a letter that a host has got by mail, over https.

Everything is done by commands and pages, as somebody from IT and the people of a school do it, by the real clock.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from io import StringIO
from pathlib import Path

import pytest
from httpx2 import Client

from duecourse.clock import SystemClock
from tests.cli import ASK_HOST, CALM, FINDINGS, IN_SCOPE, CommandLine
from tests.databases import postgresql
from tests.mail_relays import SENDER, Taken, smtp_relay
from tests.provider import Provider, provider_running
from tests.relay import CERTIFICATE, tls_proxy
from tests.serving import duecourse
from tests.site import Person, report

pytestmark = [pytest.mark.thorough, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
SCHOOLS = tuple(f"school{number}" for number in range(1, 10))
AT_EACH = ("headteacher", "senior manager", "DSL", "deputy DSL", "chair of governors", "HR")
STAFF = 46
FOR_ALL = {"dee": "DPO", "cel": "CEO", "cen": "central team", "cha": "chair of trustees", "pan": "hearing panel"}
PASSWORD = "four invented words of nobody"
REPORT = {**CALM, "affects": "me", "who": "unknown", "addresses": "https://posts.example/1", "reporter": "me"}
LETTER = r'"(/cases/[^/]+/letters/[^/?"]+)"'
FINE = 200
BESIDE_HTTP = {"AUTHLIB_INSECURE_TRANSPORT": "1"}
"""The provider of the test speaks no TLS, which its library lets pass only when it is told to."""

PATIENCE = 300
"""How many seconds the outbox has to send a letter; it looks every few seconds."""


def write_lists(folder: Path, today: date) -> None:
    """Write the lists of nine schools and 420 people as an office has them, for a school year around today."""
    folder.mkdir()
    schools = [f"{key};School {n};{n} Road, Nowhere, ZZ{n} {n}ZZ;England" for n, key in enumerate(SCHOOLS, 1)]
    (folder / "schools.csv").write_bytes("\r\n".join(["Short name;Name;Address;Nation", *schools]).encode("cp1252"))
    people, posts = ["Short name,Name,E-mail"], ["Person,Post,School"]
    for n, school in enumerate(SCHOOLS, 1):
        for i in range(STAFF):
            key = f"s{n}p{i}"
            people.append(f"{key},Person {n} {i},{key}@brook.example")
            posts.append(f"{key},{AT_EACH[i] if i < len(AT_EACH) else 'teacher'},{school}")
    for key, post in FOR_ALL.items():
        people.append(f"{key},Person {key},{key}@brook.example")
        posts.append(f"{key},{post},")
    (folder / "people.csv").write_text("\n".join(people), encoding="utf-8-sig")
    (folder / "posts.csv").write_text("\n".join(posts), encoding="utf-8-sig")
    year = today.year - (today.month < 9)
    terms = [f",term,The whole year {n},01/09/{n},31/08/{n + 1}" for n in (year, year + 1)]
    (folder / "terms.csv").write_text("\n".join(["School,Kind,Name,First day,Last day", *terms]), encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Trust:
    """A trust that is served: its command line, its address, and what its relay has taken."""

    line: CommandLine
    address: str
    taken: Taken
    provider: Provider

    def visitor(self) -> Person:
        """Give somebody at a browser that is not signed in."""
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        headers = {"Origin": self.address}
        return Person(Client(base_url=self.address, verify=context, headers=headers, follow_redirects=True, timeout=60))

    def got(self, address: str) -> EmailMessage:
        """Wait until the relay has taken a message to an address."""
        while True:
            for each in self.taken.messages:
                if address in str(each["To"]):
                    return each
            assert self.taken.came.wait(PATIENCE), f"nothing came for {address}"
            self.taken.came.clear()

    def provided(self, key: str) -> Person:
        """Sign in with an account of the trust."""
        self.provider.knows(key, email=f"{key}@brook.example", email_verified=True)
        person = self.visitor()
        page = person.get(self.provider.answer(self.provider.leave(person), key))
        assert page.url.path == "/work", page.text
        return person

    def invited(self, key: str) -> Person:
        """Choose a password by the invitation that came by e-mail, and sign in with it."""
        message = self.got(f"{key}@brook.example").get_body(("plain",))
        assert message is not None
        words: str = message.get_content()
        code = re.search(r"/choose-password#(\S+)", words)
        assert code is not None, words
        person = self.visitor()
        chosen = person.fill("/choose-password", code=code[1], new_password=PASSWORD, new_again=PASSWORD)
        assert chosen.status_code == FINE, chosen.text
        page = person.fill("/sign-in", name=key, password=PASSWORD)
        assert page.url.path == "/work", page.text[:2000]
        return person


@pytest.fixture
def trust(tmp_path: Path) -> Iterator[Trust]:
    with (
        postgresql(migrated=False) as url,
        smtp_relay() as (port, taken),
        tls_proxy() as (address, handler),
        provider_running() as issuer,
    ):
        settings = {
            "DUECOURSE_DATABASE": url,
            "DUECOURSE_MAIL_RELAY": f"plain://127.0.0.1:{port}",
            "DUECOURSE_MAIL_FROM": SENDER,
            "DUECOURSE_MAIL_SITE": address,
            "DUECOURSE_OPENID_ISSUER": issuer,
            "DUECOURSE_OPENID_CLIENT": "duecourse",
            "DUECOURSE_OPENID_SECRET_TEXT": "a secret of tests",
        }
        line = CommandLine(tmp_path / "data", SystemClock(), settings)
        begin(line, tmp_path / "lists", address)
        words = ("serve", "--listen", "127.0.0.1:0", "--address", address, "--proxy", "127.0.0.1")
        with duecourse(line.data, *words, settings={**settings, **BESIDE_HTTP}) as process:
            handler.target = ("127.0.0.1", process.port)
            yield Trust(line=line, address=address, taken=taken, provider=Provider(issuer=issuer))


def begin(line: CommandLine, lists: Path, address: str) -> None:
    """Make the trust from nothing: its name, its lists, a helpline that somebody has looked at."""
    who = ("--person", "fay=Fay Example=IT", "--email", "fay=fay@brook.example", "--administrator", "fay")
    office = "The Trust Office, 9 Brook Road, Nowhere, ZZ9 9ZZ"
    named = ("--key", "brook", "--name", "Brook Learning Trust", "--policy", "lumen", "--nation", "England")
    school = ("--school", "school1=School 1=1 Road, Nowhere, ZZ1 1ZZ")
    line.done("", "init", *named, "--web-address", address, "--address", office, *school, *who)
    write_lists(lists, line.now.date())
    shown = line.said("", "setup", str(lists), "--as", "fay")
    done = line.said("", "setup", str(lists), "--apply", "--as", "fay")
    again = line.said("", "setup", str(lists), "--apply", "--as", "fay")
    assert f"People: {STAFF * len(SCHOOLS) + len(FOR_ALL)} added" in shown
    assert "nothing has been changed" in shown
    assert "Done" in done
    assert "added" not in again
    first = line.done("", "helpline", "list", "--as", "fay")[0]["key"]
    line.done("", "helpline", "confirm", first, "--as", "fay")


def test_from_nothing_to_a_letter_that_the_host_has_got(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    well = trust.line.run("", "doctor")
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    trust.line.said("", "account", "set-password", "fay")
    trust.line.said("", "account", "invite", "s1p6", "--as", "fay")
    teacher, senior = trust.invited("s1p6"), trust.provided("s1p1")
    reference = report(teacher, REPORT)
    senior.take(reference, "case/1", "acknowledge")
    senior.take(reference, "case/1", "triage", **IN_SCOPE)
    senior.take(reference, "case/1", "open_tracks")
    senior.take(reference, "investigation/1", "start")
    senior.take(reference, "investigation/1", "record_findings", **FINDINGS)
    senior.take(reference, "removal/1", "decide", **ASK_HOST)
    drafts = re.findall(LETTER, senior.get("/letters").text)
    letter = next(each for each in drafts if ASK_HOST["host_contact"] in senior.get(each).text)
    issued = senior.fill(letter)
    asked = senior.fill(f"{letter}/send")
    senior.send(asked)
    got = trust.got(ASK_HOST["host_contact"])

    assert well.code == 0, well.out
    assert "Issued" in issued.text
    assert reference in got["Subject"]
