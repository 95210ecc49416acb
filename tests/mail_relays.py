"""Relays for tests: a real aiosmtpd that can be told what to answer, and where tokens are given."""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SENDER = "duecourse@trust.example"
PASSWORD = "let it through"  # of an invented relay
LATER, NEVER, DROPS, FULL = "later@trust.example", "never@trust.example", "drops@trust.example", "full@trust.example"
"""Addresses by which a relay is told what to do: refuse for now, for ever, break off unanswered, refuse the content."""

WILL_TRY, OUT_OF_STEP = "will-try@trust.example", "out-of-step@trust.example"
"""And to answer oddly: 252 to the recipient, 252 to the message."""


@dataclass(kw_only=True)
class Taken:
    """What a relay has taken, and how it was signed in to.

    `came` is set with each message. With `holds` it takes a message, sets `reached`, and answers only once it may. With
    `breaks_after` it is gone after so many messages, the last of them unanswered, and in every second life without
    having taken it.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    refuses_sender: bool = False
    holds: threading.Event | None = None
    reached: threading.Event | None = None
    breaks_after: int = 0
    broken: int = 0
    came: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [str(each["Message-ID"]) for each in self.messages]


@dataclass
class Handler:
    """What the relay does at each command."""

    taken: Taken
    seen: int = 0

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session
        if self.taken.refuses_sender:
            return "550 5.7.60 not this sender"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address == LATER:
            return "451 4.7.1 try again later"
        if address == NEVER:
            return f"550 5.1.1 <{address}> is unknown"
        envelope.rcpt_tos.append(address)
        return "252 2.1.5 cannot check, will try" if address == WILL_TRY else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name too
        del session
        if envelope.rcpt_tos == [FULL]:
            return "552 5.3.4 too big"
        assert isinstance(envelope.content, bytes)
        self.seen += 1
        is_last = self.seen == self.taken.breaks_after
        if is_last:
            self.taken.broken += 1
        if is_last and self.taken.broken % 2:
            return _broken_off(server)
        self.taken.to.extend(envelope.rcpt_tos)
        self.taken.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.taken.came.set()
        if envelope.rcpt_tos == [DROPS] or is_last:
            return _broken_off(server)
        if self.taken.holds is not None and self.taken.reached is not None:
            self.taken.reached.set()
            await asyncio.to_thread(self.taken.holds.wait, 60)
        return "252 2.0.0 out of step" if envelope.rcpt_tos == [OUT_OF_STEP] else "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802  # aiosmtpd's name
        user, _, rest = base64.b64decode(args[1]).decode().removeprefix("user=").partition("\x01auth=Bearer ")
        if rest.removesuffix("\x01\x01") in self.taken.tokens:
            self.taken.signed_in.append(f"token of {user}")
            return AuthResult(success=True)
        # as Microsoft and Google do: the reason as a challenge, which is answered with nothing
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


def _broken_off(server: SMTP) -> str:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
    return "421 gone"


@contextmanager
def smtp_relay(
    certificate: trustme.LeafCert | None = None, port: int = 0, taken: Taken | None = None, **more: Any
) -> Generator[tuple[int, Taken]]:
    """Run a relay on this machine, with STARTTLS where there is a certificate. Gives its port and what it takes.

    With `at_once=True` it speaks TLS from the first byte, with `sign_in=True` nobody sends who has not signed in.
    """
    taken = taken or Taken()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)

    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(given, LoginPassword)
        success = given.password.decode() == PASSWORD
        if success:
            taken.signed_in.append(f"password of {given.login.decode()}")
        return AuthResult(success=success, handled=False)

    at_once, sign_in = more.pop("at_once", False), more.pop("sign_in", False)
    controller = Controller(
        Handler(taken),
        hostname="127.0.0.1",
        port=port or free_port(),
        ssl_context=context if at_once else None,
        tls_context=None if at_once else context,
        require_starttls=context is not None and not at_once,
        auth_required=sign_in and not at_once,
        authenticator=known,
        auth_require_tls=not at_once,
        **more,
    )
    controller.start()
    try:
        yield controller.port, taken
    finally:
        controller.stop()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(kw_only=True)
class TokenOffice:
    """Where tokens are given: each asking is noted, and answered with the next of `tokens` or with `refuses`."""

    address: str = ""
    tokens: list[str] = field(default_factory=list)
    lasts: int = 3600
    refuses: str = ""
    asked: list[Mapping[str, list[str]]] = field(default_factory=list)


@contextmanager
def token_office() -> Generator[TokenOffice]:
    """Run one on this machine, where no TLS is asked for."""
    office = TokenOffice()

    class Own(BaseHTTPRequestHandler):
        """Answers for the one office."""

        kept: ClassVar[TokenOffice] = office

        def do_POST(self) -> None:
            self.kept.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            if self.kept.refuses:
                self._answer(401, {"error": self.kept.refuses, "error_description": "for the one who set it up"})
            else:
                token = self.kept.tokens.pop(0)
                self._answer(200, {"access_token": token, "expires_in": self.kept.lasts, "token_type": "Bearer"})

        def _answer(self, status: int, document: Mapping[str, object]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever, name="tokens")
    thread.start()
    office.address = f"http://127.0.0.1:{server.server_address[1]}/token"
    try:
        yield office
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def secret_in(folder: Path, text: str = PASSWORD, mode: int = 0o600) -> Path:
    """Write a secret where nobody else can read it."""
    file = folder / "secret"
    file.write_text(text + "\n", encoding="utf-8")
    file.chmod(mode)
    return file
