"""A device with a passkey, in a few lines: it makes a key, and signs what a page asks."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@dataclass(kw_only=True)
class Device:
    """One passkey of one site."""

    origin: str
    host: str
    count: int = 0
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, challenge: str) -> str:
        """Answer a page that wants a passkey."""
        numbers = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(key)
        told: dict[str, object] = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._answer("webauthn.create", challenge, {"attestationObject": _text(cbor2.dumps(told))})

    def prove(self, challenge: str) -> str:
        """Answer a page that wants a proof."""
        self.count += 1
        data, client = self._data(), self._client("webauthn.get", challenge)
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        more = {"authenticatorData": _text(data), "signature": _text(signed)}
        return self._answer("webauthn.get", challenge, more)

    def _data(self, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, what: str, challenge: str) -> bytes:
        told = {"type": what, "challenge": _text(challenge.encode()), "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, what: str, challenge: str, more: dict[str, str]) -> str:
        response = {"clientDataJSON": _text(self._client(what, challenge)), **more}
        name = _text(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
