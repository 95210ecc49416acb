"""What stands between a policy and the cases that run under it: its proof, and every check of its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from duecourse.logs.log import Log
from duecourse.policies.house_folder import read_house
from duecourse.policies.library import Library, load_library, read_hash, read_workflows
from duecourse.policies.proof_results import Proofs
from engine.errors import BadFiles, BadInput, Finding
from engine.identity import OrganisationId
from engine.language.compiled import CompiledPolicy
from engine.ports.letters.rendered_letters import LetterWriter
from engine.ports.store import Reading, Writing

if TYPE_CHECKING:
    from engine.proof.run import Failure

log = Log("duecourse")


def demand_proof(proofs: Proofs, writing: Writing, organisation: OrganisationId, policy: CompiledPolicy) -> None:
    """Let no case be opened under a policy that does not pass its proof, or moved to it; what is kept has passed.

    Raises:
        BadInput: the proof found something; the message says what, and how it is looked into.
    """
    if writing.keeps_policy(organisation, policy.hash):
        return
    failures = proofs.of(policy).failures
    if failures:
        raise BadInput(
            f"No case can run under this version of “{policy.key}”: its proof found {_counted(failures)}, "
            f"the first at {failures[0].track} {failures[0].where}: {failures[0].says}. "
            "`duecourse check` lists them all."
        )
    writing.keep_policy(organisation, policy.hash, policy.key, policy.sources)


def take_up(library: Library, letters: LetterWriter) -> bool:
    """Look whether the files of the policies, and of a trust's own words for letters, have changed.

    They are taken up, all together, only once they pass every check.

    A file may be half written at a look: what has changed is read once more at the next, and must be the same then.
    Running cases stay pinned to their version either way. Says whether new versions are in use now.
    """
    try:
        sources = read_workflows(library.folder)
    except BadFiles as bad:
        # whatever is read next is judged, even where it is what was there before
        library.read = library.noticed = ""
        return _refuse(library, [(finding.file, str(finding)) for finding in bad.findings])
    house = read_house(library.folder)
    if not _stands_still(library, read_hash(sources, house)):
        return False
    wrong: tuple[Finding, ...] = (*house.findings, *letters.judge_house(house.texts))
    found = None
    try:
        found = load_library(sources, library.letters)
    except BadFiles as bad:
        wrong = (*bad.findings, *wrong)
    if wrong or found is None:
        return _refuse(library, [(finding.file, str(finding)) for finding in wrong])
    faults = [(key, f"{key}: {each.track} {each.where}: {each.says}") for key, each in _failures(library.proofs, found)]
    if faults or not found.policies:
        return _refuse(library, faults or [("policies", "There is no policy in the folder any more.")])
    library.renew(found)
    letters.use_house(house.texts)
    log.note("policies-taken-up", "Changed policy files were taken up.")
    return True


def _stands_still(library: Library, now: str) -> bool:
    """Say whether changed files are the same as at the last look, and were not judged yet."""
    before, library.noticed = library.noticed, now
    if now == library.read or now != before:
        return False
    library.read = now
    return True


def _refuse(library: Library, faults: Sequence[tuple[str, str]]) -> bool:
    """Leave changed files aside: the log names the files, and only the policies page says what is wrong in them."""
    told = tuple(says for _, says in faults)
    if told != library.refused:
        names = ", ".join(sorted({name for name, _ in faults}))
        log.warning("policies-refused", "Changed policy files were not taken up.", faults=len(faults), files=names)
    library.refused = told
    return False


def _counted(faults: Sequence[object]) -> str:
    return "1 fault" if len(faults) == 1 else f"{len(faults)} faults"


def faults_of_unkept(reading: Reading, organisation: OrganisationId, library: Library) -> tuple[str, ...]:
    """Prove the versions of an adopted folder that no case has run under yet. Gives what was found, in sentences."""
    if not library.folder:
        return ()
    new = [each for each in library.policies.values() if not reading.keeps_policy(organisation, each.hash)]
    found = ((policy.key, each) for policy in new for each in library.proofs.of(policy).failures)
    return tuple(f"{key}: {each.track} {each.where}: {each.says}" for key, each in found)


def _failures(proofs: Proofs, library: Library) -> Iterator[tuple[str, Failure]]:
    for key, policy in library.policies.items():
        yield from ((key, failure) for failure in proofs.of(policy).failures)
