"""A provider of OpenID Connect on this machine, and a browser that signs in there."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import requests
from httpx2 import Response

from duecourse.clock import SystemClock
from duecourse.openid.provider_client import ProviderClient
from duecourse.openid.provider_settings import read_provider
from duecourse.web.app import build_app
from tests.site import Person, Site, cheap_passwords, make_site

PLACE, BACK = "/sign-in/provider", "/sign-in/provider/back"


@contextmanager
def provider_running() -> Generator[str]:
    """Run it. Gives its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses parts of Authlib that will go
        from oidc_provider_mock import run_server_in_thread

        with run_server_in_thread() as server:
            yield f"http://localhost:{server.server_port}"


@dataclass(kw_only=True)
class Provider:
    """A provider, and browsers that are sent there."""

    issuer: str

    def knows(self, subject: str, **claims: object) -> None:
        """Let the provider know somebody."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()

    def leave(self, person: Person, asked: str = "") -> str:
        """Open the link. Gives where the browser is sent."""
        answer = person.client.get(f"{PLACE}{asked}", follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def answer(self, address: str, subject: str, **changed: str) -> str:
        """Sign in there. Gives the way back, with its code and state."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
        place = urlunsplit(parts._replace(query=urlencode(asked)))
        found = requests.post(place, data={"sub": subject}, allow_redirects=False, timeout=10)
        back = urlsplit(found.headers["location"])
        return f"{back.path}?{back.query}"


@dataclass(kw_only=True)
class AtProvider(Provider):
    """A site whose people sign in at a provider."""

    site: Site

    def comes(self, subject: str, asked: str = "", *, person: Person | None = None, **changed: str) -> Response:
        """Sign in from the link to the end. Gives the page that follows."""
        who = person or self.site.visitor()
        return who.client.get(self.answer(self.leave(who, asked), subject, **changed))


def site_at(folder: Path, issuer: str, **said: str) -> AtProvider:
    """Give a site whose people sign in at the provider, by the clock of this machine."""
    clock = SystemClock()
    made = make_site(folder, clock.now())
    given = {
        "OPENID_ISSUER": issuer,
        "OPENID_CLIENT": "duecourse",
        "OPENID_SECRET_TEXT": "a secret of tests",
        "OPENID_NAME": "Lumen 365",
        **{f"OPENID_{name.upper()}": text for name, text in said.items()},
    }
    settings = read_provider(given)
    assert settings
    place = replace(made.services, provider=ProviderClient(settings=settings, clock=made.services.clock))
    return AtProvider(site=Site(place, build_app(place, cheap_passwords())), issuer=issuer)


def again_with(at: AtProvider, **said: str) -> AtProvider:
    """Give the same site with other settings of its provider."""
    given = {
        "OPENID_ISSUER": at.issuer,
        "OPENID_CLIENT": "duecourse",
        "OPENID_SECRET_TEXT": "a secret of tests",
        **{f"OPENID_{name.upper()}": text for name, text in said.items()},
    }
    settings = read_provider(given)
    assert settings
    place = replace(at.site.services, provider=ProviderClient(settings=settings, clock=at.site.services.clock))
    return AtProvider(site=Site(place, build_app(place, cheap_passwords())), issuer=at.issuer)
