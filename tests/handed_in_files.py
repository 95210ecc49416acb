"""Small files as people hand them in: pictures of phones, e-mails, documents, and some that mean harm."""

from __future__ import annotations

import struct
import zlib
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from PIL import Image

GPS_PLACE = b"Oakley, behind the gym"
"""What the phone wrote beside a picture, and nobody is shown."""


def picture(form: str, size: tuple[int, int] = (40, 20), colour: str = "red") -> bytes:
    """Give a picture in a form that Pillow writes."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, form)
    return written.getvalue()


def photo(form: str = "JPEG", turned: int = 1) -> bytes:
    """Give a photograph of a phone that says where and how it was taken; `turned` is the orientation that it states."""
    image, written = Image.new("RGB", (40, 20), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, GPS_PLACE.decode()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (51.0, 30.0, 0.0)
    image.save(written, form, exif=exif)
    return written.getvalue()


def photo_of_a_phone() -> bytes:
    """Give the same photograph as newer phones write it; no library here writes that kind, so it stands in a file."""
    return (Path(__file__).parent / "data/files/photo.heic").read_bytes()


def bomb(side: int = 50_000) -> bytes:
    """Give a PNG of a few bytes that says that it is of many millions of dots."""
    head = struct.pack(">IIBBBBB", *(side, side, 8, 2, 0, 0, 0))
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def pdf(before: bytes = b"") -> bytes:
    """Give a PDF of one page, with bytes before its header."""
    return before + picture("PDF", (60, 90))


def mail(*attached: tuple[str, bytes], html: bool = False) -> bytes:
    """Give an e-mail as a mail program saves it, with what came with it."""
    message = EmailMessage()
    message["From"], message["To"] = "Ann Example <ann@parents.example>", "head@oakfield.example"
    message["Date"], message["Subject"] = "Mon, 02 Nov 2026 08:15:00 +0000", "What was posted – again"
    if html:
        page = "<style>p{}</style><p>Dear head,</p><p>look &amp; see</p><script>steal()</script><img src='http://x'>"
        message.set_content(page, subtype="html")
    else:
        message.set_content("Dear head,\nplease look at this.\n", charset="latin-1")
    for name, content in attached:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def word(*paragraphs: str) -> bytes:
    """Give a Word document."""
    written = BytesIO()
    text = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with ZipFile(written, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{text}</w:body></w:document>')
    return written.getvalue()
