"""How a case stands before everybody: rows that lists read. They take the place of the bare list of who sees a case.

Nobody loses sight here: who saw a case still does. What lists show of it is worked out afterwards, in batches, for
every case that is not `sighted` yet; until then it stands there as one that cannot be read.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

DANGEROUS = sa.text("danger_at <> ''")
RAISED = sa.text("status = 'raised'")
UNSIGHTED = sa.text("sighted = 0")
LATE = sa.text("overdue_at > due_at")
COPY = (
    "INSERT INTO case_sights (organisation_id, case_id, person_id, reference, school_id, kind, ended, due_at, clock, "
    "state, everything, danger_at, works, unseen, posts, relied) "
    "SELECT case_members.organisation_id, case_members.case_id, case_members.person_id, cases.reference, "
    "cases.school_id, 'case', 0, '', '', 'cannot_be_read', 0, '', '', '', '', '' "
    "FROM case_members JOIN cases ON cases.organisation_id = case_members.organisation_id "
    "AND cases.id = case_members.case_id"
)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_case_id_cases")
    return sa.ForeignKeyConstraint(["organisation_id", "case_id"], ["cases.organisation_id", "cases.id"], name=name)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("cases", sa.Column("sighted", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "ix_cases_unsighted", "cases", ["organisation_id", "id"], sqlite_where=UNSIGHTED, postgresql_where=UNSIGHTED
    )
    op.create_index(
        "ix_alerts_raised",
        "alerts",
        ["organisation_id", "raised_at", "case_id", "number"],
        sqlite_where=RAISED,
        postgresql_where=RAISED,
    )
    _case_sights()
    _clock_sights()
    op.create_table(
        "sight_refreshes",
        *_text("organisation_id", "person_id", "due_at", "reached"),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["people.organisation_id", "people.id"],
            name=op.f("fk_sight_refreshes_organisation_id_person_id_people"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", "due_at", name=op.f("pk_sight_refreshes")),
    )
    op.create_index("ix_sight_refreshes_due", "sight_refreshes", ["organisation_id", "due_at"])
    op.execute(COPY)
    op.drop_table("case_members")


def _case_sights() -> None:
    op.create_table(
        "case_sights",
        *_text("organisation_id", "case_id", "person_id", "reference", "school_id", "kind"),
        *_whole("ended"),
        *_text("due_at", "clock", "state"),
        *_whole("everything"),
        *_text("danger_at", "works", "unseen", "posts", "relied"),
        _of_case("case_sights"),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "person_id", name=op.f("pk_case_sights")),
    )
    op.create_index(
        "ix_case_sights_listed",
        "case_sights",
        ["organisation_id", "person_id", "kind", "ended", "due_at", "reference"],
    )
    op.create_index("ix_case_sights_person", "case_sights", ["organisation_id", "person_id", "case_id"])
    op.create_index(
        "ix_case_sights_danger",
        "case_sights",
        ["organisation_id", "person_id"],
        sqlite_where=DANGEROUS,
        postgresql_where=DANGEROUS,
    )


def _clock_sights() -> None:
    op.create_table(
        "clock_sights",
        *_text("organisation_id", "case_id", "person_id", "instance", "name", "reference", "school_id", "state"),
        *_text("due_at", "overdue_at"),
        *_whole("waits"),
        *_text("relied"),
        _of_case("clock_sights"),
        sa.PrimaryKeyConstraint(
            "organisation_id", "case_id", "person_id", "instance", "name", name=op.f("pk_clock_sights")
        ),
    )
    listed = ["due_at", "reference", "instance", "name"]
    op.create_index("ix_clock_sights_due", "clock_sights", ["organisation_id", "person_id", *listed])
    op.create_index("ix_clock_sights_waiting", "clock_sights", ["organisation_id", "person_id", "waits", *listed])
    op.create_index(
        "ix_clock_sights_grace",
        "clock_sights",
        ["organisation_id", "person_id", *listed],
        sqlite_where=LATE,
        postgresql_where=LATE,
    )
