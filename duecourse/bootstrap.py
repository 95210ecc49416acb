"""The one place where everything is put together; nothing is built at import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from duecourse import data_folder
from duecourse.access_spool import AccessSpool
from duecourse.casework.commands.sight_upkeep import Progress, fill
from duecourse.casework.context.services import Services
from duecourse.clock import SystemClock
from duecourse.config import Settings
from duecourse.files import EvidenceFiles
from duecourse.handed_in.clamd_scanner import ClamdScanner, read_place
from duecourse.handed_in.separate_previews import SeparatePreviews
from duecourse.identifiers import RandomIdentifiers
from duecourse.letter_writer import Letters
from duecourse.logs.log import Log
from duecourse.mail.relay_settings import read_relay
from duecourse.mail.smtp_relay import SmtpRelay
from duecourse.openid.provider_settings import read_provider
from duecourse.policies.house_folder import HouseFolder, read_house
from duecourse.policies.kept_trees import KeptTrees, judging_code
from duecourse.policies.library import KeptPolicies, Library, read_hash, read_workflows
from duecourse.policies.proof_results import Proofs
from engine.errors import BadFiles, Finding, from_system
from engine.language.compiled import CompiledPolicy
from engine.ports.custody.custody_tools import CustodyTools
from engine.ports.mail.relay import Postroom
from engine.ports.time_and_chance import Clock
from engine.ports.ways_in.identity_providers import IdentityProvider
from store import open_store
from store.connection.database import connect
from store.migrations.copy import Keeping
from store.organisation_chain.sealer import Seals

if TYPE_CHECKING:
    from engine.language.strict_yaml import Plain
    from store.copies.backup import StoreCopies
    from store.copies.restoration import StoreRestoration


log = Log("duecourse.store")
HOLIDAYS, HELPLINES, PLATFORMS = "bank_holidays.yaml", "helplines.yaml", "platforms.yaml"
LIBRARIES = 4
"""How many folders of procedures are kept checked in one process."""


def build_letters() -> Letters:
    """Give the letters that are shipped; they are read when one is asked for."""
    return Letters()


@dataclass
class Builder:
    """Puts services together; letters and policies that it has read serve all that it builds."""

    _letters: Letters = field(default_factory=build_letters)
    _proofs: Proofs = field(default_factory=Proofs)
    _checked: dict[str, Mapping[str, CompiledPolicy]] = field(default_factory=dict)

    @cached_property
    def _code(self) -> str:
        """Hash the code that judges, once: what a process has begun with, it goes on with."""
        return judging_code()

    def letters(self) -> Letters:
        """Give the letters that are shipped."""
        return self._letters

    def library(self, settings: Settings, *, keep: bool = False) -> Library:
        """Load the policies, checked and compiled. Raises BadFiles with every fault.

        Files that passed every check are not checked again while they, the letters and the code that checks them are
        the same; with `keep` that is noted in the folder of the installation, for the next process.
        """
        sources = read_workflows(settings.workflows)
        trees = KeptTrees(settings.data / data_folder.COMPILED, self._code)
        name = trees.name_of("checked", sources)
        if name not in self._checked:
            if len(self._checked) == LIBRARIES:
                self._checked.clear()
            self._checked[name] = self._policies(name, sources, trees, keep=keep)
        policies, kinds = self._checked[name], self._letters.kinds()
        read = read_hash(sources, self._housed(settings, trees, keep=keep))
        return Library(
            policies=policies,
            letters=kinds,
            folder=settings.workflows,
            read=read,
            trees=trees,
            proofs=self._proofs,
        )

    def housed_letters(self, settings: Settings) -> Letters:
        """Give the letters in the trust's own words, without its policies. Raises BadFiles with every fault of them."""
        self._housed(settings, KeptTrees(code=self._code), keep=False)
        return self._letters

    def _housed(self, settings: Settings, trees: KeptTrees, *, keep: bool) -> HouseFolder:
        """Write letters in the trust's own words from now on. Raises BadFiles with every fault of them."""
        house = read_house(settings.workflows)
        name = trees.name_of("house", house.texts)
        if house.findings or (house.texts and trees.get(name, house.texts) is None):
            findings = (*house.findings, *self._letters.judge_house(house.texts))
            if findings:
                raise BadFiles(findings)
            if keep:
                trees.keep(name, {each: {} for each in house.texts})
        self._letters.use_house(house.texts)
        return house

    def _policies(
        self, name: str, sources: Mapping[str, str], trees: KeptTrees, *, keep: bool
    ) -> Mapping[str, CompiledPolicy]:
        kept = trees.get(name, sources)
        if kept is not None:
            return KeptPolicies(sources, kept)
        from duecourse.policies.compiler import compile_all, trees_of

        policies = compile_all(sources, self._letters.kinds())
        if keep:
            trees.keep(name, trees_of(sources))
        return policies

    def services(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        anyhow: bool = False,
        told: Progress | None = None,
    ) -> Services:
        """Put everything together: nothing starts on a bad policy, but `anyhow` lets one look at it.

        What a store of an earlier version lacks for its lists is worked out first, and `told` how far that is.

        Raises BadFiles, BadInput, Unavailable or BrokenRecord.
        """
        chosen = clock or SystemClock()
        library = self._library_of(settings, anyhow=anyhow)
        library.taken_up_at = chosen.now()
        rows = _directories(library.trees)
        services = Services(
            store=open_store(settings.database, keeping(settings, chosen.now()), Seals(chosen, RandomIdentifiers())),
            spool=AccessSpool(settings.data / data_folder.SPOOL, RandomIdentifiers()),
            library=library,
            clock=chosen,
            ids=RandomIdentifiers(),
            letters=self._letters,
            files=EvidenceFiles(settings.data / data_folder.EVIDENCE),
            custody=custody_tools(settings, chosen),
            bank_holidays=rows[HOLIDAYS],
            helplines=_rows(rows[HELPLINES].get("helplines", [])),
            platforms=_rows(rows[PLATFORMS].get("platforms", [])),
            postroom=postroom(settings, chosen),
            provider=provider(settings, chosen),
        )
        if not anyhow:
            fill(services, told)
        return services

    def _library_of(self, settings: Settings, *, anyhow: bool) -> Library:
        """Load the policies for a folder, which is made only once they are known to be good."""
        faults: tuple[str, ...] = ()
        try:
            library = self.library(settings, keep=settings.data.is_dir())
        except BadFiles as bad:
            if not anyhow:
                raise
            faults = tuple(str(finding) for finding in bad.findings)
            library = Library(policies={}, letters=self._letters.kinds(), folder=settings.workflows, refused=faults)
        try:
            data_folder.prepare(settings.data)
        except OSError as error:
            raise from_system(error) from error
        return library


def build_services(settings: Settings, clock: Clock | None = None, *, anyhow: bool = False) -> Services:
    """Put everything together once: see `Builder.services`."""
    return Builder().services(settings, clock, anyhow=anyhow)


def postroom(settings: Settings, clock: Clock) -> Postroom | None:
    """Give the way by which mail leaves; None where none is set. Raises BadInput."""
    relay = read_relay(settings.mail)
    if relay is None:
        return None
    return Postroom(
        relay=SmtpRelay(relay, clock), site=relay.site, domain=relay.domain, burst=relay.burst, sender=relay.sender
    )


def provider(settings: Settings, clock: Clock) -> IdentityProvider | None:
    """Give the way to the provider that people sign in with; None where none is set. Raises BadInput."""
    found = read_provider(settings.openid)
    if found is None:
        return None
    from duecourse.openid.provider_client import ProviderClient  # its libraries take a moment to load

    return ProviderClient(settings=found, clock=clock)


def custody_tools(settings: Settings, clock: Clock) -> CustodyTools:
    """Give what looks into files that are handed in. Raises BadInput where it is set wrongly."""
    place = read_place(settings.clamd)
    previews = SeparatePreviews() if find_spec("resource") else None  # without limits nothing is looked into
    return CustodyTools(previews=previews, scanner=ClamdScanner(place=place, clock=clock) if place else None)


def _rows(rows: Plain) -> Sequence[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def keeping(settings: Settings, at: datetime) -> Keeping:
    """Say where a store is copied to before it is migrated, and with what."""
    return Keeping(
        folder=settings.data / data_folder.BACKUPS,
        at=at,
        pg_dump=settings.pg_dump,
        without=settings.without_backup,
        told=_copied,
    )


def _copied(kept: Path) -> None:
    says = "The store was copied before it was brought to the present schema."
    log.warning("store-copied", says, file=kept)


def copies(settings: Settings) -> StoreCopies:
    """Give the way to copy the store while others work in it. Raises BadInput."""
    from store.copies.backup import StoreCopies

    return StoreCopies(connect(settings.database), settings.pg_dump)


def restoration(settings: Settings) -> StoreRestoration:
    """Give the way back from a backup into the database. Raises BadInput."""
    from store.copies.restoration import StoreRestoration

    return StoreRestoration(connect(settings.database), settings.pg_dump)


def transfer_between(source: str, target: str, told: Progress) -> Callable[[], Mapping[str, int]]:
    """Give what copies every row of one database into another, and counts them there. Raises BadInput."""
    from store.copies.transfer import transfer

    def copy_rows() -> Mapping[str, int]:
        with closing(connect(source)) as here, closing(connect(target)) as there:
            return transfer(here, there, told)

    return copy_rows


def directory(name: str) -> Mapping[str, Plain]:
    """Read a file of the directory: rows with their source and the day they were checked on."""
    from engine.language.strict_yaml import read_mapping

    return read_mapping(_text_of(name), f"directory/{name}")


def _directories(trees: KeptTrees) -> Mapping[str, Mapping[str, Plain]]:
    """Read the files of the directory that every case may need, or what was kept of them."""
    texts = {name: _text_of(name) for name in (HOLIDAYS, HELPLINES, PLATFORMS)}
    name = trees.name_of("directory", texts)
    kept = trees.get(name, texts)
    if kept is None:
        kept = {each: directory(each) for each in texts}
        trees.keep(name, kept)
    return kept


def _text_of(name: str) -> str:
    return (files("workflows") / "directory" / name).read_text(encoding="utf-8")


def lint_letters() -> tuple[Finding, ...]:
    """Compare every template with its contract. Gives every finding, those of the catalogue included."""
    from engine.language.strict_yaml import read_mapping
    from letters import catalogue, lint

    try:
        return lint.check(catalogue.load(read_mapping))
    except BadFiles as bad:
        return bad.findings
