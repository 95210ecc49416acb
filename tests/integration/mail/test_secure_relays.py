"""A relay is spoken to under TLS with a certificate that fits, and signed in to with a password or a token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from duecourse.clock import SetClock
from duecourse.mail.relay_settings import RelaySettings, read_relay
from duecourse.mail.smtp_relay import SmtpRelay
from engine.ports.mail.relay import Fate, Outbound, RelayAway, WhyAway
from tests.mail_relays import SENDER, TokenOffice, secret_in, smtp_relay, token_office
from tests.services import START

MESSAGE = Outbound(id="<one@trust.example>", to="ann@trust.example", subject="A word", text="Sign in.", at=START)
SITE = "https://duecourse.trust.example"


@dataclass(frozen=True)
class Authority:
    """Who signs certificates, and the file by which it is trusted."""

    ca: trustme.CA
    file: Path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    ca, file = trustme.CA(), tmp_path_factory.mktemp("certificates") / "authority.pem"
    ca.cert_pem.write_to_path(str(file))
    return Authority(ca, file)


@pytest.fixture
def office() -> Iterator[TokenOffice]:
    with token_office() as found:
        yield found


def at(port: int, trusted: Path, scheme: str = "smtp", host: str = "localhost", **more: object) -> RelaySettings:
    given = {
        "MAIL_RELAY": f"{scheme}://{host}:{port}",
        "MAIL_FROM": SENDER,
        "MAIL_SITE": SITE,
        "MAIL_CERTIFICATES": str(trusted),
        **{f"MAIL_{name.upper()}": str(value) for name, value in more.items()},
    }
    found = read_relay(given)
    assert found is not None
    return found


def sent(settings: RelaySettings, clock: SetClock | None = None) -> Fate:
    with SmtpRelay(settings, clock or SetClock(START)).connected() as line:
        return line.submit(MESSAGE).fate


def refused(settings: RelaySettings) -> RelayAway:
    with pytest.raises(RelayAway) as away:
        sent(settings)
    return away.value


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_user_with_a_password_sends_under_tls(authority: Authority, scheme: str, tmp_path: Path) -> None:
    certificate = authority.ca.issue_cert("localhost")
    with smtp_relay(certificate, at_once=scheme == "smtps", sign_in=True) as (port, taken):
        settings = at(port, authority.file, scheme, user="duecourse", secret=secret_in(tmp_path))
        fate = sent(settings)

    assert fate is Fate.TAKEN
    assert (taken.signed_in, taken.ids) == (["password of duecourse"], [MESSAGE.id])


def test_a_password_that_is_wrong_is_told_without_the_password(authority: Authority, tmp_path: Path) -> None:
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, taken):
        away = refused(at(port, authority.file, user="duecourse", secret=secret_in(tmp_path, "guessed")))

    assert away.why is WhyAway.SIGNING_IN
    assert "guessed" not in str(away)
    assert taken.messages == []


@pytest.mark.parametrize(
    ("name", "host", "trusts"),
    [
        pytest.param("elsewhere.example", "localhost", True, id="of another name"),
        pytest.param("localhost", "localhost", False, id="of nobody who is trusted"),
    ],
)
def test_a_certificate_that_does_not_fit_gets_nothing(
    authority: Authority, name: str, host: str, trusts: bool, tmp_path: Path
) -> None:
    issuer = authority.ca if trusts else trustme.CA()
    with smtp_relay(issuer.issue_cert(name), sign_in=True) as (port, taken):
        away = refused(at(port, authority.file, host=host, user="duecourse", secret=secret_in(tmp_path)))

    assert away.why is WhyAway.CERTIFICATE
    assert (taken.signed_in, taken.messages) == ([], [])


def test_a_relay_without_starttls_gets_nothing(authority: Authority) -> None:
    with smtp_relay() as (port, taken):
        away = refused(at(port, authority.file))

    assert away.why is WhyAway.TLS
    assert taken.messages == []


def test_a_relay_that_wants_somebody_to_sign_in_says_so(authority: Authority) -> None:
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, _):
        away = refused(at(port, authority.file))

    assert away.why is WhyAway.SIGNING_IN


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param("let it through", 0o644, id="others can read it"),
        pytest.param("", 0o600, id="empty"),
        pytest.param("two\nlines", 0o600, id="two lines"),
    ],
)
def test_a_file_that_is_no_secret_is_not_used(authority: Authority, text: str, mode: int, tmp_path: Path) -> None:
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, taken):
        away = refused(at(port, authority.file, user="duecourse", secret=secret_in(tmp_path, text, mode)))

    assert away.why is WhyAway.SECRET
    assert taken.signed_in == []


def by_token(port: int, authority: Authority, office: TokenOffice, folder: Path) -> RelaySettings:
    return at(
        port,
        authority.file,
        user="duecourse@trust.example",
        secret=secret_in(folder, "secret of the client"),
        tokens=office.address,
        client="client-1",
        scope="https://relay.example/.default",
    )


def test_a_token_is_asked_for_with_the_credentials_of_the_client_and_kept_until_it_ends(
    authority: Authority, office: TokenOffice, tmp_path: Path
) -> None:
    office.tokens, clock = ["first", "second"], SetClock(START)
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, taken):
        taken.tokens = {"first", "second"}
        relay = SmtpRelay(by_token(port, authority, office, tmp_path), clock)
        for seconds in (0.0, 3000.0, 3550.0):
            clock.seconds, clock.moment = seconds, START + timedelta(seconds=seconds)
            with relay.connected() as line:
                assert line.submit(MESSAGE).fate is Fate.TAKEN

    assert len(office.asked) == 2
    assert office.asked[0] == {
        "grant_type": ["client_credentials"],
        "client_id": ["client-1"],
        "client_secret": ["secret of the client"],
        "scope": ["https://relay.example/.default"],
    }
    assert taken.signed_in == ["token of duecourse@trust.example"] * 3


def test_a_token_that_ended_early_is_asked_for_once_more(
    authority: Authority, office: TokenOffice, tmp_path: Path
) -> None:
    office.tokens = ["first", "second"]
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, taken):
        relay = SmtpRelay(by_token(port, authority, office, tmp_path), SetClock(START))
        taken.tokens = {"first"}
        with relay.connected() as line:
            line.submit(MESSAGE)
        taken.tokens = {"second"}
        with relay.connected() as line:
            fate = line.submit(MESSAGE).fate

    assert fate is Fate.TAKEN
    assert (len(office.asked), len(taken.messages)) == (2, 2)


def test_a_fresh_token_that_is_refused_is_not_asked_for_again_and_again(
    authority: Authority, office: TokenOffice, tmp_path: Path
) -> None:
    office.tokens = ["first", "second"]
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, _):
        away = refused(by_token(port, authority, office, tmp_path))

    assert away.why is WhyAway.SIGNING_IN
    assert len(office.asked) == 1


def test_a_client_that_is_refused_is_told_by_the_code_of_the_error_alone(
    authority: Authority, office: TokenOffice, tmp_path: Path
) -> None:
    office.refuses = "invalid_client"
    with smtp_relay(authority.ca.issue_cert("localhost"), sign_in=True) as (port, _):
        away = refused(by_token(port, authority, office, tmp_path))

    assert away.why is WhyAway.TOKEN
    assert "invalid_client" in str(away)
    assert "for the one who set it up" not in str(away)
    assert "secret of the client" not in str(away)


def test_what_leaves_says_who_sends_it_and_no_more_of_this_machine(authority: Authority) -> None:
    with smtp_relay(authority.ca.issue_cert("localhost")) as (port, taken):
        sent(at(port, authority.file))
    found = taken.messages[0]

    assert set(found.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"),
        "Content-Transfer-Encoding",
    }
    assert str(found.get_payload()).strip() == "Sign in."
