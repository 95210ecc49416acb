"""Which blocks of a letter a trust may word itself, what each is for, and how it is worded as it comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from letters.catalogue import Template
from letters.contract import FactSpec, FactType
from letters.syntax.template_trees import TemplateTrees, trees_of

EVERY = "every-letter"
"""The folder whose blocks stand in every letter that does not word them itself."""
SUBJECT, BODY = "subject", "body"
OF_EVERY: Mapping[str, str] = {
    "greeting": "the greeting",
    "opening": "before the first paragraph; empty as it comes",
    "ending": "after the last paragraph; empty as it comes",
    "closing": "the words above the signature",
    "contact": "below the signature; empty as it comes",
}
"""What each block of the common base is for that may be worded for every letter at once."""
_OTHERS: Mapping[str, str] = {
    SUBJECT: "the line that says what the letter is about",
    BODY: "all between greeting and closing",
    "beginning": "what stands before the first heading",
    "enclosure": "what stands behind the letter, on sheets of its own",
}
_HEADING = re.compile(r"\A\s*(##?) (.+)")
_JINJA = re.compile(r"\{%.*?%\}")


_WRITTEN: Mapping[FactType, str] = {
    FactType.MOMENT: "{{ %s|moment }}",
    FactType.DATE: "{{ %s|weekday }}",
    FactType.DURATION: "{{ %s|duration }}",
    FactType.YESNO: "{%% if %s %%} … {%% endif %%}",
    FactType.CHOICE: "{%% if %s == 'one of these' %%} … {%% endif %%}",
    FactType.LIST: "{%% for one in %s %%} … {%% endfor %%}",
    FactType.OBJECT: "{%% if %s %%} … {%% endif %%}",
}


@dataclass(frozen=True, slots=True)
class HouseBlock:
    """A block that a trust may word: its name, what it is for, and our words for it, "" where it is empty."""

    name: str
    says: str
    text: str

    @property
    def heading(self) -> str:
        """Give the mark that our words begin with: "#" on sheets that go out by themselves, "##" in a letter, or ""."""
        found = _HEADING.match(self.text)
        return found[1] if found else ""


def blocks_of(template: Template, trees: TemplateTrees | None = None) -> Mapping[str, HouseBlock]:
    """Give the blocks of a letter that a trust may word, by name and in the order in which they are read."""
    known = trees or trees_of(template)
    return {name: _block(known, name) for name in known.innermost()}


def written_as(spec: FactSpec) -> str:
    """Give how a fact is written into the words of a block; one of an entry is written behind the name of the entry."""
    path = f"one{spec.path.rpartition('[]')[2]}" if "[]" in spec.path else spec.path
    form = _WRITTEN.get(spec.type, "{{ %s }}") % path
    return form.replace("one of these", spec.options[0]) if spec.options else form


def _block(trees: TemplateTrees, name: str) -> HouseBlock:
    _, source = trees.blocks[name]
    text = _text(source.body, name)
    heading = _HEADING.match(text)
    called = " ".join(_JINJA.sub("", heading[2]).split()) if heading else ""
    says = OF_EVERY.get(name) or _OTHERS.get(name) or f"under the heading “{called}”"
    return HouseBlock(name, says, text.strip("\n"))


def _text(body: str, name: str) -> str:
    """Cut the words of a block that holds no other out of its file."""
    found = re.search(rf"\{{% block {name} %\}}(.*?)\{{% endblock %\}}", body, re.DOTALL)
    return found[1] if found else ""
