"""Each mutant is read, checked and proved by the functions of `duecourse check`, under every policy that it touches.

What none of them finds is described, and the description is compared with that of the shipped files, as a review does.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duecourse.casework.policies.description.document import description
from duecourse.policies.compiler import compile_sources
from engine.errors import BadFiles
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.policy_definition import PolicyTrack
from engine.ports.records import LetterKind
from engine.proof.cache import Memory
from engine.proof.run import prove
from scripts.mutation.policies import policy_mutants
from scripts.mutation.tracks import track_mutants
from scripts.mutation.trees import Mutant

LARGE = 180
"""How many mutants a kind may have before only some of them are tried."""
EVERY = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, and what was said of it first: "" where nothing was found.

    `shown` is the first sentence of a description that is another than that of the shipped files, "" where none is;
    only what was not found is described.
    """

    mutant: Mutant
    found: str
    shown: str = ""

    @property
    def killed(self) -> bool:
        """Say whether the check found it."""
        return bool(self.found)

    @property
    def unseen(self) -> bool:
        """Say whether neither the check finds it nor a reader of the descriptions sees it."""
        return not (self.found or self.shown)


@dataclass
class Trial:
    """The shipped files, proved once, so that each mutant is walked only where it differs from them."""

    sources: Mapping[str, str]
    letters: Mapping[str, LetterKind]
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.policies = {name: text for name, text in self.sources.items() if name.startswith("policies/")}
        self.tracks = {name: text for name, text in self.sources.items() if name.startswith("tracks/")}
        self.used: dict[str, Mapping[TrackName, PolicyTrack]] = {}
        self.golden: dict[str, str] = {}
        for name, text in self.policies.items():
            compiled = compile_sources({name: text, **self.tracks}, self.letters)
            prove(compiled, self.memory)
            self.used[name] = compiled.definition.tracks
            self.golden[name] = description(compiled, self.letters)

    def mutants(self) -> Iterator[Mutant]:
        """Make every mutant of every file."""
        for name, text in self.tracks.items():
            yield from track_mutants(name, text)
        for name, text in self.policies.items():
            yield from policy_mutants(name, text)

    def run(self, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
        """Try each mutant, the policies one after another until one of them finds it."""
        return map(self.verdict, mutants)

    def run_beside(self, mutants: Sequence[Mutant], processes: int) -> list[Verdict]:
        """Try mutants in several processes that begin with what this one has proved; the order stays theirs."""
        if processes == 1:
            return list(self.run(mutants))
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            return pool.map(self.verdict, mutants, chunksize=10)

    def verdict(self, mutant: Mutant) -> Verdict:
        """Say what the check finds of a mutant, and, where that is nothing, what a reader sees."""
        memory, compiled = self.memory.branch(), dict[str, CompiledPolicy]()
        for number, policy in enumerate(self._touched(mutant)):
            try:
                compiled[policy] = compile_sources(self._changed(mutant, policy), self.letters)
            except BadFiles as bad:
                return Verdict(mutant, str(bad.findings[0]))
            if number == 0 or self._tailors(policy, mutant.file):
                failures = (failure for proof in prove(compiled[policy], memory) for failure in proof.failures)
                for failure in failures:
                    return Verdict(mutant, f"{failure.track}: {failure.where}: {failure.says}")
        return Verdict(mutant, "", self._shown(mutant, compiled))

    def _changed(self, mutant: Mutant, policy: str) -> Mapping[str, str]:
        sources = {policy: self.policies[policy], **self.tracks}
        return {**sources, mutant.file: mutant.text}

    def _shown(self, mutant: Mutant, compiled: Mapping[str, CompiledPolicy]) -> str:
        """Give the first line that is described otherwise than before, or that is gone, under any policy."""
        for policy in dict.fromkeys((*compiled, *self._with(mutant.file))):
            changed = compiled.get(policy) or compile_sources(self._changed(mutant, policy), self.letters)
            before, after = self.golden[policy].splitlines(), description(changed, self.letters).splitlines()
            if before != after:
                pairs = zip([*before, ""], [*after, ""], strict=False)
                return next(new or old for old, new in pairs if old != new)
        return ""

    def _with(self, file: str) -> tuple[str, ...]:
        """List the policies that have a track, or the one whose file it is."""
        return tuple(name for name in self.policies if name == file or self._track(file) in self.used[name])

    def _touched(self, mutant: Mutant) -> tuple[str, ...]:
        """List the policies that may say something of a mutant: its own, or the first, and those that name the track.

        What is wrong with a track alone is found under the first policy that has it; the others add what they say of
        its steps.
        """
        if mutant.file in self.policies:
            return (mutant.file,)
        first, *others = self._with(mutant.file) or self.policies
        return (first, *(policy for policy in others if self._use(policy, mutant.file).model_fields_set))

    def _tailors(self, policy: str, file: str) -> bool:
        """Say whether a policy has a track in a shape of its own, for which no proof under another stands."""
        use = self._use(policy, file)
        return bool(use.without or use.by or use.requires or any(clock.start for clock in use.deadlines.values()))

    def _use(self, policy: str, file: str) -> PolicyTrack:
        return self.used[policy].get(self._track(file), PolicyTrack())

    @staticmethod
    def _track(file: str) -> TrackName:
        return TrackName(file.removeprefix("tracks/").removesuffix(".yaml"))


def sampled(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Keep every mutant of a small kind, and every third, in the order of the files, of a large one."""
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    return [each for kind in by_kind.values() for each in (kind[::EVERY] if len(kind) > LARGE else kind)]
