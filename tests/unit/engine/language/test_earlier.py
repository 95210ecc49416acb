"""Files of an earlier version of the language are read with what it could not say, and are not changed."""

from __future__ import annotations

import json

from duecourse.policies.compiler import compile_accepted
from engine.language.earlier import completed
from engine.language.strict_yaml import Plain, read
from engine.language.vocabulary import FactKind
from tests.builders import lumen

ADDED: Plain = {"facts": {"host_name": {"kind": "name of the site"}, "gone": {"kind": "topic"}}}
TABLE: dict[str, Plain] = {"removal": ADDED}
OF_STEPS = ("told_as", "asked_as", "looks_up", "silent")
SINCE = (FactKind.OWN_REPORT, FactKind.ENTRY_PURPOSE, FactKind.WITNESS)
"""Kinds of facts that no file of an earlier version had."""
NEW = ("away", "gone_before", "back_early", "consult_registers")
"""Holds and steps that no file of an earlier version had, or had with other registers."""
DECLARED = (*OF_STEPS, "kind", "means", "managed_by", "roles", "heard_before", "language")


def without_declarations(text: str) -> str:
    """Take every declaration out of a track, as it was written before there were any; JSON is YAML too."""
    track = read(text, "a track").plain()
    assert isinstance(track, dict)
    bare = _without(track)
    for part in ("facts", "states", "actions", "holds"):
        entries = bare.get(part, {})
        assert isinstance(entries, dict)
        found = {name: entry for name, entry in entries.items() if isinstance(entry, dict)}
        bare[part] = {name: entry if name in NEW else _without(entry) for name, entry in found.items()}
    return json.dumps(bare)


def _without(entry: dict[str, Plain]) -> dict[str, Plain]:
    found = {key: value for key, value in entry.items() if key not in DECLARED or value in SINCE}
    ends = found.get("outcomes", {})
    assert isinstance(ends, dict)
    outcomes: Plain = {name: _without(end) for name, end in ends.items() if isinstance(end, dict)}
    return {**found, "outcomes": outcomes} if ends else found


def test_what_a_file_has_is_completed_and_what_it_has_not_is_not_added() -> None:
    facts: Plain = {"host_name": {"type": "text", "ask": "Who?"}}

    found = completed({"track": "removal", "facts": facts}, TABLE)
    assert isinstance(found, dict)
    assert found["facts"] == {"host_name": {"type": "text", "ask": "Who?", "kind": "name of the site"}}


def test_what_a_file_says_itself_is_kept() -> None:
    track: Plain = {"track": "removal", "facts": {"host_name": {"type": "text", "kind": "entry"}}}

    assert completed(track, TABLE) == track


def test_a_file_of_today_is_read_as_it_stands() -> None:
    track: Plain = {"track": "removal", "language": "2", "facts": {"host_name": {"type": "text"}}}

    assert completed(track, TABLE) == track


def test_a_hold_was_managed_by_those_who_take_the_first_step() -> None:
    track: Plain = {
        "track": "own",
        "actions": {"begin": {"by": ["DSL", "HR"]}, "go_on": {"by": "CEO"}},
        "holds": {"still": {"says": "Wait"}},
    }

    found = completed(track, TABLE)
    assert isinstance(found, dict)
    assert found["holds"] == {"still": {"says": "Wait", "managed_by": ["DSL", "HR"]}}


def test_the_shipped_tracks_without_their_declarations_compile_to_what_they_are() -> None:
    sources = lumen().sources
    tracks = {name: without_declarations(text) for name, text in sources.items() if name.startswith("tracks/")}
    assert "possible image of a child" not in tracks["tracks/case.yaml"]

    before = compile_accepted({**sources, **tracks})
    assert before.shell.fact(FactKind.POSSIBLE_IMAGE) == "illegal_image"
    for name, track in lumen().definitions.items():
        word = track.heard_before
        heard = word.model_copy(update={"stops": {}}) if word is not None else None
        bare = track.model_copy(update={"language": "1", "heard_before": heard})
        assert before.definitions[name] == bare, name
