"""The letters as a trust writes them: those that come with Duecourse, in its own words where it has some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from engine.errors import Finding, NotFound
from engine.nearest_name import nearest
from engine.ports.letters.house_blocks import BlockRow
from letters.catalogue import Catalogue, Template

NO_TEXTS: Mapping[str, str] = {}


@dataclass
class HouseBook:
    """The letters as they are written now, each put together once; the words may be swapped while a process runs."""

    shipped: Callable[[], Catalogue]
    _state: tuple[Mapping[str, str], dict[str, Template]] = field(
        default_factory=lambda: (NO_TEXTS, dict[str, Template]())
    )

    @property
    def texts(self) -> Mapping[str, str]:
        """Give the trust's own words, by file name below its folder."""
        return self._state[0]

    def use(self, texts: Mapping[str, str]) -> None:
        """Write letters in these words from now on; that they pass every check is for the caller to know."""
        self._state = (dict(texts), {})

    def judge(self, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        """Check a trust's own words; every fault of every file at once."""
        # most trusts word nothing themselves, and pay for none of this
        from letters.house.house_lint import check

        return check(self.shipped(), texts) if texts else ()

    def __getitem__(self, id_: str) -> Template:
        """Give a letter as it is written now."""
        texts, made = self._state
        if id_ not in made:
            from letters.house.house_files import housed

            shipped = self.shipped().templates[id_]
            made[id_] = housed(shipped, texts) if texts else shipped
        return made[id_]

    def named(self, typed: str) -> str:
        """Find a letter by its id or number, as L14, or `every-letter`. Raises NotFound, with the nearest there is."""
        from letters.house.block_map import EVERY

        templates = self.shipped().templates
        known = {EVERY: EVERY, **{id_: id_ for id_ in templates}, **{id_.partition("-")[0]: id_ for id_ in templates}}
        found = next((id_ for name, id_ in known.items() if name.casefold() == typed.casefold()), "")
        if not found:
            meant = nearest(typed, known)
            raise NotFound(f"There is no letter “{typed}”.{f' Nearest: {known[meant]}.' if meant else ''}")
        return found

    def rows(self, id_: str) -> tuple[BlockRow, ...]:
        """List the blocks of a letter that a trust may word, in reading order."""
        return tuple(self._rows(id_))

    def _rows(self, id_: str) -> Iterator[BlockRow]:
        from letters.house.block_map import EVERY, OF_EVERY, blocks_of
        from letters.house.house_files import ENDING, FOLDER

        templates = self.shipped().templates
        blocks = blocks_of(templates[next(iter(templates))] if id_ == EVERY else templates[id_])
        for each in blocks.values():
            if id_ != EVERY or each.name in OF_EVERY:
                file = f"{FOLDER}/{id_}/{each.name}{ENDING}"
                theirs = self.texts.get(file, "")
                yield BlockRow(
                    letter=id_, name=each.name, says=each.says, ours=each.text, theirs=theirs.strip("\n"), file=file
                )

    def facts_of(self, id_: str) -> tuple[tuple[str, str], ...]:
        """Give how each fact of a letter is written into its words, with what it is."""
        from letters.house.block_map import written_as

        facts = self.shipped().templates[id_].facts.values()
        return tuple((written_as(spec), spec.named) for spec in facts)

    def example(self, id_: str, now: datetime, zone: tzinfo) -> tuple[str, str]:
        """Write a letter of nobody, with brackets for its facts: its title, and its blocks as JSON."""
        from letters import render
        from letters.blocks import to_json
        from letters.house.example_facts import example_facts

        template = self[id_]
        draft = render.draft(template, example_facts(template.facts, now.astimezone(zone)), zone=zone)
        return template.title, to_json(draft.blocks)
