"""Write docs/reference/data-map.md and docs/privacy/dpia.md from what is written in the code; a test compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from duecourse.casework.privacy.assessment import retention_table
from duecourse.casework.privacy.assessment import written as written_assessment
from duecourse.casework.retention.retention_schedule import KINDS as CASE_KINDS
from duecourse.casework.retention.retention_schedule import RetentionRow
from engine.ports.people_data.data_kinds import KINDS, NOBODY, DataKind
from store.tables.people_data.column_kinds import by_kind

FILE = Path(__file__).parents[1] / "docs" / "reference" / "data-map.md"
ASSESSMENT = FILE.parents[1] / "privacy" / "dpia.md"
OPEN = {
    "trust": "the trust",
    "schools": "the schools of the trust",
    "officer": "name, e-mail address and telephone number of who holds the post",
    "policy": "the title of the policy",
    "version": "the version in use",
    "today": "the day",
    "words": "the trust's own words",
    "factor": "who needs one",
    "log_days": "as many as are set",
    "settings": "a table of every setting that is in use, with what it is for",
}
"""What stands in square brackets where the file that a site gives out names its own trust."""
HEAD = """# Data map

Written by `python -m scripts.write_data_map` from what stands beside the tables
(`store/tables/people_data/`); a test fails where a column of a table is not classified. It says what the store holds
about people: about whom, why, for how long, who sees it, and how it goes. Beside the store there is the folder of
evidence, which holds the bytes of what was handed in under their digest; they go with the evidence that they are of.

Nothing of it leaves the house by itself: there is no supplier, no measuring of visitors, and nothing that is fetched
from elsewhere. What leaves are letters that somebody sends, messages through the trust's own mail relay, and what
somebody exports. The [assessment](../privacy/dpia.md) and the privacy page of each site are written from the same.
"""


def written() -> str:
    """Give the whole page."""
    return "\n".join((HEAD, *_parts())) + "\n"


def _parts() -> Iterator[str]:
    for kind in KINDS:
        yield f"## {kind.name}\n"
        yield from _said(kind)
        rows = by_kind()[kind.name]
        yield "| table | columns |\n| --- | --- |"
        yield from (f"| `{table}` | {', '.join(f'`{each}`' for each in columns)} |" for table, columns in rows.items())
        yield ""


def _said(kind: DataKind) -> Iterator[str]:
    if kind is NOBODY:
        yield f"{kind.why}. `organisation_id`, which says whose store it is, stands in every table.\n"
        return
    yield f"- **About whom:** {kind.about}."
    yield f"- **Why:** {kind.why}."
    yield f"- **How long:** {kind.kept}."
    yield f"- **Who sees it:** {kind.seen_by}."
    yield f"- **How it goes:** {kind.goes}.\n"


def assessment() -> str:
    """Give the assessment as it is for any trust: what is the trust's own stands in square brackets."""
    ours = [RetentionRow(kind=kind, months=each.months, source=each.source) for kind, each in CASE_KINDS.items()]
    given = {name: f"[{says}]" for name, says in OPEN.items()}
    return written_assessment({**given, "retention": retention_table(ours)})


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    ASSESSMENT.parent.mkdir(exist_ok=True)
    ASSESSMENT.write_text(assessment(), encoding="utf-8")
