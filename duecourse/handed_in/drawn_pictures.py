"""Pictures drawn again: only the dots of the original come into the new one, nothing of what is written beside them."""

from __future__ import annotations

from io import BytesIO

from duecourse.handed_in.unfit_files import Unfit

FORMATS = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG", "MPO"),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/heic": ("HEIF", "AVIF"),
}
"""Which readers look at which kind of file, as its bytes say; no other reader is tried."""
PDF = "application/pdf"
MOST_DOTS = 64_000_000
"""A picture of more is not unpacked: cameras of telephones take fewer, and a picture made to harm has more."""
QUALITY = 82


def draw(content: bytes, media_type: str, longest: int) -> bytes:
    """Draw a picture, or the first page of a PDF, as a JPEG with no side longer than `longest`. Raises Unfit."""
    from PIL import Image

    if media_type == PDF:
        drawn = _page(content, longest)
    elif media_type in FORMATS:
        drawn = _picture(content, FORMATS[media_type], longest)
    else:
        raise Unfit("kind")
    # a new picture from the dots alone: no library carries anything over that was written beside them
    bare = Image.frombytes("RGB", drawn[0], drawn[1])
    written = BytesIO()
    bare.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _picture(content: bytes, formats: tuple[str, ...], longest: int) -> tuple[tuple[int, int], bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # it is counted here
    if "HEIF" in formats:
        import pi_heif

        pi_heif.register_heif_opener()
    with Image.open(BytesIO(content), formats=formats) as found:
        if found.width * found.height > MOST_DOTS:
            raise Unfit("large")
        found.draft("RGB", (longest, longest))
        turned = ImageOps.exif_transpose(found)
        # made small in few colours, one of a table would lose its lines; others are small enough to stay as they are
        turned = turned.convert("RGBA") if turned.mode in ("P", "PA", "1") else turned
        turned.thumbnail((longest, longest))
        full = turned.convert("RGBA")
        plain = Image.new("RGB", full.size, "white")
        plain.paste(full, mask=full)
    return plain.size, plain.tobytes()


def _page(content: bytes, longest: int) -> tuple[tuple[int, int], bytes]:
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    page = document[0]
    width, height = page.get_size()
    scale = longest / max(width, height, 1.0)
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return picture.size, picture.tobytes()
