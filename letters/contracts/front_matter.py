"""Front matter: the contract at the top of a letter's file, checked key by key, every finding at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.errors import Finding
from engine.plain import is_group, is_list
from engine.ports.fact_sources import Gathering, SignatureSource
from engine.ports.letters.approval_rules import DEMANDS
from letters.contract import FactSpec, FactType, ForEach, KeptWords, parents
from letters.contracts.addressee_reader import PERSON, WHOM, read_whom
from letters.contracts.matter_reader import PATH, FrontMatter
from letters.contracts.sequel_reader import CHASED, one_of, read_chased, read_instead, read_reply_by
from letters.contracts.signatory_reader import read_signs
from letters.contracts.source_reader import read_gathers
from letters.never_rules import NeverRule

_SCALARS = ("id", "number", "title", "addressee", "purpose", "mark")
_RULES = ("never", "keeps", "for_each", "facts", "gathers")
_LETTER_KEYS = (
    *(*_SCALARS, "signs", *WHOM, "steps", "cites", "attachments", "answers", "names", "approval", "encloses"),
    *("approval_of", "awaits", "chased", "tells", "withdrawn", "instead", "one_each"),
    *_RULES,
)
_PART_KEYS = ("never", "facts", "gathers")
TELLS = ("correction", "withdrawal", "wrong person", "chaser")
"""What a letter may tell of an earlier one."""
NAMES = ("guarded", "open", "nobody", "never")
GUARDED, OPEN, NOBODY, _NEVER = NAMES
NOTHING = "nothing"
"""What `cites` says of a letter to somebody whom no clause of ours concerns."""
"""Which names a letter may hold: not those of children unless somebody says why, any, none of the case, or not those of
children for whatever reason."""
_FACT_KEYS = ("type", "need", "says", "of", "when")
_RULE_KEYS = ("says", "words", "name", "unless", "quoted", "facts", "stays")
_ID = re.compile(r"L[0-9]{2}[a-z]?-[a-z]+(-[a-z0-9]+)*")
_STEP = re.compile(r"[a-z_0-9]+\.[a-z_0-9]+(/[a-z_0-9]+)?")
"""A step that leaves or sends a letter: its track, its name, and the outcome where it is one of several."""
_TYPES = ", ".join(FactType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The front matter of one file; a part has facts and never-rules only.

    `to_kind` is `person` or `organisation`; `desk` is where at an organisation a letter goes, with `{}` for its name.
    With `answers` the facts that `gathers` does not name are answers of the letter's own procedure. `reply_by` is the
    fact that says until when it asks for an answer; `chased` is how its reader is reminded of it, one of `CHASED`.
    What is not to be `withdrawn` is corrected, or another takes its place; `instead` says how what it does is ended.
    Where it says `approval_of`, a second person approves it for those of its steps alone.
    With `one_each` it goes to each of a list of people, and `to` says to which group.
    Where its reader would be a pupil it goes to the role under `pupils`, or is not written at all.
    Of an earlier letter it says what it `tells`: a correction of it, its withdrawal, that it went astray, a reminder.
    """

    is_part: bool
    id: str = ""
    number: str = ""
    title: str = ""
    addressee: str = ""
    purpose: str = ""
    mark: str = ""
    to: str = ""
    attachments: tuple[str, ...] = ()
    also_to: str = ""
    signs: tuple[SignatureSource, ...] = ()
    to_kind: str = PERSON
    desk: str = ""
    answers: bool = False
    nobody: str = ""
    one_each: bool = False
    pupils: str = ""
    steps: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    names: str = GUARDED
    approval: str = ""
    approval_of: tuple[str, ...] = ()
    encloses: tuple[str, ...] = ()
    reply_by: str = ""
    chased: str = CHASED[0]
    withdrawn: bool = True
    instead: str = ""
    tells: str = ""
    gathers: Mapping[str, Gathering] = field(default_factory=dict)
    never: tuple[NeverRule, ...] = ()
    keeps: tuple[KeptWords, ...] = ()
    for_each: tuple[ForEach, ...] = ()
    facts: Mapping[str, FactSpec] = field(default_factory=dict)

    @property
    def names_nobody(self) -> bool:
        """Say whether no person of the case stands in it."""
        return self.names == NOBODY


def read_matter(mapping: Mapping[str, object], file: str, lines: Sequence[str], findings: list[Finding]) -> Matter:
    """Check front matter and give it typed; what is wrong is added to `findings`."""
    reader = FrontMatter(file, lines, findings)
    part = file.startswith("_")
    reader.known(mapping, _PART_KEYS if part else _LETTER_KEYS, "")
    never = _never(reader, mapping.get("never", []))
    facts = _facts(reader, mapping.get("facts", {}))
    gathers = read_gathers(reader.below("gathers"), mapping.get("gathers", {}))
    if part:
        return Matter(is_part=True, never=never, facts=facts, gathers=gathers)
    scalars = {key: reader.text(mapping, key, "") for key in _SCALARS}
    _check_id(reader, scalars["id"], scalars["number"])
    names, approval = one_of(reader, mapping, "names", NAMES), one_of(reader, mapping, "approval", ("", *DEMANDS))
    attachments = reader.texts(mapping, "attachments", "")
    return Matter(
        is_part=False,
        attachments=attachments,
        steps=_steps(reader, mapping),
        cites=_cites(reader, mapping),
        signs=read_signs(reader, mapping),
        answers=one_of(reader, mapping, "answers", ("no", "yes")) == "yes",
        names=names,
        approval=approval,
        approval_of=reader.texts(mapping, "approval_of", ""),
        encloses=reader.texts(mapping, "encloses", ""),
        reply_by=read_reply_by(reader, mapping, facts),
        tells=one_of(reader, mapping, "tells", ("", *TELLS)),
        chased=read_chased(reader, mapping),
        withdrawn=one_of(reader, mapping, "withdrawn", ("yes", "no")) == "yes",
        instead=read_instead(reader, mapping),
        one_each=_one_each(reader, mapping),
        gathers=gathers,
        never=never,
        keeps=_keeps(reader, mapping.get("keeps", [])),
        for_each=_for_each(reader, mapping.get("for_each", []), facts),
        facts=facts,
        **scalars,
        **read_whom(reader, mapping),
    )


def _one_each(reader: FrontMatter, mapping: Mapping[str, object]) -> bool:
    """Read whether a letter goes to each of a list of people; then `to` is the answer that says to which group."""
    found = one_of(reader, mapping, "one_each", ("no", "yes")) == "yes"
    to = str(mapping.get("to", ""))
    if found and (not to.startswith("fact ") or mapping.get("is")):
        reader.wrong("one_each", "one_each", f"is 'yes', and the letter goes to '{to}'", "only `to: fact NAME`, people")
    return found


def _steps(reader: FrontMatter, mapping: Mapping[str, object]) -> tuple[str, ...]:
    steps = reader.texts(mapping, "steps", "")
    for step in steps:
        if not _STEP.fullmatch(step):
            reader.wrong("steps", "steps", f"is {step!r}", "a track and its step, such as case.acknowledge")
    return steps


def _cites(reader: FrontMatter, mapping: Mapping[str, object]) -> tuple[str, ...]:
    """Read whose clauses a letter cites: steps by name, its own where it names none; `nothing`; `source` beside."""
    cites = reader.texts(mapping, "cites", "")
    if NOTHING in cites and len(cites) > 1:
        reader.wrong("cites", "cites", "cites nothing and something", "nothing alone, or names of steps")
    return cites


def _check_id(reader: FrontMatter, letter_id: str, number: str) -> None:
    if letter_id and not _ID.fullmatch(letter_id):
        reader.wrong("id", "id", f"is {letter_id!r}", "a number and words, such as L02-takedown-request")
    if reader.file != f"{letter_id}.md.j2":
        reader.wrong("id", "id", f"is {letter_id!r}, and the file is {reader.file}", "the two must agree")
    if not letter_id.startswith(f"{number}-"):
        reader.wrong("number", "number", f"is {number!r}, and the id is {letter_id!r}", "the two must agree")


def _never(reader: FrontMatter, rules: object) -> tuple[NeverRule, ...]:
    found = [rule for rule in rules if is_group(rule)] if is_list(rules) else None
    if found is None or not is_list(rules) or len(found) < len(rules):
        reader.wrong("never", "never", "must be a list of rules, each with says")
        return ()
    return tuple(_rule(reader, index, rule) for index, rule in enumerate(found))


def _rule(reader: FrontMatter, index: int, rule: Mapping[str, object]) -> NeverRule:
    where = f"never[{index}]."
    reader.known(rule, _RULE_KEYS, where)
    return NeverRule(
        says=reader.text(rule, "says", where, "never"),
        words=reader.texts(rule, "words", where),
        name=reader.text(rule, "name", where) if "name" in rule else "",
        unless=reader.condition(rule, "unless", where, "unless"),
        quoted=rule.get("quoted") == "yes",
        facts=reader.texts(rule, "facts", where),
        stays=rule.get("stays", "yes") == "yes",
    )


def _for_each(reader: FrontMatter, rules: object, facts: Mapping[str, FactSpec]) -> tuple[ForEach, ...]:
    found = [rule for rule in rules if is_group(rule)] if is_list(rules) else None
    if found is None or not is_list(rules) or len(found) < len(rules):
        reader.wrong("for_each", "for_each", "must be a list, each with fact, of, says, and begins or among")
        return ()
    read = []
    for index, rule in enumerate(found):
        where = f"for_each[{index}]."
        reader.known(rule, ("fact", "of", "begins", "among", "says"), where, "for_each")
        path, of, says = (reader.text(rule, key, where, "for_each") for key in ("fact", "of", "says"))
        for each in (path, of):
            if each and (each not in facts or facts[each].type is not FactType.LIST):
                reader.wrong("for_each", f"{where}{each}", "is no list among the facts of this letter")
        begins = reader.texts(rule, "begins", where, "for_each")
        among = rule.get("among") == "yes"
        if among == bool(begins):
            reader.wrong("for_each", where, "says how each begins, or that they are among the others")
        read.append(ForEach(found=path, of=of, says=says, begins=begins, among=among))
    return tuple(read)


def _keeps(reader: FrontMatter, rules: object) -> tuple[KeptWords, ...]:
    found = [rule for rule in rules if is_group(rule)] if is_list(rules) else None
    if found is None or not is_list(rules) or len(found) < len(rules):
        reader.wrong("keeps", "keeps", "must be a list of what stays, each with says and words")
        return ()
    return tuple(_kept(reader, index, rule) for index, rule in enumerate(found))


def _kept(reader: FrontMatter, index: int, rule: Mapping[str, object]) -> KeptWords:
    where = f"keeps[{index}]."
    reader.known(rule, ("says", "words"), where, "keeps")
    says, words = reader.text(rule, "says", where, "keeps"), reader.texts(rule, "words", where, "keeps")
    if not words:
        reader.wrong("keeps", f"{where}words", "is missing or empty", "the words that have to stay, one or more")
    return KeptWords(says, words)


def _facts(reader: FrontMatter, facts: object) -> Mapping[str, FactSpec]:
    if not is_group(facts):
        reader.wrong("facts", "facts", "must be a mapping from path to fact")
        return {}
    specs = {path: _fact(reader, path, fact) for path, fact in facts.items()}
    for path in specs:
        _check_parents(reader, path, specs)
    return specs


def _fact(reader: FrontMatter, path: str, fact: object) -> FactSpec:
    if not is_group(fact):
        reader.wrong(path, f"facts.{path}", "must be a mapping", f"allowed: {', '.join(_FACT_KEYS)}")
        return _fact(reader, path, {})
    where = f"facts.{path}."
    if not PATH.fullmatch(path):
        reader.wrong(path, f"facts.{path}", "is no path", "small letters, dots, and [] for each entry of a list")
    reader.known(fact, _FACT_KEYS, where, path)
    kind = reader.text(fact, "type", where, path)
    if kind and kind not in list(FactType):
        reader.wrong(path, f"{where}type", f"is {kind!r}", f"allowed: {_TYPES}")
    need = fact.get("need", "required")
    if need not in ("required", "optional"):
        reader.wrong(path, f"{where}need", f"is {need!r}", "allowed: required, optional")
    options, says = reader.texts(fact, "of", where, path), reader.text(fact, "says", where, path)
    if (kind == FactType.CHOICE) != bool(options):
        reader.wrong(path, f"{where}of", "goes with a choice, and a choice goes with it")
    return FactSpec(
        path=path,
        type=FactType(kind) if kind in list(FactType) else FactType.TEXT,
        required=need == "required" and "when" not in fact,
        says=says,
        named=says.partition(";")[0],
        options=options,
        when=reader.condition(fact, "when", where, path),
    )


def _check_parents(reader: FrontMatter, path: str, specs: Mapping[str, FactSpec]) -> None:
    for parent in parents(path):
        listed = parent.removesuffix("[]")
        if parent.endswith("[]") and (listed not in specs or specs[listed].type is not FactType.LIST):
            reader.wrong(path, f"facts.{path}", f"speaks of entries, and {listed} is not declared as a list")
