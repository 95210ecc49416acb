import pytest

from engine.errors import BadFiles
from engine.language.strict_yaml import read, read_mapping


def faults(text: str) -> list[str]:
    with pytest.raises(BadFiles) as caught:
        read(text, "one.yaml")
    return [str(finding) for finding in caught.value.findings]


def test_every_scalar_stays_the_text_that_was_written() -> None:
    found = read_mapping("number: 13.10\nword: yes\nday: 2021-03-15\nnothing: null\noctal: 017\n", "one.yaml")

    assert found == {"number": "13.10", "word": "yes", "day": "2021-03-15", "nothing": "null", "octal": "017"}


def test_every_fault_of_a_file_is_reported_at_once_each_with_its_line() -> None:
    found = faults("a: 1\na: 2\nb:\nc: &mark 3\nd: *mark\ne: !!int 4\nf: {g: }\n")

    assert [fault.split(": ")[:2] for fault in found] == [
        ["one.yaml:2", "a"],
        ["one.yaml:3", "b"],
        ["one.yaml:4", "c"],
        ["one.yaml:5", "d"],
        ["one.yaml:6", "e"],
        ["one.yaml:7", "f.g"],
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: one\nb: two\na: three\n", 3, "is given twice (first on line 1)"),
        ("a:\n  b: ''\n", 2, "has no value"),
        ("a:\n  - one\n  - &here two\n", 3, "uses an anchor or alias"),
        ("a: !!python/object:os.system x\n", 1, "carries the tag"),
        ("[1, 2]: x\n", 1, "has a key that is not text"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins"),
        ("a: what: now\n", 1, "a colon stands in a sentence without quotation marks"),
        ("a: [1, 2\n", 1, "is opened and not closed"),
        ("", 1, "the file is empty"),
        ("# only a remark\n", 1, "the file is empty"),
    ],
)
def test_what_the_strict_reader_refuses_is_said_with_its_line(text: str, line: int, says: str) -> None:
    found = faults(text)

    assert any(fault.startswith(f"one.yaml:{line}: ") and says in fault for fault in found)


def test_a_document_that_is_a_list_is_no_mapping() -> None:
    with pytest.raises(BadFiles, match="is not a mapping"):
        read_mapping("- one\n- two\n", "one.yaml")


def test_faults_found_before_a_syntax_error_are_not_lost() -> None:
    found = faults("a: 1\na: 2\nb: [\n")

    assert len(found) == 2
    assert "is given twice" in found[0]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("states",), 2),
        (("states", "begun", "title"), 4),
        (("states", "begun", "nowhere"), 4),
        (("by", 1), 7),
    ],
)
def test_the_line_of_a_place_is_found_or_that_of_the_nearest_thing_above(
    place: tuple[str | int, ...], line: int
) -> None:
    node = read("track: small\nstates:\n  begun:\n    title: Begun\nby:\n  - one\n  - two\n", "one.yaml")

    assert node.line_of(place) == line


def test_control_characters_are_refused_and_not_a_crash() -> None:
    found = faults("a: one\x07two\n")

    assert "is not YAML" in found[0]


def test_a_file_that_is_nested_without_end_is_refused_and_not_a_crash() -> None:
    found = faults("a: " + "[" * 50_000)

    assert found == ["one.yaml:1: a: is nested too deeply; at most 50 levels"]
