"""What somebody typed into a form: texts by name, files apart, and back again into fields that can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

LISTED = "\x1f"
"""Stands between several answers to one question where they are kept in one text."""
OURS = ("csrf", "once", "revision")
"""Fields that belong to the page, not to what was typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form: every name with its texts, in order; `files` are what was handed in beside them."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, UploadFile] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """Give the last text under a name, without the blanks around it."""
        texts = self.texts.get(name, ())
        return texts[-1].strip() if texts else default

    def all(self, name: str) -> tuple[str, ...]:
        """Give every text under a name."""
        return tuple(text.strip() for text in self.texts.get(name, ()))

    def kept(self) -> dict[str, str]:
        """Give what was typed as one text a name, without the fields that belong to the page."""
        return {name: LISTED.join(texts) for name, texts in self.texts.items() if name not in OURS}

    def __contains__(self, name: str) -> bool:
        """Say whether a field of this name came in at all."""
        return name in self.texts


def typed_of(form: FormData) -> Typed:
    """Read a form as it came in."""
    texts: dict[str, tuple[str, ...]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            # browsers send line ends as CR LF; the record keeps them as they are typed
            texts[name] = (*texts.get(name, ()), value.replace("\r\n", "\n"))
        elif value.filename:
            files[name] = value
    return Typed(texts, files)


def typed_again(fields: Mapping[str, str]) -> Typed:
    """Give kept fields as if they had just been typed."""
    return Typed({name: tuple(text.split(LISTED)) for name, text in fields.items()})
