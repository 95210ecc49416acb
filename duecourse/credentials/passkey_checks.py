"""webauthn: the only module that knows what a passkey is asked, and whether what it answered is signed by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Mistake
from engine.plain import is_group

if TYPE_CHECKING:
    # only who uses a passkey pays for what judges one
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor


class PasskeyRefused(Mistake):
    """What a passkey answered is not signed by it, or is no answer to what was asked here."""


@dataclass(frozen=True, slots=True)
class PasskeySite:
    """Whom a passkey belongs to: the host that people type, and the whole origin of its pages."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was made: what it is found by and its public key, both base64url, and what its device counted."""

    credential: str
    key: str = field(repr=False)
    count: int


def asked_to_make(site: PasskeySite, names: tuple[str, str, str], challenge: str, known: Sequence[str]) -> str:
    """Write what a browser is asked for a new passkey, as JSON; `names` are of the person: an identifier that says
    nothing, the sign-in name and the name. Their device asks for its PIN or finger, and makes none twice."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    identifier, sign_in, name = names
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Duecourse",
        user_id=identifier.encode(),
        user_name=sign_in,
        user_display_name=name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def made(site: PasskeySite, challenge: str, answer: str) -> NewPasskey:
    """Read what a browser answered with a new passkey. Raises PasskeyRefused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_registration_response(
            credential=_parsed(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused("This passkey could not be read.") from error
    credential, key = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
    return NewPasskey(credential, key, found.sign_count)


def asked_to_prove(site: PasskeySite, challenge: str, known: Sequence[str]) -> str:
    """Write what a browser is asked of a passkey that is known, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.encode(),
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def credential_of(answer: str) -> str:
    """Say which passkey an answer says it is of. Raises PasskeyRefused."""
    return str(_parsed(answer).get("id", ""))


def count_of(site: PasskeySite, challenge: str, answer: str, key: str, count: int) -> int:
    """Judge what a passkey answered, and give what its device counts now.

    A device that counted less than before is a copy, and is refused. Raises PasskeyRefused.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        found = verify_authentication_response(
            credential=_parsed(answer),
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(key),
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused("This passkey did not prove anything.") from error
    return found.new_sign_count


def _parsed(answer: str) -> dict[str, object]:
    try:
        found: object = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise PasskeyRefused("This is no answer of a passkey.") from error
    if not is_group(found):
        raise PasskeyRefused("This is no answer of a passkey.")
    return dict(found)


def _descriptors(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]
