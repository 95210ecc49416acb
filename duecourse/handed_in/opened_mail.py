"""E-mails taken apart: who wrote to whom and when, the words without any markup, and what came with them."""

from __future__ import annotations

import email
import email.policy
import re
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from html.parser import HTMLParser
from io import BytesIO
from typing import cast

from duecourse.handed_in.text_encodings import read_as_text
from duecourse.handed_in.unfit_files import Unfit

RFC822 = "message/rfc822"
SHOWN = ("From", "To", "Cc", "Date", "Subject")
MOST_ATTACHED, MOST_OF_A_LINE = 200, 2000
WITHOUT_MARKUP = "HTML, shown without its pictures and links"
NAMELESS = "attachment"
_TOP_ENDS = re.compile(rb"\r?\n\r?\n")
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
    if media_type == RFC822:
        return _of_rfc822(content)
    if media_type == "application/vnd.ms-outlook":
        return _of_outlook(content)
    raise Unfit("kind")


def _of_rfc822(content: bytes) -> OpenedMail:
    raw = content.lstrip()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    mail = OpenedMail(text="", said=[(name, text) for name in SHOWN if (text := _header(message, name))])
    has_mail = any(part.get_content_type() == RFC822 for part in message.walk())
    words, files = _parts(_Part(message, raw if has_mail else None))
    texts = [_words(each.part) for each in words]
    mail.text = "\n\n".join(text for text, _ in texts)
    mail.form = WITHOUT_MARKUP if any(is_page for _, is_page in texts) else ""
    for each in files[:MOST_ATTACHED]:
        mail.names.append(_name(each.part))
        mail.files.append(_file(each))
    return mail


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an e-mail, and its bytes as they came; None where they cannot be told from those of others."""

    part: EmailMessage
    raw: bytes | None

    def parts(self) -> list[_Part]:
        """Give the parts of it, each with its own bytes."""
        parts = [cast(EmailMessage, each) for each in self.part.iter_parts()]
        if self.raw is None:
            return [_Part(each, None) for each in parts]
        boundary = (self.part.get_boundary() or "").encode("utf-8", "surrogateescape")
        between = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?:\r?\n|\Z)")
        raw = between.split(_body(self.raw))[1:-1]
        known = len(raw) == len(parts)
        return [_Part(each, raw[number] if known else None) for number, each in enumerate(parts)]


def _body(raw: bytes) -> bytes:
    """Give what stands below the lines at the top."""
    return _TOP_ENDS.split(raw, maxsplit=1)[-1]


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


def _parts(whole: _Part) -> tuple[list[_Part], list[_Part]]:
    """List the parts that are words, in their order, and those that are files: each is one of them."""
    if _is_words(whole.part):
        return [whole], []
    if whole.part.get_content_type() == RFC822 or not whole.part.is_multipart():
        return [], [whole]
    found = [_parts(each) for each in whole.parts()]
    words = [each for some, _ in found for each in some]
    if whole.part.get_content_type() == "multipart/alternative":
        words = _best(words)
    return words, [each for _, some in found for each in some]


def _is_words(part: EmailMessage) -> bool:
    said = not part.is_multipart() and not part.get_filename() and not part.is_attachment()
    return said and part.get_content_type() in ("text/plain", "text/html")


def _best(forms: list[_Part]) -> list[_Part]:
    """Choose among forms of the same words: the plain one, unless it is blank."""
    plain = [each for each in forms if each.part.get_content_type() == "text/plain"]
    pages = [each for each in forms if each not in plain]
    return plain if any(_decoded(each.part).strip() for each in plain) or not pages else pages


def _words(part: EmailMessage) -> tuple[str, bool]:
    """Give the words of a part, and whether they were taken out of a page."""
    is_page, text = part.get_content_type() == "text/html", _decoded(part)
    return (plain_of(text), True) if is_page else (text, False)


def _name(part: EmailMessage) -> str:
    named = part.get_filename()
    if named:
        return named
    return f"{NAMELESS}.{'eml' if part.get_content_type() == 'message/rfc822' else part.get_content_subtype()}"


def _file(whole: _Part) -> bytes:
    """Give the bytes of a file; an e-mail in an e-mail is given as it came, its lines never folded in another way."""
    if whole.part.get_content_type() != RFC822:
        return _bytes(whole.part)
    inner = whole.part.get_payload()
    if not isinstance(inner, list) or not inner:
        return b""
    came = cast(EmailMessage, inner[0])
    packed = came.get_payload()
    if str(whole.part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and isinstance(packed, str):
        # no e-mail may be packed in this way, and some programs do it
        with suppress(ValueError):
            return b64decode(packed)
    return came.as_bytes() if whole.raw is None else _body(whole.raw)


def _bytes(part: EmailMessage) -> bytes:
    return cast("bytes | None", part.get_payload(decode=True)) or b""


def _decoded(part: EmailMessage) -> str:
    """Read the words of a part: by the encoding that it names, or where that is wrong, by what they are."""
    content = _bytes(part)
    named = part.get_content_charset() or ""
    try:
        text = content.decode(named) if named else _guessed(content)
    except (LookupError, ValueError):
        text = _guessed(content)
    return text.removeprefix("\ufeff")


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
