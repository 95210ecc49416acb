"""E-mails taken apart: who wrote to whom and when, the words without any markup, and what came with them."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import cast

from duecourse.handed_in.text_encodings import read_as_text
from duecourse.handed_in.unfit_files import Unfit

SHOWN = ("From", "To", "Cc", "Date", "Subject")
MOST_ATTACHED, MOST_OF_A_LINE = 200, 2000
WITHOUT_MARKUP = "HTML, shown without its pictures and links"
NAMELESS = "attachment"
_MANY_LINES = re.compile(r"\n{3,}")
_UNSAID = {"script", "style", "title"}
_ENDS_A_LINE = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"}


@dataclass(kw_only=True)
class OpenedMail:
    """An e-mail in its parts; `files` are the bytes of what came with it, by number from 1."""

    text: str
    form: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)

    @property
    def attached(self) -> list[tuple[int, str, int]]:
        """List what came with it: number, name, size."""
        pairs = zip(self.names, self.files, strict=True)
        return [(number, name, len(content)) for number, (name, content) in enumerate(pairs, 1)]

    def bytes_of(self, number: int) -> bytes:
        """Give the bytes of something that came with it. Raises Unfit where there is no such thing."""
        if not 1 <= number <= len(self.files):
            raise Unfit("kind")
        return self.files[number - 1]


def open_mail(content: bytes, media_type: str) -> OpenedMail:
    """Take an e-mail apart. Raises Unfit for a file that is none."""
    if media_type == "message/rfc822":
        return _of_rfc822(content)
    if media_type == "application/vnd.ms-outlook":
        return _of_outlook(content)
    raise Unfit("kind")


def _of_rfc822(content: bytes) -> OpenedMail:
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
    mail = OpenedMail(text="", said=[(name, text) for name in SHOWN if (text := _header(message, name))])
    body = message.get_body(("plain", "html"))
    if body is not None:
        text = _decoded(cast(EmailMessage, body))
        is_html = body.get_content_type() == "text/html"
        mail.text, mail.form = (plain_of(text), WITHOUT_MARKUP) if is_html else (text, "")
    for part in _attachments(message, body):
        mail.names.append(_name(part))
        mail.files.append(_bytes(part))
        if len(mail.files) == MOST_ATTACHED:
            break
    return mail


def _header(message: EmailMessage, name: str) -> str:
    """Give a line at the top; one with letters that it may not have is read as a text is."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if any("\udc80" <= each <= "\udcff" for each in raw):
        text = _guessed(raw.encode("utf-8", "surrogateescape"))
    else:
        try:
            text = str(message.get(name, ""))
        except Exception:
            # a line that the reader of e-mails cannot take apart is shown as it stands
            text = raw
    return " ".join(text.split())[:MOST_OF_A_LINE]


def _attachments(message: EmailMessage, body: object) -> list[EmailMessage]:
    """List the parts that are files: all that is not the words, the other form of them, or what only holds parts."""
    found, stack = list[EmailMessage](), [message]
    while stack:
        part = stack.pop(0)
        if part.get_content_type() == "message/rfc822":
            found.append(part)
        elif part.is_multipart():
            stack = [cast(EmailMessage, each) for each in part.iter_parts()] + stack
        elif part is not body and (
            part.get_filename() or part.get_content_maintype() != "text" or part.is_attachment()
        ):
            found.append(part)
    return [part for part in found if part is not message]


def _is_file(part: EmailMessage) -> bool:
    return bool(part.get_filename()) or part.get_content_maintype() != "text" or part.is_attachment()


def _name(part: EmailMessage) -> str:
    named = part.get_filename()
    if named:
        return named
    return f"{NAMELESS}.{'eml' if part.get_content_type() == 'message/rfc822' else part.get_content_subtype()}"


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        return cast(EmailMessage, inner[0]).as_bytes() if isinstance(inner, list) and inner else b""
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _decoded(part: EmailMessage) -> str:
    """Read the words of a part: by the encoding that it names, or where that is wrong, by what they are."""
    content = _bytes(part)
    named = part.get_content_charset() or ""
    try:
        return content.decode(named) if named else _guessed(content)
    except (LookupError, UnicodeDecodeError):
        return _guessed(content)


def _guessed(content: bytes) -> str:
    found = read_as_text(content)
    return found.text if found else content.decode("utf-8", "replace")


def _of_outlook(content: bytes) -> OpenedMail:
    from oxmsg import Message

    message = Message.load(BytesIO(content))
    to = "; ".join(_person(each.name, each.email_address) for each in message.recipients)
    sent = (
        f"{message.sent_date:%a, %d %b %Y %H:%M %z}" if message.sent_date else message.message_headers.get("Date", "")
    )
    said = (("From", message.sender or ""), ("To", to), ("Date", sent), ("Subject", message.subject or ""))
    text, form = message.body or "", ""
    if not text.strip() and message.html_body:
        text, form = plain_of(message.html_body), WITHOUT_MARKUP
    mail = OpenedMail(text=text.replace("\r\n", "\n"), form=form, said=[(name, line) for name, line in said if line])
    for each in message.attachments[:MOST_ATTACHED]:
        if each.file_bytes is not None:
            mail.names.append(each.file_name or NAMELESS)
            mail.files.append(each.file_bytes)
    return mail


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address and name != address else name or address


class _Words(HTMLParser):
    """Collects what somebody would read of a page, and nothing that it would load or run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        del attrs
        self.unsaid += tag in _UNSAID
        self.found += ["\n"] if tag in _ENDS_A_LINE else []

    def handle_endtag(self, tag: str) -> None:
        """Come out of one."""
        self.unsaid = max(0, self.unsaid - (tag in _UNSAID))
        self.found += ["\n"] if tag in _ENDS_A_LINE else []

    def handle_data(self, data: str) -> None:
        """Keep words that are shown."""
        self.found += [] if self.unsaid else [re.sub(r"\s+", " ", data)]


def plain_of(page: str) -> str:
    """Give the words of an HTML page, a line for each of its paragraphs."""
    words = _Words()
    words.feed(page)
    words.close()
    lines = (line.strip() for line in "".join(words.found).splitlines())
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
