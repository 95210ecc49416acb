import pytest

from engine.language.strict_yaml import read_mapping
from letters import catalogue, lint
from tests.unit.letters.facts import shipped
from tests.unit.letters.small import file, letter

FACTS = """facts:
  name: {type: text, says: n}
  nick: {type: text, need: optional, says: k}
  at: {type: moment, says: a}
  on: {type: date, says: o}
  long: {type: duration, says: l}
  flag: {type: yesno, says: f}
  kind: {type: choice, of: [red, blue], says: c}
  number: {type: count, says: u}
  rows: {type: list, says: r}
  rows[].text: {type: text, says: t}
  rows[].note: {type: text, need: optional, says: w}
  ghost: {type: object, need: optional, says: g}
  ghost.name: {type: text, says: h}
  sworn: {type: text, when: kind = red, says: s}
  seen: {type: text, when: flag, says: s}
"""
# Uses every fact of the contract as it should be used, all on one line, so that each fault below stands alone.
RIGHT = (
    "{{ name }}{% if nick %}{{ nick }}{% endif %}{{ at|moment }}{{ on|day }}{{ long|duration }}{% if flag %}{{ seen }}"
    "{% endif %}{% if kind == 'red' %}{{ sworn }}{% elif kind != 'blue' %}{% endif %}{{ number }}{% for row in rows %}"
    "{{ loop.index }}{{ row.text|sentence }}{% if row.note and name %}{{ row.note }}{% endif %}"
    "{% else %}none{% endfor %}"
    "{% if ghost %}{{ ghost.name }}{% endif %}{{ letter.mark }}{% if nick is not none or not flag %}{% endif %}"
)
FIRST = len(FACTS.splitlines()) + 11  # both lines of ---, seven of the head, what is right, and an empty line


def found(body: str) -> list[tuple[int, str, str]]:
    small = letter(FACTS, f"{RIGHT}\n\n{body}")
    return [(finding.line - FIRST, finding.where, finding.wrong) for finding in lint.check_template(small)]


def test_every_shipped_letter_agrees_with_its_contract() -> None:
    assert lint.check(shipped()) == ()


def test_a_letter_that_keeps_to_its_contract_is_without_findings() -> None:
    assert found("all is well") == []


@pytest.mark.parametrize(
    ("body", "where", "wrong"),
    [
        ("{{ nobody }}", "nobody", "is used and not declared"),
        ("{% if nobody %}{% endif %}", "nobody", "is used and not declared"),
        ("{% for x in nobody %}{% endfor %}", "nobody", "is used and not declared"),
        ("{% for row in rows %}{{ row.nothing }}{% endfor %}", "rows[].nothing", "is used and not declared"),
        ("{{ row.text }}", "row.text", "is used and not declared"),
        ("{{ ghost.age }}", "ghost.age", "is used and not declared"),
        ("{{ nick }}", "nick", "is printed although nick may not be there"),
        ("{% if name %}{{ nick }}{% endif %}", "nick", "is printed although nick may not be there"),
        ("{% if not nick %}{{ nick }}{% endif %}", "nick", "is printed although nick may not be there"),
        ("{% if nick %}{% else %}{{ nick }}{% endif %}", "nick", "is printed although nick may not be there"),
        ("{% if nick or name %}{{ nick }}{% endif %}", "nick", "is printed although nick may not be there"),
        ("{{ ghost.name }}", "ghost.name", "is printed although ghost may not be there"),
        ("{% if kind == 'blue' %}{{ sworn }}{% endif %}", "sworn", "is printed although sworn may not be there"),
        ("{{ seen }}", "seen", "is printed although seen may not be there"),
        ("{{ rows }}", "rows", "is a fact of the kind list, which cannot be printed as it stands"),
        ("{{ kind }}", "kind", "is a fact of the kind choice, which cannot be printed as it stands"),
        ("{{ flag }}", "flag", "is a fact of the kind yesno, which cannot be printed as it stands"),
        (
            "{% for row in rows %}{{ row }}{% endfor %}",
            "rows[]",
            "is a fact of the kind object, which cannot be printed as it stands",
        ),
        ("{{ at }}", "at", "prints a moment with no filter"),
        ("{{ on|moment }}", "on", "prints a date with |moment"),
        ("{{ name|day }}", "name", "prints a text with |day"),
        ("{{ name|safe }}", "filter safe", "is not a filter of letters"),
        ("{{ name|upper }}", "filter upper", "is not a filter of letters"),
        ("{{ name ~ nick }}", "concat", "joins texts; write them one after the other"),
        ("{{ number + 1 }}", "add", "does arithmetic; work it out before the letter and hand it in as a fact"),
        ("{{ name * 9999 }}", "mul", "does arithmetic; work it out before the letter and hand it in as a fact"),
        (
            "{% for x in range(99999) %}{% endfor %}",
            "call",
            "calls something; ranges, macros and methods have no place in a letter",
        ),
        ("{{ name.upper() }}", "call", "calls something; ranges, macros and methods have no place in a letter"),
        ("{{ rows[0] }}", "getitem", "is not for letters"),
        ("{{ 'words' }}", "const", "is not for letters"),
        ("{{ name if flag }}", "condexpr", "is not for letters"),
        ("{% if rows|length %}{% endif %}", "filter", "is not for letters"),
        ("{% if name is defined %}{% endif %}", "test", "is not for letters"),
        ("{% if number > 1 %}{% endif %}", "number", "compares in a way letters do not"),
        ("{% if name == nick %}{% endif %}", "name", "compares in a way letters do not"),
        ("{% if kind == 'green' %}{% endif %}", "kind", "is never 'green'"),
        ("{% if rows[0] == 'x' %}{% endif %}", "getitem", "is not for letters"),
        ("{% for x in name %}{% endfor %}", "name", "is looped over and is not a list"),
        ("{% for x in ghost %}{% endfor %}", "ghost", "is looped over and is not a list"),
        ("{% for x in rows if flag %}{% endfor %}", "rows", "is looped over in a way letters do not"),
        ("{% for x, y in rows %}{% endfor %}", "rows", "is looped over in a way letters do not"),
        ("{% set x = name %}", "assign", "sets a variable"),
        ("{% set x %}a{% endset %}", "assignblock", "sets a variable"),
        ("{% macro x() %}{% endmacro %}", "macro", "defines a macro"),
        ("{% include name %}", "include", "is worked out while rendering"),
        ("{% if rows[0].text %}{% endif %}", "getitem", "is not for letters"),
        ("{% import name as x %}", "import", "is not for letters"),
        ("{% with x = name %}{% endwith %}", "with", "is not for letters"),
        ("[here](page)", "words", "holds a link or an image; write the address out as a fact"),
        ("![x]", "words", "holds a link or an image; write the address out as a fact"),
        ("<b>bold</b>", "words", "holds HTML, which would be printed as it stands"),
        ("one &amp; two", "words", "holds an HTML entity; write the character itself"),
        ("\ue000", "words", "holds a private-use character, which stands for slots"),
        ("```python\n```", "words", "opens a fence called 'python'"),
    ],
)
def test_a_fault_is_found_with_its_line(body: str, where: str, wrong: str) -> None:
    assert (1, where, wrong) in found(body)
    assert (3, where, wrong) in found(f"\n\n{body}")


def test_a_fact_that_no_letter_uses_is_found_where_it_is_declared() -> None:
    (finding,) = lint.check_template(letter(f"{FACTS}  idle: {{type: text, says: i}}", RIGHT))

    assert str(finding) == f"L99-small.md.j2:{FIRST - 2}: idle: is declared and never used"


def test_a_fact_that_only_a_rule_uses_counts_as_used() -> None:
    rule = "never:\n  - {says: s, name: idle, unless: other}\n"
    facts = f"{FACTS}  idle: {{type: text, says: i}}\n  other: {{type: yesno, says: o}}"

    assert lint.check_template(letter(rule + facts, RIGHT)) == ()


BASE = """---
facts:
  name: {type: text, says: n}
---

{% block a %}{{ name }}{% endblock %}{% block b %}{{ bad }}{% endblock %}
"""
NO_FACTS = "facts: {}"


def test_blocks_are_read_where_they_are_printed_and_faults_are_told_of_their_own_file() -> None:
    small = letter(
        NO_FACTS, '{% extends "_base.md.j2" %}\n{% block a %}{{ worse }}{% endblock %}', {"_base.md.j2": BASE}
    )

    assert [(finding.file, finding.line, finding.where) for finding in lint.check_template(small)] == [
        ("L99-small.md.j2", 12, "worse"),
        ("_base.md.j2", 6, "bad"),
        ("_base.md.j2", 3, "name"),
    ]


def test_a_block_that_the_base_does_not_have_is_found() -> None:
    body = '{% extends "_base.md.j2" %}\n{% block b %}{% endblock %}\n{% block c %}never printed{% endblock %}'
    (finding,) = lint.check_template(letter(NO_FACTS, body, {"_base.md.j2": BASE}))

    assert str(finding) == "L99-small.md.j2:13: c: is a block that _base.md.j2 does not have; blocks: a, b"


def test_a_base_that_is_worked_out_is_found() -> None:
    findings = lint.check_template(letter("facts:\n  name: {type: text, says: n}", "{% extends name %}\n{{ name }}"))

    assert ("extends", "is worked out while rendering") in [(finding.where, finding.wrong) for finding in findings]


def test_a_base_that_extends_the_letter_ends_the_search() -> None:
    base = '---\nfacts: {}\n---\n{% extends "L99-small.md.j2" %}'
    small = letter(NO_FACTS, '{% extends "_base.md.j2" %}', {"_base.md.j2": base})

    assert lint.check_template(small) != ()


def test_a_part_is_read_with_the_loop_it_stands_in() -> None:
    contract = "facts:\n  rows: {type: list, says: r}\n  rows[].text: {type: text, says: t}"
    part = f"---\n{contract}\n---\n{{{{ row.text }}}}\n{{{{ row.gone }}}}"
    small = letter(NO_FACTS, '{% for row in rows %}{% include "_part.md.j2" %}{% endfor %}', {"_part.md.j2": part})
    (finding,) = lint.check_template(small)

    assert str(finding).startswith("_part.md.j2:7: rows[].gone: is used and not declared")


def test_a_fault_of_a_shared_part_is_told_once() -> None:
    part = "---\nfacts: {}\n---\n{{ gone }}"
    head = "id: L98-other\nnumber: L98\ntitle: t\naddressee: a\nsigns: [manager]\npurpose: p\nmark: m\n"
    body = '{% include "_part.md.j2" %}'
    texts = {
        "_part.md.j2": part,
        "L98-other.md.j2": file(NO_FACTS, body, head),
        "L99-small.md.j2": file(NO_FACTS, body),
    }

    assert [finding.file for finding in lint.check(catalogue.load(read_mapping, texts))] == ["_part.md.j2"]


GATHERS = """facts:
  child_in_danger: {type: choice, of: [yes, no], says: c}
gathers:
  child_in_danger: %s
"""


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("answer life_in_danger of case", ["is filled from the answer to 'life_in_danger', which may not ask this"]),
        (
            "[answer child_in_danger, answer life_in_danger of case]",
            ["is filled from the answer to 'life_in_danger', which may not ask this"],
        ),
        ("answer child_in_danger", []),
        ("{from: answer life_in_danger of case, as: {yes: yes}}", []),
    ],
)
def test_a_fixed_sentence_does_not_hang_on_the_answer_to_another_question(source: str, wrong: list[str]) -> None:
    small = letter(GATHERS % source, "{% if child_in_danger == 'yes' %}A child is in danger.{% endif %}")

    assert [finding.wrong for finding in lint.check_template(small)] == wrong
