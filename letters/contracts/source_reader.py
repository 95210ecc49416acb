"""The part `gathers` of a letter's front matter: for each fact, where it comes from, read and checked key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from engine.errors import BadInput
from engine.identity import TrackName
from engine.language.guard_parser import parse
from engine.language.guards import Guard
from engine.language.vocabulary import LetterSource
from engine.plain import is_group, is_list
from engine.ports.fact_sources import Alternative, Gathering
from letters.contract import FactSpec, FactType
from letters.contracts.matter_reader import FrontMatter

_KEYS = ("from", "words", "if", "in", "with", "without", "written")
_WHOLE = (*_KEYS, "as", "otherwise")
_OF = " of "
_ANSWERED = (LetterSource.ANSWER, LetterSource.PHRASE)
_HANGS_ON = (FactType.YESNO, FactType.CHOICE)


def read_gathers(reader: FrontMatter, gathers: object) -> Mapping[str, Gathering]:
    """Read where facts come from; whether the letter has such facts is known when its parts are."""
    if not is_group(gathers):
        reader.wrong("gathers", "gathers", "must be a mapping from path to where the fact comes from")
        return {}
    return {path: _gathering(reader, path, spec) for path, spec in gathers.items()}


def typed(gathers: Mapping[str, Gathering], facts: Mapping[str, FactSpec]) -> Mapping[str, Gathering]:
    """Give each fact that is gathered the type and the options of the letter's contract."""
    known = ((path, facts[path], gathering) for path, gathering in gathers.items() if path in facts)
    return {path: replace(gathering, type=spec.type.value, options=spec.options) for path, spec, gathering in known}


def foreign_answers(gathers: Mapping[str, Gathering]) -> Iterator[tuple[str, str]]:
    """Find facts on which fixed sentences hang and that the answer to a question of another name would fill.

    Gives the path with the name of that question. A text is printed as it was entered, and claims nothing more.
    """
    for path, gathering in gathers.items():
        answered = (each.names[0] for each in gathering.alternatives if each.source in _ANSWERED and each.names)
        other = next((name for name in answered if name != path.rpartition(".")[2]), "")
        if other and gathering.type in _HANGS_ON and not gathering.meanings:
            yield path, other


def _gathering(reader: FrontMatter, path: str, spec: object) -> Gathering:
    where = f"gathers.{path}."
    if not is_group(spec):
        return Gathering(type="", alternatives=tuple(_alternatives(reader, path, spec)))
    whole = dict(spec)
    reader.known(whole, _WHOLE, where, path)
    meanings = whole.get("as", {})
    if not is_group(meanings):
        reader.wrong(path, f"{where}as", "must be a mapping from an answer to its words")
    sources = whole.get("from")
    each = sources if is_list(sources) else [{key: whole[key] for key in _KEYS if key in whole}]
    otherwise = reader.text(whole, "otherwise", where, path) if "otherwise" in whole else ""
    said = {key: str(words) for key, words in meanings.items()} if is_group(meanings) else {}
    return Gathering(type="", alternatives=tuple(_alternatives(reader, path, each)), meanings=said, otherwise=otherwise)


def _alternatives(reader: FrontMatter, path: str, spec: object) -> Iterator[Alternative]:
    for each in spec if is_list(spec) else [spec]:
        if is_group(each):
            yield _alternative(reader, path, each)
        else:
            yield _alternative(reader, path, {"from": each})


def _alternative(reader: FrontMatter, path: str, spec: Mapping[str, object]) -> Alternative:
    where = f"gathers.{path}."
    reader.known(spec, _KEYS, where, path)
    words = spec.get("words", ())
    fixed = tuple(str(each) for each in words) if is_list(words) else (str(words),) if words else ()
    if bool(fixed) == ("from" in spec):
        reader.wrong(path, f"gathers.{path}", "has neither a source nor words, or both", "`from`, or `words`")
    found = _source(reader, path, str(spec["from"])) if "from" in spec else Alternative()
    texts = {key: reader.text(spec, key, where, path) if key in spec else "" for key in _KEYS[3:]}
    return replace(
        found,
        words=fixed,
        when=_guard(reader, path, spec),
        within=TrackName(texts["in"]),
        beside=texts["with"],
        without=texts["without"],
        written=texts["written"],
    )


def _source(reader: FrontMatter, path: str, text: str) -> Alternative:
    """Read `answer finding of investigation`: the source, its names, and what it asks about."""
    asked, _, of = text.strip().partition(_OF)
    word, *names = asked.split()
    if word not in list(LetterSource):
        reader.wrong(path, f"gathers.{path}", f"'{word}' is no source of a fact", _listed(list(LetterSource)))
        return Alternative()
    return Alternative(source=LetterSource(word), names=tuple(names), of=of.strip())


def _guard(reader: FrontMatter, path: str, spec: Mapping[str, object]) -> Guard | None:
    if "if" not in spec:
        return None
    try:
        return parse(str(spec["if"]))
    except BadInput as error:
        reader.wrong(path, f"gathers.{path}.if", f"cannot be read: {error}", "a guard, as in a track")
        return None


def _listed(words: Sequence[str]) -> str:
    return f"allowed: {', '.join(words)}"
