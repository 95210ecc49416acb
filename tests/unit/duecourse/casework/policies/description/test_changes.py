"""Whatever is changed in a file is refused by the check, or changes the description, or changes nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pytest

from duecourse.bootstrap import build_letters
from duecourse.casework.policies.description.document import description
from duecourse.policies.compiler import compile_sources
from duecourse.policies.library import read_workflows
from engine.errors import BadFiles
from engine.identity import TrackName
from engine.language.compiled import CompiledPolicy, compile_policy
from engine.language.model_loader import load
from engine.language.policy_definition import PolicyDefinition
from engine.language.strict_yaml import Place, Plain, read
from engine.language.track_definition import TrackDefinition
from engine.proof.cache import Memory
from engine.proof.run import prove
from scripts.mutation.trees import having, written
from tests.leaves import Leaf, Leaves

LETTERS = build_letters().kinds()
SOURCES = read_workflows()
TRACKS = {name: text for name, text in SOURCES.items() if name.startswith("tracks/")}
LUMEN = "policies/lumen.yaml"
NOT_TOLD = {
    "language -": "how a file is written, not what it says",
    "language ~": "how a file is written, not what it says",
    "policy ~": "the key of a policy, which no reader sees",
}
"""Places that the description leaves out on purpose, and why."""


def everything(policy: CompiledPolicy) -> object:
    """Give all that is ever asked of a policy: a default that is written out once more changes nothing of it.

    What a track says of a step for a policy that is silent is asked only where the policy says nothing itself.
    """
    definition, steps, clocks = policy.definition, list[object](), list[object]()
    for track in policy.definitions.values():
        name = track.track
        steps += [(name, key, policy.cites(name, key), policy.step_source(name, key)) for key in track.actions]
        clocks += [
            (
                (name, key, policy.clock_cites(name, key), policy.clock_source(name, key)),
                (policy.binding(name, key), policy.may_move(name, key)),
            )
            for key in track.deadlines
        ]
    asked = {track: _without_sources(used) for track, used in policy.definitions.items()}
    return asked, steps, clocks, definition.model_dump(exclude={"tracks"})


def _without_sources(track: TrackDefinition) -> TrackDefinition:
    """Leave out what each step and clock rests on by the track alone; what they rest on is told of each."""
    steps = {name: each.model_copy(update={"source": ""}) for name, each in track.actions.items()}
    clocks = {name: each.model_copy(update={"source": ""}) for name, each in track.deadlines.items()}
    return track.model_copy(update={"actions": steps, "deadlines": clocks})


@dataclass(frozen=True)
class Trial:
    """One policy with its tracks, of which files are changed one leaf at a time."""

    policy: str

    @cached_property
    def tracks(self) -> Mapping[TrackName, TrackDefinition]:
        loaded = (load(TrackDefinition, text, name)[0] for name, text in TRACKS.items())
        return {track.track: track for track in loaded}

    @cached_property
    def definition(self) -> PolicyDefinition:
        return load(PolicyDefinition, SOURCES[self.policy], self.policy)[0]

    @cached_property
    def told(self) -> tuple[str, CompiledPolicy]:
        compiled = compile_policy(self.definition, self.tracks, {})
        return description(compiled, LETTERS), compiled

    @cached_property
    def memory(self) -> Memory:
        return Memory()

    def shows(self, file: str, leaf: Leaf) -> bool:
        """Say whether a changed file cannot be read, is told otherwise, or comes to the same."""
        text, whole = self.told
        try:
            changed = self._compiled(file, leaf)
            return description(changed, LETTERS) != text or everything(changed) == everything(whole)
        except (BadFiles, LookupError):
            # what cannot be read, or names what is not there, is for the check to refuse
            return self.refuses(file, leaf)

    def tells(self, file: str, place: Place, instead: Plain | None) -> bool:
        """Say whether a change of one place changes what is told."""
        tree = read(SOURCES[file], file).plain()
        leaf = Leaf(place=place, pattern="", says="", tree=having(tree, place, instead))
        assert leaf.tree != tree
        return description(self._compiled(file, leaf), LETTERS) != self.told[0]

    def refuses(self, file: str, leaf: Leaf) -> bool:
        """Say whether `check` refuses a changed file."""
        sources = {**TRACKS, self.policy: SOURCES[self.policy], file: written(leaf.tree)}
        try:
            compiled = compile_sources(sources, LETTERS)
        except BadFiles:
            return True
        return any(proof.failures for proof in prove(compiled, self.memory.branch()))

    def _compiled(self, file: str, leaf: Leaf) -> CompiledPolicy:
        text = written(leaf.tree)
        if file == self.policy:
            return compile_policy(load(PolicyDefinition, text, file)[0], self.tracks, {})
        track = load(TrackDefinition, text, file)[0]
        return compile_policy(self.definition, {**self.tracks, track.track: track}, {})

    def unseen(self, file: str, leaf: Leaf) -> bool:
        """Say whether a change is neither told nor refused."""
        return leaf.pattern not in NOT_TOLD and not self.shows(file, leaf) and not self.refuses(file, leaf)


TRIAL = Trial(LUMEN)
FILES = (*TRACKS, LUMEN)


def one_of_each() -> list[tuple[str, Leaf]]:
    """Take of every kind of place the first that the files have."""
    found: dict[str, tuple[str, Leaf]] = {}
    for file in FILES:
        part = file.split("/", maxsplit=1)[0]
        for leaf in Leaves.of(SOURCES[file], file).changed():
            found.setdefault(f"{part} {leaf.pattern}", (file, leaf))
    return list(found.values())


KINDS: tuple[tuple[str, str, Place, Plain | None], ...] = (
    ("a condition", "police", ("actions", "refer", "requires", 0), None),
    (
        "an answer in a condition",
        "police",
        ("actions", "refer_unlawful", "requires", 0, "that"),
        "finding == both",
    ),
    ("a hold", "removal", ("holds", "preservation"), None),
    ("what a hold locks", "removal", ("holds", "preservation", "locks", 0), None),
    ("a rule of what must never happen", "police", ("never", 0), None),
    ("a second person", "removal", ("actions", "check", "other_than", 0), None),
    ("a letter that is sent", "removal", ("actions", "send", "letter"), None),
    ("a draft that is left behind", "police", ("actions", "ask_consent", "letter"), None),
    ("a consent", "police", ("actions", "withdraw", "consent"), None),
    ("another procedure that begins", "case", ("actions", "open_tracks", "opens", 0), None),
    ("for whom it begins", "case", ("actions", "open_tracks", "opens", 0, "for"), None),
    ("where a step leads", "removal", ("actions", "remind", "to"), "isp_refused"),
    ("where a step starts", "removal", ("actions", "remind", "from"), "reminded"),
    ("who takes a step", "removal", ("actions", "remind", "by"), "headteacher"),
    ("who is told", "removal", ("actions", "flag", "tells"), None),
    ("a step that can never be taken back", "police", ("actions", "emergency", "final"), None),
    ("the length of a deadline", "pupil", ("deadlines", "prepare", "within"), "2 working days"),
    ("what meets a deadline", "removal", ("deadlines", "request", "met_by", 0), None),
    ("who may look into it", "removal", ("seen_by", 0), None),
    ("whose letters wait", "police", ("heard_before", "letters_to", 0), None),
)
"""What is changed, in which track, at which place, and what stands there then; None where it is left out."""
OF_LUMEN: tuple[tuple[str, Place, Plain | None], ...] = (
    ("a stand-in", ("roles", "checker", "then", 0), None),
    ("who holds a role", ("roles", "checker", "held_by", 0), None),
    ("a role that stays", ("roles", "DSL", "independent"), None),
    ("who takes over at the top", ("about", "headteacher", 0), None),
    ("a citation of a step", ("tracks", "removal", "cites", "decide"), None),
    ("a citation of a deadline", ("tracks", "removal", "deadlines", "check", "cites"), None),
    ("a duty", ("tracks", "removal", "deadlines", "request", "binding"), None),
    ("the length of a duty", ("tracks", "removal", "deadlines", "request", "within"), "48 hours"),
    ("a condition of the policy", ("tracks", "case", "requires"), None),
    ("a clause left to discretion", ("clauses", "13.2", "basis"), None),
    ("what a clause says", ("clauses", "13.2", "says"), "Something else"),
    ("the reason for which a number is outside", ("outside", "4.1"), "Something else"),
    ("a rule of conduct", ("conduct", "5.7", "says"), "Something else"),
)


@pytest.mark.parametrize(("file", "place", "instead"), [pytest.param(*each[1:], id=each[0]) for each in KINDS])
def test_a_change_of_a_track_changes_what_is_told(file: str, place: Place, instead: Plain | None) -> None:
    assert TRIAL.tells(f"tracks/{file}.yaml", place, instead)


@pytest.mark.parametrize(("place", "instead"), [pytest.param(*each[1:], id=each[0]) for each in OF_LUMEN])
def test_a_change_of_a_policy_changes_what_is_told(place: Place, instead: Plain | None) -> None:
    assert TRIAL.tells(LUMEN, place, instead)


@pytest.mark.thorough
def test_a_change_of_every_kind_is_told_or_refused() -> None:
    tried = one_of_each()
    unseen = [(file, leaf.place, leaf.says) for file, leaf in tried if TRIAL.unseen(file, leaf)]

    assert len(tried) > 200
    assert unseen == []


@pytest.mark.endurance
@pytest.mark.parametrize("file", FILES)
def test_a_change_of_any_leaf_is_told_or_refused(file: str) -> None:
    leaves = list(Leaves.of(SOURCES[file], file).changed())
    unseen = [(leaf.place, leaf.says) for leaf in leaves if TRIAL.unseen(file, leaf)]

    assert unseen == []
