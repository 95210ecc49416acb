import pytest

from engine.errors import BadFiles
from engine.language.strict_yaml import read_mapping
from letters import catalogue
from tests.unit.letters.facts import shipped
from tests.unit.letters.small import HEAD, file, letter

GOOD = "facts:\n  name: {type: text, says: n}"


def faults(contract: str, body: str = "{{ name }}", head: str = HEAD, name: str = "L99-small.md.j2") -> list[str]:
    with pytest.raises(BadFiles) as refusal:
        catalogue.load(read_mapping, {name: file(contract, body, head)})
    return [str(finding) for finding in refusal.value.findings]


def test_a_template_carries_its_contract() -> None:
    template = shipped()["L02-takedown-request"]

    assert (template.number, template.addressee) == ("L02", "website host")
    assert template.title == "Request to amend or remove material"
    assert template.purpose.startswith("Asks the host")
    assert template.mark == "In confidence: for the team that handles reports"
    assert template.attachments == ("Evidence schedule, without any picture that may be illegal to hold",)
    assert template.facts["ground"].options[0] == "terms"
    assert template.facts["items[].url"].required
    assert template.names == "never"
    assert shipped()["L08-police-referral"].names == "open"


@pytest.mark.parametrize("template", shipped().templates.values(), ids=lambda template: template.id)
def test_every_fact_is_named_to_a_person_with_where_to_enter_it(template: catalogue.Template) -> None:
    for spec in template.facts.values():
        assert "; " in spec.says
        assert not spec.says.endswith(".")
    assert all(rule.says.endswith(".") for rule in template.never)


def test_the_hash_covers_the_letter_its_base_and_its_parts() -> None:
    part = "---\nfacts: {}\n---\nwords"
    body = '{{ name }}{% include "_part.md.j2" %}'
    first = letter(GOOD, body, {"_part.md.j2": part})
    again = letter(GOOD, body, {"_part.md.j2": part})
    other = letter(GOOD, body, {"_part.md.j2": f"{part}!"})

    assert first.hash == again.hash != other.hash
    assert len(first.hash) == 64


def test_never_rules_and_facts_of_the_parts_belong_to_the_letter() -> None:
    part = "---\nnever:\n  - {says: a, words: [b]}\nfacts:\n  more: {type: text, says: m}\n---\n{{ more }}"
    small = letter(f"never:\n  - {{says: c}}\n{GOOD}", '{% include "_part.md.j2" %}', {"_part.md.j2": part})

    assert [rule.says for rule in small.never] == ["c", "a"]
    assert set(small.facts) == {"name", "more"}


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        ("sort: x\n" + GOOD, "9: sort: is not a known key; allowed: id, number"),
        ("names: hidden\n" + GOOD, "9: names: is 'hidden'; allowed: guarded, open"),
        ("attachments: x\n" + GOOD, "9: attachments: must be a list of texts"),
        ("never: x\n" + GOOD, "9: never: must be a list of rules, each with says"),
        ("never:\n  - {words: [x]}\n" + GOOD, "9: never[0].says: is missing or not a text"),
        ("never:\n  - {says: s, word: x}\n" + GOOD, "1: never[0].word: is not a known key"),
        (
            "never:\n  - says: s\n    unless: A B\n" + GOOD,
            "11: never[0].unless: is no condition; a fact, or fact = value",
        ),
        ("facts: x", "9: facts: must be a mapping from path to fact"),
        ("facts:\n  name: text", "10: facts.name: must be a mapping; allowed: type, need, says, of, when"),
        ("facts:\n  Name: {type: text, says: n}", "10: facts.Name: is no path; small letters"),
        ("facts:\n  name: {type: words, says: n}", "10: facts.name.type: is 'words'; allowed: text, moment"),
        ("facts:\n  name: {says: n}", "10: facts.name.type: is missing or not a text"),
        ("facts:\n  name: {type: text}", "10: facts.name.says: is missing or not a text"),
        ("facts:\n  name: {type: text, says: n, need: maybe}", "10: facts.name.need: is 'maybe'; allowed: required"),
        ("facts:\n  name: {type: text, says: n, kind: x}", "10: facts.name.kind: is not a known key"),
        ("facts:\n  name: {type: text, says: n, of: [a]}", "10: facts.name.of: goes with a choice"),
        ("facts:\n  name: {type: choice, says: n}", "10: facts.name.of: goes with a choice"),
        ("facts:\n  name: {type: text, says: n, when: 'a[] = b'}", "10: facts.name.when: is no condition"),
        (
            "facts:\n  a[].b: {type: text, says: n}",
            "10: facts.a[].b: speaks of entries, and a is not declared as a list",
        ),
    ],
)
def test_a_fault_of_the_front_matter_is_told_with_its_line(contract: str, expected: str) -> None:
    assert any(fault.startswith(f"L99-small.md.j2:{expected}") for fault in faults(contract)), faults(contract)


def test_faults_are_told_all_at_once_for_every_file() -> None:
    texts = {
        "L98-a.md.j2": "no front matter",
        "L99-small.md.j2": file("facts:\n  name: {type: x, says: n}", ""),
        "L97-b.md.j2": "---\nid: [\n---\n",
        "L96-c.md.j2": "---\nid: L96-c\n",
    }
    with pytest.raises(BadFiles) as refusal:
        catalogue.load(read_mapping, texts)

    assert {finding.file for finding in refusal.value.findings} == set(texts)


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (HEAD, "L99-else.md.j2", "id: is 'L99-small', and the file is L99-else.md.j2; the two must agree"),
        (HEAD.replace("number: L99", "number: L98"), "L99-small.md.j2", "number: is 'L98', and the id is 'L99-small'"),
        (HEAD.replace("L99-small", "small"), "small.md.j2", "id: is 'small'; a number and words"),
        (HEAD.replace("mark: Confidential", "mark: [a]"), "L99-small.md.j2", "mark: is missing or not a text"),
    ],
)
def test_a_letter_is_known_by_one_name(head: str, name: str, expected: str) -> None:
    assert any(expected in fault for fault in faults(GOOD, head=head, name=name))


def test_a_part_holds_no_letter() -> None:
    assert faults("title: x\nfacts: {}", head="", name="_part.md.j2") == [
        "_part.md.j2:2: title: is not a known key; allowed: never, facts, gathers"
    ]


def test_a_file_that_is_used_and_not_there_is_found() -> None:
    assert faults(GOOD, '{% include "_gone.md.j2" %}') == [
        "L99-small.md.j2:0: template: uses _gone.md.j2, which is not there"
    ]


def test_a_template_that_cannot_be_read_is_found_with_its_line() -> None:
    (fault,) = faults(GOOD, "words\n{% if %}")

    assert fault.startswith("L99-small.md.j2:13: template: ")


def test_a_part_that_two_files_use_is_taken_once() -> None:
    parts = {"_a.md.j2": '---\nfacts: {}\n---\n{% include "_b.md.j2" %}', "_b.md.j2": "---\nfacts: {}\n---\nb"}
    small = letter(GOOD, '{{ name }}{% include "_b.md.j2" %}{% include "_a.md.j2" %}', parts)

    assert [source.name for source in small.sources] == ["L99-small.md.j2", "_a.md.j2", "_b.md.j2"]


LISTS = "facts:\n  name: {type: text, says: n}\n  said: {type: list, says: l}\n  found: {type: list, says: f}\n"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("for_each: all", "must be a list, each with fact, of, says, and begins or among"),
        ("for_each: [{fact: found, of: said, says: s}]", "says how each begins, or that they are among the others"),
        (
            "for_each: [{fact: found, of: said, says: s, begins: [a], among: yes}]",
            "says how each begins, or that they are among the others",
        ),
        ("for_each: [{fact: name, of: said, says: s, among: yes}]", "is no list among the facts of this letter"),
        ("for_each: [{fact: found, of: nothing, says: s, among: yes}]", "is no list among the facts of this letter"),
        ("for_each: [{fact: found, of: said, among: yes}]", "is missing or not a text"),
        ("for_each: [{fact: found, of: said, says: s, among: yes, odd: 1}]", "is not a known key"),
    ],
)
def test_a_list_beside_another_is_declared_whole(rule: str, expected: str) -> None:
    assert [fault for fault in faults(f"{rule}\n{LISTS}") if expected in fault]


def test_a_list_beside_another_is_read() -> None:
    small = letter(f"for_each: [{{fact: found, of: said, says: s, begins: [Upheld]}}]\n{LISTS}", "{{ name }}")

    assert [(rule.found, rule.of, rule.begins, rule.among) for rule in small.for_each] == [
        ("found", "said", ("Upheld",), False)
    ]
