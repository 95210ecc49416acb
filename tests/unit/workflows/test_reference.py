"""The reference of the procedure language: complete, and its examples work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from duecourse.policies.compiler import compile_sources
from engine.language.field_types import Closed
from engine.language.policy_definition import PolicyDefinition
from engine.language.posts import BUILT_IN
from engine.language.track_definition import TrackDefinition
from engine.proof.run import prove

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "procedure-language.md"
TEXT = REFERENCE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n((?:track|policy):.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
"""The files that stand on the page whole; what is only a part of one stands in other fences."""


def words_of(model: type[Closed]) -> Iterator[str]:
    """Give every key that may stand in a node of this kind, or in one below it."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for below in models_in(field.annotation):
            yield from words_of(below)


def models_in(annotation: object) -> Iterator[type[Closed]]:
    if isinstance(annotation, type) and issubclass(annotation, Closed):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


@pytest.mark.parametrize("model", [TrackDefinition, PolicyDefinition])
def test_every_word_of_the_language_is_explained(model: type[Closed]) -> None:
    spans: list[str] = re.findall(r"`[^`\n]+`", TEXT)
    quoted: set[str] = set(re.findall(r"[a-z_]+", " ".join(spans)))

    assert sorted(set(words_of(model)) - quoted) == []


def test_every_post_that_is_built_in_is_listed() -> None:
    assert [post for post in BUILT_IN if f"`{post}`" not in TEXT] == []


def test_the_example_of_a_track_and_a_policy_passes_every_check() -> None:
    track, policy = EXAMPLES

    compiled = compile_sources({"tracks/query.yaml": track, "policies/example.yaml": policy}, ())

    assert list(compiled.tracks) == ["query"]
    assert [failure for proof in prove(compiled) for failure in proof.failures] == []
