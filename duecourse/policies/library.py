"""The library of policies: files read and compiled, and older versions brought back by their hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from duecourse.policies.house_folder import LETTERS, HouseFolder
from duecourse.policies.kept_trees import KeptTrees, Trees
from duecourse.policies.later_questions import with_later_questions
from duecourse.policies.proof_results import Proofs
from engine.errors import BadFiles, Finding, NotFound
from engine.language.compiled import CompiledPolicy, compile_policy, content_hash
from engine.language.policy_definition import PolicyDefinition
from engine.language.track_definition import TrackDefinition
from engine.plain import is_group

if TYPE_CHECKING:
    # what checks, parses and proves files is for files that are new
    from duecourse.policies.compiler import LetterKinds

PARTS = ("tracks", "policies")


@dataclass(kw_only=True)
class Library:
    """Every policy that is shipped or adopted, by key; versions that cases are pinned to, by hash.

    `folder` is where its files lie, "" for the shipped ones; `refused` says why files that have changed since were not
    taken up, `read` is the hash of all files as they were last judged, and `noticed` that of the last look at them.
    `taken_up_at` is when what is in use was read.
    """

    policies: Mapping[str, CompiledPolicy]
    letters: LetterKinds
    folder: str = ""
    refused: tuple[str, ...] = ()
    read: str = ""
    noticed: str = ""
    taken_up_at: datetime | None = None
    trees: KeptTrees = field(default_factory=KeptTrees)
    proofs: Proofs = field(default_factory=Proofs)
    _by_hash: dict[str, CompiledPolicy] = field(default_factory=dict)
    _later: dict[tuple[str, str], CompiledPolicy] = field(default_factory=dict)

    def current(self, key: str) -> CompiledPolicy:
        """Give the present version of a policy. Raises NotFound, naming those that there are."""
        if key not in self.policies:
            raise NotFound(f"There is no policy '{key}'. Policies: {', '.join(self.policies) or 'none'}.")
        return self.policies[key]

    def known(self, hash_: str) -> CompiledPolicy | None:
        """Give a version by its hash where it is compiled already, with the questions that came later."""
        if hash_ in self._by_hash:
            return self._with_later(self._by_hash[hash_])
        current = next((key for key, known in _hashes(self.policies).items() if known == hash_), "")
        return self.policies[current] if current else None

    def compiled(self) -> tuple[CompiledPolicy, ...]:
        """List every version that is compiled already, and compile none."""
        present = self.policies.compiled if isinstance(self.policies, KeptPolicies) else self.policies
        return (*self._by_hash.values(), *present.values())

    def renew(self, found: Library) -> None:
        """Take newer versions into use; those before them stay for the cases that are pinned to them."""
        self._by_hash.update({policy.hash: policy for policy in self.policies.values()})
        self.policies, self.refused = found.policies, ()

    def recall(self, sources: Mapping[str, str]) -> CompiledPolicy:
        """Compile a version that a case is pinned to from the files kept with it.

        It was checked and proved when it was accepted. Checks that came later judge new files only, and a letter that
        is no longer written is missed when somebody wants to write it: a running case is never locked out.
        """
        policy = self._compiled(sources)
        self._by_hash[policy.hash] = policy
        return self._with_later(policy)

    def _with_later(self, policy: CompiledPolicy) -> CompiledPolicy:
        place = policy.hash, _hashes(self.policies).get(policy.key, "")
        if place not in self._later:
            self._later[place] = with_later_questions(policy, self.policies.get(policy.key))
        return self._later[place]

    def _compiled(self, sources: Mapping[str, str]) -> CompiledPolicy:
        name = self.trees.name_of("accepted", sources)
        kept = self.trees.get(name, sources)
        if kept is not None:
            return next(iter(KeptPolicies(sources, kept).values()))
        from duecourse.policies.compiler import compile_accepted, trees_of

        policy = compile_accepted(sources)
        self.trees.keep(name, trees_of(sources))
        return policy


@dataclass(frozen=True)
class KeptPolicies(Mapping[str, CompiledPolicy]):
    """Policies that passed every check before, each compiled when it is asked for, through the same closed models.

    `sources` are the files as they are, `trees` what was read out of them before. A tree that no model takes is not
    used: then the file itself is read again. `compiled` are those that were asked for so far.
    """

    sources: Mapping[str, str]
    trees: Trees
    compiled: dict[str, CompiledPolicy] = field(default_factory=dict)

    @cached_property
    def _files(self) -> Mapping[str, Mapping[str, str]]:
        """Give, of each key, the texts of its own file and of the tracks that it uses."""
        named = {str(tree.get("track")): name for name, tree in self.trees.items() if name.startswith("tracks/")}
        found = {}
        for name, tree in self.trees.items():
            if name.startswith("policies/"):
                tracks = tree.get("tracks")
                used = (named[track] for track in tracks if track in named) if is_group(tracks) else ()
                found[str(tree.get("policy"))] = {each: self.sources[each] for each in sorted((name, *used))}
        return found

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """Give the content hash of every policy, none of them compiled."""
        return {key: content_hash(texts) for key, texts in self._files.items()}

    def __getitem__(self, key: str) -> CompiledPolicy:
        """Give a policy, compiled the first time."""
        if key not in self.compiled:
            texts = self._files[key]
            try:
                self.compiled[key] = _compiled_of(Judged(tuple(texts.items()), self.trees))
            except (ValidationError, LookupError):
                from duecourse.policies.compiler import compile_accepted

                self.compiled[key] = compile_accepted(texts)
        return self.compiled[key]

    def __iter__(self) -> Iterator[str]:
        """Name the policies."""
        return iter(self._files)

    def __len__(self) -> int:
        """Count the policies."""
        return len(self._files)


@dataclass(frozen=True)
class Judged:
    """Files, name and text of each, with the trees that were read out of them."""

    texts: tuple[tuple[str, str], ...]
    trees: Trees = field(compare=False)


@lru_cache(maxsize=12)
def _compiled_of(files: Judged) -> CompiledPolicy:
    """Compile the files of a policy through the closed models, once in a process: the same of the same texts."""
    names = [name for name, _ in files.texts]
    policy = next(PolicyDefinition.model_validate(files.trees[name]) for name in names if name.startswith("policies/"))
    tracks = [_track_of(Judged((each,), files.trees)) for each in files.texts if each[0].startswith("tracks/")]
    return compile_policy(policy, {each.track: each for each in tracks}, dict(files.texts))


@lru_cache(maxsize=64)
def _track_of(file: Judged) -> TrackDefinition:
    """Read the file of a track, once for all the policies that use it."""
    return TrackDefinition.model_validate(file.trees[file.texts[0][0]])


def _hashes(policies: Mapping[str, CompiledPolicy]) -> Mapping[str, str]:
    if isinstance(policies, KeptPolicies):
        return policies.hashes
    return {key: policy.hash for key, policy in policies.items()}


def read_workflows(folder: str = "") -> Mapping[str, str]:
    """Read the files of a workflows folder, the shipped one by default: `tracks/removal.yaml` → text.

    A folder that holds policies only is read beside the shipped tracks, and one that holds a trust's own words for
    letters only beside the shipped policies as well.

    Raises:
        BadFiles: the folder is not there or holds neither, or a file cannot be read.
    """
    own = Path(folder) if folder else files("workflows")
    if not any((own / part).is_dir() for part in (*PARTS, LETTERS)):
        says = "cannot be read, or holds no folder `policies`, `tracks` or `letters`"
        raise BadFiles((Finding(file=folder, line=0, where="the folder", wrong=says),))
    found = {}
    for part in PARTS:
        root = own if (own / part).is_dir() else files("workflows")
        for entry in _yaml_in(root / part, part):
            found[f"{part}/{entry.name}"] = _text(entry, f"{part}/{entry.name}")
    return found


def read_hash(sources: Mapping[str, str], house: HouseFolder) -> str:
    """Hash all that was read of a folder, what could not be read included."""
    wrong = {f"wrong {number}": str(each) for number, each in enumerate(house.findings)}
    return content_hash({**sources, **house.texts, **wrong})


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
    from duecourse.policies.compiler import compile_all

    return Library(policies=compile_all(sources, letters), letters=letters, read=content_hash(sources))
