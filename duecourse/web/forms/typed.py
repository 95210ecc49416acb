"""What somebody typed into a form: texts by name, files apart, and back again into fields that can be kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.datastructures import FormData, UploadFile

LISTED = "\x1f"
"""Stands between several answers to one question where they are kept in one text."""
OURS = ("csrf", "once", "seen", "agreed")
"""Fields that belong to the page, not to what was typed."""
SECRET = ("password", "old_password", "new_password", "new_again", "code", "factor_secret")
"""Fields that are kept nowhere, whatever becomes of the form."""
LARGEST_FORM = 4 * 1024 * 1024
"""Bytes of a form without its files: far more than any question takes, so that it is our pages that say what was too
much, beside the question, and not the reader of forms, which drops all of it."""
MOST_FIELDS = 20_000
MOST_FILES = 50
"""So many files are read of one form: more than any page takes, so that it is our pages that say what was too many."""
_NEW_LINES = re.compile("\r\n?|[\v\f]")
_UNTYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""What no key types and no database or page can be relied on to hold."""
_WHOLE = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form: every name with its texts, in order; `files` are what was handed in beside them."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[UploadFile, ...]] = field(default_factory=dict)

    def file(self, name: str) -> UploadFile | None:
        """Give the file that was handed in under a name, the last of several."""
        return next(reversed(self.files.get(name, ())), None)

    def get(self, name: str, default: str = "") -> str:
        """Give the last text under a name, without the blanks around it."""
        texts = self.texts.get(name, ())
        return texts[-1].strip() if texts else default

    def all(self, name: str) -> tuple[str, ...]:
        """Give every text under a name."""
        return tuple(text.strip() for text in self.texts.get(name, ()))

    def kept(self) -> dict[str, str]:
        """Give what was typed as one text a name, without what belongs to the page, and without passwords."""
        return {name: LISTED.join(texts) for name, texts in self.texts.items() if name not in (*OURS, *SECRET)}

    def digest(self, *beside: str) -> str:
        """Give a digest of what was typed, and of what stands beside it where somebody reads it before they agree."""
        said = json.dumps([sorted(self.kept().items()), beside])
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def __contains__(self, name: str) -> bool:
        """Say whether a field of this name came in at all."""
        return name in self.texts


def typed_of(form: FormData) -> Typed:
    """Read a form as it came in."""
    texts: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(clean(name), []).append(clean(value))
        elif value.filename:
            value.filename = clean(value.filename).replace("\n", " ")
            files.setdefault(clean(name), []).append(value)
    handed_in = {name: tuple(each) for name, each in files.items()}
    return Typed({name: tuple(each) for name, each in texts.items()}, handed_in)


def clean(text: str) -> str:
    """Give a text as it was typed: browsers send line ends as CR LF, and a control character becomes a plain mark."""
    return _UNTYPED.sub("\ufffd", _NEW_LINES.sub("\n", text))


def whole(text: str) -> int | None:
    """Read a number that a page of ours wrote; None for anything else, however long."""
    return int(text) if _WHOLE.fullmatch(text) else None


def typed_again(fields: Mapping[str, str]) -> Typed:
    """Give kept fields as if they had just been typed."""
    return Typed({name: tuple(text.split(LISTED)) for name, text in fields.items()})
