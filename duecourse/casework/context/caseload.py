"""The cases before somebody, each with the policy it is pinned to: one that cannot be read takes no other along."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from duecourse.casework.context.services import Services
from duecourse.logs.log import Log
from engine.errors import Unavailable
from engine.identity import CaseId
from engine.language.compiled import CompiledPolicy
from engine.language.vocabulary import StateKind
from engine.ports.records import CaseSummary, Viewer
from engine.ports.store import Reading
from engine.record.case import Case

log = Log("duecourse")


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case as it is listed, the whole of it, and the policy that it is pinned to."""

    row: CaseSummary
    policy: CompiledPolicy
    case: Case

    @property
    def is_request(self) -> bool:
        """Say whether it is no report, but an entry in a register or a question."""
        return _stands_as_request(self.policy, self.row)


@dataclass(frozen=True, slots=True)
class ReadCase:
    """The whole of a case, and the policy that it is pinned to."""

    policy: CompiledPolicy
    case: Case


def _stands_as_request(policy: CompiledPolicy, row: CaseSummary) -> bool:
    return row.status in policy.shell.states_of(StateKind.REQUEST)


def maybe_requests(services: Services, reading: Reading, viewer: Viewer) -> Iterator[CaseSummary]:
    """List the cases before somebody that may be requests, before they are loaded: those that their policy calls so.

    Reports, which are many more, are left out by the store where their version is compiled, so that a register costs
    what its entries cost. A case under a version that is not compiled yet is given too.
    """
    states = {policy.hash: policy.shell.states_of(StateKind.REQUEST) for policy in services.library.compiled()}
    for row in reading.cases_standing(viewer, states):
        policy = services.library.known(row.policy_hash)
        if policy is None or _stands_as_request(policy, row):
            yield row


def load_named(services: Services, reading: Reading, viewer: Viewer, cases: Iterable[CaseId]) -> Iterator[ReadCase]:
    """Load cases by their identifiers, without those that are damaged, which are logged. Raises Unavailable.

    All of them are read in one statement.
    """
    named = tuple(cases)
    loaded = reading.cases_by_id(viewer, named) if named else {}
    for each in named:
        try:
            case = loaded[each]
            found = ReadCase(services.policy_of(reading, case), case)
        except Unavailable:
            raise
        except Exception:
            log.fault("case-unreadable", "A case cannot be read.", case=each)
            continue
        yield found


def load(services: Services, reading: Reading, viewer: Viewer, row: CaseSummary) -> LoadedCase | None:
    """Load one case of a list; None where its record or its version of the policy is damaged, which is logged.

    Raises Unavailable: then it is the database that cannot be read, and not the case.
    """
    try:
        case = reading.case_by_id(viewer, row.id)
        return LoadedCase(row, services.policy_of(reading, case), case)
    except Unavailable:
        raise
    except Exception:
        # whatever is damaged: the others have clocks that run
        log.fault("case-unreadable", "A case cannot be read, and its clocks are not listed.", case=row.reference)
        return None


def load_each(
    services: Services, reading: Reading, viewer: Viewer, only: Collection[str] | None = None
) -> Iterator[LoadedCase]:
    """Load every case that a viewer may see and that can be read; with `only`, of those of these identifiers."""
    rows = (row for row in reading.cases(viewer) if only is None or row.id in only)
    found = (load(services, reading, viewer, row) for row in rows)
    return (each for each in found if each is not None)


def broken(services: Services, reading: Reading, viewer: Viewer) -> tuple[str, ...]:
    """Name the cases that a viewer may see and that cannot be read."""
    return tuple(row.reference for row in reading.cases(viewer) if load(services, reading, viewer, row) is None)
