"""Authlib over requests: the only module that speaks with a provider of OpenID Connect.

Authorization code with PKCE (S256), `state` and `nonce`; the identity is read from the signed token alone. What the
provider says of itself is asked when it is first needed, within a deadline, and kept for a day; its keys are asked
again where a token is signed by one that is not known.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from duecourse.mail.relay_settings import is_safe
from duecourse.openid.provider_settings import ProviderSettings
from engine.plain import is_group, is_list
from engine.ports.time_and_chance import Clock
from engine.ports.ways_in.identity_providers import (
    BegunSignIn,
    ProvenIdentity,
    ProviderAway,
    ProviderRefused,
    ProviderRules,
    WhyRefused,
)

DEADLINE = 5.0
"""Seconds that one request to the provider may wait for the next byte."""
LARGEST = 256 * 1024
"""Bytes of what a provider says of itself, or of its keys."""
KEPT = timedelta(hours=24)
PAUSE = timedelta(seconds=30)
"""For so long a provider that was away is not asked what it says of itself."""
DESCRIPTION = "/.well-known/openid-configuration"
SCOPE = "openid email"
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""How a token may be signed: by the provider's private key, never by a secret that the browser's side has too."""
LEEWAY = 120
"""Seconds by which the clocks of the two may differ."""
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Described:
    """What the provider says of itself, its keys, and until when that is believed."""

    endpoints: Mapping[str, str]
    keys: KeySet
    until: datetime


@dataclass(kw_only=True)
class ProviderClient:
    """The provider of one installation; kept for the life of the process."""

    settings: ProviderSettings
    clock: Clock
    _described: Described | None = None
    _again_at: datetime | None = None
    _why: str = ""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def rules(self) -> ProviderRules:
        """Give what the installation says of it."""
        return self.settings.rules

    def address_for(self, begun: BegunSignIn, redirect: str, *, again: bool) -> str:
        """Give where the browser goes; with `again` its person has to prove themselves now. Raises ProviderAway."""
        extra = {"nonce": begun.nonce, **({"prompt": "login", "max_age": "0"} if again else {})}
        if self.rules.domains and not again:
            extra["hd" if "google" in self.rules.issuer else "domain_hint"] = self.rules.domains[0]
        with self._session(redirect, "") as session:
            place = self._known().endpoints["authorization_endpoint"]
            address, _ = session.create_authorization_url(place, begun.state, begun.verifier, **extra)
        return address

    def proven(self, begun: BegunSignIn, redirect: str, code: str, at: datetime, *, again: bool) -> ProvenIdentity:
        """Ask who it is that the browser came back with a code for. Raises ProviderRefused, ProviderAway."""
        known = self._known()
        with self._session(redirect, self.settings.read_secret()) as session:
            token = self._fetched(session, known, code, begun.verifier)
        claims = self._claims(token.get("id_token"), begun.nonce, at)
        self._judge(claims)
        proved = claims.get("auth_time")
        proved_at = datetime.fromtimestamp(proved, UTC) if isinstance(proved, int) else None
        return ProvenIdentity(
            issuer=self.rules.issuer,
            subject=str(claims["sub"]),
            email=self._email(claims) if not again else "",
            proved_at=proved_at,
        )

    def _session(self, redirect: str, secret: str) -> OAuth2Session:
        return OAuth2Session(
            self.settings.client,
            secret or None,
            scope=SCOPE,
            redirect_uri=redirect,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106  # the name of a way, no secret
            code_challenge_method="S256",
            default_timeout=DEADLINE,
        )

    def _fetched(self, session: OAuth2Session, known: Described, code: str, verifier: str) -> Mapping[str, object]:
        try:
            place = known.endpoints["token_endpoint"]
            return session.fetch_token(place, code=code, grant_type="authorization_code", code_verifier=verifier)
        except OAuthError as error:
            raise ProviderRefused(WhyRefused.UNREADABLE, "code") from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderAway("The provider did not answer when it was asked who somebody is.") from error

    def _claims(self, token: object, nonce: str, at: datetime) -> Mapping[str, object]:
        """Read a token: signed by the provider, for us, for this sign-in, and not run out. Raises ProviderRefused."""
        try:
            decoded = self._decoded(str(token or ""))
            jwt.JWTClaimsRegistry(
                now=int(at.timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self.rules.issuer},
                aud={"essential": True, "value": self.settings.client},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(dict(decoded))
        except (JoseError, ValueError) as error:
            raise ProviderRefused(WhyRefused.UNREADABLE, type(error).__name__) from error
        audience = decoded.get("aud")
        if is_list(audience) and len(audience) > 1 and decoded.get("azp") != self.settings.client:
            raise ProviderRefused(WhyRefused.UNREADABLE, "azp")
        return decoded

    def _decoded(self, token: str) -> Mapping[str, object]:
        try:
            return jwt.decode(token, self._known().keys, algorithms=list(SIGNED_BY)).claims
        except InvalidKeyIdError:
            return jwt.decode(token, self._known(once_more=True).keys, algorithms=list(SIGNED_BY)).claims

    def _judge(self, claims: Mapping[str, object]) -> None:
        if self.rules.tenant and claims.get("tid") != self.rules.tenant:
            raise ProviderRefused(WhyRefused.TENANT)

    def _email(self, claims: Mapping[str, object]) -> str:
        """Give the address by which somebody may be known here; "" where the provider vouches for none."""
        email = str(claims.get("email") or "")
        is_vouched = claims.get("email_verified") in (True, "true") or claims.get("xms_edov") in (True, 1, "1", "true")
        if self.rules.of_tenant and "email_verified" not in claims and "xms_edov" not in claims:
            is_vouched = True
        return email if is_vouched else ""

    def _known(self, *, once_more: bool = False) -> Described:
        """Give what the provider says of itself, asked again where it is old. Raises ProviderAway."""
        with self._turn:
            now = self.clock.now()
            if self._described is None or self._described.until <= now or once_more:
                if self._again_at is not None and now < self._again_at:
                    raise ProviderAway(self._why)
                self._described = self._asked_once(now)
            return self._described

    def _asked_once(self, now: datetime) -> Described:
        """Ask it; where it is away, nobody else waits for it for a while: they would all stand in a row here."""
        try:
            return self._asked(now)
        except ProviderAway as away:
            self._again_at, self._why = now + PAUSE, str(away)
            raise

    def _asked(self, now: datetime) -> Described:
        said = _read(self.rules.issuer.rstrip("/") + DESCRIPTION)
        if said.get("issuer") != self.rules.issuer:
            raise ProviderAway("The provider calls itself by another address than the one that is set.")
        endpoints = {name: str(said.get(name, "")) for name in ENDPOINTS}
        wrong = [name for name, address in endpoints.items() if not is_safe(address)]
        if wrong:
            raise ProviderAway(f"The provider gives no address that can be used: {', '.join(wrong)}.")
        keys = _read(endpoints["jwks_uri"])
        try:
            return Described(endpoints, _key_set(keys), now + KEPT)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderAway("The keys of the provider cannot be read.") from error


def _key_set(keys: Mapping[str, object]) -> KeySet:
    """Read the keys that tokens are signed with; a provider may list others beside."""
    listed = keys.get("keys")
    found = [each for each in listed if is_group(each)] if is_list(listed) else []
    signing = [each for each in found if each.get("kty") in ("RSA", "EC") and each.get("use", "sig") == "sig"]
    return KeySet([_key({name: text for name, text in each.items() if isinstance(text, str)}) for each in signing])


def _key(said: dict[str, str | list[str]]) -> RSAKey | ECKey:
    return RSAKey.import_key(said) if said["kty"] == "RSA" else ECKey.import_key(said)


def _read(address: str) -> Mapping[str, object]:
    """Read a small JSON document, from where it is said to be and nowhere else. Raises ProviderAway."""
    host = urlsplit(address).hostname
    try:
        with requests.get(address, timeout=DEADLINE, allow_redirects=False, stream=True) as answer:
            content = answer.raw.read(LARGEST + 1, decode_content=True)
            found: object = json.loads(content) if answer.status_code == requests.codes.ok else None
    except (requests.RequestException, OSError, ValueError) as error:
        raise ProviderAway(f"{host} does not answer.") from error
    if not is_group(found) or len(content) > LARGEST:
        raise ProviderAway(f"{host} does not answer as a provider of OpenID Connect does.")
    return found
