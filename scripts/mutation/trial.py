"""Each mutant is read, checked and proved by the functions of `duecourse check`, under every policy that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from duecourse.policies.compiler import LetterKinds, compile_sources
from engine.errors import BadFiles
from engine.identity import TrackName
from engine.language.policy_definition import PolicyTrack
from engine.proof.cache import Memory
from engine.proof.run import prove
from scripts.mutation.policies import policy_mutants
from scripts.mutation.tracks import track_mutants
from scripts.mutation.trees import Mutant

LARGE = 150
"""How many mutants a kind may have before only every third of them is tried."""
EVERY = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """A mutant, and what was said of it first: "" where nothing was found."""

    mutant: Mutant
    found: str

    @property
    def killed(self) -> bool:
        """Say whether the check found it."""
        return bool(self.found)


@dataclass
class Trial:
    """The shipped files, proved once, so that each mutant is walked only where it differs from them."""

    sources: Mapping[str, str]
    letters: LetterKinds
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.policies = {name: text for name, text in self.sources.items() if name.startswith("policies/")}
        self.tracks = {name: text for name, text in self.sources.items() if name.startswith("tracks/")}
        self.used: dict[str, Mapping[TrackName, PolicyTrack]] = {}
        for name, text in self.policies.items():
            compiled = compile_sources({name: text, **self.tracks}, self.letters)
            prove(compiled, self.memory)
            self.used[name] = compiled.definition.tracks

    def mutants(self) -> Iterator[Mutant]:
        """Make every mutant of every file."""
        for name, text in self.tracks.items():
            yield from track_mutants(name, text)
        for name, text in self.policies.items():
            yield from policy_mutants(name, text)

    def run(self, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
        """Try each mutant, the policies one after another until one of them finds it."""
        for mutant in mutants:
            yield Verdict(mutant, self._found(mutant))

    def _found(self, mutant: Mutant) -> str:
        memory, text = self.memory.branch(), mutant.text
        for number, policy in enumerate(self._touched(mutant)):
            tracks = {**self.tracks, **({mutant.file: text} if mutant.file in self.tracks else {})}
            own = text if policy == mutant.file else self.policies[policy]
            try:
                compiled = compile_sources({policy: own, **tracks}, self.letters)
            except BadFiles as bad:
                return str(bad.findings[0])
            if number == 0 or self._tailors(policy, mutant.file):
                failures = (failure for proof in prove(compiled, memory) for failure in proof.failures)
                for failure in failures:
                    return f"{failure.track}: {failure.where}: {failure.says}"
        return ""

    def _touched(self, mutant: Mutant) -> tuple[str, ...]:
        """List the policies that may say something of a mutant: its own, or the first, and those that name the track.

        What is wrong with a track alone is found under the first policy; the others add what they say of its steps.
        """
        if mutant.file in self.policies:
            return (mutant.file,)
        first, *others = self.policies
        return (first, *(policy for policy in others if self._use(policy, mutant.file).model_fields_set))

    def _tailors(self, policy: str, file: str) -> bool:
        """Say whether a policy has a track in a shape of its own, for which no proof under another stands."""
        use = self._use(policy, file)
        return bool(use.without or use.by or use.requires or any(clock.start for clock in use.deadlines.values()))

    def _use(self, policy: str, file: str) -> PolicyTrack:
        return self.used[policy].get(TrackName(file.removeprefix("tracks/").removesuffix(".yaml")), PolicyTrack())


def sampled(mutants: Iterable[Mutant]) -> list[Mutant]:
    """Keep every mutant of a small kind, and every third, in the order of the files, of a large one."""
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    return [each for kind in by_kind.values() for each in (kind[::EVERY] if len(kind) > LARGE else kind)]
