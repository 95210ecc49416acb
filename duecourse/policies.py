"""The library of policies: files read, checked and compiled, and older versions brought back by their hash.

Faults come all at once for the first stage that fails (text and model, references, proof), over all files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias, TypeGuard, TypeVar

from engine.checks.declarations import check_declarations
from engine.checks.letter_facts import check_letters
from engine.checks.policies import check_policy
from engine.checks.references import TrackChecks
from engine.checks.sendings import check_sendings
from engine.checks.usefulness import check_sense
from engine.errors import BadFiles, Finding, NotFound
from engine.language.compiled import CompiledPolicy, compile_policy, content_hash
from engine.language.earlier import Table, completed
from engine.language.gaps import GAP, unfinished
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import SourceFile, YamlNode, read_mapping
from engine.language.track_definition import Closed, TrackDefinition
from engine.ports.records import LetterKind
from engine.proof.cache import Memory
from engine.proof.run import TrackProof, prove

PARTS = ("tracks", "policies")
ModelType = TypeVar("ModelType", bound=Closed)
Loaded: TypeAlias = Mapping[str, tuple[ModelType, SourceFile]]
"""Files as read, by the name of the track or policy."""

LetterKinds = Mapping[str, LetterKind] | Collection[str]
"""The letters that files may name; where their kinds are given, what each of them needs is checked as well."""


@dataclass(kw_only=True)
class Library:
    """Every policy that is shipped or adopted, by key; versions that cases are pinned to, by hash.

    `folder` is where its files lie, "" for the shipped ones; `refused` says why files that have changed since were not
    taken up, `read` is the hash of all files as they were last judged, and `noticed` that of the last look at them.
    """

    policies: Mapping[str, CompiledPolicy]
    letters: LetterKinds
    folder: str = ""
    refused: tuple[str, ...] = ()
    read: str = ""
    noticed: str = ""
    _by_hash: dict[str, CompiledPolicy] = field(default_factory=dict)

    def current(self, key: str) -> CompiledPolicy:
        """Give the present version of a policy. Raises NotFound, naming those that there are."""
        if key not in self.policies:
            raise NotFound(f"There is no policy '{key}'. Policies: {', '.join(self.policies) or 'none'}.")
        return self.policies[key]

    def known(self, hash_: str) -> CompiledPolicy | None:
        """Give a version by its hash where it is compiled already."""
        current = (policy for policy in self.policies.values() if policy.hash == hash_)
        return self._by_hash.get(hash_) or next(current, None)

    def renew(self, found: Library) -> None:
        """Take newer versions into use; those before them stay for the cases that are pinned to them."""
        self._by_hash.update({policy.hash: policy for policy in self.policies.values()})
        self.policies, self.refused = found.policies, ()

    def recall(self, sources: Mapping[str, str]) -> CompiledPolicy:
        """Compile a version that a case is pinned to from the files kept with it.

        It was checked and proved when it was accepted. Checks that came later judge new files only, and a letter that
        is no longer written is missed when somebody wants to write it: a running case is never locked out.
        """
        policy = compile_accepted(sources)
        self._by_hash[policy.hash] = policy
        return policy


def read_workflows(folder: str = "") -> Mapping[str, str]:
    """Read the files of a workflows folder, the shipped one by default: `tracks/removal.yaml` → text.

    A folder that holds policies only is read beside the shipped tracks.

    Raises:
        BadFiles: the folder is not there or holds neither, or a file cannot be read.
    """
    own = Path(folder) if folder else files("workflows")
    if not any((own / part).is_dir() for part in PARTS):
        says = "cannot be read, or holds neither a folder `policies` nor one of `tracks`"
        raise BadFiles((Finding(file=folder, line=0, where="the folder", wrong=says),))
    found = {}
    for part in PARTS:
        root = own if (own / part).is_dir() else files("workflows")
        for entry in _yaml_in(root / part, part):
            found[f"{part}/{entry.name}"] = _text(entry, f"{part}/{entry.name}")
    return found


def _yaml_in(folder: Traversable, part: str) -> list[Traversable]:
    try:
        return sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    except OSError as error:
        raise BadFiles(
            (Finding(file=part, line=0, where="the folder", wrong=f"cannot be read: {error.strerror}"),)
        ) from error


def _text(entry: Traversable, name: str) -> str:
    try:
        return entry.read_text(encoding="utf-8")
    except OSError as error:
        raise BadFiles(
            (Finding(file=name, line=0, where="the file", wrong=f"cannot be read: {error.strerror}"),)
        ) from error
    except UnicodeDecodeError as error:
        says = "is not plain text in UTF-8; save it again with that encoding"
        raise BadFiles((Finding(file=name, line=0, where="the file", wrong=says),)) from error


def load_library(sources: Mapping[str, str], letters: LetterKinds) -> Library:
    """Check and compile every policy of a folder. Raises BadFiles with every fault of the first stage that fails."""
    return Library(
        policies=_policies(tuple(sources.items()), _Letters(letters)), letters=letters, read=content_hash(sources)
    )


def _are_known(letters: LetterKinds) -> TypeGuard[Mapping[str, LetterKind]]:
    """Say whether more than the names of the letters is known."""
    return isinstance(letters, Mapping)


@dataclass(frozen=True, eq=False)
class _Letters:
    """The letters that files may name, told apart by what the checks read of them."""

    kinds: LetterKinds

    @property
    def _read(self) -> tuple[object, ...]:
        kinds = self.kinds
        needs = tuple(kinds.values()) if _are_known(kinds) else ()
        return tuple(kinds), tuple((each.id, each.to, each.addressee, each.required) for each in needs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Letters) and self._read == other._read

    def __hash__(self) -> int:
        return hash(tuple(self.kinds))


@lru_cache(maxsize=4)
def _policies(files_: tuple[tuple[str, str], ...], letters: _Letters) -> Mapping[str, CompiledPolicy]:
    """Check and compile the same files once in a process."""
    sources = dict(files_)
    shared = {name: text for name, text in sources.items() if name.startswith("tracks/")}
    policies: dict[str, CompiledPolicy] = {}
    findings: list[Finding] = []
    for name, text in sources.items():
        if not name.startswith("policies/"):
            continue
        try:
            compiled = compile_sources({name: text, **shared}, letters.kinds)
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
    needs = {id_: kind.required for id_, kind in letters.items() if kind.to} if _are_known(letters) else {}
    for model, file in tracks.values():
        wrong = list(TrackChecks(model, file, definitions, letters).findings())
        wrong += check_declarations(model, file, definitions)
        findings += wrong or _sense(model, file, definitions, letters, needs)
    for policy, file in policies.values():
        findings += check_policy(policy, file, definitions, {name: own for name, (_, own) in tracks.items()})
    findings += _gaps(sources)
    if findings:
        raise BadFiles(tuple(dict.fromkeys(findings)))
    return _compiled(sources, tracks, policies)


def compile_accepted(sources: Mapping[str, str]) -> CompiledPolicy:
    """Compile what was checked and accepted before: only what reading it needs is looked at. Raises BadFiles."""
    return _compiled(sources, *_load_both(sources))


def _load_both(sources: Mapping[str, str]) -> tuple[Loaded[TrackDefinition], Loaded[PolicyDefinition]]:
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
    sources: Mapping[str, str], tracks: Loaded[TrackDefinition], policies: Loaded[PolicyDefinition]
) -> CompiledPolicy:
    policy, file = next(iter(policies.values()))
    used = {tracks[name][1].name for name in policy.tracks} | {file.name}
    definitions = {name: model for name, (model, _) in tracks.items()}
    return compile_policy(policy, definitions, {name: sources[name] for name in sorted(used)})


def _sense(
    track: TrackDefinition,
    file: SourceFile,
    tracks: Mapping[str, TrackDefinition],
    letters: LetterKinds,
    needs: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    """Check a track whose names all point at something: what it says must serve, and its letters must be right."""
    yield from check_sense(track, file, tracks)
    yield from check_letters(track, file, needs)
    if _are_known(letters):
        yield from check_sendings(track, file, tracks, letters)


def _gaps(sources: Mapping[str, str]) -> Iterator[Finding]:
    """List what is still to be written in policies that were begun from a skeleton."""
    for name, text in sources.items():
        if name.startswith("policies/") and GAP in text:
            try:
                yield from unfinished(text, name)
            except BadFiles:
                continue


def prove_library(library: Library) -> tuple[tuple[str, tuple[TrackProof, ...]], ...]:
    """Walk every policy: key and what the proof of each track gave."""
    memory = Memory()
    return tuple((key, prove(policy, memory)) for key, policy in library.policies.items())


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
    if not issubclass(model, TrackDefinition):
        return load(model, text, name)
    return load(model, text, name, partial(completed, table=_lacking()))


@cache
def _lacking() -> Table:
    """Read what tracks in the first version of the language lack."""
    entry = files("workflows") / "earlier" / "language-1.yaml"
    return read_mapping(_text(entry, entry.name), entry.name)
