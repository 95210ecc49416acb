"""A trust words letters itself, from an empty folder to a letter that was issued: docs/how-to/change-a-letter.md."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from duecourse.clock import SetClock
from tests.cli import ASK_HOST, MONDAY, CommandLine
from tests.documents import Desk

DOCUMENT = "docs/how-to/change-a-letter.md"
ENDING = "If you have a question about this letter, the Zyzzyva desk is there for you.\n"


@pytest.fixture
def folder(line: CommandLine, tmp_path: Path) -> Path:
    """An empty folder that is the trust's own."""
    own = tmp_path / "our-trust"
    (own / "letters" / "every-letter").mkdir(parents=True)
    line.settings["DUECOURSE_WORKFLOWS"] = str(own)
    return own


def words(folder: Path, letter: str, block: str, text: str) -> Path:
    file = folder / "letters" / letter / f"{block}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def asked(line: CommandLine) -> str:
    reference = line.report()
    line.begin(reference)
    line.act("senior", reference, "removal", "decide", **ASK_HOST)
    return reference


def test_every_command_of_the_how_to_runs_in_its_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SetClock(MONDAY))

    assert desk.do(DOCUMENT) == 9
    assert (tmp_path / "our-trust/letters/L14-hearing/your_rights.md").is_file()
    assert (tmp_path / "hearing.pdf").read_bytes().startswith(b"%PDF")


def test_a_letter_is_drafted_and_sealed_in_the_words_of_the_trust(line: CommandLine, folder: Path) -> None:
    words(folder, "every-letter", "ending", ENDING)
    reference = asked(line)
    code = line.letter(reference, "L02")["code"]
    read, checked = (line.said("senior", "letter", word, reference, code) for word in ("get", "check"))
    line.issue(reference, "L02")
    template = sealed(line)

    assert "the Zyzzyva desk is there for you" in " ".join(read.split())
    assert "In the trust's own words: letters/every-letter/ending.md" in checked
    assert "It is signed by: " in checked
    assert len(template["house_words"]) == len(template["hash"]) == 64
    assert line.done("senior", "letter", "verify", reference)["ok"]


def sealed(line: CommandLine) -> dict[str, str]:
    """Give what the seal of the one letter that was issued says of its template."""
    with closing(sqlite3.connect(line.data / "duecourse.db")) as store:
        [(record,)] = store.execute("SELECT record FROM letters").fetchall()
    template: dict[str, str] = json.loads(record)["template"]
    return template


def test_a_letter_in_our_words_alone_has_no_words_of_the_trust_in_its_seal(line: CommandLine) -> None:
    line.issue(asked(line), "L02")

    assert set(sealed(line)) == {"id", "hash"}


def test_an_issued_letter_stays_as_it_is_when_the_words_change(line: CommandLine, folder: Path) -> None:
    words(folder, "every-letter", "ending", ENDING)
    reference = asked(line)
    line.issue(reference, "L02")
    before = sealed(line)
    words(folder, "every-letter", "ending", "Quite other words.\n")
    code = line.letter(reference, "L02")["code"]

    assert "Zyzzyva desk" in line.said("senior", "letter", "get", reference, code)
    assert line.done("senior", "letter", "verify", reference)["ok"]
    assert sealed(line) == before


def test_every_fault_of_the_folder_is_told_at_once_with_its_file_and_line(line: CommandLine, folder: Path) -> None:
    faults = {
        ("L14-hearing", "your_rights"): "## Your rights\n\nCome alone.\nBy then: {{ secret }}\n",
        ("L14-hearing", "closing"): "You will be dismissed.\n",
        ("L14-hearing", "your_rigths"): "x\n",
        ("L14-haering", "closing"): "x\n",
        ("every-letter", "ending"): "Yours, [insert name]\n",
        ("every-letter", "contact"): "  \n",
    }
    for (letter, block), text in faults.items():
        words(folder, letter, block, text)
    (folder / "letters" / "L14-hearing" / "greeting.md").write_bytes("Grüezi".encode("latin-1"))
    answer = line.run("", "check", str(folder))
    told = answer.out.replace(f"{folder}/letters/", "")

    assert answer.code == 2
    for says in (
        "L14-hearing/your_rights.md:1: keeps: leaves out “They may put your case, sum it up”; The law gives",
        "L14-hearing/your_rights.md:1: submit_by: leaves out {{ submit_by|weekday }}; the letter has to give by which",
        "L14-hearing/your_rights.md:4: secret: is not among what L14 may say",
        "L14-hearing/closing.md:1: never: says “you will be dismissed”; An invitation to a hearing does not foretell",
        "L14-hearing/your_rigths.md:0: the file: there is no block “your_rigths” in L14; nearest: your_rights",
        "L14-haering/closing.md:0: the folder: there is no letter “L14-haering”; nearest: L14-hearing",
        "every-letter/ending.md:1: words: A placeholder was left in: “[insert name]”",
        "every-letter/contact.md:0: the file: is empty; take the file away",
        "L14-hearing/greeting.md:0: the file: is not plain text in UTF-8; save it again with that encoding",
    ):
        assert says in told
    assert re.search(r"^REFUSED: \d+ faults in 7 files$", told, re.M)


def test_nothing_starts_on_words_with_a_fault_and_the_doctor_says_what_is_wrong(
    line: CommandLine, folder: Path
) -> None:
    words(folder, "every-letter", "ending", "See {{ nothing }}.\n")
    refused = line.refused("senior", "list")
    told = line.run("central", "doctor", "--json").document

    assert "letters/every-letter/ending.md:1: nothing: is not among what every letter may say" in refused
    assert "every-letter/ending.md" in told["policy files refused"]


def test_a_block_or_letter_that_is_not_there_is_answered_with_the_nearest(line: CommandLine) -> None:
    assert "Nearest: L14-hearing." in line.refused("", "house-words", "list", "L14-haering")
    assert "Nearest: your_rights." in line.refused("", "house-words", "show", "L14", "your_rigths")
    assert "seen in each" in line.refused("", "house-words", "preview", "every-letter")


def test_a_file_that_somebody_has_changed_is_never_copied_over(line: CommandLine, tmp_path: Path) -> None:
    copy = ["house-words", "copy", "L14", "your_rights", "--into", str(tmp_path / "own")]
    line.said("", *copy)
    file = tmp_path / "own" / "letters" / "L14-hearing" / "your_rights.md"
    file.write_text("Mine.\n", encoding="utf-8")

    assert "is there already" in line.refused("", *copy)
    assert file.read_text(encoding="utf-8") == "Mine.\n"
    assert "is empty as it comes" in line.refused("", "house-words", "copy", "L14", "opening", "--into", str(tmp_path))
