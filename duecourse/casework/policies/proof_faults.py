"""What a proof found, as the person who wrote the files reads it: the line, the way there, what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Finding
from engine.identity import ActionName, StepName, TrackName
from engine.language.compiled import CompiledPolicy
from engine.language.strict_yaml import Place, SourceFile, read
from engine.language.track_definition import STAY, TrackDefinition
from engine.language.vocabulary import CONSENT
from engine.proof.failure import BEGUN, NEVER, Correction, Failure, FailureKind
from engine.questions.answers import options_of

MENDS: Mapping[FailureKind, str] = {
    FailureKind.UNREACHED: "let a step lead to it, look at the conditions of those that do, or leave the state out",
    FailureKind.NEVER_TAKEN: "look at its `requires`: no order of steps makes all of them true; or leave the step out",
    FailureKind.DEAD_END: "add a step that leads on from here, or say `end: true`",
    FailureKind.CYCLE: "say under `again` of one of these steps why it may go round",
    FailureKind.CLOCKLESS: "name the state under `while` of a deadline that may run here, or say `end: true`",
    FailureKind.BROKEN_RULE: "add to the `requires` of the last of these steps what the rule needs",
    FailureKind.NOT_FROM_HERE: "take the state out of its `from`, or look at its `requires`",
    FailureKind.NOT_GIVEN: "let the step require that the consent is given",
    FailureKind.NOBODY: "let more posts hold the role, or step in under `then`",
    FailureKind.NEVER_COMES: "ask for something that this procedure does come to",
    FailureKind.OUT_OF_REACH: "require what the other procedure can still come to from wherever it stands",
    FailureKind.LEFT_UNDONE: "leave that step out under `without`, or name it under `may` where the policy allows it",
    FailureKind.NEVER_BEGINS: "let it count from a step that comes before, or run it where that step leaves it",
    FailureKind.ONE_LENGTH: "ask under `when` what may be answered either way while the clock runs, or give one length",
    FailureKind.CIRCLE: "take one of the two conditions out: each procedure waits for the other",
}


OF_A_CLOCK = (FailureKind.ONE_LENGTH, FailureKind.NEVER_BEGINS)
"""What stands in the policy where it says something of that clock."""
LEFT_OUT = (FailureKind.DEAD_END, FailureKind.CLOCKLESS, FailureKind.NEVER_TAKEN)
"""What may come of it that a policy leaves steps out."""


@dataclass(frozen=True, slots=True)
class ProofFault:
    """One thing that a proof found; `finding` has its line, `way` the shortest way there in words."""

    finding: Finding
    way: tuple[str, ...]


def proof_faults(policy: CompiledPolicy, failures: Sequence[Failure]) -> tuple[ProofFault, ...]:
    """Give what the proof of a policy found, each with its file and line.

    Steps that nobody can take for one and the same reason are one fault: the posts of a role are mended once.
    """
    if not failures:
        return ()
    told = _Told(policy, _files(policy))
    alike: dict[object, list[Failure]] = {}
    for failure in failures:
        of_people = failure.kind is FailureKind.NOBODY
        alike.setdefault((told.place(failure)[1], failure.says) if of_people else failure, []).append(failure)
    return tuple(told.fault(first, len(others)) for first, *others in alike.values())


def _files(policy: CompiledPolicy) -> Mapping[TrackName | None, SourceFile]:
    """Give the files of a policy by the track that they hold, its own under None."""
    found: dict[TrackName | None, SourceFile] = {}
    for name, text in policy.sources.items():
        node = read(text, name)
        track = node.below("track")
        named = TrackName(track.value) if track is not None and isinstance(track.value, str) else None
        found[named] = SourceFile(name, node)
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    policy: CompiledPolicy
    files: Mapping[TrackName | None, SourceFile]

    def fault(self, failure: Failure, others: int) -> ProofFault:
        """Say where something stands, and how it comes about; `others` counts the steps of which the same is true."""
        file, place = self.place(failure)
        wrong = failure.says
        if failure.kind is FailureKind.NOBODY:
            step = self._words(failure.track, failure.where.removeprefix("actions."))
            more = f", nor {others} other {'step' if others == 1 else 'steps'}" if others else ""
            wrong = f"{wrong}: {step} in “{self.policy.track(failure.track).definition.title}”{more}"
        finding = file.finding(place, wrong, MENDS[failure.kind])
        return ProofFault(finding, tuple(self._words(failure.track, label) for label in failure.path))

    def place(self, failure: Failure) -> tuple[SourceFile, Place]:
        """Find what the policy itself says there; else the place in the track."""
        track, policy, own = failure.track, self.policy, self.files[None]
        used, above = policy.definition.tracks[track], ("tracks", track)
        key = ActionName(failure.where.removeprefix("actions."))
        if failure.where.startswith(NEVER):
            rules = [rule.says for rule in policy.track(track).definition.never]
            return self.files[track], ("never", rules.index(failure.where.removeprefix(NEVER)))
        if failure.kind is FailureKind.NOBODY:
            acting = policy.track(track).definition.actions[key].by
            role = next((role for role in acting if role in policy.definition.roles), "")
            return own, (*above, "by", key) if key in used.by else ("roles", role)
        if failure.where.startswith("must."):
            return own, (*above, "must", int(failure.where.removeprefix("must.")))
        clock = failure.where.removeprefix("deadlines.")
        if failure.kind in OF_A_CLOCK and clock in used.deadlines:
            return own, (*above, "deadlines", clock)
        if key in used.requires:
            return own, (*above, "requires", key)
        if self._is_left_out(track, used.without) and failure.kind in LEFT_OUT:
            return own, (*above, "without")
        return self.files[track], tuple(failure.where.split("."))

    def _is_left_out(self, track: TrackName, without: Iterable[str]) -> bool:
        """Say whether the policy leaves anything out that led on; a step that stays where it is led nowhere."""
        actions = self.files[track].node.below("actions")
        steps = (actions.below(name) if actions else None for name in without)
        led = (step.below("to") if step else None for step in steps)
        return any(to is None or to.value != STAY for to in led)

    def _words(self, track: TrackName, label: str) -> str:
        """Say one act of a way; one of another procedure begins with its title."""
        other, between, rest = label.partition(": ")
        if between and other in self.policy.tracks:
            named = TrackName(other)
            return f"in “{self.policy.track(named).definition.title}”: {self._words(named, rest)}"
        definition = self.policy.track(track).definition
        corrected = Correction.read(label)
        if label == BEGUN:
            return "the procedure begins"
        if corrected:
            asked = definition.facts[corrected.fact].ask or corrected.fact
            return f"the answer to “{asked}” is corrected to “{self._answer(definition, label)}”"
        step = StepName(label)
        title = f"“{definition.actions[step.action].title}”"
        return f"{title} with the answer “{self._answer(definition, label)}”" if step.outcome else title

    def _answer(self, track: TrackDefinition, label: str) -> str:
        corrected, step = Correction.read(label), StepName(label)
        if corrected:
            return options_of(track.facts[corrected.fact], self.policy.definition).get(corrected.value, corrected.value)
        asked = track.actions[step.action].choose
        words = CONSENT if asked.consent else options_of(track.facts[asked.fact], self.policy.definition)
        return words.get(step.outcome, step.outcome)
