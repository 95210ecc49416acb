"""Rooms one can find one's way in: small packages, names that are nouns, and one word for one thing."""

import ast
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES: list[str] = SETTINGS["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

MOST_MODULES = 15

NOUNS_IN_ING = {"beginning", "ending", "filing", "housekeeping", "mapping", "serving", "staffing", "wording"}
"""Names of modules and packages that end like a verb and are nouns."""

SHARED = {
    "accounts": "who can sign in: the port, the store, its tables, the command",
    "adoption": "a policy taken into use: the use case and its commands",
    "audit": "the access log: the store and the command",
    "backup": "a copy of everything: the use case, the store, the command",
    "beginning": "the beginning of a trust: the use case and its command",
    "calendar_feeds": "deadlines that a calendar program fetches: the port and the use case",
    "calendars": "what days do to clocks: the use case and the commands",
    "case": "one case: the record and its page",
    "cases": "cases as a whole: the store and the commands",
    "chains": "where chains end: what is asked of a store, and its answer",
    "cover": "posts held for somebody who is away: the use case and its commands",
    "coverage": "what of a policy is carried out: the use case and its commands",
    "database_size": "how much room the database takes: the port and the store",
    "departures": "people who leave: the use case and its commands",
    "dates": "a date worked out without a case: the command and the page",
    "never_rules": "what must never be: in a procedure, and in the words of a letter",
    "deadlines": "clocks of a case: the rules and the rows",
    "erasures": "what is taken out of a case: the record and its pages",
    "evidence": "evidence of a case: the use case, the page, the rows",
    "facts": "the facts of a letter: where they come from and how a template sees them",
    "files": "bytes kept by digest: the port and the folder",
    "guards": "conditions of a step: the language and the checks of it",
    "hand_duties": "what a policy asks people to do outside Duecourse: the commands and the page",
    "health": "whether all runs: the use case and its page",
    "helplines": "where people find support: the use case and its commands",
    "letterheads": "the house's own paper: the port and the use case",
    "letters": "letters of a case: the use case, the commands, the pages, the rows",
    "outbox": "what leaves after commit: the work and the rows",
    "people": "people of a trust, and who can take a step",
    "policies": "policies: their library, checks, commands and pages",
    "posts": "who holds which post: the closed list, the use case, the commands",
    "registers": "registers and questions: the commands and the pages",
    "render": "from a template to a page, and to a letter",
    "restoration": "a backup put back: the use case, the store, the commands",
    "run": "the one that runs the proof, and the one that runs the migrations",
    "schools": "schools of a trust: the use case and its commands",
    "security_log": "who came in and who was refused: the port, the store, the use case, the command, the page",
    "settings": "settings: of a trust, of the site, and what the engine is told of them",
    "sights": "how a case stands before everybody: the records, and how they are worked out",
    "steps": "steps of a procedure: the use case and the proof",
    "times": "times: the checks of a file and the commands on clocks",
    "transfer": "a store moved to another database: the use case and the rows",
    "transition": "one event in the making, and how it is written",
    "troubles": "what of an installation wants an administrator: the port, the store, the use case",
    "typed": "what somebody typed, on a page or at the command line",
    "undo": "taking back: the rules, the use case, the command, the page",
    "visibility": "who may see what: the rules and the filter of every read",
}
"""Names that several modules have, each with the one thing that it means in all of them."""


def modules() -> Iterator[Path]:
    """Every module of the product, the markers of packages and the migrations left out."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not path.name.startswith("__") and "versions" not in path.parts:
                yield path


def test_no_package_has_more_modules_than_one_can_overlook() -> None:
    count = Counter(str(path.parent.relative_to(ROOT)) for path in modules())

    assert {package: number for package, number in count.items() if number > MOST_MODULES} == {}


def test_modules_and_packages_are_named_by_nouns() -> None:
    names = {name.removesuffix(".py") for path in modules() for name in path.relative_to(ROOT).parts}

    assert {name for name in names if name.endswith("ing")} == NOUNS_IN_ING


def test_no_two_classes_of_the_product_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(ROOT)))

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_class_of_ours_goes_by_a_second_name() -> None:
    renamed = [
        f"{path.relative_to(ROOT)}:{node.lineno} {alias.name} as {alias.asname}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES
        for alias in node.names
        if alias.asname and alias.name[0].isupper()
    ]

    assert renamed == []


def test_a_name_that_several_modules_have_means_one_thing() -> None:
    count = Counter(path.stem for path in modules())

    assert {name for name, number in count.items() if number > 1} == set(SHARED)
