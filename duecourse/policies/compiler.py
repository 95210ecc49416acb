"""From files to compiled policies, with every check, or, for what was accepted before, with what reading needs.

Faults come all at once for the first stage that fails (text and model, references, proof), over all files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias, TypeGuard, TypeVar

from engine.checks.conditions.consent_pages import consent_pages
from engine.checks.declarations import check_declarations
from engine.checks.double_entries import check_double_entries, check_letter_steps
from engine.checks.letter_facts import check_letters
from engine.checks.letter_sources import check_signatures, check_sources
from engine.checks.policies import check_policy
from engine.checks.references import TrackChecks
from engine.checks.sendings import check_sendings
from engine.checks.usefulness import check_usefulness
from engine.errors import BadFiles, Finding
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy, compile_policy
from engine.language.earlier import Table, completed
from engine.language.field_types import Closed
from engine.language.gaps import GAP, unfinished
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import Plain, SourceFile, YamlNode, cut_short, read, read_mapping
from engine.language.track_definition import TrackDefinition
from engine.language.vocabulary import LANGUAGE
from engine.ports.records import LetterKind

NameType = TypeVar("NameType", bound=str)
ModelType = TypeVar("ModelType", bound=Closed)
Loaded: TypeAlias = Mapping[NameType, tuple[ModelType, SourceFile]]
"""Files as read, by the name of the track or policy."""

LetterKinds = Mapping[str, LetterKind] | Collection[str]
"""The letters that files may name; where their kinds are given, what each of them needs is checked as well."""


def _answers(kind: LetterKind) -> bool:
    """Say whether a letter is written from the answers of its own procedure, alone or besides."""
    return kind.answers or not kind.gathers


def _are_known(letters: LetterKinds) -> TypeGuard[Mapping[str, LetterKind]]:
    """Say whether more than the names of the letters is known."""
    return isinstance(letters, Mapping)


def compile_all(sources: Mapping[str, str], letters: LetterKinds) -> Mapping[str, CompiledPolicy]:
    """Check and compile every policy of a folder, by key. Raises BadFiles with every fault of the first stage."""
    shared = {name: text for name, text in sources.items() if name.startswith("tracks/")}
    policies: dict[str, CompiledPolicy] = {}
    findings: list[Finding] = []
    for name, text in sources.items():
        if not name.startswith("policies/"):
            continue
        try:
            compiled = compile_sources({name: text, **shared}, letters)
            policies[compiled.key] = compiled
        except BadFiles as error:
            findings += error.findings
    if findings:
        raise BadFiles(tuple(dict.fromkeys(findings)))
    return policies


def compile_sources(sources: Mapping[str, str], letters: LetterKinds) -> CompiledPolicy:
    """Check and compile one policy with its tracks; it is hashed over the files that it uses. Raises BadFiles."""
    tracks, policies = _load_both(sources)
    definitions = {name: model for name, (model, _) in tracks.items()}
    findings: list[Finding] = []
    needs = {id_: kind.required for id_, kind in letters.items() if _answers(kind)} if _are_known(letters) else {}
    for model, file in tracks.values():
        wrong = list(TrackChecks(model, file, definitions, letters).findings())
        wrong += check_declarations(model, file, definitions)
        wrong += consent_pages(model, file, letters)
        findings += wrong or _usefulness(model, file, definitions, letters, needs)
    for policy, file in policies.values():
        findings += check_policy(policy, file, definitions, {name: own for name, (_, own) in tracks.items()})
        findings += check_signatures(policy, file, definitions, letters) if _are_known(letters) else ()
    findings += _gaps(sources)
    findings += [finding for name, text in sources.items() for finding in cut_short(text, name)]
    if findings:
        raise BadFiles(tuple(dict.fromkeys(findings)))
    return _compiled(sources, tracks, policies)


def trees_of(sources: Mapping[str, str]) -> Mapping[str, Plain]:
    """Say what files hold, as their models read it: what a track of an earlier version lacks is filled in."""
    trees = {name: read(text, name).plain() for name, text in sources.items()}
    return {name: _completed(tree) if name.startswith("tracks/") else tree for name, tree in trees.items()}


def compile_accepted(sources: Mapping[str, str]) -> CompiledPolicy:
    """Compile what was checked and accepted before: only what reading it needs is looked at. Raises BadFiles."""
    return _compiled(sources, *_load_both(sources))


def _load_both(sources: Mapping[str, str]) -> tuple[Loaded[TrackName, TrackDefinition], Loaded[str, PolicyDefinition]]:
    """Read tracks and policies into their models, by their names. Raises BadFiles with every fault of every file."""
    findings: list[Finding] = []
    tracks = {model.track: (model, file) for model, file in _load_all(TrackDefinition, "tracks/", sources, findings)}
    policies = {
        model.policy: (model, file) for model, file in _load_all(PolicyDefinition, "policies/", sources, findings)
    }
    if findings:
        raise BadFiles(tuple(findings))
    return tracks, policies


def _compiled(
    sources: Mapping[str, str], tracks: Loaded[TrackName, TrackDefinition], policies: Loaded[str, PolicyDefinition]
) -> CompiledPolicy:
    policy, file = next(iter(policies.values()))
    used = {tracks[name][1].name for name in policy.tracks} | {file.name}
    definitions = {name: model for name, (model, _) in tracks.items()}
    return compile_policy(policy, definitions, {name: sources[name] for name in sorted(used)})


def _usefulness(
    track: TrackDefinition,
    file: SourceFile,
    tracks: Mapping[TrackName, TrackDefinition],
    letters: LetterKinds,
    needs: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    """Check a track whose names all point at something: what it says must serve, and its letters must be right."""
    yield from check_usefulness(track, file, tracks)
    yield from check_double_entries(track, file, tracks)
    yield from check_letters(track, file, needs)
    if _are_known(letters):
        yield from check_letter_steps(track, file, letters)
        yield from check_sendings(track, file, tracks, letters)
        yield from check_sources(track, file, tracks, letters)


def _gaps(sources: Mapping[str, str]) -> Iterator[Finding]:
    """List what is still to be written in policies that were begun from a skeleton."""
    for name, text in sources.items():
        if name.startswith("policies/") and GAP in text:
            try:
                yield from unfinished(text, name)
            except BadFiles:
                continue


def _load_all(
    model: type[ModelType], folder: str, sources: Mapping[str, str], findings: list[Finding]
) -> Iterator[tuple[ModelType, SourceFile]]:
    for name, text in sources.items():
        if name.startswith(folder):
            try:
                loaded, node = _load(model, text, name)
            except BadFiles as error:
                findings += error.findings
            else:
                assert isinstance(loaded, model)
                yield loaded, SourceFile(name, node)


@lru_cache(maxsize=256)
def _load(model: type[Closed], text: str, name: str) -> tuple[Closed, YamlNode]:
    """Read a file once, however many policies share it; what a track of an earlier version lacks is filled in."""
    return load(model, text, name, _completed) if issubclass(model, TrackDefinition) else load(model, text, name)


def _completed(track: Plain) -> Plain:
    """Fill in what a track of an earlier version of the language lacks."""
    if isinstance(track, dict) and track.get("language") == LANGUAGE:
        return track
    return completed(track, _lacking())


@cache
def _lacking() -> Table:
    """Read what tracks in the first version of the language lack."""
    entry = files("workflows") / "earlier" / "language-1.yaml"
    return read_mapping(entry.read_text(encoding="utf-8"), entry.name)
