"""A trust begun from its own lists: one folder or workbook is enough, and with one wrong row there is no trust."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tests.acceptance.trust.brook import done, refused, run
from tests.cli import CommandLine


class TestBegunFromLists:
    LISTS: ClassVar[dict[str, str]] = {
        "settings.csv": "Setting,Value\npolicy,lumen\nname,Brook Learning Trust\nnation,Wales\n",
        "schools.csv": "Short name,Name,Address\nupper,Upper School,1 Upper Road\nlower,Lower School,2 Lower Road\n",
        "people.csv": "Short name,Name,E-mail\nann,Ann Example,ann@brook.example\nbob,Bob Example,\n",
        "posts.csv": "Person,Post,School\nbob,headteacher,upper\nann,IT,\n",
    }

    def lists(self, folder: Path, **other: str) -> str:
        folder.mkdir()
        for name, text in {**self.LISTS, **{f"{name}.csv": text for name, text in other.items()}}.items():
            (folder / name).write_text(text)
        return str(folder)

    def test_one_folder_of_lists_is_enough(self, line: CommandLine, tmp_path: Path) -> None:
        lists = self.lists(tmp_path / "lists")
        made = line.run("", "init", "--key", "brook", "--lists", lists, "--administrator", "ann", "--json").document

        assert (made["policy"], made["schools"], made["people"]) == ("lumen", ["upper", "lower"], ["ann", "bob"])
        assert made["administrators"] == ["ann"]
        posts = {each["person"]: each["posts"] for each in done(line, "ann", "person", "list")}
        assert {"post": "headteacher", "school": "upper"} in posts["bob"]
        assert "nothing to do" in run(line, "ann", "setup", lists).out
        assert run(line, "ann", "audit", "verify").code == 0

    def test_with_one_wrong_row_there_is_no_trust(self, line: CommandLine, tmp_path: Path) -> None:
        wrong = self.lists(tmp_path / "lists", posts="Person,Post,School\nbob,headteecher,uper\n")
        said = refused(line, "", "init", "--key", "brook", "--lists", wrong)

        assert [each.split(": ")[:2] for each in said.splitlines()] == [
            ["posts.csv:2", "Post"],
            ["posts.csv:2", "School"],
        ]
        assert line.run("", "init", "--key", "brook", "--lists", self.lists(tmp_path / "right")).code == 0

    def test_the_policy_is_never_guessed(self, line: CommandLine, tmp_path: Path) -> None:
        lists = self.lists(tmp_path / "lists", settings="Setting,Value\nname,Brook Learning Trust\n")

        assert "needs its policy, which is never guessed" in refused(
            line, "", "init", "--key", "brook", "--lists", lists
        )
