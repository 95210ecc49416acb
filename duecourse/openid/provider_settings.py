"""Which provider of OpenID Connect people sign in with: read from the environment, the secret also from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from duecourse.mail.relay_settings import is_safe
from duecourse.private_files import is_wide
from engine.errors import BadInput
from engine.ports.ways_in.identity_providers import ProviderAway, ProviderRules

PREFIX = "DUECOURSE_OPENID_"
NEEDED = ("OPENID_ISSUER", "OPENID_CLIENT")
OURS, THEIRS = "ours", "theirs"
VERIFIED, OF_TENANT = "verified", "of-tenant"
USUAL_NAME = "your trust’s account"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """A provider, and how this installation is known there: `secret` is a file, or `secret_text` the secret itself."""

    rules: ProviderRules
    client: str
    secret: Path | None = None
    secret_text: str = field(default="", repr=False)

    def read_secret(self) -> str:
        """Read the secret of the client; it is kept nowhere. Raises ProviderAway."""
        if self.secret is None:
            return self.secret_text
        try:
            if is_wide(self.secret):
                raise ProviderAway(f"Others can read the file of {PREFIX}SECRET. Shut it: chmod 600.")
            found = self.secret.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ProviderAway(f"The file of {PREFIX}SECRET cannot be read.") from error
        if not found or len(found.splitlines()) != 1:
            raise ProviderAway(f"The file of {PREFIX}SECRET holds the secret and nothing else, on one line.")
        return found


def read_provider(openid: Mapping[str, str]) -> ProviderSettings | None:
    """Read the provider, by the names of the settings without their prefix; None where nothing is set.

    Raises BadInput.
    """
    given = {name: text.strip() for name, text in openid.items() if text.strip()}
    if not given:
        return None
    missing = [f"DUECOURSE_{name}" for name in NEEDED if name not in given]
    if missing:
        raise BadInput(f"OpenID Connect is set up in part: {', '.join(missing)} is missing.")
    if ("OPENID_SECRET" in given) == ("OPENID_SECRET_TEXT" in given):
        raise BadInput(f"OpenID Connect needs one of {PREFIX}SECRET (a file) and {PREFIX}SECRET_TEXT.")
    return ProviderSettings(
        rules=_rules(given),
        client=given["OPENID_CLIENT"],
        secret=Path(given["OPENID_SECRET"]) if "OPENID_SECRET" in given else None,
        secret_text=given.get("OPENID_SECRET_TEXT", ""),
    )


def _rules(given: Mapping[str, str]) -> ProviderRules:
    issuer, tenant = given["OPENID_ISSUER"], given.get("OPENID_TENANT", "")
    if not is_safe(issuer):
        raise BadInput(
            f"{PREFIX}ISSUER is the https address of the provider, as its own description of itself has it, such as "
            "https://accounts.google.com. Plain http is taken on this machine only."
        )
    of_tenant = _one_of("EMAIL", given, (VERIFIED, OF_TENANT)) == OF_TENANT
    if of_tenant and not tenant:
        raise BadInput(
            f"{PREFIX}EMAIL={OF_TENANT} believes the addresses that a tenant gives its people, so {PREFIX}TENANT "
            "has to say which one."
        )
    return ProviderRules(
        issuer=issuer,
        called=given.get("OPENID_NAME", USUAL_NAME),
        tenant=tenant,
        domains=tuple(each.casefold().lstrip("@") for each in given.get("OPENID_DOMAINS", "").split()),
        of_tenant=of_tenant,
        own_factor=_one_of("SECOND_FACTOR", given, (THEIRS, OURS)) == OURS,
        passwords=_one_of("PASSWORDS", given, ("yes", "no")) == "yes",
    )


def _one_of(name: str, given: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    """Read one of some words; the first is meant where nothing is said. Raises BadInput."""
    said = given.get(f"OPENID_{name}", allowed[0])
    if said not in allowed:
        raise BadInput(f"{PREFIX}{name} is {' or '.join(allowed)}, not '{said}'.")
    return said
