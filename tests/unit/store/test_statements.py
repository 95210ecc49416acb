"""What statements are put together from: our own words, judged one by one, and never what somebody typed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SQL = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|FROM|WHERE|JOIN|SET|ON CONFLICT)\b")
A_CONSTANT = re.compile(r"_?[A-Z]\w*")
"""A constant of a module, or a member of a class of codes."""
FIXED = {
    "condition": "the filter of need to know, or one that stands beside it, with places for its values",
    "held": "the part of that filter about posts, with places for its values",
    "column": "a name that the method itself gives",
    "columns": "names of columns, declared with their table",
    "self.columns": "the same, of an audited or a written table",
    "table.columns": "the same, of a kept table",
    "own": "the same",
    "name": "one of them",
    "table": "a name that the method itself gives",
    "self.table": "the name of an audited or a written table",
    "kind": "a kind of row, which is the name of its table",
    "self.owner": "the column that says whose rows they are",
    "self.key": "the columns of a key",
    "self.conflict": "what happens to a row that is there, of declared columns",
    "changes": "the same",
    "changed": "columns that are set, each with a place",
    "same": "columns of a key, each with a place",
    "places": "question marks",
    "lists": "question marks with the types of columns",
    "lock": "words of PostgreSQL",
    "sign": "a sign of comparison",
    "child.part": "a part for each written table",
}
"""Names that stand in statements without being constants, and what each of them holds."""
PUT_TOGETHER = {"inserting", "one_of"}
"""Functions that write a part of a statement out of names of columns, with a place for each value."""


def put_in(text: str) -> Iterator[str]:
    """Give what is put into each formatted text of a module that reads like SQL, name by name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr) and SQL.search(
            "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
        ):
            for value in node.values:
                if isinstance(value, ast.FormattedValue):
                    yield from names_in(value.value)


def names_in(node: ast.expr) -> Iterator[str]:
    """Give the names that an expression reads, with what stands before their dots."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Constant):
        return  # a method of a text that stands here
    if isinstance(node, ast.Attribute | ast.Name):
        yield ast.unparse(node)
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func) in PUT_TOGETHER:
        return
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.comprehension):
            yield from names_in(below.iter)
        elif isinstance(below, ast.expr):
            yield from names_in(below)


def judged(name: str) -> bool:
    return name in FIXED or bool(A_CONSTANT.fullmatch(name.partition(".")[0]))


def test_statements_are_put_together_from_words_of_ours_alone() -> None:
    modules = [each for each in (ROOT / "store").rglob("*.py") if "versions" not in each.parts]
    found = [(str(each.relative_to(ROOT)), name) for each in modules for name in put_in(each.read_text("utf-8"))]

    assert len(found) > 60
    assert [each for each in found if not judged(each[1])] == []


@pytest.mark.parametrize("value", ["viewer.person", "reference", "typed", "words[0]"])
def test_a_value_in_a_statement_is_found(value: str) -> None:
    found = [*put_in(f'statement = f"SELECT id FROM cases WHERE reference = {{{value}}}"')]

    assert [name for name in found if not judged(name)]
