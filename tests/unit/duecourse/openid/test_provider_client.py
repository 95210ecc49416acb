"""What a provider answers is believed only as far as it is signed, for us, for now and by itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from duecourse.clock import SetClock
from duecourse.openid.provider_client import KEPT, PAUSE, ProviderClient
from duecourse.openid.provider_settings import ProviderSettings
from engine.ports.ways_in.identity_providers import (
    BegunSignIn,
    ProviderAway,
    ProviderRefused,
    ProviderRules,
    WhyRefused,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
BEGUN = BegunSignIn(state="state", nonce="nonce", verifier="v" * 60)
BACK = "https://duecourse.example/sign-in/provider/back"


@dataclass(kw_only=True)
class Provider:
    """What a provider on this machine says: `said` of itself, its `keys`, and the token that a code is worth."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    token: str = ""
    said: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str) -> object:
        """Give what stands at an address."""
        self.asked.append(path)
        described = {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")},
        }
        return {
            "/.well-known/openid-configuration": {**described, **self.said},
            "/jwks_uri": {"keys": [self.key.as_dict(private=False), {"kty": "oct", "k": "AAAA"}, "nothing"]},
            "/token_endpoint": {"access_token": "a", "token_type": "Bearer", "id_token": self.token},
        }.get(path)

    def signs(self, key: Any = None, alg: str = "RS256", **claims: object) -> None:
        """Let a code be worth a token with these claims."""
        usual: dict[str, Any] = {
            "iss": self.issuer,
            "aud": "duecourse",
            "sub": "one",
            "nonce": "nonce",
            "iat": int(NOW.timestamp()),
            "exp": int(NOW.timestamp()) + 600,
            "email": "a@trust.example",
            "email_verified": True,
        }
        kept = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        signer = key or self.key
        self.token = jwt.encode({"alg": alg, "kid": "one"}, kept, signer, algorithms=[alg])


class _Answers(BaseHTTPRequestHandler):
    provider: ClassVar[Provider]

    def do_GET(self) -> None:
        found = self.provider.page(self.path)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(200 if found is not None else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def key() -> RSAKey:
    """Make one key: it takes a moment."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture
def provider(key: RSAKey) -> Iterator[Provider]:
    """Run a provider on this machine."""
    made = Provider(key=key)
    handler = type("Handler", (_Answers,), {"provider": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        made.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


def client_of(provider: Provider, **rules: Any) -> ProviderClient:
    known = ProviderRules(issuer=provider.issuer, called="it", **rules)
    return ProviderClient(
        settings=ProviderSettings(rules=known, client="duecourse", secret_text="s"), clock=SetClock(NOW)
    )


def refused(client: ProviderClient) -> tuple[WhyRefused, str]:
    with pytest.raises(ProviderRefused) as found:
        client.proven(BEGUN, BACK, "code", NOW, again=False)
    return found.value.why, found.value.detail


def test_a_signed_token_for_us_says_who_it_is(provider: Provider) -> None:
    provider.signs(auth_time=int(NOW.timestamp()) - 5)
    found = client_of(provider).proven(BEGUN, BACK, "code", NOW, again=False)

    assert (found.issuer, found.subject, found.email) == (provider.issuer, "one", "a@trust.example")
    assert found.proved_at is not None
    assert (NOW - found.proved_at).total_seconds() == 5


FALSE: Mapping[str, Mapping[str, Any]] = {
    "for another": {"aud": "another"},
    "for several and not by us": {"aud": ["duecourse", "another"], "azp": "another"},
    "of another issuer": {"iss": "https://another.example"},
    "of another sign-in": {"nonce": "another"},
    "of no sign-in": {"nonce": None},
    "run out": {"exp": int(NOW.timestamp()) - 600},
    "without an end": {"exp": None},
    "from the future": {"iat": int(NOW.timestamp()) + 6000},
    "of nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", FALSE.values(), ids=FALSE)
def test_a_token_lets_nobody_in_that_is(provider: Provider, claims: Mapping[str, Any]) -> None:
    provider.signs(**claims)

    assert refused(client_of(provider))[0] is WhyRefused.UNREADABLE


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(provider: Provider) -> None:
    client = client_of(provider)
    provider.signs(RSAKey.generate_key(2048, {"kid": "one"}))
    found = [refused(client)]
    provider.signs(OctKey.import_key("s" * 32), "HS256")
    found.append(refused(client))
    head, body, _ = provider.token.split(".")
    for token in ("", "a.b.c", f"{head}.{body}.", f"eyJhbGciOiJub25lIn0.{body}."):
        provider.token = token
        found.append(refused(client))

    assert {why for why, _ in found} == {WhyRefused.UNREADABLE}


def test_addresses_are_believed_as_far_as_somebody_vouches_for_them(provider: Provider) -> None:
    plain = client_of(provider)
    tenant = client_of(provider, tenant="t", of_tenant=True)
    found = []
    vouched: tuple[Mapping[str, Any], ...] = (
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email_verified": None, "xms_edov": True},
        {"email_verified": None, "xms_edov": False},
    )
    for claims in vouched:
        provider.signs(tid="t", **claims)
        found.append(tuple(bool(each.proven(BEGUN, BACK, "code", NOW, again=False).email) for each in (plain, tenant)))

    assert found == [(False, False), (False, True), (True, True), (True, True), (False, False)]
    provider.signs(tid="other")
    assert refused(tenant)[0] is WhyRefused.TENANT


def test_what_it_says_of_itself_is_kept_for_a_day_and_keys_are_asked_again(provider: Provider) -> None:
    client = client_of(provider)
    provider.signs()
    for _ in range(2):
        client.proven(BEGUN, BACK, "code", NOW, again=False)
    assert provider.asked.count("/jwks_uri") == 1
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    provider.signs()
    provider.token = jwt.encode(
        {"alg": "RS256", "kid": "two"}, jwt.decode(provider.token, provider.key).claims, provider.key
    )
    assert client.proven(BEGUN, BACK, "code", NOW, again=False).subject == "one"
    assert provider.asked.count("/jwks_uri") == 2
    client.clock = SetClock(NOW + KEPT)
    client.address_for(BEGUN, BACK, again=False)

    assert provider.asked.count("/jwks_uri") == 3


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://another.example/token"},
        {"authorization_endpoint": ""},
    ],
)
def test_a_provider_that_does_not_describe_itself_is_away(provider: Provider, said: dict[str, object]) -> None:
    provider.said = said
    with pytest.raises(ProviderAway):
        client_of(provider).address_for(BEGUN, BACK, again=False)


def test_one_that_does_not_answer_is_away_in_words_without_its_page(provider: Provider) -> None:
    gone = replace(provider, issuer=f"{provider.issuer}/elsewhere")
    with pytest.raises(ProviderAway, match="does not answer"):
        client_of(gone).address_for(BEGUN, BACK, again=True)


def test_one_that_was_away_is_not_asked_again_for_half_a_minute(provider: Provider) -> None:
    described, elsewhere = provider.said, dict[str, object](issuer="https://another.example")
    provider.said = elsewhere
    client = client_of(provider)
    for _ in range(3):
        with pytest.raises(ProviderAway):
            client.address_for(BEGUN, BACK, again=False)
    asked = len(provider.asked)
    provider.said = described
    client.clock = SetClock(NOW + PAUSE)

    assert asked == 1
    assert client.address_for(BEGUN, BACK, again=False)
