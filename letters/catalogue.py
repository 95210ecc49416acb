"""The catalogue of letters: every template with its contract, read from the folder `templates`.

A file starts with front matter between two lines of `---`. A file whose name starts with `_` is a part: the common
base, or a piece that letters include. Its facts and never-rules join the contract of every letter that uses it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files

from engine.errors import BadFiles, Finding, NotFound
from engine.ports.fact_sources import Gathering
from letters.contract import FactSpec, FactTree, ForEach, KeptWords, tree
from letters.contracts.front_matter import Matter, read_matter
from letters.contracts.source_reader import typed
from letters.never_rules import NeverRule, small_words

SUFFIX = ".md.j2"
ReadMapping = Callable[[str, str], Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file: its name, its whole text, its front matter, and its body, which starts on line `first_line`."""

    name: str
    text: str
    body: str
    first_line: int
    matter: Matter


@dataclass(frozen=True, kw_only=True)
class Template:
    """One letter; `sources` are its own file first, then the parts it uses, by name.

    `attachments` names what should go with it, `encloses` what has to, `names` which names may stand in it; `hash`
    covers every source's text. Where a trust words blocks of it itself, `files` are all its files by the names under
    which they extend each other, `start` is the first of them, and `house_hash` covers what the trust wrote.
    """

    id: str
    number: str
    title: str
    addressee: str
    purpose: str
    mark: str
    to: str
    attachments: tuple[str, ...]
    encloses: tuple[str, ...]
    facts: Mapping[str, FactSpec]
    never: tuple[NeverRule, ...]
    keeps: tuple[KeptWords, ...]
    for_each: tuple[ForEach, ...]
    nobody: str
    names: str
    gathers: Mapping[str, Gathering]
    sources: tuple[Source, ...]
    hash: str
    files: Mapping[str, Source] = field(default_factory=dict)
    start: str = ""
    house_hash: str = ""

    @property
    def source(self) -> str:
        """Give the text of the letter's own file."""
        return self.sources[0].text

    @property
    def own_facts(self) -> tuple[FactSpec, ...]:
        """Give the facts that the letter's own file declares, without the parts of a list or an object."""
        return own_facts(self.sources[0].matter)

    @cached_property
    def tree(self) -> FactTree:
        """Give the facts of the contract as a tree."""
        return tree(self.facts)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Give the words that the letter writes small: a name that is also one of them may be a word."""
        return small_words(source.body for source in self.sources)

    @cached_property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """Give what the rendering needs: each file's name and body."""
        return tuple((name, source.body) for name, source in self.named.items())

    @property
    def named(self) -> Mapping[str, Source]:
        """Give the files by the names under which they extend and include each other."""
        return self.files or {source.name: source for source in self.sources}

    @property
    def first(self) -> str:
        """Name the file with which the rendering begins."""
        return self.start or self.sources[0].name

    @property
    def whole_hash(self) -> str:
        """Give the hash of the letter as it comes with Duecourse and, behind a `+`, of what a trust words itself."""
        return f"{self.hash}+{self.house_hash}" if self.house_hash else self.hash


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every letter by its id."""

    templates: Mapping[str, Template]

    def __getitem__(self, template_id: str) -> Template:
        """Find a letter; raises NotFound with the letters there are."""
        if template_id not in self.templates:
            raise NotFound(f"There is no letter {template_id!r}; there are: {', '.join(sorted(self.templates))}.")
        return self.templates[template_id]


def shipped() -> Mapping[str, str]:
    """Read the texts of the templates that come with Duecourse, by file name."""
    folder = files("letters") / "templates"
    found = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(SUFFIX))
    return {name: entry.read_text(encoding="utf-8") for name, entry in found}


def load(read_mapping: ReadMapping, texts: Mapping[str, str] | None = None) -> Catalogue:
    """Read the catalogue from `texts` by file name, or from the shipped templates.

    `read_mapping` turns front matter (its text, its file name) into a mapping whose scalars are all texts.
    Raises BadFiles with every finding of every file at once.
    """
    findings: list[Finding] = []
    sources = _sources(read_mapping, texts, findings)
    letters = [_template(source, sources, findings) for source in sources.values() if not source.matter.is_part]
    if findings:
        raise BadFiles(tuple(findings))
    return Catalogue({letter.id: letter for letter in letters})


def opened(read_mapping: ReadMapping) -> Catalogue:
    """Open the shipped catalogue: its contracts are read, and a letter is put together when it is asked for.

    Raises BadFiles with every finding of the contracts; a fault of a template is told when its letter is asked for.
    """
    findings: list[Finding] = []
    sources = _sources(read_mapping, None, findings)
    if findings:
        raise BadFiles(tuple(findings))
    return Catalogue(_Templates(sources))


@dataclass(frozen=True)
class _Templates(Mapping[str, Template]):
    """The letters of a catalogue by id, each put together once."""

    sources: Mapping[str, Source]
    _made: dict[str, Template] = field(default_factory=dict)

    @cached_property
    def _letters(self) -> Mapping[str, Source]:
        return {source.matter.id: source for source in self.sources.values() if not source.matter.is_part}

    def __getitem__(self, id_: str) -> Template:
        if id_ not in self._made:
            findings: list[Finding] = []
            made = _template(self._letters[id_], self.sources, findings)
            if findings:
                raise BadFiles(tuple(findings))
            self._made[id_] = made
        return self._made[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters)

    def __len__(self) -> int:
        return len(self._letters)


def contracts(catalogue: Catalogue) -> Iterator[Matter]:
    """List the contract that each letter's own file declares, without putting the letter together."""
    templates = catalogue.templates
    if isinstance(templates, _Templates):
        yield from (source.matter for source in templates.sources.values() if not source.matter.is_part)
    else:
        yield from (template.sources[0].matter for template in templates.values())


def own_facts(matter: Matter) -> tuple[FactSpec, ...]:
    """Give the facts that a letter's own file declares, without the parts of a list or an object."""
    return tuple(fact for fact in matter.facts.values() if "." not in fact.path and "[]" not in fact.path)


def _sources(
    read_mapping: ReadMapping, texts: Mapping[str, str] | None, findings: list[Finding]
) -> Mapping[str, Source]:
    found: dict[str, Source] = {}
    for name, text in (shipped() if texts is None else texts).items():
        source = _source(name, text, read_mapping, findings)
        if source is not None:
            found[name] = source
    return found


def _source(name: str, text: str, read_mapping: ReadMapping, findings: list[Finding]) -> Source | None:
    lines = text.split("\n")
    ends = [index for index, line in enumerate(lines) if line.rstrip() == "---"]
    if not ends[1:] or ends[0] != 0:
        allowed = "the first line is ---, then the contract, then --- again"
        findings.append(Finding(file=name, line=1, where="front matter", wrong="is missing", allowed=allowed))
        return None
    # One empty line stands for the opening ---, so that line numbers are those of the file.
    front = "\n" + "\n".join(lines[1 : ends[1]]) + "\n"
    try:
        mapping = read_mapping(front, name)
    except BadFiles as error:
        findings.extend(error.findings)
        return None
    matter = read_matter(mapping, name, lines[: ends[1]], findings)
    return Source(name=name, text=text, body="\n".join(lines[ends[1] + 1 :]), first_line=ends[1] + 2, matter=matter)


def _used(source: Source, findings: list[Finding]) -> list[str]:
    """Name the files that a file extends or includes by a fixed name."""
    # who only reads contracts, such as the titles of letters, does not pay for the language of their templates
    from jinja2 import Environment, TemplateSyntaxError, meta

    try:
        tree = Environment(autoescape=False).parse(source.body)  # noqa: S701  # a tree, never rendered
    except TemplateSyntaxError as error:
        line = source.first_line + error.lineno - 1
        findings.append(Finding(file=source.name, line=line, where="template", wrong=error.message or "cannot be read"))
        return []
    return sorted({name for name in meta.find_referenced_templates(tree) if name})


def _closure(source: Source, sources: Mapping[str, Source], findings: list[Finding]) -> tuple[Source, ...]:
    found, waiting = {source.name: source}, [source]
    while waiting:
        user = waiting.pop(0)
        for name in _used(user, findings):
            if name not in sources:
                wrong = f"uses {name}, which is not there"
                findings.append(Finding(file=user.name, line=0, where="template", wrong=wrong))
            elif name not in found:
                found[name] = sources[name]
                waiting.append(sources[name])
    return tuple(found.values())


def _template(source: Source, sources: Mapping[str, Source], findings: list[Finding]) -> Template:
    used = _closure(source, sources, findings)
    matter = source.matter
    facts = {path: spec for part in reversed(used) for path, spec in part.matter.facts.items()}
    return Template(
        id=matter.id,
        number=matter.number,
        title=matter.title,
        addressee=matter.addressee,
        purpose=matter.purpose,
        mark=matter.mark,
        to=matter.to,
        attachments=matter.attachments,
        encloses=matter.encloses,
        facts=facts,
        never=tuple(rule for part in used for rule in part.matter.never),
        keeps=matter.keeps,
        for_each=matter.for_each,
        nobody=matter.nobody,
        names=matter.names,
        gathers=typed(_gathers(used, facts, findings), facts),
        sources=used,
        hash=_hash(used),
    )


def _gathers(
    used: tuple[Source, ...], facts: Mapping[str, FactSpec], findings: list[Finding]
) -> Mapping[str, Gathering]:
    """Put together what a letter gathers with what its parts do, once it gathers anything; its own comes last."""
    own = used[0].matter.gathers
    for part in used:
        for path in part.matter.gathers:
            if path not in facts:
                findings.append(_unknown(part, path))
    return {path: each for part in reversed(used) for path, each in part.matter.gathers.items()} if own else {}


def _unknown(part: Source, path: str) -> Finding:
    line = max(place for place, each in enumerate(part.text.split("\n"), 1) if each.startswith(f"  {path}:"))
    return Finding(file=part.name, line=line, where=f"gathers.{path}", wrong="is no fact of this letter")


def _hash(used: tuple[Source, ...]) -> str:
    """Hash the text of a letter and of all its parts: SHA-256 over canonical JSON, in hexadecimal."""
    texts = json.dumps(sorted((part.name, part.text) for part in used), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(texts.encode()).hexdigest()
