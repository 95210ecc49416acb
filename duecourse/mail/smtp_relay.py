"""A relay over SMTP, by the standard library: STARTTLS or TLS, a password or a token, and what each reply means.

The window in which a message may be at the relay though nobody knows is as narrow as SMTP allows: from the last byte of
it to the reply. What breaks before that was not handed over; what breaks in it is `UNKNOWN`.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE

from duecourse.mail.access_tokens import AccessTokens
from duecourse.mail.relay_settings import RelaySettings
from engine.ports.mail.relay import (
    BAD_ADDRESS,
    UNWRITABLE,
    Fate,
    Outbound,
    RelayAnswer,
    RelayAway,
    RelayLine,
    WhyAway,
    is_address,
)
from engine.ports.time_and_chance import Clock

PATIENCE = 15.0
"""Seconds until each reply must have come."""

TAKEN, SIGN_IN_FIRST = 250, 530
DONE, GO_ON = 2, 3
"""The first figure of a reply, by which one is read (RFC 5321, 4.2): 252 to a recipient is as good as 250, as nothing
counts before the message itself was answered. There 250 alone is foreseen (4.3.2): another 2xx belongs to another
command, so the two are out of step and nobody knows."""

BROKEN = (smtplib.SMTPServerDisconnected, OSError)
NOT_WRITTEN = (ValueError, LookupError, MessageError)
"""What the standard library raises where an address, a name or a subject cannot be written."""


@dataclass
class SmtpLine:
    """One open connection."""

    wire: smtplib.SMTP
    sender: str

    def submit(self, message: Outbound) -> RelayAnswer:
        """Hand one message over."""
        if not is_address(message.to):
            return BAD_ADDRESS
        try:
            content = written(message, self.sender)
        except NOT_WRITTEN:
            return UNWRITABLE
        try:
            refused = self._announced(message.to)
            if refused is not None:
                self.wire.rset()
                return refused
            self.wire.send(content)
        except BROKEN as error:
            raise _away(WhyAway.CONNECTION, "The connection to the relay broke off.") from error
        try:
            code, words = self.wire.getreply()
        except BROKEN:
            return RelayAnswer(Fate.UNKNOWN)
        return RelayAnswer(Fate.TAKEN, code, _text(words)) if code == TAKEN else _judged(code, words, Fate.UNKNOWN)

    def _announced(self, to: str) -> RelayAnswer | None:
        """Say from whom and to whom; None where the relay waits for the message."""
        code, words = self.wire.mail(self.sender)
        if code // 100 != DONE:
            raise _sender_refused(code, words)
        code, words = self.wire.rcpt(to)
        if code // 100 != DONE:
            return _judged(code, words, Fate.LATER)
        code, words = self.wire.docmd("DATA")
        return None if code // 100 == GO_ON else _judged(code, words, Fate.LATER)


@dataclass
class SmtpRelay:
    """The relay that the settings name."""

    settings: RelaySettings
    clock: Clock
    _tokens: AccessTokens | None = field(default=None, repr=False)

    @contextmanager
    def connected(self) -> Generator[RelayLine]:
        """Open a connection for a few messages."""
        wire = self._open()
        try:
            yield SmtpLine(wire, self.settings.sender)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                wire.quit()
            wire.close()

    def _open(self) -> smtplib.SMTP:
        """Connect; a token that was kept and is refused is asked for once more."""
        try:
            return self._opened()
        except RelayAway as away:
            if away.why is not WhyAway.SIGNING_IN or self._tokens is None or not self._tokens.forget():
                raise
            return self._opened()

    def _opened(self) -> smtplib.SMTP:
        wire: smtplib.SMTP | None = None
        try:
            wire = self._connected()
            self._secured(wire)
            self._signed_in(wire)
        except BaseException as error:
            if wire is not None:
                wire.close()
            if isinstance(error, smtplib.SMTPException | OSError):
                raise self._failed(error) from error
            raise
        return wire

    def _connected(self) -> smtplib.SMTP:
        place = self.settings
        if place.scheme == "smtps":
            return smtplib.SMTP_SSL(place.host, place.port, place.domain, timeout=PATIENCE, context=self._context())
        return smtplib.SMTP(place.host, place.port, place.domain, timeout=PATIENCE)

    def _secured(self, wire: smtplib.SMTP) -> None:
        wire.ehlo()
        if self.settings.scheme != "smtp":
            return
        if not wire.has_extn("starttls"):
            raise _away(WhyAway.TLS, "The relay offers no STARTTLS, and nothing is sent in the clear.")
        wire.starttls(context=self._context())
        wire.ehlo()

    def _signed_in(self, wire: smtplib.SMTP) -> None:
        place = self.settings
        if not place.user:
            return
        try:
            if place.tokens is None:
                wire.login(place.user, place.read_secret())
                return
            token = self._token_source().get()
            said = f"user={place.user}\x01auth=Bearer {token}\x01\x01"
            # a refusal comes as a challenge that is answered with nothing
            wire.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        except UnicodeEncodeError as error:
            raise _away(
                WhyAway.SECRET, "The user or the secret of the relay holds letters that SMTP cannot."
            ) from error

    def _token_source(self) -> AccessTokens:
        if self._tokens is None:
            assert self.settings.tokens is not None
            secret, context = self.settings.read_secret, self._context()
            self._tokens = AccessTokens(source=self.settings.tokens, secret=secret, clock=self.clock, context=context)
        return self._tokens

    def _context(self) -> ssl.SSLContext:
        """Trust what the machine trusts, and the certificates that the settings name."""
        context = ssl.create_default_context()
        if self.settings.certificates:
            try:
                context.load_verify_locations(self.settings.certificates)
            except OSError as error:
                says = "The file of DUECOURSE_MAIL_CERTIFICATES cannot be read, or holds no certificate."
                raise _away(WhyAway.CERTIFICATE, says) from error
        return context

    def _failed(self, error: smtplib.SMTPException | OSError) -> RelayAway:
        """Say why there is no connection, without a word of the relay: it may repeat what it was sent."""
        host, port = self.settings.host, self.settings.port
        if isinstance(error, ssl.SSLCertVerificationError):
            says = f"The certificate of {host} does not fit: {error.verify_message}."
            return _away(WhyAway.CERTIFICATE, says)
        if isinstance(error, ssl.SSLError):
            return _away(WhyAway.TLS, f"{host}:{port} does not speak TLS as it should. Is the port right?")
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return _away(WhyAway.SIGNING_IN, f"{host} refuses the user or the secret (code {error.smtp_code}).")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return _away(WhyAway.SIGNING_IN, f"{host} does not offer the way to sign in that is set.")
        if isinstance(error, smtplib.SMTPResponseException):
            return _away(WhyAway.CONNECTION, f"{host}:{port} takes no mail (code {error.smtp_code}).")
        return _away(WhyAway.CONNECTION, f"{host}:{port} does not answer.")


def written(message: Outbound, sender: str) -> bytes:
    """Write a message as it goes over the wire, dots doubled and its end marked."""
    mail = EmailMessage(policy=ON_THE_WIRE.clone(cte_type="7bit"))
    mail["From"] = Address(message.sender_name, addr_spec=sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = message.at
    mail["Message-ID"] = message.id
    if message.reply_to:
        mail["Reply-To"] = Address(addr_spec=message.reply_to)
    if message.by_machine:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.attached is not None:
        name, content = message.attached.name, message.attached.content
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    for file in message.enclosed:
        mail.add_attachment(file.content, maintype="application", subtype="octet-stream", filename=file.name)
        list(mail.iter_attachments())[-1].replace_header("Content-Type", file.media_type)
    return re.sub(rb"(?m)^\.", b"..", mail.as_bytes()) + b".\r\n"


def _judged(code: int, words: bytes, unread: Fate) -> RelayAnswer:
    """Read a refusal; `unread` is what any other reply means."""
    fates = {4: Fate.LATER, 5: Fate.NEVER}
    return RelayAnswer(fates.get(code // 100, unread), max(code, 0), _text(words))


def _text(words: bytes) -> str:
    return words.decode("utf-8", "replace")


def _sender_refused(code: int, words: bytes) -> RelayAway:
    """No message is to blame where the relay wants none of this sender."""
    if code == SIGN_IN_FIRST:
        return _away(WhyAway.SIGNING_IN, "The relay wants somebody to sign in, and no user is set (code 530).")
    if _judged(code, words, Fate.LATER).fate is Fate.NEVER:
        return _away(WhyAway.SENDER, f"The relay sends nothing for the address of DUECOURSE_MAIL_FROM (code {code}).")
    return _away(WhyAway.BUSY, f"The relay takes nothing at the moment (code {code}).")


def _away(why: WhyAway, says: str) -> RelayAway:
    return RelayAway(why, says)
